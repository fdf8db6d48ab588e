//! Cluster-wide policies as plain values, and their YAML.

use super::text::{list, selector};
use super::{Requirement, Selector};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AdminKind {
    /// AdminNetworkPolicy, v1alpha1.
    Admin,
    /// BaselineAdminNetworkPolicy, v1alpha1.
    Baseline,
    /// ClusterNetworkPolicy of a version, in the tier of this name.
    Cluster { version: &'static str, tier: &'static str },
}

impl AdminKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Admin => "AdminNetworkPolicy",
            Self::Baseline => "BaselineAdminNetworkPolicy",
            Self::Cluster { .. } => "ClusterNetworkPolicy",
        }
    }

    pub(crate) fn tier(self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::Baseline => "Baseline",
            Self::Cluster { tier, .. } => tier,
        }
    }

    fn is_cluster(self) -> bool {
        matches!(self, Self::Cluster { .. })
    }
}

#[derive(Clone, Debug)]
pub(crate) enum AdminPods {
    Namespaces(Vec<Requirement>),
    Pods { namespaces: Selector, pods: Vec<Requirement> },
}

#[derive(Clone, Debug)]
pub(crate) enum AdminPeer {
    Pods(AdminPods),
    Networks(Vec<&'static str>),
    Nodes(Vec<Requirement>),
    Domains(Vec<&'static str>),
}

#[derive(Clone, Debug)]
pub(crate) enum AdminPort {
    /// `None`: no protocol is written.
    Number(Option<&'static str>, u16),
    Range(Option<&'static str>, u16, u16),
    /// A protocol without a port.
    All(&'static str),
    Name(&'static str),
}

#[derive(Clone, Debug)]
pub(crate) struct AdminRule {
    /// `Allow` (written `Accept` in a ClusterNetworkPolicy), `Deny` or `Pass`.
    pub(crate) action: &'static str,
    pub(crate) named: bool,
    pub(crate) peers: Vec<AdminPeer>,
    /// `None`: absent.
    pub(crate) ports: Option<Vec<AdminPort>>,
}

#[derive(Clone, Debug)]
pub(crate) struct AdminPolicy {
    pub(crate) kind: AdminKind,
    pub(crate) name: String,
    pub(crate) priority: u16,
    pub(crate) subject: AdminPods,
    pub(crate) ingress: Option<Vec<AdminRule>>,
    pub(crate) egress: Option<Vec<AdminRule>>,
}

impl AdminPolicy {
    pub(super) fn yaml(&self) -> String {
        let version = if let AdminKind::Cluster { version, .. } = self.kind { version } else { "v1alpha1" };
        let mut out = format!(
            "---\napiVersion: policy.networking.k8s.io/{version}\nkind: {}\nmetadata: {{name: {}}}\nspec:\n",
            self.kind.name(),
            self.name
        );
        if self.kind.is_cluster() {
            out += &format!("  tier: {}\n", self.kind.tier());
        }
        if self.kind != AdminKind::Baseline {
            out += &format!("  priority: {}\n", self.priority);
        }
        out += &format!("  subject: {{{}}}\n", pods(self.kind, &self.subject));
        for (key, peers_key, rules) in [("ingress", "from", &self.ingress), ("egress", "to", &self.egress)] {
            if let Some(rules) = rules {
                let items: Vec<String> =
                    rules.iter().enumerate().map(|(at, found)| rule(self.kind, at, found, peers_key)).collect();
                out += &format!("  {key}: [{}]\n", items.join(", "));
            }
        }
        out
    }
}

/// The two older kinds want a namespace selector where a ClusterNetworkPolicy may leave it out.
fn pods(kind: AdminKind, found: &AdminPods) -> String {
    match found {
        AdminPods::Namespaces(namespaces) => format!("namespaces: {}", selector(namespaces)),
        AdminPods::Pods { namespaces: None, pods } if !kind.is_cluster() => {
            format!("pods: {{namespaceSelector: {{}}, podSelector: {}}}", selector(pods))
        }
        AdminPods::Pods { namespaces: None, pods } => format!("pods: {{podSelector: {}}}", selector(pods)),
        AdminPods::Pods { namespaces: Some(namespaces), pods } => {
            format!("pods: {{namespaceSelector: {}, podSelector: {}}}", selector(namespaces), selector(pods))
        }
    }
}

fn rule(kind: AdminKind, at: usize, rule: &AdminRule, peers_key: &str) -> String {
    let action = if kind.is_cluster() && rule.action == "Allow" { "Accept" } else { rule.action };
    let peers: Vec<String> = rule
        .peers
        .iter()
        .map(|peer| match peer {
            AdminPeer::Pods(found) => format!("{{{}}}", pods(kind, found)),
            AdminPeer::Networks(networks) => format!("{{networks: {}}}", list(networks)),
            AdminPeer::Nodes(nodes) => format!("{{nodes: {}}}", selector(nodes)),
            AdminPeer::Domains(names) => format!("{{domainNames: {}}}", list(names)),
        })
        .collect();
    let name = if rule.named { format!("name: rule-{at}, ") } else { String::new() };
    // The CRDs refuse an empty list; left out it means the same.
    let ports = rule.ports.as_ref().filter(|ports| !ports.is_empty()).map(|ports| {
        let items: Vec<String> = ports.iter().map(|found| port(kind, found)).collect();
        let key = if kind.is_cluster() { "protocols" } else { "ports" };
        format!(", {key}: [{}]", items.join(", "))
    });
    format!("{{{name}action: {action}, {peers_key}: [{}]{}}}", peers.join(", "), ports.unwrap_or_default())
}

fn port(kind: AdminKind, port: &AdminPort) -> String {
    if kind.is_cluster() {
        let lower = |protocol: Option<&str>| protocol.unwrap_or("TCP").to_lowercase();
        match port {
            AdminPort::Number(protocol, number) => {
                format!("{{{}: {{destinationPort: {{number: {number}}}}}}}", lower(*protocol))
            }
            AdminPort::Range(protocol, start, end) => {
                format!("{{{}: {{destinationPort: {{range: {{start: {start}, end: {end}}}}}}}}}", lower(*protocol))
            }
            AdminPort::All(protocol) => {
                let protocol = protocol.to_lowercase();
                format!("{{{protocol}: {{destinationPort: {{range: {{start: 1, end: 65535}}}}}}}}")
            }
            AdminPort::Name(name) => format!("{{destinationNamedPort: {name}}}"),
        }
    } else {
        let written = |protocol: Option<&str>| protocol.map(|found| format!("protocol: {found}, ")).unwrap_or_default();
        match port {
            AdminPort::Number(protocol, number) => format!("{{portNumber: {{{}port: {number}}}}}", written(*protocol)),
            AdminPort::Range(protocol, start, end) => {
                format!("{{portRange: {{{}start: {start}, end: {end}}}}}", written(*protocol))
            }
            AdminPort::All(protocol) => format!("{{portRange: {{protocol: {protocol}, start: 1, end: 65535}}}}"),
            AdminPort::Name(name) => format!("{{namedPort: {name}}}"),
        }
    }
}
