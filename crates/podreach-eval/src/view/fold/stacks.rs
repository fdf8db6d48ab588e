//! Stacks: workloads of a place that no line distinguishes.
//!
//! Two workloads are in one stack if they have the same isolation and the same lines to and from each end outside the stack, and
//! as many of each label to and from their like. Partition refinement finds the fewest stacks: all that might be alike start as
//! one, and are split while members differ. What an end adds to the sum of a workload's lines is a number of 128 bits, so that
//! workloads are compared by one sum and not by all their lines.

use std::collections::BTreeMap;

use super::lines::{BLOCKED, OPEN};
use super::{Folding, Stack};

/// The lines of an atom: what they sum up to, out of it and into it.
type Sums = [u128; 2];

/// What two atoms of one stack have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Signature {
    /// Lines to and from what is not in the block.
    beyond: Sums,
    /// How many of the block by the label of lines to them and from them.
    like: [BTreeMap<u32, u64>; 2],
    /// The label of a workload's line to itself.
    own: u32,
}

/// So many steps are taken to split what might be alike in one place. Over it, only atoms are alike.
const STEPS: usize = 4_000_000;

/// A number without pattern for each number: Stafford's mix 13, twice.
pub(super) const fn mixed(number: u64) -> u128 {
    const fn mix(mut z: u64) -> u64 {
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    let high = mix(number.wrapping_add(0x9e37_79b9_7f4a_7c15));
    let low = mix(number.wrapping_mul(0xd6e8_feb8_6659_fd93).wrapping_add(0x2545_f491_4f6c_dd1d));
    ((high as u128) << 64) | low as u128
}

/// What an end with this number adds for a label.
const fn term(end: u128, label: u32) -> u128 {
    if label == BLOCKED { 0 } else { end.wrapping_mul(mixed(label as u64 ^ 0x5bd1_e995_0000_0000) | 1) }
}

impl Folding {
    /// Makes the stacks of all places.
    pub(super) fn stack(&mut self) {
        let sums = self.sums();
        let mut blocks: BTreeMap<_, Vec<u32>> = BTreeMap::new();
        for (atom, at) in self.atoms.iter().zip(0_u32..) {
            let outside = self.places.get(atom.place as usize).is_some_and(|place| place.is_outside);
            let alone = outside || !self.lines.whole;
            let key = (atom.place, atom.isolated, atom.is_representative, atom.existence, alone.then_some(at));
            blocks.entry(key).or_default().push(at);
        }
        let mut stacks: Vec<Vec<u32>> = Vec::new();
        for block in blocks.into_values() {
            if block.len() == 1 {
                stacks.push(block);
            } else {
                stacks.extend(self.split(&block, &sums));
            }
        }
        let mut made: Vec<Stack> = stacks
            .into_iter()
            .filter_map(|atoms| {
                let first = self.atoms.get(*atoms.first()? as usize)?;
                let (place, isolated, existence) = (first.place, first.isolated, first.existence);
                let all = atoms.iter().filter_map(|at| self.atoms.get(*at as usize)).flat_map(|atom| &atom.members);
                let mut members: Vec<_> = all.copied().collect();
                members.sort_by_key(|id| self.drawn_at.get(id));
                Some(Stack { place, atoms, members, isolated, existence })
            })
            .collect();
        made.sort_by_key(|stack| stack.members.first().and_then(|id| self.drawn_at.get(id)).copied());
        for (stack, at) in made.iter().zip(0_u32..) {
            self.stack_of.extend(stack.members.iter().map(|id| (*id, at)));
            self.places.get_mut(stack.place as usize).into_iter().for_each(|place| place.stacks.push(at));
        }
        self.stacks = made;
    }

    /// By behaviour: all its lines, as one number out of it and one into it. Open pairs that are not listed count as well.
    fn sums(&self) -> Vec<Sums> {
        let mut ends = vec![0_u128; self.behaviours.len()];
        for (atom, at) in self.atoms.iter().zip(0_u64..) {
            if let Some(end) = ends.get_mut(atom.behaviour as usize) {
                *end = end.wrapping_add(mixed(at));
            }
        }
        let end = |at: u32| ends.get(at as usize).copied().unwrap_or(0);
        let free = |is_free: fn(&super::Behaviour) -> bool| {
            let free = self.behaviours.iter().zip(&ends).filter(|(one, _)| is_free(one));
            free.fold(0_u128, |sum, (_, end)| sum.wrapping_add(*end))
        };
        let (out, into) = (free(|one| one.ingress.is_none()), free(|one| one.egress.is_none()));
        let sum = |lines: &[super::lines::Line], is_free: bool, all: u128| {
            let mut open = if is_free { all } else { 0 };
            let mut sum = 0_u128;
            for line in lines {
                sum = sum.wrapping_add(term(end(line.to), line.label));
                if self.lines.label(line.label).is_some_and(|label| label.over_open) {
                    open = open.wrapping_sub(end(line.to));
                }
            }
            sum.wrapping_add(term(open, OPEN))
        };
        let none = Vec::new();
        let out_of = |at: usize| self.lines.from.get(at).unwrap_or(&none);
        let into_it = |at: usize| self.lines.into.get(at).unwrap_or(&none);
        self.behaviours
            .iter()
            .enumerate()
            .map(|(at, one)| {
                [sum(out_of(at), one.egress.is_none(), out), sum(into_it(at), one.ingress.is_none(), into)]
            })
            .collect()
    }

    /// The number of the label between two behaviours, be the pair listed or not.
    pub(super) fn label_between(&self, source: u32, destination: u32) -> u32 {
        self.lines.between(source, destination).unwrap_or_else(|| {
            let free = self.behaviour(source).is_some_and(|one| one.egress.is_none())
                && self.behaviour(destination).is_some_and(|one| one.ingress.is_none());
            if free { OPEN } else { BLOCKED }
        })
    }

    fn split(&self, all: &[u32], sums: &[Sums]) -> Vec<Vec<u32>> {
        let (mut blocks, mut left) = (vec![all.to_vec()], STEPS);
        loop {
            let mut next: Vec<Vec<u32>> = Vec::new();
            for block in &blocks {
                let width = block.len().saturating_mul(block.len());
                let Some(rest) = left.checked_sub(width) else {
                    return all.iter().map(|atom| vec![*atom]).collect();
                };
                left = if block.len() == 1 { left } else { rest };
                let mut parts: BTreeMap<Signature, Vec<u32>> = BTreeMap::new();
                for atom in block {
                    parts.entry(self.signature(*atom, block, sums)).or_default().push(*atom);
                }
                next.extend(parts.into_values());
            }
            if next.len() == blocks.len() {
                return next;
            }
            blocks = next;
        }
    }

    fn signature(&self, at: u32, block: &[u32], sums: &[Sums]) -> Signature {
        let behaviour = |at: u32| self.atoms.get(at as usize).map_or(0, |atom| atom.behaviour);
        let here = behaviour(at);
        let mut signature = Signature {
            beyond: sums.get(here as usize).copied().unwrap_or_default(),
            like: Default::default(),
            own: self.label_between(here, here),
        };
        if block.len() == 1 {
            return signature;
        }
        for other in block {
            let there = behaviour(*other);
            let labels = [self.label_between(here, there), self.label_between(there, here)];
            let members = self.atoms.get(*other as usize).map_or(0, |atom| atom.members.len() as u64);
            let count = members.saturating_sub(u64::from(*other == at));
            for ((label, sum), like) in labels.into_iter().zip(&mut signature.beyond).zip(&mut signature.like) {
                *sum = sum.wrapping_sub(term(mixed(u64::from(*other)), label));
                if count > 0 {
                    *like.entry(label).or_default() += count;
                }
            }
        }
        signature
    }
}
