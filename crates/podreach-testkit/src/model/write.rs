//! The cluster as YAML.

use std::fmt::Write as _;

use super::text::{list, map, selector};
use super::{
    Cluster, Namespace, Node, Peer, Place, Pod, Policy, Port, PortNumber, Rule, Service, ServiceKind, ServicePort,
    TargetPort,
};

impl Cluster {
    /// The cluster as a stream of manifests. What is asked of it and the options are no part of it.
    pub fn yaml(&self) -> String {
        let mut out = String::new();
        self.namespaces.iter().for_each(|found| namespace(&mut out, found));
        self.pods.iter().filter(|found| !found.made).for_each(|found| pod(&mut out, found));
        self.controllers.iter().for_each(|found| out.push_str(&found.yaml()));
        self.nodes.iter().for_each(|found| node(&mut out, found));
        self.services.iter().for_each(|found| service(&mut out, found));
        self.policies.iter().for_each(|found| policy(&mut out, found));
        self.admin.iter().for_each(|found| out.push_str(&found.yaml()));
        out
    }
}

fn namespace(out: &mut String, namespace: &Namespace) {
    let labels = map(&namespace.labels);
    let _ =
        write!(out, "---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {}, labels: {labels}}}\n", namespace.name);
}

fn pod(out: &mut String, pod: &Pod) {
    let ports: Vec<String> = pod
        .ports
        .iter()
        .enumerate()
        .map(|(at, (name, port, protocol))| {
            let name = name.map(|name| format!("name: {name}, ")).unwrap_or_default();
            // Names are unique in a container, not in a pod.
            format!("{{name: c{at}, image: i, ports: [{{{name}containerPort: {port}, protocol: {protocol}}}]}}")
        })
        .collect();
    let owner = pod.owner.map(|name| {
        format!(", ownerReferences: [{{apiVersion: apps/v1, kind: StatefulSet, name: {name}, controller: true}}]")
    });
    let node = if let Place::Named(at) = pod.place { format!("  nodeName: node-{at}\n") } else { String::new() };
    let _ = write!(
        out,
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {}, namespace: {}, labels: {}{}}}\nspec:\n{node}  hostNetwork: {}\n  containers: [{}]\n",
        pod.name,
        pod.namespace,
        map(&pod.labels),
        owner.unwrap_or_default(),
        pod.host_network,
        ports.join(", ")
    );
    let own: &[&str] = if pod.host_network { &[] } else { &pod.addresses };
    let hosts: &[&str] = if let Place::At(addresses) = pod.place { addresses } else { &[] };
    let mut status = Vec::new();
    for (addresses, one, many) in [(own, "podIP", "podIPs"), (hosts, "hostIP", "hostIPs")] {
        if let [first, rest @ ..] = addresses {
            status.push(format!("{one}: \"{first}\""));
            if !rest.is_empty() {
                let all: Vec<String> = addresses.iter().map(|address| format!("{{ip: \"{address}\"}}")).collect();
                status.push(format!("{many}: [{}]", all.join(", ")));
            }
        }
    }
    if !status.is_empty() {
        let _ = writeln!(out, "status: {{{}}}", status.join(", "));
    }
}

fn node(out: &mut String, node: &Node) {
    let address = |address: &&str| format!("{{type: InternalIP, address: \"{address}\"}}");
    let addresses: Vec<String> = node.addresses.iter().map(address).collect();
    let _ = write!(
        out,
        "---\napiVersion: v1\nkind: Node\nmetadata: {{name: {}, labels: {}}}\nstatus: {{addresses: [{{type: Hostname, address: {}}}{}{}]}}\n",
        node.name,
        map(&node.labels),
        node.name,
        if addresses.is_empty() { "" } else { ", " },
        addresses.join(", ")
    );
}

fn service(out: &mut String, service: &Service) {
    let ports: Vec<String> = service.ports.iter().enumerate().map(|(at, port)| service_port(at, port)).collect();
    let kind = match service.kind {
        ServiceKind::ClusterIp => "type: ClusterIP",
        ServiceKind::Headless => "clusterIP: None",
        ServiceKind::NodePort => "type: NodePort",
        ServiceKind::LoadBalancer => "type: LoadBalancer",
    };
    let _ = write!(
        out,
        "---\napiVersion: v1\nkind: Service\nmetadata: {{name: {}, namespace: {}}}\nspec:\n  {kind}\n  selector: {}\n  ports: [{}]\n",
        service.name,
        service.namespace,
        map(&service.selector),
        ports.join(", ")
    );
}

fn service_port(at: usize, port: &ServicePort) -> String {
    let protocol = port.protocol.map(|protocol| format!(", protocol: {protocol}")).unwrap_or_default();
    let target = match port.target {
        TargetPort::Absent => String::new(),
        TargetPort::Number(number) => format!(", targetPort: {number}"),
        TargetPort::Name(name) => format!(", targetPort: {name}"),
    };
    format!("{{name: p{at}, port: {}{protocol}{target}}}", port.port)
}

fn policy(out: &mut String, policy: &Policy) {
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

fn rule(rule: &Rule, peers_key: &str) -> String {
    let mut parts = Vec::new();
    if let Some(peers) = &rule.peers {
        let items: Vec<String> = peers.iter().map(peer).collect();
        parts.push(format!("{peers_key}: [{}]", items.join(", ")));
    }
    if let Some(ports) = &rule.ports {
        let items: Vec<String> = ports.iter().map(port).collect();
        parts.push(format!("ports: [{}]", items.join(", ")));
    }
    format!("{{{}}}", parts.join(", "))
}

fn peer(peer: &Peer) -> String {
    match peer {
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
        Peer::Block { cidr, except } => format!("{{ipBlock: {{cidr: \"{cidr}\", except: {}}}}}", list(except)),
    }
}

fn port(port: &Port) -> String {
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
}
