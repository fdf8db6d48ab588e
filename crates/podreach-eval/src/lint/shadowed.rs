//! Rules of cluster-wide policies that never decide anything, because earlier ones do (L106). Only what holds for all
//! possible pods is said, so that a rule is not called useless on the evidence of the pods at hand.

use podreach_syntax::{Diagnostic, Span};

use crate::policy::{Action, Direction, Peer, Policies, Rule};
use crate::reach::numbered_ports;
use crate::sets::{ConnectionSet, PortSet, Protocol};

use super::cluster_wide::{Placed, covers, rules, within};

/// At most this many pairs of rules are compared.
const PAIRS: usize = 200_000;
/// At most this many earlier rules are shown.
const SHOWN: usize = 3;

pub(crate) fn shadowed(policies: &Policies) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut left = PAIRS;
    for direction in [Direction::Ingress, Direction::Egress] {
        let all: Vec<Placed<'_>> = rules(policies, direction).collect();
        for (at, placed) in all.iter().enumerate() {
            let before = all.get(..at).unwrap_or(&[]);
            if before.len() > left {
                return found;
            }
            left -= before.len();
            let before: Vec<&Rule> =
                before.iter().filter(|earlier| decides(earlier, placed)).map(|one| one.rule).collect();
            let Some(by) = decided(placed.rule, &before) else { continue };
            let message = "every connection that this rule matches is decided before it is asked";
            let help = "take it away, or put it before the rules that take its connections";
            let mut diagnostic = Diagnostic::note("L106", placed.rule.span, message).help(help);
            for span in by.into_iter().take(SHOWN) {
                diagnostic = diagnostic.related(span, "this rule comes first");
            }
            found.push(diagnostic);
        }
    }
    found
}

/// Whether an earlier rule keeps what it matches from a later one: it applies to the same pods, and its word is final, or
/// passes over the rest of the tier that both stand in.
fn decides(earlier: &Placed<'_>, later: &Placed<'_>) -> bool {
    let final_word = earlier.rule.action != Action::Pass || earlier.policy.tier == later.policy.tier;
    final_word && within(&later.policy.subject, &earlier.policy.subject)
}

/// The rules that take all that a rule matches; `None` when something may be left.
fn decided(rule: &Rule, before: &[&Rule]) -> Option<Vec<Span>> {
    let (numbered, has_names) = numbered_ports(rule);
    // A name may stand for any port.
    let wanted = if has_names { any_port() } else { numbered };
    let mut by: Vec<Span> = Vec::new();
    let mut taken = |covers: &dyn Fn(&Rule) -> bool| {
        let mut rest = wanted.clone();
        for earlier in before.iter().filter(|earlier| covers(earlier)) {
            let next = rest.difference(&numbered_ports(earlier).0);
            if next != rest && !by.contains(&earlier.span) {
                by.push(earlier.span);
            }
            rest = next;
        }
        rest.is_none()
    };
    let all_taken = match &rule.peers {
        None => taken(&|earlier| earlier.peers.is_none()),
        Some(peers) => !peers.is_empty() && peers.iter().all(|peer: &Peer| taken(&|earlier| covers(earlier, peer))),
    };
    all_taken.then_some(by)
}

fn any_port() -> ConnectionSet {
    let ports = Protocol::ALL.into_iter().map(|protocol| ConnectionSet::of(protocol, PortSet::all()));
    ports.fold(ConnectionSet::none(), |all, ports| all.union(&ports))
}
