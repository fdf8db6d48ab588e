//! What differs from a baseline is drawn by itself where there is room: workloads with clearly more changes than their namespace
//! has on average, and workloads that one side lacks.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::query::PairState;

use super::super::folded::Within;
use super::super::graph::NodeView;
use super::super::node_id::NodeId;
use super::view::Scene;
use super::{Folding, stack_id};

/// At most so many stacks stand by themselves because of what changed.
const STACKS: usize = 24;
/// More changes than on average are so many times as many.
const MORE: (u64, u64) = (3, 2);
/// Cards take no more than this part of the room, lines all of it.
const ROOM: (usize, usize) = (3, 4);

impl Folding {
    /// By behaviour, how many pairs of each of its members differ.
    fn differing(&self) -> Vec<u64> {
        let mut sizes = vec![0_u64; self.behaviours.len()];
        for at in &self.of {
            sizes.get_mut(*at as usize).into_iter().for_each(|size| *size += 1);
        }
        let size = |at: u32| sizes.get(at as usize).copied().unwrap_or(0);
        let ways = [&self.lines.from, &self.lines.into];
        let sum = |at: usize| {
            let lines = ways.into_iter().filter_map(|lines| lines.get(at)).flatten();
            lines.filter(|line| self.lines.is_changed(line.label)).map(|line| size(line.to)).sum()
        };
        (0..self.behaviours.len()).map(sum).collect()
    }

    /// Whether something differs among or around some behaviours.
    pub(super) fn differs(&self, members: &[crate::inventory::EndpointId]) -> bool {
        self.beside.is_on
            && members.iter().any(|id| {
                let ways = [&self.lines.from, &self.lines.into];
                let at = self.behaviour_of(*id).map_or(usize::MAX, |at| at as usize);
                let lines = || ways.into_iter().filter_map(|lines| lines.get(at)).flatten();
                self.existence(*id).is_some() || lines().any(|line| self.lines.is_changed(line.label))
            })
    }
}

impl Scene<'_> {
    /// The stacks that stand by themselves because of what changed: the most telling that have room.
    pub(super) fn telling(&self, fits: impl Fn(&BTreeSet<NodeId>) -> bool) -> BTreeSet<NodeId> {
        if !self.folding.beside.is_on {
            return BTreeSet::new();
        }
        let mut ranked = self.candidates();
        ranked.truncate(STACKS);
        while !ranked.is_empty() {
            let telling: BTreeSet<NodeId> = ranked.iter().map(|(_, _, id)| id.clone()).collect();
            if fits(&telling) {
                return telling;
            }
            ranked.truncate(ranked.len() / 2);
        }
        BTreeSet::new()
    }

    /// Stacks with clearly more changes than their namespace has on average, most changes first.
    fn candidates(&self) -> Vec<(Reverse<u64>, u32, NodeId)> {
        let folding = self.folding;
        let differing = folding.differing();
        let mut found = Vec::new();
        for place in folding.places.iter().filter(|place| !place.is_outside) {
            if place.namespace.as_deref().is_some_and(|name| self.options.closed.contains(&NodeId::namespace(name))) {
                continue;
            }
            let stacks = place.stacks.iter().filter_map(|at| Some((*at, folding.stack_at(*at)?)));
            let each: Vec<(u32, &super::Stack, u64)> = stacks
                .map(|(at, stack)| {
                    let first = stack.members.first().and_then(|id| folding.behaviour_of(*id));
                    let changes = first.and_then(|at| differing.get(at as usize)).copied().unwrap_or(0);
                    (at, stack, changes)
                })
                .collect();
            let members: u64 = each.iter().map(|(_, stack, _)| stack.members.len() as u64).sum();
            let changes: u64 = each.iter().map(|(_, stack, changes)| stack.members.len() as u64 * changes).sum();
            let lacking = each.iter().filter(|(_, stack, _)| stack.existence.is_some()).count();
            for (at, stack, own) in &each {
                let lacks = stack.existence.is_some() && lacking < each.len();
                if lacks || own * members * MORE.1 > changes * MORE.0 {
                    found.push((Reverse(*own), *at, stack_id(folding, self.analysis, &stack.members)));
                }
            }
        }
        found.sort();
        found
    }

    /// Whether a cut leaves some room.
    pub(super) const fn has_room(&self, cards: usize, lines: usize) -> bool {
        cards * ROOM.1 <= self.options.cards * ROOM.0 && lines <= self.options.lines
    }

    /// Counts on cards which members reach each other, and what changed there: within a card there is no room for a line.
    pub(super) fn count_inside(&self, nodes: &mut [NodeView]) {
        let mut own = self.between.iter().filter(|((from, to, _), _)| from == to).peekable();
        if own.peek().is_none() {
            return;
        }
        let shares = self.shares(&self.cut);
        for ((card, _, state), pairs) in own {
            let fold = nodes.get_mut(*card as usize).and_then(|node| node.fold.as_mut());
            let Some(fold) = fold else { continue };
            fold.inside = fold.inside.and(&pairs.differs);
            if !matches!(state, PairState::Allowed | PairState::Depends) {
                continue;
            }
            let within =
                fold.within.get_or_insert_with(|| Within { of: shares.all(*card, *card), ..Within::default() });
            match state {
                PairState::Allowed => within.allowed += pairs.count,
                _ => within.depends += pairs.count,
            }
        }
    }
}
