//! Names of things in the picture, for screen readers and the table.

use std::collections::{BTreeMap, BTreeSet};

use podreach_eval::query::{BlockedBy, PairState};
use podreach_eval::view::{EdgeView, GraphView, NamespaceView, NodeKind, NodeView};

use crate::visible::escaped;

/// Of a pair that depends. Graph, matrix, legends and tables say it in these words.
pub const DEPENDS: &str = "depends on what the input does not say";
/// The same behind its sign, as legends have it.
pub const DEPENDS_SIGN: &str = "?: depends on what the input does not say";

/// Names of all nodes: the title, with the namespace where two share a title.
pub(crate) fn node_names(view: &GraphView) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for node in &view.nodes {
        *seen.entry(&node.title).or_default() += 1;
    }
    let place =
        |node: &NodeView| node.namespace.and_then(|at| view.namespaces.get(at)).map(|namespace| &namespace.name);
    let name = |node: &NodeView| match (seen.get(node.title.as_str()), place(node)) {
        (Some(count), Some(namespace)) if *count > 1 => format!("{} in {namespace}", node.title),
        (Some(count), None) if *count > 1 => node.id.to_string(),
        _ => node.title.clone(),
    };
    view.nodes.iter().map(|node| escaped(&name(node)).into_owned()).collect()
}

/// What is in a namespace: `3 workloads, 4 policies`.
pub(crate) fn namespace_note(namespace: &NamespaceView) -> String {
    let count = |number: usize, one: &str, many: &str| {
        (number > 0).then(|| format!("{number} {}", if number == 1 { one } else { many }))
    };
    let parts = [count(namespace.workloads, "workload", "workloads"), count(namespace.policies, "policy", "policies")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What a node is, in one sentence.
pub(crate) fn node_label(node: &NodeView, name: &str, namespace: Option<&str>) -> String {
    if node.to_come {
        return escaped(&format!("{}, {}", node.title, node.subtitle)).into_owned();
    }
    let mut parts = vec![name.to_owned()];
    match (node.kind, namespace) {
        (NodeKind::Workload | NodeKind::Representative, Some(namespace)) => {
            parts.push(format!("{} in {namespace}", node.subtitle));
        }
        _ => parts.push(node.subtitle.clone()),
    }
    if let Some(count) = node.replicas.filter(|count| *count > 1) {
        parts.push(format!("{count} replicas"));
    }
    if node.host_network {
        parts.push("host network".to_owned());
    } else if node.kind != NodeKind::External {
        parts.push(
            match (node.ingress_isolated, node.egress_isolated) {
                (true, true) => "ingress and egress isolated",
                (true, false) => "ingress isolated, egress open",
                (false, true) => "egress isolated, ingress open",
                (false, false) => "not isolated",
            }
            .to_owned(),
        );
    }
    escaped(&parts.join(", ")).into_owned()
}

/// What an edge says, in one sentence.
pub(crate) fn edge_label(edge: &EdgeView, from: &str, to: &str, both_ways: bool) -> String {
    if let Some(change) = &edge.change {
        return change.sentence(from, to, &edge.ports);
    }
    if let Some(says) = &edge.says {
        return says.sentence.clone();
    }
    let ports = if edge.ports == "all" { "every port" } else { &edge.ports };
    match (edge.state, both_ways) {
        (PairState::Open, true) => {
            format!("{from} and {to} reach each other on {ports}; no policy isolates either end")
        }
        (PairState::Open, false) => format!("{from} reaches {to} on {ports}; no policy isolates either end"),
        (PairState::Allowed, _) if edge.by_address => {
            format!("{from} reaches {to} on {ports}, only because an ipBlock covers the pod's address")
        }
        (PairState::Allowed, _) => format!("{from} reaches {to} on {ports}"),
        (PairState::Blocked(by), _) => format!("{from} cannot reach {to}: {}", blocked_words(by)),
        (PairState::Depends, _) => {
            format!("{from} may reach {to} on {ports}; it {DEPENDS}")
        }
    }
}

/// Where a pair is blocked.
pub(crate) const fn blocked_words(by: BlockedBy) -> &'static str {
    match by {
        BlockedBy::Source => "egress blocked",
        BlockedBy::Destination => "ingress blocked",
        BlockedBy::Both => "blocked at both ends",
    }
}

/// One sentence about the whole picture.
pub(crate) fn summary(view: &GraphView) -> String {
    let kind = |kind| view.nodes.iter().filter(|node| node.kind == kind).count();
    let state = |wanted: fn(PairState) -> bool| {
        view.edges.iter().filter(|edge| edge.from != edge.to && wanted(edge.state)).count()
    };
    let parts: Vec<_> = view.nodes.iter().filter_map(|node| Some((node.namespace, node.whole.as_ref()?))).collect();
    let wholes: BTreeSet<_> = parts.iter().collect();
    let workloads = kind(NodeKind::Workload) - parts.len() + wholes.len();
    let others = kind(NodeKind::Representative);
    let allowed = state(|state| state == PairState::Allowed);
    let open = state(|state| state == PairState::Open);
    let blocked = state(|state| matches!(state, PairState::Blocked(_)));
    let depends = match state(|state| state == PairState::Depends) {
        0 => String::new(),
        count => format!(", {count} depend on what the input does not say"),
    };
    format!(
        "Reachability graph: {workloads} workloads, {others} not in the YAML; {allowed} connections allowed by rules, {open} \
         open, {blocked} pairs blocked{depends}."
    )
}
