//! Behaviours and lines of two analyses: those of the analysis after, told apart where something changed, with what changed.
//!
//! Where something changed is known by classes: a change of the comparison goes from all of its sources to all of its
//! destinations. A behaviour of both sides is one of each side and the ends of changes that its members are, so that two
//! behaviours have one answer before and one after, and asking one pair of them is asking all.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diff::{ChangeKind, End};
use crate::query::{BlockedBy, Pair, PairState};
use crate::sets::{AddressSet, ConnectionSet};

use super::super::change::EdgeChange;
use super::super::compared::{BothSides, existence};
use super::behaviours::Behaviour;
use super::beside::Beside;
use super::lines::{BLOCKED, Label, Labels, Line, LineChange, Lines, OPEN};
use super::stacks::mixed;
use super::{Base, Folding};

/// So many ends of changes are gone through, and so many pairs of behaviours that differ are asked. Over it, nothing is said
/// about changes.
const ENDS: usize = 20_000_000;
const ASKED: usize = 1_000_000;

/// No behaviour of the analysis after.
const GONE: u32 = u32::MAX;

/// Where something changed, by places among the joint nodes.
#[derive(Default)]
struct Changed {
    /// Of every change: its sources and its destinations.
    changes: Vec<[Vec<u32>; 2]>,
    /// Nodes whose pods reach each other otherwise.
    own: Vec<u32>,
    /// By node: of which changes it is an end. Zero for none.
    marks: Vec<u128>,
}

/// Lines that changed: source, destination, label; with all labels and changes.
struct Found {
    lines: Vec<(u32, u32, u32)>,
    labels: Vec<Label>,
    changes: Vec<LineChange>,
}

