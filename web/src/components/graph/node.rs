//! A node: workload card, card of what is not in the YAML, or a shore of the outside.

use leptos::prelude::*;
use podreach_eval::view::NodeKind;
use podreach_picture::marks;

use super::card::{ISOLATION_WIDTH, PADDING, PART_INSET};
use super::scene::SceneNode;
use super::{badge, folded};
use crate::components::visible::drawn;

/// What is on a card, drawn from the node's own corner.
pub(crate) fn content(node: &SceneNode) -> AnyView {
    match node.kind {
        NodeKind::External => shore(node).into_any(),
        NodeKind::Representative => representative(node).into_any(),
        _ => match &node.card.folded {
            Some(folded) => view! { {folded::card(node, folded)} {pills(node)} }.into_any(),
            None => workload(node).into_any(),
        },
    }
}

fn workload(node: &SceneNode) -> impl IntoView + use<> {
    let card = node.card.clone();
    let (width, height) = (node.rect.width, node.rect.height);
    let (left, right) = (node.inset, width - PADDING);
    let many = !card.count.is_empty() && !card.is_part;
    let inset = if card.is_part { PART_INSET } else { 0.0 };
    let lower = height - 28.0;
    let subtitle = (!card.subtitle.is_empty()).then(|| {
        view! {
            <text class="node__subtitle" x=left y="53">
                {drawn(&card.subtitle)} <tspan class="node__labels" dx="6">{drawn(&card.labels)}</tspan>
            </text>
        }
    });
    let isolation = card.isolation.map(|both| isolation_pair(left, lower, both));
    let (note_x, note_anchor) = if isolation.is_some() { (right, "end") } else { (left, "start") };
    view! {
        {many.then(|| view! { <rect class="node__under" x="7" y="8" width=width - 14.0 height=height - 4.0 rx="9" /> })}
        <rect class="node__card" x=inset y=inset width=width - 2.0 * inset height=height - inset rx=10.0 - inset / 2.0 />
        <text class="node__title" x=left y="34">{drawn(&card.title)}</text>
        <text class="node__count" x=right - 1.0 y="33" text-anchor="end">{card.count.clone()}</text>
        {subtitle}
        {card.badges.iter().map(badge::everyone).collect_view()}
        {isolation}
        <text class="node__note" x=note_x y=lower + 14.0 text-anchor=note_anchor>{card.note.clone()}</text>
        {pills(node)}
    }
}

fn representative(node: &SceneNode) -> impl IntoView + use<> {
    let card = node.card.clone();
    let (width, height) = (node.rect.width, node.rect.height);
    let left = node.inset - 2.0;
    let top = if card.pills.is_empty() { 0.0 } else { 8.0 };
    view! {
        <rect class="node__card" width=width height=height rx="10" />
        <text class="node__title node__title--small" x=left y=23.0 + top>{drawn(&card.title)}</text>
        <text class="node__subtitle" x=left y=40.0 + top>{drawn(&card.subtitle)}</text>
        {card.badges.iter().map(badge::everyone).collect_view()}
        {card.isolation.map(|both| isolation_pair(left, height - 29.0, both))}
        {pills(node)}
    }
}

fn shore(node: &SceneNode) -> impl IntoView + use<> {
    let card = node.card.clone();
    let (width, height) = (node.rect.width, node.rect.height);
    let middle = height / 2.0;
    let globe = marks::globe(middle);
    view! {
        <rect class="node__shore" width=width height=height rx=height / 2.0 />
        <path class="node__globe" d=globe />
        <text class="node__title node__title--small" x="44" y=middle + 4.5>{card.title.clone()}</text>
        <text class="node__subtitle" x=width - 18.0 y=middle + 4.5 text-anchor="end">{card.subtitle.clone()}</text>
    }
}

fn isolation_pair(x: f64, y: f64, (ingress, egress): (bool, bool)) -> impl IntoView {
    view! {
        {badge::isolation(x, y, false, ingress)}
        {badge::isolation(x + ISOLATION_WIDTH + 5.0, y, true, egress)}
    }
}

fn pills(node: &SceneNode) -> impl IntoView + use<> {
    node.card.pills.iter().zip(&node.pills).map(|(pill, at)| badge::pill(pill, at.x, at.y)).collect_view()
}
