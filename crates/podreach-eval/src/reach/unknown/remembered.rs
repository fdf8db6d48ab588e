//! What answers about the gaps of an input share: the parts of the address space that are free, and answers about pairs.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::inventory::hosts::OwnNode;
use crate::sets::ConnectionSet;

/// A part of the address space that an unknown address may lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    /// The group of the outside.
    pub(crate) group: u32,
    /// Whether there is room for one address alone.
    pub(crate) single: bool,
}

/// What an answer about a pair depends on: the classes, whether they share a namespace, and their nodes.
pub(crate) type PairKey = (u32, u32, bool, OwnNode);

/// Answers about pairs: what passes where it is allowed, for those that depend.
pub(crate) type PairAnswers = FxHashMap<PairKey, Option<Arc<ConnectionSet>>>;
