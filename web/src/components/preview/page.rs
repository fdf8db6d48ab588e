//! The inspector's page while a change is looked at and nothing is selected: its lines, what it opens and closes, its findings.

use leptos::prelude::*;

use super::bar::spoken;
use crate::components::compare::{ChangeList, CompareState};
use crate::components::diff::Diff;
use crate::components::inspector::{Block, code_spans};
use crate::components::problems::capital;
use crate::state::AppState;

/// The page.
#[component]
pub(crate) fn ProposalPage() -> impl IntoView {
    let state: AppState = expect_context();
    let compare: CompareState = expect_context();
    let spoken = spoken(state, compare);
    let after = move || {
        let before = state.analysed.findings.with(|found| found.counts.iter().sum::<usize>());
        let after = state.analysed.findings_after.with(|after| {
            after.as_ref().filter(|found| found.complete).map(|found| found.counts.iter().sum::<usize>())
        })?;
        Some(if before == after {
            format!("{after} findings, as now")
        } else {
            format!("{before} findings now, {after} then")
        })
    };
    let unchanged = move || compare.is_compared() && compare.changes.with(|changes| changes.pairs.all == 0);
    view! {
        {move || state.proposed.with.get().map(|proposal| view! {
            <article class="preview-page">
                <header>
                    <h2 class="preview-page__title">{code_spans(&capital(&proposal.title))}</h2>
                    <p class="preview-page__says">"Nothing is written until you apply it."</p>
                </header>
                <Diff hunks=proposal.hunks.clone() />
                {move || compare.changes.with(|changes| !changes.pairs.list.is_empty()).then(|| view! {
                    <Block title="What changes"><ChangeList /></Block>
                })}
                {move || unchanged().then(|| view! { <p class="preview-page__says">"No connection opens or closes."</p> })}
                {move || after().map(|says| view! { <Block title="Findings"><p class="preview-page__says">{says}</p></Block> })}
                <p class="preview-page__hint">"Apply is one step: " <kbd>"Ctrl"</kbd> " " <kbd>"Z"</kbd> " in the editor takes it back."</p>
            </article>
        })}
        <p class="visually-hidden" role="status">{move || spoken.get()}</p>
    }
}
