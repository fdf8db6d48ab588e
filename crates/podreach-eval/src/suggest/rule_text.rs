//! Rules, peers and ports as they are written into policies.

use podreach_syntax::{Content, PlacedEdit, SourceId, Sources};

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::policy::{Direction, Policy};
use crate::sets::Protocol;

use super::identity::{is_selectable, namespace_selector, networks, pod_selector};

/// `ingress` or `egress`, and `from` or `to`.
pub(super) const fn keys(direction: Direction) -> [&'static str; 2] {
    match direction {
        Direction::Ingress => ["ingress", "from"],
        Direction::Egress => ["egress", "to"],
    }
}

/// Peers of a NetworkPolicy in a namespace that match an endpoint; none where that cannot be written.
pub(super) fn peers(analysis: &Analysis, namespace: &str, other: EndpointId) -> Option<Vec<Content>> {
    let endpoint = analysis.endpoint(other);
    if !is_selectable(endpoint) {
        let block = |cidr: String| Content::map([("ipBlock", Content::map([("cidr", cidr)]))]);
        return Some(networks(analysis, other)?.into_iter().map(block).collect());
    }
    let pods = pod_selector(analysis, other);
    let peer = if endpoint.namespace.as_deref() == Some(namespace) {
        vec![("podSelector", pods)]
    } else {
        vec![("namespaceSelector", namespace_selector(endpoint)?), ("podSelector", pods)]
    };
    Some(vec![Content::map(peer)])
}

/// Ports of a NetworkPolicy.
pub(super) fn ports(wanted: &[(Protocol, u16)]) -> Vec<Content> {
    let port = |(protocol, number): &(Protocol, u16)| {
        Content::map([("port", Content::from(*number)), ("protocol", Content::from(protocol.as_str()))])
    };
    wanted.iter().map(port).collect()
}

/// A rule of a NetworkPolicy.
pub(super) fn rule(direction: Direction, peers: Vec<Content>, wanted: &[(Protocol, u16)]) -> Content {
    let [_, peers_key] = keys(direction);
    let mut entries = vec![(peers_key, Content::List(peers))];
    if !wanted.is_empty() {
        entries.push(("ports", Content::List(ports(wanted))));
    }
    Content::map(entries)
}

/// A rule of a cluster-wide policy; none for kinds whose rules look otherwise, and for ends that are no pods.
pub(super) fn admin_rule(
    analysis: &Analysis,
    (policy, direction): (&Policy, Direction),
    (allows, other): (bool, EndpointId),
    wanted: &[(Protocol, u16)],
) -> Option<Content> {
    let endpoint = analysis.endpoint(other);
    if !is_selectable(endpoint) {
        return None;
    }
    let is_v1alpha2 = match &*policy.kind {
        "AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" => false,
        "ClusterNetworkPolicy" => true,
        _ => return None,
    };
    let action = match (allows, is_v1alpha2) {
        (true, false) => "Allow",
        (true, true) => "Accept",
        (false, _) => "Deny",
    };
    let pods = [("namespaceSelector", namespace_selector(endpoint)?), ("podSelector", pod_selector(analysis, other))];
    let peer = Content::map([("pods", Content::map(pods))]);
    let [_, peers_key] = keys(direction);
    let mut entries = vec![("action", Content::from(action)), (peers_key, Content::List(vec![peer]))];
    let port = |(protocol, number): &(Protocol, u16)| {
        if is_v1alpha2 {
            let port = Content::map([("destinationPort", Content::map([("number", *number)]))]);
            return Content::map([(protocol.as_str().to_ascii_lowercase(), port)]);
        }
        let port = [("port", Content::from(*number)), ("protocol", Content::from(protocol.as_str()))];
        Content::map([("portNumber", Content::map(port))])
    };
    if !wanted.is_empty() {
        let key = if is_v1alpha2 { "protocols" } else { "ports" };
        entries.push((key, Content::List(wanted.iter().map(port).collect())));
    }
    Some(Content::map(entries))
}

/// A NetworkPolicy for the pods of an endpoint, behind everything else in a source.
pub(super) fn new_policy(
    analysis: &Analysis,
    sources: &Sources,
    (end, direction): (EndpointId, Direction),
    name: &str,
    rules: Vec<Content>,
) -> Option<(String, PlacedEdit)> {
    let endpoint = analysis.endpoint(end);
    let namespace = endpoint.namespace.as_deref().filter(|_| is_selectable(endpoint))?;
    let taken = |name: &str| {
        analysis
            .policies
            .list
            .iter()
            .any(|policy| policy.namespace.as_deref() == Some(namespace) && *policy.name == *name)
    };
    let name = dns_name(name);
    let name = std::iter::once(name.clone())
        .chain((2..20).map(|number| format!("{name}-{number}")))
        .find(|name| !taken(name))?;
    let [rules_key, _] = keys(direction);
    let type_name = if direction == Direction::Ingress { "Ingress" } else { "Egress" };
    let spec = [
        ("podSelector", pod_selector(analysis, end)),
        ("policyTypes", Content::list([type_name])),
        (rules_key, Content::List(rules)),
    ];
    let policy = Content::map([
        ("apiVersion", Content::from("networking.k8s.io/v1")),
        ("kind", Content::from("NetworkPolicy")),
        ("metadata", Content::map([("name", name.as_str()), ("namespace", namespace)])),
        ("spec", Content::map(spec)),
    ]);
    let (source, text) = place(analysis, sources, end)?;
    let start = text.len() as u32;
    let before = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let marker = if text.trim().is_empty() || text.trim_end().ends_with("\n---") { "" } else { "---\n" };
    let text = format!("{before}{marker}{}", policy.to_yaml());
    Some((name, PlacedEdit { source, start, end: start, text }))
}

/// The source that a new policy is written to: one that holds policies of the end, else one with the end itself, else the last
/// one that is YAML.
fn place<'a>(analysis: &Analysis, sources: &'a Sources, end: EndpointId) -> Option<(SourceId, &'a str)> {
    let endpoint = analysis.endpoint(end);
    let of_policies = endpoint.ingress.policies.iter().chain(&endpoint.egress.policies);
    let spans = of_policies.filter_map(|id| analysis.policy(*id)).map(|policy| policy.span).chain(endpoint.span);
    let ids = spans.map(|span| sources.place(span).source);
    let all = sources.iter().map(|(id, _)| id).collect::<Vec<_>>().into_iter().rev();
    let yaml = |id: &SourceId| {
        let source = sources.get(*id)?;
        let text = source.text();
        let is_json = source.name().to_ascii_lowercase().ends_with(".json")
            || text.trim_start().starts_with(['{', '[']) && !text.contains("\n---");
        (!is_json && source.binary().is_none() && source.damage().is_empty()).then_some((*id, text))
    };
    ids.chain(all).find_map(|id| yaml(&id))
}

/// A name that the API server takes: `allow-web-to-db`.
fn dns_name(wanted: &str) -> String {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let letters =
        wanted.chars().map(|letter| if fits(letter.to_ascii_lowercase()) { letter.to_ascii_lowercase() } else { '-' });
    let mut name: String = letters.take(60).collect();
    while name.contains("--") {
        name = name.replace("--", "-");
    }
    name.trim_matches('-').to_owned()
}
