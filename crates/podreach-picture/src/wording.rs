//! Names of things in the picture, for screen readers and the table.

use std::collections::{BTreeMap, BTreeSet};

use podreach_eval::diff::ChangeKind;
use podreach_eval::query::{BlockedBy, PairState};
use podreach_eval::view::{
    Badge, BoxKind, Bundle, EdgeChange, EdgeView, Everyone, FoldKind, FoldView, FoldingView, GraphView, NamespaceView,
    NodeKind, NodeView, Within,
};

use crate::visible::escaped;

pub use podreach_eval::view::{endpoints_words, grouped};

/// Of a pair that depends. Graph, matrix, legends and tables say it in these words.
pub const DEPENDS: &str = "depends on what the input does not say";
/// The same behind its sign, as legends have it.
pub const DEPENDS_SIGN: &str = "?: depends on what the input does not say";

/// Names of all nodes: the title, with what distinguishes it where two share a title: the namespace, how many it stands for, or
/// its members. Ids are for machines.
pub(crate) fn node_names(view: &GraphView) -> Vec<String> {
    let place = |node: &NodeView| {
        let namespace = node.namespace.and_then(|at| view.namespaces.get(at));
        namespace.filter(|frame| frame.kind == BoxKind::Namespace).map(|frame| &frame.name)
    };
    let plain: Vec<String> = view.nodes.iter().map(|node| node.title.clone()).collect();
    let counted = |node: &NodeView| match (place(node), node.fold.as_deref()) {
        (Some(namespace), _) => format!("{} in {namespace}", node.title),
        (None, Some(fold)) if fold.namespaces > 1 => {
            format!("{} ({} namespaces)", node.title, grouped(fold.namespaces))
        }
        (None, Some(fold)) => format!("{} ({} workloads)", node.title, grouped(fold.workloads)),
        (None, None) => format!("{} ({})", node.title, node.subtitle),
    };
    let named = |node: &NodeView| match node.fold.as_deref() {
        Some(fold) if place(node).is_none() => format!("{} ({})", node.title, fold.members),
        _ => node.id.to_string(),
    };
    let names = tell_apart(tell_apart(plain, view, counted), view, named);
    let names = tell_apart(names, view, |node| node.id.to_string());
    names.iter().map(|name| escaped(name).into_owned()).collect()
}

/// The names, but for those that several nodes share: these get another one.
fn tell_apart(names: Vec<String>, view: &GraphView, other: impl Fn(&NodeView) -> String) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &names {
        *seen.entry(name).or_default() += 1;
    }
    let is_shared = |name: &str| seen.get(name).is_some_and(|count| *count > 1);
    let of = |(name, node): (&String, &NodeView)| if is_shared(name) { other(node) } else { name.clone() };
    names.iter().zip(&view.nodes).map(of).collect()
}