impl BothSides<'_> {
    /// Works out what folds together in a picture of both sides. Belongs to the analysis after, and is asked with it.
    pub fn folding(&self) -> Folding {
        let (mut beside, members) = Beside::of(self);
        let nodes = &self.joint.nodes;
        if nodes.iter().all(|node| self.endpoint(node).is_external()) {
            let none = self.after.fold_base(&[]);
            return Folding::new(self.after, Vec::new(), none, beside);
        }
        let present: Vec<_> = nodes.iter().filter_map(|node| node.ends[1]).collect();
        let base = self.after.fold_base(&present);
        let changed = self.changed_places().unwrap_or_else(|| {
            beside.whole = false;
            Changed { marks: vec![0; nodes.len()], ..Changed::default() }
        });
        let (list, of, parents) = self.split(&base, &changed);
        let base = Base { behaviours: list, of, ..base };
        let lines = base.lines.spread(&parents);
        let base = Base { lines, ..base };
        let base = match self.differing(&base, &changed) {
            Some(found) => Base { lines: base.lines.with(found), ..base },
            None => {
                beside.whole = false;
                base
            }
        };
        Folding::new(self.after, members, base, beside)
    }

    /// `None` over the limit.
    fn changed_places(&self) -> Option<Changed> {
        let mut changed = Changed { marks: vec![0; self.joint.nodes.len()], ..Changed::default() };
        let mut parts: BTreeMap<&AddressSet, Vec<u32>> = BTreeMap::new();
        let mut left = ENDS;
        for (change, number) in self.diff.connections.iter().zip(1_u64..) {
            let mut ends: [Vec<u32>; 2] = Default::default();
            for ((end, places), side) in [&change.source, &change.destination].into_iter().zip(&mut ends).zip(0_u64..) {
                *places = match end {
                    End::Peers(peers) => {
                        peers.iter().filter_map(|peer| self.joint.of_peer(peer)).map(|at| at as u32).collect()
                    }
                    End::Outside(addresses) => {
                        let found = || self.joint.outside_in(addresses).map(|at| at as u32).collect();
                        parts.entry(addresses).or_insert_with(found).clone()
                    }
                    End::Named(_) => Vec::new(),
                };
                left = left.checked_sub(1 + places.len())?;
                let mark = mixed(2 * number + side);
                for at in places {
                    changed.marks.get_mut(*at as usize).into_iter().for_each(|slot| *slot = slot.wrapping_add(mark));
                }
            }
            changed.changes.push(ends);
        }
        changed.own = self.own_changes().map(|(at, _)| at as u32).collect();
        for at in &changed.own {
            if let Some(slot) = changed.marks.get_mut(*at as usize) {
                *slot = slot.wrapping_add(mixed(1));
            }
        }
        Some(changed)
    }

    /// Behaviours of both sides, by node which one, and the behaviour after that each was ([`GONE`] for none).
    fn split(&self, base: &Base, changed: &Changed) -> (Vec<Behaviour>, Vec<u32>, Vec<u32>) {
        let nodes = &self.joint.nodes;
        let earlier: Vec<_> = nodes.iter().filter_map(|node| node.ends[0]).collect();
        let any = changed.marks.iter().any(|mark| *mark != 0);
        let depends = || {
            let mut depends = false;
            self.before.each_depending(&earlier, |_, _, _, _| depends = true);
            depends
        };
        let before = if any { self.before.behaviours(&earlier, depends()).of } else { Vec::new() };
        let (mut before, mut after) = (before.into_iter(), base.of.iter().copied());
        let mut known: FxHashMap<(u32, Option<u32>, u128, Option<ChangeKind>), u32> = FxHashMap::default();
        let (mut list, mut of, mut parents) = (Vec::new(), Vec::with_capacity(nodes.len()), Vec::new());
        for (node, mark) in nodes.iter().zip(&changed.marks) {
            let was = node.ends[0].and_then(|_| before.next());
            let is = node.ends[1].and_then(|_| after.next()).unwrap_or(GONE);
            let key = (is, was.filter(|_| *mark != 0), *mark, existence(node));
            let next = list.len() as u32;
            let at = *known.entry(key).or_insert(next);
            if at == next {
                let one = base.behaviours.get(is as usize);
                let one = one.map(|one| Behaviour { pods: 0, ..one.clone() });
                list.push(one.unwrap_or_else(|| Behaviour::gone(self.endpoint(node))));
                parents.push(is);
            }
            let counts = |one: &&mut Behaviour| !one.is_external && !one.is_gone;
            if let Some(one) = list.get_mut(at as usize).filter(counts) {
                one.pods += 1;
            }
            of.push(at);
        }
        (list, of, parents)
    }

    /// The lines that changed. `None` over the limit.
    fn differing(&self, base: &Base, changed: &Changed) -> Option<Found> {
        let mut samples: Vec<[Option<u32>; 2]> = vec![[None; 2]; base.behaviours.len()];
        for (behaviour, at) in base.of.iter().zip(0_u32..) {
            match samples.get_mut(*behaviour as usize) {
                Some([first @ None, _]) => *first = Some(at),
                Some([_, second @ None]) => *second = Some(at),
                _ => {}
            }
        }
        let behaviours = |places: &[u32]| -> BTreeSet<u32> {
            places.iter().filter_map(|at| base.of.get(*at as usize)).copied().collect()
        };
        let mut asked: FxHashSet<(u32, u32)> = FxHashSet::default();
        let mut pairs: Vec<(u32, u32, [u32; 2])> = Vec::new();
        let mut add = |from: u32, to: u32, places: [Option<u32>; 2]| {
            if let [Some(source), Some(destination)] = places
                && asked.insert((from, to))
            {
                pairs.push((from, to, [source, destination]));
            }
            pairs.len() <= ASKED
        };
        for at in &changed.own {
            let own = base.of.get(*at as usize).copied().unwrap_or(GONE);
            if !add(own, own, [Some(*at); 2]) {
                return None;
            }
        }
        for [sources, destinations] in &changed.changes {
            let destinations = behaviours(destinations);
            for from in behaviours(sources) {
                for to in &destinations {
                    let sample = |at: u32, which: usize| samples.get(at as usize)?.get(which).copied()?;
                    if !add(from, *to, [sample(from, 0), sample(*to, usize::from(from == *to))]) {
                        return None;
                    }
                }
            }
        }
        let mut found = Differing { labels: Labels::new(base.lines.labels.clone()), ..Differing::default() };
        let mut lines = Vec::new();
        for (from, to, [source, destination]) in pairs {
            let nodes = &self.joint.nodes;
            let ends = nodes.get(source as usize).zip(nodes.get(destination as usize));
            let drawn = |(source, destination)| self.is_drawn(source, destination);
            let Some((source, destination)) = ends.filter(|ends| drawn(*ends)) else { continue };
            if !source.compared || !destination.compared {
                continue;
            }
            let number = base.between(from, to);
            let [was, is] = self.sides(source, destination);
            lines.extend(found.label(base, number, [was, is]).map(|label| (from, to, label)));
        }
        Some(Found { lines, labels: found.labels.into_list(), changes: found.changes })
    }
}

