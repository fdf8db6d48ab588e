//! Cluster-wide policies as plain values, and their YAML.

use super::text::{list, selector};
use super::{Requirement, Selector};

/// The kinds of cluster-wide policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminKind {
    /// AdminNetworkPolicy, v1alpha1.
    Admin,
    /// BaselineAdminNetworkPolicy, v1alpha1.
    Baseline,
    /// ClusterNetworkPolicy of a version, in the tier of this name.
    Cluster {
        /// Of the API.
        version: &'static str,
        /// `Admin` or `Baseline`.
        tier: &'static str,
    },
}

impl AdminKind {
    /// The kind as a manifest writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "AdminNetworkPolicy",
            Self::Baseline => "BaselineAdminNetworkPolicy",
            Self::Cluster { .. } => "ClusterNetworkPolicy",
        }
    }

    /// `Admin` or `Baseline`.
    pub fn tier(self) -> &'static str {
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

/// A subject, or a peer that selects pods.
#[derive(Clone, Debug)]
pub enum AdminPods {
    /// All pods of the namespaces that match.
    Namespaces(Vec<Requirement>),
    /// Pods that match in the namespaces that match; in all of them where `namespaces` is absent.
    Pods {
        /// Of the namespace.
        namespaces: Selector,
        /// Of the pod.
        pods: Vec<Requirement>,
    },
}

/// A peer of a cluster-wide policy.
#[derive(Clone, Debug)]
pub enum AdminPeer {
    /// Pods.
    Pods(AdminPods),
    /// Networks, in CIDR notation.
    Networks(Vec<&'static str>),
    /// Nodes by their labels.
    Nodes(Vec<Requirement>),
    /// Domain names, with `*.` in front or not.
    Domains(Vec<&'static str>),
}

/// A port of a cluster-wide policy.
#[derive(Clone, Debug)]
pub enum AdminPort {
    /// `None`: no protocol is written.
    Number(Option<&'static str>, u16),
    /// From the first to the last, both included; the protocol as in [`AdminPort::Number`].
    Range(Option<&'static str>, u16, u16),
    /// A protocol without a port.
    All(&'static str),
    /// The name of a container port.
    Name(&'static str),
}

/// A rule of a cluster-wide policy.
#[derive(Clone, Debug)]
pub struct AdminRule {
    /// `Allow` (written `Accept` in a ClusterNetworkPolicy), `Deny` or `Pass`.
    pub action: &'static str,
    /// Whether it has a name.
    pub named: bool,
    /// `from` or `to`, one at least.
    pub peers: Vec<AdminPeer>,
    /// `None`: absent.
    pub ports: Option<Vec<AdminPort>>,
}

/// An AdminNetworkPolicy, a BaselineAdminNetworkPolicy or a ClusterNetworkPolicy.
#[derive(Clone, Debug)]
pub struct AdminPolicy {
    /// Its kind.
    pub kind: AdminKind,
    /// Its name.
    pub name: String,
    /// Its priority, which a BaselineAdminNetworkPolicy does not have.
    pub priority: u16,
    /// The pods that it applies to.
    pub subject: AdminPods,
    /// Rules for ingress; `None`: absent.
    pub ingress: Option<Vec<AdminRule>>,
    /// Rules for egress; `None`: absent.
    pub egress: Option<Vec<AdminRule>>,
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
    // The CRDs reject an empty list; left out it means the same.
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
