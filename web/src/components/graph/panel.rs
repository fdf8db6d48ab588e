//! The graph's panel: the drawing, what pointing at it does, its tools and its legend.

use std::collections::BTreeSet;

use leptos::ev;
use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_picture::Arrangement;

use super::layers::{ChipLayer, EdgeLayer, Looks, NameLayer, NamespaceLayer, NodeLayer, WholeLayer};
use super::legend::Legend;
use super::pointing::{lit_nodes, thing_at};
use super::scene::Scene;
use super::table::ConnectionTable;
use super::viewport::{Viewport, ZoomTools};
use crate::components::links::{Links, Picked};

/// Panels narrower than this get small cards and a folded legend.
const NARROW: f64 = 560.0;

/// The reachability graph.
#[component]
pub(crate) fn GraphPanel() -> impl IntoView {
    let links = Links::from_context();
    let viewport = Viewport::new();
    viewport.watch_size();
    let compact = Memo::new(move |_| {
        let width = viewport.size.get().0;
        width > 0.0 && width < NARROW
    });
    let (scene, known) = links.scene(move || Arrangement {
        compact: compact.get(),
        show_services: links.show_services(),
        show_blocked: links.show_blocked(),
        selected: links.selected(),
        ..Arrangement::default()
    });
    let pointed = RwSignal::new(Picked::Nothing);
    let looks = looks(links, scene, pointed);
    follow_scene(viewport, scene);
    follow_selection(viewport, scene, looks.selected, pointed);
    let empty = move || scene.with(|scene| scene.nodes.is_empty());
    view! {
        <section class="graph" class:is-waiting=move || !known.get() class:is-stale=move || links.is_stale() class:is-compared=move || links.is_compared() class:is-changes-only=move || links.shows_changes_only() aria-label="Graph">
            <div class="graph__canvas" class:is-dragging=move || viewport.dragging.get() node_ref=viewport.panel>
                <Drawing viewport=viewport scene=scene looks=looks pointed=pointed />
                {move || empty().then(|| view! {
                    <p class="graph__empty">{move || links.why_empty()}</p>
                })}
                {move || scene.with(too_many)}
            </div>
            <div class="graph__bar">
                {move || view! { <Legend open=!compact.get() && is_tall() show_blocked=Signal::derive(move || links.show_blocked()) stars=Signal::derive(move || scene.with(has_stars)) folds=Signal::derive(move || scene.with(folds)) compared=Signal::derive(move || links.is_compared()) /> }}
                <ZoomTools viewport=viewport />
            </div>
            <ConnectionTable scene=scene />
        </section>
    }
}

/// Whether the window has room for the legend beside the drawing.
fn is_tall() -> bool {
    const TALL: f64 = 760.0;
    window().inner_height().ok().and_then(|height| height.as_f64()).is_some_and(|height| height >= TALL)
}

/// Whether some chip has a star.
fn has_stars(scene: &Scene) -> bool {
    scene.edges.iter().filter_map(|edge| edge.chip.as_ref()).any(|chip| chip.text.ends_with('*'))
}

/// Whether the picture folds something.
fn folds(scene: &Scene) -> bool {
    scene.nodes.iter().any(|node| node.card.folded.is_some())
}

/// What to say when not everything is drawn.
fn too_many(scene: &Scene) -> Option<impl IntoView + use<>> {
    let mut says = Vec::new();
    if scene.left_out > 0 {
        says.push(format!(
            "{} nodes are drawn and {} are not: find a name or a namespace to see it.",
            scene.nodes.len(),
            scene.left_out
        ));
    }
    if scene.undrawn > 0 {
        says.push(format!("{} arrows are too many to draw: select a node to see its own.", scene.undrawn));
    }
    (!says.is_empty()).then(|| view! { <p class="graph__note" role="status">{says.join(" ")}</p> })
}

fn looks(links: Links, scene: ReadSignal<Scene>, pointed: RwSignal<Picked>) -> Looks {
    let selected = Memo::new(move |_| links.selected());
    let focus = Memo::new(move |_| match pointed.get() {
        Picked::Nothing | Picked::Policy(_) => selected.get(),
        thing => thing,
    });
    let lit = Memo::new(move |_| focus.with(|focus| scene.with(|scene| lit_nodes(focus, scene))));
    Looks { selected, focus, lit }
}

/// Fits a new picture; keeps the person's place when it only changes.
fn follow_scene(viewport: Viewport, scene: ReadSignal<Scene>) {
    Effect::new(move |known: Option<BTreeSet<NodeId>>| {
        // A panel that gets its size, or another one, is a reason to fit as well.
        let seen = viewport.size.get().0 > 0.0;
        scene.with(|scene| {
            let ids: BTreeSet<NodeId> = scene.places.keys().cloned().collect();
            let is_new = known.is_none_or(|known| known.is_disjoint(&ids));
            viewport.drawing_changed(scene.bounds, is_new);
            // Until the panel has been seen, nothing is known, so that the first sight is a new picture.
            if seen { ids } else { BTreeSet::new() }
        })
    });
}

