//! Pictures of comparisons and of exposure: every line of the list is a line of the picture, with what it says.

use std::collections::BTreeMap;

use podreach_eval::diff::{ChangeKind, EndRef, diff};
use podreach_eval::{Analysis, Options, analyze};
use podreach_report::{DiffDoc, ExposureDoc, Format, ListDoc, render};
use podreach_syntax::Sources;
use roxmltree::Document;

use crate::{REFERENCE, analysis, has_class};

fn compare(before: &str, after: &str) -> (String, Analysis, Analysis) {
    let sources = [before, after].map(|text| Sources::single("all.yaml", text));
    let [old, new] = [&sources[0], &sources[1]].map(|sources| analyze(sources, &Options::default()));
    let found = diff(&old, &new);
    let (analyses, sources) = ([&old, &new], [&sources[0], &sources[1]]);
    let out = render(&DiffDoc { analyses, sources, diff: &found, color: false }, Format::Svg).unwrap();
    (out, old, new)
}

/// States by the names of both ends.
fn lines(document: &Document<'_>) -> BTreeMap<(String, String), String> {
    let mut lines = BTreeMap::new();
    for edge in document.descendants().filter(|node| node.has_attribute("data-edge")) {
        let [from, to, state] = ["data-from", "data-to", "data-state"].map(|name| edge.attribute(name).unwrap());
        assert_eq!(lines.insert((from.to_owned(), to.to_owned()), state.to_owned()), None);
    }
    lines
}

fn texts<'a>(document: &'a Document<'a>, class: &str) -> Vec<&'a str> {
    document.descendants().filter(|node| has_class(node, class)).filter_map(|node| node.text()).collect()
}

#[test]
fn every_pair_of_a_comparison_is_a_line() {
    let (before, after) = (REFERENCE[0], REFERENCE.join("\n---\n"));
    let (text, old, new) = compare(before, &after);
    let found = diff(&old, &new);
    let id = |end: EndRef<'_>| match end {
        EndRef::Peer(id) => {
            let peer = found.peer(id).unwrap();
            let side = if peer.after.is_some() { &new } else { &old };
            side.endpoint(peer.after.or(peer.before).unwrap()).id.clone()
        }
        EndRef::Outside(addresses) => format!("external:{}", addresses.label()),
        EndRef::Named(name) => name.to_owned(),
    };
    let mut expected = BTreeMap::new();
    for change in &found.connections {
        for (source, destination) in found.pairs(change) {
            expected.insert((id(source), id(destination)), change.kind().as_str().to_owned());
        }
    }
    assert!(expected.len() > 10);
    let document = Document::parse(&text).unwrap();
    assert_eq!(lines(&document), expected);
    let chips = texts(&document, "chip__text");
    assert!(chips.contains(&"all → TCP 3000") && chips.contains(&"− all"), "{chips:?}");
    // Kinds of change differ in shape, not in colour alone.
    let shape = |state: &str, class: &str| {
        let mut lines = document.descendants().filter(|node| node.attribute("data-state") == Some(state)).peekable();
        lines.peek().is_some() && lines.all(|line| line.children().any(|part| has_class(&part, class)))
    };
    assert!(shape("removed", "edge__chevron") && shape("changed", "edge__head"));
}

#[test]
fn what_came_and_went_says_so() {
    let pod = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {name}}}\nspec: {{containers: [{{name: c, image: i}}]}}\n"
        )
    };
    let (text, ..) =
        compare(&format!("{}---\n{}", pod("old"), pod("stays")), &format!("{}---\n{}", pod("new"), pod("stays")));
    let document = Document::parse(&text).unwrap();
    let subtitles: Vec<String> = document
        .descendants()
        .filter(|node| has_class(node, "node"))
        .filter_map(|node| node.children().find(|child| child.has_tag_name("title"))?.text().map(str::to_owned))
        .collect();
    for expected in ["new, Pod, added in new", "old, Pod, removed in old", "stays, Pod in stays"] {
        assert!(subtitles.iter().any(|subtitle| subtitle.starts_with(expected)), "{expected}: {subtitles:?}");
    }
    let boxes: Vec<&str> = document
        .descendants()
        .filter(|node| node.attribute("data-kind") == Some("namespace"))
        .filter_map(|node| node.attribute("data-node"))
        .collect();
    assert_eq!(boxes, ["namespace:new", "namespace:stays", "namespace:old"]);
    let lines = lines(&document);
    assert_eq!(lines[&("stays/stays".to_owned(), "new/new".to_owned())], "added");
    assert_eq!(lines[&("old/old".to_owned(), "stays/stays".to_owned())], ChangeKind::Removed.as_str());
}

#[test]
fn without_a_difference_the_picture_says_so() {
    let (text, ..) = compare(REFERENCE[0], REFERENCE[0]);
    let document = Document::parse(&text).unwrap();
    assert_eq!(texts(&document, "note__text"), ["Nothing to draw: no connection differs."]);
}

#[test]
fn a_large_comparison_is_cut_and_says_so() {
    let pods: String = (0..300)
        .map(|at| {
            format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{at}}}\nspec: {{containers: [{{name: c, image: i}}]}}\n"
            )
        })
        .collect();
    let closed = "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: closed}\nspec: {podSelector: {}}\n";
    let (text, ..) = compare(&pods, &(pods.clone() + closed));
    let document = Document::parse(&text).unwrap();
    let notes = texts(&document, "note__text");
    assert_eq!(notes[0], "200 nodes are drawn and 101 are left out.");
    // The lines with the outside are there, those among 199 pods are not.
    assert_eq!(notes[1], format!("{} connections are too many to draw.", 199 * 198));
    assert_eq!(lines(&document).len(), 199);
}

