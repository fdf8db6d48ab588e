//! What policies do to an endpoint in one direction, before anyone asks about a pair.

use crate::analysis::Analysis;
use crate::inventory::Endpoint;
use crate::policy::{Direction, Policy, PolicyId};

use super::words;

/// Whether an endpoint is isolated in a direction, by which policies, and which others apply.
pub fn isolation_sentence(analysis: &Analysis, endpoint: &Endpoint, direction: Direction) -> String {
    let word = if direction == Direction::Ingress { "Ingress" } else { "Egress" };
    if endpoint.is_external() {
        return "Policies select pods; this is not a pod.".into();
    }
    if endpoint.host_network {
        return format!("{word} is open: its pods use the host's network, which most plugins leave alone.");
    }
    let (isolating, others): (Vec<PolicyId>, Vec<PolicyId>) =
        endpoint.isolation(direction).policies.iter().partition(|id| {
            let policy = analysis.policy(**id);
            policy.is_some_and(|policy| policy.isolates(direction))
        });
    let ruled = if others.is_empty() {
        String::new()
    } else {
        format!(
            " The rules of {} are evaluated as well, in the order of their tiers.",
            words::policies(analysis, &others)
        )
    };
    if isolating.is_empty() {
        let end = match (direction, others.is_empty()) {
            (_, false) => "what no rule matches is allowed at this end",
            (Direction::Ingress, true) => "all ingress is allowed at this end",
            (Direction::Egress, true) => "all egress is allowed at this end",
        };
        return format!("{word} is not isolated: {end}.{ruled}");
    }
    let names = words::policies(analysis, &isolating);
    format!("{word} is isolated by {names}. Only {} that a rule matches is allowed.{ruled}", direction.as_str())
}

/// When a policy is asked: `Admin tier, priority 10`, `Baseline tier`; nothing for the tier that most policies are in.
pub fn tier_words(analysis: &Analysis, policy: &Policy) -> Option<String> {
    let tier = analysis.policies.tier(policy.tier).filter(|tier| !tier.implied)?;
    Some(match policy.priority {
        Some(priority) => format!("{} tier, priority {priority}", tier.name),
        None => format!("{} tier", tier.name),
    })
}
