//! Causes of a change of many addresses. A verdict tells the rules for some of them; other rules of the same policy may say
//! the same for the rest.

use crate::analysis::Analysis;
use crate::policy::{PeerMatch, PolicyId, Rule};
use crate::sets::AddressSet;

use super::form::{Cause, PolicyChange};
use super::objects::{same_ports, same_rule};

/// Adds the rules of the same policies that do the same to other ones of the addresses, and that the other side lacks.
pub(super) fn widen<'a>(
    sides: [&'a Analysis; 2],
    policies: &[PolicyChange],
    list: &mut [Cause],
    addresses: &AddressSet,
) {
    for cause in list {
        let Some(policy) = policies.get(cause.policy as usize) else { continue };
        let rules = |analysis: &'a Analysis, id: Option<PolicyId>| -> &'a [Rule] {
            id.and_then(|id| analysis.policy(id)?.rules(cause.direction)).unwrap_or(&[])
        };
        let [before, after] = sides;
        let (old, new) = (rules(before, policy.before), rules(after, policy.after));
        for (acts, here, there) in [(&mut cause.before, old, new), (&mut cause.after, new, old)] {
            let known = std::mem::take(&mut acts.rules);
            let alike = |rule: &Rule| {
                let marked = known.iter().filter_map(|at| here.get(*at as usize));
                marked.clone().any(|marked| marked.action == rule.action && same_ports(marked, rule))
            };
            let more = here.iter().zip(0_u32..).filter(|(rule, at)| {
                known.contains(at)
                    || (alike(rule) && names_some(rule, addresses) && !there.iter().any(|other| same_rule(rule, other)))
            });
            acts.rules = more.map(|(_, at)| at).collect();
        }
    }
}

/// Whether a rule names one of the addresses.
fn names_some(rule: &Rule, addresses: &AddressSet) -> bool {
    rule.peers.iter().flatten().any(|peer| match &peer.matches {
        PeerMatch::Addresses { set, .. } | PeerMatch::Nodes { set, .. } => !set.intersection(addresses).is_empty(),
        PeerMatch::Pods(_) | PeerMatch::Domain(_) => false,
    })
}
