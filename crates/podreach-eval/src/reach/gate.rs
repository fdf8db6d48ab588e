//! Verdicts: one question about two endpoints, answered with the rules that decide.

use std::net::IpAddr;

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId, EndpointKind};
use crate::policy::{Action, Direction, PeerMatch, PolicyId, RuleRef, Tier, TierDefault};
use crate::sets::{AddressSet, ConnectionSet, Family, PortSet, Protocol};

use super::classes::{Class, ClassId, ClassKind, one_family};
use super::engine::source_rule;
use super::outside::BlockPods;
use super::parts::{Asked, Part, all};
use super::rules::{CompiledRule, Over, ports_at};
use super::verdict::{
    BlockedBy, Caveat, Gate, GateReason, Hit, Miss, PairState, PortQuery, Question, TierStep, Verdict,
};
use super::walk::{Applicable, allowed};

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

/// At most this many rules that came close are named.
const MISSES: usize = 8;
/// At most this many parts of an end that rules tell apart are gone through.
const PATTERNS: usize = 64;

impl Analysis {
    /// Answers a question about two endpoints of this analysis. Equal ends mean two different pods of one workload; a
    /// workload of exactly one pod (and the own node) reaches itself.
    pub fn verdict(&self, source: EndpointId, destination: EndpointId, question: &Question) -> Verdict {
        self.verdict_at(source, destination, question, [None, None])
    }

    /// The same about particular addresses of its ends, where these are given: the verdict names the rules that decide for
    /// them. All of them have to fare alike, as the addresses of one external endpoint do. Where rules of several of them
    /// differ, all are named.
    pub fn verdict_at(
        &self,
        source: EndpointId,
        destination: EndpointId,
        question: &Question,
        at: [Option<&AddressSet>; 2],
    ) -> Verdict {
        let same_pod = source == destination
            && (self.endpoint(source).bare || self.endpoint(source).kind == EndpointKind::OwnNode);
        self.answer([source, destination], question, at, Same::pod(same_pod))
    }

    /// What one pod may do to itself: everything. Source: "A pod cannot block access to itself", Kubernetes' concept page.
    pub fn verdict_same_pod(&self, endpoint: EndpointId) -> Verdict {
        self.answer([endpoint, endpoint], &Question::Anything, [None, None], Same::Pod)
    }

    /// What a pod may do to itself through a Service. Cluster-wide policies hold for that; where NetworkPolicies do,
    /// plugins differ, and it is taken as allowed. Source: network-policy-api, "hairpin" traffic.
    pub(crate) fn verdict_hairpin(&self, endpoint: EndpointId, question: &Question) -> Verdict {
        self.answer([endpoint, endpoint], question, [None, None], Same::Hairpin)
    }

