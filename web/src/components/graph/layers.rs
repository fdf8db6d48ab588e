//! The layers of the drawing above the boxes: edges, nodes, chips.

use std::collections::BTreeSet;

use leptos::prelude::*;
use podreach_eval::diff::ChangeKind;
use podreach_eval::query::BlockedBy;
use podreach_eval::view::{Differences, NodeId, NodeKind, PairChange};
use podreach_session::page::About;

use super::badge;
use super::pointing::edge_belongs;
use super::scene::{EdgeFacts, Scene, SceneEdge, SceneNode, SceneWhole};
use super::{edge, node};
use crate::components::links::{Lit, Picked};
use crate::components::visible::{drawn, escaped};

/// What the layers look at to know how to look.
#[derive(Clone, Copy)]
pub(crate) struct Looks {
    /// What is selected.
    pub(crate) selected: Memo<Picked>,
    /// What the person points at, or else has selected.
    pub(crate) focus: Memo<Picked>,
    /// Nodes that stay lit.
    pub(crate) lit: Memo<BTreeSet<NodeId>>,
    /// What the cursor in the editor is about, while nothing is pointed at.
    pub(crate) written: Memo<Lit>,
    /// Cards with something that the person looks for.
    pub(crate) hits: Memo<BTreeSet<NodeId>>,
    /// What the selected finding is about.
    pub(crate) about: RwSignal<About>,
    /// The card or box that Tab comes to.
    pub(crate) stop: Memo<Option<NodeId>>,
}

impl Looks {
    fn edge_is_lit(self, facts: &EdgeFacts, both_ways: bool) -> bool {
        self.written.with(|written| {
            if written.nodes.is_empty() {
                self.focus.with(|focus| edge_belongs(focus, &facts.from, &facts.to, both_ways))
            } else {
                written.has_edge(&facts.from, &facts.to, both_ways)
            }
        })
    }

    fn edge_is_selected(self, facts: &EdgeFacts, both_ways: bool) -> bool {
        self.selected.with(|selected| {
            matches!(selected, Picked::Edge { .. }) && edge_belongs(selected, &facts.from, &facts.to, both_ways)
        })
    }

    /// Whether the selected finding is about an edge.
    fn edge_has_finding(self, facts: &EdgeFacts, both_ways: bool) -> bool {
        self.about.with(|about| {
            let is_it = |(from, to): &(NodeId, NodeId)| {
                (*from == facts.from && *to == facts.to) || (both_ways && *from == facts.to && *to == facts.from)
            };
            about.edges.iter().any(is_it)
        })
    }

    /// Whether the selected finding is about a node.
    pub(super) fn node_has_finding(self, id: &NodeId) -> bool {
        self.about.with(|about| about.nodes.contains(id))
    }

    /// Whether Tab stops at a node.
    pub(super) fn tabindex(self, id: &NodeId) -> &'static str {
        if self.stop.with(|stop| stop.as_ref() == Some(id)) { "0" } else { "-1" }
    }

    pub(super) fn node_is_selected(self, id: &NodeId) -> bool {
        self.selected.with(|selected| match selected {
            Picked::Node(selected) => selected == id,
            Picked::Edge { from, to } => from == id || to == id,
            Picked::Policy(_) | Picked::Nothing => false,
        })
    }
}

/// Lines. Those without a line of their own are there as empty groups, for whoever reads the document.
#[component]
pub(crate) fn EdgeLayer(scene: Memo<Scene>, looks: Looks) -> impl IntoView {
    view! {
        <g class="graph__silent" display="none">
            <For
                each=move || scene.with(|scene| scene.silent.clone())
                key=|facts| facts.clone()
                children=|facts| view! {
                    <g
                        data-edge=""
                        data-from=facts.from.to_string()
                        data-to=facts.to.to_string()
                        data-ports=facts.ports.clone()
                        data-state=facts.state.as_str()
                        data-change=facts.change.map(PairChange::as_str)
                        data-blocked-by=facts.blocked_by.map(BlockedBy::as_str)
                        data-pairs=facts.bundle.map(|bundle| bundle.pairs.to_string())
                        data-of=facts.bundle.map(|bundle| bundle.of.to_string())
                        data-opens=differing(&facts, |differs| differs.opens)
                        data-closes=differing(&facts, |differs| differs.closes)
                    />
                }
            />
        </g>
        <g class="graph__edges">
            <For
                each=move || scene.with(|scene| scene.edges.clone())
                key=edge_key
                children=move |edge| edge_group(looks, &edge)
            />
        </g>
    }
}

