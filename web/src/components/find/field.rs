//! The field.

use leptos::ev;
use leptos::prelude::*;
use podreach_picture::wording::grouped;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::going::Going;
use super::results::{Results, option_id};
use crate::components::icons::Icon;
use crate::state::AppState;

/// A field, and below it what was found.
#[component]
pub(crate) fn FindBox() -> impl IntoView {
    let state: AppState = expect_context();
    let going = Going::new(state);
    let key = move |event: &ev::KeyboardEvent| match event.key().as_str() {
        "ArrowDown" | "ArrowUp" => {
            event.prevent_default();
            going.step(event.key() == "ArrowDown");
        }
        "Enter" => going.keep(),
        "Escape" => going.put_back(),
        _ => {}
    };
    let left = move |event: &ev::FocusEvent| {
        let other = event.related_target().and_then(|target| target.dyn_into::<Element>().ok());
        if !other.is_some_and(|other| other.closest(".find").is_ok_and(|found| found.is_some())) {
            going.leave();
        }
    };
    let nothing = move || {
        going.answer.with(|answer| {
            let is_current = going.open.get() && answer.text == going.text();
            (is_current && answer.is_empty()).then(|| format!("Nothing is called {}.", answer.text.trim()))
        })
    };
    view! {
        <div class="find" on:focusout=move |event| left(&event)>
            <label class="find__box">
                {Icon::Search.draw()}
                <span class="visually-hidden">"Find"</span>
                <input
                    id="find"
                    class="find__input"
                    type="search"
                    role="combobox"
                    aria-autocomplete="list"
                    aria-controls="find-results"
                    aria-expanded=move || going.open.get().to_string()
                    aria-activedescendant=move || going.at.get().filter(|_| going.open.get()).map(option_id)
                    placeholder="Find"
                    title="A name, key=value, a port, namespace/, an address or a policy"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || going.text()
                    on:input=move |event| going.write(event_target_value(&event))
                    on:focus=move |_| if !going.text().trim().is_empty() { going.open.set(true) }
                    on:keydown=move |event| key(&event)
                />
                <kbd class="find__key" aria-hidden="true">{move || if going.open.get() { "Esc" } else { "/" }}</kbd>
            </label>
            <Results going=going nothing=Signal::derive(nothing) />
            <p class="visually-hidden" role="status">{move || nothing().unwrap_or_else(|| counted(going))}</p>
        </div>
    }
}

/// How much was found, for whoever does not see it.
fn counted(going: Going) -> String {
    going.answer.with(|answer| {
        if !going.open.get() || answer.is_empty() {
            return String::new();
        }
        let all = answer.count();
        if all == 1 { "1 result".to_owned() } else { format!("{} results", grouped(all)) }
    })
}