    fn answer(
        &self,
        [source, destination]: [EndpointId; 2],
        question: &Question,
        [from, to]: [Option<&AddressSet>; 2],
        same: Same,
    ) -> Verdict {
        let asked = self.asked(destination, question);
        let (asked_set, unknown_port) = match &asked {
            Some(set) => (set.clone(), false),
            None => (ConnectionSet::none(), true),
        };
        let gate = |direction: Direction| {
            let (endpoint, other) = match direction {
                Direction::Egress => (source, Asked { id: destination, at: to }),
                Direction::Ingress => (destination, Asked { id: source, at: from }),
            };
            let mut gate = self.gate(endpoint, other, direction, question, &asked_set, same);
            if unknown_port {
                gate.allowed = false;
                gate.reason = GateReason::UnknownPort;
            }
            gate
        };
        let (egress, ingress) = (gate(Direction::Egress), gate(Direction::Ingress));
        let connections = egress.connections.intersection(&ingress.connections);
        let differs = families_differ([&egress, &ingress], &connections);
        let connections = connections.flat();
        let allowed = !unknown_port && passes(question, &asked_set, &connections);
        let mut state = self.pair(source, destination).state;
        let mut caveats = self.caveats([&egress, &ingress], Asked { id: source, at: from }, destination, &connections);
        caveats.extend(differs.then_some(Caveat::DualStack));
        if same == Same::Hairpin {
            let gates = [&egress, &ingress];
            let decides = gates.iter().any(|gate| gate.reason == GateReason::Rules);
            state = match (connections.is_none(), egress.connections.is_none(), ingress.connections.is_none()) {
                (true, true, false) => PairState::Blocked(BlockedBy::Source),
                (true, false, true) => PairState::Blocked(BlockedBy::Destination),
                (true, _, _) => PairState::Blocked(BlockedBy::Both),
                (false, _, _) if decides => PairState::Allowed,
                (false, _, _) => PairState::Open,
            };
            caveats.push(Caveat::Hairpin);
        }
        let same_pod = same == Same::Pod;
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
        }
    }

    /// The connections that a question is about; `None` when it names a port that the destination does not have.
    fn asked(&self, destination: EndpointId, question: &Question) -> Option<ConnectionSet> {
        match question {
            Question::Anything => Some(ConnectionSet::all()),
            Question::Protocol(protocol) => Some(ConnectionSet::of(*protocol, PortSet::all())),
            Question::Port(protocol, PortQuery::Number(port)) => {
                let set = ConnectionSet::of(*protocol, PortSet::range(*port, *port));
                (!set.is_none()).then_some(set)
            }
            Question::Port(protocol, PortQuery::Name(name)) => {
                let endpoint = self.endpoint(destination);
                if endpoint.is_representative() {
                    return Some(ConnectionSet::of(*protocol, PortSet::named(name)));
                }
                let numbers = endpoint
                    .ports
                    .iter()
                    .filter(|port| port.protocol == *protocol && port.name.as_deref() == Some(name.as_str()))
                    .map(|port| ConnectionSet::of(*protocol, PortSet::range(port.port, port.port)));
                let set = numbers.fold(ConnectionSet::none(), |all, port| all.union(&port));
                (!set.is_none()).then_some(set)
            }
        }
    }

    fn gate(
        &self,
        endpoint: EndpointId,
        other: Asked<'_>,
        direction: Direction,
        question: &Question,
        asked: &ConnectionSet,
        same: Same,
    ) -> Gate {
        let mut gate = Gate {
            direction,
            endpoint,
            allowed: !asked.is_none(),
            reason: GateReason::NotIsolated,
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
            return gate;
        };
        let exempt = if same == Same::Pod {
            Some(GateReason::SamePod)
        } else {
            match (class.kind, direction, other_class.kind) {
                (ClassKind::External | ClassKind::OwnNode, _, _) => Some(GateReason::NotAPod),
                (ClassKind::HostNetwork, _, _) => Some(GateReason::HostNetwork),
                (_, Direction::Ingress, ClassKind::OwnNode) => Some(GateReason::OwnNode),
                _ => None,
            }
        };
        let mut applied = self.world.engine.side(direction).policies(class_id);
        if same == Same::Hairpin {
            // A tier that isolates has the last word, and it is taken to let a pod through to itself.
            let isolates = |id: &PolicyId| {
                let tier = self.policies.get(*id).and_then(|policy| self.policies.tiers.get(policy.tier));
                tier.is_some_and(|tier| tier.default == TierDefault::Deny)
            };
            // Policies are sorted by tier.
            let asked = applied.iter().position(isolates).unwrap_or(applied.len());
            applied = applied.get(..asked).unwrap_or(&[]);
            gate.reason = GateReason::Hairpin;
        }
        if let Some(reason) = exempt {
            gate.reason = reason;
            return gate;
        }
        if applied.is_empty() {
            return gate;
        }
        let profile_owner = if direction == Direction::Ingress { class } else { other_class };
        let profile = self.world.classes.profile(profile_owner.profile);
        let mut found: Vec<Found<'_>> = applied
            .iter()
            .filter_map(|id| self.world.compiled.get(id.0 as usize))
            .flat_map(|policy| {
                let rules = policy.rules(direction).into_iter().flatten();
                rules.map(move |rule| (policy.tier, rule))
            })
            .filter_map(|(tier, rule)| {
                let ports = ports_at(source_rule(&self.policies, rule)?, &rule.numbered, profile);
                Some(Found { tier, rule, peer: false, ports })
            })
            .collect();
        let tiers = &self.policies.tiers;
        let applies: Vec<bool> = (0..tiers.len())
            .map(|tier| applied.iter().filter_map(|id| self.policies.get(*id)).any(|policy| policy.tier == tier))
            .collect();
        let parts = patterns(self.parts(other), &found);
        let family = class.family;
        // All parts fare alike; what the first one says of connections holds for each.
        meet(&mut found, parts.first(), family);
        let matching: Vec<Applicable<'_>> = found.iter().filter(|found| found.peer).map(Found::applicable).collect();
        gate.connections = allowed(tiers, &applies, &matching, asked);
        gate.allowed = passes(question, asked, &gate.connections);
        gate.isolating = applied
            .iter()
            .filter(|id| {
                let tier = self.policies.get(**id).and_then(|policy| tiers.get(policy.tier));
                tier.is_some_and(|tier| tier.default == TierDefault::Deny)
            })
            .copied()
            .collect();
        for part in &parts {
            meet(&mut found, Some(part), family);
            self.explain_steps(&mut gate, &found, &applies, applied, asked, (endpoint, other, part));
        }
        in_order(&mut gate);
        meet(&mut found, &parts, family);
        gate.reason = match reason(&gate) {
            GateReason::NotIsolated if same == Same::Hairpin => GateReason::Hairpin,
            reason => reason,
        };
        if !gate.allowed {
            let last = gate.steps.last().map_or("", |step| step.tier);
            let last = tiers.iter().position(|tier| tier.name == last).unwrap_or(0);
            gate.misses = misses(&found, asked, &gate.hits, last);
        }
        gate.caveats = self.gate_caveats(&gate, &found, &applies, asked, other_class);
        gate
    }

    /// What a gate cannot know: whether a block covers the other end, whether it counts there, what a name stands for.
    fn gate_caveats(
        &self,
        gate: &Gate,
        found: &[Found<'_>],
        applies: &[bool],
        asked: &ConnectionSet,
        other: &Class,
    ) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        let closed = asked.difference(&gate.connections);
        if self.address_could_change(gate, found, applies, asked, other) {
            caveats.push(Caveat::PodAddress);
        }
        // That `networks` match pods is part of their definition; of `ipBlock` the API leaves it open.
        let left_open = |hit: &&Hit| self.rests_on_ip_block(hit);
        let by_address = || gate.hits.iter().filter(left_open);
        let certain = gate.hits.iter().filter(|hit| !left_open(hit) && hit.action == Action::Allow);
        let certain = certain.fold(ConnectionSet::none(), |all, hit| all.union(&hit.connections));
        let decides = |hit: &Hit| hit.action != Action::Allow || !hit.connections.is_subset(&certain);
        if by_address().any(decides) {
            caveats.push(Caveat::AddressMatchesPod);
        }
        let named = |found: &&Found<'_>| {
            found.peer
                && Protocol::ALL.into_iter().any(|protocol| {
                    let concerned = !asked.ports(protocol).is_empty();
                    concerned && found.ports.ports(protocol).names().next().is_some()
                })
        };
        if !closed.is_none() && found.iter().find(named).is_some() {
            caveats.push(Caveat::NamedPort);
        }
        caveats
    }

    /// Whether something else would pass if blocks that may hold the other end did. Rules of each action are tried by
    /// themselves, so that they do not hide each other.
    fn address_could_change(
        &self,
        gate: &Gate,
        found: &[Found<'_>],
        applies: &[bool],
        asked: &ConnectionSet,
        other: &Class,
    ) -> bool {
        let perhaps = self.world.classes.membership(other).map_or(&[][..], |membership| &membership.perhaps);
        let may_match = |found: &Found<'_>| found.rule.block.is_some_and(|block| perhaps.contains(&block));
        [Action::Allow, Action::Deny, Action::Pass].into_iter().any(|action| {
            let counts = |found: &&Found<'_>| found.peer || found.rule.action == action && may_match(found);
            if !found.iter().any(|found| !found.peer && counts(&found)) {
                return false;
            }
            let rules: Vec<Applicable<'_>> = found.iter().filter(counts).map(Found::applicable).collect();
            allowed(&self.policies.tiers, applies, &rules, asked) != gate.connections
        })
    }

    /// Whether a hit rests on an `ipBlock` that covers a pod's address. That `networks` match pods is not left open.
    pub(crate) fn rests_on_ip_block(&self, hit: &Hit) -> bool {
        hit.by_address && self.block_pods(hit.rule) == Some(BlockPods::ByOption)
    }

    /// Which pods the addresses of a rule match.
    fn block_pods(&self, rule: RuleRef) -> Option<BlockPods> {
        let rules = self.world.compiled.get(rule.policy.0 as usize)?.rules(rule.direction)?;
        let block = rules.get(rule.index as usize)?.block?;
        self.world.outside.blocks.get(block.0 as usize).map(|(_, pods)| *pods)
    }

    /// The walk through the tiers for one part of the other end; its steps and hits are added to those of other parts.
    fn explain_steps(
        &self,
        gate: &mut Gate,
        found: &[Found<'_>],
        applies: &[bool],
        applied: &[crate::policy::PolicyId],
        asked: &ConnectionSet,
        (endpoint, other, part): (EndpointId, Asked<'_>, &Part),
    ) {
        let Some(other_class) = self.world.classes.get(part.class) else { return };
        let spoken = one_family(&self.endpoint(endpoint).addresses);
        let mut open = asked.clone();
        for (at, tier) in self.policies.tiers.iter().enumerate() {
            if !applies.get(at).copied().unwrap_or(false) || open.is_none() {
                continue;
            }
            let mut step = TierStep {
                tier: tier.name,
                applied: applied
                    .iter()
                    .filter(|id| self.policies.get(**id).is_some_and(|policy| policy.tier == at))
                    .copied()
                    .collect(),
                isolates: tier.default == TierDefault::Deny,
                action: None,
                rules: Vec::new(),
            };
            // Rules of one action do not take connections from each other, so that all of them can be named.
            let mut taken: [ConnectionSet; 3] = Default::default();
            for candidate in found.iter().filter(|found| found.tier == at && found.peer) {
                let action = candidate.rule.action;
                let mut rest = open.clone();
                for (index, set) in taken.iter().enumerate() {
                    if index != action as usize {
                        rest = rest.difference(set);
                    }
                }
                let hit = rest.intersection(&candidate.ports);
                if hit.is_none() {
                    continue;
                }
                if let Some(set) = taken.get_mut(action as usize) {
                    *set = set.union(&hit);
                }
                step.action.get_or_insert(action);
                step.rules.push(candidate.rule.origin);
                let (peers, by_address) = self.matching_peers(candidate.rule, spoken, other, part, other_class);
                add_hit(gate, Hit { rule: candidate.rule.origin, action, peers, connections: hit, by_address });
            }
            let [allow, deny, pass] = &taken;
            let rest = open.difference(allow).difference(deny).difference(pass);
            open = if tier.default == TierDefault::Deny { pass.clone() } else { rest.union(pass) };
            add_step(gate, at, step, &self.policies.tiers);
        }
    }

    /// Indexes of the peers that match, and whether only addresses do although the other end is a pod.
    fn matching_peers(
        &self,
        rule: &CompiledRule,
        spoken: Option<Family>,
        other: Asked<'_>,
        part: &Part,
        other_class: &Class,
    ) -> (Vec<u32>, bool) {
        let Some(source) = source_rule(&self.policies, rule) else { return (Vec::new(), false) };
        let Some(peers) = &source.peers else { return (Vec::new(), false) };
        let endpoint = self.endpoint(other.id);
        let addresses = part.addresses.as_ref();
        let known = spoken_addresses(endpoint, spoken);
        let known = known.as_slice();
        let mut found = Vec::new();
        let mut by_label = false;
        for (at, (peer, scope)) in peers.iter().zip(&rule.peer_scopes).enumerate() {
            let matches = match &peer.matches {
                PeerMatch::Pods(_) => {
                    let inside = scope.is_some_and(|scope| other_class.scopes.contains(&scope));
                    by_label |= inside;
                    inside
                }
                PeerMatch::Addresses { set, .. } => holds(set, known, addresses, self.block_matches(rule, other_class)),
                PeerMatch::Nodes { selector, .. }
                    if selector.is_empty()
                        && matches!(other_class.kind, ClassKind::HostNetwork | ClassKind::OwnNode) =>
                {
                    true
                }
                // Without an address it can only be a network of the same rule that matches.
                PeerMatch::Nodes { set, .. }
                    if (endpoint.is_external() || !endpoint.addresses.is_empty())
                        && !endpoint.is_only_reached()
                        && holds(set, known, addresses, self.block_matches(rule, other_class)) =>
                {
                    true
                }
                named => {
                    let outside = self.world.outside.unaddressed.iter();
                    let mut here = outside.zip((self.world.pod_classes + self.world.outside.groups.len()) as u32..);
                    here.any(|(one, class)| class == part.class.0 && one.is_named_by(named))
                }
            };
            if matches {
                found.push(at as u32);
            }
        }
        let pod = matches!(other_class.kind, ClassKind::Pod | ClassKind::HostNetwork);
        (found, pod && !by_label)
    }

    fn block_matches(&self, rule: &CompiledRule, class: &Class) -> bool {
        let membership = self.world.classes.membership(class);
        rule.block.is_some_and(|block| membership.is_some_and(|membership| membership.blocks.contains(&block)))
    }

    fn caveats(
        &self,
        gates: [&Gate; 2],
        source: Asked<'_>,
        destination: EndpointId,
        connections: &ConnectionSet,
    ) -> Vec<Caveat> {
        let mut caveats: Vec<Caveat> = gates.into_iter().flat_map(|gate| &gate.caveats).copied().collect();
        if [source.id, destination].into_iter().any(|end| self.endpoint(end).host_network) {
            caveats.push(Caveat::HostNetwork);
        }
        if !gates.iter().all(|gate| gate.allowed) && self.may_be_own_node(source, destination) {
            caveats.push(Caveat::OwnNode);
        }
        if Protocol::ALL.into_iter().any(|protocol| connections.ports(protocol).names().next().is_some()) {
            caveats.push(Caveat::NamedPort);
        }
        caveats.sort_unstable();
        caveats.dedup();
        caveats
    }
}

impl Analysis {
    /// The ports of a rule between an end that its policy applies to and another one that it names; `None` where it does not
    /// concern the two.
    pub(crate) fn concerns(&self, rule: RuleRef, end: ClassId, other: ClassId) -> Option<ConnectionSet> {
        let side = self.world.engine.side(rule.direction);
        let family = self.world.classes.get(end)?.family;
        let compiled =
            self.world.compiled.get(rule.policy.0 as usize)?.rules(rule.direction)?.get(rule.index as usize)?;
        if !side.policies(end).contains(&rule.policy) {
            return None;
        }
        let over = compiled.meets(other.0, family)?;
        let destination = if rule.direction == Direction::Ingress { end } else { other };
        let profile = self.world.classes.profile(self.world.classes.get(destination)?.profile);
        Some(over.share(ports_at(source_rule(&self.policies, compiled)?, &compiled.numbered, profile)))
    }
}

impl Analysis {
    /// Whether the source has an address of a node that hosts pods of the destination.
    fn may_be_own_node(&self, Asked { id, at }: Asked<'_>, destination: EndpointId) -> bool {
        let (source, hosts) = (self.endpoint(id), &self.endpoint(destination).host_addresses);
        match &source.kind {
            // Of a wide range the node is one address of very many, which is not worth a word.
            EndpointKind::External(addresses) => {
                let addresses = at.unwrap_or(addresses);
                !addresses.is_empty() && addresses.difference(&AddressSet::of(hosts)).is_empty()
            }
            _ => source.host_network && source.addresses.iter().any(|address| hosts.contains(address)),
        }
    }
}

struct Found<'a> {
    tier: usize,
    rule: &'a CompiledRule,
    peer: bool,
    ports: ConnectionSet,
}

impl Found<'_> {
    fn applicable(&self) -> Applicable<'_> {
        Applicable { tier: self.tier, action: self.rule.action, connections: &self.ports }
    }
}

