//! Keys that work everywhere on the page, except while a person writes.

use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::compare::{self, CompareState};
use super::export::{Printed, print_view};
use super::view::registry;
use crate::state::AppState;

/// Elements that take letters for themselves.
const WRITING: &str = "input, textarea, select, podreach-editor, [contenteditable], dialog";

/// Listens to `Esc` (clear, or a step back), `/` (find), `?` (all keys), `Alt` with an arrow (steps of a tour), the keys of comparing, and
/// the keys of the view that is shown. The browser's key for printing prints the view, whatever has the focus.
pub(crate) fn listen(state: AppState, printed: Printed, compare: CompareState) {
    let options = EventListenerOptions::enable_prevent_default();
    let listener = EventListener::new_with_options(&window(), "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let writing = target.is_some_and(|target| target.closest(WRITING).ok().flatten().is_some());
        let command = event.ctrl_key() || event.meta_key();
        if command && !event.alt_key() && !event.shift_key() && event.key().eq_ignore_ascii_case("p") {
            event.prevent_default();
            print_view(state, printed);
            return;
        }
        if !writing && event.alt_key() && !command && !event.shift_key() {
            let back = event.key() == "ArrowLeft";
            if (back || event.key() == "ArrowRight") && state.turn_step(back) {
                event.prevent_default();
            }
            return;
        }
        if writing || event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
            return;
        }
        match event.key().as_str() {
            "Escape" => state.clear_selection(),
            "?" => state.session.shows_help.set(true),
            "/" => {
                let find = document().get_element_by_id("find").and_then(|find| find.dyn_into::<HtmlElement>().ok());
                if let Some(find) = find {
                    event.prevent_default();
                    let _ = find.focus();
                }
            }
            key if compare::key(state, compare, key) => {}
            key => {
                if let Some(view) = registry::row(state.chosen.view.get_untracked()) {
                    (view.key)(state, key);
                }
            }
        }
    });
    listener.forget();
}
