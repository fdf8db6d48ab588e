//! Keys that work everywhere on the page, except while a person writes.

use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::compare::{self, CompareState};
use super::view::registry;
use crate::state::AppState;

/// Elements that take letters for themselves.
const WRITING: &str = "input, textarea, select, podreach-editor, [contenteditable], dialog";

/// Listens to `Esc` (clear), `/` (find), the keys of comparing, and the keys of the view that is shown.
pub(crate) fn listen(state: AppState, compare: CompareState) {
    let options = EventListenerOptions::enable_prevent_default();
    let listener = EventListener::new_with_options(&window(), "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let writing = target.is_some_and(|target| target.closest(WRITING).ok().flatten().is_some());
        if writing || event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
            return;
        }
        match event.key().as_str() {
            "Escape" => state.clear_selection(),
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
