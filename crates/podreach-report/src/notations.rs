//! How connections are written, each notation once.

use rustc_hash::FxHashMap;

use podreach_eval::Analysis;
use podreach_eval::query::{ReachabilityGraph, Reached};
use podreach_eval::sets::{ConnId, ConnectionSet, Connections};

use crate::members::Members;

/// Notations with numbers. What is written alike has one number, though protocols without ports may tell it apart.
#[derive(Debug)]
pub(crate) struct Notations<'a> {
    sets: &'a Connections,
    list: Vec<String>,
    numbers: FxHashMap<String, u32>,
    /// By the egress that the source allows and the ingress that the destination allows; `None` where nothing is allowed.
    known: FxHashMap<(ConnId, ConnId), Option<u32>>,
}

impl<'a> Notations<'a> {
    pub(crate) fn new(analysis: &'a Analysis) -> Self {
        Self {
            sets: analysis.connections(),
            list: Vec::new(),
            numbers: FxHashMap::default(),
            known: FxHashMap::default(),
        }
    }

    /// The number of what passes, made where it is new; `None` where nothing passes.
    pub(crate) fn learn(&mut self, reached: Reached) -> Option<u32> {
        let ends = (reached.egress, reached.ingress);
        if let Some(known) = self.known.get(&ends) {
            return *known;
        }
        let set = self.sets.get(ends.0).intersection(self.sets.get(ends.1));
        let number = (!set.is_portless()).then(|| self.of(&set));
        self.known.insert(ends, number);
        number
    }

    /// Makes the notations of all that passes from members of classes along the graph.
    pub(crate) fn learn_all(&mut self, from: &Members, graph: &ReachabilityGraph<'_>) {
        for (_, reached) in graph.of_each(from.classes().map(|(_, member, _)| member)) {
            for reached in reached {
                self.learn(reached);
            }
        }
    }

    /// The number of a set's notation, made where it is new.
    pub(crate) fn of(&mut self, set: &ConnectionSet) -> u32 {
        *self.numbers.entry(set.list_notation()).or_insert_with_key(|notation| {
            self.list.push(notation.clone());
            self.list.len().saturating_sub(1) as u32
        })
    }

    /// The number of what passes, where it was learnt before.
    pub(crate) fn number(&self, reached: Reached) -> Option<u32> {
        self.known.get(&(reached.egress, reached.ingress)).copied().flatten()
    }

    /// The notation with a number.
    pub(crate) fn text(&self, number: u32) -> &str {
        self.list.get(number as usize).map_or("", String::as_str)
    }
}
