//! A cluster-wide policy denies pods the way to the name server.
//!
//! Found at a rule that denies UDP 53 between all pods, those of `kube-system` among them, and the name server, where no rule
//! before it lets it through. The pods of the name server are those with `k8s-app: kube-dns` in `kube-system`.
//!
//! ## Why it matters
//!
//! Names of Services and of hosts outside are resolved by the cluster's name server. A pod that does not reach it fails at nearly
//! everything else, and often in ways that do not point to names. NetworkPolicies cannot allow what a policy of the Admin tier
//! denies.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: isolate}
//! spec:
//!   priority: 10
//!   subject: {namespaces: {}}
//!   egress:
//!     - action: Deny # L105
//!       to: [{namespaces: {}}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: isolate}
//! spec:
//!   priority: 10
//!   subject: {namespaces: {}}
//!   egress:
//!     - action: Allow
//!       to: [{pods: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}}]
//!       ports: [{portNumber: {protocol: UDP, port: 53}}, {portNumber: {protocol: TCP, port: 53}}]
//!     - action: Deny
//!       to: [{namespaces: {}}]
//! ```
//!
//! ## How to fix it
//!
//! Put a rule before it for UDP and TCP 53 to the pods of the name server, with the action `Allow` or `Pass` (`Accept` or `Pass` in a
//! ClusterNetworkPolicy, and only `Allow` in a BaselineAdminNetworkPolicy).
//!
//! ## Sources
//!
//! * [Kubernetes: DNS for Services and Pods](https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/)
//! * [Network Policy API: overview](https://network-policy-api.sigs.k8s.io/api-overview/)

use std::collections::BTreeSet;

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::well_known::NAME_LABEL;
use crate::policy::{Action, Direction, EndpointMatch, EndpointPredicate, PodSelector, Policy, PortMatch, Rule};
use crate::sets::{Labels, Protocol};

use crate::lint::cluster_wide::{everywhere, holds_namespace, opening_actions, rules, whole_families, within};
use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L105",
    name: "cluster-dns-denied",
    severity: Severity::Warning,
    needs: &[],
    source: source!("cluster_dns_denied.rs"),
    check: Check::Run(check),
};

/// Where the name server lives.
const NAMESPACE: &str = "kube-system";
/// What its pods are labelled with, whichever name server it is.
const LABEL: (&str, &str) = ("k8s-app", "kube-dns");
const PORT: u16 = 53;
const OPENSHIFT_PORT: u16 = 5353;

/// The pods of the name server.
struct NameServer {
    namespace: Labels,
    /// Labels of its pods: those of the input, or what every installation has.
    pods: Vec<Labels>,
}

impl NameServer {
    fn of(input: &Input<'_>) -> Self {
        let known = input.namespace(NAMESPACE);
        let mut namespace = known.map(|known| known.labels.clone()).unwrap_or_default();
        namespace.insert(NAME_LABEL.into(), NAMESPACE.into());
        let serves = |labels: &Labels| labels.get(LABEL.0).is_some_and(|value| &**value == LABEL.1);
        let here = input.resources.pods.iter().filter(|pod| &*pod.meta.namespace == NAMESPACE && serves(&pod.labels));
        let mut pods: Vec<Labels> = here.map(|pod| Labels::clone(&pod.labels)).collect();
        if pods.is_empty() {
            pods.push([(LABEL.0.into(), LABEL.1.into())].into());
        }
        pods.dedup();
        Self { namespace, pods }
    }

    fn is_in(&self, scope: &PodSelector) -> bool {
        holds_namespace(scope, NAMESPACE, &self.namespace) && self.pods.iter().any(|pod| scope.pods.matches(pod))
    }

    fn is_subject(&self, subject: &EndpointPredicate) -> bool {
        subject.pod_selectors().any(|scope| self.is_in(scope))
    }

    /// Whether a rule that allows or passes is about traffic to the name server.
    ///
    /// Some installations have their name server elsewhere, as OpenShift does, whose pods listen on port 5353: a rule that
    /// names the port is about it, whomever it names.
    fn is_opened_by(&self, rule: &Rule, direction: Direction) -> bool {
        if rule.ports.is_some() {
            return true;
        }
        let mut peers = rule.peers.iter().flatten();
        let opens = |atom: &EndpointMatch| match (atom, direction) {
            (EndpointMatch::Pods(scope), Direction::Egress) => self.is_in(scope),
            (EndpointMatch::Addresses { .. } | EndpointMatch::Nodes { .. }, Direction::Egress) => true,
            (_, direction) => direction == Direction::Ingress,
        };
        peers.any(|peer| peer.matches.atoms().into_iter().any(opens))
    }

    /// Whether a rule is about traffic to the name server, as a policy of all pods sees it.
    fn concerns(&self, rule: &Rule, direction: Direction) -> bool {
        let Some(peers) = &rule.peers else { return true };
        let pods = peers.iter().filter_map(|peer| peer.matches.pods()).any(|scope| match direction {
            Direction::Egress => self.is_in(scope),
            Direction::Ingress => everywhere(scope),
        });
        pods || direction == Direction::Egress && whole_families(rule).0
    }
}

