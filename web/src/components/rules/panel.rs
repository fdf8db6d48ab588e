//! Two tables, ingress and egress.

use std::collections::BTreeSet;

use leptos::prelude::*;
use podreach_eval::explain::RuleEnd;
use podreach_eval::policy::Direction;
use podreach_eval::view::FoldFilter;
use podreach_picture::wording::grouped;
use podreach_session::page::{Rules, RulesAnswer, RulesRow};

use super::marks::{PolicySwitch, RuleMark, RuleSwitch, removed_view};
use super::rejected::rejected_view;
use crate::components::links::{Links, Picked};
use crate::components::visible::shown;
use crate::state::AppState;

/// Ports and peers that are named before the rest is folded.
const FIRST: usize = 6;

/// Rows drawn at most per table.
const ROWS: usize = 500;

/// Items in the title of what is folded.
const LISTED: usize = 100;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Both,
    Only(Direction),
}

/// The firewall table.
#[component]
pub(crate) fn RulesPanel() -> impl IntoView {
    let state: AppState = expect_context();
    let shown = RwSignal::new(Shown::Both);
    let (rules, known) = state.analysed.ask_known(|| Rules);
    let counts = move || rules.with(|rules| (rules.ingress.len(), rules.egress.len()));
    let in_tiers =
        move || rules.with(|rules| rules.ingress.iter().chain(&rules.egress).any(|row| row.rule.tier.is_some()));
    let tab = move |choice: Shown, name: &'static str, count: Signal<usize>| {
        view! {
            <button
                type="button"
                class="segments__item"
                role="tab"
                aria-selected=move || if shown.get() == choice { "true" } else { "false" }
                on:click=move |_| shown.set(choice)
            >
                {name}
                " "
                <span class="segments__count">{move || count.get()}</span>
            </button>
        }
    };
    let both = Signal::derive(move || counts().0 + counts().1);
    let (ingress, egress) = (Signal::derive(move || counts().0), Signal::derive(move || counts().1));
    view! {
        <div class="rules" class:is-waiting=move || !known.get()>
            <div class="rules__bar">
                <div class="segments" role="tablist" aria-label="Directions">
                    {tab(Shown::Both, "Both", both)}
                    {tab(Shown::Only(Direction::Ingress), "Ingress", ingress)}
                    {tab(Shown::Only(Direction::Egress), "Egress", egress)}
                </div>
                <span class="rules__hint">{move || if in_tiers() {
                    "Evaluated in this order: the first rule of a tier that matches decides; a pod that a NetworkPolicy selects may do only what some rule allows."
                } else {
                    "A pod that a policy selects may do only what some rule allows. Order does not matter."
                }}</span>
            </div>
            {move || {
                let RulesAnswer { ingress, egress, rejected, removed } = rules.get();
                let find = state.chosen.find.get().trim().to_lowercase();
                let filter = state.chosen.filter.get();
                let [ingress, egress] = [ingress, egress].map(|rows| of_filter(rows, &filter));
                let wants = |direction| matches!(shown.get(), Shown::Both) || shown.get() == Shown::Only(direction);
                view! {
                    {(!rejected.is_empty()).then(|| rejected_view(rejected, &find))}
                    {wants(Direction::Ingress).then(|| table(Direction::Ingress, "who may connect to the pods", "Source", filtered(ingress, &find)))}
                    {wants(Direction::Egress).then(|| table(Direction::Egress, "where the pods may connect to", "Destination", filtered(egress, &find)))}
                    {removed_view(removed, &find, wants)}
                }
            }}
        </div>
    }
}

/// Rows of the namespaces and of the policy that pictures are filtered by.
fn of_filter(rows: Vec<RulesRow>, filter: &FoldFilter) -> Vec<RulesRow> {
    let matches = |row: &RulesRow| {
        (filter.namespaces.is_empty() || row.namespace.is_empty() || filter.namespaces.contains(&row.namespace))
            && filter.policy.is_none_or(|policy| policy.0 as usize == row.policy)
    };
    rows.into_iter().filter(matches).collect()
}

fn filtered(rows: Vec<RulesRow>, find: &str) -> Vec<RulesRow> {
    let matches = |row: &RulesRow| {
        find.is_empty()
            || row.name.contains(find)
            || row.namespace.contains(find)
            || row.rule.sentence.to_lowercase().contains(find)
            || row.rule.ports.iter().any(|port| port.to_lowercase().contains(find))
            || row.rule.peers.iter().any(|end| end.what.to_lowercase().contains(find))
    };
    rows.into_iter().filter(matches).collect()
}

