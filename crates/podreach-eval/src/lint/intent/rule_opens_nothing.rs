//! A rule opens no connection, because cluster-wide policies deny all that it allows.
//!
//! Found at a rule of a NetworkPolicy whose peers select pods of the input, where nothing that it allows passes between any two of
//! them, and a policy that is not of a namespace has a say. What the NetworkPolicies of the other end do not allow is another finding
//! (L30), and so are peers that match no pod (L33).
//!
//! ## Why it matters
//!
//! Rules of the Admin tier that allow or deny are decided before NetworkPolicies are asked. Somebody who reads the NetworkPolicy
//! alone takes the connection for allowed.
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
//!     - from: [{podSelector: {matchLabels: {app: web}}}] # L93
//!       ports: [{port: 5432}]
//! ---
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: databases}
//! spec:
//!   priority: 10
//!   subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}}
//!   ingress:
//!     - action: Deny
//!       from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}}]
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
//!     - from: [{podSelector: {matchLabels: {app: web}}}]
//!       ports: [{port: 5432}]
//! ---
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: databases}
//! spec:
//!   priority: 10
//!   subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}}
//!   ingress:
//!     - action: Deny
//!       from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: guest}}}}]
//! ```
//!
//! ## How to fix it
//!
//! Remove the rule if the connection is meant to be denied. Otherwise whoever owns the cluster-wide policy has to allow it, or pass
//! it on to NetworkPolicies.
//!
//! ## Sources
//!
//! * [Network Policy API: AdminNetworkPolicy](https://network-policy-api.sigs.k8s.io/api-overview/)

use std::collections::BTreeSet;

use podreach_syntax::{Diagnostic, Severity};

use crate::inventory::EndpointId;
use crate::kinds::{NetworkPeer, NetworkPolicyRule, PeerNamespaces};
use crate::policy::{Direction, RuleRef};
use crate::reach::CompiledRule;
use crate::sets::Intervals;

use crate::lint::direction::is_governed;
use crate::lint::input::{BOTH, Input};
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::together::together;
use crate::lint::vain::{DecidedBy, NAMED_PAIRS, Vain, depends, on_nodes, vain};
use crate::lint::words::named;

pub(super) static LINT: Lint = Lint {
    code: "L93",
    name: "rule-opens-nothing",
    severity: Severity::Note,
    needs: &[Need::Workloads],
    source: source!("rule_opens_nothing.rs"),
    check: Check::Run(check),
};

/// Rules with a finding each.
const MOST: usize = 5;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    if !BOTH.into_iter().any(|direction| is_governed(input, direction)) {
        return;
    }
    let (mut asked, mut found) = (0, Vec::new());
    for policy in input.network_policies() {
        let subject = input.subject(policy.id);
        for (at, rule) in policy.all_rules() {
            if !sink.spend(8) {
                return;
            }
            let compiled = input.analysis.world.compiled.get(policy.id.0 as usize);
            let compiled = compiled.and_then(|policy| policy.rules(at.direction)?.get(at.index as usize));
            let Some(compiled) = compiled else { continue };
            found.extend(in_vain(input, sink, (compiled, rule, at), &subject, &mut asked));
        }
    }
    for finding in together(found, MOST, |others| format!("{others} other rules open nothing either")) {
        sink.push(finding);
    }
}

/// The finding of a rule of which no peer opens anything.
fn in_vain(
    input: &Input<'_>,
    sink: &Sink<'_>,
    (compiled, rule, at): (&CompiledRule, &NetworkPolicyRule, RuleRef),
    subject: &Intervals<u32>,
    asked: &mut usize,
) -> Option<Finding> {
    let is_governed = is_governed(input, at.direction.opposite());
    let mut all: Option<Vain> = None;
    for (index, peer) in rule.peers.iter().enumerate() {
        // Addresses outside are always reached, and everyone includes them.
        let NetworkPeer::Pods { namespaces, pods, .. } = peer else { return None };
        if let PeerNamespaces::Matching(selector) = namespaces
            && !input.knows_namespaces_of(selector)
        {
            return None;
        }
        let others = input.peer(at, index);
        if !input.any_workload(&others) {
            continue;
        }
        let of_peer = |decided_by| vain(input, sink, compiled, (subject, &others), pods.is_empty(), decided_by);
        if !is_governed && of_peer(DecidedBy::OtherEnd).is_some() {
            return None;
        }
        let vain = of_peer(DecidedBy::BothEnds)?;
        if on_nodes(input, sink, &vain, pods) || depends(input, sink, &vain, at.direction, asked) {
            return None;
        }
        all.get_or_insert(vain);
    }
    Some(finding(input, rule, at, &all?))
}

