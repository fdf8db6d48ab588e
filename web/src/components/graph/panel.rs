//! The graph's panel: the drawing, what pointing at it does, its tools and its legend.

use std::collections::BTreeSet;

use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_picture::Arrangement;
use podreach_session::page::FoundAnswer;

use super::drawing::{Drawing, bounds_of};
use super::found;
use super::layers::Looks;
use super::left_out::LeftOut;
use super::legend::{Legend, Marks};
use super::minimap::Minimap;
use super::more::{self, Fades, MoreButtons};
use super::opened::{OpenedStatus, drawn};
use super::pointing::lit_nodes;
use super::scene::Scene;
use super::table::ConnectionTable;
use super::transform::Transform;
use super::viewport::Viewport;
use super::walk;
use super::zoom::ZoomTools;
use crate::components::links::{Links, Lit, Picked};
use crate::components::rest::Rest;
use crate::components::visible::shown;

/// Panels narrower than this get small cards and a folded legend.
const NARROW: f64 = 560.0;
/// Panels at least this wide start with the legend unfolded, and others where it has no more marks than this.
const ROOMY: f64 = 900.0;
const FEW: usize = 4;
/// Panels at least this wide have room for what is left out beside the drawing.
const WIDE: f64 = 760.0;
/// A picture of more things is fitted when the next frame is laid out.
const LAID_OUT: usize = 12;
/// Height of what usually stands above and below the drawing: tabs, filters, the bar.
const BESIDE: f64 = 176.0;
/// The room of a picture is a multiple of so many pixels.
const ROOM_STEP: f64 = 40.0;

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
    let room = Memo::new(move |_| {
        // What is said beside a picture depends on it: it must not depend on the room that is left. Nor is every pixel worth
        // another picture.
        let (width, height) = viewport.view.get();
        let height = if height > 0.0 { (height - BESIDE).max(height / 2.0) } else { 0.0 };
        let part = |size: f64| (size / ROOM_STEP).floor() * ROOM_STEP;
        (part(width) as u32, part(height) as u32)
    });
    let (picture, known) = links.picture(move || {
        // For another size it would be another picture, which is not to be seen for a moment.
        viewport.measured.get().then(|| Arrangement {
            compact: compact.get(),
            show_services: links.show_services(),
            show_blocked: links.show_blocked(),
            selected: links.selected(),
            room: room.get(),
            ..Arrangement::default()
        })
    });
    let scene = Memo::new(move |_| picture.with(|picture| picture.scene.clone()));
    Effect::new(move |_| {
        let before = untrack(|| links.drawn());
        links.set_drawn(scene.with(|scene| picture.with(|picture| drawn(scene, picture.folding.clone(), &before))));
    });
    let pointed = RwSignal::new(Picked::Nothing);
    let walked = RwSignal::new(None);
    let found = links.hits();
    let looks = looks(links, scene, pointed, walked, found);
    follow_scene(viewport, scene);
    follow_search(viewport, links, scene);
    let chosen = Memo::new(move |_| links.found().or_else(|| node_of(looks.selected.get())));
    follow_selection(viewport, scene, looks.selected, pointed);
    let marks = Memo::new(move |_| scene.with(Marks::of));
    let unfolded = Memo::new(move |_| {
        let few = marks.with(|marks| marks.count() <= FEW);
        !compact.get() && (few || viewport.size.get().0 >= ROOMY)
    });
    let marked = Signal::derive(move || looks.about.with(|about| !about.nodes.is_empty() || !about.edges.is_empty()));
    let empty = move || known.get() && scene.with(|scene| scene.nodes.is_empty());
    view! {
        <section class="graph" class:is-waiting=move || !known.get() class:is-stale=move || links.is_stale() class:is-focused=move || links.is_focused() class:is-compared=move || links.is_compared() class:is-changes-only=move || links.shows_changes_only() aria-label="Graph">
            <div class="graph__canvas" class:is-dragging=move || viewport.dragging.get() node_ref=viewport.panel>
                <Drawing viewport=viewport scene=scene looks=looks pointed=pointed walked=walked found=found />
                <Fades viewport=viewport scene=scene />
                <Minimap viewport=viewport scene=scene chosen=chosen lit=looks.lit focused=Signal::derive(move || links.is_focused() && !compact.get()) />
                {move || empty().then(|| view! {
                    <p class="graph__empty">{move || shown(&links.why_empty())}</p>
                })}
            </div>
            <Rest wide=Signal::derive(move || viewport.size.get().0 >= WIDE) />
            <div class="graph__bar">
                <LeftOut picture=picture compact=compact />
                {move || view! { <Legend open=unfolded.get() && is_tall() marks=marks compared=Signal::derive(move || links.is_compared()) finding=marked /> }}
                <MoreButtons viewport=viewport scene=scene />
                <ZoomTools viewport=viewport />
            </div>
            <OpenedStatus scene=scene />
            <ConnectionTable scene=scene />
        </section>
    }
}

