//! Policies without rows: the API server rejects them.

use leptos::prelude::*;
use podreach_picture::wording::grouped;
use podreach_session::page::RejectedRow;
use podreach_syntax::Span;

use crate::components::icons::Icon;
use crate::components::inspector::code_spans;
use crate::components::links::Links;
use crate::components::visible::shown;

/// Policies drawn at most.
const SHOWN: usize = 100;
/// Reasons drawn at most per policy.
const REASONS: usize = 4;

/// Rejected policies whose name or namespace contains what is looked for.
pub(super) fn rejected_view(rows: Vec<RejectedRow>, find: &str) -> impl IntoView + use<> {
    let matches = |row: &RejectedRow| row.name.contains(find) || row.namespace.contains(find);
    let rows: Vec<RejectedRow> = rows.into_iter().filter(matches).collect();
    let left_out = rows.len().saturating_sub(SHOWN);
    (!rows.is_empty()).then(|| view! {
        <section class="rules__section" aria-label="Rejected">
            <h2 class="rules__title">"Rejected" <span class="rules__says">"these policies are invalid; none of their rules applies"</span></h2>
            <ul class="rules__rejected">
                {rows.into_iter().take(SHOWN).map(row_view).collect_view()}
            </ul>
            {(left_out > 0).then(|| view! { <p class="rules__none">{format!("and {} more", grouped(left_out))}</p> })}
        </section>
    })
}

fn row_view(row: RejectedRow) -> impl IntoView {
    let links = Links::from_context();
    let more = row.reasons.len().saturating_sub(REASONS);
    let mut reasons = row.reasons;
    if reasons.is_empty() {
        reasons.push(("it has errors".to_owned(), row.span));
    }
    let reason = move |(message, span): (&str, Span)| {
        let line = Memo::new(move |_| links.line_label(span));
        view! {
            <li>
                {code_spans(message)}
                " "
                {move || line.get().map(|line| view! {
                    <button type="button" class="rules__line" on:click=move |_| links.reveal(span)>{line}</button>
                })}
            </li>
        }
    };
    view! {
        <li class="rules__rejection">
            {Icon::Error.draw()}
            <b>{shown(&row.name)}</b>
            <span class="rules-who__place">{row.namespace}</span>
            <ul class="rules__reasons">
                {reasons.iter().take(REASONS).map(|(message, span)| reason((message, *span))).collect_view()}
                {(more > 0).then(|| view! { <li>{format!("and {} more", grouped(more))}</li> })}
            </ul>
        </li>
    }
}
