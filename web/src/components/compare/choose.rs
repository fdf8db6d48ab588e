//! The menu of baselines: as opened, from here, another source, a link, a file; where something is switched off, the same text with
//! everything switched on.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::state::CompareState;
use crate::address::is_embedded;
use crate::components::files::read_files;
use crate::components::visible::escaped;
use crate::state::{Against, AppState, Origin};

/// What the values of the menu's options are called.
const TAB: &str = "tab ";

/// The menu.
#[component]
pub(super) fn BaselineMenu() -> impl IntoView {
    let state: AppState = expect_context();
    let compare: CompareState = expect_context();
    let file = NodeRef::<html::Input>::new();
    let choose = move |event: ev::Event| {
        let Some(select) = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok()) else {
            return;
        };
        let wanted = select.value();
        match wanted.as_str() {
            "nothing" => state.compare_with(None),
            "opened" => state.compare_with_opened(),
            "here" => state.compare_from_here(),
            "link" => compare.asks_link.set(true),
            "file" => {
                if let Some(input) = file.get_untracked() {
                    input.click();
                }
            }
            tab => {
                if let Some(id) = tab.strip_prefix(TAB).and_then(|id| id.parse().ok()) {
                    state.compare_with_tab(id);
                }
            }
        }
        // What only asks for something has not been chosen yet.
        select.set_value(&state.compared.with.with_untracked(|with| value(with.as_ref())));
    };
    let chosen = move |event: ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        if let Some(list) = input.files() {
            read_files(state, &list, move |files| state.compare_with_files(files));
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    let now = Memo::new(move |_| state.compared.with.with(|with| value(with.as_ref())));
    let names = Memo::new(move |_| {
        state.written.tabs.with(|tabs| tabs.iter().map(|tab| (tab.id, tab.name.clone())).collect::<Vec<_>>())
    });
    let special = move || {
        state.compared.with.with(|with| match &with.as_ref()?.origin {
            Origin::Saved => Some(("saved", "As saved".to_owned())),
            Origin::Link => Some(("a-link", "The link".to_owned())),
            Origin::Files(name) => Some(("a-file", escaped(name).into_owned())),
            Origin::Opened | Origin::Tab(_) => None,
        })
    };
    let has_off = Memo::new(move |_| state.has_off());
    let option = move |value: String, words: String| {
        let own = value.clone();
        view! { <option value=value prop:selected=move || now.get() == own>{words}</option> }
    };
    let tabs = move || {
        let names = names.get();
        let several = names.len() > 1;
        let each = names.into_iter().map(|(id, name)| option(format!("{TAB}{id}"), escaped(&name).into_owned()));
        several.then(|| view! { <optgroup label="Another source">{each.collect_view()}</optgroup> })
    };
    view! {
        <label class="compare-menu">
            <span class="compare-menu__word">"Baseline"</span>
            <select class="compare-menu__select" on:change=choose>
                {move || (!state.compared.is_on() || has_off.get()).then(|| option("nothing".to_owned(), "All switched on".to_owned()))}
                {move || special().map(|(value, words)| option(value.to_owned(), words))}
                {option("opened".to_owned(), "As opened".to_owned())}
                {option("here".to_owned(), "From here on".to_owned())}
                {tabs}
                {(!is_embedded()).then(|| [option("link".to_owned(), "A link\u{2026}".to_owned()), option("file".to_owned(), "Files\u{2026}".to_owned())])}
            </select>
        </label>
        <input
            node_ref=file
            class="visually-hidden"
            type="file"
            multiple=true
            accept=".yaml,.yml,.json,.txt,application/yaml,application/json,text/*"
            aria-label="Files to compare with"
            tabindex="-1"
            on:change=chosen
        />
    }
}

/// The value of the option that stands for a baseline.
fn value(with: Option<&Against>) -> String {
    match with.map(|with| &with.origin) {
        None => "nothing".to_owned(),
        Some(Origin::Opened) => "opened".to_owned(),
        Some(Origin::Tab(id)) => format!("{TAB}{id}"),
        Some(Origin::Link) => "a-link".to_owned(),
        Some(Origin::Files(_)) => "a-file".to_owned(),
        Some(Origin::Saved) => "saved".to_owned(),
    }
}