/// Whether a rule is about UDP 53; with `widely` also by a port's name that may stand for it, or where OpenShift's name
/// server listens.
fn asks_names(rule: &Rule, widely: bool) -> bool {
    let Some(ports) = &rule.ports else { return true };
    let atom = |atom: &PortMatch| match atom {
        PortMatch::Protocol(protocol) => *protocol == Protocol::Udp,
        PortMatch::Range(protocol, first, last) => {
            let range = *first..=*last;
            *protocol == Protocol::Udp && (range.contains(&PORT) || widely && range.contains(&OPENSHIFT_PORT))
        }
        PortMatch::Name(..) | PortMatch::AnyName(_) => widely,
        PortMatch::Number(_) | PortMatch::Icmp(..) | PortMatch::Source(..) | PortMatch::SourceName(..) => false,
    };
    // What is asked under further conditions counts where it is enough to be about the port.
    ports.iter().any(|port| port.matches.atom().map_or(widely, atom))
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let policies = &input.analysis.policies;
    if policies.list.iter().all(|policy| policy.namespace.is_some()) {
        return;
    }
    let server = NameServer::of(input);
    // Where a policy isolates pods, tiers behind it are not asked.
    let guarded =
        policies.list.iter().any(|policy| policy.isolates(Direction::Ingress) && server.is_subject(&policy.subject));
    let tier_of_network_policies = policies.tiers.iter().position(|tier| tier.implied).unwrap_or(0);
    for direction in [Direction::Egress, Direction::Ingress] {
        // Subjects that are done with: their traffic is allowed, or the finding was made.
        let mut done: BTreeSet<&PodSelector> = BTreeSet::new();
        for placed in rules(policies, direction) {
            let (policy, rule) = (placed.policy, placed.rule);
            let denies = rule.action == Action::Deny;
            if !sink.spend(5 + done.len() * 10) {
                return;
            }
            if !rule.action.decides() {
                continue;
            }
            let Some(subject) = policy.subject.pods() else { continue };
            if !asks_names(rule, !denies) {
                continue;
            }
            if !denies {
                if server.is_opened_by(rule, direction) {
                    done.insert(subject);
                }
                continue;
            }
            let everyone = subject.pods.is_empty() && holds_namespace(subject, NAMESPACE, &server.namespace);
            if everyone && server.concerns(rule, direction) && !done.iter().any(|wide| within(subject, wide)) {
                done.insert(subject);
                let last = policy.tier.index() > tier_of_network_policies;
                if !(last && direction == Direction::Ingress && guarded) {
                    sink.push(Finding::from(finding(policy, rule, direction, last)).rule(placed.at));
                }
            }
        }
    }
}

fn finding(policy: &Policy, rule: &Rule, direction: Direction, last: bool) -> Diagnostic {
    let (what, for_what) = match direction {
        Direction::Egress => (
            "UDP 53 to the name server, for the pods of `kube-system` too",
            "for UDP and TCP 53 to the pods `k8s-app: kube-dns` of `kube-system`",
        ),
        Direction::Ingress => (
            "UDP 53 into the name server, whose pods in `kube-system` it selects",
            "for UDP and TCP 53, or leave `kube-system` out of the subject",
        ),
    };
    let help = format!("put a rule with the action {} before it, {for_what}", opening_actions(&policy.kind));
    let who = match (direction, last) {
        (Direction::Egress, true) => "pods that no policy of an earlier tier isolates",
        _ => "pods",
    };
    Diagnostic::warning(LINT.code, rule.span, format!("this denies {what}: {who} can no longer resolve names"))
        .help(help)
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::found;

    #[test]
    fn the_help_has_the_actions_of_the_kind() {
        let check = |version: &str, kind: &str, spec: &str, expected: &str| {
            for (code, peer) in [("L105", "namespaces: {}"), ("L104", "networks: [0.0.0.0/0]")] {
                let yaml = format!(
                    "apiVersion: policy.networking.k8s.io/{version}\nkind: {kind}\nmetadata: {{name: default}}\nspec: {{{spec}subject: {{namespaces: {{}}}}, egress: [{{action: Deny, to: [{{{peer}}}]}}]}}\n"
                );
                let found = found(code, &yaml);
                let help = found.first().and_then(|found| found.diagnostic.help.as_deref()).unwrap_or_default();
                assert!(help.contains(&format!("with the action {expected} before it")), "{code} {kind}: {help}");
            }
        };
        check("v1alpha1", "AdminNetworkPolicy", "priority: 1, ", "`Allow` or `Pass`");
        check("v1alpha2", "ClusterNetworkPolicy", "tier: Baseline, priority: 1, ", "`Accept` or `Pass`");
        check("v1alpha1", "BaselineAdminNetworkPolicy", "", "`Allow`");
    }
}
