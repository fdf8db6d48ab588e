//! The border between two panels: drag it, or move it with the arrow keys.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::frame::{RANGE, Side};

/// Pixels that an arrow key moves.
const STEP: f64 = 24.0;

/// A border that changes the width of the panel beside it. Double click, or Enter, closes and opens the panel.
#[component]
pub(crate) fn Splitter(
    side: Side,
    /// Accessible name.
    name: &'static str,
    /// Whether the panel stands left of it.
    from_left: bool,
) -> impl IntoView {
    let pressed = StoredValue::new(None::<(f64, f64)>);
    let sign = if from_left { 1.0 } else { -1.0 };
    let press = move |event: ev::PointerEvent| {
        event.prevent_default();
        if let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
            let _ = target.set_pointer_capture(event.pointer_id());
        }
        let width = if side.open.get_untracked() { side.width.get_untracked() } else { 0.0 };
        pressed.set_value(Some((f64::from(event.client_x()), width)));
    };
    let drag = move |event: ev::PointerEvent| {
        if let Some((start, width)) = pressed.get_value() {
            side.resize(width + sign * (f64::from(event.client_x()) - start));
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        let width = side.width.get_untracked();
        match event.key().as_str() {
            "ArrowRight" => side.resize(width + sign * STEP),
            "ArrowLeft" => side.resize(width - sign * STEP),
            "Home" => side.resize(RANGE.0),
            "End" => side.resize(RANGE.1),
            "Enter" | " " => side.open.update(|open| *open = !*open),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div
            class="splitter"
            class:splitter--left=from_left
            class:splitter--right=!from_left
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=name
            aria-valuemin=RANGE.0
            aria-valuemax=RANGE.1
            aria-valuenow=move || side.width.get().round()
            on:pointerdown=press
            on:pointermove=drag
            on:pointerup=move |_| pressed.set_value(None)
            on:pointercancel=move |_| pressed.set_value(None)
            on:dblclick=move |_| side.open.update(|open| *open = !*open)
            on:keydown=key
        ></div>
    }
}
