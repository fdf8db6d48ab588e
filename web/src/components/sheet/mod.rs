//! What a narrow screen has besides: the bar that changes panels, and a sheet that says in a line what is selected.

use leptos::prelude::*;
use podreach_eval::query::PairState;
use podreach_session::page::Title;

use crate::components::icons::Icon;
use crate::components::links::Picked;
use crate::components::problems::{FindingState, is_shown};
use crate::components::view::registry;
use crate::components::visible::shown;
use crate::state::{AppState, Panel};

/// The bar at the bottom.
#[component]
pub(crate) fn BottomNav() -> impl IntoView {
    let state: AppState = expect_context();
    let item = move |panel: Panel, name: &'static str, icon: Signal<Icon>| {
        view! {
            <button
                type="button"
                class="sheet-nav__item"
                aria-current=move || (state.chosen.panel.get() == panel).then_some("page")
                on:click=move |_| state.chosen.panel.set(panel)
            >
                {move || icon.get().draw()}
                {name}
            </button>
        }
    };
    let view_icon =
        Signal::derive(move || registry::row(state.chosen.view.get()).map_or(Icon::Nodes, |view| view.icon));
    view! {
        <nav class="sheet-nav" aria-label="Panels">
            {item(Panel::Sources, "Sources", Signal::stored(Icon::Document))}
            {item(Panel::View, "View", view_icon)}
            {item(Panel::Why, "Why", Signal::stored(Icon::Speech))}
        </nav>
    }
}

/// The selection in a line, above the bar.
#[component]
pub(crate) fn Sheet() -> impl IntoView {
    let state: AppState = expect_context();
    let finding: FindingState = expect_context();
    let line = state.analysed.ask(move || Title { picked: state.chosen.picked.get() });
    view! {
        {move || finding.row.get().filter(|_| is_shown(state, finding)).map(|row| view! {
            <section class="sheet" aria-label="Finding">
                <b class="sheet__title">{shown(&row.title)}</b>
                <button type="button" class="button button--small" on:click=move |_| state.chosen.panel.set(Panel::Why)>
                    "Why"
                </button>
                <button type="button" class="button button--icon" aria-label="Close the finding" on:click=move |_| state.chosen.finding.set(None)>
                    {Icon::Close.draw()}
                </button>
            </section>
        })}
        {move || line.get().map(|line| view! {
            <section class="sheet" aria-label="Selection">
                <b class="sheet__title">{shown(&line.text)}</b>
                {line.state.map(PairState::as_str).map(|word| view! { <span class=format!("sheet__word is-{word}")>{word}</span> })}
                <button type="button" class="button button--small" on:click=move |_| state.chosen.panel.set(Panel::Why)>
                    "Why"
                </button>
                <button
                    type="button"
                    class="button button--icon"
                    aria-label="Clear the selection"
                    on:click=move |_| state.chosen.picked.set(Picked::Nothing)
                >
                    {Icon::Close.draw()}
                </button>
            </section>
        })}
    }
}
