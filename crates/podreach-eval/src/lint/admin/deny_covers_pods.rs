//! A rule that denies all addresses denies connections between pods, too.
//!
//! Found at `0.0.0.0/0` or `::/0` in an egress rule that denies, where no rule before it, for at least the same pods, is about pods.
//!
//! ## Why it matters
//!
//! Unlike `ipBlock` of a NetworkPolicy, `networks` of a cluster-wide policy matches the addresses of pods as well. A rule that is
//! meant to cut pods off from the Internet cuts them off from each other, and from the name server.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: no-internet}
//! spec:
//!   priority: 10
//!   subject: {namespaces: {matchLabels: {team: shop}}}
//!   egress:
//!     - action: Deny
//!       to:
//!         - networks: [0.0.0.0/0] # L104
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: no-internet}
//! spec:
//!   priority: 10
//!   subject: {namespaces: {matchLabels: {team: shop}}}
//!   egress:
//!     - action: Pass
//!       to:
//!         - namespaces: {}
//!     - action: Deny
//!       to:
//!         - networks: [0.0.0.0/0]
//! ```
//!
//! ## How to fix it
//!
//! Put a rule for pods before it, `to: [{namespaces: {}}]`, with the action `Allow` or `Pass` (`Accept` or `Pass` in a
//! ClusterNetworkPolicy). `Pass` leaves them to NetworkPolicies; a BaselineAdminNetworkPolicy, which comes after these, only has `Allow`.
//!
//! ## Sources
//!
//! * [Network Policy API: overview](https://network-policy-api.sigs.k8s.io/api-overview/)
//! * [Network Policy API: reference](https://network-policy-api.sigs.k8s.io/reference/spec/), field `networks`

use std::collections::BTreeSet;

use podreach_syntax::{Diagnostic, Severity};

use crate::policy::{Action, Direction, EndpointMatch, PodSelector};
use crate::sets::AddressSet;

use crate::lint::cluster_wide::{names_pods, opening_actions, rules, whole_families, within};
use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L104",
    name: "deny-covers-pods",
    severity: Severity::Warning,
    needs: &[],
    source: source!("deny_covers_pods.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    // Subjects of the policies with a rule about pods so far: with a rule about pods, the rest is intended.
    let mut thought_of: BTreeSet<&PodSelector> = BTreeSet::new();
    for placed in rules(&input.analysis.policies, Direction::Egress) {
        let rule = placed.rule;
        if !sink.spend(1 + thought_of.len() * 10) {
            return;
        }
        // What is said of all possible pods is said of plain subjects alone.
        let Some(subject) = placed.policy.subject.pods() else { continue };
        if names_pods(rule) {
            thought_of.insert(subject);
            continue;
        }
        if rule.action != Action::Deny {
            continue;
        }
        let families = match whole_families(rule) {
            (false, false) => continue,
            _ if thought_of.iter().any(|wide| within(subject, wide)) => continue,
            (true, false) => "IPv4",
            (false, true) => "IPv6",
            (true, true) => "IPv4 and IPv6",
        };
        let all = AddressSet::all();
        let whole = |atom: &EndpointMatch| match atom {
            EndpointMatch::Addresses { set, .. } => set.v4 == all.v4 || set.v6 == all.v6,
            _ => false,
        };
        let peer = rule.peers.iter().flatten().find(|peer| peer.matches.atom().is_some_and(whole));
        let message = format!("this denies all of {families}, and so connections from pod to pod, too");
        let help = format!(
            "to cut off only the outside, put a rule with the action {} before it, for pods: `to: [{{namespaces: {{}}}}]`",
            opening_actions(&placed.policy.kind)
        );
        let diagnostic = Diagnostic::warning(LINT.code, peer.map_or(rule.span, |peer| peer.span), message);
        sink.push(Finding::from(diagnostic.help(help)).rule(placed.at));
    }
}
