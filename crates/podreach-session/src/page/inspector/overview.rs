//! What the inspector says when nothing is selected: the picture as a whole.

use std::collections::BTreeSet;
use std::sync::Arc;

use podreach_eval::policy::Policy;
use podreach_eval::{Analysis, explain};
use serde::{Deserialize, Serialize};

use super::policy::directions;

/// Policies named; the table of rules has all.
const LISTED_POLICIES: usize = 12;

/// The picture in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Workloads of the input.
    pub workloads: usize,
    /// Namespaces with a workload.
    pub namespaces: usize,
    /// Policies that take part.
    pub policies: usize,
    /// Representatives of pods that are not in the input.
    pub representatives: usize,
    /// The first policies.
    pub listed: Vec<OverviewPolicy>,
    /// Workloads isolated in both directions, in one, in none.
    pub isolated: [usize; 3],
    /// Whether there is no picture, because the input is too much for one evaluation.
    pub exceeded: bool,
}

/// A policy in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewPolicy {
    /// Index in the analysis.
    pub index: usize,
    /// Its name.
    pub name: String,
    /// Its namespace, where policies are in several.
    pub place: String,
    /// What it isolates, and its tier where there is more than one.
    pub says: String,
}

/// Counts the picture.
pub(super) fn overview(analysis: &Analysis) -> Overview {
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
    overview.listed = listed(analysis);
    overview.namespaces = namespaces.len();
    overview.workloads = workloads.len();
    overview
}

fn listed(analysis: &Analysis) -> Vec<OverviewPolicy> {
    let first = analysis.policies.list.first().map(|policy| policy.namespace.as_deref());
    let several = analysis.policies.list.iter().any(|policy| Some(policy.namespace.as_deref()) != first);
    let row = |(index, policy): (usize, &Arc<Policy>)| {
        let directions = directions(policy);
        let says = explain::tier_words(analysis, policy)
            .map_or_else(|| format!("isolates {directions}"), |tier| format!("{directions}, {tier}"));
        let place = policy.namespace.as_deref().filter(|_| several).unwrap_or_default().to_owned();
        OverviewPolicy { index, name: policy.name.to_string(), place, says }
    };
    analysis.policies.list.iter().enumerate().take(LISTED_POLICIES).map(row).collect()
}

#[cfg(test)]
mod tests {
    use podreach_eval::{Options, analyze};
    use podreach_syntax::{Limits, Sources};

    use super::*;

    #[test]
    fn policies_say_where_they_are_where_that_differs() {
        let policy = |namespace: &str| {
            format!(
                "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: deny, namespace: {namespace}}}\n\
                 spec: {{podSelector: {{}}}}\n"
            )
        };
        let places = |namespaces: &[&str]| -> Vec<String> {
            let text: String = namespaces.iter().map(|namespace| policy(namespace)).collect();
            let listed = overview(&analyze(&Sources::single("a.yaml", &text), &Options::default())).listed;
            listed.into_iter().map(|policy| policy.place).collect()
        };
        assert_eq!(places(&["a"]), [""]);
        assert_eq!(places(&["a", "b"]), ["a", "b"]);
    }

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
        let evaluated = with(Limits::PAGE.steps);
        assert!(!evaluated.exceeded && evaluated.workloads == 1 && evaluated.policies == 1);
    }
}
