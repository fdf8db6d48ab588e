//! The nearest miss: the rule that comes closest to allowing what is denied, criterion by criterion.

use leptos::prelude::*;
use podreach_session::page::inspector::{Cause, CriterionRow, Nearest};

use super::parts::{LineLink, code_spans, sign};
use crate::components::visible::shown;
use podreach_session::page::inspector::Standing;

/// The rule, what it asks, and the finding that names the cause.
#[component]
pub(super) fn NearestMiss(nearest: Nearest) -> impl IntoView {
    view! {
        <div class="inspector-nearest" data-nearest="">
            <div class="inspector-nearest__rule">
                <b class="inspector-rule__title">"Nearest: " {shown(&nearest.title)}</b>
                {nearest.span.map(|span| view! { <LineLink span=span /> })}
            </div>
            <ul class="inspector-nearest__criteria">
                {nearest.criteria.into_iter().map(criterion).collect_view()}
            </ul>
            {nearest.cause.map(cause)}
        </div>
    }
}

fn criterion(row: CriterionRow) -> impl IntoView {
    let CriterionRow { aspect, matches, wants, instead, span } = row;
    let (standing, word) = if matches { (Standing::Allowed, "matches") } else { (Standing::Blocked, "does not match") };
    view! {
        <li class=format!("inspector-nearest__row is-{}", standing.word()) data-criterion=aspect.to_string() data-matches=matches.to_string()>
            {sign(standing)}
            <span class="inspector-nearest__aspect">{aspect.to_string()} <span class="visually-hidden">", "{word}": "</span></span>
            <span class="inspector-nearest__says">
                {if matches { view! { <code>{shown(&wants)}</code> }.into_any() } else {
                    view! { "wants " <code>{shown(&wants)}</code> "; " {code_spans(&instead)} }.into_any()
                }}
                {span.filter(|_| !matches).map(|span| view! { " " <LineLink span=span /> })}
            </span>
        </li>
    }
}

fn cause(cause: Cause) -> impl IntoView {
    view! {
        <p class=format!("inspector-nearest__cause is-{}", cause.severity.as_str())>
            <b>{cause.code.to_string()}</b> " " {code_spans(&cause.message)}
            {cause.span.map(|span| view! { " " <LineLink span=span /> })}
        </p>
    }
}
