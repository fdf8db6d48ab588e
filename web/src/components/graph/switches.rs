//! What the graph shows besides: switches in the bar, and the key that stands for one.

use leptos::prelude::*;
use podreach_picture::Picked;

use crate::state::AppState;

/// The switches.
#[component]
pub(crate) fn GraphSwitches() -> impl IntoView {
    let state: AppState = expect_context();
    let has_services = Memo::new(move |_| state.analysed.summary.with(|summary| summary.has_services));
    let switch = |name: &'static str, title: &'static str, signal: RwSignal<bool>| {
        view! {
            <label class="graph-switch" title=title>
                <input type="checkbox" prop:checked=move || signal.get() on:change=move |event| signal.set(event_target_checked(&event)) />
                <span class="graph-switch__track" aria-hidden="true"></span>
                {name}
            </label>
        }
    };
    view! {
        {move || has_services.get().then(|| switch("Services", "Service ports before pod ports", state.chosen.show_services))}
        {switch("Show blocked", "Blocked pairs (b)", state.chosen.show_blocked)}
    }
}

/// `b` shows blocked pairs, or hides them; `f` draws what is selected and what is near it, or everything again.
pub(crate) fn key(state: AppState, key: &str) {
    match (key, state.chosen.picked.get_untracked()) {
        ("b", _) => state.chosen.show_blocked.update(|shown| *shown = !*shown),
        ("f", Picked::Node(id)) => state.chosen.focus_on(&id),
        ("f", _) => state.chosen.focus.set(None),
        _ => {}
    }
}
