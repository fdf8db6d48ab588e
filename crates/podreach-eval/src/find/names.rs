//! Whether what a person writes can be a name at all, by the rules that the API server has for objects.

use crate::kinds::validate;

/// Whether a text is a DNS label (RFC 1123), as names of namespaces and of Service ports are.
pub fn is_dns_label(text: &str) -> bool {
    validate::dns_label(text).is_none()
}

/// Whether a text is an IANA service name (RFC 6335, section 5.1), as names of container ports are.
pub fn is_port_name(text: &str) -> bool {
    validate::port_name(text).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for good in ["default", "a", "team-1", "0", "a--b", &"x".repeat(63)] {
            assert!(is_dns_label(good), "{good}");
        }
        for bad in ["", "Bad NS!", "Team", "-a", "a-", "a.b", "a/b", "ä", &"x".repeat(64)] {
            assert!(!is_dns_label(bad), "{bad}");
        }
    }
}