fn finding(input: &Input<'_>, rule: &NetworkPolicyRule, at: RuleRef, vain: &Vain) -> Finding {
    let list = |ids: &BTreeSet<EndpointId>| {
        let names: BTreeSet<&str> = ids.iter().map(|id| &*input.endpoint(*id).workload_name).collect();
        let names: Vec<&str> = names.into_iter().collect();
        named("the workload", "the workloads", &names)
    };
    let (from, to) = match at.direction {
        Direction::Ingress => (&vain.others, &vain.own),
        Direction::Egress => (&vain.own, &vain.others),
    };
    let what = if vain.connections.is_all() { "all".to_owned() } else { vain.connections.short_notation() };
    let message = format!(
        "this rule opens nothing: {what} from {} to {} stays denied, and cluster-wide policies have a say there",
        list(from),
        list(to)
    );
    let mut diagnostic = Diagnostic::note(LINT.code, rule.span, message)
        .help("remove the rule, or have the cluster-wide policy allow the connection or pass it on to NetworkPolicies");
    let policies = &input.analysis.policies;
    let ends = vain.own.iter().map(|id| (*id, at.direction));
    let ends = ends.chain(vain.others.iter().map(|id| (*id, at.direction.opposite())));
    let applied = ends.flat_map(|(id, direction)| {
        let applied = &input.endpoint(id).isolation(direction).policies;
        applied.iter().take(100).filter_map(move |policy| Some((*policy, policies.get(*policy)?, id, direction)))
    });
    let mut said = BTreeSet::new();
    for (number, policy, id, direction) in applied {
        if said.len() < 3
            && policy.namespace.is_none()
            && policy.rules(direction).is_some_and(|rules| !rules.is_empty())
            && said.insert(number)
        {
            let (name, direction) = (&input.endpoint(id).workload_name, direction.as_str());
            diagnostic = diagnostic.related(policy.name_span, format!("has rules for the {direction} of `{name}`"));
        }
    }
    let finding = Finding::from(diagnostic).rule(at);
    vain.pairs.iter().take(NAMED_PAIRS).fold(finding, |finding, (us, them)| match at.direction {
        Direction::Ingress => finding.pair(*them, *us),
        Direction::Egress => finding.pair(*us, *them),
    })
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    const WEB_AND_DB: &str = "
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: c, image: c}]}}
  - {apiVersion: v1, kind: Pod, metadata: {name: db, labels: {app: db}}, spec: {containers: [{name: c, image: c}]}}
";

    fn found(rule: &str, admin: &str, others: &str) -> Vec<String> {
        let text = format!(
            "{WEB_AND_DB}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: db}}
spec:
  podSelector: {{matchLabels: {{app: db}}}}
  policyTypes: [Ingress]
  ingress: [{rule}]
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {{name: a}}
spec: {{priority: 1, subject: {{namespaces: {{}}}}, {admin}}}
{others}"
        );
        weighed("L93", &text)
    }

    const FROM_WEB: &str = "{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 1}]}";

    #[test]
    fn what_admin_policies_deny_opens_nothing() {
        let deny = |rest: &str| format!("ingress: [{{action: Deny, from: [{{namespaces: {{}}}}]{rest}}}]");
        assert_eq!(found(FROM_WEB, &deny(""), ""), ["14 note"]);
        assert_eq!(found(FROM_WEB, &deny(", ports: [{portNumber: {protocol: TCP, port: 2}}]"), ""), [""; 0]);
        assert_eq!(found(FROM_WEB, &deny(", ports: [{portNumber: {protocol: TCP, port: 1}}]"), ""), ["14 note"]);
        let egress = "egress: [{action: Deny, to: [{namespaces: {}}]}]";
        assert_eq!(found(FROM_WEB, egress, ""), ["14 note"]);
    }

    #[test]
    fn a_rule_that_lets_addresses_in_opens_something() {
        let deny = "ingress: [{action: Deny, from: [{namespaces: {}}]}]";
        let with_block = "{from: [{podSelector: {}}, {ipBlock: {cidr: 192.0.2.0/24}}]}";
        assert_eq!(found(with_block, deny, ""), [""; 0]);
        assert_eq!(found("{ports: [{port: 1}]}", deny, ""), [""; 0]);
    }

    #[test]
    fn what_the_other_end_does_not_allow_is_another_finding() {
        let web = "---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}
";
        let pass = "ingress: [{action: Pass, from: [{namespaces: {}}]}]";
        assert_eq!(found(FROM_WEB, pass, web), [""; 0]);
        assert_eq!(found(FROM_WEB, pass, ""), [""; 0]);
    }
}
