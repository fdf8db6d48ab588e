//! Finds a node by a part of its name.

use leptos::ev;
use leptos::prelude::*;
use podreach_eval::view::{GraphView, NodeId};
use podreach_session::page::Find;

use crate::components::icons::Icon;
use crate::components::links::Picked;
use crate::state::AppState;

/// Names offered while typing.
const OFFERED: usize = 100;

/// A field that selects what it finds.
#[component]
pub(crate) fn FindBox() -> impl IntoView {
    let state: AppState = expect_context();
    let go = move |text: &str| {
        let too_many = state.analysed.view.with_untracked(|view| view.left_out > 0);
        if too_many || state.chosen.narrow.with_untracked(|narrow| !narrow.is_empty()) {
            // What is not drawn can be found as well: the picture then shows what matches.
            let matching = text.trim().to_owned();
            state.analysed.ask_once(Find { text: text.to_owned() }, move |is_known| {
                state.chosen.narrow.set(if is_known { matching } else { String::new() });
            });
        }
        if let Some(id) = state.analysed.view.with_untracked(|view| find(view, text)) {
            state.chosen.picked.set(Picked::Node(id));
        }
    };
    let key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => go(&event_target_value(&event)),
        "Escape" => {
            state.chosen.find.set(String::new());
            state.chosen.narrow.set(String::new());
            state.chosen.picked.set(Picked::Nothing);
        }
        _ => {}
    };
    let names = move || {
        state
            .analysed
            .view
            .with(|view| view.nodes.iter().take(OFFERED).map(|node| node.id.without_prefix()).collect::<Vec<_>>())
    };
    view! {
        <label class="view-find">
            {Icon::Search.draw()}
            <span class="visually-hidden">"Find"</span>
            <input
                id="find"
                type="search"
                list="find-names"
                placeholder="Find"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || state.chosen.find.get()
                on:input=move |event| state.chosen.find.set(event_target_value(&event))
                on:change=move |event| go(&event_target_value(&event))
                on:keydown=key
            />
            <kbd class="view-find__key" aria-hidden="true">"/"</kbd>
            <datalist id="find-names">
                {move || names().into_iter().map(|name| view! { <option value=name></option> }).collect_view()}
            </datalist>
        </label>
    }
}

/// The node that is meant: the same name, else one that starts with it, else one that contains it.
fn find(view: &GraphView, text: &str) -> Option<NodeId> {
    let wanted = text.trim().to_lowercase();
    if wanted.is_empty() {
        return None;
    }
    let rank = |id: &NodeId, title: &str| {
        let (id, title) = (id.without_prefix().to_lowercase(), title.to_lowercase());
        if id == wanted || title == wanted {
            Some(0)
        } else if title.starts_with(&wanted) || id.starts_with(&wanted) {
            Some(1)
        } else if id.contains(&wanted) {
            Some(2)
        } else {
            None
        }
    };
    let ranked = view.nodes.iter().filter_map(|node| Some((rank(&node.id, &node.title)?, node)));
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, node)| node.id.clone())
}
