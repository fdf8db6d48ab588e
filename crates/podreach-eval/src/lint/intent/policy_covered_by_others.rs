//! A policy allows nothing that other policies do not allow already, and isolates nothing that they do not isolate.
//!
//! Found at the name of a policy with rules, where other policies of its namespace are sure to select all its pods, isolate them in
//! the same directions, and allow all that it does, whatever pods there are. Policies without rules, which deny by default, are left
//! out, and so is what a rule covers that allows everything. Policies that say exactly the same are a finding of their own (L92).
//!
//! ## Why it matters
//!
//! Policies add up. Without this one nothing would change, which may be what is wanted, or a sign that it is meant to say something
//! else.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: dns
//! spec:
//!   podSelector: {}
//!   policyTypes: [Egress]
//!   egress:
//!     - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: web-dns # L91
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - ports: [{port: 53, protocol: UDP}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: dns
//! spec:
//!   podSelector: {}
//!   policyTypes: [Egress]
//!   egress:
//!     - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: web-db
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to: [{podSelector: {matchLabels: {app: db}}}]
//!       ports: [{port: 5432}]
//! ```
//!
//! ## How to fix it
//!
//! Remove it, or correct it if it is meant to allow something else. Where the other policies are to go one day, keep it.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)

use std::collections::BTreeMap;

use podreach_syntax::{Diagnostic, Severity};

use crate::policy::{Policy, PolicyId};
use crate::sets::Operator;

use super::covered::{Allowing, allows_all, by_namespace, rules};
use super::identical_policies::Said;
use crate::lint::cluster_wide::within;
use crate::lint::input::NetworkPolicyAt;
use crate::lint::input::{BOTH, Input};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L91",
    name: "policy-covered-by-others",
    severity: Severity::Note,
    needs: &[],
    source: source!("policy_covered_by_others.rs"),
    check: Check::Run(check),
};

/// Policies that are shown.
const SHOWN: usize = 3;
/// Steps that comparing two selectors takes.
const COMPARISON: usize = 10;

/// A label that a selector asks for; none for selectors that ask for no single one.
type Asked<'a> = Option<(&'a str, &'a str)>;

/// The rules of a policy, of ingress and of egress.
type Rules<'a> = [Vec<Allowing<'a>>; 2];

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policies in by_namespace(input).into_values() {
        // A policy selects all pods of another one only where it asks for one of the labels that the other one asks for, or for
        // none.
        let mut by_label: BTreeMap<Asked<'_>, Vec<usize>> = BTreeMap::new();
        for (at, policy) in policies.iter().enumerate() {
            by_label.entry(labels(policy).next()).or_default().push(at);
        }
        let rules: Vec<Rules<'_>> =
            policies.iter().map(|policy| BOTH.map(|direction| rules(policy.policy, direction).collect())).collect();
        let mut gone = vec![false; policies.len()];
        for (at, policy) in policies.iter().enumerate().rev() {
            let asked = labels(policy).map(Some).chain([None]);
            let near = asked.filter_map(|label| by_label.get(&label)).flatten();
            let mut near: Vec<usize> =
                near.copied().filter(|other| *other != at && gone.get(*other) == Some(&false)).collect();
            near.sort_unstable();
            near.dedup();
            if !sink.spend(20 + near.len() * COMPARISON) {
                return;
            }
            let wider = near.iter().filter_map(|other| Some((policies.get(*other)?, rules.get(*other)?)));
            let wider = wider.filter(|(other, _)| selects_all(other, policy));
            let wider: Vec<(&Policy, &Rules<'_>)> = wider.map(|(other, rules)| (other.policy, rules)).collect();
            let Some(own) = rules.get(at) else { continue };
            let Some(by) = covered((policy.policy, own), &wider, sink) else { continue };
            let said = Said::of(policy.policy);
            if by.iter().filter_map(|id| input.analysis.policy(*id)).any(|other| Said::of(other) == said) {
                continue;
            }
            gone.get_mut(at).into_iter().for_each(|gone| *gone = true);
            sink.push(finding(input, policy, &by));
        }
    }
}

/// The labels that a policy's selector asks for by their value.
fn labels<'a>(policy: &NetworkPolicyAt<'a>) -> impl Iterator<Item = (&'a str, &'a str)> {
    policy.written.pod_selector.requirements().filter_map(|one| match &one.operator {
        Operator::Equals(value) => Some((&*one.key, &**value)),
        _ => None,
    })
}

