//! Syntax of names, labels, ports and CIDRs, as the API server checks it. Each check says what is wrong, or nothing.
//!
//! Source: apimachinery's validation of DNS names, qualified names and service names.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

pub(crate) const LABEL_KEY_HELP: &str =
    "a key is letters, digits, `-`, `_` and `.` (63 at most), with an optional DNS prefix and `/`";
pub(crate) const LABEL_VALUE_HELP: &str =
    "a value is letters, digits, `-`, `_` and `.` (63 at most) that starts and ends with a letter or digit";

pub(crate) fn dns_label(text: &str) -> Option<&'static str> {
    if text.len() > 63 { Some("it has more than 63 characters") } else { dns_part(text) }
}

/// What is wrong with a part of a DNS name, its length aside.
fn dns_part(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("it is empty");
    }
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !text.bytes().all(inner) {
        return Some("only lower-case letters, digits and `-` are allowed");
    }
    (text.starts_with('-') || text.ends_with('-')).then_some("it starts or ends with `-`")
}

pub(crate) fn subdomain(text: &str) -> Option<&'static str> {
    if text.len() > 253 {
        return Some("it has more than 253 characters");
    }
    if text.is_empty() {
        return Some("it is empty");
    }
    // Parts of a subdomain may be longer than a DNS label; only the whole is bounded.
    text.split('.').find_map(|part| if part.is_empty() { Some("a part between dots is empty") } else { dns_part(part) })
}

fn qualified(text: &str) -> Option<&'static str> {
    if text.len() > 63 {
        return Some("it has more than 63 characters");
    }
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if !text.bytes().all(inner) {
        return Some("it has a character that is not allowed");
    }
    let end = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    (!end(text.bytes().next()) || !end(text.bytes().last())).then_some("it has to start and end with a letter or digit")
}

pub(crate) fn label_key(text: &str) -> Option<&'static str> {
    let name = match text.split_once('/') {
        Some((prefix, _)) if subdomain(prefix).is_some() => return Some("the part before `/` is not a DNS name"),
        Some((_, name)) => name,
        None => text,
    };
    if name.is_empty() { Some("it is empty") } else { qualified(name) }
}

pub(crate) fn label_value(text: &str) -> Option<&'static str> {
    if text.is_empty() { None } else { qualified(text) }
}

/// IANA service names: 1 to 15 of `a-z0-9-`, at least one letter, no `-` at the ends or twice in a row.
pub(crate) fn port_name(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("it is empty");
    }
    if text.len() > 15 {
        return Some("it has more than 15 characters");
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Some("upper-case letters are not allowed");
    }
    if !text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        return Some("only lower-case letters, digits and `-` are allowed");
    }
    if !text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Some("it has no letter");
    }
    (text.starts_with('-') || text.ends_with('-') || text.contains("--"))
        .then_some("`-` stands at an end or twice in a row")
}

/// A CIDR, read as leniently as Go's old parser did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cidr {
    /// The network, host bits masked.
    pub(crate) net: IpNet,
    /// The address as written, of the family of the network.
    pub(crate) address: IpAddr,
    /// The prefix length as written; that of an IPv4-mapped block counts from the start of the IPv6 address.
    pub(crate) length: u8,
    /// Whether CEL's `isCIDR` takes it: host bits may be set, leading zeros and IPv4-mapped addresses may not be there.
    pub(crate) strict: bool,
    /// Whether it was written in the canonical form, which newer API servers want.
    pub(crate) canonical: bool,
}

/// Reads a CIDR: host bits are masked, leading zeros are decimal, IPv4-mapped IPv6 is IPv4.
pub(crate) fn cidr(text: &str) -> Option<Cidr> {
    let (address, length) = text.split_once('/')?;
    if length.is_empty() || length.len() > 4 || !length.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let bits: u8 = length.parse().ok()?;
    let parsed = address.parse::<IpAddr>().ok().or_else(|| zero_padded(address).map(IpAddr::V4))?;
    let whole = match parsed {
        IpAddr::V6(six) if six.to_ipv4_mapped().is_some() && bits >= 96 => {
            IpNet::new(IpAddr::V4(six.to_ipv4_mapped()?), bits - 96).ok()?
        }
        address => IpNet::new(address, bits).ok()?,
    };
    let net = whole.trunc();
    let zeros = length.len() > 1 && length.starts_with('0');
    let mapped = matches!(parsed, IpAddr::V6(six) if six.to_ipv4_mapped().is_some());
    let strict = address.parse::<IpAddr>().is_ok() && !zeros && !mapped;
    let canonical = net.to_string() == text || is_canonical_v6(&net, address, length);
    Some(Cidr { net, address: whole.addr(), length: bits, strict, canonical })
}

/// IPv6 has many spellings; only host bits, zeros of the length and IPv4-mapped forms are not canonical for our purpose.
fn is_canonical_v6(net: &IpNet, address: &str, length: &str) -> bool {
    matches!(net, IpNet::V6(_))
        && address.parse::<IpAddr>().is_ok_and(|address| address == net.network())
        && !length.starts_with('0')
        || (matches!(net, IpNet::V6(_))
            && length == "0"
            && address.parse::<IpAddr>().is_ok_and(|address| address == net.network()))
}

fn zero_padded(text: &str) -> Option<Ipv4Addr> {
    let parts: Vec<&str> = text.split('.').collect();
    let [a, b, c, d] = parts.as_slice() else { return None };
    let part = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits {
            text.trim_start_matches('0').parse::<u8>().ok().or((text.bytes().all(|byte| byte == b'0')).then_some(0))
        } else {
            None
        }
    };
    Some(Ipv4Addr::new(part(a)?, part(b)?, part(c)?, part(d)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cidrs_like_go_once_read_them() {
        let check = |text: &str, expected: Option<(&str, bool)>| {
            let found = cidr(text).map(|found| (found.net.to_string(), found.canonical));
            assert_eq!(found, expected.map(|(net, canonical)| (net.to_owned(), canonical)), "{text}");
        };
        check("10.0.0.0/8", Some(("10.0.0.0/8", true)));
        check("10.0.0.1/8", Some(("10.0.0.0/8", false)));
        check("010.0.0.0/8", Some(("10.0.0.0/8", false)));
        check("10.0.0.0/08", Some(("10.0.0.0/8", false)));
        check("::ffff:10.0.0.0/104", Some(("10.0.0.0/8", false)));
        check("2001:db8::/32", Some(("2001:db8::/32", true)));
        check("2001:0db8:0::/32", Some(("2001:db8::/32", true)));
        check("::/0", Some(("::/0", true)));
        for bad in ["10.0.0.1", "10.0.0.0/33", "10.0.0/8", "a/8", "", "/", "10.0.0.0/", "10.0.0.0/-1", "300.0.0.0/8"] {
            check(bad, None);
        }
    }

    #[test]
    fn port_names_are_service_names() {
        for good in ["http", "a", "serve-80-tcp", "x1"] {
            assert_eq!(port_name(good), None, "{good}");
        }
        for bad in ["80", "", "HTTP", "a--b", "-a", "a-", "sixteen-letters-", "a_b"] {
            assert!(port_name(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn label_syntax() {
        for good in ["app", "example.com/app", "a.b_c-d", "3scale.net/x"] {
            assert_eq!(label_key(good), None, "{good}");
        }
        for bad in ["", "/x", "a/", "-a", "a b", "Upper.com/x", "a/b/c"] {
            assert!(label_key(bad).is_some(), "{bad}");
        }
        assert_eq!(label_value(""), None);
        assert!(label_value("a b").is_some());
        assert!(label_value(&"x".repeat(64)).is_some());
    }
}
