//! The list under the editor.

use leptos::prelude::*;
use podreach_syntax::Severity;

use super::list::{Row, rows, summary};
use crate::components::icons::Icon;
use crate::components::inspector::code_spans;
use crate::state::AppState;

/// Problems, each a button that shows its line.
#[component]
pub(crate) fn ProblemList() -> impl IntoView {
    let state: AppState = expect_context();
    let found =
        Memo::new(move |_| state.findings.with(|findings| (rows(&findings.0, &findings.1), summary(&findings.1))));
    let set_aside = move || {
        state.analysis.with(|analysis| {
            let refused = analysis.refused.len();
            let ignored = analysis.ignored.len();
            let mut parts = Vec::new();
            if refused > 0 {
                parts.push(format!("{refused} refused"));
            }
            if ignored > 0 {
                parts.push(format!("{ignored} of kinds that are not read"));
            }
            parts
        })
    };
    view! {
        <section class="problems" aria-label="Problems">
            <div class="problems__head">
                <h2 class="problems__title">"Problems"</h2>
                <span class="problems__summary" role="status">{move || found.with(|found| found.1.clone())}</span>
            </div>
            <ul class="problems__list" class:is-empty=move || found.with(|found| found.0.0.is_empty())>
                {move || {
                    let ((rows, _), _) = found.get();
                    rows.into_iter().map(|row| row_view(state, row)).collect_view()
                }}
            </ul>
            {move || {
                let left_out = found.with(|found| found.0.1);
                (left_out > 0).then(|| view! { <p class="problems__more">{format!("and {left_out} more")}</p> })
            }}
            {move || {
                let parts = set_aside();
                (!parts.is_empty()).then(|| view! {
                    <p class="problems__more">
                        {format!("Left out: {}. ", parts.join(", "))}
                        <button type="button" class="link" on:click=move |_| state.view_tab.set(crate::state::ViewTab::Checks)>
                            "See which"
                        </button>
                    </p>
                })
            }}
        </section>
    }
}

fn row_view(state: AppState, row: Row) -> impl IntoView {
    let (icon, word) = match row.severity {
        Severity::Error => (Icon::Error, "error"),
        Severity::Warning => (Icon::Warning, "warning"),
        Severity::Note => (Icon::Note, "note"),
    };
    let span = row.span;
    let show = move |_| {
        let findings = state.findings.get_untracked();
        if let Some(span) = span {
            state.reveal_in(&findings.0, span);
        }
    };
    let place = if row.line == 0 { String::new() } else { row.line.to_string() };
    let title = row.help.clone().unwrap_or_default();
    view! {
        <li>
            <button
                type="button"
                class=format!("problem is-{word}")
                data-problem=row.code
                data-source=row.source
                data-line=row.line
                title=title
                on:click=show
            >
                {icon.draw()}
                <span class="visually-hidden">{word} ": "</span>
                <span class="problem__text">
                    {code_spans(&row.message)}
                    {row.help.map(|help| view! { <span class="problem__help">{code_spans(&help)}</span> })}
                </span>
                <span class="problem__line">
                    {(!place.is_empty()).then(|| view! { <span class="visually-hidden">" line "</span> })}
                    {place}
                    {(row.more > 0).then(|| format!(" +{}", row.more))}
                </span>
            </button>
        </li>
    }
}
