//! Two cluster-wide policies of one tier have the same priority and decide differently about the same traffic.
//!
//! Found at the name of the later one, where both select a common pod and have rules of different actions that match connections
//! of a common peer on a common port, and no earlier rule of theirs decides these.
//!
//! ## Why it matters
//!
//! Priorities order the policies of a tier. Which of two policies with the same priority comes first is not defined: one plugin
//! may deny what another one allows, and an update may turn it round.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: allow-monitoring}
//! spec:
//!   priority: 10
//!   subject: {namespaces: {}}
//!   ingress:
//!     - action: Allow
//!       from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
//! ---
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata:
//!   name: deny-ingress # L101
//! spec:
//!   priority: 10
//!   subject: {namespaces: {}}
//!   ingress:
//!     - action: Deny
//!       from: [{namespaces: {}}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: allow-monitoring}
//! spec:
//!   priority: 10
//!   subject: {namespaces: {}}
//!   ingress:
//!     - action: Allow
//!       from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
//! ---
//! apiVersion: policy.networking.k8s.io/v1alpha1
//! kind: AdminNetworkPolicy
//! metadata: {name: deny-ingress}
//! spec:
//!   priority: 20
//!   subject: {namespaces: {}}
//!   ingress:
//!     - action: Deny
//!       from: [{namespaces: {}}]
//! ```
//!
//! ## How to fix it
//!
//! Give them different priorities; the lower number comes first. Or put the rules into one policy, whose rules have an order.
//!
//! ## Sources
//!
//! * [Network Policy API: overview](https://network-policy-api.sigs.k8s.io/api-overview/)
//! * [Network Policy API: reference](https://network-policy-api.sigs.k8s.io/reference/spec/), field `priority`

use podreach_syntax::{Diagnostic, Severity};

use crate::policy::{Direction, Policy, RuleRef};
use crate::reach::{CompiledRule, World};
use crate::sets::ConnectionSet;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L101",
    name: "equal-priority",
    severity: Severity::Warning,
    needs: &[],
    source: source!("equal_priority.rs"),
    check: Check::Run(check),
};

/// At most this many pairs of policies are compared; real clusters give few policies one priority.
const PAIRS: usize = 2_000;
/// At most this many pairs of rules of two policies are compared.
const RULES: usize = 10_000;
/// At most this many common peers of two rules are looked at.
const PEERS: usize = 20;
/// At most this many times is it worked out what is left for two rules.
const LOOKS: usize = 20_000;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let (policies, world) = (&input.analysis.policies, &input.analysis.world);
    let list: Vec<&Policy> = policies.list.iter().map(|policy| &**policy).filter(|policy| !policy.additive).collect();
    let mut looks = LOOKS;
    // Policies are sorted by tier and order, so that equals follow each other.
    let equals = list.chunk_by(|left, right| (left.tier, left.order) == (right.tier, right.order));
    let pairs = equals.flat_map(|group| {
        let pairs = group.iter().enumerate();
        pairs.flat_map(|(at, first)| group.iter().skip(at + 1).map(move |second| (*first, *second)))
    });
    for (first, second) in pairs.take(PAIRS) {
        let clash = [Direction::Ingress, Direction::Egress]
            .into_iter()
            .find_map(|direction| clash(world, first, second, direction, &mut looks));
        let Some((one, other)) = clash else { continue };
        let message = format!(
            "`{}` and `{}` have the same priority and disagree about the same traffic; which one wins is not defined",
            first.name, second.name
        );
        let mut diagnostic = Diagnostic::warning(LINT.code, second.name_span, message)
            .help("give them different priorities; here they are evaluated in order of their names");
        if let (Some(left), Some(right)) = (input.analysis.rule(one), input.analysis.rule(other)) {
            diagnostic = diagnostic.related(left.span, "this rule").related(right.span, "against this one");
        }
        sink.push(Finding::from(diagnostic).rule(one).rule(other));
    }
}

/// Rules of two policies that select a common pod, match common traffic of a common peer and do different things.
fn clash(
    world: &World,
    first: &Policy,
    second: &Policy,
    direction: Direction,
    looks: &mut usize,
) -> Option<(RuleRef, RuleRef)> {
    let compiled = |policy: &Policy| world.compiled.get(policy.id.0 as usize);
    let (one, other) = (compiled(first)?, compiled(second)?);
    let subjects = one.subject.classes(&world.classes)?.intersection(other.subject.classes(&world.classes)?);
    if subjects.is_empty() {
        return None;
    }
    let (left, right) = (one.rules(direction)?, other.rules(direction)?);
    let pairs = left.iter().enumerate().flat_map(|left| right.iter().enumerate().map(move |right| (left, right)));
    pairs
        .take(RULES)
        .find(|((at, one), (place, other))| {
            if one.action == other.action || !overlap(one, other) {
                return false;
            }
            let common = one.others.classes().intersection(other.others.classes());
            // Over different families they do not overlap.
            let apart = |peer| one.others.at(peer).and(other.others.at(peer)).is_none();
            let peers = common.iter().take(PEERS.min(*looks));
            peers.into_iter().filter(|peer| !apart(*peer)).any(|peer| {
                *looks = looks.saturating_sub(1);
                let (one, other) = (decided(left, *at, peer), decided(right, *place, peer));
                !one.intersection(&other).is_none()
            })
        })
        .map(|((_, left), (_, right))| (left.origin, right.origin))
}

/// Whether two rules may match one port. What a name stands for differs from pod to pod: it may be any.
fn overlap(left: &CompiledRule, right: &CompiledRule) -> bool {
    left.names.any() || right.names.any() || !left.numbered.intersection(&right.numbered).is_none()
}

/// What a rule may decide between its policy's pods and a peer that it names: what it matches without what earlier rules of
/// the policy match. What a name stands for differs from pod to pod: it may be any port, and none for sure.
fn decided(rules: &[CompiledRule], at: usize, peer: u32) -> ConnectionSet {
    let (before, rule) = (rules.get(..at).unwrap_or(&[]), rules.get(at));
    let matched = rule.map_or_else(ConnectionSet::none, |rule| {
        if rule.names.any() { ConnectionSet::all() } else { rule.numbered.clone() }
    });
    before
        .iter()
        .filter(|earlier| earlier.others.classes().contains(peer))
        .fold(matched, |rest, earlier| rest.difference(&earlier.numbered))
}
