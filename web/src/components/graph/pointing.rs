//! What a person points at: from an event's target to a thing of the picture, and what is lit for it.

use std::collections::BTreeSet;

use leptos::web_sys::{Element, Event};
use podreach_eval::view::NodeId;
use wasm_bindgen::JsCast;

pub(crate) use podreach_picture::edge_belongs;

use super::scene::Scene;
use crate::components::links::Picked;

/// The thing of the picture that an event happened on.
pub(crate) fn thing_at(event: &Event) -> Picked {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return Picked::Nothing;
    };
    let Ok(Some(holder)) = element.closest("[data-node],[data-edge],[data-chip],[data-line-from],[data-service]")
    else {
        return Picked::Nothing;
    };
    if let Some(id) = holder.get_attribute("data-node").or_else(|| holder.get_attribute("data-service")) {
        return Picked::Node(id.into());
    }
    // Chips lie above the cards, apart from their lines; they say which line is theirs.
    let pair = |from, to| Some((holder.get_attribute(from)?, holder.get_attribute(to)?));
    match pair("data-from", "data-to")
        .or_else(|| pair("data-chip-from", "data-chip-to"))
        .or_else(|| pair("data-line-from", "data-line-to"))
    {
        Some((from, to)) => Picked::Edge { from: from.into(), to: to.into() },
        None => Picked::Nothing,
    }
}

/// Ids of the nodes that stay lit with the thing: itself, and what it is connected with.
pub(crate) fn lit_nodes(thing: &Picked, scene: &Scene) -> BTreeSet<NodeId> {
    let mut lit = BTreeSet::new();
    match thing {
        Picked::Edge { from, to } => lit.extend([from.clone(), to.clone()]),
        Picked::Node(id) => {
            lit.insert(id.clone());
            for edge in &scene.edges {
                if edge_belongs(thing, &edge.facts.from, &edge.facts.to, edge.both_ways) {
                    lit.extend([edge.facts.from.clone(), edge.facts.to.clone()]);
                }
            }
        }
        Picked::Policy(_) | Picked::Nothing => {}
    }
    lit
}
