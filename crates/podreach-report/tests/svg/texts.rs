//! No text is wider than its box, by the table that the boxes were measured with.

use podreach_picture::measure::{Font, width};
use podreach_report::svg;
use roxmltree::{Document, Node};

use crate::{REFERENCE, analysis, choices, has_class, number};

/// The fonts of the style sheet, by class.
fn font(node: &Node<'_, '_>) -> Font {
    let has = |class| has_class(node, class);
    if has("chip__text") {
        Font::mono(11.5)
    } else if has("pill__port") {
        Font::mono(12.0)
    } else if has("pill__protocol") {
        Font::mono(10.0)
    } else if has("plate__port") {
        Font::mono(11.0)
    } else if has("isolation__word") {
        Font::bold(11.0)
    } else if has("node__title--small") {
        Font::bold(13.0)
    } else if has("node__title") {
        Font::bold(15.0)
    } else if has("node__count") || has("namespace__name") {
        Font::bold(12.0)
    } else if has("node__subtitle") {
        Font::sans(11.5)
    } else if has("node__note") || has("namespace__note") || has("legend__sample") {
        Font::sans(11.0)
    } else {
        Font::sans(12.0)
    }
}

/// From where to where a text reaches, in the units of its group.
fn reach(text: &Node<'_, '_>) -> (f64, f64) {
    let mut length: f64 = 0.0;
    for part in text.descendants().filter(Node::is_text) {
        let labels = part.parent().is_some_and(|parent| has_class(&parent, "node__labels"));
        length += width(part.text().unwrap(), if labels { Font::mono(11.0) } else { font(text) });
        length += if labels { 8.0 } else { 0.0 };
    }
    let x = number(text, "x");
    match text.attribute("text-anchor") {
        Some("middle") => (x - length / 2.0, x + length / 2.0),
        Some("end") => (x - length, x),
        _ => (x, x + length),
    }
}

/// The box that a text has to stay in: of its label, badge or pill, else of its card, else the whole picture.
fn room<'a>(text: &Node<'a, 'a>) -> Node<'a, 'a> {
    let before = |class: &str| {
        text.prev_siblings().find(|sibling| has_class(sibling, class)).unwrap_or_else(|| panic!("{class} of {text:?}"))
    };
    let class = text.attribute("class").unwrap();
    if class.starts_with("chip") {
        before("chip__box")
    } else if class.starts_with("isolation") {
        before("isolation__box")
    } else if class.starts_with("pill") {
        before("pill__box")
    } else if class.starts_with("note__") {
        before("note__box")
    } else if class.starts_with("node__") {
        let of = |sibling: &Node<'_, '_>| has_class(sibling, "node__card") || has_class(sibling, "node__shore");
        text.prev_siblings().find(of).unwrap()
    } else {
        text.ancestors().find(|ancestor| ancestor.has_tag_name("svg")).unwrap()
    }
}

#[test]
fn no_text_is_wider_than_its_box() {
    let long = "a-very-long-name-of-a-workload-that-nobody-would-want-to-type-x1";
    let deployment = format!(
        "{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: {long}, namespace: {long}}}, spec: {{replicas: 12345, \
         selector: {{matchLabels: {{app: {long}}}}}, template: {{metadata: {{labels: {{app: {long}}}}}, spec: {{containers: \
         [{{name: c, image: i, ports: [{{containerPort: 65535}}, {{containerPort: 53, protocol: UDP}}]}}]}}}}}}}}"
    );
    let policy = format!(
        "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p, namespace: {long}}}, spec: \
         {{podSelector: {{matchLabels: {{app: {long}}}}}, ingress: [{{from: [{{ipBlock: {{cidr: 10.0.0.0/8, except: \
         [10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16, 10.4.0.0/16, 10.5.0.0/16, 10.6.0.0/16]}}}}, {{podSelector: {{matchLabels: \
         {{{long}: {long}}}}}}}], ports: [{{port: 1}}, {{port: 3}}, {{port: 5}}, {{port: 7}}, {{port: 100, endPort: 200}}, \
         {{port: 300, endPort: 400}}, {{port: 500, protocol: SCTP}}]}}]}}}}"
    );
    let hard = [deployment.as_str(), policy.as_str()];
    let mut checked = 0;
    for texts in [&REFERENCE[..], &REFERENCE[..1], &REFERENCE[4..], &hard[..]] {
        for options in choices() {
            let text = svg(&analysis(texts), &options);
            let document = Document::parse(&text).unwrap();
            for text in document.descendants().filter(|node| node.has_tag_name("text") && node.has_children()) {
                let room = room(&text);
                let left = room.attribute("x").map_or(f64::NEG_INFINITY, |_| number(&room, "x"));
                let (start, end) = reach(&text);
                if room.has_tag_name("svg") {
                    // Names of boxes and notes stand in the drawing's own units; the key in those of its own groups.
                    assert!(end - start <= number(&room, "width"), "{text:?}");
                } else {
                    let right = left + number(&room, "width");
                    assert!(start >= left - 0.01 && end <= right + 0.01, "{start} {end} in {left} {right}: {text:?}");
                }
                checked += 1;
            }
        }
    }
    assert!(checked > 400, "{checked}");
}
