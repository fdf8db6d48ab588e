//! The list under the editor.

use std::borrow::Cow;

use leptos::prelude::*;
use podreach_picture::wording::grouped;
use podreach_session::page::findings::{Place, Row};
use podreach_syntax::{Severity, Span};

use crate::components::icons::Icon;
use crate::components::inspector::code_spans;
use crate::components::visible::{escaped, shown};
use crate::state::{AppState, ViewId};

/// The view that has all of them, also those that the list has no room for.
pub(crate) const ALL: ViewId = ViewId("checks");

/// Places of one problem shown at most, unfolded.
const PLACES: usize = 500;

/// Places of one problem shown before the rest is unfolded.
const FIRST: usize = 8;

/// Problems, each with a button for every line that it is about.
#[component]
pub(crate) fn ProblemList() -> impl IntoView {
    let state: AppState = expect_context();
    let found = state.analysed.findings;
    let set_aside = move || {
        state.analysed.summary.with(|summary| {
            let (rejected, unsupported) = (summary.rejected, summary.unsupported);
            let mut parts = Vec::new();
            if rejected > 0 {
                parts.push(format!("{rejected} rejected"));
            }
            if unsupported > 0 {
                parts.push(format!("{unsupported} of unsupported kinds"));
            }
            parts
        })
    };
    view! {
        <section class="problems" aria-label="Findings">
            <div class="problems__head">
                <h2 class="problems__title">"Findings"</h2>
                <span class="problems__summary" role="status">{move || found.with(|found| found.summary.clone())}</span>
            </div>
            <ul class="problems__list" class:is-empty=move || found.with(|found| found.rows.is_empty())>
                {move || found.get().rows.iter().map(|row| row_view(state, row.clone())).collect_view()}
            </ul>
            {move || {
                let left_out = found.with(|found| found.left_out);
                (left_out > 0).then(|| view! { <p class="problems__more">{format!("and {} more", grouped(left_out))}</p> })
            }}
            {move || {
                let parts = set_aside();
                (!parts.is_empty()).then(|| view! {
                    <p class="problems__more">
                        {format!("Left out: {}. ", parts.join(", "))}
                        <button type="button" class="link" on:click=move |_| state.chosen.view.set(ALL)>
                            "See which"
                        </button>
                    </p>
                })
            }}
        </section>
    }
}

fn row_view(state: AppState, row: Row) -> impl IntoView {
    match row.places.as_slice() {
        [only] => single(state, &row, only).into_any(),
        _ => group(state, row).into_any(),
    }
}

fn look(severity: Severity) -> (Icon, &'static str) {
    match severity {
        Severity::Error => (Icon::Error, "error"),
        Severity::Warning => (Icon::Warning, "warning"),
        Severity::Note => (Icon::Note, "note"),
    }
}

fn show(state: AppState, span: Option<Span>) {
    if let Some(span) = span {
        state.reveal_in(&untrack(|| state.analysed.newest(Clone::clone)), span);
    }
}

fn says(row: &Row) -> impl IntoView + use<> {
    let (icon, word) = look(row.severity);
    view! {
        {icon.draw()}
        <span class="visually-hidden">{word} ": "</span>
        <span class="problems-item__text">
            {code_spans(&row.message)}
            {row.help.as_ref().map(|help| view! { <span class="problems-item__help">{code_spans(help)}</span> })}
        </span>
    }
}

/// A problem at one place: all of it is a button.
fn single(state: AppState, row: &Row, place: &Place) -> impl IntoView + use<> {
    let span = place.span;
    view! {
        <li>
            <button
                type="button"
                class=format!("problems-item is-{}", look(row.severity).1)
                data-problem=row.code.clone()
                data-source=place.source.clone()
                data-line=place.line
                on:click=move |_| show(state, span)
            >
                {says(row)}
                <span class="problems-item__line">
                    {(place.line > 0).then(|| view! { <span class="visually-hidden">" line "</span> })}
                    {place.file.clone().map(|file| view! { <span class="problems-item__file" title=escaped(&place.label).into_owned()>{shown(&file)}</span> " " })}
                    {place.line.checked_sub(1).map(|_| view! { <span class="problems-item__number">{place.line}</span> })}
                </span>
            </button>
        </li>
    }
}

/// A problem at several places: each is a button.
fn group(state: AppState, row: Row) -> impl IntoView {
    let unfolded = RwSignal::new(false);
    let code = row.code.clone();
    let count = row.places.len();
    let head = says(&row);
    let places = row.places;
    let shown = move || {
        let most = if unfolded.get() { PLACES } else { FIRST };
        places.iter().take(most).cloned().map(|place| place_view(state, code.clone(), place)).collect_view()
    };
    let folds = count > FIRST;
    let beyond = count.saturating_sub(PLACES);
    view! {
        <li class=format!("problems-item problems-item--group is-{}", look(row.severity).1)>
            {head}
            <div class="problems-item__places">
                {shown}
                {folds.then(|| view! {
                    {move || (!unfolded.get()).then(|| view! {
                        <button
                            type="button"
                            class="problems-item__place problems-item__place--more"
                            aria-label=format!("{} more places", grouped(count - FIRST))
                            on:click=move |_| unfolded.set(true)
                        >
                            {format!("+{}", count - FIRST)}
                        </button>
                    })}
                    {move || (unfolded.get() && beyond > 0).then(|| view! { <span class="problems-item__line">{format!("and {} more", grouped(beyond))}</span> })}
                })}
            </div>
        </li>
    }
}

fn place_view(state: AppState, code: Cow<'static, str>, place: Place) -> impl IntoView {
    let span = place.span;
    let title = escaped(&place.label).into_owned();
    view! {
        <button
            type="button"
            class="problems-item__place"
            title=title
            data-problem=code
            data-source=place.source
            data-line=place.line
            on:click=move |_| show(state, span)
        >
            <span class="visually-hidden">"line "</span>
            {if place.line == 0 { "everywhere".into_any() } else { shown(&place.label) }}
        </button>
    }
}
