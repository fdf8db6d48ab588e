//! Finds a node by a part of its name.

use leptos::ev;
use leptos::prelude::*;
use podreach_session::page::Find;

use crate::components::icons::Icon;
use crate::components::links::Picked;
use crate::state::AppState;

/// A field that selects what it finds.
#[component]
pub(crate) fn FindBox() -> impl IntoView {
    let state: AppState = expect_context();
    let go = move |text: &str| {
        let matching = text.trim().to_owned();
        state.analysed.ask_once(Find { text: matching.clone() }, move |found| match found {
            Some(id) => state.chosen.picked.set(Picked::Node(id)),
            None if matching.is_empty() => {}
            None => state.session.say(format!("Nothing is called {matching}."), false),
        });
    };
    let key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => go(&event_target_value(&event)),
        "Escape" => {
            state.chosen.find.set(String::new());
            state.chosen.picked.set(Picked::Nothing);
        }
        _ => {}
    };
    view! {
        <label class="view-find">
            {Icon::Search.draw()}
            <span class="visually-hidden">"Find"</span>
            <input
                id="find"
                type="search"
                placeholder="Find"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || state.chosen.find.get()
                on:input=move |event| state.chosen.find.set(event_target_value(&event))
                on:change=move |event| go(&event_target_value(&event))
                on:keydown=key
            />
            <kbd class="view-find__key" aria-hidden="true">"/"</kbd>
        </label>
    }
}
