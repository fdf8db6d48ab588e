//! A rule allows connections that the policies at their other end do not allow.
//!
//! Found at a peer of a rule where workloads of the input are at both ends, the other ends are all isolated by policies, and no rule
//! of these allows any port of the rule between any two of them. Rules of which a part can be used are left alone, and so are peers
//! that select namespaces by labels other than `kubernetes.io/metadata.name`, unless the input holds the pods of a whole cluster (those
//! of `kube-system` among them). Nothing is said where policies of the other ends are not evaluated: policies of other projects, and
//! those that the API server rejects.
//!
//! ## Why it matters
//!
//! A connection passes if egress of its source and ingress of its destination both allow it. A rule at one end alone opens nothing,
//! and the connection runs into a timeout although a rule for it stands there.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: web}]}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: db, namespace: shop, labels: {app: db}}
//! spec: {containers: [{name: db, image: db}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - podSelector: {matchLabels: {app: web}} # L30
//!       ports: [{port: 5432}]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress: [{ports: [{port: 53, protocol: UDP}]}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: web}]}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: db, namespace: shop, labels: {app: db}}
//! spec: {containers: [{name: db, image: db}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: db, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: db}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - podSelector: {matchLabels: {app: web}}
//!       ports: [{port: 5432}]
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - ports: [{port: 53, protocol: UDP}]
//!     - to: [{podSelector: {matchLabels: {app: db}}}]
//!       ports: [{port: 5432}]
//! ```
//!
//! ## How to fix it
//!
//! Allow the connection at the other end too, on the port of the pod. If it is not meant to pass, remove the peer,
//! or the whole rule where it is the only one: a rule without peers allows everyone.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, the two sorts of pod isolation](https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation)

use std::collections::BTreeSet;

use podreach_syntax::{Diagnostic, Severity};

use crate::inventory::EndpointId;
use crate::kinds::{NetworkPeer, PeerNamespaces};
use crate::policy::{Direction, RuleRef};

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::together::together;
use crate::lint::vain::{DecidedBy, NAMED_PAIRS, Vain, depends, on_nodes, vain};
use crate::lint::words::Workloads;

use super::common::{NotEvaluated, is_governed};

pub(super) static LINT: Lint = Lint {
    code: "L30",
    name: "allowed-at-one-end",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: source!("allowed_at_one_end.rs"),
    check: Check::Run(check),
};

/// Peers with a finding each.
const MOST: usize = 10;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    // What cluster-wide policies deny at the other end is denied on purpose.
    let governed = [Direction::Ingress, Direction::Egress].map(|direction| is_governed(input, direction));
    let not_evaluated = NotEvaluated::new(input);
    let (mut asked, mut found) = (0, Vec::new());
    for policy in input.network_policies() {
        let subject = input.subject(policy.id);
        for (at, rule) in policy.all_rules() {
            let [ingress, egress] = governed;
            let is_governed = if at.direction == Direction::Ingress { egress } else { ingress };
            let compiled = input.analysis.world.compiled.get(policy.id.0 as usize);
            let compiled = compiled.and_then(|policy| policy.rules(at.direction)?.get(at.index as usize));
            let Some(compiled) = compiled.filter(|_| !is_governed) else { continue };
            for (index, peer) in rule.peers.iter().enumerate() {
                let NetworkPeer::Pods { namespaces, pods, span, .. } = peer else { continue };
                if !sink.spend(8) {
                    return;
                }
                // Pods that the input does not hold may be meant.
                if let PeerNamespaces::Matching(selector) = namespaces
                    && !input.knows_namespaces_of(selector)
                {
                    continue;
                }
                let others = input.peer(at, index);
                let ends = (&subject, &others);
                let vain = vain(input, sink, compiled, ends, pods.is_empty(), DecidedBy::OtherEnd);
                let Some(vain) = vain else { continue };
                // Policies that are not evaluated may allow it, once they are.
                let may_allow = |id: &EndpointId| {
                    let namespace = input.endpoint(*id).namespace.as_deref();
                    namespace.is_some_and(|namespace| not_evaluated.concern(namespace))
                };
                if vain.others.iter().any(may_allow) {
                    continue;
                }
                if on_nodes(input, sink, &vain, pods) || depends(input, sink, &vain, at.direction, &mut asked) {
                    continue;
                }
                found.push(finding(input, at, *span, rule.peers.len() == 1, &vain));
            }
        }
    }
    let found = together(found, MOST, |others| format!("{others} other peers open nothing either"));
    for finding in found {
        sink.push(finding);
    }
}

