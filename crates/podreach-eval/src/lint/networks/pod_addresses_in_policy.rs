//! A rule names pods by their addresses.
//!
//! Found where an `ipBlock` is the address of a pod of the input, or a block that nodes of the input give their pods addresses from. Wide
//! blocks that hold the addresses of pods among others are not found.
//!
//! ## Why it matters
//!
//! A pod that is created anew has a new address, and another pod may have the old one. And whether an `ipBlock` matches pods depends on
//! the plugin: with Cilium it never does.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: api, namespace: shop, labels: {app: api}}
//! spec: {containers: [{name: c, image: c}]}
//! status: {podIP: 10.244.1.7}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: c, image: c}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - ipBlock: {cidr: 10.244.1.7/32} # L77
//!     - ports: [{port: 53, protocol: UDP}, {port: 53}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: api, namespace: shop, labels: {app: api}}
//! spec: {containers: [{name: c, image: c}]}
//! status: {podIP: 10.244.1.7}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: c, image: c}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - podSelector: {matchLabels: {app: api}}
//!     - ports: [{port: 53, protocol: UDP}, {port: 53}]
//! ```
//!
//! ## How to fix it
//!
//! Select the pods by their labels.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)

use std::collections::BTreeSet;

use ipnet::IpNet;
use podreach_syntax::{Diagnostic, Severity};

use crate::inventory::AddressOf;
use crate::kinds::NetworkPeer;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L77",
    name: "pod-addresses-in-policy",
    severity: Severity::Warning,
    needs: &[],
    source: source!("pod_addresses_in_policy.rs"),
    check: Check::Run(check),
};

/// The network of a cluster is this much wider than that of a node, at most.
const NODES: u8 = 8;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let networks: BTreeSet<IpNet> = input.resources.nodes.iter().flat_map(|node| &node.pod_networks).copied().collect();
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules() {
            for peer in &rule.peers {
                let NetworkPeer::IpBlock { cidr, cidr_span, .. } = peer else { continue };
                if !sink.spend(1 + networks.len()) {
                    return;
                }
                let (message, pod) = match pod_at(input, *cidr) {
                    Some(pod) => {
                        let name = &input.endpoint(pod).id;
                        (
                            format!(
                                "{} is the address of the pod `{name}`; it changes when the pod is created anew",
                                cidr.addr()
                            ),
                            Some(pod),
                        )
                    }
                    None if networks.iter().any(|network| is_of_pods(*cidr, *network)) => {
                        (format!("pods have their addresses from `{cidr}`"), None)
                    }
                    None => continue,
                };
                let help = "select the pods by their labels; not every plugin matches pods by address";
                let diagnostic = Diagnostic::warning(LINT.code, *cidr_span, message).help(help);
                sink.push(Finding::from(diagnostic).rule(at).endpoints(pod));
            }
        }
    }
}

/// The pod whose address is all of a block.
fn pod_at(input: &Input<'_>, cidr: IpNet) -> Option<crate::inventory::EndpointId> {
    let single = cidr.prefix_len() == cidr.max_prefix_len();
    let known = if single { input.analysis.known.at(cidr.addr()) } else { &[] };
    known.iter().find_map(|(_, is)| match is {
        AddressOf::Pod(pod, _) => Some(*pod),
        _ => None,
    })
}

/// Whether a block is a part of a node's pod network, or the network of the cluster that it is a part of.
fn is_of_pods(cidr: IpNet, network: IpNet) -> bool {
    network.contains(&cidr) || cidr.contains(&network) && cidr.prefix_len() + NODES >= network.prefix_len()
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::{found, lines};

    #[test]
    fn networks_of_nodes_are_those_of_pods() {
        let check = |cidr: &str, expected: &[u32]| {
            let yaml = format!(
                "apiVersion: v1
kind: Node
metadata: {{name: node-1}}
spec: {{podCIDR: 10.244.3.0/24, podCIDRs: [10.244.3.0/24]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, namespace: shop}}
spec:
  podSelector: {{}}
  ingress:
    - from: [{{ipBlock: {{cidr: {cidr}}}}}]
"
            );
            assert_eq!(lines("L77", &yaml), expected, "{cidr}");
        };
        check("10.244.0.0/16", &[12]);
        check("10.244.3.7/32", &[12]);
        check("10.0.0.0/8", &[]);
        check("0.0.0.0/0", &[]);
        check("10.245.0.0/16", &[]);
    }
    #[test]
    fn a_container_that_restarts_keeps_the_address_of_its_pod() {
        let yaml = "apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec: {containers: [{name: c}]}
status: {podIP: 10.244.3.7}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: shop}
spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.244.3.7/32}}]}]}
";
        let said = found("L77", yaml).into_iter().map(|found| found.diagnostic.message).collect::<Vec<_>>();
        let expected = "10.244.3.7 is the address of the pod `shop/a`; it changes when the pod is created anew";
        assert_eq!(said, [expected]);
    }
}