/// Parts that the rules of a gate tell apart; those that the same of them name are put together.
fn patterns(parts: Vec<Part>, found: &[Found<'_>]) -> Vec<Part> {
    if parts.len() < 2 {
        return parts;
    }
    let mut known: FxHashMap<Vec<bool>, usize> = FxHashMap::default();
    let mut alike: Vec<(ClassId, Vec<AddressSet>)> = Vec::new();
    for part in parts {
        let named = found.iter().map(|found| found.rule.peers.contains(part.class.0)).collect();
        let next = alike.len();
        let at = *known.entry(named).or_insert(next);
        if at == next {
            if next == PATTERNS {
                break;
            }
            alike.push((part.class, Vec::new()));
        }
        if let Some((_, sets)) = alike.get_mut(at) {
            sets.extend(part.addresses);
        }
    }
    alike.into_iter().map(|(class, sets)| Part { class, addresses: Some(all(&sets)) }).collect()
}

/// Notes which rules name some of the parts, for an end that speaks one family or both.
fn meet<'p>(found: &mut [Found<'_>], parts: impl IntoIterator<Item = &'p Part> + Clone, family: Option<Family>) {
    for found in found {
        let met = parts.clone().into_iter().find_map(|part| found.rule.meets(part.class.0, family));
        found.peer = met.is_some();
        if let Some(Over::One(family)) = met {
            found.ports = found.ports.only(family);
        }
    }
}