fn finding(input: &Input<'_>, at: RuleRef, span: podreach_syntax::Span, is_only: bool, vain: &Vain) -> Finding {
    let workloads = Workloads::new(input, at.policy, vain.own.iter().chain(&vain.others).copied());
    let list = |ids: &BTreeSet<EndpointId>, prefix: &str| {
        workloads.named(&format!("{prefix}the workload"), &format!("{prefix}the workloads"), ids)
    };
    let opposite = at.direction.opposite();
    let (word, towards) = match opposite {
        Direction::Egress => ("egress", "to "),
        Direction::Ingress => ("ingress", "from "),
    };
    let what = if vain.connections.is_all() { "anything".to_owned() } else { vain.connections.short_notation() };
    let message = format!(
        "this peer opens nothing: the {word} of {} is isolated, and no rule there allows {what} {}",
        list(&vain.others, ""),
        list(&vain.own, towards)
    );
    let end = match at.direction {
        Direction::Ingress => "an egress rule at its source",
        Direction::Egress => "an ingress rule at its destination",
    };
    // Without its only peer a rule allows everyone.
    let what = if is_only { "the rule" } else { "this peer" };
    let help = format!("a connection needs both ends: add {end}, or remove {what}");
    let mut diagnostic = Diagnostic::warning(LINT.code, span, message).help(help);
    let policies = &input.analysis.policies;
    let applied = vain.others.iter().flat_map(|id| {
        let applied = &input.endpoint(*id).isolation(opposite).policies;
        policies.isolating(applied, opposite).map(move |policy| (policy, *id)).take(3)
    });
    let mut said = BTreeSet::new();
    for (policy, id) in applied {
        if said.len() < 3
            && said.insert(policy)
            && let Some(policy) = policies.get(policy)
        {
            let name = workloads.name(id);
            diagnostic = diagnostic.related(policy.name_span, format!("isolates the {word} of `{name}`"));
        }
    }
    let pairs = vain.pairs.iter().take(NAMED_PAIRS);
    let finding = Finding::from(diagnostic).rule(at);
    pairs.fold(finding, |finding, (us, them)| match at.direction {
        Direction::Ingress => finding.pair(*them, *us),
        Direction::Egress => finding.pair(*us, *them),
    })
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::{found, weighed};

    const PODS: &str = "
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: c, image: c}]}}
  - {apiVersion: v1, kind: Pod, metadata: {name: api, labels: {app: api}}, spec: {containers: [{name: c, image: c}]}}
  - {apiVersion: v1, kind: Pod, metadata: {name: db, labels: {app: db}}, spec: {containers: [{name: c, image: c}]}}
";

    fn policy(name: &str, spec: &str) -> String {
        format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n"
        )
    }

    fn check(policies: &[&str], expected: &[&str]) {
        let policies: String = policies.iter().zip(["a", "b", "c"]).map(|(spec, name)| policy(name, spec)).collect();
        assert_eq!(weighed("L30", &format!("{PODS}{policies}")), expected, "{policies}");
    }

    const FROM_WEB: &str = "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 1}]}], policyTypes: [Ingress]";
    const FROM_ALL: &str =
        "podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {}}]}], policyTypes: [Ingress]";

    #[test]
    fn the_other_end_has_to_allow_a_port_of_the_rule() {
        let web = |rules: &str| {
            format!("podSelector: {{matchLabels: {{app: web}}}}, policyTypes: [Egress], egress: [{rules}]")
        };
        check(&[FROM_WEB], &[]);
        check(&[FROM_WEB, &web("")], &["12 warning"]);
        check(&[FROM_WEB, &web("{ports: [{port: 2}]}")], &["12 warning"]);
        check(&[FROM_WEB, &web("{ports: [{port: 1, endPort: 9}]}")], &[]);
        check(&[FROM_WEB, &web("{to: [{podSelector: {matchLabels: {app: db}}}]}")], &[]);
    }

    #[test]
    fn a_rule_of_which_a_part_is_used_is_none() {
        check(&[FROM_ALL, "podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]"], &[]);
        check(&[FROM_ALL, "podSelector: {}, policyTypes: [Egress]"], &["12 warning"]);
    }

    #[test]
    fn ingress_of_the_destination_counts_for_egress_rules() {
        let to_db = "podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]";
        check(&[to_db, "podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]"], &["12 warning"]);
        check(&[to_db, FROM_ALL], &[]);
    }
    /// The message and the help of the only finding.
    fn said(yaml: &str) -> (String, String) {
        let found = found("L30", yaml);
        assert_eq!(found.len(), 1, "{yaml}");
        let one = &found[0].diagnostic;
        (one.message.clone(), one.help.clone().unwrap_or_default())
    }

    #[test]
    fn the_only_peer_goes_with_its_rule() {
        let closed = policy("w", "podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]");
        let (_, help) = said(&format!("{PODS}{}{closed}", policy("a", FROM_WEB)));
        assert!(help.ends_with("or remove the rule"), "{help}");
        let two = FROM_WEB.replace("from: [", "from: [{podSelector: {matchLabels: {app: api}}}, ");
        let (_, help) = said(&format!("{PODS}{}{closed}", policy("a", &two)));
        assert!(help.ends_with("or remove this peer"), "{help}");
    }

    #[test]
    fn policies_that_are_not_evaluated_may_allow_it() {
        let closed = "podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]";
        check(&[FROM_WEB, closed], &["12 warning"]);
        check(&[FROM_WEB, closed, "podSelector: {matchLabels: {app: $web}}, egress: [{}], policyTypes: [Egress]"], &[]);
    }

    #[test]
    fn workloads_of_several_namespaces_are_named_with_them() {
        let pod = |namespace: &str| {
            format!(
                "---\n{{apiVersion: v1, kind: Namespace, metadata: {{name: {namespace}}}}}\n---\n{{apiVersion: v1, kind: Pod, metadata: {{name: a, namespace: {namespace}, labels: {{app: a}}}}, spec: {{containers: [{{name: c}}]}}}}\n"
            )
        };
        let policy = |namespace: &str, spec: &str| {
            format!(
                "---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p, namespace: {namespace}}}, spec: {{podSelector: {{}}, {spec}}}}}\n"
            )
        };
        let to_two = "policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: two}}}]}]";
        let text = [pod("one"), pod("two"), policy("one", to_two), policy("two", "policyTypes: [Ingress]")].concat();
        let (message, _) = said(&text);
        assert!(
            message.contains("the workload `two/a` is isolated") && message.contains("from the workload `one/a`"),
            "{message}"
        );
    }
}
