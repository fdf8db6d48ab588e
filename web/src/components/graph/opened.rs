//! What is said when a card opens or a box closes, for whoever does not see it; and what the bar above says of the picture.

use leptos::prelude::*;
use podreach_eval::view::{FoldingView, NodeId, NodeKind};
use podreach_picture::wording::grouped;

use super::scene::{LineState, Scene};
use crate::components::links::Links;
use crate::state::Drawn;

/// What a scene draws, in numbers. Names of cards that have opened meanwhile are kept from before.
pub(crate) fn drawn(scene: &Scene, folding: FoldingView, before: &Drawn) -> Drawn {
    let cards = scene.nodes.iter().filter(|node| node.kind != NodeKind::External);
    let drawn_line = |state: LineState| state != LineState::Blocked;
    let names = scene.nodes.iter().map(|node| (node.id.clone(), node.card.full_title.clone()));
    let boxes = scene.namespaces.iter().map(|found| (found.id.clone(), found.full_name.clone()));
    let mut names: Vec<(NodeId, String)> = names.chain(boxes).collect();
    let is_new = |id: &NodeId, names: &[(NodeId, String)]| names.iter().all(|(known, _)| known != id);
    let groups = before.names.iter().filter(|(id, _)| matches!(id, NodeId::Group(_)) && is_new(id, &names));
    let groups: Vec<_> = groups.cloned().collect();
    names.extend(groups);
    Drawn {
        cards: cards.count(),
        lines: scene.edges.iter().filter(|edge| drawn_line(edge.facts.state)).count(),
        folds: scene.nodes.iter().any(|node| node.card.folded.as_ref().is_some_and(|folded| folded.workloads > 1)),
        folding,
        names,
    }
}

/// What changed: `shop opened, 11 workloads, 24 cards`.
fn says(before: &[NodeId], now: &[NodeId], scene: &Scene, drawn: &Drawn) -> Option<String> {
    let cards = format!("{} card{}", grouped(drawn.cards), if drawn.cards == 1 { "" } else { "s" });
    let name = |id: &NodeId| {
        let known = drawn.names.iter().find(|(known, _)| known == id).map(|(_, name)| name.clone());
        known.unwrap_or_else(|| id.without_prefix())
    };
    if let Some(id) = now.iter().find(|id| !before.contains(id)) {
        let note = scene.namespaces.iter().find(|found| found.id == *id).map(|found| found.note.clone());
        let note = note.filter(|note| !note.is_empty()).map(|note| format!(", {note}")).unwrap_or_default();
        return Some(format!("{} opened{note}, {cards}", name(id)));
    }
    before.iter().find(|id| !now.contains(id)).map(|id| format!("{} closed, {cards}", name(id)))
}

/// A live region.
#[component]
pub(crate) fn OpenedStatus(scene: Memo<Scene>) -> impl IntoView {
    let links = Links::from_context();
    let said = RwSignal::new(String::new());
    // It is said when the picture has followed, and not before.
    Effect::new(move |before: Option<Vec<NodeId>>| {
        let drawn = links.drawn();
        let now = links.opened_untracked();
        if let Some(before) = before
            && let Some(says) = scene.with_untracked(|scene| says(&before, &now, scene, &drawn))
        {
            said.set(says);
        }
        now
    });
    view! { <p class="visually-hidden" role="status">{move || said.get()}</p> }
}
