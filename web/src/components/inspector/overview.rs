//! What the inspector says when nothing is selected: the picture as a whole.

use std::collections::BTreeSet;

use leptos::prelude::*;
use podreach_eval::{Analysis, explain};
use podreach_syntax::{Severity, Span};

use super::parts::{Block, LineLink, code_spans};
use crate::components::links::Links;
use crate::components::visible::shown;

/// Findings shown; the list of problems has all.
const LISTED_FINDINGS: usize = 4;

/// The picture in numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Overview {
    pub(crate) workloads: usize,
    pub(crate) namespaces: usize,
    pub(crate) policies: usize,
    pub(crate) representatives: usize,
    /// Workloads isolated in both directions, in one, in none.
    pub(crate) isolated: [usize; 3],
    pub(crate) findings: Vec<Finding>,
    pub(crate) more_findings: usize,
    /// Whether there is no picture, because the input is too much for one evaluation.
    pub(crate) exceeded: bool,
}

/// A finding worth reading first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    pub(crate) severity: &'static str,
    pub(crate) message: String,
    pub(crate) span: Option<Span>,
}

/// Counts the picture.
pub(crate) fn overview(analysis: &Analysis) -> Overview {
    let mut overview =
        Overview { policies: analysis.policies.list.len(), exceeded: analysis.exceeded, ..Overview::default() };
    let mut namespaces = BTreeSet::new();
    // Pods of one workload that are distinguished are one workload all the same.
    let mut workloads = BTreeSet::new();
    for endpoint in analysis.endpoints.iter().filter(|endpoint| !endpoint.hidden) {
        if endpoint.is_representative() {
            overview.representatives += 1;
        }
        if !endpoint.is_workload() {
            continue;
        }
        workloads.insert((endpoint.namespace.as_deref(), endpoint.workload()));
        namespaces.extend(endpoint.namespace.as_deref());
        let open_ends = usize::from(!endpoint.ingress.isolated) + usize::from(!endpoint.egress.isolated);
        if let Some(count) = overview.isolated.get_mut(open_ends) {
            *count += 1;
        }
    }
    overview.namespaces = namespaces.len();
    overview.workloads = workloads.len();
    let worth = |severity| severity != Severity::Note;
    let findings: Vec<_> = analysis.by_importance().into_iter().filter(|found| worth(found.severity)).collect();
    overview.more_findings = findings.len().saturating_sub(LISTED_FINDINGS);
    overview.findings = findings
        .into_iter()
        .take(LISTED_FINDINGS)
        .map(|found| Finding { severity: found.severity.as_str(), message: found.message.clone(), span: found.span })
        .collect();
    overview
}

/// `1 policy`, `2 policies`.
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
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
    let mut parts = vec![count(overview.policies, "policy", "policies")];
    if overview.workloads > 0 {
        parts.push(count(overview.namespaces, "namespace", "namespaces"));
    }
    if overview.representatives > 0 {
        parts.push(format!("{} not in your YAML", overview.representatives));
    }
    if overview.exceeded {
        parts = vec!["too much for one evaluation".to_owned()];
    } else if nothing {
        parts = vec!["no workload and no policy that takes part".to_owned()];
    }
    // The whole page is drawn anew with each analysis.
    let policies = untrack(|| {
        links.with_analysis(|analysis| {
            let list = analysis.policies.list.iter().enumerate().take(12);
            list.map(|(index, policy)| {
                let directions = super::policy::directions(policy);
                let says = explain::tier_words(analysis, policy)
                    .map_or_else(|| format!("isolates {directions}"), |tier| format!("{directions}, {tier}"));
                (index, policy.name.to_string(), says)
            })
            .collect::<Vec<_>>()
        })
    });
    let hidden_policies = overview.policies.saturating_sub(policies.len());
    view! {
        <article class="inspector__page inspector__page--overview">
            <header class="inspector__verdict">
                <h2 class="inspector__title">{title}</h2>
                <p class="inspector__summary">{parts.join(", ")}</p>
            </header>
            {(overview.workloads > 0).then(|| view! {
                <Block title="Isolation">
                    <dl class="inspector-counts">
                        <div><dt>"isolated in and out"</dt><dd>{both}</dd></div>
                        <div><dt>"isolated one way"</dt><dd>{one}</dd></div>
                        <div><dt>"open both ways"</dt><dd>{none}</dd></div>
                    </dl>
                </Block>
            })}
            {(!policies.is_empty()).then(|| view! {
                <Block title="Policies">
                    <ul class="inspector-entries">
                        {policies
                            .into_iter()
                            .map(|(index, name, says)| view! {
                                <li class="inspector-entry">
                                    <button
                                        type="button"
                                        class="inspector-entry__name"
                                        on:click=move |_| links.select_policy(index)
                                    >
                                        {shown(&name)}
                                    </button>
                                    <span class="inspector-entry__says">{says}</span>
                                </li>
                            })
                            .collect_view()}
                    </ul>
                    {(hidden_policies > 0).then(|| view! { <p class="inspector__hint">{format!("and {hidden_policies} more")}</p> })}
                </Block>
            })}
            {(!overview.findings.is_empty()).then(|| view! {
                <Block title="Problems">
                    {overview.findings.into_iter().map(|found| finding(&found)).collect_view()}
                    {(overview.more_findings > 0).then(|| view! {
                        <p class="inspector__hint">{format!("and {} more under Problems", overview.more_findings)}</p>
                    })}
                </Block>
            })}
            {(!nothing).then(|| view! {
                <Block title="Read on">
                    <p class="inspector__hint">
                        "Select an arrow to see which rules decide it, or a workload to see everything it reaches."
                    </p>
                </Block>
            })}
        </article>
    }
}

fn finding(finding: &Finding) -> impl IntoView + use<> {
    view! {
        <div class=format!("inspector-finding is-{}", finding.severity)>
            <span>{code_spans(&finding.message)}</span>
            {finding.span.map(|span| view! { <LineLink span=span /> })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use podreach_eval::{Options, analyze};
    use podreach_syntax::{Limits, Sources};

    use super::*;

    #[test]
    fn an_input_that_is_too_much_says_so_first() {
        let yaml = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\n\
                    apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: b}\nspec: {podSelector: {}}\n";
        let sources = Sources::single("a.yaml", yaml);
        let with = |steps| {
            let limits = Limits { steps, ..Limits::PAGE };
            overview(&analyze(&sources, &Options { limits, ..Options::default() }))
        };
        let exceeded = with(0);
        assert!(exceeded.exceeded && exceeded.workloads == 0);
        assert!(exceeded.findings.first().is_some_and(|found| found.message.starts_with("the input is not evaluated")));
        let evaluated = with(Limits::PAGE.steps);
        assert!(!evaluated.exceeded && evaluated.workloads == 1 && evaluated.policies == 1);
    }
}
