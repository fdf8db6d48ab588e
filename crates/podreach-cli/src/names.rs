//! Whether an argument can mean anything at all: better said than answered with "denied".

use podreach_eval::query::PortQuery;
use podreach_eval::{is_dns_label, is_port_name};

/// A namespace is a DNS label.
pub(crate) fn namespace(text: &str) -> Result<(), String> {
    if is_dns_label(text) {
        return Ok(());
    }
    Err(format!(
        "`{text}` is not a valid namespace name: it takes 1 to 63 of a-z, 0-9 and `-`, a letter or digit at either end"
    ))
}

/// A port by number or name. Names of container ports are IANA service names, those of Service ports are DNS labels.
pub(crate) fn port(text: &str, of_service: bool) -> Result<PortQuery, String> {
    let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if number {
        return match text.parse::<u16>() {
            Ok(port) if port > 0 => Ok(PortQuery::Number(port)),
            _ => Err(format!("port `{text}` is not between 1 and 65535")),
        };
    }
    if is_port_name(text) || (of_service && is_dns_label(text)) {
        return Ok(PortQuery::Name(text.into()));
    }
    Err(match text.split_once('-') {
        Some((first, last)) if [first, last].iter().all(|end| end.parse::<u32>().is_ok()) => {
            format!("port `{text}` is a range; ask for one port")
        }
        _ => format!("port `{text}` is neither a number nor a name: a name takes 1 to 15 of a-z, 0-9 and `-`"),
    })
}

/// The page that links lead to.
pub(crate) fn base(text: &str) -> Result<(), String> {
    let start = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if ["http://", "https://"].into_iter().any(|scheme| start(scheme) && text.len() > scheme.len()) {
        return Ok(());
    }
    Err(format!("base `{text}` is no address of a page: it starts with `http://` or `https://`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports() {
        assert_eq!(port("80", false), Ok(PortQuery::Number(80)));
        assert_eq!(port("65535", true), Ok(PortQuery::Number(65535)));
        for name in ["http", "a", "8a", "http-8080", "abcdefghijklmno", "5-a"] {
            assert_eq!(port(name, false), Ok(PortQuery::Name(name.into())));
        }
        for bad in ["", "0", "65536", "80-90", "-", "-a", "a-", "a--b", "HTTP", "a_b", "a b", "é", "abcdefghijklmnop"]
        {
            assert!(port(bad, false).is_err(), "{bad}");
        }
        assert_eq!(port("80-90", false), Err("port `80-90` is a range; ask for one port".into()));
        assert_eq!(port("web--interface-of-the-shop", true), Ok(PortQuery::Name("web--interface-of-the-shop".into())));
        assert!(["", "80_90", "a-", "0"].into_iter().all(|bad| port(bad, true).is_err()));
    }

    #[test]
    fn namespaces() {
        let long = "a".repeat(63);
        assert!(["a", "0", "kube-system", "a--b", &long].into_iter().all(|good| namespace(good).is_ok()));
        let longer = "a".repeat(64);
        for bad in ["", "-a", "a-", "A", "a.b", "a/b", "a b", "ä", &longer] {
            assert!(namespace(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn pages() {
        for good in ["http://localhost:8080/", "https://example.com/podreach", "HTTPS://example.com"] {
            assert_eq!(base(good), Ok(()));
        }
        for bad in ["", "example.com", "//example.com", "file:///tmp/index.html", "http:/", "https://", "javascript:1"]
        {
            assert!(base(bad).is_err(), "{bad}");
        }
    }
}