fn table(direction: Direction, says: &'static str, other: &'static str, rows: Vec<RulesRow>) -> impl IntoView {
    let title = if direction == Direction::Ingress { "Ingress" } else { "Egress" };
    let left_out = rows.len().saturating_sub(ROWS);
    let empty = rows.is_empty();
    view! {
        <section class="rules__section" aria-label=title>
            <h2 class="rules__title">{title} <span class="rules__says">{says}</span></h2>
            {if empty {
                view! { <p class="rules__none">"No policy applies in this direction: everything is allowed."</p> }.into_any()
            } else {
                view! {
                    <div class="rules__scroll" tabindex="0" role="region" aria-label=format!("{title} rules")>
                        <table class="rules__table">
                            <thead>
                                <tr>
                                    <th scope="col"><span class="visually-hidden">"Number"</span></th>
                                    <th scope="col">"On"</th>
                                    <th scope="col">"Policy"</th>
                                    <th scope="col">"Action"</th>
                                    <th scope="col">"Applies to"</th>
                                    <th scope="col">{other}</th>
                                    <th scope="col">"Ports"</th>
                                    <th scope="col">"In words"</th>
                                </tr>
                            </thead>
                            <tbody>{firsts(rows).map(|(row, is_first)| row_view(row, direction, is_first)).collect_view()}</tbody>
                        </table>
                    </div>
                }.into_any()
            }}
            {(left_out > 0).then(|| view! { <p class="rules__none">{format!("and {} more: type a name into Find.", grouped(left_out))}</p> })}
        </section>
    }
}

/// Rows with whether they are the first of their policy.
fn firsts(rows: Vec<RulesRow>) -> impl Iterator<Item = (RulesRow, bool)> {
    let mut seen = BTreeSet::new();
    rows.into_iter().take(ROWS).map(move |row| {
        let is_first = seen.insert(row.policy);
        (row, is_first)
    })
}

fn row_view(row: RulesRow, direction: Direction, is_first: bool) -> impl IntoView {
    let state: AppState = expect_context();
    let links = Links::from_context();
    let policy = row.policy;
    let selected = move || state.chosen.picked.with(|picked| *picked == Picked::Policy(policy));
    let rule = row.rule;
    let line = Memo::new(move |_| links.line_label(rule.span));
    let span = rule.span;
    let action = rule.action.to_lowercase();
    view! {
        <tr class:is-selected=selected class:is-off=rule.off class:is-added=row.change.is_some() data-rule=row.number data-off=rule.off.then_some("")>
            <td class="rules__number">{row.number}</td>
            <td class="rules__on"><RuleSwitch object=row.object.clone() index=rule.index direction=direction /></td>
            <td>
                {(is_first && rule.index.is_some()).then(|| view! { <PolicySwitch object=row.object /> })}
                <button type="button" class="rules__policy" on:click=move |_| links.select_policy(policy)>{shown(&row.name)}</button>
                {move || line.get().map(|line| view! {
                    <button type="button" class="rules__line" on:click=move |_| links.reveal(span)>{line}</button>
                })}
                {row.change.map(|change| view! { <RuleMark change=change /> })}
                {rule.tier.map(|tier| view! { <span class="rules__tier">{tier}</span> })}
            </td>
            <td><span class=format!("rules-action is-{action}")>{rule.action}</span></td>
            <td>{end_view(rule.target)}</td>
            <td>{folded(rule.peers, |end| end.what.clone(), |end| end_view(end).into_any())}</td>
            <td class="rules__ports">{folded(rule.ports, String::clone, |port| view! { <code>{port}</code> }.into_any())}</td>
            <td class="rules__words">{rule.sentence}</td>
        </tr>
    }
}

/// The first of many, and a button that shows the rest.
fn folded<T: Clone + Send + Sync + 'static>(
    items: Vec<T>,
    name: fn(&T) -> String,
    draw: fn(T) -> AnyView,
) -> impl IntoView {
    let unfolded = RwSignal::new(false);
    let more = items.len().saturating_sub(FIRST);
    if more < 2 {
        return items.into_iter().map(draw).collect_view().into_any();
    }
    let all = items.iter().take(LISTED).map(name).collect::<Vec<_>>().join(", ");
    let drawn = move || {
        let most = if unfolded.get() { items.len() } else { FIRST };
        items.iter().take(most).cloned().map(draw).collect_view()
    };
    view! {
        {drawn}
        <button
            type="button"
            class="rules__more"
            title=all
            aria-expanded=move || if unfolded.get() { "true" } else { "false" }
            on:click=move |_| unfolded.update(|unfolded| *unfolded = !*unfolded)
        >
            {move || if unfolded.get() { "fewer".to_owned() } else { format!("+{more}") }}
        </button>
    }
    .into_any()
}

fn end_view(end: RuleEnd) -> impl IntoView {
    view! {
        <span class="rules-who">
            <code class="rules-who__what">{end.what}</code>
            <span class="rules-who__place">{end.place}</span>
        </span>
    }
}
