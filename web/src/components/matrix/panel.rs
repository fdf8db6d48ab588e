//! The matrix, as it suits the size of the input.

use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_session::page::{MatrixPartAnswer, SIDE};

use super::bar::MatrixBar;
use super::chip::chip;
use super::choices::Choices;
use super::fold::FoldedMatrix;
use super::numbers::exact;
use super::small::SmallMatrix;
use crate::components::visible::{escaped, shown};
use crate::state::AppState;

/// Sources by destinations: pair by pair where there is room for all, else folded.
#[component]
pub(crate) fn MatrixPanel() -> impl IntoView {
    let state: AppState = expect_context();
    let choices = Choices::new();
    let (answer, known) = state.analysed.ask_known(move || choices.part(state));
    // Nothing is known before the first answer.
    let is_small = Memo::new(move |_| known.get().then(|| answer.with(|answer| answer.matrix.endpoints <= SIDE)));
    let counts = Memo::new(move |_| {
        answer.with(|answer| {
            let counts = answer.matrix.counts?;
            Some([counts.all(), counts.allowed, counts.open, counts.blocked, counts.depends])
        })
    });
    let hint = move || {
        answer.with(|answer| {
            let rows = answer.matrix.rows.iter().filter(|row| !row.is_sum).count() as u64;
            let all = answer.matrix.endpoints as u64;
            let ways = if choices.turned.get() { "Rows: destinations." } else { "Rows: sources." };
            format!("{ways} {} endpoints in {} rows.", exact(all), exact(rows))
        })
    };
    let note = move || {
        let (counted, any) = answer.with(|answer| (answer.matrix.counted, !answer.matrix.rows.is_empty()));
        let find = state.chosen.find.with(|find| !find.trim().is_empty());
        let found = answer.with(|answer| answer.matrix.rows.iter().any(|row| row.found > 0));
        match (any, counted, find && !found) {
            (false, ..) => Some("No workload is like this."),
            (true, false, _) => Some("There are too many pairs to count them. Fold further, or filter."),
            (true, true, true) => Some("No name matches."),
            (true, true, false) => None,
        }
    };
    move || match is_small.get() {
        None => ().into_any(),
        Some(true) => view! { <SmallMatrix choices=choices /> }.into_any(),
        Some(false) => view! {
            <div class="matrix">
                <MatrixBar choices=choices counts=counts folded=Signal::derive(|| true) hint=Signal::derive(hint) />
                <Opened answer=answer />
                {move || note().map(|note| view! { <p class="matrix__note" role="status">{note}</p> })}
                <FoldedMatrix answer=answer choices=choices />
                <FoldedKey />
            </div>
        }
        .into_any(),
    }
}

/// What was opened and has no row of its own to be closed with: groups of namespaces.
#[component]
fn Opened(answer: ReadSignal<MatrixPartAnswer>) -> impl IntoView {
    let state: AppState = expect_context();
    move || {
        let is_row =
            |id: &NodeId| answer.with(|answer| answer.matrix.rows.iter().any(|row| row.is_sum && row.id == *id));
        let opened = state.chosen.opened.get().into_iter().filter(|id| matches!(id, NodeId::Group(_)) && !is_row(id));
        let chips = opened.map(|id| {
            let name = id.without_prefix();
            let label = format!("Close {}", escaped(&name));
            chip(label, shown(&name), move || state.chosen.close_card(&id))
        });
        let chips: Vec<_> = chips.collect();
        (!chips.is_empty())
            .then(|| view! { <div class="matrix__opened" role="group" aria-label="Opened">"Opened " {chips}</div> })
    }
}

/// What fills mean.
#[component]
fn FoldedKey() -> impl IntoView {
    let swatch = |class: &'static str| {
        view! { <span class="matrix-fold__swatch" aria-hidden="true"><span class=format!("matrix-fold__fill {class}")></span></span> }
    };
    view! {
        <ul class="matrix__key">
            <li>
                {[1, 2, 3, 4, 5].map(|step| swatch(match step {
                    1 => "is-allowed is-step-1",
                    2 => "is-allowed is-step-2",
                    3 => "is-allowed is-step-3",
                    4 => "is-allowed is-step-4",
                    _ => "is-allowed is-step-5",
                })).collect_view()}
                " allowed: under 1 %, under 10 %, under half, under all, all of the pairs"
            </li>
            <li>{swatch("is-open is-step-5")} " open"</li>
            <li>{swatch("is-depends is-step-5")} " " <b>"?"</b> " depends"</li>
            <li>{swatch("")} " blocked"</li>
            <li><b>"*"</b> " only because an ipBlock covers the pod's address"</li>
        </ul>
    }
}
