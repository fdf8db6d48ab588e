//! Conditions that are open about a pair: each is true in some completions and false in others.

use rustc_hash::FxHashMap;

use crate::reach::outside::BlockId;
use crate::reach::scopes::ScopeId;

/// An end of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum End {
    Source,
    Destination,
}

/// Something that a policy or a rule asks, and that the input leaves open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Condition {
    /// The namespace of an end matches the namespace selector of a scope, whose pod selector matches the end.
    Namespace(End, ScopeId),
    /// The address of an end lies in a block.
    Block(End, BlockId),
    /// A DNS name resolves to an address that is asked about.
    Domain(Box<str>),
}

/// Conditions of a pair, each once; a completion is the truth of each.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    pub(super) list: Vec<Condition>,
    ids: FxHashMap<Condition, usize>,
}

impl Conditions {
    /// The place of a condition in the list.
    pub(super) fn at(&mut self, condition: Condition) -> usize {
        let next = self.list.len();
        *self.ids.entry(condition).or_insert_with_key(|condition| {
            self.list.push(condition.clone());
            next
        })
    }

    /// The place of a condition that the pair has.
    pub(super) fn place(&self, condition: &Condition) -> Option<usize> {
        self.ids.get(condition).copied()
    }
}