/// What is in a namespace: `3 workloads, 4 policies`.
pub(crate) fn namespace_note(namespace: &NamespaceView) -> String {
    let count = |number: usize, one: &str, many: &str| {
        (number > 0).then(|| format!("{} {}", grouped(number), if number == 1 { one } else { many }))
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
    if let Some(fold) = &node.fold {
        return folded_label(node, fold, name);
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
    parts.extend(node.existence.map(|kind| format!("{} since the baseline", kind.as_str())));
    parts.extend(node.badges.iter().map(badge_words));
    parts.extend(node.unlike.iter().cloned());
    escaped(&parts.join(", ")).into_owned()
}

/// What a card of several workloads is, in one sentence.
fn folded_label(node: &NodeView, fold: &FoldView, name: &str) -> String {
    let workloads = format!("{} workload{}", grouped(fold.workloads), if fold.workloads == 1 { "" } else { "s" });
    let namespaces = grouped(fold.namespaces);
    let mut parts = vec![name.to_owned()];
    match fold.kind {
        FoldKind::Stack => parts.push(format!("{workloads} that no line distinguishes")),
        FoldKind::Namespace => parts.extend(["namespace".to_owned(), workloads]),
        FoldKind::Alike => parts.extend([format!("{namespaces} namespaces that behave alike"), workloads]),
        FoldKind::AlikeButPorts => {
            parts.extend([format!("{namespaces} namespaces that behave alike but for ports"), workloads]);
        }
        FoldKind::Rest => parts.extend([format!("{namespaces} namespaces"), workloads]),
    }
    parts.push(isolation_words(fold));
    parts.extend(node.unlike.iter().cloned());
    parts.extend(node.badges.iter().map(badge_words));
    parts.extend(fold.within.map(|within| format!("inside: {}", within_words(within))));
    parts.extend(fold_changes(fold));
    if fold.undrawn != (0, 0) {
        parts.push(format!(
            "{} lines out of it and {} into it are not drawn",
            grouped(fold.undrawn.0),
            grouped(fold.undrawn.1)
        ));
    }
    escaped(&format!("{}, closed: press Enter to open", parts.join(", "))).into_owned()
}

/// Which members of a card reach each other: `400 of 176,400 pairs`, and how many may.
pub fn within_words(Within { allowed, depends, of }: Within) -> String {
    let of = grouped(of);
    match (allowed, depends) {
        (allowed, 0) => format!("{} of {of} pairs", grouped(allowed)),
        (0, depends) => format!("{} of {of} pairs ?", grouped(depends)),
        (allowed, depends) => format!("{} of {of} pairs, {} ?", grouped(allowed), grouped(depends)),
    }
}

/// What a card of several says about a baseline: `2 added, 1 removed`, `inside: opens 2, closes 1`.
fn fold_changes(fold: &FoldView) -> impl Iterator<Item = String> + use<> {
    let inside = fold.inside.words();
    let inside = (!inside.is_empty()).then(|| format!("inside: {inside}"));
    existence_words(fold.existence).into_iter().chain(inside)
}

/// `2 added, 1 removed`; `None` where both sides have all.
pub(crate) fn existence_words((added, removed): (usize, usize)) -> Option<String> {
    let parts =
        [(added, ChangeKind::Added), (removed, ChangeKind::Removed)].into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, kind)| format!("{} {}", grouped(count), kind.as_str())).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `all isolated for ingress and egress`, or numbers.
fn isolation_words(fold: &FoldView) -> String {
    let (ingress, egress) = (fold.ingress, fold.egress);
    match (ingress.open, egress.open, ingress.isolated, egress.isolated) {
        (0, 0, _, _) => "all isolated for ingress and egress".to_owned(),
        (_, _, 0, 0) => "none isolated".to_owned(),
        _ => format!(
            "{} isolated and {} open for ingress, {} isolated and {} open for egress",
            grouped(ingress.isolated),
            grouped(ingress.open),
            grouped(egress.isolated),
            grouped(egress.open)
        ),
    }
}

/// `everyone`, `everyone but 12`.
pub(crate) fn everyone_but(except: usize) -> String {
    if except == 0 { "everyone".to_owned() } else { format!("everyone but {}", grouped(except)) }
}

/// The verb of so many.
pub(crate) const fn reach(members: usize) -> &'static str {
    if members == 1 { "reaches" } else { "reach" }
}

/// `every port` for the ports of edges that are all.
pub(crate) fn every_port(ports: &str) -> &str {
    if ports == "all" { "every port" } else { ports }
}

/// What a badge says, in a few words.
pub fn badge_words(badge: &Badge) -> String {
    match badge {
        Badge::EveryoneReaches(Everyone { name, ports, except, .. }) => {
            let name = if name.is_empty() { "it" } else { name };
            format!("{} reaches {name} on {}", everyone_but(*except), every_port(ports))
        }
        Badge::ReachesEveryone(Everyone { name, ports, except, .. }) if name.is_empty() => {
            format!("reaches {} on {}", everyone_but(*except), every_port(ports))
        }
        Badge::ReachesEveryone(Everyone { name, members, ports, except }) => {
            format!("{name} {} {} on {}", reach(*members), everyone_but(*except), every_port(ports))
        }
        Badge::ReachesInternet { ports } => format!("reaches the Internet on {}", every_port(ports)),
        Badge::AsEveryone => "only the lines that everyone has".to_owned(),
    }
}

/// `8 of 1,612 pairs`.
pub(crate) fn pairs_words(Bundle { pairs, of, .. }: Bundle) -> String {
    format!("{} of {} pairs", grouped(pairs), grouped(of))
}

