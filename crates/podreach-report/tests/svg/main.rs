//! The picture as SVG: a parser reads it, everything of the view is in it, no text leaves its box, nothing is foreign.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests fail as tests do")]

mod pictures;
mod texts;
mod verdicts;

use std::collections::{BTreeMap, BTreeSet};

use podreach_eval::{Analysis, GraphOptions, Options, analyze};
use podreach_report::{SvgOptions, svg};
use podreach_syntax::Sources;
pub(crate) use podreach_testkit::reference::FILES as REFERENCE;
use roxmltree::{Document, Node};

pub(crate) fn analysis(texts: &[&str]) -> Analysis {
    analyze(&Sources::single("all.yaml", texts.join("\n---\n")), &Options::default())
}

/// A cluster with this many pods that all reach each other.
fn open_cluster(pods: usize) -> Analysis {
    let pod = |at| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: pod-{at}, labels: {{app: a}}}}, spec: {{containers: [{{name: c, image: i}}]}}}}"
        )
    };
    let pods: Vec<String> = (0..pods).map(pod).collect();
    analysis(&pods.iter().map(String::as_str).collect::<Vec<_>>())
}

pub(crate) fn has_class(node: &Node<'_, '_>, class: &str) -> bool {
    node.attribute("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
}

pub(crate) fn number(node: &Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap_or_else(|| panic!("no {name} in {node:?}")).parse().unwrap()
}

/// All choices that change the picture.
pub(crate) fn choices() -> Vec<SvgOptions> {
    let choice = |services, blocked| SvgOptions { services, blocked, ..SvgOptions::default() };
    vec![choice(false, false), choice(true, false), choice(false, true), choice(true, true)]
}

#[test]
fn every_node_and_every_edge_is_in_the_document_once() {
    for texts in [&REFERENCE[..], &REFERENCE[..1], &REFERENCE[4..]] {
        let analysis = analysis(texts);
        let view = analysis.graph_view(&GraphOptions::default());
        for options in choices() {
            let text = svg(&analysis, &options);
            let document = Document::parse(&text).unwrap();
            let mut nodes: BTreeMap<String, &str> = BTreeMap::new();
            for node in document.descendants().filter(|node| node.has_attribute("data-node")) {
                let kind = node.attribute("data-kind").unwrap();
                assert!(nodes.insert(node.attribute("data-node").unwrap().to_owned(), kind).is_none());
                assert!(node.children().any(|child| child.has_tag_name("title")), "{node:?}");
            }
            let mut expected: BTreeMap<String, &str> =
                view.nodes.iter().map(|node| (node.id.to_string(), node.kind.as_str())).collect();
            expected.extend(view.namespaces.iter().map(|namespace| (namespace.id.to_string(), "namespace")));
            if options.services {
                let ports = view.nodes.iter().flat_map(|node| &node.ports);
                expected.extend(ports.flat_map(|port| &port.services).map(|(id, _)| (id.to_string(), "service")));
            }
            assert_eq!(nodes, expected);

            let facts = ["data-from", "data-to", "data-ports", "data-state"];
            let edges: Vec<_> = document.descendants().filter(|node| node.has_attribute("data-edge")).collect();
            let written: BTreeSet<[String; 4]> =
                edges.iter().map(|edge| facts.map(|fact| edge.attribute(fact).unwrap().to_owned())).collect();
            assert_eq!(written.len(), edges.len());
            let shown = view.edges.iter().filter(|edge| options.blocked || edge.state.as_str() != "blocked");
            let expected: BTreeSet<[String; 4]> = shown
                .map(|edge| {
                    let [from, to] = [edge.from, edge.to].map(|at| view.nodes[at].id.to_string());
                    [from, to, edge.ports.clone(), edge.state.as_str().to_owned()]
                })
                .collect();
            assert!(!expected.is_empty());
            assert_eq!(written, expected);
            for edge in edges {
                assert_eq!(edge.has_attribute("data-blocked-by"), edge.attribute("data-state") == Some("blocked"));
            }
        }
    }
}

#[test]
fn states_differ_in_shape() {
    let text = svg(&analysis(&REFERENCE), &SvgOptions::default());
    let document = Document::parse(&text).unwrap();
    for (state, head) in [("allowed", "edge__head"), ("open", "edge__head--hollow")] {
        let drawn = |node: &Node<'_, '_>| node.attribute("data-state") == Some(state) && node.has_children();
        let mut lines = document.descendants().filter(drawn).peekable();
        assert!(lines.peek().is_some(), "{state}");
        for line in lines {
            assert!(line.children().any(|part| has_class(&part, head)), "{state}: {line:?}");
        }
    }
    for rule in ["is-open .edge__line { stroke-width:2.5;stroke-dasharray", "is-blocked .edge__line { stroke-dasharray"]
    {
        assert!(text.contains(rule), "{rule}");
    }
}

#[test]
fn everything_stands_inside_the_picture() {
    for options in choices() {
        let text = svg(&analysis(&REFERENCE), &options);
        let document = Document::parse(&text).unwrap();
        let view: Vec<f64> = document
            .root_element()
            .attribute("viewBox")
            .unwrap()
            .split(' ')
            .map(|part| part.parse().unwrap())
            .collect();
        let inside = |x: f64, y: f64| {
            assert!(x >= view[0] && x <= view[0] + view[2] && y >= view[1] && y <= view[1] + view[3], "{x} {y}");
        };
        let placed = |node: &Node<'_, '_>| has_class(node, "namespace__box") || has_class(node, "chip__box");
        for rect in document.descendants().filter(placed) {
            inside(number(&rect, "x"), number(&rect, "y"));
            inside(number(&rect, "x") + number(&rect, "width"), number(&rect, "y") + number(&rect, "height"));
        }
        for group in document.descendants().filter(|node| node.attribute("transform").is_some()) {
            let place = group.attribute("transform").unwrap().trim_start_matches("translate(").trim_end_matches(')');
            let (x, y) = place.split_once(' ').unwrap();
            let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
            let rect = group.descendants().find(|node| node.has_tag_name("rect")).map_or((0.0, 0.0), |rect| {
                (number(&rect, "x") + number(&rect, "width"), number(&rect, "y") + number(&rect, "height"))
            });
            inside(x, y);
            inside(x + rect.0, y + rect.1);
        }
    }
}

#[test]
fn nothing_is_foreign_and_nothing_runs() {
    let text = svg(&analysis(&REFERENCE), &SvgOptions { services: true, blocked: true, ..SvgOptions::default() });
    let document = Document::parse(&text).unwrap();
    let known = ["svg", "title", "desc", "style", "defs", "pattern", "g", "rect", "path", "text", "tspan"];
    for element in document.descendants().filter(Node::is_element) {
        assert!(known.contains(&element.tag_name().name()), "{element:?}");
        for attribute in element.attributes() {
            assert!(!attribute.name().starts_with("on") && attribute.name() != "href", "{element:?}");
        }
    }
    let style = document.descendants().find(|node| node.has_tag_name("style")).unwrap().text().unwrap();
    assert_eq!(style.matches("url(").count(), style.matches("url(#podreach-hatch)").count());
    assert!(!style.contains("import") && style.contains("@media (prefers-color-scheme: dark)"));
    assert_eq!(text.matches("://").count(), 1, "the name of the SVG namespace alone");
}

#[test]
fn it_has_a_name_for_those_who_do_not_see_it() {
    let text = svg(&analysis(&REFERENCE), &SvgOptions::default());
    let document = Document::parse(&text).unwrap();
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    for id in root.attribute("aria-labelledby").unwrap().split(' ') {
        let named = document.descendants().find(|node| node.attribute("id") == Some(id)).unwrap();
        assert!(named.text().is_some_and(|text| !text.is_empty()));
    }
    let titles =
        |text: &str| document.descendants().any(|node| node.has_tag_name("title") && node.text() == Some(text));
    assert!(titles("web reaches api on TCP 3000"));
    assert!(titles("db, Deployment in default, ingress and egress isolated"));
}

#[test]
fn what_is_left_out_is_counted_in_the_picture() {
    let cluster = open_cluster(9);
    let graph = GraphOptions { max_nodes: 6, ..GraphOptions::default() };
    let left_out = cluster.graph_view(&graph).left_out;
    assert!(left_out >= 3);
    let text = svg(&cluster, &SvgOptions { graph, ..SvgOptions::default() });
    assert!(text.contains(&format!(">6 nodes are drawn and {left_out} are left out.<")));
    assert!(!svg(&cluster, &SvgOptions::default()).contains("left out"));
}

#[test]
fn too_many_lines_are_counted_in_the_picture() {
    let text = svg(&open_cluster(70), &SvgOptions::default());
    let document = Document::parse(&text).unwrap();
    let note = document.descendants().find(|node| has_class(node, "note__text")).and_then(|node| node.text()).unwrap();
    // 70 pods and the outside: every pair once.
    assert_eq!(note, format!("{} connections are too many to draw.", 71 * 70 / 2));
}

#[test]
fn nothing_gives_a_picture_that_says_so() {
    let text = svg(&analysis(&[""]), &SvgOptions::default());
    let document = Document::parse(&text).unwrap();
    assert!(document.descendants().any(|node| has_class(&node, "note__text")));
    assert!(number(&document.root_element(), "width") > 100.0);
}

#[test]
fn the_same_input_gives_the_same_picture() {
    let once = || svg(&analysis(&REFERENCE), &SvgOptions::default());
    assert_eq!(once(), once());
}
