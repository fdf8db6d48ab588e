//! What is not drawn as a line is said: on cards, in rows, and by the lines of a selection.

use std::collections::BTreeSet;

use podreach_syntax::{Limits, Sources};
use podreach_testkit::sized::{Size, yaml};

use super::*;
use crate::options::Options;
use crate::pipeline::analyze;
use crate::query::PairState;
use crate::view::{Badge, BoxKind, GraphView, Level, Within};

fn of(text: String) -> Analysis {
    analyze(&Sources::single("c.yaml", text), &Options { limits: Limits::COMMAND_LINE, ..Options::default() })
}

/// Twelve workloads of a namespace, isolated both ways and with open egress by rule, as in Online Boutique. One is called by all.
fn boutique() -> String {
    let mut text = String::new();
    for at in 0..12 {
        text += &format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: app-{at}, namespace: shop, labels: {{app: app-{at}}}}}\nspec: {{containers: [{{name: c}}]}}\n---\n"
        );
        let from =
            if at == 0 { "{}".to_owned() } else { "{from: [{podSelector: {matchLabels: {app: app-0}}}]}".to_owned() };
        text += &format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: app-{at}, namespace: shop}}\nspec: {{podSelector: {{matchLabels: {{app: app-{at}}}}}, policyTypes: [Ingress, Egress], ingress: [{from}], egress: [{{}}]}}\n---\n"
        );
    }
    text
}

fn view_of(text: String, options: &FoldOptions) -> GraphView {
    let analysis = of(text);
    analysis.folded_view(&analysis.folding(), options)
}

#[test]
fn a_selection_draws_the_lines_that_badges_say() {
    for level in [Level::Workloads, Level::Stacks, Level::Namespaces] {
        let elsewhere = NodeId::parse("rep:*/*");
        let options = FoldOptions { level: Some(level), ..FoldOptions::default() };
        let plain = view_of(boutique(), &options);
        let at = |view: &GraphView| view.nodes.iter().position(|node| node.id == elsewhere).unwrap();
        let into = |view: &GraphView| {
            let to = at(view);
            let lines = view.edges.iter().filter(|edge| edge.to == to && edge.state == PairState::Allowed);
            lines.map(|edge| edge.bundle.map_or(1, |bundle| bundle.pairs)).sum::<u64>()
        };
        let badges = &plain.nodes[at(&plain)].badges;
        assert!(badges.iter().any(|badge| matches!(badge, Badge::EveryoneReaches(_))), "{level:?}: {badges:?}");
        assert_eq!(into(&plain), 0, "{level:?}");
        assert!(plain.folding.as_ref().unwrap().undrawn.iter().any(|row| row.says.contains("any other namespace")));
        assert!(plain.edges.iter().all(|edge| !edge.on_selection));
        let selected = view_of(boutique(), &FoldOptions { said_of: Some(elsewhere.clone()), ..options });
        assert!(into(&selected) >= 12, "{level:?}: {:?}", selected.edges);
        let to = at(&selected);
        assert!(selected.edges.iter().all(|edge| !edge.on_selection || edge.to == to || edge.from == to));
        // Nothing else changes: neither cards nor badges nor the other lines.
        let others =
            |view: &GraphView| view.edges.iter().filter(|edge| !edge.on_selection).cloned().collect::<Vec<_>>();
        assert_eq!((&plain.nodes, others(&plain)), (&selected.nodes, others(&selected)), "{level:?}");
    }
}

#[test]
fn a_selection_draws_the_way_to_the_internet() {
    let options = FoldOptions { level: Some(Level::Workloads), ..FoldOptions::default() };
    let plain = view_of(boutique(), &options);
    let is_out = |badge: &Badge| matches!(badge, Badge::ReachesInternet { .. });
    let at = plain.nodes.iter().position(|node| node.id == NodeId::parse("shop/app-3")).unwrap();
    assert!(plain.nodes[at].badges.iter().any(is_out));
    let to_outside = |view: &GraphView| {
        view.edges.iter().filter(|edge| edge.from == at && edge.to == 0 && edge.state == PairState::Allowed).count()
    };
    let selected = view_of(boutique(), &FoldOptions { said_of: Some("shop/app-3".into()), ..options });
    assert_eq!((to_outside(&plain), to_outside(&selected)), (0, 1));
}

