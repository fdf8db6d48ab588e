//! A small cluster as plain values, and the YAML that says the same.

use std::fmt::Write as _;

pub(crate) type Labels = Vec<(&'static str, &'static str)>;

#[derive(Clone, Debug)]
pub(crate) struct Namespace {
    pub(crate) name: &'static str,
    pub(crate) labels: Labels,
}

#[derive(Clone, Debug)]
pub(crate) struct Pod {
    pub(crate) namespace: &'static str,
    pub(crate) name: String,
    pub(crate) labels: Labels,
    pub(crate) ports: Vec<(Option<&'static str>, u16, &'static str)>,
    pub(crate) address: Option<&'static str>,
    pub(crate) host_network: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Requirement {
    Label(&'static str, &'static str),
    In(&'static str, Vec<&'static str>),
    NotIn(&'static str, Vec<&'static str>),
    Exists(&'static str),
    DoesNotExist(&'static str),
}

/// `None`: the key is absent. An empty list: `{}`.
pub(crate) type Selector = Option<Vec<Requirement>>;

#[derive(Clone, Debug)]
pub(crate) enum Peer {
    Pods { namespaces: Selector, pods: Selector },
    Block { cidr: &'static str, except: Vec<&'static str> },
}

#[derive(Clone, Debug)]
pub(crate) enum PortNumber {
    Absent,
    One(u16),
    To(u16, u16),
    Named(&'static str),
}

#[derive(Clone, Debug)]
pub(crate) struct Port {
    pub(crate) protocol: Option<&'static str>,
    pub(crate) port: PortNumber,
}

/// `None`: the key is absent, otherwise the list as written.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) peers: Option<Vec<Peer>>,
    pub(crate) ports: Option<Vec<Port>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) namespace: &'static str,
    pub(crate) name: String,
    pub(crate) subject: Selector,
    pub(crate) types: Option<Vec<&'static str>>,
    pub(crate) ingress: Option<Vec<Rule>>,
    pub(crate) egress: Option<Vec<Rule>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    pub(crate) namespaces: Vec<Namespace>,
    pub(crate) pods: Vec<Pod>,
    pub(crate) policies: Vec<Policy>,
}

fn map(labels: &Labels) -> String {
    let items: Vec<String> = labels.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{{}}}", items.join(", "))
}

pub(crate) fn selector(requirements: &[Requirement]) -> String {
    let mut labels = Vec::new();
    let mut expressions = Vec::new();
    for requirement in requirements {
        let with = |key: &str, operator: &str, values: &[&str]| {
            let values = if values.is_empty() { String::new() } else { format!(", values: [{}]", values.join(", ")) };
            format!("{{key: {key}, operator: {operator}{values}}}")
        };
        match requirement {
            Requirement::Label(key, value) => labels.push(format!("{key}: {value}")),
            Requirement::In(key, values) => expressions.push(with(key, "In", values)),
            Requirement::NotIn(key, values) => expressions.push(with(key, "NotIn", values)),
            Requirement::Exists(key) => expressions.push(with(key, "Exists", &[])),
            Requirement::DoesNotExist(key) => expressions.push(with(key, "DoesNotExist", &[])),
        }
    }
    let mut parts = Vec::new();
    if !labels.is_empty() {
        parts.push(format!("matchLabels: {{{}}}", labels.join(", ")));
    }
    if !expressions.is_empty() {
        parts.push(format!("matchExpressions: [{}]", expressions.join(", ")));
    }
    format!("{{{}}}", parts.join(", "))
}

fn rule(rule: &Rule, peers_key: &str) -> String {
    let mut parts = Vec::new();
    if let Some(peers) = &rule.peers {
        let items: Vec<String> = peers
            .iter()
            .map(|peer| match peer {
                Peer::Pods { namespaces, pods } => {
                    let mut keys = Vec::new();
                    if let Some(namespaces) = namespaces {
                        keys.push(format!("namespaceSelector: {}", selector(namespaces)));
                    }
                    if let Some(pods) = pods {
                        keys.push(format!("podSelector: {}", selector(pods)));
                    }
                    format!("{{{}}}", keys.join(", "))
                }
                Peer::Block { cidr, except } if except.is_empty() => format!("{{ipBlock: {{cidr: \"{cidr}\"}}}}"),
                Peer::Block { cidr, except } => {
                    let except: Vec<String> = except.iter().map(|net| format!("\"{net}\"")).collect();
                    format!("{{ipBlock: {{cidr: \"{cidr}\", except: [{}]}}}}", except.join(", "))
                }
            })
            .collect();
        parts.push(format!("{peers_key}: [{}]", items.join(", ")));
    }
    if let Some(ports) = &rule.ports {
        let items: Vec<String> = ports
            .iter()
            .map(|port| {
                let mut keys = Vec::new();
                if let Some(protocol) = port.protocol {
                    keys.push(format!("protocol: {protocol}"));
                }
                match &port.port {
                    PortNumber::Absent => {}
                    PortNumber::One(number) => keys.push(format!("port: {number}")),
                    PortNumber::To(first, last) => keys.push(format!("port: {first}, endPort: {last}")),
                    PortNumber::Named(name) => keys.push(format!("port: {name}")),
                }
                format!("{{{}}}", keys.join(", "))
            })
            .collect();
        parts.push(format!("ports: [{}]", items.join(", ")));
    }
    format!("{{{}}}", parts.join(", "))
}

impl Cluster {
    pub(crate) fn yaml(&self) -> String {
        let mut out = String::new();
        for namespace in &self.namespaces {
            let _ = write!(
                out,
                "---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {}, labels: {}}}\n",
                namespace.name,
                map(&namespace.labels)
            );
        }
        for pod in &self.pods {
            let ports: Vec<String> = pod
                .ports
                .iter()
                .map(|(name, port, protocol)| {
                    let name = name.map(|name| format!("name: {name}, ")).unwrap_or_default();
                    format!("{{{name}containerPort: {port}, protocol: {protocol}}}")
                })
                .collect();
            let _ = write!(
                out,
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {}, namespace: {}, labels: {}}}\nspec:\n  hostNetwork: {}\n  containers: [{{name: c, image: i, ports: [{}]}}]\n",
                pod.name,
                pod.namespace,
                map(&pod.labels),
                pod.host_network,
                ports.join(", ")
            );
            if let Some(address) = pod.address {
                let field = if pod.host_network { "hostIP" } else { "podIP" };
                let _ = writeln!(out, "status: {{{field}: \"{address}\"}}");
            }
        }
        for policy in &self.policies {
            let _ = write!(
                out,
                "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {}, namespace: {}}}\nspec:\n",
                policy.name, policy.namespace
            );
            match &policy.subject {
                Some(subject) => {
                    let _ = writeln!(out, "  podSelector: {}", selector(subject));
                }
                None => out.push_str("  podSelector:\n"),
            }
            if let Some(types) = &policy.types {
                let _ = writeln!(out, "  policyTypes: [{}]", types.join(", "));
            }
            for (key, peers_key, rules) in [("ingress", "from", &policy.ingress), ("egress", "to", &policy.egress)] {
                if let Some(rules) = rules {
                    let items: Vec<String> = rules.iter().map(|found| rule(found, peers_key)).collect();
                    let _ = writeln!(out, "  {key}: [{}]", items.join(", "));
                }
            }
        }
        out
    }
}
