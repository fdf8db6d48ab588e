//! How many pairs are allowed, open, blocked and depending. Counted by classes: a large cluster has too many pairs to go through.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::query::PairState;
use crate::reach::ClassId;
use crate::reach::engine::{GroupId, Side};
use crate::sets::{ConnId, Connections, Intervals};

/// At most this many look-ups are made for one count; a count that needs more is given up.
const BUDGET: u64 = 40_000_000;

/// Ordered pairs by how they are connected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairCounts {
    /// Rules allow something.
    pub allowed: u64,
    /// Neither end is isolated in its direction, and no rule decides.
    pub open: u64,
    /// Nothing may pass.
    pub blocked: u64,
    /// Whether anything passes depends on what the input does not say.
    pub depends: u64,
}

impl PairCounts {
    /// All pairs.
    pub const fn all(&self) -> u64 {
        self.allowed + self.open + self.blocked + self.depends
    }

    /// Adds pairs in a state in which something passes. In another one, nothing is added.
    pub(crate) const fn pass(&mut self, state: PairState, count: u64) {
        match state {
            PairState::Allowed => self.allowed += count,
            PairState::Open => self.open += count,
            PairState::Depends => self.depends += count,
            PairState::Blocked(_) => {}
        }
    }

    /// These counts and others together.
    #[must_use]
    pub const fn and(&self, other: &Self) -> Self {
        Self {
            allowed: self.allowed + other.allowed,
            open: self.open + other.open,
            blocked: self.blocked + other.blocked,
            depends: self.depends + other.depends,
        }
    }

    /// These counts minus those of a part.
    pub(crate) const fn without(&self, part: &Self) -> Self {
        Self {
            allowed: self.allowed.saturating_sub(part.allowed),
            open: self.open.saturating_sub(part.open),
            blocked: self.blocked.saturating_sub(part.blocked),
            depends: self.depends.saturating_sub(part.depends),
        }
    }
}

/// Whether two sets of connections overlap, remembered by pair of ids.
pub(crate) struct Overlaps<'a> {
    connections: &'a Connections,
    known: FxHashMap<(ConnId, ConnId), bool>,
}

impl<'a> Overlaps<'a> {
    pub(crate) fn new(connections: &'a Connections) -> Self {
        Self { connections, known: FxHashMap::default() }
    }

    pub(crate) fn has(&mut self, egress: ConnId, ingress: ConnId) -> bool {
        if egress == ConnId::NONE || ingress == ConnId::NONE {
            return false;
        }
        if egress == ConnId::ALL || ingress == ConnId::ALL || egress == ingress {
            return true;
        }
        let table = self.connections;
        let work = || !table.get(egress).intersection(table.get(ingress)).is_portless();
        *self.known.entry((egress, ingress)).or_insert_with(work)
    }
}

/// How many endpoints each class has, with running sums.
#[derive(Default)]
struct Weights {
    of: Vec<u64>,
    /// By class: the endpoints of all classes before it.
    before: Vec<u64>,
}

impl Weights {
    fn new(of: Vec<u64>) -> Self {
        let mut sum = 0;
        let mut before = vec![0];
        for weight in &of {
            sum += weight;
            before.push(sum);
        }
        Self { of, before }
    }

    fn total(&self) -> u64 {
        self.before.last().copied().unwrap_or(0)
    }

    /// Number of endpoints in the classes `first..=last`.
    fn between(&self, first: u32, last: u32) -> u64 {
        let at = |class: usize| self.before.get(class.min(self.of.len())).copied().unwrap_or(0);
        at((last as usize).saturating_add(1)).saturating_sub(at(first as usize))
    }
}

/// Endpoints by whether policies of one direction apply to their class.
struct Parted {
    free: Weights,
    /// Classes with members, by group.
    groups: BTreeMap<GroupId, Vec<(u32, u64)>>,
    /// The same, by class.
    concerned: Vec<(u32, GroupId, u64)>,
}

fn parted(side: &Side, weights: &[u64]) -> Parted {
    let mut free = weights.to_vec();
    let mut groups: BTreeMap<GroupId, Vec<(u32, u64)>> = BTreeMap::new();
    let mut concerned = Vec::new();
    for (class, weight) in (0..).zip(&mut free) {
        if let Some(group) = side.group(ClassId(class)).filter(|_| *weight > 0) {
            groups.entry(group).or_default().push((class, *weight));
            concerned.push((class, group, *weight));
            *weight = 0;
        }
    }
    Parted { free: Weights::new(free), groups, concerned }
}

/// What a group allows, as pieces: first class, last class, connections.
fn pieces(side: &Side, members: &[(u32, u64)]) -> Vec<(u32, u32, ConnId)> {
    let map = members.first().and_then(|(class, _)| side.map(ClassId(*class)));
    map.map_or_else(|| vec![(0, u32::MAX, ConnId::ALL)], |map| map.pieces().collect())
}

