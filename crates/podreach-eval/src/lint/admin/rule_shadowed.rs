//! A rule of a cluster-wide policy never decides anything, because earlier ones do.
//!
//! Found where all that a rule matches is sure to be decided before: by earlier rules of its policy, by policies with a lower
//! priority number, and by earlier tiers, for at least the same pods. Only what holds for all possible pods is said.
//!
//! ## Why it matters
//!
//! Rules of cluster-wide policies are asked in order, and the first one that matches decides. A rule that allows has no effect
//! behind one that denies the same. Either it is left over, or it stands in the wrong place.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: tenants}
//! spec:
//!   priority: 10
//!   subject: {namespaces: {matchLabels: {tenant: shop}}}
//!   ingress:
//!     - action: Deny
//!       from: [{namespaces: {}}]
//!     - action: Allow # L106
//!       from: [{namespaces: {matchLabels: {tenant: shop}}}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: tenants}
//! spec:
//!   priority: 10
//!   subject: {namespaces: {matchLabels: {tenant: shop}}}
//!   ingress:
//!     - action: Allow
//!       from: [{namespaces: {matchLabels: {tenant: shop}}}]
//!     - action: Deny
//!       from: [{namespaces: {}}]
//! ```
//!
//! ## How to fix it
//!
//! Put the rule before those that decide its traffic, or remove it.
//!
//! ## Sources
//!
//! * [Network Policy API: overview](https://network-policy-api.sigs.k8s.io/api-overview/)
//! * [Network Policy API: reference](https://network-policy-api.sigs.k8s.io/reference/spec/)

// What a rule matches is followed through the rules before it. A rule of its own tier keeps from it what both match, whatever
// it does. Of earlier tiers, Allow and Deny are final, and Pass takes connections past the rest of its tier: a Deny behind it
// does not keep them from the tiers that come next. Left out on purpose: rules of which a later one would do the same, and what
// only several earlier rules together match by their peers.

use podreach_syntax::{Diagnostic, Severity, Span};

use crate::policy::{
    Action, Direction, EndpointPredicate, Peer, PodSelector, Policies, Policy, PolicyId, Rule, RuleRef, TierId,
};
use crate::reach::numbered_ports;
use crate::sets::{ConnectionSet, PortSet, Protocol};

use crate::lint::cluster_wide::{Placed, covers, rules, within};
use crate::lint::input::{BOTH, Input};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L106",
    name: "rule-shadowed",
    severity: Severity::Note,
    needs: &[],
    source: source!("rule_shadowed.rs"),
    check: Check::Run(check),
};

/// Steps that comparing what a rule and a peer match takes.
const COMPARISON: usize = 100;
/// At most this many earlier rules are shown.
const SHOWN: usize = 3;

/// The name of a port, and the protocols that it may have.
type Name<'a> = (&'a str, &'a [Protocol]);

/// A rule with the ports that it is sure to match, those that it may match, and names of ports.
struct Asked<'a> {
    placed: Placed<'a>,
    sure: ConnectionSet,
    may: ConnectionSet,
    names: Vec<Name<'a>>,
}

impl<'a> Asked<'a> {
    fn new(placed: Placed<'a>) -> Self {
        let sure = numbered_ports(placed.rule).0;
        let names: Vec<Name<'a>> = placed.rule.ports.iter().flatten().flat_map(|port| port.matches.names()).collect();
        // A name may stand for any port.
        let mut may = names.iter().fold(sure.clone(), |all, (_, protocols)| all.union(&every_port(protocols)));
        if placed.rule.ports.iter().flatten().any(|port| port.matches.source_names().next().is_some()) {
            may = ConnectionSet::all();
        }
        Self { placed, sure, may, names }
    }

    /// What it leaves of connections that it is asked about and whose ends it matches.
    fn rest(&self, flow: &Followed<'_>) -> ConnectionSet {
        let rest = flow.ports.difference(&self.sure);
        let same = self.names.iter().filter(|(name, _)| flow.name == Some(name));
        same.fold(rest, |rest, (_, protocols)| rest.difference(&every_port(protocols)))
    }

