//! What a person points at: from an event's target to a thing of the picture, and what is lit for it.

use std::collections::BTreeSet;

use leptos::web_sys::{Element, Event};
use wasm_bindgen::JsCast;

use super::scene::Scene;
use crate::components::inspector::links::Picked;

/// The thing of the picture that an event happened on.
pub(crate) fn thing_at(event: &Event) -> Picked {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return Picked::Nothing;
    };
    let Ok(Some(holder)) = element.closest("[data-node],[data-edge],[data-chip],[data-service]") else {
        return Picked::Nothing;
    };
    if let Some(id) = holder.get_attribute("data-node").or_else(|| holder.get_attribute("data-service")) {
        return Picked::Node(id);
    }
    // Chips lie above the cards, apart from their lines; they say which line is theirs.
    let pair = |from, to| Some((holder.get_attribute(from)?, holder.get_attribute(to)?));
    match pair("data-from", "data-to").or_else(|| pair("data-chip-from", "data-chip-to")) {
        Some((from, to)) => Picked::Edge { from, to },
        None => Picked::Nothing,
    }
}

/// Whether an edge belongs to the thing.
pub(crate) fn edge_belongs(thing: &Picked, from: &str, to: &str, both_ways: bool) -> bool {
    match thing {
        Picked::Node(id) => id == from || id == to,
        Picked::Edge { from: source, to: destination } => {
            (source == from && destination == to) || (both_ways && source == to && destination == from)
        }
        Picked::Policy(_) | Picked::Nothing => false,
    }
}

/// Ids of the nodes that stay lit with the thing: itself, and what it is connected with.
pub(crate) fn lit_nodes(thing: &Picked, scene: &Scene) -> BTreeSet<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_belongs_to_its_ends_and_to_itself() {
        let node = Picked::Node("a".into());
        assert!(edge_belongs(&node, "a", "b", false) && edge_belongs(&node, "b", "a", false));
        assert!(!edge_belongs(&node, "b", "c", false));
        let edge = Picked::Edge { from: "a".into(), to: "b".into() };
        assert!(edge_belongs(&edge, "a", "b", false));
        assert!(!edge_belongs(&edge, "b", "a", false) && edge_belongs(&edge, "b", "a", true));
    }
}