/// Whether a policy is sure to select all pods of another one.
fn selects_all(wide: &NetworkPolicyAt<'_>, narrow: &NetworkPolicyAt<'_>) -> bool {
    let (wide, narrow) = (wide.policy.subject.pods(), narrow.policy.subject.pods());
    wide.zip(narrow).is_some_and(|(wide, narrow)| within(narrow, wide))
}

/// The policies that do all that one does; `None` where there are none.
fn covered(
    (policy, own): (&Policy, &Rules<'_>),
    wider: &[(&Policy, &Rules<'_>)],
    sink: &Sink<'_>,
) -> Option<Vec<PolicyId>> {
    if wider.is_empty() || own.iter().all(Vec::is_empty) {
        return None;
    }
    let mut by: Vec<PolicyId> = Vec::new();
    for (direction, at) in BOTH.into_iter().zip(0..).filter(|(direction, _)| policy.isolates(*direction)) {
        let mut isolating = wider.iter().filter(|(other, _)| other.isolates(direction)).peekable();
        let first = isolating.peek()?.0.id;
        let rules = isolating.filter_map(|(_, rules)| rules.get::<usize>(at)).flatten();
        let others: Vec<&Allowing<'_>> = rules.filter(|other| !allows_all(other.rule)).collect();
        let before = by.len();
        for rule in own.get(at).into_iter().flatten() {
            by.extend(rule.covered(&others, sink)?.iter().map(|other| other.at.policy));
        }
        if by.len() == before {
            by.push(first);
        }
    }
    by.sort_unstable();
    by.dedup();
    Some(by)
}

fn finding(input: &Input<'_>, policy: &NetworkPolicyAt<'_>, by: &[PolicyId]) -> Finding {
    let others: Vec<&Policy> = by.iter().filter_map(|id| input.analysis.policy(*id)).collect();
    let who = match &others[..] {
        [one] => format!("the policy `{}` does", one.name),
        several => format!("{} other policies together do", several.len()),
    };
    let message = format!("{who} all that this policy does to its pods");
    let mut diagnostic = Diagnostic::note(LINT.code, policy.written.meta.name.span, message)
        .help("whatever pods there are, removing it changes nothing as long as the others stay");
    for other in others.iter().take(SHOWN) {
        diagnostic =
            diagnostic.related(other.name_span, "this policy selects the same pods or more, and allows as much");
    }
    by.iter().fold(Finding::from(diagnostic).policy(policy.id), |found, other| found.policy(*other))
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use crate::{Options, analyze};

    fn found(specs: &[&str]) -> usize {
        let policy = |(at, spec): (usize, &&str)| {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p{at}, namespace: a}}\nspec: {{{spec}}}\n---\n"
            )
        };
        let sources = Sources::single("a.yaml", specs.iter().enumerate().map(policy).collect::<String>());
        analyze(&sources, &Options::default()).findings_of(&sources, |lint| lint.code == "L91").found.len()
    }

    #[test]
    fn what_others_do_together() {
        let web = "podSelector: {matchLabels: {app: web}}";
        let rule = "ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]";
        let wide = format!("podSelector: {{}}, {rule}");
        let narrow = format!("{web}, {rule}");
        assert_eq!(found(&[&wide, &narrow]), 1);
        assert_eq!(found(&[&narrow, &wide]), 1);
        assert_eq!(found(&[&narrow, &narrow]), 0, "that is L92");
        assert_eq!(found(&[&narrow]), 0);
        // Egress is isolated by the narrow one alone.
        assert_eq!(found(&[&wide, &format!("{narrow}, policyTypes: [Ingress, Egress]")]), 0);
        assert_eq!(
            found(&[
                &wide,
                &format!("{narrow}, policyTypes: [Ingress, Egress]"),
                "podSelector: {}, policyTypes: [Egress]"
            ]),
            1
        );
        // The wide one selects others.
        assert_eq!(found(&[&format!("podSelector: {{matchLabels: {{app: db}}}}, {rule}"), &narrow]), 0);
        // A default deny, and rules that allow everything.
        assert_eq!(found(&[&wide, "podSelector: {}, policyTypes: [Ingress]"]), 0);
        assert_eq!(found(&["podSelector: {}, ingress: [{}]", &narrow]), 0);
    }
}
