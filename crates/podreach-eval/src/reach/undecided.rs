//! Which other ends nothing decides about: no tier isolates, and no rule allows or denies.

use crate::budget::Budget;
use crate::policy::Action;
use crate::sets::{ConnectionSet, Intervals};

use super::sweep::Part;
use super::walk::Isolating;

/// Classes of the other end about which the policies of a group say nothing: none where a tier isolates, else those that
/// no rule names that allows or denies. A rule behind a Pass that takes all of its ports is never asked.
///
/// `parts` are in evaluation order.
pub(super) fn undecided(isolating: &Isolating, parts: &[Part], budget: &Budget) -> Intervals<u32> {
    if isolating.any() {
        return Intervals::empty();
    }
    let mut decided: Vec<(u32, u32)> = Vec::new();
    // Passes of the tier at hand, with those of equal ports together.
    let mut passed: Vec<(&ConnectionSet, Intervals<u32>)> = Vec::new();
    let mut tier = None;
    for part in parts {
        if tier != Some(part.tier) {
            passed.clear();
            tier = Some(part.tier);
        }
        if !budget.spend(1 + passed.len()) {
            break;
        }
        let named = || Intervals::from_ranges(part.ranges.clone());
        if part.action == Action::Pass {
            match passed.iter_mut().find(|(ports, _)| **ports == part.connections) {
                Some((_, classes)) => *classes = classes.union(&named()),
                None => passed.push((&part.connections, named())),
            }
            continue;
        }
        let covers = |(ports, _): &&(&ConnectionSet, Intervals<u32>)| part.connections.is_subset(ports);
        let mut covering = passed.iter().filter(covers).peekable();
        if covering.peek().is_none() {
            decided.extend_from_slice(&part.ranges);
        } else {
            let left = covering.fold(named(), |left, (_, classes)| left.difference(classes));
            decided.extend_from_slice(left.ranges());
        }
    }
    Intervals::range(0, u32::MAX).difference(&Intervals::from_ranges(decided))
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use crate::options::Options;
    use crate::pipeline::analyze;

    const PODS: &str = "
{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: front, labels: {app: a}}, spec: {containers: [{name: c}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: back, labels: {app: b}}, spec: {containers: [{name: c}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: mon, namespace: ops, labels: {app: mon}}, spec: {containers: [{name: c}]}}
---
";

    /// The states of all pairs into `back/b`, under an admin policy with these rules for its ingress.
    fn into_b(rules: &str) -> Vec<(String, &'static str)> {
        let policy = format!(
            "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {{name: p}}\nspec:\n  priority: 5\n  subject: {{namespaces: {{matchLabels: {{kubernetes.io/metadata.name: back}}}}}}\n  ingress: {rules}\n"
        );
        let analysis = analyze(&Sources::single("a.yaml", format!("{PODS}{policy}")), &Options::default());
        let to = analysis.endpoint_by_id("back/b").unwrap();
        let ids = analysis.endpoint_ids().filter(|(id, endpoint)| *id != to && endpoint.is_workload());
        ids.map(|(id, endpoint)| (endpoint.id.clone(), analysis.pair(id, to).state.as_str())).collect()
    }

    fn named(name: &str) -> String {
        format!("from: [{{namespaces: {{matchLabels: {{kubernetes.io/metadata.name: {name}}}}}}}]")
    }

    #[test]
    fn a_policy_that_only_adds_rules_leaves_the_rest_open() {
        let rules = format!("[{{action: Allow, {}}}]", named("ops"));
        assert_eq!(into_b(&rules), [("front/a".into(), "open"), ("ops/mon".into(), "allowed")]);
        let rules =
            format!("[{{action: Deny, {}, ports: [{{portNumber: {{protocol: TCP, port: 80}}}}]}}]", named("ops"));
        assert_eq!(into_b(&rules), [("front/a".into(), "open"), ("ops/mon".into(), "allowed")]);
    }

    #[test]
    fn a_rule_behind_a_pass_decides_nothing() {
        let (pass, allow) =
            (format!("{{action: Pass, {}}}", named("ops")), "{action: Allow, from: [{namespaces: {}}]}");
        assert_eq!(into_b(&format!("[{pass}]")), [("front/a".into(), "open"), ("ops/mon".into(), "open")]);
        let rules = format!("[{pass}, {allow}]");
        assert_eq!(into_b(&rules), [("front/a".into(), "allowed"), ("ops/mon".into(), "open")]);
        // A Pass of one port leaves the others to the next rule.
        let some = format!("{{action: Pass, {}, ports: [{{portNumber: {{protocol: TCP, port: 80}}}}]}}", named("ops"));
        assert_eq!(into_b(&format!("[{some}, {allow}]"))[1].1, "allowed");
    }
}
