//! Lines as stops for Tab: those of the card that has the focus, right behind the cards. All other lines are passed over, so
//! that a picture of many lines is not a hundred stops.

use leptos::prelude::*;
use podreach_eval::view::NodeId;

use super::pointing::edge_belongs;
use super::scene::{Scene, SceneEdge};
use crate::components::links::Picked;

/// The lines of a card, as far as they are drawn.
#[component]
pub(crate) fn LineStops(scene: Memo<Scene>, stop: Memo<Option<NodeId>>, selected: Memo<Picked>) -> impl IntoView {
    let lines = Memo::new(move |_| {
        let Some(id) = stop.get() else { return Vec::new() };
        let card = Picked::Node(id);
        let is_its = |edge: &&SceneEdge| edge_belongs(&card, &edge.facts.from, &edge.facts.to, edge.both_ways);
        scene.with(|scene| scene.edges.iter().filter(is_its).cloned().collect::<Vec<_>>())
    });
    view! {
        <g class="graph__stops">
            <For
                each=move || lines.get()
                key=|edge| (edge.facts.clone(), edge.path.clone())
                children=move |edge| line(&edge, selected)
            />
        </g>
    }
}

fn line(edge: &SceneEdge, selected: Memo<Picked>) -> impl IntoView + use<> {
    let (from, to, both) = (edge.facts.from.clone(), edge.facts.to.clone(), edge.both_ways);
    let pressed = {
        let (from, to) = (from.clone(), to.clone());
        move || {
            selected
                .with(|selected| matches!(selected, Picked::Edge { .. }) && edge_belongs(selected, &from, &to, both))
                .to_string()
        }
    };
    view! {
        <g
            class="graph__stop"
            data-line-from=from.to_string()
            data-line-to=to.to_string()
            role="button"
            tabindex="0"
            aria-label=edge.label.clone()
            aria-pressed=pressed
            pointer-events="none"
        >
            <path class="graph__stop-line" d=edge.path.clone() />
        </g>
    }
}
