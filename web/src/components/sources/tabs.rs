//! One tab per text.

use leptos::prelude::*;

use crate::components::icons::Icon;
use crate::frame::Frame;
use crate::state::{AppState, Tab};

/// The tabs, with buttons that add a text and close the panel.
#[component]
pub(crate) fn TabBar() -> impl IntoView {
    let state: AppState = expect_context();
    let frame: Frame = expect_context();
    let tabs = Memo::new(move |_| {
        state.tabs.with(|tabs| tabs.iter().map(|tab| (tab.id, tab.name.clone())).collect::<Vec<_>>())
    });
    let many = move || tabs.with(Vec::len) > 1 || state.tabs.with(|tabs| tabs.iter().any(has_text));
    view! {
        <div class="tabs">
            <div class="tabs__list" role="group" aria-label="Texts">
                <For each=move || tabs.get() key=Clone::clone children=move |(id, name)| {
                    let active = move || state.active.get() == id;
                    let closing = format!("Close {name}");
                    let title = name.clone();
                    view! {
                        <span class="tabs__item" class:is-active=active>
                            <button
                                type="button"
                                class="tabs__name"
                                aria-pressed=move || if active() { "true" } else { "false" }
                                title=title
                                on:click=move |_| state.active.set(id)
                            >
                                {name}
                            </button>
                            {move || (active() && many()).then(|| view! {
                                <button
                                    type="button"
                                    class="tabs__close"
                                    aria-label=closing.clone()
                                    title=closing.clone()
                                    on:click=move |_| state.close(id)
                                >
                                    {Icon::Close.draw()}
                                </button>
                            })}
                        </span>
                    }
                } />
            </div>
            <button type="button" class="button button--ghost" aria-label="New text" title="New text" on:click=move |_| state.add_empty()>
                {Icon::Plus.draw()}
            </button>
            <button
                type="button"
                class="button button--ghost tabs__hide"
                aria-label="Close the sources"
                title="Close the sources"
                on:click=move |_| frame.sources.open.set(false)
            >
                {Icon::Panel.draw()}
            </button>
        </div>
    }
}

fn has_text(tab: &Tab) -> bool {
    !tab.text.trim().is_empty()
}
