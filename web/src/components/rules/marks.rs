//! What a row says beside a baseline, and its switch.

use leptos::prelude::*;
use podreach_eval::diff::ChangeKind;
use podreach_eval::policy::{Direction, Off};
use podreach_picture::wording::grouped;
use podreach_session::page::RemovedRow;

use crate::components::compare::{OffSwitch, PlaceLink};
use crate::components::visible::shown;

/// Removed rules drawn at most.
const SHOWN: usize = 100;

/// The switch of a policy as a whole.
#[component]
pub(super) fn PolicySwitch(object: Off) -> impl IntoView {
    view! { <span class="rules__switch"><OffSwitch off=object /></span> }
}

/// The switch of a rule; of a policy without rules in the direction, that of the policy.
#[component]
pub(super) fn RuleSwitch(object: Off, index: Option<u32>, direction: Direction) -> impl IntoView {
    let off = match index {
        Some(index) => object.at(direction, index),
        None => object,
    };
    view! { <OffSwitch off=off /> }
}

/// `+ added`.
#[component]
pub(super) fn RuleMark(change: ChangeKind) -> impl IntoView {
    let (sign, word) = match change {
        ChangeKind::Added => ("+ ", "added"),
        ChangeKind::Removed => ("\u{2212} ", "removed"),
        ChangeKind::Changed => ("", "changed"),
    };
    view! { <span class=format!("rules__mark is-{word}")><span aria-hidden="true">{sign}</span>{word}</span> }
}

/// Rules that the baseline has and the sources have no more, whose policy or namespace contains what is looked for.
pub(super) fn removed_view(rows: Vec<RemovedRow>, find: &str, wants: impl Fn(Direction) -> bool) -> Option<AnyView> {
    let matches = |row: &RemovedRow| wants(row.direction) && (row.name.contains(find) || row.namespace.contains(find));
    let rows: Vec<RemovedRow> = rows.into_iter().filter(matches).collect();
    let more = rows.len().saturating_sub(SHOWN);
    (!rows.is_empty()).then(|| view! {
        <section class="rules__section" aria-label="Removed">
            <h2 class="rules__title">"Removed" <span class="rules__says">"these rules are in the baseline and not in the sources"</span></h2>
            <ul class="rules__removed">
                {rows.into_iter().take(SHOWN).map(|row| view! {
                    <li class="rules__removal">
                        <RuleMark change=ChangeKind::Removed />
                        <b>{shown(&row.name)}</b>
                        <span>{row.direction.as_str()} " " {shown(&row.rule.sentence)}</span>
                        <PlaceLink place=row.place />
                    </li>
                }).collect_view()}
            </ul>
            {(more > 0).then(|| view! { <p class="rules__none">{format!("and {} more", grouped(more))}</p> })}
        </section>
    }.into_any())
}