/// Adds a hit to those of other parts.
fn add_hit(gate: &mut Gate, hit: Hit) {
    match gate.hits.iter_mut().find(|known| known.rule == hit.rule) {
        Some(known) => {
            known.connections = known.connections.union(&hit.connections);
            known.peers.extend(hit.peers);
            known.peers.sort_unstable();
            known.peers.dedup();
        }
        None => gate.hits.push(hit),
    }
}

/// Adds a step to those of other parts, in order of the tiers.
fn add_step(gate: &mut Gate, at: usize, step: TierStep, tiers: &[Tier]) {
    let place = |name: &str| tiers.iter().position(|tier| tier.name == name).unwrap_or(usize::MAX);
    match gate.steps.iter_mut().find(|known| known.tier == step.tier) {
        Some(known) => known.rules.extend(step.rules),
        None => {
            let before = gate.steps.iter().take_while(|known| place(known.tier) < at).count();
            gate.steps.insert(before, step);
        }
    }
}

/// Rules of several parts, back in the order of evaluation: policies are sorted by tier and rank.
fn in_order(gate: &mut Gate) {
    gate.hits.sort_by_key(|hit| hit.rule);
    for step in &mut gate.steps {
        step.rules.sort_unstable();
        step.rules.dedup();
        let first = step.rules.first();
        step.action = gate.hits.iter().find(|hit| Some(&hit.rule) == first).map(|hit| hit.action);
    }
}