impl Analysis {
    /// Counts the ordered pairs of some endpoints: pairs of two outside ends have none, and a pair of an endpoint with
    /// itself counts where it has two pods. `None` when counting would take too long.
    pub(crate) fn pair_counts(&self, members: &[EndpointId]) -> Option<PairCounts> {
        let engine = &self.world.engine;
        let mut weights = vec![0_u64; self.world.classes.list.len()];
        let (mixed, single): (Vec<EndpointId>, Vec<EndpointId>) =
            members.iter().partition(|id| self.is_of_several_classes(**id));
        for id in &single {
            if let Some(weight) = weights.get_mut(self.class_of(*id).0 as usize) {
                *weight += 1;
            }
        }
        let (egress, ingress) = (parted(&engine.egress, &weights), parted(&engine.ingress, &weights));
        let mut overlaps = Overlaps::new(&engine.connections);
        let free = egress.free.total() * ingress.free.total();
        let decided_open = undecided([&engine.egress, &engine.ingress], &egress, &ingress)?;
        let mut open = free + decided_open;
        let mut allowed = one_sided(&engine.ingress, &ingress, &egress.free);
        allowed += one_sided(&engine.egress, &egress, &ingress.free);
        allowed += two_sided([&engine.egress, &engine.ingress], &egress, &ingress, &mut overlaps)?;
        // Where policies apply and say nothing, everything passes.
        allowed -= decided_open;
        let outside = |ids: &[EndpointId]| ids.iter().filter(|id| self.endpoint(**id).is_external()).count() as u64;
        let square = |count: u64| count * count;
        open -= square(outside(&single));
        let mut all = square(members.len() as u64) - square(outside(members));
        // Addresses outside that rules tell apart are few: they are gone through one by one.
        for [sources, destinations] in [[&mixed, &single], [&single, &mixed]] {
            self.each_pair(
                sources,
                destinations,
                |_, _| true,
                |_, pair| {
                    open += u64::from(pair.state == PairState::Open);
                    allowed += u64::from(pair.state == PairState::Allowed);
                },
            );
        }
        for id in members.iter().filter(|id| !self.endpoint(**id).is_external() && !self.has_two_pods(**id)) {
            all -= 1;
            let class = self.class_of(*id);
            let (out, into) = self.pair_ids(*id, *id);
            if engine.egress.is_undecided(class, class) && engine.ingress.is_undecided(class, class) {
                open -= 1;
            } else if overlaps.has(out, into) {
                allowed -= 1;
            }
        }
        let (moved, whole) = self.moved(members, true);
        whole.then(|| PairCounts {
            allowed: allowed.saturating_sub(moved.allowed),
            open: open.saturating_sub(moved.open),
            blocked: (all - open - allowed).saturating_sub(moved.blocked),
            depends: moved.all(),
        })
    }
}

/// Number of allowed pairs that policies of this side alone decide: none apply to the other end.
fn one_sided(side: &Side, here: &Parted, others: &Weights) -> u64 {
    let of_group = |members: &Vec<(u32, u64)>| {
        let own: u64 = members.iter().map(|(_, weight)| weight).sum();
        own * pieces(side, members).iter().map(|(first, last, _)| others.between(*first, *last)).sum::<u64>()
    };
    here.groups.values().map(of_group).sum()
}

/// Number of open pairs where policies apply to an end, or to both, and no rule of theirs decides. `None` over the budget.
fn undecided([out, into]: [&Side; 2], egress: &Parted, ingress: &Parted) -> Option<u64> {
    let silent = |side: &Side, members: &Vec<(u32, u64)>| {
        let classes = members.first().and_then(|(class, _)| side.undecided(ClassId(*class)));
        classes.cloned().unwrap_or_else(Intervals::empty)
    };
    let one_sided = |side: &Side, here: &Parted, others: &Weights| -> u64 {
        let of_group = |members: &Vec<(u32, u64)>| {
            let own: u64 = members.iter().map(|(_, weight)| weight).sum();
            own * silent(side, members).ranges().iter().map(|(first, last)| others.between(*first, *last)).sum::<u64>()
        };
        here.groups.values().map(of_group).sum()
    };
    let mut open = one_sided(out, egress, &ingress.free) + one_sided(into, ingress, &egress.free);
    let mut left = BUDGET;
    for senders in egress.groups.values() {
        // Receivers of one group about which these senders say nothing, together.
        let mut receivers: BTreeMap<GroupId, u64> = BTreeMap::new();
        for (first, last) in silent(out, senders).ranges() {
            let start = ingress.concerned.partition_point(|(class, _, _)| class < first);
            let end = ingress.concerned.partition_point(|(class, _, _)| class <= last);
            left = left.checked_sub(end.saturating_sub(start) as u64)?;
            for (_, group, weight) in ingress.concerned.get(start..end).unwrap_or(&[]) {
                *receivers.entry(*group).or_default() += weight;
            }
        }
        for (group, weight) in receivers {
            let Some(members) = ingress.groups.get(&group) else { continue };
            let classes = silent(into, members);
            if classes.is_empty() {
                continue;
            }
            left = left.checked_sub(senders.len() as u64)?;
            let sending = senders.iter().filter(|(sender, _)| classes.contains(*sender));
            open += weight * sending.map(|(_, weight)| weight).sum::<u64>();
        }
    }
    Some(open)
}

