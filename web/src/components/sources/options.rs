//! Choices about the texts: the namespace of objects that name none, and whether address blocks match pods.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::namespace::NamespaceField;
use crate::components::files;
use crate::components::icons::Icon;
use crate::state::AppState;

/// The line under the tabs.
#[component]
pub(crate) fn SourceOptions() -> impl IntoView {
    let state: AppState = expect_context();
    let file = NodeRef::<leptos::html::Input>::new();
    let choose = move |_| {
        if let Some(input) = file.get_untracked() {
            input.click();
        }
    };
    let chosen = move |event: ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        if let Some(list) = input.files() {
            files::open(state, &list);
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    let pods = move |event: ev::Event| {
        state.written.ip_block_pods.set(event_target_checked(&event));
        state.options_changed();
    };
    let has_blocks = Memo::new(move |_| state.analysed.summary.with(|summary| summary.has_address_rules));
    let offers_pods = move || has_blocks.get() || !state.written.ip_block_pods.get();
    view! {
        <div class="sources-options">
            <NamespaceField />
            <button type="button" class="button button--small" on:click=choose>{Icon::Folder.draw()} "Open files"</button>
            <input
                node_ref=file
                class="visually-hidden"
                type="file"
                multiple=true
                accept=".yaml,.yml,.json,.txt,application/yaml,application/json,text/*"
                aria-label="Files to open"
                tabindex="-1"
                on:change=chosen
            />
            {move || offers_pods().then(|| view! {
                <label
                    class="sources-options__pods"
                    title="The API leaves open whether an ipBlock also matches pods by their address. Most plugins do match; Cilium does not."
                >
                    <input type="checkbox" prop:checked=move || state.written.ip_block_pods.get() on:change=pods />
                    "ipBlock matches pods too"
                </label>
            })}
        </div>
    }
}
