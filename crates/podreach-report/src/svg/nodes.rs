//! Nodes: boxes of namespaces, cards of workloads and of what is not in the YAML, shores of the outside.

use podreach_eval::view::NodeKind;
use podreach_picture::card::{PADDING, PART_INSET};
use podreach_picture::marks;
use podreach_picture::scene::{SceneNamespace, SceneNode, SceneWhole};

use super::folded;
use super::marks::{badge, isolation_pair, lock, pill};
use super::xml::{Xml, number};

/// The box of a namespace. Its name is drawn by [`namespace_name`], above the lines.
pub(super) fn namespace_box(xml: &mut Xml, namespace: &SceneNamespace) {
    let rect = namespace.rect;
    xml.tag("g")
        .attr("class", "namespace")
        .attr("data-node", &namespace.id.to_string())
        .attr("data-kind", "namespace")
        .around(|xml| {
            xml.tag("title").text(&namespace.label());
            xml.rect(
                &format!("namespace__box{}", namespace.modifier()),
                (rect.x, rect.y),
                (rect.width, rect.height),
                14.0,
            );
        });
    xml.line();
}

/// Name and counts of a namespace, on a ground of their own, so that no line runs through them.
pub(super) fn namespace_name(xml: &mut Xml, namespace: &SceneNamespace) {
    let places = namespace.text_places();
    xml.label(
        &format!(
            "namespace__name{}",
            if namespace.kind == podreach_eval::view::BoxKind::Open { " namespace__name--open is-on-soft" } else { "" }
        ),
        places.name.x,
        places.name.y,
        &namespace.name,
    );
    if !namespace.note.is_empty() {
        let is_open = namespace.kind == podreach_eval::view::BoxKind::Open;
        let class = if is_open { "namespace__note quiet is-on-soft" } else { "namespace__note quiet" };
        let at = places.note;
        if places.note_is_left {
            xml.label(class, at.x, at.y, &namespace.note);
        } else {
            xml.label_before(class, at.x, at.y, &namespace.note);
        }
    }
    places.locks.iter().for_each(|one| lock(xml, one));
    xml.line();
}

/// The card around the parts of a workload.
pub(super) fn whole(xml: &mut Xml, whole: &SceneWhole) {
    let (rect, (name_x, note_x, y)) = (whole.rect, whole.text_places());
    xml.tag("g").attr("class", "whole").around(|xml| {
        xml.tag("title").text(&whole.label);
        xml.rect("whole__card", (rect.x, rect.y), (rect.width, rect.height), 10.0);
        xml.label("whole__name", name_x, y, &whole.name);
        xml.label("whole__note quiet", note_x, y, &whole.note);
    });
    xml.line();
}

/// A node with everything on it, drawn from its own corner.
pub(super) fn node(xml: &mut Xml, node: &SceneNode) {
    let place = format!("translate({} {})", number(node.rect.x), number(node.rect.y));
    xml.tag("g")
        .attr("class", &format!("node node--{}", node.kind.as_str()))
        .attr("data-node", &node.id.to_string())
        .attr("data-kind", node.kind.as_str())
        .attrs(
            node.card
                .folded
                .as_ref()
                .filter(|_| node.kind == NodeKind::Group)
                .map(|folded| ("data-count", folded.workloads.to_string())),
        )
        .attr("transform", &place)
        .around(|xml| {
            xml.tag("title").text(&node.label);
            match node.kind {
                NodeKind::External => shore(xml, node),
                NodeKind::Representative => representative(xml, node),
                _ => match &node.card.folded {
                    Some(folded) => folded::card(xml, node, folded),
                    None => workload(xml, node),
                },
            }
            for (port, at) in node.card.pills.iter().zip(&node.pills) {
                pill(xml, port, (at.x, at.y));
            }
        });
    xml.line();
}

fn workload(xml: &mut Xml, node: &SceneNode) {
    let (card, width, height) = (&node.card, node.rect.width, node.rect.height);
    let (left, right, lower) = (node.inset, width - PADDING, height - 28.0);
    let inset = if card.is_part { PART_INSET } else { 0.0 };
    if !card.count.is_empty() && !card.is_part {
        xml.rect("node__under", (7.0, 8.0), (width - 14.0, height - 4.0), 9.0);
    }
    let class = if card.is_part { "node__card node__part" } else { "node__card" };
    xml.rect(class, (inset, inset), (width - 2.0 * inset, height - inset), 10.0 - inset / 2.0);
    xml.label("node__title", left, 34.0, &card.title);
    if !card.count.is_empty() {
        xml.label_before("node__count quiet", right - 1.0, 33.0, &card.count);
    }
    xml.tag("text").attr("class", "node__subtitle quiet").num("x", left).num("y", 53.0).around(|xml| {
        xml.tag("tspan").text(&card.subtitle);
        if !card.labels.is_empty() {
            xml.tag("tspan").attr("class", "node__labels").num("dx", 8.0).text(&card.labels);
        }
    });
    card.badges.iter().for_each(|one| badge(xml, one));
    if let Some(both) = card.isolation {
        isolation_pair(xml, (left, lower), both);
        xml.label_before("node__note quiet", right, lower + 14.0, &card.note);
    } else {
        xml.label("node__note quiet", left, lower + 14.0, &card.note);
    }
}

fn representative(xml: &mut Xml, node: &SceneNode) {
    let (card, height) = (&node.card, node.rect.height);
    let left = node.inset - 2.0;
    let top = if card.pills.is_empty() { 0.0 } else { 8.0 };
    xml.rect("node__card", (0.0, 0.0), (node.rect.width, height), 10.0);
    xml.label("node__title node__title--small", left, 23.0 + top, &card.title);
    xml.label("node__subtitle quiet", left, 40.0 + top, &card.subtitle);
    card.badges.iter().for_each(|one| badge(xml, one));
    if let Some(both) = card.isolation {
        isolation_pair(xml, (left, height - 29.0), both);
    }
}

fn shore(xml: &mut Xml, node: &SceneNode) {
    let (card, width, height) = (&node.card, node.rect.width, node.rect.height);
    let middle = height / 2.0;
    xml.rect("node__shore", (0.0, 0.0), (width, height), middle);
    xml.path("node__globe", &marks::globe(middle));
    xml.label("node__title node__title--small", 44.0, middle + 4.5, &card.title);
    if !card.subtitle.is_empty() {
        xml.label_before("node__subtitle quiet", width - 18.0, middle + 4.5, &card.subtitle);
    }
}
