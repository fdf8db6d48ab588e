//! The list of what changed: pairs with their ports, and the rules that do it with their lines.

use leptos::prelude::*;
use podreach_picture::wording::grouped;
use podreach_session::page::changes::{ChangePlace, ChangeRow, ChangeRule};

use super::says::{Sign, sign};
use super::state::{CompareState, edge};
use crate::address::is_embedded;
use crate::components::links::{Links, Picked};
use crate::components::visible::{escaped, shown};
use crate::state::AppState;

/// The list.
#[component]
pub(crate) fn ChangeList() -> impl IntoView {
    let compare: CompareState = expect_context();
    view! {
        {move || {
            let changes = compare.changes.get();
            rows(changes.pairs.list, changes.pairs.rest)
        }}
    }
}

/// Rows, and how many there are besides.
pub(super) fn rows(list: Vec<ChangeRow>, rest: u64) -> impl IntoView {
    view! {
        <ul class="compare-list">{list.into_iter().map(row).collect_view()}</ul>
        {(rest > 0).then(|| view! { <p class="compare-page__hint">{format!("and {} more", grouped(rest))}</p> })}
    }
}

fn row(row: ChangeRow) -> impl IntoView {
    let state: AppState = expect_context();
    let (thing, own) = (edge(&row), edge(&row));
    let selected = move || state.chosen.picked.with(|picked| *picked == own);
    let what = Sign::from(row.change.what);
    let (from, to, word) = (row.from.to_string(), row.to.to_string(), row.change.what.as_str());
    view! {
        <li class=format!("compare-item {}", what.class()) data-change=word data-change-from=from data-change-to=to>
            <button type="button" class="compare-item__pair" aria-pressed=move || selected().to_string() on:click=move |_| select(state, thing.clone())>
                {sign(what)}
                <span class="compare-item__what">{row.change.what.as_str()}</span>
                <b class="compare-item__ends">{shown(&row.source)} " \u{2192} " {shown(&row.destination)}</b>
                <code class="compare-item__ports">{shown(&ports(&row))}</code>
            </button>
            {rules(row)}
        </li>
    }
}

fn select(state: AppState, thing: Picked) {
    state.chosen.picked.set(thing);
}

/// `TCP 53`; where one side opens and the other closes, with their signs.
fn ports(row: &ChangeRow) -> String {
    match (row.change.opens.as_str(), row.change.closes.as_str()) {
        (opens, "") => opens.to_owned(),
        ("", closes) => closes.to_owned(),
        (opens, closes) => format!("+ {opens} \u{2212} {closes}"),
    }
}

/// What does it: rules with their lines, and facts about the ends.
pub(super) fn rules(row: ChangeRow) -> impl IntoView {
    let more = row.more_rules;
    view! {
        <ul class="compare-rules">
            {row.rules.into_iter().map(rule).collect_view()}
            {(more > 0).then(|| view! { <li class="compare-rules__note">{format!("and {} more rules", grouped(more))}</li> })}
            {row.notes.into_iter().map(|note| view! { <li class="compare-rules__note">{shown(&note)}</li> }).collect_view()}
            {row.left_out.then(|| view! { <li class="compare-rules__note">"So much changed that the rules are not worked out."</li> })}
        </ul>
    }
}

fn rule(rule: ChangeRule) -> impl IntoView {
    let title = escaped(&rule.sentence).into_owned();
    view! {
        <li class="compare-rules__rule">
            <span title=title>{shown(&words(&rule))}</span>
            <PlaceLink place=rule.place />
        </li>
    }
}

/// `api-netpol, egress rule 2, removed`.
fn words(rule: &ChangeRule) -> String {
    let what = match rule.rule {
        Some(number) => format!("{} rule {number}", rule.direction.as_str()),
        None => rule.sentence.clone(),
    };
    let mark = if rule.off {
        ", off"
    } else if rule.place.baseline {
        ", removed"
    } else if rule.change == Some(podreach_eval::diff::ChangeKind::Added) {
        ", new policy"
    } else {
        ""
    };
    format!("{}, {what}{mark}", rule.policy.name)
}

/// `line 89` in the work, `baseline 60` in the baseline.
#[component]
pub(crate) fn PlaceLink(place: ChangePlace) -> AnyView {
    let links = Links::from_context();
    let compare: CompareState = expect_context();
    let ChangePlace { baseline, source, line, span, label } = place;
    let says = if baseline || label.contains(' ') { label } else { format!("line {label}") };
    let whole = format!("{says} of {source}");
    let show = move || match span {
        Some(span) => links.reveal(span),
        None => compare.preview.set(Some((source.clone(), line))),
    };
    let title = escaped(&whole).into_owned();
    if is_embedded() && !baseline {
        return view! { <span class="line-link" title=title><span>{shown(&says)}</span></span> }.into_any();
    }
    view! { <button type="button" class="line-link" title=title on:click=move |_| show()><span>{shown(&says)}</span></button> }.into_any()
}

#[cfg(test)]
mod tests {
    use podreach_eval::policy::{Direction, Off};

    use super::*;

    fn found(off: bool, baseline: bool, rule: Option<u32>) -> String {
        let policy =
            Off { group: String::new(), kind: "NetworkPolicy".into(), namespace: None, name: "api".into(), rule: None };
        let place = ChangePlace { baseline, source: "a.yaml".into(), line: 60, span: None, label: "60".into() };
        let sentence = "isolates egress".to_owned();
        words(&ChangeRule {
            policy,
            index: None,
            change: None,
            off,
            direction: Direction::Egress,
            rule,
            sentence,
            now: false,
            place,
        })
    }

    #[test]
    fn a_rule_says_where_it_stood_and_that_it_is_off() {
        assert_eq!(found(false, true, Some(2)), "api, egress rule 2, removed");
        assert_eq!(found(true, false, Some(2)), "api, egress rule 2, off");
        assert_eq!(found(false, false, None), "api, isolates egress");
    }
}
