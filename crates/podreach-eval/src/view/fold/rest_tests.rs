//! What stands at the side of a focus, against walking the lines pair by pair.

use std::collections::{BTreeMap, BTreeSet};

use podreach_syntax::{Limits, Sources};
use podreach_testkit::sized::{Size, yaml};

use super::*;
use crate::options::Options;
use crate::pipeline::analyze;
use crate::query::PairState;
use crate::view::fixture::tenants;
use crate::view::{Aside, Badge, FoldingView};

fn of(text: String) -> Analysis {
    analyze(&Sources::single("c.yaml", text), &Options { limits: Limits::COMMAND_LINE, ..Options::default() })
}

fn focused(node: &str, hops: usize, way: FocusWay) -> FoldOptions {
    FoldOptions { focus: Some(Focus { node: NodeId::parse(node), hops, way }), ..FoldOptions::default() }
}

fn said(analysis: &Analysis, folding: &Folding, options: &FoldOptions) -> FoldingView {
    *analysis.folded_view(folding, options).folding.unwrap()
}

fn sum(rest: &[Aside]) -> usize {
    rest.iter().map(|one| one.workloads).sum()
}

/// How many lines away everything is, asked pair by pair. What badges say is no line.
fn distances(analysis: &Analysis, folding: &Folding, centre: EndpointId, way: FocusWay) -> BTreeMap<EndpointId, usize> {
    let is_line = |from: EndpointId, to: EndpointId| {
        let both_outside = analysis.endpoint(from).is_external() && analysis.endpoint(to).is_external();
        let [source, destination] = [from, to].map(|id| folding.behaviour_of(id).unwrap());
        let said = folding.everyone.says(source, destination, folding.label_between(source, destination));
        !both_outside
            && (from != to || analysis.has_two_pods(from))
            && matches!(analysis.pair(from, to).state, PairState::Allowed | PairState::Depends)
            && !said
    };
    let mut found = BTreeMap::from([(centre, 0)]);
    let (mut edge, mut hops) = (vec![centre], 0);
    while !edge.is_empty() {
        hops += 1;
        let mut next = Vec::new();
        for at in edge.into_iter().filter(|at| !analysis.endpoint(*at).is_external()) {
            for other in &folding.drawn {
                let near =
                    (way != FocusWay::In && is_line(at, *other)) || (way != FocusWay::Out && is_line(*other, at));
                if near && !found.contains_key(other) {
                    found.insert(*other, hops);
                    next.push(*other);
                }
            }
        }
        edge = next;
    }
    found
}

#[test]
fn what_is_drawn_and_the_rest_are_everything() {
    let analysis = of(yaml(Size { pods: 80, replicas: 2, namespaces: 5, policies: 20 }));
    let folding = analysis.folding();
    let mut seen = BTreeSet::new();
    for centre in folding.pods().step_by(5) {
        let id = analysis.endpoint(centre).id.clone();
        for way in [FocusWay::Both, FocusWay::In, FocusWay::Out] {
            let near = distances(&analysis, &folding, centre, way);
            for hops in [1, 2, 0] {
                let options = focused(&id, hops, way);
                let drawn = folding.visible(&analysis, &options).unwrap();
                let reach = if hops == 0 { usize::MAX } else { hops };
                let expected: BTreeSet<EndpointId> =
                    near.iter().filter(|(_, hops)| **hops <= reach).map(|(id, _)| *id).collect();
                assert_eq!(drawn, expected, "{id} {hops} {way:?}");
                let said = said(&analysis, &folding, &options);
                assert_eq!(sum(&said.rest), said.aside, "{:?}", said.rest);
                assert_eq!(said.workloads + said.aside, folding.pods().count());
                for one in &said.rest {
                    seen.insert(one.hops.is_some());
                    assert!(one.hops.is_none_or(|hops| hops > reach), "{one:?} is drawn");
                    if let Some(node) = &one.node {
                        let members = folding.members(&analysis, node);
                        let seen: BTreeSet<u32> = drawn.iter().map(|id| folding.place_of(*id)).collect();
                        let is_part = |id: &EndpointId| seen.contains(&folding.place_of(*id));
                        let left_out = members.iter().filter(|id| !drawn.contains(id) && is_part(id) == one.is_part);
                        let nearest = left_out.clone().filter_map(|id| near.get(id)).min().copied();
                        assert_eq!((left_out.count(), nearest), (one.workloads, one.hops), "{one:?}");
                    }
                }
                let whole = said.rest.iter().filter(|one| !one.is_part);
                let hops: Vec<_> = whole.map(|one| one.hops.unwrap_or(usize::MAX)).collect();
                assert!(hops.is_sorted(), "{hops:?}");
            }
        }
    }
    assert_eq!(seen.len(), 2, "some are near, some are not");
}

#[test]
fn the_rest_of_many_namespaces_is_few_cards() {
    let analysis = of(tenants(80));
    let folding = analysis.folding();
    let said = said(&analysis, &folding, &focused("tenant-003/web", 1, FocusWay::Both));
    assert!(said.rest.len() < 12 && sum(&said.rest) == said.aside && said.aside > 200, "{:?}", said.rest);
    let unfiltered = *analysis.folded_view(&folding, &FoldOptions::default()).folding.unwrap();
    assert!(unfiltered.rest.is_empty() && unfiltered.as_everyone.is_empty());
}

#[test]
fn what_badges_say_is_no_line_of_a_focus() {
    let mut text = "
{apiVersion: v1, kind: Pod, metadata: {name: dns, namespace: shop, labels: {app: dns}}, spec: {containers: [{name: c}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: all, namespace: shop}, spec: {podSelector: {}, policyTypes: [Ingress, Egress], egress: [{to: [{podSelector: {matchLabels: {app: dns}}}], ports: [{port: 53, protocol: UDP}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: dns, namespace: shop}, spec: {podSelector: {matchLabels: {app: dns}}, ingress: [{from: [{podSelector: {}}], ports: [{port: 53, protocol: UDP}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: shop}, spec: {podSelector: {matchLabels: {app: w1}}, ingress: [{from: [{podSelector: {matchLabels: {app: w2}}}], ports: [{port: 80}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web, namespace: shop}, spec: {podSelector: {matchLabels: {app: w2}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: w1}}}], ports: [{port: 80}]}]}}
".to_owned();
    for at in 0..10 {
        text.push_str(&format!("---\n{{apiVersion: v1, kind: Pod, metadata: {{name: w{at}, namespace: shop, labels: {{app: w{at}}}}}, spec: {{containers: [{{name: c}}]}}}}\n"));
    }
    let analysis = of(text);
    let folding = analysis.folding();
    let said = said(&analysis, &folding, &focused("shop/w2", 1, FocusWay::Both));
    assert_eq!((said.workloads, said.as_everyone), (2, vec!["reaches dns, UDP 53".to_owned()]));
    let last = said.rest.last().map(|one| (one.name.as_str(), one.is_part, one.hops));
    assert_eq!(last, Some(("shop", true, None)), "what badges say leads nowhere");
    let view = analysis.folded_view(&folding, &FoldOptions::default());
    let says = |title: &str| {
        let node = view.nodes.iter().find(|node| node.title == title).unwrap();
        node.badges.contains(&Badge::AsEveryone)
    };
    let titles: Vec<&str> = view.nodes.iter().map(|node| node.title.as_str()).collect();
    assert!(says(titles.iter().find(|title| title.starts_with("w0")).unwrap()), "{titles:?}");
    assert!(!says("dns") && !says("w1") && !says("w2"), "{titles:?}");
}
