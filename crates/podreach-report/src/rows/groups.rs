//! Rows put together: sources that reach the same destinations on the same ports are one group. Its size is that of the names
//! in it, while the rows that it stands for grow with the square.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHashMap;

use super::{Ends, Rows, Target};

/// Rows that differ in their ends alone: from every source to every destination, a peer to itself excepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'a> {
    /// Sources, in order.
    pub sources: Vec<&'a str>,
    /// Destinations, in order.
    pub destinations: Vec<&'a str>,
    /// What passes, as in a row.
    pub conn: &'a str,
}

impl Group<'_> {
    /// The destinations for people: those that are sources as well are `each other` when all sources are among them.
    pub(crate) fn destination_labels(&self) -> Vec<&str> {
        let is_source = |name: &&str| self.sources.binary_search(name).is_ok();
        let (among, others): (Vec<&str>, Vec<&str>) = self.destinations.iter().copied().partition(is_source);
        if among.len() < 2 || among.len() < self.sources.len() {
            return self.destinations.clone();
        }
        std::iter::once(EACH_OTHER).chain(others).collect()
    }
}

/// What the members of a group that reach each other are called.
pub(crate) const EACH_OTHER: &str = "each other";

/// A number for a set of destinations, so that the set itself need not be kept: two sets share one with a probability of
/// one in 2^128.
type Print = (u64, u64);

/// A group in the making.
#[derive(Debug)]
struct Head {
    notation: u32,
    /// The first destination.
    first: u32,
    /// Sources, by place.
    sources: Vec<u32>,
}

impl Rows<'_> {
    /// The rows as groups, in order of the first source and the first destination. Every row is in exactly one of them.
    pub fn groups(&self) -> impl Iterator<Item = Group<'_>> {
        self.groups_of(self.heads().0)
    }

    /// The groups, and the widths, in characters, of the longest source and destination; `None` when there is no row.
    pub(crate) fn groups_with_widths(&self) -> Option<([usize; 2], impl Iterator<Item = Group<'_>>)> {
        let (heads, ends) = self.heads();
        Some((self.widths(&ends)?, self.groups_of(heads)))
    }

    fn groups_of(&self, heads: Vec<Head>) -> impl Iterator<Item = Group<'_>> {
        // Groups of one first source follow each other.
        let mut firsts: Vec<u32> = heads.iter().filter_map(|head| head.sources.first().copied()).collect();
        firsts.dedup();
        let firsts = firsts.into_iter().filter_map(|source| Some(self.peers.get(source as usize)?.1));
        let mut found = self.targets_of(firsts);
        let mut latest: (Option<u32>, Vec<Target>) = (None, Vec::new());
        heads.into_iter().filter_map(move |head| {
            let source = *head.sources.first()?;
            if latest.0 != Some(source) {
                let mut targets = found.next().unwrap_or_default();
                // In order of notations, and of names within each.
                targets.sort_by_key(|(_, notation)| *notation);
                latest = (Some(source), targets);
            }
            let from = latest.1.partition_point(|(_, notation)| *notation < head.notation);
            let found = latest.1.get(from..)?.iter().take_while(|(_, notation)| *notation == head.notation);
            self.group(&head, &found.map(|(destination, _)| *destination).collect::<Vec<_>>())
        })
    }

    /// A group with its names; `None` where all it says is that a peer reaches itself.
    fn group(&self, head: &Head, destinations: &[u32]) -> Option<Group<'_>> {
        // A peer whose only other end is itself is no end of any row.
        let named = |ends: &[u32], others: &[u32]| -> Vec<&str> {
            ends.iter().filter(|end| others.iter().any(|other| other != *end)).map(|end| self.name(*end)).collect()
        };
        let sources = named(&head.sources, destinations);
        let destinations = named(destinations, &head.sources);
        (!sources.is_empty()).then(|| Group { sources, destinations, conn: self.notations.text(head.notation) })
    }

    /// Groups in the making, and the ends that rows have.
    fn heads(&self) -> (Vec<Head>, Ends) {
        let mut heads: Vec<Head> = Vec::new();
        let mut ends = Ends::new(self.peers.len());
        let mut known: HashMap<(u32, Print), usize> = HashMap::new();
        let alike = self.alike();
        for ((_, sources), targets) in alike.iter().zip(self.targets_of(alike.iter().map(|(peer, _)| *peer))) {
            ends.visit(sources, &targets);
            for (notation, first, print) in prints(&targets) {
                let at = *known.entry((notation, print)).or_insert_with(|| {
                    heads.push(Head { notation, first, sources: Vec::new() });
                    heads.len() - 1
                });
                heads.get_mut(at).into_iter().for_each(|head| head.sources.extend_from_slice(sources));
            }
        }
        for head in &mut heads {
            head.sources.sort_unstable();
        }
        heads.sort_by_key(|head| (head.sources.first().copied(), head.first, head.notation));
        (heads, ends)
    }
}

/// The sets of destinations of a source by notation, each with its first one.
fn prints(targets: &[Target]) -> Vec<(u32, u32, Print)> {
    let mut sets: Vec<(u32, u32, [DefaultHasher; 2])> = Vec::new();
    let mut places: FxHashMap<u32, usize> = FxHashMap::default();
    for (destination, notation) in targets {
        let at = *places.entry(*notation).or_insert(sets.len());
        if at == sets.len() {
            let mut hashers = [DefaultHasher::new(), DefaultHasher::new()];
            hashers.iter_mut().zip(0_u8..).for_each(|(hasher, seed)| seed.hash(hasher));
            sets.push((*notation, *destination, hashers));
        }
        if let Some((_, _, hashers)) = sets.get_mut(at) {
            let [one, two] = hashers;
            destination.hash(one);
            destination.hash(two);
        }
    }
    sets.into_iter().map(|(notation, first, [one, two])| (notation, first, (one.finish(), two.finish()))).collect()
}
