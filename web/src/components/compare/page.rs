//! The inspector's page while something is compared and nothing selected: what changed, and a switch for each policy.

use leptos::prelude::*;
use podreach_eval::policy::Off;
use podreach_session::page::changes::Beside;
use podreach_session::page::{Rules, RulesAnswer};

use super::changes::ChangeList;
use super::state::CompareState;
use super::switch::OffSwitch;
use crate::components::links::Links;
use crate::components::visible::shown;
use crate::state::AppState;

/// Policies with a switch at most; the others have theirs among the rules.
const LISTED: usize = 40;

/// The page.
#[component]
pub(crate) fn ComparePage() -> impl IntoView {
    let state: AppState = expect_context();
    let compare: CompareState = expect_context();
    let title = move || {
        compare.changes.with(|changes| match changes.beside {
            Beside::Compared => capital(&changes.words),
            Beside::NotEvaluated => "Not evaluated".to_owned(),
            Beside::Nothing => "Comparing".to_owned(),
        })
    };
    let says = move || {
        let baseline = state.compared.with.with(|with| {
            let with = with.as_ref()?;
            Some(state.written.tabs.with(|tabs| with.origin.words(tabs)))
        });
        let name = match baseline.as_deref() {
            None | Some("as opened") => "the YAML as opened".to_owned(),
            Some("as saved") => "the YAML as saved".to_owned(),
            Some(name) => name.to_owned(),
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
            {move || compare.changes.with(|changes| !changes.list.is_empty()).then(|| view! {
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

fn policy((index, off, changed): (usize, Off, &'static str)) -> impl IntoView {
    let links = Links::from_context();
    let name = off.name.clone();
    view! {
        <li class="compare-policies__policy">
            <OffSwitch off=off />
            <button type="button" class="compare-policies__name" on:click=move |_| links.select_policy(index)>{shown(&name)}</button>
            <span class="compare-policies__says">{changed}</span>
        </li>
    }
}

/// Every policy once: its place, what switches it off, and whether rules of it changed.
fn policies(rules: &RulesAnswer) -> Vec<(usize, Off, &'static str)> {
    let mut found: Vec<(usize, Off, &'static str)> = Vec::new();
    for row in rules.ingress.iter().chain(&rules.egress) {
        let says = if row.change.is_some() { "rules changed" } else { "" };
        match found.iter_mut().find(|(index, ..)| *index == row.policy) {
            Some(known) if known.2.is_empty() => known.2 = says,
            Some(_) => {}
            None => found.push((row.policy, row.object.clone(), says)),
        }
    }
    let lost = |off: &Off| {
        rules
            .removed
            .iter()
            .any(|row| row.name == off.name && row.namespace == off.namespace.clone().unwrap_or_default())
    };
    for (_, off, says) in &mut found {
        if says.is_empty() {
            *says = if lost(off) { "rules changed" } else { "unchanged" };
        }
    }
    found.sort_by_key(|(index, ..)| *index);
    found
}

/// With a capital first letter.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
