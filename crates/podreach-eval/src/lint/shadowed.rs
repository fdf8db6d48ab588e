//! Rules of cluster-wide policies that never decide anything, because earlier ones do (L106). Only what holds for all
//! possible pods is said, so that a rule is not called useless on the evidence of the pods at hand.

use podreach_syntax::{Diagnostic, Span};

use crate::policy::{Action, Direction, Peer, Policies, Rule};
use crate::reach::numbered_ports;
use crate::sets::{ConnectionSet, PortSet, Protocol};

use super::cluster_wide::{Placed, covers, rules, within};

/// At most this many earlier rules are compared with peers of later ones.
const PAIRS: usize = 200_000;
/// At most this many earlier rules are shown.
const SHOWN: usize = 3;

/// A rule and the ports that it is sure to match.
type Asked<'a> = (Placed<'a>, ConnectionSet);

pub(crate) fn shadowed(policies: &Policies) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut left = PAIRS;
    for direction in [Direction::Ingress, Direction::Egress] {
        let all: Vec<Asked<'_>> =
            rules(policies, direction).map(|placed| (placed, numbered_ports(placed.rule).0)).collect();
        for (at, later) in all.iter().enumerate() {
            let before = all.get(..at).unwrap_or(&[]);
            let work = before.len() * later.0.rule.peers.as_ref().map_or(1, Vec::len).max(1);
            let Some(rest) = left.checked_sub(work) else { return found };
            left = rest;
            let before: Vec<&Asked<'_>> = before.iter().filter(|earlier| decides(&earlier.0, &later.0)).collect();
            let Some(by) = decided(later, &before) else { continue };
            let message = "every connection that this rule matches is decided before it is asked";
            let help = "take it away, or put it before the rules that take its connections";
            let mut diagnostic = Diagnostic::note("L106", later.0.rule.span, message).help(help);
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
fn decided((placed, numbered): &Asked<'_>, before: &[&Asked<'_>]) -> Option<Vec<Span>> {
    // A name may stand for any port.
    let named = placed.rule.ports.iter().flatten().any(|port| port.matches.name().is_some());
    let wanted = if named { any_port() } else { numbered.clone() };
    let mut by: Vec<Span> = Vec::new();
    let mut taken = |covers: &dyn Fn(&Rule) -> bool| {
        let mut rest = wanted.clone();
        for (earlier, ports) in before.iter().copied().filter(|(earlier, _)| covers(earlier.rule)) {
            let next = rest.difference(ports);
            if next != rest && !by.contains(&earlier.rule.span) {
                by.push(earlier.rule.span);
            }
            rest = next;
        }
        rest.is_none()
    };
    let all_taken = match &placed.rule.peers {
        None => taken(&|earlier| earlier.peers.is_none()),
        Some(peers) => !peers.is_empty() && peers.iter().all(|peer: &Peer| taken(&|earlier| covers(earlier, peer))),
    };
    all_taken.then_some(by)
}

fn any_port() -> ConnectionSet {
    let ports = Protocol::ALL.into_iter().map(|protocol| ConnectionSet::of(protocol, PortSet::all()));
    ports.fold(ConnectionSet::none(), |all, ports| all.union(&ports))
}
