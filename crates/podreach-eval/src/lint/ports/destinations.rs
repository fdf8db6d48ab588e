//! The pods at the destination of a rule's connections, and the ports that their containers declare.

use std::collections::BTreeMap;

use podreach_syntax::Span;

use crate::inventory::EndpointId;
use crate::kinds::well_known::NAME_LABEL;
use crate::kinds::{NetworkPeer, NetworkPolicyRule, PeerNamespaces};
use crate::policy::{Direction, RuleRef};
use crate::sets::{Intervals, Labels, Operator, Protocol, Selector};

use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::sink::Sink;
use crate::lint::words::Workloads;

/// Ports of sidecars that are injected when a pod is created, so that its template does not declare them. Sources: Istio,
/// "Application Requirements"; Linkerd, "Proxy Configuration"; Dapr, "Dapr arguments and annotations".
const INJECTED: [u16; 13] = [4140, 4143, 4190, 4191, 3500, 15001, 15006, 15008, 15020, 15021, 15053, 15090, 50001];

/// The names of such ports.
const INJECTED_NAMES: [&str; 6] =
    ["http-envoy-prom", "linkerd-proxy", "linkerd-admin", "dapr-http", "dapr-grpc", "dapr-metrics"];

/// Whether a sidecar that is injected may listen on a port.
pub(super) fn may_be_injected(port: u16) -> bool {
    INJECTED.contains(&port)
}

/// Whether a sidecar that is injected may have a port of this name.
pub(super) fn may_be_called(name: &str) -> bool {
    INJECTED_NAMES.contains(&name)
}

/// A port that containers declare, with the first place where they do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared<'a> {
    pub(super) protocol: Protocol,
    pub(super) number: u16,
    pub(super) name: Option<&'a str>,
    pub(super) by: EndpointId,
    pub(super) span: Span,
}

/// The workloads at the destination of a rule's connections, ascending; none where the rule matches every pod or addresses, or
/// where looking would take too long.
pub(super) fn destinations(
    input: &Input<'_>,
    sink: &Sink<'_>,
    policy: NetworkPolicyAt<'_>,
    at: RuleRef,
    rule: &NetworkPolicyRule,
) -> Vec<EndpointId> {
    let classes = match at.direction {
        Direction::Ingress => input.subject(policy.id),
        Direction::Egress if rule.peers.iter().any(is_anywhere) => return Vec::new(),
        Direction::Egress => {
            let peers = (0..rule.peers.len()).map(|peer| input.peer(at, peer));
            peers.fold(Intervals::empty(), |all, peer| all.union(&peer))
        }
    };
    let size = |(first, last): &(u32, u32)| (last - first) as usize + 1;
    if !sink.spend(classes.ranges().iter().map(size).sum::<usize>()) {
        return Vec::new();
    }
    let mut found = input.destinations(policy, at, rule);
    found.sort_unstable();
    if sink.spend(found.len()) { found } else { Vec::new() }
}

/// Whether a peer matches every pod, or addresses.
fn is_anywhere(peer: &NetworkPeer) -> bool {
    match peer {
        NetworkPeer::IpBlock { .. } => true,
        NetworkPeer::Pods { namespaces: PeerNamespaces::Matching(selector), pods, .. } => {
            selector.is_empty() && pods.is_empty()
        }
        NetworkPeer::Pods { namespaces: PeerNamespaces::Own, .. } => false,
    }
}

/// Whether the destinations of a rule are all that there can be, as far as the input tells: it has the pods of their namespaces,
/// and no controller that is not evaluated makes others.
pub(super) fn are_complete(
    input: &Input<'_>,
    sink: &Sink<'_>,
    policy: NetworkPolicyAt<'_>,
    at: RuleRef,
    rule: &NetworkPolicyRule,
) -> bool {
    let own = policy.namespace();
    match at.direction {
        Direction::Ingress => is_known(input, own, &policy.written.pod_selector),
        Direction::Egress => rule.peers.iter().all(|peer| match peer {
            NetworkPeer::IpBlock { .. } => false,
            NetworkPeer::Pods { namespaces: PeerNamespaces::Own, pods, .. } => is_known(input, own, pods),
            NetworkPeer::Pods { namespaces: PeerNamespaces::Matching(selector), pods, .. } => {
                let names = namespaces(input, sink, selector);
                !names.is_empty() && names.iter().all(|name| is_known(input, name, pods))
            }
        }),
    }
}

/// The namespaces that a selector matches; none where there may be others than those of the input.
fn namespaces<'b, 'a: 'b>(input: &Input<'a>, sink: &Sink<'_>, selector: &'b Selector) -> Vec<&'b str> {
    let requirements = selector.conjunction().unwrap_or(&[]);
    let by_name = requirements.iter().find(|one| &*one.key == NAME_LABEL).and_then(|one| one.operator.needed_values());
    if let Some(names) = by_name {
        return names.iter().map(|name| &**name).collect();
    }
    let all = &input.analysis.namespaces;
    let needs_label = requirements.iter().any(|one| one.operator.needs_label());
    if !needs_label || !sink.spend(all.len()) {
        return Vec::new();
    }
    let unknown = all.iter().any(|namespace| !namespace.declared && !input.workloads_in(&namespace.name).is_empty());
    let matching = all.iter().filter(|namespace| namespace.declared && selector.matches(&namespace.labels));
    if unknown { Vec::new() } else { matching.map(|namespace| &*namespace.name).collect() }
}

/// Whether the pods of a namespace that a selector matches are in the input.
fn is_known(input: &Input<'_>, namespace: &str, pods: &Selector) -> bool {
    let may_be_made = || {
        let equal = pods.requirements().filter_map(|one| match &one.operator {
            Operator::Equals(value) => Some((one.key.clone(), value.clone())),
            _ => None,
        });
        let labels: Labels = equal.collect();
        labels.is_empty() || input.may_be_made(namespace, &labels)
    };
    input.knows_pods_of(namespace) && !(input.has_makers(namespace) && may_be_made())
}

/// The ports that some workloads declare, each number and name once.
pub(super) fn declared<'a>(input: &Input<'a>, workloads: &[EndpointId]) -> Vec<Declared<'a>> {
    let mut found: BTreeMap<(Protocol, u16, Option<&str>), Declared<'a>> = BTreeMap::new();
    for id in workloads {
        for port in &input.endpoint(*id).ports {
            let (protocol, number, name) = (port.protocol, port.port, port.name.as_deref());
            found.entry((protocol, number, name)).or_insert(Declared {
                protocol,
                number,
                name,
                by: *id,
                span: port.span,
            });
        }
    }
    found.into_values().collect()
}

/// ``the workload `web` ``, ``the workloads `a`, `b` and 3 more``, for a message about a rule.
pub(super) fn who(input: &Input<'_>, at: RuleRef, workloads: &[EndpointId]) -> String {
    Workloads::new(input, at.policy, workloads.iter().copied()).named("the workload", "the workloads", workloads)
}

/// At most four things in a row: `TCP 80, TCP 443 and 3 more`.
pub(super) fn listed(mut all: Vec<String>) -> String {
    const SHOWN: usize = 4;
    all.dedup();
    let rest = all.len().saturating_sub(SHOWN);
    all.truncate(SHOWN);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}{more}", all.join(", "))
}
