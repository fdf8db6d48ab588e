//! Rules that would allow what an end denies, if only their policy selected it: it fails to by one label.

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId};
use crate::policy::{Action, Direction, NamespaceScope, Policy, RuleRef, TierId};
use crate::query::Miss;
use crate::reach::classes::Class;
use crate::sets::{ConnectionSet, Selector};
use crate::text::distance;

use super::matching::Found;

/// At most this many of them are named.
const NAMED: usize = 2;
/// At most this many rules of such policies are looked at.
const LOOKED_AT: usize = 256;

impl Analysis {
    /// Rules of policies that select other pods, and that match the other end and what is asked. `last` is the tier that denies.
    pub(super) fn unselected(
        &self,
        (endpoint, direction): (EndpointId, Direction),
        other: (&Class, u32),
        asked: &ConnectionSet,
        last: TierId,
    ) -> Vec<Miss> {
        let (end, class_id) = (self.endpoint(endpoint), self.class_of(endpoint));
        let Some(class) = self.world.classes.get(class_id) else { return Vec::new() };
        let applied = self.world.engine.side(direction).policies(class_id);
        let near = self
            .policies
            .list
            .iter()
            .filter(|policy| policy.tier <= last && !applied.contains(&policy.id) && nearly_selects(policy, end));
        let (other_class, other) = other;
        let ends = self.world.classes.end_ports(direction, class, other_class);
        let rules = near.flat_map(|policy| {
            let compiled = self.world.compiled.get(policy.id.0 as usize);
            let rules = compiled.and_then(|compiled| compiled.rules(direction)).unwrap_or(&[]);
            rules.iter().map(|rule| (policy.tier, rule))
        });
        let allowing = rules.take(LOOKED_AT).filter(|(_, rule)| rule.action == Action::Allow && !rule.off);
        let matching = allowing.filter(|(_, rule)| !rule.matches(class_id, other, class.family).is_none());
        let found = matching.filter_map(|(tier, rule)| self.found(tier, rule, ends));
        let found = found.filter(|found: &Found<'_>| !found.ports.intersection(asked).is_none());
        let miss = |rule: RuleRef| Miss { rule, peer_matches: true, port_matches: true, selects: false };
        found.map(|found| miss(found.rule.origin)).take(NAMED).collect()
    }
}

/// Whether a policy of the pod's own namespace fails to select it by one label, which the pod has spelled otherwise, under
/// another key, or beside others that match.
fn nearly_selects(policy: &Policy, end: &Endpoint) -> bool {
    let Some(subject) = policy.subject.pods() else { return false };
    let here = matches!(&subject.namespaces, NamespaceScope::Named(name) if Some(name) == end.namespace.as_ref());
    here && end.is_workload() && nearly_matches(&subject.pods, end)
}

fn nearly_matches(selector: &Selector, end: &Endpoint) -> bool {
    let all = selector.conjunction().unwrap_or(&[]);
    let mut failing = all.iter().filter(|one| !one.matches(&end.labels));
    let (Some(only), None) = (failing.next(), failing.next()) else { return false };
    let values = only.operator.needed_values().unwrap_or(&[]);
    let near = |has: &str| values.iter().any(|value| distance(value, has) <= 1 + value.len() / 6);
    let otherwise = end.labels.get(&only.key).is_some_and(|has| near(has));
    let elsewhere = end.labels.values().any(|has| values.contains(has));
    otherwise || elsewhere || all.len() > 1
}

#[cfg(test)]
mod tests {
    use crate::query::Question;
    use crate::{Options, analyze};
    use podreach_syntax::Sources;

    fn misses(pod: &str, selector: &str) -> Vec<(bool, bool)> {
        let text = format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: db, labels: {{{pod}}}}}, spec: {{containers: [{{name: c}}]}}}}\n---\n\
             {{apiVersion: v1, kind: Pod, metadata: {{name: web, labels: {{app: web}}}}, spec: {{containers: [{{name: c}}]}}}}\n---\n\
             {{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: deny}}, spec: {{podSelector: {{}}, policyTypes: [Ingress]}}}}\n---\n\
             {{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: db}}, spec: {{podSelector: {{matchLabels: {{{selector}}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: web}}}}}}]}}]}}}}\n"
        );
        let analysis = analyze(&Sources::single("a.yaml", text), &Options::default());
        let id = |name: &str| analysis.endpoint_ids().find(|(_, one)| one.name == name).unwrap().0;
        let verdict = analysis.verdict(id("web"), id("db"), &Question::Anything);
        verdict.ingress.misses.iter().map(|miss| (miss.selects, miss.peer_matches && miss.port_matches)).collect()
    }

    #[test]
    fn a_policy_that_nearly_selects_the_pod_is_named() {
        let named = [(false, true)];
        assert_eq!(misses("app: db", "app: Db"), named);
        assert_eq!(misses("k8s-app: db", "app: db"), named);
        assert_eq!(misses("app: db, tier: data", "app: db, tier: backend"), named);
    }

    #[test]
    fn others_are_not() {
        assert_eq!(misses("app: db", "app: frontend"), []);
        assert_eq!(misses("app: x, tier: y", "app: db, tier: data"), []);
    }
}
