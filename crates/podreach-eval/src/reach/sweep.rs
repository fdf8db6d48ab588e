//! Goes through the classes of the other side once, keeping the rules that concern the class at hand.

use rustc_hash::FxHashMap;

use crate::budget::Budget;
use crate::policy::{Action, TierId};
use crate::sets::{ConnId, ConnectionSet, Connections};

use super::group_map::GroupMap;
use super::walk::{Applicable, Isolating, allowed};

/// A rule's share for peers at whose end ports mean the same.
pub(super) struct Part {
    /// What distinguishes it from all shares of all groups in a direction: policy, rule, share, and how either end
    /// resolves names of ports where it does.
    pub(super) origin: [u32; 5],
    pub(super) tier: TierId,
    pub(super) action: Action,
    pub(super) ranges: Vec<(u32, u32)>,
    pub(super) connections: ConnectionSet,
}

/// The rules of a group: which tiers isolate, and the shares in order of evaluation.
pub(super) type Parts = (Isolating, Vec<Part>);

/// What shares allow together, for later groups: they often have many of them in common.
#[derive(Default)]
pub(super) struct Memory {
    /// By the tiers that isolate and the shares in order of evaluation.
    known: FxHashMap<(Isolating, Vec<[u32; 5]>), ConnId>,
    /// The shares in all keys.
    size: usize,
}

/// So many shares are remembered.
const REMEMBERED: usize = 1 << 20;

impl Memory {
    fn get_or(&mut self, key: (Isolating, Vec<[u32; 5]>), evaluate: impl FnOnce() -> ConnId) -> ConnId {
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let id = evaluate();
        self.size += key.1.len() + 1;
        if self.size <= REMEMBERED {
            self.known.insert(key, id);
        }
        id
    }
}

/// What the rules of a group allow, by class.
pub(super) fn sweep(parts: &Parts, connections: &mut Connections, memory: &mut Memory, budget: &Budget) -> GroupMap {
    let mut marks: Vec<Mark> = Vec::new();
    for (part, at) in parts.1.iter().zip(0_u32..) {
        for (first, last) in &part.ranges {
            marks.push(Mark::new(*first, at));
            marks.extend(last.checked_add(1).map(|next| Mark::new(next, at)));
        }
    }
    // Marks of a share come in order, which a stable sort makes use of.
    marks.sort();
    let mut rules = Evaluation { parts, connections, memory, budget };
    // Sets of few rules are numbers.
    if parts.1.len() <= 128 {
        run(&marks, &mut Few(0), &mut rules)
    } else {
        run(&marks, &mut Many::default(), &mut rules)
    }
}

/// A class where a share begins or ends, and the number of the share. One number, since many are sorted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mark(u64);

impl Mark {
    const fn new(class: u32, share: u32) -> Self {
        Self((class as u64) << 32 | share as u64)
    }

    const fn class(self) -> u32 {
        (self.0 >> 32) as u32
    }

    const fn share(self) -> u32 {
        self.0 as u32
    }
}

/// A set of rules by their numbers.
trait Active {
    type Key: Eq + std::hash::Hash;
    /// Puts a rule in, or out where it is in: its ranges neither touch nor overlap.
    fn toggle(&mut self, rule: u32);
    fn key(&self) -> Self::Key;
    fn rules(&self) -> Vec<u32>;
    /// What it takes to look it up.
    fn weight(&self) -> usize;
}

struct Few(u128);

impl Active for Few {
    type Key = u128;

    fn toggle(&mut self, rule: u32) {
        self.0 ^= 1_u128.checked_shl(rule).unwrap_or(0);
    }

    fn key(&self) -> u128 {
        self.0
    }

    fn rules(&self) -> Vec<u32> {
        (0..128).filter(|rule| self.0 >> rule & 1 == 1).collect()
    }

    fn weight(&self) -> usize {
        0
    }
}

#[derive(Default)]
struct Many(std::collections::BTreeSet<u32>);

impl Active for Many {
    type Key = Vec<u32>;

    fn toggle(&mut self, rule: u32) {
        if !self.0.remove(&rule) {
            self.0.insert(rule);
        }
    }

    fn key(&self) -> Vec<u32> {
        self.rules()
    }

    fn rules(&self) -> Vec<u32> {
        self.0.iter().copied().collect()
    }

    fn weight(&self) -> usize {
        2 * self.0.len()
    }
}

fn run<A: Active>(marks: &[Mark], active: &mut A, rules: &mut Evaluation<'_>) -> GroupMap {
    let mut map = GroupMap::default();
    let mut memory: FxHashMap<A::Key, ConnId> = FxHashMap::default();
    let mut marks = marks.iter().copied().peekable();
    let mut from = 0_u32;
    loop {
        while let Some(mark) = marks.next_if(|mark| mark.class() <= from) {
            active.toggle(mark.share());
        }
        if !rules.budget.spend(1 + active.weight()) {
            break;
        }
        let id = *memory.entry(active.key()).or_insert_with(|| rules.evaluate(&active.rules()));
        map.from(from, id);
        match marks.peek() {
            Some(next) => from = next.class(),
            None => break,
        }
    }
    rules.budget.spend(2 * map.len());
    map.shrink();
    map
}

struct Evaluation<'a> {
    parts: &'a Parts,
    connections: &'a mut Connections,
    memory: &'a mut Memory,
    budget: &'a Budget,
}

impl Evaluation<'_> {
    fn evaluate(&mut self, active: &[u32]) -> ConnId {
        let (isolating, parts) = self.parts;
        let parts: Vec<&Part> = active.iter().filter_map(|at| parts.get(*at as usize)).collect();
        if !self.budget.spend(parts.len()) {
            return ConnId::NONE;
        }
        let key = (isolating.clone(), parts.iter().map(|part| part.origin).collect());
        self.memory.get_or(key, || {
            let ranges = parts.iter().map(|part| part.connections.weight()).sum();
            if !self.budget.spend(ranges) {
                return ConnId::NONE;
            }
            let rules = parts.iter();
            let rules =
                rules.map(|part| Applicable { tier: part.tier, action: part.action, connections: &part.connections });
            let rules: Vec<Applicable<'_>> = rules.collect();
            self.connections.intern(&allowed(isolating, &rules, &ConnectionSet::all()))
        })
    }
}