fn reason(gate: &Gate) -> GateReason {
    let decided = gate.hits.iter().any(|hit| hit.action != Action::Pass);
    match (decided, gate.isolating.is_empty()) {
        (true, _) => GateReason::Rules,
        // Rules at most passed it on, and no tier that isolates stood behind them.
        (false, true) => GateReason::NotIsolated,
        (false, false) => GateReason::NoRule,
    }
}

/// Whether the answer is not the same over both families, or the ends agree on no family.
fn families_differ([egress, ingress]: [&Gate; 2], connections: &ConnectionSet) -> bool {
    let flat = || egress.connections.flat().intersection(&ingress.connections.flat());
    connections.differs_by_family() || flat() != *connections
}

fn passes(question: &Question, asked: &ConnectionSet, passing: &ConnectionSet) -> bool {
    match question {
        Question::Anything | Question::Protocol(_) => !passing.is_none(),
        Question::Port(..) => !asked.is_none() && asked.is_subset(&passing.flat()),
    }
}

/// The known addresses of a pod that another one may talk to: those of its family, else all.
fn spoken_addresses(endpoint: &Endpoint, spoken: Option<Family>) -> Vec<IpAddr> {
    let all = &endpoint.addresses;
    let spoken = all.iter().filter(|address| spoken.is_none_or(|family| Family::of(**address) == family));
    let spoken: Vec<IpAddr> = spoken.copied().collect();
    if spoken.is_empty() { all.clone() } else { spoken }
}

