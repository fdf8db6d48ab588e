//! The editor's tools: find, break long lines, fold what does not decide.

use leptos::prelude::*;
use podreach_picture::Picked;

use crate::components::icons::Icon;
use crate::state::AppState;

/// What the tools are set to. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Tools {
    /// Whether long lines are broken.
    pub(crate) wraps: RwSignal<bool>,
    /// Whether all documents but those that decide about the selection are folded.
    pub(crate) folds: RwSignal<bool>,
    /// Rises whenever the search panel is asked for.
    pub(crate) finds: RwSignal<u32>,
}

impl Tools {
    /// Nothing broken, nothing folded.
    pub(crate) fn new() -> Self {
        Self { wraps: RwSignal::new(false), folds: RwSignal::new(false), finds: RwSignal::new(0) }
    }
}

/// The row of buttons above the editor.
#[component]
pub(crate) fn EditorTools(tools: Tools) -> impl IntoView {
    let state: AppState = expect_context();
    let is_selected = Memo::new(move |_| state.chosen.picked.with(|picked| *picked != Picked::Nothing));
    // Without a selection nothing decides: what was folded comes back.
    Effect::new(move |_| {
        if !is_selected.get() && tools.folds.get_untracked() {
            tools.folds.set(false);
        }
    });
    let pressed = |on: bool| if on { "true" } else { "false" };
    let fold_hint = move || {
        if is_selected.get() {
            "Fold all documents but those that decide about the selection"
        } else {
            "Select a line or a node first: then all other documents can be folded"
        }
    };
    view! {
        <div class="sources-tools" role="group" aria-label="Editor">
            <button
                type="button"
                class="button button--small sources-tools__button"
                title="Find in the text (Ctrl+F)"
                on:click=move |_| tools.finds.update(|finds| *finds = finds.wrapping_add(1))
            >
                {Icon::Search.draw()} "Find"
            </button>
            <button
                type="button"
                class="button button--small sources-tools__button"
                title="Break long lines"
                aria-pressed=move || pressed(tools.wraps.get())
                on:click=move |_| tools.wraps.update(|wraps| *wraps = !*wraps)
            >
                "Wrap"
            </button>
            <button
                type="button"
                class="button button--small sources-tools__button"
                title=fold_hint
                aria-pressed=move || pressed(tools.folds.get())
                disabled=move || !is_selected.get()
                on:click=move |_| tools.folds.update(|folds| *folds = !*folds)
            >
                "Fold to what decides"
            </button>
        </div>
    }
}
