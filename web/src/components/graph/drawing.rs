//! The drawing, and what pointing at it, clicking it and its keys do.

use leptos::ev;
use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_session::page::FoundAnswer;
use wasm_bindgen::JsCast;

use super::boxes::{NameLayer, NamespaceLayer};
use super::found::FoundLayer;
use super::layers::{ChipLayer, EdgeLayer, Looks, NodeLayer, WholeLayer};
use super::lines::LineStops;
use super::panel::node_of;
use super::pointing::thing_at;
use super::scene::Scene;
use super::viewport::Viewport;
use super::walk;
use crate::components::links::{Links, Picked};

/// The drawing itself. Events are read here once, from what they happened on, instead of at every edge.
#[component]
pub(super) fn Drawing(
    viewport: Viewport,
    scene: Memo<Scene>,
    looks: Looks,
    pointed: RwSignal<Picked>,
    walked: RwSignal<Option<NodeId>>,
    found: ReadSignal<FoundAnswer>,
) -> impl IntoView {
    let links = Links::from_context();
    let is_finding = Memo::new(move |_| links.found().is_some() || looks.hits.with(|hits| !hits.is_empty()));
    let point = move |thing: Picked| {
        if pointed.with_untracked(|now| *now != thing) && !viewport.dragging.get_untracked() {
            pointed.set(thing);
        }
    };
    let click = move |event: &ev::MouseEvent| {
        if viewport.dragged.get_value() {
            return;
        }
        let thing = thing_at(event);
        if is_switch(event) && open_or_close(links, scene, &thing) {
            return;
        }
        links.select(thing);
    };
    let focus_on = move |thing: &Picked| {
        if let Some(bounds) = scene.with_untracked(|scene| bounds_of(scene, thing)) {
            viewport.focus_on(bounds);
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
        looks.written.with(|written| !written.nodes.is_empty())
            || is_finding.get()
            || things
                && (pointed.with(|thing| *thing != Picked::Nothing)
                    || links.found().is_some()
                    || looks.selected.with(|thing| matches!(thing, Picked::Node(_))))
    };
    view! {
        <svg
            class="graph__drawing"
            class:is-dimmed=dims
            class:is-finding=move || is_finding.get()
            role="group"
            tabindex="0"
            aria-label=move || scene.with(|scene| scene.summary.clone())
            on:click=move |event| click(&event)
            on:dblclick=move |event| {
                let thing = thing_at(&event);
                if !(is_card(scene, &thing) && open_or_close(links, scene, &thing)) {
                    focus_on(&thing);
                }
            }
            on:keydown=move |event| press(&event, links, scene, viewport)
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
                if let Picked::Node(id) = &thing {
                    walked.set(Some(id.clone()));
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
                <LineStops scene=scene stop=looks.stop selected=looks.selected />
                <ChipLayer scene=scene looks=looks />
                <FoundLayer scene=scene found=found />
            </g>
        </svg>
    }
}

/// What a key does on the thing that has the focus.
fn press(event: &ev::KeyboardEvent, links: Links, scene: Memo<Scene>, viewport: Viewport) {
    let thing = thing_at(event);
    match event.key().as_str() {
        "Enter" | " " if is_switch(event) && open_or_close(links, scene, &thing) => event.prevent_default(),
        "Enter" if open_or_close(links, scene, &thing) => event.prevent_default(),
        "Enter" | " " if thing != Picked::Nothing => {
            event.prevent_default();
            links.select(thing);
        }
        "Escape" if links.selected_untracked() == Picked::Nothing && links.step_back() => {
            event.stop_propagation();
        }
        "f" if !event.ctrl_key() && !event.meta_key() && node_of(thing.clone()).is_some() => {
            event.prevent_default();
            if let Some(id) = node_of(thing) {
                links.focus_on(&id);
            }
        }
        key if !event.shift_key() && walk::Way::of_key(key).is_some() && node_of(thing.clone()).is_some() => {
            event.prevent_default();
            let next = walk::Way::of_key(key).zip(node_of(thing));
            let next = next.and_then(|(way, id)| scene.with_untracked(|scene| walk::next(scene, &id, way)));
            next.iter().for_each(walk::focus);
        }
        _ => {
            viewport.key(event);
        }
    }
}

/// Opens the card that a thing is, or closes the box that it is. False where it is neither.
fn open_or_close(links: Links, scene: Memo<Scene>, thing: &Picked) -> bool {
    let Picked::Node(id) = thing else { return false };
    let (opens, closes) = scene.with_untracked(|scene| {
        let opens = scene.node(id).is_some_and(|node| node.card.folded.as_ref().is_some_and(|folded| folded.opens));
        (opens, scene.namespaces.iter().any(|found| found.id == *id && found.closes))
    });
    if opens {
        links.open_card(id);
    } else if closes {
        links.close_card(id);
    }
    opens || closes
}

/// Whether a thing is a card that opens.
fn is_card(scene: Memo<Scene>, thing: &Picked) -> bool {
    let Picked::Node(id) = thing else { return false };
    scene.with_untracked(|scene| {
        scene.node(id).is_some_and(|node| node.card.folded.as_ref().is_some_and(|folded| folded.opens))
    })
}

/// Whether an event happened on the chevron of a card or a box.
fn is_switch(event: &web_sys::Event) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.closest("[data-fold]").is_ok_and(|found| found.is_some()))
}

/// Where a thing stands.
pub(super) fn bounds_of(scene: &Scene, thing: &Picked) -> Option<super::transform::Bounds> {
    match thing {
        Picked::Node(id) => scene.bounds_of(id),
        Picked::Edge { from, to } => Some(scene.bounds_of(from)?.around(scene.bounds_of(to)?)),
        Picked::Policy(_) | Picked::Nothing => None,
    }
}