/// Whether a set holds an end: some of the addresses outside that are meant, or a pod by its class and addresses.
fn holds(set: &AddressSet, known: &[IpAddr], addresses: Option<&AddressSet>, class_matches: bool) -> bool {
    match addresses {
        Some(addresses) => !addresses.intersection(set).is_empty(),
        None if known.is_empty() => class_matches,
        None => class_matches && known.iter().any(|address| set.contains(*address)),
    }
}

/// Rules that did not match, nearest first: those that come too late, then those that name the other end, then those that
/// name the port. Of tiers after the last one that anything came to, only those that come too late count.
fn misses(found: &[Found<'_>], asked: &ConnectionSet, hits: &[Hit], last: usize) -> Vec<Miss> {
    let hits: std::collections::BTreeSet<RuleRef> = hits.iter().map(|hit| hit.rule).collect();
    let mut misses: Vec<Miss> = found
        .iter()
        .filter(|found| found.rule.action == Action::Allow)
        .filter(|found| found.tier <= last || (found.peer && !found.ports.intersection(asked).is_none()))
        .map(|found| Miss {
            rule: found.rule.origin,
            peer_matches: found.peer,
            port_matches: !found.ports.intersection(asked).is_none(),
        })
        .filter(|miss| !hits.contains(&miss.rule))
        .collect();
    misses.sort_by_key(|miss| (!miss.peer_matches, !miss.port_matches, miss.rule));
    misses.truncate(MISSES);
    misses
}