/// Brings what gets selected into view: a person may have selected it elsewhere.
fn follow_selection(viewport: Viewport, scene: ReadSignal<Scene>, selected: Memo<Picked>, pointed: RwSignal<Picked>) {
    Effect::new(move |before: Option<Picked>| {
        let now = selected.get();
        if before.is_some_and(|before| before != now) {
            let selected = now.clone();
            // The inspector comes and goes with the selection, and may lie on the drawing: it has to be there first.
            request_animation_frame(move || {
                viewport.covers_changed();
                // The panel may be gone by now, and its scene with it.
                let bounds = scene.try_with_untracked(|scene| bounds_of(scene, &selected)).flatten();
                // What is pointed at was selected here, and can be seen well enough.
                match bounds {
                    Some(bounds) if pointed.try_with_untracked(|thing| *thing == Picked::Nothing) == Some(true) => {
                        viewport.find(bounds);
                    }
                    Some(bounds) => viewport.show_whole(bounds),
                    None => {}
                }
            });
        }
        now
    });
}

fn bounds_of(scene: &Scene, thing: &Picked) -> Option<super::transform::Bounds> {
    match thing {
        Picked::Node(id) => scene.bounds_of(id),
        Picked::Edge { from, to } => Some(scene.bounds_of(from)?.around(scene.bounds_of(to)?)),
        Picked::Policy(_) | Picked::Nothing => None,
    }
}

/// The drawing itself. Events are read here once, from what they happened on, instead of at every edge.
#[component]
fn Drawing(viewport: Viewport, scene: ReadSignal<Scene>, looks: Looks, pointed: RwSignal<Picked>) -> impl IntoView {
    let links = Links::from_context();
    let point = move |thing: Picked| {
        if pointed.with_untracked(|now| *now != thing) && !viewport.dragging.get_untracked() {
            pointed.set(thing);
        }
    };
    let click = move |event: &ev::MouseEvent| {
        if viewport.dragged.get_value() {
            return;
        }
        links.select(thing_at(event));
    };
    let focus_on = move |thing: &Picked| {
        if let Some(bounds) = scene.with_untracked(|scene| bounds_of(scene, thing)) {
            viewport.focus_on(bounds);
        }
    };
    let key = move |event: &ev::KeyboardEvent| {
        let thing = thing_at(event);
        match event.key().as_str() {
            "Enter" | " " if thing != Picked::Nothing => {
                event.prevent_default();
                links.select(thing);
            }
            "f" if !event.ctrl_key() && !event.meta_key() => {
                let selected = links.selected_untracked();
                focus_on(if thing == Picked::Nothing { &selected } else { &thing });
            }
            _ => {
                viewport.key(event);
            }
        }
    };
    // Pointing dims the rest; so does a selected node, to show what is its own. A selected edge is strong enough by itself.
    let dims = move || {
        let things = scene.with(|scene| {
            looks.focus.with(|focus| match focus {
                Picked::Nothing | Picked::Policy(_) => false,
                Picked::Node(id) => scene.places.contains_key(id),
                Picked::Edge { .. } => true,
            })
        });
        things
            && (pointed.with(|thing| *thing != Picked::Nothing)
                || looks.selected.with(|thing| matches!(thing, Picked::Node(_))))
    };
    view! {
        <svg
            class="graph__drawing"
            class:is-dimmed=dims
            role="group"
            tabindex="0"
            aria-label=move || scene.with(|scene| scene.summary.clone())
            on:click=move |event| click(&event)
            on:dblclick=move |event| focus_on(&thing_at(&event))
            on:keydown=move |event| key(&event)
            on:wheel=move |event| viewport.wheel(&event)
            on:pointerdown=move |event| viewport.press(&event)
            on:pointermove=move |event| viewport.drag(&event)
            on:pointerup=move |event| viewport.release(&event)
            on:pointercancel=move |event| viewport.release(&event)
            on:pointerover=move |event| if event.pointer_type() == "mouse" { point(thing_at(&event)) }
            on:pointerleave=move |_| point(Picked::Nothing)
            on:focusin=move |event| {
                let thing = thing_at(&event);
                if let Some(bounds) = scene.with_untracked(|scene| bounds_of(scene, &thing)) {
                    viewport.reveal(bounds);
                }
                point(thing);
            }
            on:focusout=move |_| point(Picked::Nothing)
        >
            <defs>
                <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="hatch__ground" width="7" height="7" />
                    <path class="hatch__line" d="M0 0V7" />
                </pattern>
            </defs>
            <g class="graph__world" style:transform=move || viewport.transform.get().css()>
                <NamespaceLayer scene=scene looks=looks />
                <EdgeLayer scene=scene looks=looks />
                <NameLayer scene=scene />
                <WholeLayer scene=scene />
                <NodeLayer scene=scene looks=looks />
                <ChipLayer scene=scene looks=looks />
            </g>
        </svg>
    }
}
