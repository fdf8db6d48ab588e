//! Rules that deny a whole address family, which holds the pods as well (L104).
//! Source: network-policy-api, `networks` of `ClusterNetworkPolicyEgressPeer`.

use std::collections::BTreeSet;

use podreach_syntax::Diagnostic;

use crate::policy::{Action, Direction, EndpointMatch, PodSelector, Policies};
use crate::sets::AddressSet;

use super::cluster_wide::{names_pods, rules, whole_families, within};

pub(crate) fn whole_network(policies: &Policies) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // Subjects of the policies with a rule about pods so far: with a rule about pods, the rest is intended.
    let mut thought_of: BTreeSet<&PodSelector> = BTreeSet::new();
    for placed in rules(policies, Direction::Egress) {
        let rule = placed.rule;
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
        let help = "to cut off only the outside, put a rule before it that passes or allows pods, such as `to: [{namespaces: {}}]`";
        found.push(Diagnostic::warning("L104", peer.map_or(rule.span, |peer| peer.span), message).help(help));
    }
    found
}