#[test]
fn a_card_counts_its_own_pairs() {
    let mut counted = 0;
    for seed in 0..30 {
        let analysis = super::tests::analysis(seed);
        let folding = analysis.folding();
        let options = FoldOptions { level: Some(Level::Namespaces), lines: usize::MAX, ..FoldOptions::default() };
        let view = analysis.folded_view(&folding, &options);
        for (at, node) in view.nodes.iter().enumerate() {
            let Some(fold) = &node.fold else { continue };
            let members = analysis.folded_members(&folding, &options, &node.id);
            let own = |state| {
                let edges = view.edges.iter().filter(|edge| (edge.from, edge.to, edge.state) == (at, at, state));
                edges.map(|edge| edge.bundle.map_or(0, |bundle| bundle.pairs)).sum::<u64>()
            };
            let (allowed, depends) = (own(PairState::Allowed), own(PairState::Depends));
            let pairs = members.iter().flat_map(|from| members.iter().map(move |to| (*from, *to)));
            let of = pairs.filter(|(from, to)| from != to || analysis.has_two_pods(*from)).count() as u64;
            let expected = (allowed + depends > 0).then_some(Within { allowed, depends, of });
            assert_eq!(fold.within, expected, "seed {seed}: {}", node.id);
            counted += u32::from(expected.is_some());
        }
    }
    assert!(counted > 20, "{counted}");
}

#[test]
fn levels_count_what_is_drawn_and_not_the_outside() {
    for text in [boutique(), yaml(Size { pods: 200, replicas: 1, namespaces: 10, policies: 60 })] {
        for (at, level) in [Level::Workloads, Level::Stacks, Level::Namespaces].into_iter().enumerate() {
            let options = FoldOptions { level: Some(level), ..FoldOptions::default() };
            let analysis = of(text.clone());
            let view = analysis.folded_view(&analysis.folding(), &options);
            let inside = view.nodes.iter().filter(|node| node.kind != crate::view::NodeKind::External).count();
            let said = view.folding.as_ref().unwrap();
            assert_eq!(said.cards[at], inside, "{level:?}");
            let given = analysis.endpoint_ids().filter(|(_, one)| one.is_workload() && !one.hidden).count();
            assert_eq!(said.workloads - said.representatives, given);
        }
    }
}

#[test]
fn what_is_open_to_the_outside_is_said_at_every_level() {
    // Pods that no policy isolates, besides the others.
    let text = boutique()
        + &(0..3)
            .map(|at| format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: dns-{at}, namespace: infra, labels: {{app: dns}}}}\nspec: {{containers: [{{name: c}}]}}\n---\n"))
            .collect::<String>();
    for level in [Level::Workloads, Level::Stacks, Level::Namespaces, Level::Alike] {
        let options = FoldOptions { level: Some(level), ..FoldOptions::default() };
        let view = view_of(text.clone(), &options);
        let boxed: BTreeSet<usize> =
            (0..view.namespaces.len()).filter(|at| view.namespaces[*at].kind == BoxKind::Open).collect();
        let is_boxed = view.nodes.iter().any(|node| node.namespace.is_some_and(|at| boxed.contains(&at)));
        let drawn = view.edges.iter().any(|edge| edge.state == PairState::Open);
        let said = &view.folding.as_ref().unwrap().undrawn;
        let row = |says: &str| said.iter().find(|row| row.says == says).map(|row| row.amount.clone());
        // The three pods, and any other pod here and elsewhere: no policy isolates them either. A box says it for its cards.
        let all = if is_boxed { "2 not in your YAML" } else { "3 workloads, 2 not in your YAML" };
        if !drawn {
            assert_eq!(row("outside → open ingress").as_deref(), Some(all), "{level:?}: {said:?}");
            assert_eq!(row("open egress → outside").as_deref(), Some(all), "{level:?}: {said:?}");
        }
        assert!(!drawn || level == Level::Alike || level == Level::Namespaces, "{level:?}");
    }
}

#[test]
fn a_dense_cluster_is_said_to_be_too_much_for_a_graph() {
    // Sixty namespaces, each of which allows ingress from all others, on a port for each: no two are alike.
    let mut text = String::new();
    for at in 0..60 {
        for app in 0..4 {
            text += &format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: app-{app}, namespace: dense-{at:02}, labels: {{app: app-{app}}}}}\nspec: {{containers: [{{name: c}}]}}\n---\n"
            );
        }
        let from: Vec<String> = (0..60)
            .filter(|other| *other != at)
            .map(|other| {
                format!("{{from: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: dense-{other:02}}}}}}}], ports: [{{port: {}}}]}}", 1000 + at * 60 + other)
            })
            .collect();
        text += &format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: own, namespace: dense-{at:02}}}\nspec: {{podSelector: {{}}, policyTypes: [Ingress], ingress: [{}]}}\n---\n",
            from.join(", ")
        );
    }
    let view = view_of(text, &FoldOptions { cards: 16, lines: 40, ..FoldOptions::default() });
    assert!(view.folding.as_ref().unwrap().is_crowded, "{:#?}", view.nodes);
    // Namespaces that are alike are said by one card, however many pairs they have.
    let view =
        view_of(crate::view::fixture::tenants(80), &FoldOptions { cards: 16, lines: 40, ..FoldOptions::default() });
    assert!(!view.folding.as_ref().unwrap().is_crowded);
}
