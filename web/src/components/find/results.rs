//! What was found, in groups.

use leptos::prelude::*;
use podreach_picture::wording::grouped;
use podreach_session::page::{Hit, Hits, SearchAnswer};

use super::going::Going;
use crate::components::visible::shown;

/// The id of a row for `aria-activedescendant`.
pub(super) fn option_id(at: usize) -> String {
    format!("find-result-{at}")
}

/// The list below the field. It is in the document all the time, since the field refers to it.
#[component]
pub(super) fn Results(going: Going, nothing: Signal<Option<String>>) -> impl IntoView {
    // A row that loses the focus to a click would be gone before the click arrives.
    let hold = |event: leptos::ev::MouseEvent| event.prevent_default();
    view! {
        <div class="find__popup" class:is-open=move || going.open.get() on:mousedown=hold>
            {move || going.answer.with(words)}
            <div id="find-results" role="listbox" aria-label="Results" class="find__results">
                {move || going.answer.with(|answer| groups(going, answer))}
            </div>
            {move || nothing.get().map(|says| view! { <p class="find__nothing">{shown(&says)}</p> })}
            <p class="find__keys" aria-hidden="true">
                <kbd>"↑"</kbd> <kbd>"↓"</kbd> " preview " <kbd>"Enter"</kbd> " select " <kbd>"Esc"</kbd> " cancel"
            </p>
        </div>
    }
}

/// The words as they were understood.
fn words(answer: &SearchAnswer) -> Option<impl IntoView + use<>> {
    let words = answer.words.iter().map(|word| {
        let class = format!("find__word is-{}", word.kind);
        view! { <li class=class><span class="find__word-kind">{word.kind.clone()}</span> <code>{shown(&word.text)}</code></li> }
    });
    (!answer.words.is_empty())
        .then(|| view! { <ul class="find__words" aria-label="Looking for">{words.collect_view()}</ul> })
}

fn groups(going: Going, answer: &SearchAnswer) -> impl IntoView + use<> {
    let names = ["Workloads", "Namespaces", "Services", "Policies", "Ports"];
    let mut first = 0;
    names
        .into_iter()
        .zip(answer.groups())
        .map(|(name, hits)| {
            let at = first;
            first += hits.rows.len();
            group(going, name, hits, at)
        })
        .collect_view()
}

fn group(going: Going, name: &'static str, hits: &Hits, first: usize) -> Option<impl IntoView + use<>> {
    let rows = hits.rows.iter().zip(first..).map(|(hit, at)| row(going, hit.clone(), at)).collect_view();
    let count = grouped(hits.count);
    (hits.count > 0).then(|| {
        view! {
            <div role="group" aria-label=name class="find__group">
                <p class="find__heading" role="presentation">{name} <span class="find__count">{count}</span></p>
                {rows}
            </div>
        }
    })
}

fn row(going: Going, hit: Hit, at: usize) -> impl IntoView {
    let selected = move || going.at.get() == Some(at);
    let (title, note) = (hit.title.clone(), hit.note.clone());
    view! {
        <div
            id=option_id(at)
            role="option"
            class="find__row"
            class:is-current=selected
            aria-selected=move || selected().to_string()
            on:click=move |_| going.choose(&hit)
        >
            <b class="find__title">{shown(&title)}</b>
            <span class="find__note">{shown(&note)}</span>
        </div>
    }
}
