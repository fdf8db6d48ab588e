//! Peers of rules of which no connection passes, because of policies that decide besides.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::inventory::EndpointId;
use crate::policy::Direction;
use crate::reach::engine::source_rule;
use crate::reach::ports::ports_at;
use crate::reach::{ClassId, CompiledRule};
use crate::sets::{ConnId, ConnectionSet, Intervals, Selector};

use super::input::Input;
use super::sink::Sink;

/// Pairs of classes that are looked at for one peer, at most.
const PAIRS: usize = 1_024;
/// Pairs that a finding is about, at most.
pub(crate) const NAMED_PAIRS: usize = 20;
/// Pairs that are asked for what the input leaves open, of one peer and of all.
const ASKED: (usize, usize) = (4, 1_000);

/// Which policies decide whether a connection of a rule passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DecidedBy {
    /// Those of the other end, which has to be isolated.
    OtherEnd,
    /// Those of both ends.
    BothEnds,
}

/// A peer of which no connection passes.
pub(crate) struct Vain {
    /// Pairs of an end of the policy and another one.
    pub(crate) pairs: Vec<(EndpointId, EndpointId)>,
    pub(crate) own: BTreeSet<EndpointId>,
    pub(crate) others: BTreeSet<EndpointId>,
    /// What the rule allows between the first of them.
    pub(crate) connections: ConnectionSet,
}

/// A peer of a rule, if the policies that decide allow nothing that the rule does. It `is_broad` where it selects all pods: a pod
/// that it selects does not count as its own peer then.
pub(crate) fn vain(
    input: &Input<'_>,
    sink: &Sink<'_>,
    rule: &CompiledRule,
    (subject, others): (&Intervals<u32>, &Intervals<u32>),
    is_broad: bool,
    decided_by: DecidedBy,
) -> Option<Vain> {
    let world = &input.analysis.world;
    let direction = rule.origin.direction;
    let written = source_rule(&input.analysis.policies, rule)?;
    let mut found: Option<Vain> = None;
    let mut looked_at = 0;
    for theirs in others.iter().filter(|class| !input.class_workloads(*class).is_empty()) {
        // Most ends are open.
        if decided_by == DecidedBy::OtherEnd {
            world.engine.side(direction.opposite()).map(ClassId(theirs))?;
        }
        for ours in subject.iter().filter(|class| !input.class_workloads(*class).is_empty()) {
            looked_at += 1;
            if looked_at > PAIRS || !sink.spend(16) {
                return None;
            }
            let (us, them) = (input.class_workloads(ours), input.class_workloads(theirs));
            let is_bare = || us.iter().all(|id| input.endpoint(*id).bare);
            if ours == theirs && us.len() == 1 && (is_broad || is_bare()) {
                continue;
            }
            let (ours, theirs) = (ClassId(ours), ClassId(theirs));
            let (source, destination) = match direction {
                Direction::Ingress => (theirs, ours),
                Direction::Egress => (ours, theirs),
            };
            let egress = || world.engine.egress(source, destination);
            let ingress = || world.engine.ingress(source, destination, &world.classes);
            let allowed = match (decided_by, direction) {
                (DecidedBy::OtherEnd, Direction::Ingress) => [egress(), ConnId::ALL],
                (DecidedBy::OtherEnd, Direction::Egress) => [ingress(), ConnId::ALL],
                (DecidedBy::BothEnds, _) => [egress(), ingress()],
            };
            if allowed == [ConnId::ALL; 2] {
                return None;
            }
            let is_nothing = allowed.contains(&ConnId::NONE);
            let mut connections = None;
            // Where nothing passes and another pair is known, it makes no difference what the rule allows.
            if !is_nothing || found.is_none() {
                let ends = world.classes.end_ports(direction, world.classes.get(ours)?, world.classes.get(theirs)?);
                let here = if rule.names.any() {
                    ports_at(written, &rule.numbered, ends)
                } else {
                    Cow::Borrowed(&rule.numbered)
                };
                if here.is_portless() || !sink.spend(64 + here.weight()) {
                    continue;
                }
                let passes = |here: &ConnectionSet, id: ConnId| world.engine.connections.get(id).intersection(here);
                let [one, two] = allowed;
                if !is_nothing && !passes(&passes(&here, one), two).is_portless() {
                    return None;
                }
                connections = Some(here.into_owned());
            }
            let vain = found.get_or_insert_with(|| Vain {
                pairs: Vec::new(),
                own: BTreeSet::new(),
                others: BTreeSet::new(),
                connections: connections.unwrap_or_default(),
            });
            let named = us.iter().flat_map(|us| them.iter().map(move |them| (*us, *them)));
            let named = named.filter(|(us, them)| us != them || !is_broad);
            vain.pairs.extend(named.take(NAMED_PAIRS.saturating_sub(vain.pairs.len())));
            if vain.own.len() + vain.others.len() < 4 * NAMED_PAIRS {
                vain.own.extend(us.iter().take(NAMED_PAIRS));
                vain.others.extend(them.iter().take(NAMED_PAIRS));
            }
        }
    }
    let isolated = |id: &EndpointId| input.endpoint(*id).isolation(direction.opposite()).isolated;
    found.filter(|vain| {
        !vain.pairs.is_empty() && (decided_by == DecidedBy::BothEnds || vain.others.iter().all(isolated))
    })
}

/// Whether pods on the network of their node have the labels of the peer: policies may not apply to them.
pub(crate) fn on_nodes(input: &Input<'_>, sink: &Sink<'_>, vain: &Vain, pods: &Selector) -> bool {
    let namespaces: BTreeSet<&str> =
        vain.others.iter().filter_map(|id| input.endpoint(*id).namespace.as_deref()).collect();
    namespaces.iter().any(|namespace| {
        let here = input.workloads_in(namespace);
        !sink.spend(8 * here.len())
            || here.iter().map(|id| input.endpoint(*id)).any(|one| one.host_network && pods.matches(&one.labels))
    })
}

/// Whether it hangs on what the input does not hold: labels of namespaces, or addresses.
pub(crate) fn depends(
    input: &Input<'_>,
    sink: &Sink<'_>,
    vain: &Vain,
    direction: Direction,
    asked: &mut usize,
) -> bool {
    let world = &input.analysis.world;
    let is_open = |id: &EndpointId| {
        let class = world.classes.get(ClassId(input.endpoint(*id).class()));
        class.is_none_or(|class| class.open.is_some())
    };
    let has_blocks = |id: &EndpointId| {
        let applied = &input.endpoint(*id).isolation(direction.opposite()).policies;
        let compiled = applied.iter().filter_map(|policy| world.compiled.get(policy.0 as usize));
        let mut rules = compiled.flat_map(|policy| policy.rules(direction.opposite()).unwrap_or(&[]));
        rules.any(|rule| !sink.spend(4 + rule.peers.len()) || !rule.blocks().is_empty())
    };
    let (of_one, of_all) = ASKED;
    vain.pairs.iter().take(of_one).any(|(us, them)| {
        if !is_open(us) && !is_open(them) && !has_blocks(them) {
            return false;
        }
        *asked += 1;
        let (source, destination) = match direction {
            Direction::Ingress => (*them, *us),
            Direction::Egress => (*us, *them),
        };
        *asked > of_all || input.analysis.pair_depends(source, destination).is_some()
    })
}