#[test]
fn a_workload_of_another_kind_goes_and_comes() {
    let db = |kind: &str| {
        format!(
            "---\napiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: db}}\nspec:\n  selector: {{matchLabels: {{app: db}}}}\n  \
             template: {{metadata: {{labels: {{app: db}}}}, spec: {{containers: [{{name: c, image: i}}]}}}}\n"
        )
    };
    let web = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c, image: i}]}\n";
    let (text, ..) = compare(&format!("{web}{}", db("Deployment")), &format!("{web}{}", db("StatefulSet")));
    let document = Document::parse(&text).unwrap();
    let lines = lines(&document);
    let state = |from: &str, to: &str| lines[&(from.to_owned(), to.to_owned())].as_str();
    assert_eq!(state("default/db", "default/web"), "added");
    assert_eq!(state("default/db[Deployment]", "default/web"), "removed");
    assert_eq!(lines.values().filter(|state| *state == "added").count(), 4);
    assert_eq!(lines.values().filter(|state| *state == "removed").count(), 4);
}

#[test]
fn ends_outside_take_the_room_that_peers_leave() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: db}\nspec: {containers: [{name: c, image: i}]}\n";
    let closed = |rules: &str| {
        format!(
            "{pod}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: closed}}\nspec: {{podSelector: {{}}, ingress: [{rules}]}}\n"
        )
    };
    let rule = |at: u32| format!("{{from: [{{ipBlock: {{cidr: 10.{at}.0.0/16}}}}], ports: [{{port: {}}}]}}", 1000 + at);
    let rules: Vec<String> = (0..150).map(rule).collect();
    let (text, ..) = compare(&closed(""), &closed(&rules.join(", ")));
    let document = Document::parse(&text).unwrap();
    let lines = lines(&document);
    assert_eq!(lines.len(), 150);
    assert!(lines.contains_key(&("external:10.7.0.0/16".to_owned(), "default/db".to_owned())), "{lines:?}");
    assert!(texts(&document, "note__text").is_empty());
}

fn exposure(analysis: &Analysis) -> String {
    render(&ExposureDoc::new(ListDoc::new(analysis, &Sources::new())), Format::Svg).unwrap()
}

const EXPOSED: &str = include_str!("../../../../tests/fixtures/exposure.yaml");

#[test]
fn every_kind_of_pods_is_a_card_with_its_lines() {
    let analysis = analysis(&[EXPOSED]);
    let text = exposure(&analysis);
    let document = Document::parse(&text).unwrap();
    let lines = lines(&document);
    let mut exposure = analysis.exposure();
    let mut told = 0;
    for (id, endpoint) in analysis.endpoint_ids().filter(|(_, endpoint)| endpoint.is_workload()) {
        let found = exposure.of(id).unwrap();
        for side in [&found.ingress, &found.egress] {
            for kind in side.telling().filter(|kind| !(kind.is_cluster() && kind.connections.is_none())) {
                let other = format!("kind:{}", kind.notation());
                let pair = match side.direction {
                    podreach_eval::policy::Direction::Ingress => (other, endpoint.id.clone()),
                    podreach_eval::policy::Direction::Egress => (endpoint.id.clone(), other),
                };
                let passes = if kind.depends_on_names { &kind.connections } else { &kind.both_ends };
                assert_eq!(lines[&pair] == "blocked", passes.is_none(), "{pair:?}");
                told += 1;
            }
        }
    }
    assert!(told > 5);
    assert_eq!(lines.keys().filter(|(from, to)| from.starts_with("kind:") || to.starts_with("kind:")).count(), told);
    assert!(document.descendants().all(|node| !node.attribute("data-node").is_some_and(|id| id.starts_with("rep:"))));
    // A guest is kept out where it would enter; what nobody of `shop` may send stops where it would leave.
    let by = |from: &str| {
        let edges = document.descendants().filter(|node| node.attribute("data-from") == Some(from));
        edges.filter_map(|node| node.attribute("data-blocked-by")).collect::<Vec<_>>()
    };
    assert_eq!(by("kind:[all namespaces]/[role=guest]"), ["destination"]);
    assert_eq!(by("kind:shop/[role=probe]"), ["source"]);
}

#[test]
fn many_kinds_of_pods_are_cut_and_counted() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: db}\nspec: {containers: [{name: c, image: i}]}\n";
    let peers: Vec<String> = (0..130).map(|at| format!("{{podSelector: {{matchLabels: {{app: a{at}}}}}}}")).collect();
    let policy = format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: many}}\nspec: {{podSelector: {{}}, ingress: [{{from: [{}]}}]}}\n",
        peers.join(", ")
    );
    let analysis = analysis(&[pod, &policy]);
    let text = exposure(&analysis);
    // 130 selectors and any pod, of which 100 are drawn beside the pod and the Internet.
    assert!(text.contains(">102 nodes are drawn and 31 are left out.<"), "{text}");
    assert_eq!(text.matches("data-node=\"kind:").count(), 100);
}