/// Number of allowed pairs that policies of both ends decide, counted by pair of groups. `None` over the budget.
fn two_sided([out, into]: [&Side; 2], egress: &Parted, ingress: &Parted, overlaps: &mut Overlaps<'_>) -> Option<u64> {
    let mut left = BUDGET;
    let mut allowed = 0;
    for senders in egress.groups.values() {
        // Receivers of one group that take the same from these senders, together.
        let mut receivers: BTreeMap<(GroupId, ConnId), u64> = BTreeMap::new();
        for (first, last, id) in pieces(out, senders) {
            let start = ingress.concerned.partition_point(|(class, _, _)| *class < first);
            let end = ingress.concerned.partition_point(|(class, _, _)| *class <= last);
            left = left.checked_sub(end.saturating_sub(start) as u64)?;
            for (_, group, weight) in ingress.concerned.get(start..end).unwrap_or(&[]) {
                *receivers.entry((*group, id)).or_default() += weight;
            }
        }
        for ((group, id), weight) in receivers {
            left = left.checked_sub(senders.len() as u64)?;
            let Some((class, _)) = ingress.groups.get(&group).and_then(|members| members.first()) else { continue };
            let takes = |sender: u32| into.get(ClassId(*class), ClassId(sender));
            let reaching = senders.iter().filter(|(sender, _)| overlaps.has(id, takes(*sender)));
            allowed += weight * reaching.map(|(_, weight)| weight).sum::<u64>();
        }
    }
    Some(allowed)
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use super::*;
    use crate::options::Options;
    use crate::pipeline::analyze;
    use crate::policy::{Action, Direction};
    use crate::query::{DirectionVerdict, Question};
    use crate::view::fixture::cluster;

    /// Asks every pair.
    fn asked(analysis: &Analysis, members: &[EndpointId]) -> PairCounts {
        let mut counts = PairCounts::default();
        let outside = |id: EndpointId| analysis.endpoint(id).is_external();
        for from in members {
            for to in members {
                if (outside(*from) && outside(*to)) || (from == to && !analysis.has_two_pods(*from)) {
                    continue;
                }
                match analysis.pair(*from, *to).state {
                    PairState::Allowed => counts.allowed += 1,
                    PairState::Open => counts.open += 1,
                    PairState::Blocked(_) => counts.blocked += 1,
                    PairState::Depends => counts.depends += 1,
                }
            }
        }
        counts
    }

    #[test]
    fn open_is_what_no_tier_isolates_and_no_rule_decides() {
        let mut open_under_policies = 0;
        for seed in 0..60 {
            let analysis = analyze(&Sources::single("c.yaml", cluster(seed)), &Options::default());
            // The own node, the last one, is let in whatever policies say.
            let mut ids: Vec<EndpointId> = analysis.endpoint_ids().map(|(id, _)| id).collect();
            ids.pop();
            for (from, to) in ids.iter().flat_map(|from| ids.iter().map(move |to| (*from, *to))) {
                let verdict = analysis.verdict(from, to, &Question::Anything);
                if verdict.state == PairState::Depends {
                    continue;
                }
                let silent = |direction: &DirectionVerdict| {
                    !direction.hits.iter().any(|hit| hit.action != Action::Pass) && direction.isolating.is_empty()
                };
                let open = silent(&verdict.egress) && silent(&verdict.ingress);
                assert_eq!(verdict.state == PairState::Open, open, "seed {seed}: {from:?} to {to:?}");
                let concerned = !analysis.endpoint(from).isolation(Direction::Egress).policies.is_empty();
                open_under_policies += u32::from(open && concerned);
            }
        }
        assert!(open_under_policies > 100, "{open_under_policies}");
    }

    #[test]
    fn counting_by_classes_is_asking_every_pair() {
        let mut kinds = PairCounts::default();
        for seed in 0..60 {
            let analysis = analyze(&Sources::single("c.yaml", cluster(seed)), &Options::default());
            let members: Vec<EndpointId> = analysis.endpoint_ids().map(|(id, _)| id).collect();
            let members = &members[..members.len() - 1];
            let counts = analysis.pair_counts(members).unwrap();
            assert_eq!(counts, asked(&analysis, members), "seed {seed}");
            let half: Vec<EndpointId> = members.iter().copied().step_by(2).collect();
            assert_eq!(analysis.pair_counts(&half).unwrap(), asked(&analysis, &half), "half of seed {seed}");
            kinds.allowed += counts.allowed;
            kinds.open += counts.open;
            kinds.blocked += counts.blocked;
            kinds.depends += counts.depends;
        }
        assert!(kinds.allowed > 500 && kinds.open > 500 && kinds.blocked > 500 && kinds.depends > 200, "{kinds:?}");
    }

    #[test]
    fn nothing_counts_as_nothing() {
        assert_eq!(Analysis::default().pair_counts(&[]), Some(PairCounts::default()));
    }
}
