//! A thing that a picture can be about.

use podreach_eval::view::NodeId;
use serde::{Deserialize, Serialize};

/// A thing that can be selected in the graph and explained.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Picked {
    /// Nothing.
    #[default]
    Nothing,
    /// A node by its contract id: an endpoint, a Service, a namespace.
    Node(NodeId),
    /// An ordered pair of endpoints by their ids.
    Edge {
        /// The source.
        from: NodeId,
        /// The destination.
        to: NodeId,
    },
    /// A policy by its place in the analysis.
    Policy(usize),
}

/// Whether an edge belongs to the thing.
pub fn edge_belongs(thing: &Picked, from: &NodeId, to: &NodeId, both_ways: bool) -> bool {
    match thing {
        Picked::Node(id) => id == from || id == to,
        Picked::Edge { from: source, to: destination } => {
            (source == from && destination == to) || (both_ways && source == to && destination == from)
        }
        Picked::Policy(_) | Picked::Nothing => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_belongs_to_its_ends_and_to_itself() {
        let edge_belongs = |thing: &Picked, from: &str, to: &str, both_ways: bool| {
            super::edge_belongs(thing, &from.into(), &to.into(), both_ways)
        };
        let node = Picked::Node("a".into());
        assert!(edge_belongs(&node, "a", "b", false) && edge_belongs(&node, "b", "a", false));
        assert!(!edge_belongs(&node, "b", "c", false));
        let edge = Picked::Edge { from: "a".into(), to: "b".into() };
        assert!(edge_belongs(&edge, "a", "b", false));
        assert!(!edge_belongs(&edge, "b", "a", false) && edge_belongs(&edge, "b", "a", true));
    }
}