impl Base {
    /// The label of a pair of behaviours, and whether it is listed.
    fn between(&self, from: u32, to: u32) -> (u32, bool) {
        if let Some(label) = self.lines.between(from, to) {
            return (label, true);
        }
        let one = |at: u32| self.behaviours.get(at as usize);
        let free =
            one(from).is_some_and(|one| one.egress.is_none()) && one(to).is_some_and(|one| one.ingress.is_none());
        (if free { OPEN } else { BLOCKED }, false)
    }
}

/// Labels of lines that changed, in the making.
#[derive(Default)]
struct Differing {
    labels: Labels,
    changes: Vec<LineChange>,
    known: FxHashMap<(EdgeChange, u32), u32>,
}

impl Differing {
    /// The label of a pair that changed, where it was `number` without regard to the change.
    fn label(&mut self, base: &Base, (number, listed): (u32, bool), [was, is]: [Option<Pair<'_>>; 2]) -> Option<u32> {
        let edge = EdgeChange::between(was.as_ref(), is.as_ref())?;
        let none = ConnectionSet::none();
        let [before, after] =
            [&was, &is].map(|pair| pair.as_ref().map_or_else(|| none.clone(), |pair| pair.connections.flat()));
        let next = self.changes.len() as u32;
        let change = *self.known.entry((edge.clone(), number)).or_insert_with(|| {
            let (opens, closes) = (after.difference(&before), before.difference(&after));
            self.changes.push(LineChange { edge, opens, closes, plain: number });
            next
        });
        let label = match base.lines.label(number) {
            Some(label) => Label { over_open: label.over_open || (number == OPEN && !listed), ..label.clone() },
            None => {
                let state = is.map(|pair| pair.state).filter(|state| matches!(state, PairState::Blocked(_)));
                let state = state.unwrap_or(PairState::Blocked(BlockedBy::Both));
                Label { connections: none, ..Label::plain(state, ConnectionSet::none()) }
            }
        };
        Some(self.labels.of(Label { change: Some(change), ..label }))
    }
}

impl Lines {
    /// The same lines between behaviours that were split. The parents are by behaviour.
    fn spread(self, parents: &[u32]) -> Self {
        if parents.len() == self.from.len() && parents.iter().zip(0..).all(|(parent, at)| *parent == at) {
            return self;
        }
        let mut children: Vec<Vec<u32>> = vec![Vec::new(); self.from.len()];
        for (parent, at) in parents.iter().zip(0_u32..) {
            children.get_mut(*parent as usize).into_iter().for_each(|list| list.push(at));
        }
        let spread = |parent: &u32| {
            let lines = self.from.get(*parent as usize).into_iter().flatten();
            let each = |line: &Line| {
                let label = line.label;
                children.get(line.to as usize).into_iter().flatten().map(move |to| Line { to: *to, label })
            };
            let mut lines: Vec<Line> = lines.flat_map(each).collect();
            lines.sort_unstable();
            lines
        };
        let from = parents.iter().map(spread).collect();
        Self::of(from, self.labels, Vec::new(), self.whole)
    }

    /// The same with what changed.
    fn with(self, Found { mut lines, labels, changes }: Found) -> Self {
        lines.sort_unstable();
        if lines.is_empty() {
            return self;
        }
        let mut from = self.from;
        for (source, to, label) in lines {
            let Some(lines) = from.get_mut(source as usize) else { continue };
            match lines.binary_search_by_key(&to, |line| line.to) {
                Ok(at) => lines.get_mut(at).into_iter().for_each(|line| line.label = label),
                Err(at) => lines.insert(at, Line { to, label }),
            }
        }
        Self::of(from, labels, changes, self.whole)
    }
}
