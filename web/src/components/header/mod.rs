//! The bar at the top: whose page this is, what is open, and what can be done with it.

mod theme;

use leptos::prelude::*;

use super::compare::CompareButton;
use super::examples::ExamplesButton;
use super::export::ExportMenu;
use super::icons::Icon;
use super::share::{ReadableButton, ShareState};
use super::soon::Soon;
use crate::components::visible::{escaped, shown};

use crate::state::{AppState, Kept};
use crate::works::Lost;
use theme::ThemeButton;

/// The bar.
#[component]
pub(crate) fn Header() -> impl IntoView {
    let state: AppState = expect_context();
    let share: ShareState = expect_context();
    let kept = move || match state.session.kept.get() {
        Kept::Saved => "Saved in this browser",
        Kept::Failed(Lost::Blocked) => "Not saved: site data is blocked",
        Kept::Failed(Lost::Full) => "Not saved: the browser's storage is full",
        Kept::Failed(Lost::TooLarge) => "Not saved: too large",
        Kept::Nothing => "",
    };
    let is_lost = move || matches!(state.session.kept.get(), Kept::Failed(_));
    let empty = move || state.written.tabs.with(|_| state.written.is_empty());
    view! {
        <header class="header">
            <h1 class="header__brand">
                <svg class="header__mark" viewBox="0 0 32 32" aria-hidden="true">
                    <rect width="32" height="32" rx="8" />
                    <path d="M10 22v-5a5 5 0 0 1 5-5h7M18.500 7.500l4.500 4.500l-4.500 4.500" />
                    <circle cx="10" cy="23" r="3" />
                </svg>
                <span class="header__word">"Podreach"</span>
            </h1>
            <button
                type="button"
                class="header__document"
                title=move || format!("{}: all works in this browser", escaped(&state.written.title.get()))
                on:click=move |_| state.session.shows_works.set(true)
            >
                {move || shown(&state.written.title.get())}
            </button>
            <span class="header__kept" class:is-lost=is_lost role="status" title=kept>
                {move || is_lost().then(|| Icon::Warning.draw())}
                <span class="header__kept-words">{kept}</span>
            </span>
            <span class="header__local">{Icon::Lock.draw()} "Nothing is uploaded"</span>
            <div class="header__tools">
                <Soon><CompareButton /><ExamplesButton /></Soon>
                <Soon><ExportMenu /></Soon>
                <Soon>
                    <ThemeButton />
                    {move || (!share.is_open()).then(|| view! { <ReadableButton small=true /> })}
                    <button
                        type="button"
                        class="button button--primary"
                        disabled=empty
                        on:click=move |_| share.open(state)
                    >
                        "Share"
                    </button>
                </Soon>
            </div>
        </header>
    }
}