    const fn tier(&self) -> TierId {
        self.placed.policy.tier
    }
}

/// Connections that reach a rule: what is known of their ends, and their ports.
#[derive(Clone)]
struct Followed<'a> {
    /// The pod that policies apply to is in each of these.
    subjects: Vec<&'a PodSelector>,
    /// The other end is one of each of these; none where it may be any.
    peers: Vec<&'a Peer>,
    ports: ConnectionSet,
    /// The name of their port at the destination, where that is all that is known of it.
    name: Option<&'a str>,
}

impl Followed<'_> {
    /// Whether a rule is sure to be asked about them and to match their other end.
    fn is_within(&self, rule: &Placed<'_>) -> bool {
        let other = match &rule.rule.peers {
            None => true,
            Some(_) if self.peers.is_empty() => covers_all(rule.rule),
            Some(_) => self.peers.iter().any(|peer| covers(rule.rule, peer)),
        };
        other && rule.rule.own.is_none() && self.is_subject(&rule.policy.subject)
    }

    /// Whether policies with this subject are sure to apply; of subjects of several selectors it is not said.
    fn is_subject(&self, subject: &EndpointPredicate) -> bool {
        subject.pods().is_some_and(|scope| self.subjects.iter().any(|subject| within(subject, scope)))
    }
}

/// The rules of a direction.
struct Walk<'a> {
    policies: &'a Policies,
    direction: Direction,
    rules: Vec<Asked<'a>>,
}

/// There is too much to compare.
struct TooMuch;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let policies = &input.analysis.policies;
    for direction in BOTH {
        let deciding = rules(policies, direction).filter(|placed| placed.rule.action.decides());
        let walk = Walk { policies, direction, rules: deciding.map(Asked::new).collect() };
        for at in 0..walk.rules.len() {
            match walk.decided(at, sink) {
                Err(TooMuch) => return,
                Ok(None) => {}
                Ok(Some((placed, by))) => sink.push(finding(&placed, &by)),
            }
        }
    }
}

/// What takes traffic from a rule.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taker {
    Rule(RuleRef, Span),
    /// A policy that isolates.
    Policy(PolicyId, Span),
}

fn finding(placed: &Placed<'_>, by: &[Taker]) -> Finding {
    let message = "this rule never takes effect: earlier rules decide all its traffic";
    let help = "remove it, or put it before the rules that decide its traffic";
    let mut diagnostic = Diagnostic::note(LINT.code, placed.rule.span, message).help(help);
    for taker in by.iter().take(SHOWN) {
        let (Taker::Rule(_, span) | Taker::Policy(_, span)) = taker;
        diagnostic = diagnostic.related(*span, "this comes first");
    }
    by.iter().fold(Finding::from(diagnostic).rule(placed.at), |found, taker| match taker {
        Taker::Rule(rule, _) => found.rule(*rule),
        Taker::Policy(policy, _) => found.policy(*policy),
    })
}

