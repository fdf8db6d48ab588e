//! The forms in which a person writes an end of a connection: the one place that reads them.

use std::net::IpAddr;

use ipnet::IpNet;

/// An end as written, before anything is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written<'a> {
    /// `service:namespace/name`, or `service:name`: the namespace where one is given, and the name.
    Service(Option<&'a str>, &'a str),
    /// An address or a CIDR. An IPv4-mapped IPv6 address is the IPv4 address, as in policies.
    Network(IpNet),
    /// Anything else: the name of a workload or of a pod, or a contract id.
    Name(&'a str),
}

impl<'a> Written<'a> {
    /// Reads a text.
    pub fn read(text: &'a str) -> Self {
        if let Some(name) = text.strip_prefix("service:") {
            return match name.split_once('/') {
                Some((namespace, name)) => Self::Service(Some(namespace), name),
                None => Self::Service(None, name),
            };
        }
        network(text).map_or(Self::Name(text), Self::Network)
    }

    /// Whether it can mean a Service: an address may be that of one.
    pub const fn may_be_service(&self) -> bool {
        matches!(self, Self::Service(..) | Self::Network(_))
    }
}

fn network(text: &str) -> Option<IpNet> {
    let net = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))?;
    let IpNet::V6(six) = net else { return Some(net) };
    match (six.addr().to_ipv4_mapped(), six.prefix_len().checked_sub(96)) {
        (Some(four), Some(bits)) => IpNet::new(IpAddr::V4(four), bits).ok(),
        _ => Some(net),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form() {
        assert_eq!(Written::read("service:shop/web"), Written::Service(Some("shop"), "web"));
        assert_eq!(Written::read("service:web"), Written::Service(None, "web"));
        assert_eq!(Written::read("10.0.0.0/8"), Written::Network("10.0.0.0/8".parse().unwrap()));
        assert_eq!(Written::read("::ffff:10.0.0.1"), Written::Network("10.0.0.1/32".parse().unwrap()));
        for name in ["shop/web", "web[Deployment]", "rep:shop/app=web", "external:10.0.0.0/8", "8a", ""] {
            assert_eq!(Written::read(name), Written::Name(name));
            assert!(!Written::read(name).may_be_service());
        }
    }
}
