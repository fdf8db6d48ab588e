//! The whole picture in a corner, with the part that is seen. It is there only while something lies outside the view, or in
//! focus, and says nothing that the picture does not say to screen readers. It lies where nothing is drawn; where there is
//! no such corner, it waits until a person moves the picture.

use leptos::ev;
use leptos::prelude::*;
use podreach_eval::view::NodeId;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::corner::{self, Corner};
use super::scene::Scene;
use super::transform::{Bounds, Transform};
use super::viewport::Viewport;

/// Its size, in pixels at the ordinary size of text.
const SIZE: (f64, f64) = (164.0, 110.0);
/// How much of that it has in narrow panels, and how wide those are.
const SMALL: f64 = 0.61;
const NARROW: f64 = 560.0;
/// Around what it shows.
const MARGIN: f64 = 6.0;
/// So much of a picture may lie outside without a word.
const SLACK: f64 = 8.0;

/// Whether a part of the drawing lies outside the panel.
fn overflows(bounds: Bounds, transform: Transform, panel: (f64, f64)) -> bool {
    let start = |at: f64, offset: f64| at.mul_add(transform.scale, offset);
    let (left, top) = (start(bounds.x, transform.x), start(bounds.y, transform.y));
    let (right, bottom) = (start(bounds.x + bounds.width, transform.x), start(bounds.y + bounds.height, transform.y));
    panel.0 > 0.0 && (left < -SLACK || top < -SLACK || right > panel.0 + SLACK || bottom > panel.1 + SLACK)
}

/// The part of the drawing that is seen.
fn seen(transform: Transform, panel: (f64, f64)) -> Bounds {
    let Transform { x, y, scale } = transform;
    Bounds { x: -x / scale, y: -y / scale, width: panel.0 / scale, height: panel.1 / scale }
}

/// How the drawing lies in the map.
fn map_of(bounds: Bounds) -> Transform {
    let room = |size: f64, length: f64| (size - 2.0 * MARGIN) / length.max(1.0);
    let scale = room(SIZE.0, bounds.width).min(room(SIZE.1, bounds.height));
    let middle = |size: f64, start: f64, length: f64| (size - length * scale) / 2.0 - start * scale;
    Transform { x: middle(SIZE.0, bounds.x, bounds.width), y: middle(SIZE.1, bounds.y, bounds.height), scale }
}

fn mapped(map: Transform, rect: Bounds) -> Bounds {
    Bounds {
        x: rect.x.mul_add(map.scale, map.x),
        y: rect.y.mul_add(map.scale, map.y),
        width: (rect.width * map.scale).max(1.5),
        height: (rect.height * map.scale).max(1.5),
    }
}

/// The map. `lit`: the card that it is about, and those that it is connected with.
#[component]
pub(crate) fn Minimap(
    viewport: Viewport,
    scene: Memo<Scene>,
    chosen: Memo<Option<NodeId>>,
    lit: Memo<std::collections::BTreeSet<NodeId>>,
    focused: Signal<bool>,
) -> impl IntoView {
    let bounds = Memo::new(move |_| scene.with(|scene| scene.bounds));
    let wanted = Memo::new(move |_| {
        let has_cards = scene.with(|scene| scene.nodes.len() > 1);
        has_cards && (focused.get() || overflows(bounds.get(), viewport.transform.get(), viewport.size.get()))
    });
    let small = Memo::new(move |_| viewport.size.get().0 < NARROW);
    let corner = Memo::new(move |before: Option<&Option<Corner>>| {
        let before = before.copied().flatten();
        if !wanted.get() {
            return None;
        }
        // It does not jump about beneath the pointer.
        if before.is_some() && viewport.dragging.get() {
            return before;
        }
        let part = if small.get() { SMALL } else { 1.0 };
        // What lies on the panel may have changed with its size.
        let (transform, _) = (viewport.transform.get(), viewport.size.get());
        let moved = viewport.is_touched();
        let size = (SIZE.0 * part, SIZE.1 * part);
        scene.with(|scene| corner::choose(scene, transform, viewport.free(), size, (before, moved)))
    });
    let there = Memo::new(move |_| corner.get().is_some());
    move || {
        there.get().then(|| view! { <Map viewport=viewport scene=scene bounds=bounds chosen=chosen lit=lit corner=corner small=small /> })
    }
}

