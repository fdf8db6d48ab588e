//! Verdicts: one question about two endpoints, answered with the rules that decide.

mod caveats;
mod matching;
mod steps;
mod unselected;

use crate::analysis::Analysis;
use crate::inventory::hosts::OwnNode;
use crate::inventory::{EndpointId, EndpointKind};
use crate::policy::{Action, Direction, PolicyId, RuleRef, TierId};
use crate::sets::{AddressSet, ConnectionSet};

use super::address_parts::Asked;
use super::completions::{Ask, Dependence};
use crate::query::{BlockedBy, Caveat, DirectionReason, DirectionVerdict, PairState, Question, Verdict};
use crate::reach::classes::{ClassId, ClassKind};
use crate::reach::engine::source_rule;
use crate::reach::named_by::all_rules;
use crate::reach::outside::BlockId;
use crate::reach::ports::{EndPorts, ports_at};
use crate::reach::rules::CompiledRule;
use crate::reach::walk::Isolating;

use caveats::families_differ;
use matching::{Found, misses, note_matches, patterns};
use steps::{HitPlaces, in_order};

/// Whether the ends of a question are one and the same pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Same {
    /// They are not.
    No,
    /// They are, and it talks to itself.
    Pod,
    /// They are, and it talks to a Service that leads back to it.
    Hairpin,
}

impl Same {
    const fn pod(same: bool) -> Self {
        if same { Self::Pod } else { Self::No }
    }
}

impl Analysis {
    /// Answers a question about two endpoints of this analysis. Equal ends mean two different pods of one workload; a
    /// workload of exactly one pod (and the own node) reaches itself.
    pub fn verdict(&self, source: EndpointId, destination: EndpointId, question: &Question) -> Verdict {
        self.verdict_at(source, destination, question, [None, None])
    }

    /// Like [`Analysis::verdict`], about the addresses `at` of source and destination only (`None`: all of an endpoint). What
    /// passes has to be the same for all of them, as it is for the addresses of one external endpoint; where their rules
    /// differ, the verdict lists the rules of all.
    pub fn verdict_at(
        &self,
        source: EndpointId,
        destination: EndpointId,
        question: &Question,
        at: [Option<&AddressSet>; 2],
    ) -> Verdict {
        let same_pod = source == destination
            && (self.endpoint(source).bare || self.endpoint(source).kind == EndpointKind::OwnNode);
        let ask = |ask: Ask<'_>| self.dependence(ask, None);
        self.answer([source, destination], question, at, Same::pod(same_pod), ask)
    }

    /// The verdict about any connection between two endpoints in the default completion of the input, for callers that ask
    /// about many pairs: `depends` and the misses stay empty.
    pub fn verdict_by_default(&self, source: EndpointId, destination: EndpointId) -> Verdict {
        let same = Same::pod(source == destination && self.endpoint(source).bare);
        self.answer_near([source, destination], &Question::Anything, [None, None], same, false, |_| None)
    }

    /// One direction of [`Analysis::verdict_by_default`].
    pub(crate) fn direction_by_default(
        &self,
        direction: Direction,
        source: EndpointId,
        destination: EndpointId,
    ) -> DirectionVerdict {
        let same = Same::pod(source == destination && self.endpoint(source).bare);
        let (endpoint, other) = match direction {
            Direction::Egress => (source, destination),
            Direction::Ingress => (destination, source),
        };
        let other = Asked { id: other, at: None };
        self.decide(endpoint, other, direction, &Question::Anything, &ConnectionSet::all(), (same, false))
    }

    /// The verdict about one pod and itself: everything is allowed. Source: Kubernetes, "Network Policies": a pod cannot block
    /// access to itself.
    pub fn verdict_same_pod(&self, endpoint: EndpointId) -> Verdict {
        self.answer([endpoint, endpoint], &Question::Anything, [None, None], Same::Pod, |_| None)
    }

    /// The verdict about one pod and itself through a Service. Policies of tiers before the first that isolates apply; those
    /// from it on apply unless [`Semantics::hairpin_is_allowed`](crate::Semantics::hairpin_is_allowed), since plugins differ.
    /// Source: network-policy-api, "hairpin" traffic.
    pub(crate) fn verdict_hairpin(&self, endpoint: EndpointId, question: &Question) -> Verdict {
        self.answer([endpoint, endpoint], question, [None, None], Same::Hairpin, |ask| self.dependence(ask, None))
    }