/// How many pairs of a bundle opened, or closed, beside a baseline.
fn differing(facts: &EdgeFacts, of: fn(&Differences) -> u64) -> Option<String> {
    facts.bundle.as_ref().filter(|bundle| bundle.differs.all > 0).map(|bundle| of(&bundle.differs).to_string())
}

/// An edge is drawn anew whenever anything about it changes.
fn edge_key(edge: &SceneEdge) -> (EdgeFacts, String, bool, bool, Option<String>) {
    let chip = edge.chip.as_ref().map(|chip| format!("{} {} {} {}", chip.text, chip.count, chip.rect.x, chip.rect.y));
    (edge.facts.clone(), format!("{} {}", edge.path, edge.casing), edge.both_ways, edge.quiet, chip)
}

fn edge_class(what: &str, edge: &SceneEdge) -> String {
    let mut class = format!("{what} is-{}", edge.facts.state.as_str());
    if edge.quiet {
        class.push_str(" is-quiet");
    }
    if let Some(change) = edge.facts.change {
        class.push_str(" is-");
        class.push_str(change.as_str());
    }
    class
}

/// Whether an edge is lit, and whether it is selected.
fn edge_looks(looks: Looks, edge: &SceneEdge) -> [Signal<bool>; 2] {
    let (facts, both) = (edge.facts.clone(), edge.both_ways);
    let lit = Signal::derive({
        let facts = facts.clone();
        move || looks.edge_is_lit(&facts, both)
    });
    [lit, Signal::derive(move || looks.edge_is_selected(&facts, both))]
}

fn edge_group(looks: Looks, edge: &SceneEdge) -> impl IntoView + use<> {
    let facts = edge.facts.clone();
    let [lit, selected] = edge_looks(looks, edge);
    let pressed = move || selected.get().to_string();
    let about = {
        let (facts, both) = (facts.clone(), edge.both_ways);
        move || looks.edge_has_finding(&facts, both).then_some("")
    };
    view! {
        <g
            class=edge_class("edge", edge)
            data-finding=about
            class:is-lit=lit
            class:is-selected=selected
            data-edge=""
            data-from=facts.from.to_string()
            data-to=facts.to.to_string()
            data-ports=facts.ports.clone()
            data-state=facts.state.as_str()
            data-change=facts.change.map(PairChange::as_str)
            data-blocked-by=facts.blocked_by.map(BlockedBy::as_str)
            data-pairs=facts.bundle.map(|bundle| bundle.pairs.to_string())
            data-of=facts.bundle.map(|bundle| bundle.of.to_string())
            data-opens=differing(&facts, |differs| differs.opens)
            data-closes=differing(&facts, |differs| differs.closes)
            role="button"
            tabindex="-1"
            aria-label=edge.label.clone()
            aria-pressed=pressed
        >
            {edge::line(edge)}
        </g>
    }
}

/// Cards around the parts of a workload.
#[component]
pub(crate) fn WholeLayer(scene: Memo<Scene>) -> impl IntoView {
    view! {
        <g class="graph__wholes">
            {move || scene.with(|scene| scene.wholes.iter().map(whole).collect_view())}
        </g>
    }
}

fn whole(whole: &SceneWhole) -> impl IntoView + use<> {
    let (rect, (name_x, note_x, y)) = (whole.rect, whole.text_places());
    view! {
        <g class="whole" data-whole=whole.id.clone()>
            {leptos::svg::title().child(whole.label.clone())}
            <rect class="whole__card" x=rect.x y=rect.y width=rect.width height=rect.height rx="10" />
            <text class="whole__name" x=name_x y=y>{drawn(&whole.name)}</text>
            <text class="whole__note" x=note_x y=y>{drawn(&whole.note)}</text>
        </g>
    }
}