#[component]
fn Map(
    viewport: Viewport,
    scene: Memo<Scene>,
    bounds: Memo<Bounds>,
    chosen: Memo<Option<NodeId>>,
    lit: Memo<std::collections::BTreeSet<NodeId>>,
    corner: Memo<Option<Corner>>,
    small: Memo<bool>,
) -> impl IntoView {
    let map = Memo::new(move |_| map_of(bounds.get()));
    let pressed = RwSignal::new(false);
    let go = move |event: &ev::PointerEvent| {
        let element = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(rect) = element.map(|element| element.get_bounding_client_rect()).filter(|rect| rect.width() > 0.0)
        else {
            return;
        };
        let point = |at: i32, start: f64, length: f64, size: f64| (f64::from(at) - start) * size / length;
        let (x, y) = (
            point(event.client_x(), rect.left(), rect.width(), SIZE.0),
            point(event.client_y(), rect.top(), rect.height(), SIZE.1),
        );
        let Transform { x: left, y: top, scale } = map.get_untracked();
        viewport.center_on(((x - left) / scale, (y - top) / scale));
    };
    let press = move |event: ev::PointerEvent| {
        if let Some(element) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            let _ = element.set_pointer_capture(event.pointer_id());
        }
        pressed.set(true);
        go(&event);
    };
    let cards = move || {
        let map = map.get();
        scene.with(|scene| {
            let rect = |id: &NodeId, rect: Bounds| {
                let Bounds { x, y, width, height } = mapped(map, rect);
                let is_chosen = chosen.with(|chosen| chosen.as_ref() == Some(id));
                let is_near = lit.with(|lit| lit.contains(id));
                let class = match (is_chosen, is_near) {
                    (true, _) => "graph-map__card is-chosen",
                    (false, true) => "graph-map__card is-near",
                    (false, false) => "graph-map__card",
                };
                view! { <rect class=class x=x y=y width=width height=height rx="1.5" /> }
            };
            scene.nodes.iter().map(|node| rect(&node.id, node.rect)).collect_view()
        })
    };
    let part = Memo::new(move |_| mapped(map.get(), seen(viewport.transform.get(), viewport.size.get())));
    view! {
        <svg
            class="graph-map"
            class:is-small=move || small.get()
            class:is-right=move || corner.get().is_some_and(Corner::is_right)
            class:is-top=move || corner.get().is_some_and(Corner::is_top)
            viewBox=format!("0 0 {} {}", SIZE.0, SIZE.1)
            aria-hidden="true"
            on:pointerdown=press
            on:pointermove=move |event| if pressed.get_untracked() { go(&event) }
            on:pointerup=move |_| pressed.set(false)
            on:pointercancel=move |_| pressed.set(false)
        >
            {cards}
            <rect
                class="graph-map__seen"
                x=move || part.get().x
                y=move || part.get().y
                width=move || part.get().width
                height=move || part.get().height
                rx="2"
            />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { x: 0.0, y: 0.0, width: 2000.0, height: 1000.0 };

    #[test]
    fn the_map_is_there_only_when_something_lies_outside() {
        let fitted = Transform::fit(BOUNDS, (800.0, 600.0), 0.1);
        assert!(!overflows(BOUNDS, fitted, (800.0, 600.0)));
        assert!(overflows(BOUNDS, fitted.zoomed(2.0, (0.0, 0.0)), (800.0, 600.0)));
        assert!(!overflows(BOUNDS, Transform::default(), (0.0, 0.0)), "a panel that has not been seen");
    }

    #[test]
    fn everything_lies_inside_the_map() {
        let map = map_of(BOUNDS);
        let whole = mapped(map, BOUNDS);
        assert!(whole.x >= MARGIN - 0.01 && whole.y >= MARGIN - 0.01, "{whole:?}");
        assert!(whole.x + whole.width <= SIZE.0 - MARGIN + 0.01 && whole.y + whole.height <= SIZE.1 - MARGIN + 0.01);
        let part = seen(Transform { x: -100.0, y: -50.0, scale: 0.5 }, (400.0, 300.0));
        assert_eq!((part.x, part.y, part.width, part.height), (200.0, 100.0, 800.0, 600.0));
    }
}
