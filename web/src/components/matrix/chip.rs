//! Something that was chosen, with a way to take it back.

use leptos::prelude::*;

/// A button with a cross; the label says what it does.
pub(super) fn chip(label: String, inside: impl IntoView, clear: impl Fn() + 'static) -> impl IntoView {
    view! {
        <button type="button" class="matrix__chip" title=label.clone() aria-label=label on:click=move |_| clear()>
            {inside}
            <svg class="icon icon--small" viewBox="0 0 16 16" aria-hidden="true"><path d="m4.500 4.500 7 7m0 -7 -7 7" /></svg>
        </button>
    }
}
