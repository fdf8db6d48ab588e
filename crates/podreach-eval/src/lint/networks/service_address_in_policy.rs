//! An egress rule allows the address of a Service, and not the pods behind it.
//!
//! Found where an `ipBlock` holds the cluster IP of a Service of the input, and no rule of the policy reaches the pods or addresses behind
//! it. Where their addresses are not known, only blocks as narrow as those of Services are found.
//!
//! ## Why it matters
//!
//! The address of a Service is translated to that of a pod before policies are enforced. A policy never sees it, and a rule that allows
//! it allows nothing. This is how the plugins in use work; Kubernetes leaves the order open.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: {name: cache, namespace: infra}
//! spec:
//!   clusterIP: 10.43.7.7
//!   selector: {app: cache}
//!   ports: [{port: 6379}]
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: cache, namespace: infra, labels: {app: cache}}
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
//!         - ipBlock: {cidr: 10.43.7.7/32} # L78
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: {name: cache, namespace: infra}
//! spec:
//!   clusterIP: 10.43.7.7
//!   selector: {app: cache}
//!   ports: [{port: 6379}]
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: cache, namespace: infra, labels: {app: cache}}
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
//!         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: infra}}
//!           podSelector: {matchLabels: {app: cache}}
//! ```
//!
//! ## How to fix it
//!
//! Select the pods behind the Service. For the Service `kubernetes`, allow the addresses of the API servers, which its Endpoints
//! hold.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)
//! * [Kubernetes: Virtual IPs and Service Proxies](https://kubernetes.io/docs/reference/networking/virtual-ips/)

use std::net::IpAddr;

use ipnet::IpNet;
use podreach_syntax::{Diagnostic, Severity};

use crate::inventory::{AddressOf, ServiceNode};
use crate::kinds::NetworkPeer;
use crate::policy::Direction;
use crate::sets::{AddressSet, Intervals};

use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};

use super::name_servers::{NAMESPACES, PORT, is_node_cache};

pub(super) static LINT: Lint = Lint {
    code: "L78",
    name: "service-address-in-policy",
    severity: Severity::Warning,
    needs: &[Need::Services],
    source: source!("service_address_in_policy.rs"),
    check: Check::Run(check),
};

/// Networks of Services are no wider than this by default (10.96.0.0/12 of kubeadm).
const NARROW: u8 = 12;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    if input.analysis.services.iter().all(|node| node.service.cluster_ips.is_empty()) {
        return;
    }
    for policy in input.network_policies() {
        for (at, rule) in policy.rules(Direction::Egress) {
            for peer in &rule.peers {
                let NetworkPeer::IpBlock { cidr, except, cidr_span, .. } = peer else { continue };
                let block = AddressSet::block(*cidr, except);
                let Some(found) = covered(input, sink, policy, *cidr, &block) else { continue };
                let Some(((node, address), others)) = found.split_first() else { continue };
                let service = &node.service.meta;
                let name = format!("{}/{}", service.namespace, service.name.value);
                let message = if *cidr == IpNet::from(*address) {
                    format!("{address} is the address of the Service `{name}`, which policies do not see")
                } else {
                    let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
                    format!(
                        "`{cidr}` holds addresses of Services, which policies do not see: {address} of `{name}`{more}"
                    )
                };
                let help = "the address is translated first; allow the pods or addresses behind the Service";
                let diagnostic = Diagnostic::warning(LINT.code, *cidr_span, message)
                    .help(help)
                    .related(service.name.span, format!("the Service has the address {address}"));
                sink.push(Finding::from(diagnostic).rule(at).endpoints(node.backends.iter().copied()));
            }
        }
    }
}

/// Services whose address a block holds, if the policy allows what is behind none of them. `None` where the block is of other
/// use, or where there is too much to look at.
fn covered<'a>(
    input: &Input<'a>,
    sink: &Sink<'_>,
    policy: NetworkPolicyAt<'_>,
    cidr: IpNet,
    block: &AddressSet,
) -> Option<Vec<(&'a ServiceNode, IpAddr)>> {
    // A block as wide as this holds pods and whatever else there is.
    let wide = if cidr.addr().is_ipv4() { 8 } else { 32 };
    if cidr.prefix_len() < wide {
        return None;
    }
    let mut found = Vec::new();
    let all = block.ranges().flat_map(|(first, last)| input.analysis.known.within(first, last));
    for (address, is) in all.flatten() {
        if !sink.spend(2) {
            return None;
        }
        match is {
            AddressOf::ClusterIp(at) => found.extend(input.analysis.services.get(*at).map(|node| (node, *address))),
            // The block is about these.
            AddressOf::Pod(..) | AddressOf::Node(_) | AddressOf::EndpointsObject(_) => return None,
            AddressOf::LoadBalancer(_) | AddressOf::Proxy(_) | AddressOf::ExternalIp(_) => {}
        }
    }
    if found.is_empty() {
        return None;
    }
    let allowed = policy
        .rules(Direction::Egress)
        .filter(|(_, rule)| sink.spend(1 + rule.peers.len()))
        .fold(Intervals::empty(), |all, (at, _)| all.union(&input.others(at)));
    let cached = may_be_cached(input);
    let mut unknown = false;
    for (node, _) in &found {
        let mut backends = node.backends.iter().map(|id| input.endpoint(*id));
        if !sink.spend(node.backends.len()) || backends.any(|backend| allowed.contains(backend.class())) {
            return None;
        }
        // A cache on the node may answer at the address itself.
        if cached && node.service.ports.iter().any(|port| port.port == PORT) {
            return None;
        }
        let addressed = node.backends.iter().any(|id| !input.endpoint(*id).addresses.is_empty());
        unknown |= !addressed && node.addresses.is_empty();
    }
    (!unknown || cidr.prefix_len() >= NARROW).then_some(found)
}

/// Whether the cluster may have a DNS cache on each node, which listens at the address of the DNS Service.
fn may_be_cached(input: &Input<'_>) -> bool {
    let mut here = NAMESPACES.iter().flat_map(|namespace| input.workloads_in(namespace)).peekable();
    here.peek().is_none() || here.any(|id| is_node_cache(input.endpoint(*id)))
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::lines;

    fn check(cidr: &str, more: &str, expected: &[u32]) {
        let yaml = format!(
            "apiVersion: v1
kind: Service
metadata: {{name: cache, namespace: infra}}
spec: {{clusterIP: 10.43.7.7, selector: {{app: cache}}, ports: [{{port: 6379}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, namespace: shop}}
spec:
  podSelector: {{}}
  policyTypes: [Egress]
  egress:
    - to: [{{ipBlock: {{cidr: {cidr}}}}}]
---
apiVersion: v1
kind: Pod
metadata: {{name: cache, namespace: infra, labels: {{app: cache}}}}
{more}"
        );
        assert_eq!(lines("L78", &yaml), expected, "{cidr} {more}");
    }

    #[test]
    fn blocks_of_services_are_told_from_others() {
        let at = "status: {podIP: 10.42.0.9}\n";
        check("10.43.0.0/16", "", &[13]);
        check("10.43.0.0/16", at, &[13]);
        check("10.0.0.0/8", at, &[]);
        check("10.0.0.0/8", "", &[]);
        check("10.44.0.0/16", at, &[]);
        check("0.0.0.0/0", "", &[]);
    }
}