impl<'a> Walk<'a> {
    /// A rule by its place and what takes all that it matches; `None` when something may be left.
    fn decided(&self, at: usize, sink: &Sink<'_>) -> Result<Option<(Placed<'a>, Vec<Taker>)>, TooMuch> {
        let Some(later) = self.rules.get(at) else { return Ok(None) };
        let placed = later.placed;
        let others: Vec<Vec<&'a Peer>> = match &placed.rule.peers {
            None => vec![Vec::new()],
            Some(peers) => peers.iter().map(|peer| vec![peer]).collect(),
        };
        let named = later.names.iter().map(|(name, protocols)| (every_port(protocols), Some(*name)));
        let ports: Vec<_> = [(later.sure.clone(), None)].into_iter().chain(named).collect();
        let ports = ports.iter().filter(|(ports, _)| !ports.is_none());
        let flows: Vec<Followed<'a>> = ports
            .flat_map(|(ports, name)| {
                let subjects = placed.policy.subject.pods().into_iter().collect();
                let flow = Followed { subjects, peers: Vec::new(), ports: ports.clone(), name: *name };
                others.iter().map(move |peers| Followed { peers: peers.clone(), ..flow.clone() })
            })
            .collect();
        if flows.is_empty() {
            return Ok(None);
        }
        let mut by = Vec::new();
        for flow in flows {
            if self.arrives(at, flow, &mut by, sink)? {
                return Ok(None);
            }
        }
        Ok(Some((placed, by)))
    }

    /// Whether some of the connections may reach the rule. Rules that take others are noted.
    fn arrives(&self, at: usize, start: Followed<'a>, by: &mut Vec<Taker>, sink: &Sink<'_>) -> Result<bool, TooMuch> {
        let Some(later) = self.rules.get(at) else { return Ok(false) };
        let (tier, order, policy) = (later.tier(), later.placed.policy.order, later.placed.policy.id);
        let does = later.placed.rule.action;
        let mut flows = vec![start];
        for here in (0..=tier.0).map(TierId) {
            let mut next = Vec::new();
            for mut flow in flows {
                for earlier in self.rules.iter().take(at).filter(|earlier| earlier.tier() == here) {
                    // Comparisons grow with the peers on either side.
                    let peers = earlier.placed.rule.peers.as_ref().map_or(1, Vec::len).max(1);
                    if !sink.spend(peers * flow.peers.len().max(1) * COMPARISON) {
                        return Err(TooMuch);
                    }
                    let (rule, action) = (&earlier.placed, earlier.placed.rule.action);
                    let own = here == tier;
                    // The order of policies of one priority is not defined; where they do the same it does not matter.
                    if own && rule.policy.id != policy && rule.policy.order == order && action != does {
                        continue;
                    }
                    let within = flow.is_within(rule);
                    if action == Action::Pass && !own {
                        next.extend(passed(&flow, earlier, within));
                    }
                    if within {
                        let rest = earlier.rest(&flow);
                        if rest != flow.ports && (own || action != Action::Pass) {
                            note(by, Taker::Rule(rule.at, rule.rule.span));
                        }
                        flow.ports = rest;
                    }
                    if flow.ports.is_none() {
                        break;
                    }
                }
                if flow.ports.is_none() {
                    continue;
                }
                match self.isolating(here, &flow).filter(|_| here < tier) {
                    Some(policy) => note(by, Taker::Policy(policy.id, policy.name_span)),
                    None => next.push(flow),
                }
            }
            flows = next;
        }
        Ok(!flows.is_empty())
    }

    /// A policy of a tier that isolates and is sure to apply: nothing comes past that tier.
    fn isolating(&self, tier: TierId, flow: &Followed<'_>) -> Option<&'a Policy> {
        let list = self.policies.tier(tier)?.policies.iter().filter_map(|id| self.policies.get(*id));
        let mut applies = list.filter(|policy| policy.isolates(self.direction) && flow.is_subject(&policy.subject));
        applies.next()
    }
}

/// The connections that a Pass of an earlier tier may take to the next one.
fn passed<'a>(flow: &Followed<'a>, earlier: &Asked<'a>, within: bool) -> Vec<Followed<'a>> {
    let ports = flow.ports.intersection(&earlier.may);
    if ports.is_none() {
        return Vec::new();
    }
    let ports = Followed { ports, ..flow.clone() };
    if within {
        return vec![ports];
    }
    let subject = earlier.placed.policy.subject.pods();
    let with = |peer: Option<&'a Peer>| {
        let mut one = ports.clone();
        one.subjects.extend(subject);
        one.peers.extend(peer);
        one
    };
    match &earlier.placed.rule.peers {
        None => vec![with(None)],
        Some(peers) => peers.iter().map(|peer| with(Some(peer))).collect(),
    }
}

fn note(by: &mut Vec<Taker>, taker: Taker) {
    if !by.contains(&taker) {
        by.push(taker);
    }
}

/// Whether a rule names every end that there may be.
fn covers_all(rule: &Rule) -> bool {
    rule.peers.is_none()
}

fn every_port(protocols: &[Protocol]) -> ConnectionSet {
    let ports = protocols.iter().map(|protocol| ConnectionSet::of(*protocol, PortSet::all()));
    ports.fold(ConnectionSet::none(), |all, ports| all.union(&ports))
}