/// `340 pairs`.
pub(crate) fn pairs_of(count: u64) -> String {
    format!("{} pair{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// What an edge says, in one sentence.
pub(crate) fn edge_label(edge: &EdgeView, from: &str, to: &str, both_ways: bool) -> String {
    if let Some((bundle, change)) = edge.bundle.zip(edge.change.as_ref()) {
        return format!("{from} to {to}, {}: {}; {}", change.what.as_str(), bundle.sentence(), change_words(change));
    }
    if let Some(change) = &edge.change {
        return change.sentence(from, to, &edge.ports);
    }
    if let Some(says) = &edge.says {
        return says.sentence.clone();
    }
    let ports = if edge.ports == "all" { "every port" } else { &edge.ports };
    if let Some(bundle) = edge.bundle {
        let how = match edge.state {
            PairState::Open => "no policy isolates their ends".to_owned(),
            PairState::Allowed => "allowed by rules".to_owned(),
            PairState::Blocked(by) => blocked_words(by).to_owned(),
            PairState::Depends => format!("it {DEPENDS}"),
        };
        return format!("{from} to {to} on {ports}: {}, {how}", pairs_words(bundle));
    }
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

/// On which ports pairs of a bundle opened and closed.
pub(crate) fn change_words(change: &EdgeChange) -> String {
    let parts = [("opened", &change.opens), ("closed", &change.closes)];
    let parts = parts.into_iter().filter(|(_, ports)| !ports.is_empty());
    parts.map(|(what, ports)| format!("{what} on {ports}")).collect::<Vec<_>>().join(", ")
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
    let folds = view.nodes.iter().any(|node| node.fold.is_some());
    if let Some(folding) = view.folding.as_deref().filter(|_| folds) {
        return folded_summary(view, folding);
    }
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
        count => format!(", {} depend on what the input does not say", grouped(count)),
    };
    let [workloads, others, allowed, open, blocked] = [workloads, others, allowed, open, blocked].map(grouped);
    format!(
        "Reachability graph: {workloads} workloads, {others} not in the YAML; {allowed} connections allowed by rules, {open} \
         open, {blocked} pairs blocked{depends}."
    )
}

/// The same for a picture that folds something.
fn folded_summary(view: &GraphView, folding: &FoldingView) -> String {
    let counted = |count: usize, what: &str| format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" });
    let lines = view.edges.iter().filter(|edge| edge.from != edge.to && !matches!(edge.state, PairState::Blocked(_)));
    let aside = if folding.aside == 0 { String::new() } else { format!(", {} left out", grouped(folding.aside)) };
    let open = |open: usize, way: &str| match open {
        0 => format!("all are isolated for {way}"),
        open => format!("{} not isolated for {way}", grouped(open)),
    };
    let outside: usize = folding.ways_in.iter().map(|way| way.workloads).sum();
    let missing: usize = folding.ways_in.iter().map(|way| way.representatives).sum();
    format!(
        "Reachability graph: {} in {}{aside}, drawn as {} and {}; {}, {}; {} can be reached from outside.",
        endpoints_words(folding.workloads, folding.representatives),
        counted(folding.namespaces, "namespace"),
        counted(view.nodes.iter().filter(|node| node.kind != NodeKind::External).count(), "card"),
        counted(lines.count(), "line"),
        open(folding.ingress.open, "ingress"),
        open(folding.egress.open, "egress"),
        endpoints_words(outside, missing),
    )
}

#[cfg(test)]
mod tests {
    use podreach_eval::view::{FoldOptions, NodeId};
    use podreach_eval::{Options, analyze};
    use podreach_syntax::Sources;
    use podreach_testkit::sized::{self, Size};

    use super::*;

    fn view(pods: usize, namespaces: usize) -> GraphView {
        let yaml = sized::yaml(Size { pods, replicas: 4, namespaces, policies: 200 });
        let analysis = analyze(&Sources::single("a.yaml", yaml), &Options::default());
        analysis.folded_view(&analysis.folding(), &FoldOptions::default())
    }

    #[test]
    fn cards_of_several_have_names_for_people() {
        let view = view(2000, 60);
        let names = node_names(&view);
        let groups = view.nodes.iter().zip(&names).filter(|(node, _)| matches!(node.id, NodeId::Group(_)));
        assert!(groups.clone().count() > 1, "{names:?}");
        for (node, name) in groups {
            assert!(name.starts_with(&*node.title), "{name}");
        }
        let different: BTreeSet<&String> = names.iter().collect();
        assert_eq!(different.len(), names.len(), "{names:?}");
    }

    #[test]
    fn members_that_reach_each_other_are_counted() {
        let within = |allowed, depends| within_words(Within { allowed, depends, of: 176_400 });
        assert_eq!(within(400, 0), "400 of 176,400 pairs");
        assert_eq!(within(400, 1_200), "400 of 176,400 pairs, 1,200 ?");
        assert_eq!(within(0, 3), "3 of 176,400 pairs ?");
    }

    #[test]
    fn a_folded_picture_says_how_much_it_stands_for() {
        let view = view(2000, 60);
        let folding = view.folding.as_deref().unwrap();
        let says = summary(&view);
        let whole = format!(
            ": {} in {} namespaces, drawn as ",
            endpoints_words(folding.workloads, folding.representatives),
            folding.namespaces
        );
        assert!(says.contains(&whole) && folding.namespaces > 59, "{says}");
        assert!(!says.contains(" 0 workloads"), "{says}");
    }
}
