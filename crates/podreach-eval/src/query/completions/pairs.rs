//! Whether anything passes between two endpoints as a whole, in the words of views. Pairs of the same classes have the same answer, so
//! that each is asked once.

use std::sync::Arc;

use crate::analysis::Analysis;
use crate::budget::Budget;
use crate::inventory::EndpointId;
use crate::inventory::hosts::OwnNode;
use crate::query::Question;
use crate::query::address_parts::Asked;
use crate::sets::ConnectionSet;

use super::search::Ask;

/// At most this many answers are remembered.
const REMEMBERED: usize = 1 << 20;

impl Analysis {
    /// Whether the steps for pairs are used up: from there on, states of pairs are those of the default completion.
    pub fn leaves_pairs_unasked(&self) -> bool {
        self.world.unknown.pair_steps.left() == 0
    }

    /// What passes between two endpoints in the most favourable completion found, where the pair depends; `None` where it does
    /// not, and where it would take too many steps to know.
    pub fn pair_depends(&self, source: EndpointId, destination: EndpointId) -> Option<Arc<ConnectionSet>> {
        let (from, to) = (self.endpoint(source), self.endpoint(destination));
        if source == destination && from.bare {
            return None;
        }
        let all = ConnectionSet::all();
        let ask = Ask {
            source: Asked { id: source, at: None },
            destination: Asked { id: destination, at: None },
            question: &Question::Anything,
            connections: &all,
            hairpin: false,
        };
        let own = self.own_node(ask.source, destination);
        if own == OwnNode::Yes || (own != OwnNode::Open && !self.may_depend(ask)) {
            return None;
        }
        let same = from.namespace.is_some() && from.namespace == to.namespace;
        let key = (from.class, to.class, same, own);
        if let Ok(memory) = self.world.unknown.pairs.lock()
            && let Some(known) = memory.get(&key)
        {
            return known.clone();
        }
        if self.world.unknown.pair_steps.left() == 0 {
            return None;
        }
        let budget = Budget::new(self.world.unknown.pair_steps.left());
        let found = self.dependence_within(ask, None, &budget);
        self.world.unknown.pair_steps.take(budget.taken());
        if budget.is_exceeded() {
            return None;
        }
        let found = found.map(|found| Arc::new(found.connections));
        if let Ok(mut memory) = self.world.unknown.pairs.lock()
            && memory.len() < REMEMBERED
        {
            memory.insert(key, found.clone());
        }
        found
    }
}
