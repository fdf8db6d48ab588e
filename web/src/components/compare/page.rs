//! The inspector's page while something is compared and nothing selected: what changed, and a switch for each policy.

use std::collections::BTreeMap;

use leptos::prelude::*;
use podreach_eval::policy::Off;
use podreach_session::page::changes::Beside;
use podreach_session::page::{Rules, RulesAnswer};

use super::changes::ChangeList;
use super::state::CompareState;
use super::switch::OffSwitch;
use crate::components::links::Links;
use crate::components::visible::shown;
use crate::state::{AppState, Origin};

/// Policies with a switch at most; the others have theirs among the rules.
const LISTED: usize = 40;

/// The page.
#[component]
pub(crate) fn ComparePage() -> impl IntoView {
    let state: AppState = expect_context();
    let compare: CompareState = expect_context();
    let title = move || {
        compare.changes.with(|changes| match changes.beside {
            Beside::Compared | Beside::AllOn => capital(&changes.pairs.words),
            Beside::NotEvaluated => "Not evaluated".to_owned(),
            Beside::Nothing => "Comparing".to_owned(),
        })
    };
    let says = move || {
        let name = match (
            state.compared.with.with(|with| with.as_ref().map(|with| with.origin.clone())),
            state.compared_with(),
        ) {
            (Some(Origin::Opened), _) | (_, None) => "the YAML as opened".to_owned(),
            (Some(Origin::Saved), _) => "the YAML as saved".to_owned(),
            (None, Some(name)) => format!("the same YAML with {name}"),
            (_, Some(name)) => name,
        };
        view! { "Compared with " {shown(&name)} ". All other connections stay as they are." }
    };
    let rules = state.analysed.ask(|| Rules);
    let policies = Memo::new(move |_| rules.with(policies));
    view! {
        <article class="compare-page">
            <header>
                <h2 class="compare-page__title">{title}</h2>
                <p class="compare-page__says">{says}</p>
            </header>
            {move || compare.changes.with(|changes| !changes.pairs.list.is_empty()).then(|| view! {
                <section class="compare-page__part"><h3 class="compare-page__heading">"Changes"</h3><ChangeList /></section>
            })}
            {move || {
                let all = policies.get();
                let more = all.len().saturating_sub(LISTED);
                (!all.is_empty()).then(|| view! {
                    <section class="compare-page__part">
                        <h3 class="compare-page__heading">"Policies"</h3>
                        <ul class="compare-policies">{all.into_iter().take(LISTED).map(policy).collect_view()}</ul>
                        {(more > 0).then(|| view! { <p class="compare-page__hint">{format!("and {more} more under Rules")}</p> })}
                        <p class="compare-page__hint">"Switch a policy off to see what it opens and closes. Your YAML stays as it is."</p>
                    </section>
                })
            }}
        </article>
    }
}

fn policy((index, off, says): (usize, Off, String)) -> impl IntoView {
    let links = Links::from_context();
    let name = off.name.clone();
    view! {
        <li class="compare-policies__policy">
            <OffSwitch off=off />
            <button type="button" class="compare-policies__name" on:click=move |_| links.select_policy(index)>{shown(&name)}</button>
            <span class="compare-policies__says">{says}</span>
        </li>
    }
}

/// Every policy once: its place, what switches it off, and whether rules of it changed or are switched off.
fn policies(rules: &RulesAnswer) -> Vec<(usize, Off, String)> {
    let mut found: BTreeMap<usize, (&Off, bool, usize)> = BTreeMap::new();
    for row in rules.ingress.iter().chain(&rules.egress) {
        let (_, changed, off) = found.entry(row.policy).or_insert((&row.object, false, 0));
        *changed |= row.change.is_some();
        *off += usize::from(row.rule.off);
    }
    let lost = |off: &Off| {
        rules
            .removed
            .iter()
            .any(|row| row.name == off.name && row.namespace == off.namespace.clone().unwrap_or_default())
    };
    let says = |object: &Off, changed: bool, off: usize| match off {
        _ if changed || lost(object) => "rules changed".to_owned(),
        0 => "unchanged".to_owned(),
        1 => "1 rule off".to_owned(),
        _ => format!("{off} rules off"),
    };
    let row =
        |(at, (object, changed, off)): (usize, (&Off, bool, usize))| (at, object.clone(), says(object, changed, off));
    found.into_iter().map(row).collect()
}

/// With a capital first letter.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
