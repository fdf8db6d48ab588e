//! Keys of findings and of a change that is looked at. They count wherever the focus is, in the editor as well.

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::state::FindingState;
use crate::state::AppState;

/// Where Escape means something else.
const OTHERS: &str = "input, select, textarea, dialog";

/// Listens before the editor does: F8 and Shift F8 go to the next finding and to the one before, Ctrl `.` to the fixes of the line;
/// while a change is looked at, Ctrl Enter applies it and Escape cancels it.
pub(crate) fn listen(state: AppState, finding: FindingState) {
    let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
    let listener = EventListener::new_with_options(&window(), "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if press(state, finding, event) {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    listener.forget();
}

/// Whether the key was one of them.
fn press(state: AppState, finding: FindingState, event: &KeyboardEvent) -> bool {
    let command = event.ctrl_key() || event.meta_key();
    let is_open = document().query_selector("dialog[open]").ok().flatten().is_some();
    if event.alt_key() || is_open {
        return false;
    }
    let looks = state.proposed.is_on_untracked();
    match (event.key().as_str(), command, event.shift_key()) {
        ("F8", false, back) => finding.step(state, !back),
        (".", true, false) => return !looks && finding.fixes_of_line(state),
        ("Enter", true, false) if looks => state.apply_proposed(),
        ("Escape", false, false) if looks && !is_other(event) => finding.cancel(state),
        _ => return false,
    }
    true
}

fn is_other(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(OTHERS).ok().flatten().is_some())
}
