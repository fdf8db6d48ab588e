//! The tour's page in the inspector: all steps, what the one that is open changes against the one before, and by which rules.

use std::collections::BTreeSet;

use leptos::prelude::*;
use podreach_eval::view::PairChange;
use podreach_picture::wording::grouped;
use podreach_session::page::changes::{Beside, ChangeRow, ChangeRule};
use podreach_session::page::{ChangesAnswer, StepChanges};

use crate::components::visible::shown;
use crate::examples::catalogue::{EXAMPLES, Example};
use crate::examples::tour::Tour;
use crate::state::AppState;

/// Pairs that are listed; the first policy of a tour may close all there are.
const PAIRS: usize = 8;
/// Rules that are listed.
const RULES: usize = 8;

/// The example that is open, if it is a tour.
fn open(state: AppState) -> Option<(Tour, &'static Example)> {
    let tour = state.written.example.get()?;
    let example = EXAMPLES.get(tour.0).filter(|example| example.steps.len() > 1)?;
    Some((tour, example))
}

/// The steps, with what the open one changes; nothing where there is no tour.
#[component]
pub(crate) fn TourPage() -> impl IntoView {
    let state: AppState = expect_context();
    let tour = Memo::new(move |_| open(state).map(|(tour, _)| tour));
    let changes = state.analysed.ask(move || {
        let steps = tour.get().and_then(|(example, step)| {
            let steps = EXAMPLES.get(example)?.steps;
            Some([steps.get(step.checked_sub(1)?)?.yaml, steps.get(step)?.yaml])
        });
        let [before, after] = steps.unwrap_or_default().map(str::to_owned);
        StepChanges { before, after, most: PAIRS }
    });
    view! {
        {move || tour.get().and_then(|(at, step)| {
            let example = EXAMPLES.get(at)?;
            let found = example.steps.get(step)?;
            Some(view! {
                <section class="tour" aria-label="Tour">
                    <h2 class="tour__title">{format!("Step {} of {}: {}", step + 1, example.steps.len(), found.name.trim_end_matches('.'))}</h2>
                    <p class="tour__says">{found.says}</p>
                    <ol class="tour-steps">
                        {example.steps.iter().enumerate().map(|(number, one)| view! {
                            <li>
                                <button
                                    type="button"
                                    class="tour-steps__item"
                                    aria-current=(number == step).then_some("step")
                                    on:click=move |_| state.open_example(at, number)
                                >
                                    <span class="tour-steps__number">{number + 1}</span>
                                    {one.name.trim_end_matches('.')}
                                </button>
                            </li>
                        }).collect_view()}
                    </ol>
                    {(step > 0).then(|| view! { {move || changes.with(|changes| changed(step, changes))} })}
                </section>
            })
        })}
    }
}

/// What a step changes.
fn changed(step: usize, changes: &ChangesAnswer) -> Option<impl IntoView + use<>> {
    // Until the answer is there, nothing is said.
    if changes.beside != Beside::Compared {
        return None;
    }
    let title = format!("Step {} {}", step + 1, changes.pairs.words);
    let rest = changes.pairs.rest;
    let (rules, more) = rules(&changes.pairs.list);
    Some(view! {
        <h3 class="tour__heading">{title}</h3>
        {(!changes.pairs.list.is_empty()).then(|| view! { <ul class="tour-pairs">{changes.pairs.list.iter().map(pair).collect_view()}</ul> })}
        {(rest > 0).then(|| view! { <p class="tour__hint">{format!("and {} more pairs", grouped(rest))}</p> })}
        <p class="tour__hint">{format!("Compared with step {step}.")}</p>
        {(!rules.is_empty()).then(|| view! {
            <h3 class="tour__heading">"The rules that do it"</h3>
            <ul class="tour-rules">{rules.iter().map(rule).collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="tour__hint">{format!("and {} more", grouped(more))}</p> })}
        })}
    })
}

/// A pair, with its sign and its ports.
fn pair(row: &ChangeRow) -> impl IntoView + use<> {
    let change = &row.change;
    let (sign, class) = match change.what {
        PairChange::Opened => ("+", "tour-pairs__sign is-opened"),
        PairChange::Closed => ("−", "tour-pairs__sign is-closed"),
        PairChange::Changed => ("±", "tour-pairs__sign"),
    };
    let ports = match change.what {
        PairChange::Opened => change.opens.clone(),
        PairChange::Closed => change.closes.clone(),
        PairChange::Changed => {
            let parts = [("+", &change.opens), ("−", &change.closes)];
            let parts: Vec<String> = parts
                .iter()
                .filter(|(_, ports)| !ports.is_empty())
                .map(|(sign, ports)| format!("{sign} {ports}"))
                .collect();
            parts.join(", ")
        }
    };
    view! {
        <li class="tour-pairs__item">
            <span class=class aria-hidden="true">{sign}</span>
            <span class="visually-hidden">{change.what.as_str()}</span>
            <span class="tour-pairs__ends">{shown(&row.source)} " → " {shown(&row.destination)}</span>
            <code class="tour-pairs__ports">{shown(&ports)}</code>
        </li>
    }
}

/// The rules of all rows, each once, and how many more there are.
fn rules(rows: &[ChangeRow]) -> (Vec<ChangeRule>, usize) {
    let mut seen = BTreeSet::new();
    let all = rows.iter().flat_map(|row| &row.rules);
    let mut rules: Vec<ChangeRule> = all
        .filter(|rule| seen.insert((rule.policy.name.clone(), rule.direction.as_str(), rule.rule, rule.now)))
        .cloned()
        .collect();
    let more = rules.len().saturating_sub(RULES);
    rules.truncate(RULES);
    (rules, more)
}

fn rule(rule: &ChangeRule) -> impl IntoView + use<> {
    let number = rule.rule.map(|number| format!(", {} rule {number}", rule.direction.as_str())).unwrap_or_default();
    view! {
        <li class="tour-rules__item">
            <b class="tour-rules__name">{shown(&rule.policy.name)} {number}</b>
            <span class="tour-rules__sentence">{shown(&rule.sentence)}</span>
        </li>
    }
}