/// Whether the window has room for the legend beside the drawing.
fn is_tall() -> bool {
    const TALL: f64 = 760.0;
    window().inner_height().ok().and_then(|height| height.as_f64()).is_some_and(|height| height >= TALL)
}

/// The node that is selected.
pub(super) fn node_of(thing: Picked) -> Option<NodeId> {
    match thing {
        Picked::Node(id) => Some(id),
        _ => None,
    }
}

fn looks(
    links: Links,
    scene: Memo<Scene>,
    pointed: RwSignal<Picked>,
    walked: RwSignal<Option<NodeId>>,
    found: ReadSignal<FoundAnswer>,
) -> Looks {
    let hits = Memo::new(move |_| found.with(found::nodes));
    let selected = Memo::new(move |_| links.selected());
    let focus = Memo::new(move |_| match pointed.get() {
        Picked::Nothing | Picked::Policy(_) => links.found().map_or_else(|| selected.get(), Picked::Node),
        thing => thing,
    });
    Effect::new(move |_| links.point(pointed.get()));
    on_cleanup(move || links.point(Picked::Nothing));
    // What the cursor in the editor is about, while nothing is pointed at. What is not in the picture lights nothing.
    let written = Memo::new(move |_| {
        let lit = if pointed.with(|thing| *thing == Picked::Nothing) { links.lit() } else { Lit::default() };
        let is_seen = |scene: &Scene| {
            let boxes = scene.namespaces.iter().any(|namespace| lit.nodes.contains(&namespace.id));
            boxes || lit.nodes.iter().any(|id| scene.places.contains_key(id))
        };
        if scene.with(is_seen) { lit } else { Lit::default() }
    });
    let stop = Memo::new(move |_| {
        let chosen = node_of(selected.get());
        scene.with(|scene| walked.with(|walked| walk::stop(scene, walked.as_ref(), chosen.as_ref())))
    });
    let lit = Memo::new(move |_| {
        let own = written.with(|written| written.nodes.clone());
        if own.is_empty() {
            let near = focus.with(|focus| scene.with(|scene| lit_nodes(focus, scene)));
            hits.with(|hits| near.union(hits).cloned().collect())
        } else {
            own
        }
    });
    Looks { selected, focus, lit, written, hits, about: links.about(), stop }
}

/// Fits a new picture; keeps the person's place when it only changes.
fn follow_scene(viewport: Viewport, scene: Memo<Scene>) {
    Effect::new(move |known: Option<BTreeSet<NodeId>>| {
        // A panel that gets its size, or another one, is a reason to fit as well.
        let seen = viewport.size.get().0 > 0.0;
        scene.with(|scene| {
            let ids: BTreeSet<NodeId> = scene.places.keys().cloned().collect();
            let is_new = known.is_none_or(|known| known.is_disjoint(&ids));
            let (bounds, main) = (scene.bounds, more::main_card(scene));
            let changed = move || {
                if viewport.is_there() {
                    viewport.drawing_changed(bounds, main, is_new);
                }
            };
            // What lies on the panel is measured, for which everything is laid out: once, with all that this task draws.
            if ids.len() > LAID_OUT {
                request_animation_frame(changed)
            } else {
                changed()
            }
            // Until the panel has been seen, nothing is known, so that the first sight is a new picture.
            if seen { ids } else { BTreeSet::new() }
        })
    });
}

/// Shows what a search has come to, and goes back to where the person was when nothing of it is kept.
fn follow_search(viewport: Viewport, links: Links, scene: Memo<Scene>) {
    Effect::new(move |before: Option<(Option<NodeId>, (Transform, bool))>| {
        let now = links.found();
        let (was, place) = before.unwrap_or_else(|| (None, viewport.place()));
        let place = if was.is_none() { viewport.place() } else { place };
        match (&was, &now) {
            (_, Some(id)) => {
                if let Some(bounds) = scene.with(|scene| scene.bounds_of(id)) {
                    viewport.look_for_covers();
                    viewport.find(bounds);
                }
            }
            (Some(id), None) if links.selected_untracked() != Picked::Node(id.clone()) => viewport.go_back(place),
            (_, None) => {}
        }
        (now, place)
    });
}

/// Brings what gets selected into view: a person may have selected it elsewhere.
fn follow_selection(viewport: Viewport, scene: Memo<Scene>, selected: Memo<Picked>, pointed: RwSignal<Picked>) {
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
