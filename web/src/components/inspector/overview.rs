//! The inspector's page when nothing is selected: the picture as a whole.

use leptos::prelude::*;
use podreach_picture::wording::grouped;
use podreach_session::page::findings::Row;
use podreach_session::page::inspector::{Overview, OverviewPolicy};
use podreach_syntax::Severity;

use super::parts::{Block, code_spans};
use super::whole::{NotDrawn, WholePage};
use crate::components::links::Links;
use crate::components::visible::shown;
use crate::state::AppState;

/// An input of more workloads is told about by numbers; a smaller one can be looked at.
const FEW: usize = 12;

/// Findings shown; the list of findings has all.
const FINDINGS: usize = 4;

/// `1 policy`, `2 policies`.
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// Numbers, findings, how to go on.
#[component]
pub(crate) fn OverviewPage(overview: Overview) -> impl IntoView {
    let links = Links::from_context();
    let nothing = overview.workloads == 0 && overview.policies == 0;
    let title = if overview.exceeded {
        "Not evaluated".to_owned()
    } else if nothing {
        "Nothing to evaluate".to_owned()
    } else if overview.workloads > 0 {
        count(overview.workloads, "workload", "workloads")
    } else {
        count(overview.policies, "policy", "policies")
    };
    let [both, one, none] = overview.isolated;
    let large = overview.workloads > FEW;
    let mut parts = vec![count(overview.policies, "policy", "policies")];
    if overview.workloads > 0 {
        parts.push(count(overview.namespaces, "namespace", "namespaces"));
    }
    if overview.representatives > 0 {
        parts.push(format!("{} not in your YAML", grouped(overview.representatives)));
    }
    if overview.exceeded {
        parts = vec!["too much for one evaluation".to_owned()];
    } else if nothing {
        parts = vec!["no workload and no policy that takes part".to_owned()];
    }
    let hidden_policies = overview.policies.saturating_sub(overview.listed.len());
    view! {
        <article class="inspector__page inspector__page--overview">
            <header class="inspector__verdict">
                <h2 class="inspector__title">{title}</h2>
                <p class="inspector__summary">{parts.join(", ")}</p>
            </header>
            {large.then(|| view! { <WholePage /> })}
            {(overview.workloads > 0 && !large).then(|| view! {
                <Block title="Isolation of workloads">
                    <dl class="inspector-counts">
                        <div><dt>"ingress and egress"</dt><dd>{both}</dd></div>
                        <div><dt>"one direction"</dt><dd>{one}</dd></div>
                        <div><dt>"not isolated"</dt><dd>{none}</dd></div>
                    </dl>
                </Block>
            })}
            {(!large && !nothing).then(|| view! { <NotDrawn /> })}
            {(!overview.listed.is_empty()).then(|| view! {
                <Block title="Policies">
                    <ul class="inspector-entries">
                        {overview.listed
                            .into_iter()
                            .map(|OverviewPolicy { index, name, place, says }| view! {
                                <li class="inspector-entry">
                                    <button
                                        type="button"
                                        class="inspector-entry__name"
                                        on:click=move |_| links.select_policy(index)
                                    >
                                        {shown(&name)}
                                    </button>
                                    {(!place.is_empty()).then(|| view! { <span class="inspector-entry__place">{shown(&place)}</span> })}
                                    <span class="inspector-entry__says">{says}</span>
                                </li>
                            })
                            .collect_view()}
                    </ul>
                    {(hidden_policies > 0).then(|| view! { <p class="inspector__hint">{format!("and {} more", grouped(hidden_policies))}</p> })}
                </Block>
            })}
            <WorthReading />
            {(!nothing).then(|| view! {
                <Block title="Next">
                    <p class="inspector__hint">
                        "Select an arrow to see which rules decide it, or a workload to see everything it reaches."
                    </p>
                </Block>
            })}
        </article>
    }
}

/// The errors and warnings to read first.
#[component]
fn WorthReading() -> impl IntoView {
    let state: AppState = expect_context();
    let found = state.analysed.findings;
    move || {
        let found = found.get();
        let worth: Vec<&Row> = found.rows.iter().filter(|row| row.severity != Severity::Note).collect();
        let more = worth.len().saturating_sub(FINDINGS);
        let rows: Vec<Row> = worth.into_iter().take(FINDINGS).cloned().collect();
        (!rows.is_empty()).then(|| {
            view! {
                <Block title="Findings">
                    {rows.into_iter().map(|row| finding(state, row)).collect_view()}
                    {(more > 0).then(|| view! {
                        <p class="inspector__hint">{format!("and {} more under Findings", grouped(more))}</p>
                    })}
                </Block>
            }
        })
    }
}

fn finding(state: AppState, row: Row) -> impl IntoView {
    let says = row.message().map_or_else(|| row.title.clone(), str::to_owned);
    let count = row.places.len();
    view! {
        <button type="button" class=format!("inspector-finding is-{}", row.severity.as_str()) on:click=move |_| state.select_finding(&row, 0)>
            <span>{code_spans(&says)}</span>
            {(count > 1).then(|| view! { <span class="badge">"\u{d7}" {grouped(count)}</span> })}
        </button>
    }
}
