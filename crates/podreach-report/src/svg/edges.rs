//! Edges: a line with its ends, and the chip that names its ports. States differ in dashes and ends, not in colour alone.

use podreach_picture::marks::end_strokes;
use podreach_picture::scene::{EdgeFacts, LineEnd, SceneEdge};

use super::xml::{Tag, Xml};

/// A line.
pub(super) fn edge(xml: &mut Xml, edge: &SceneEdge) {
    with_facts(xml.tag("g").attr("class", &class("edge", edge)), &edge.facts).around(|xml| {
        xml.tag("title").text(&edge.label);
        if !edge.casing.is_empty() {
            xml.path("edge__casing", &edge.casing);
        }
        stroke(xml, &edge.path, &edge.ends);
    });
    xml.line();
}

/// A line and its ends, also for the legend.
pub(super) fn stroke(xml: &mut Xml, path: &str, ends: &[LineEnd]) {
    xml.path("edge__line", path);
    for (class, path) in ends.iter().flat_map(end_strokes) {
        xml.path(class, &path);
    }
}

/// An edge that is part of the picture without a line of its own, for whoever reads the document.
pub(super) fn silent(xml: &mut Xml, facts: &EdgeFacts) {
    with_facts(xml.tag("g"), facts).done();
    xml.line();
}

/// The label of an edge, above everything, so that no line runs through it.
pub(super) fn chip(xml: &mut Xml, edge: &SceneEdge) {
    let Some(chip) = &edge.chip else { return };
    let rect = chip.rect;
    xml.tag("g").attr("class", &class("chip", edge)).around(|xml| {
        xml.tag("title").text(&edge.label);
        xml.rect("chip__box", (rect.x, rect.y), (rect.width, rect.height), 6.0);
        let [ports, count] = chip.text_places();
        if !chip.text.is_empty() {
            xml.label_amid("chip__text", ports.0, ports.1, &chip.text);
        }
        if !chip.count.is_empty() {
            xml.label_amid("chip__count quiet", count.0, count.1, &chip.count);
        }
    });
    xml.line();
}

fn class(what: &str, edge: &SceneEdge) -> String {
    format!("{what} is-{}{}", edge.facts.state.as_str(), if edge.quiet { " is-quiet" } else { "" })
}

fn with_facts<'a>(tag: Tag<'a>, facts: &EdgeFacts) -> Tag<'a> {
    let tag = tag
        .attr("data-edge", "")
        .attr("data-from", &facts.from.to_string())
        .attr("data-to", &facts.to.to_string())
        .attr("data-ports", &facts.ports)
        .attr("data-state", facts.state.as_str());
    let tag = match facts.blocked_by {
        Some(by) => tag.attr("data-blocked-by", by.as_str()),
        None => tag,
    };
    match facts.bundle {
        Some(bundle) => tag.attr("data-pairs", &bundle.pairs.to_string()).attr("data-of", &bundle.of.to_string()),
        None => tag,
    }
}