    fn answer(
        &self,
        ends: [EndpointId; 2],
        question: &Question,
        at: [Option<&AddressSet>; 2],
        same: Same,
        dependence: impl FnOnce(Ask<'_>) -> Option<Dependence>,
    ) -> Verdict {
        self.answer_near(ends, question, at, same, true, dependence)
    }

    /// With the rules that come near, or without.
    fn answer_near(
        &self,
        [source, destination]: [EndpointId; 2],
        question: &Question,
        [from, to]: [Option<&AddressSet>; 2],
        same: Same,
        near: bool,
        dependence: impl FnOnce(Ask<'_>) -> Option<Dependence>,
    ) -> Verdict {
        let asked = self.asked(destination, question);
        let (asked_set, unknown_port) = match &asked {
            Some(set) => (set.clone(), false),
            None => (ConnectionSet::none(), true),
        };
        let check = |direction: Direction| {
            let (endpoint, other) = match direction {
                Direction::Egress => (source, Asked { id: destination, at: to }),
                Direction::Ingress => (destination, Asked { id: source, at: from }),
            };
            let mut decision = self.decide(endpoint, other, direction, question, &asked_set, (same, near));
            if unknown_port {
                decision.allowed = false;
                decision.reason = DirectionReason::UnknownPort;
            }
            decision
        };
        let (egress, ingress) = (check(Direction::Egress), check(Direction::Ingress));
        let connections = egress.connections.intersection(&ingress.connections);
        let differs = families_differ([&egress, &ingress], &connections);
        let connections = connections.flat();
        let allowed = !unknown_port && question.is_satisfied(&asked_set, &connections);
        let mut state = self.pair(source, destination).state;
        let mut caveats = self.caveats([&egress, &ingress], Asked { id: source, at: from }, destination, &connections);
        caveats.extend(differs.then_some(Caveat::DualStack));
        if same == Same::Hairpin {
            let decisions = [&egress, &ingress];
            let decides = decisions.iter().any(|one| one.reason == DirectionReason::Rules);
            state = match (
                connections.is_portless(),
                egress.connections.is_portless(),
                ingress.connections.is_portless(),
            ) {
                (true, true, false) => PairState::Blocked(BlockedBy::Source),
                (true, false, true) => PairState::Blocked(BlockedBy::Destination),
                (true, _, _) => PairState::Blocked(BlockedBy::Both),
                (false, _, _) if decides => PairState::Allowed,
                (false, _, _) => PairState::Open,
            };
            caveats.push(Caveat::Hairpin);
        }
        let same_pod = same == Same::Pod;
        let ask = Ask {
            source: Asked { id: source, at: from },
            destination: Asked { id: destination, at: to },
            question,
            connections: &asked_set,
            hairpin: same == Same::Hairpin,
        };
        let depends = if same_pod || unknown_port { None } else { dependence(ask) };
        Verdict {
            source,
            destination,
            question: question.clone(),
            allowed,
            same_pod,
            connections,
            state,
            egress,
            ingress,
            caveats,
            depends,
        }
    }

    /// The connections that a question is about; `None` when it names a port that the destination does not have.
    pub(super) fn asked(&self, destination: EndpointId, question: &Question) -> Option<ConnectionSet> {
        question.connections(self.endpoint(destination))
    }

    fn decide(
        &self,
        endpoint: EndpointId,
        other: Asked<'_>,
        direction: Direction,
        question: &Question,
        asked: &ConnectionSet,
        (same, near): (Same, bool),
    ) -> DirectionVerdict {
        let mut decision = DirectionVerdict {
            direction,
            endpoint,
            other: other.id,
            allowed: !asked.is_none(),
            reason: DirectionReason::NotIsolated,
            connections: asked.clone(),
            isolating: Vec::new(),
            steps: Vec::new(),
            hits: Vec::new(),
            misses: Vec::new(),
            caveats: Vec::new(),
        };
        let (class_id, other_id) = (self.class_of(endpoint), self.class_of(other.id));
        let (Some(class), Some(other_class)) = (self.world.classes.get(class_id), self.world.classes.get(other_id))
        else {
            return decision;
        };
        let exempt = if same == Same::Pod {
            Some(DirectionReason::SamePod)
        } else {
            match (class.kind, direction, other_class.kind) {
                (ClassKind::External | ClassKind::OwnNode, _, _) => Some(DirectionReason::NotAPod),
                (ClassKind::HostNetwork, _, _) => Some(DirectionReason::HostNetwork),
                (_, Direction::Ingress, ClassKind::OwnNode) => Some(DirectionReason::OwnNode),
                (_, Direction::Ingress, _) if self.own_node(other, endpoint) == OwnNode::Yes => {
                    Some(DirectionReason::OwnNode)
                }
                _ => None,
            }
        };
        let mut applied = self.world.engine.side(direction).policies(class_id);
        if same == Same::Hairpin && self.world.semantics.hairpin_is_allowed {
            // A tier that isolates decides last, and is taken to allow a pod to reach itself.
            let tier = |id: &PolicyId| self.policies.get(*id).map(|policy| policy.tier);
            let first = self.policies.isolating(applied, direction).next();
            let isolating = first.and_then(|id| tier(&id));
            // Policies are sorted by tier.
            let is_before = |id: &PolicyId| isolating.is_none_or(|isolating| tier(id) < Some(isolating));
            let asked = applied.partition_point(is_before);
            applied = applied.get(..asked).unwrap_or(&[]);
            decision.reason = DirectionReason::Hairpin;
        }
        if let Some(reason) = exempt {
            decision.reason = reason;
            return decision;
        }
        if applied.is_empty() {
            return decision;
        }
        let ends = self.world.classes.end_ports(direction, class, other_class);
        let maybe = self.world.classes.membership(other_class).map_or(&[][..], |membership| &membership.maybe);
        let naming = |class: ClassId, maybe: &[BlockId]| {
            self.world.named_by.rules(&self.world.compiled, direction, applied, class, maybe)
        };
        let (parts, rules) = patterns(self.parts(other), |class| naming(class, maybe));
        let with_ports = |(tier, rule)| self.found(tier, rule, ends);
        let mut found: Vec<Found<'_>> = rules.into_iter().filter_map(with_ports).collect();
        let mut isolating = Isolating::none(self.policies.tiers.len());
        for policy in applied.iter().filter_map(|id| self.policies.get(*id)) {
            isolating.add(policy.tier, policy.isolates(direction));
        }
        let family = class.family;
        decision.isolating = self.policies.isolating(applied, direction).collect();
        let mut places = HitPlaces::default();
        let mut passing = None;
        for part in &parts {
            note_matches(&mut found, class_id, Some(part), family);
            let ends = (endpoint, other, part);
            let walked = self.explain_walk((&mut decision, &mut places), &found, (&isolating, applied), asked, ends);
            // The same passes for all parts.
            passing.get_or_insert(walked);
        }
        decision.connections = passing.unwrap_or_default();
        decision.allowed = question.is_satisfied(asked, &decision.connections);
        in_order(&mut decision);
        note_matches(&mut found, class_id, &parts, family);
        decision.reason = match reason(&decision) {
            DirectionReason::NotIsolated if same == Same::Hairpin => DirectionReason::Hairpin,
            reason => reason,
        };
        if near && !decision.allowed {
            let last = decision.steps.last().map(|step| step.tier).unwrap_or_default();
            let others = all_rules(&self.world.compiled, direction, applied).filter_map(with_ports);
            decision.misses = misses(&found, others, asked, &decision.hits, last);
            if decision.reason == DirectionReason::NoRule {
                let unselected = self.unselected((endpoint, direction), (other_class, other_id.0), asked, last);
                let at = decision.misses.iter().take_while(|miss| miss.peer_matches).count();
                decision.misses.splice(at..at, unselected);
            }
        }
        decision.caveats = self.direction_caveats(&decision, &found, asked);
        decision
    }
}

impl Analysis {
    /// A rule with the ports that it matches between two ends.
    fn found<'a>(&self, tier: TierId, rule: &'a CompiledRule, ends: EndPorts<'_>) -> Option<Found<'a>> {
        let ports = ports_at(source_rule(&self.policies, rule)?, &rule.numbered, ends);
        Some(Found { tier, rule, peer: false, ports })
    }

    /// The connections that a rule matches between a class that its policy selects and another class; `None` where the policy
    /// does not select the one or the rule does not match the other.
    pub(crate) fn concerns(&self, rule: RuleRef, end: ClassId, other: ClassId) -> Option<ConnectionSet> {
        let side = self.world.engine.side(rule.direction);
        let family = self.world.classes.get(end)?.family;
        let compiled =
            self.world.compiled.get(rule.policy.0 as usize)?.rules(rule.direction)?.get(rule.index as usize)?;
        if !side.policies(end).contains(&rule.policy) {
            return None;
        }
        let over = Some(compiled.matches(end, other.0, family)).filter(|families| !families.is_none())?;
        let classes = &self.world.classes;
        let ends = classes.end_ports(rule.direction, classes.get(end)?, classes.get(other)?);
        Some(over.restrict(ports_at(source_rule(&self.policies, compiled)?, &compiled.numbered, ends).into_owned()))
    }
}

fn reason(decision: &DirectionVerdict) -> DirectionReason {
    let decided = decision.hits.iter().any(|hit| hit.action != Action::Pass);
    match (decided, decision.isolating.is_empty()) {
        (true, _) => DirectionReason::Rules,
        // Rules at most pass to the next tier, and no later tier isolates.
        (false, true) => DirectionReason::NotIsolated,
        (false, false) => DirectionReason::NoRule,
    }
}