/// Cards. A node keeps its group when it moves, so that the move can be seen.
#[component]
pub(crate) fn NodeLayer(scene: Memo<Scene>, looks: Looks) -> impl IntoView {
    view! {
        <g class="graph__nodes">
            <For
                each=move || scene.with(|scene| scene.nodes.clone())
                key=|node| (node.id.clone(), node.kind, node.card.is_part, node.card.folded.as_ref().map(|folded| folded.workloads), node.existence.map(ChangeKind::as_str))
                children=move |node| node_group(scene, looks, node)
            />
        </g>
    }
}

fn node_group(scene: Memo<Scene>, looks: Looks, first: SceneNode) -> impl IntoView {
    let (id, kind) = (first.id.clone(), first.kind.as_str());
    let first_is_part = first.card.is_part;
    let is_folded = first.card.folded.is_some();
    let existence = first.existence;
    let count =
        first.card.folded.as_ref().filter(|_| first.kind == NodeKind::Group).map(|folded| folded.workloads.to_string());
    let current = Memo::new({
        let id = id.clone();
        move |_| scene.with(|scene| scene.node(&id).cloned()).unwrap_or_else(|| first.clone())
    });
    // The contents are drawn from the node's own corner: they change with the card, not with the place.
    let contents = Memo::new(move |_| {
        current
            .with(|node| SceneNode { rect: super::transform::Bounds { x: 0.0, y: 0.0, ..node.rect }, ..node.clone() })
    });
    let place = move || current.with(|node| format!("translate({}px, {}px)", node.rect.x, node.rect.y));
    let lit = {
        let id = id.clone();
        move || looks.lit.with(|lit| lit.contains(&id))
    };
    let selected = {
        let id = id.clone();
        move || looks.node_is_selected(&id)
    };
    let stop = {
        let id = id.clone();
        move || looks.tabindex(&id)
    };
    let about = {
        let id = id.clone();
        move || looks.node_has_finding(&id).then_some("")
    };
    let pressed = {
        let id = id.clone();
        move || looks.selected.with(|selected| *selected == Picked::Node(id.clone())).to_string()
    };
    view! {
        <g
            class=format!("node node--{kind}")
            class:node--part=first_is_part
            class:node--folded=is_folded
            class:is-added=existence == Some(ChangeKind::Added)
            class:is-removed=existence == Some(ChangeKind::Removed)
            class:is-lit=lit
            class:is-selected=selected
            data-node=id.to_string()
            data-finding=about
            data-kind=kind
            data-count=count
            data-existence=existence.map(ChangeKind::as_str)
            role="button"
            tabindex=stop
            aria-label=move || current.with(|node| node.label.clone())
            aria-pressed=pressed
            style:transform=place
        >
            {leptos::svg::title().child(move || current.with(|node| node.card.full_title.clone()))}
            {move || contents.with(node::content)}
        </g>
    }
}

/// Labels of edges, above everything, so that no line runs through them.
#[component]
pub(crate) fn ChipLayer(scene: Memo<Scene>, looks: Looks) -> impl IntoView {
    view! {
        <g class="graph__chips" aria-hidden="true">
            <For
                each=move || scene.with(|scene| scene.edges.iter().filter(|edge| edge.chip.is_some()).cloned().collect::<Vec<_>>())
                key=edge_key
                children=move |edge| chip_group(looks, &edge)
            />
        </g>
    }
}

fn chip_group(looks: Looks, edge: &SceneEdge) -> impl IntoView + use<> {
    let facts = edge.facts.clone();
    let [lit, selected] = edge_looks(looks, edge);
    let sign = {
        let (facts, both, chip) = (facts.clone(), edge.both_ways, edge.chip.clone());
        move || {
            let chip = chip.as_ref().filter(|_| looks.edge_has_finding(&facts, both))?;
            Some(badge::finding(chip.rect.x + chip.rect.width + badge::FINDING, chip.rect.y + chip.rect.height / 2.0))
        }
    };
    view! {
        <g
            class=edge_class("chip", edge)
            class:is-lit=lit
            class:is-selected=selected
            data-chip=""
            data-chip-from=facts.from.to_string()
            data-chip-to=facts.to.to_string()
        >
            {leptos::svg::title().child(if edge.facts.bundle.is_some() { edge.full.clone() } else { escaped(&facts.ports).into_owned() })}
            {edge.chip.as_ref().map(|chip| edge::chip(chip, edge.facts.change))}
            {sign}
        </g>
    }
}
