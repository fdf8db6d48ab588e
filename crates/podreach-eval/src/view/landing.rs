//! Where an edge ends: on a pill of its destination, or on the card.

use std::collections::BTreeSet;

use crate::query::PairState;
use crate::sets::{ConnectionSet, Protocol};

use super::graph::{EdgeSays, EdgeView, GraphView, NodeKind, NodeView, PortView};

/// At most this many ports that only rules name are drawn on a node.
const RULE_PORTS: usize = 4;

impl GraphView {
    /// Adds an edge between two nodes, given by their indexes. What it ends at follows from the connections; `ports` are those
    /// that it has by the page's contract. Nothing is added where a node is missing.
    pub fn connect(
        &mut self,
        [from, to]: [usize; 2],
        state: PairState,
        connections: &ConnectionSet,
        ports: String,
        says: EdgeSays,
    ) {
        if self.nodes.get(from).is_none() {
            return;
        }
        let Some(node) = self.nodes.get_mut(to) else { return };
        let lands_on = landing(node, connections);
        self.edges.push(EdgeView {
            from,
            to,
            state,
            ports,
            lands_on,
            by_address: false,
            on_selection: false,
            says: Some(Box::new(says)),
            bundle: None,
            change: None,
        });
    }
}

/// The index of the pill that an edge ends at: the only port of its connections. None where they have several ports or all.
/// Ports that no container declares get a pill of their own, as long as the node has fewer than [`RULE_PORTS`].
pub(super) fn landing(node: &mut NodeView, connections: &ConnectionSet) -> Option<usize> {
    if connections.is_all() || node.kind == NodeKind::External {
        return None;
    }
    let mut named: Vec<(Protocol, String, Option<u16>)> = Vec::new();
    for protocol in Protocol::ALL {
        let ports = connections.ports(protocol);
        if ports.is_all() {
            return None;
        }
        for (first, last) in ports.numbers().ranges() {
            let text = if first == last { first.to_string() } else { format!("{first}-{last}") };
            named.push((protocol, text, (first == last).then_some(*first)));
        }
        // A name that stands for a port of whatever protocol gets one pill.
        let any = |name: &str| {
            Protocol::ALL.into_iter().all(|other| connections.ports(other).names().any(|known| known == name))
        };
        let names = ports.names().filter(|name| protocol == Protocol::Tcp || !any(name));
        named.extend(names.map(|name| (protocol, name.to_owned(), None)));
    }
    let mut slots = BTreeSet::new();
    for (protocol, port, number) in named {
        let found = node.ports.iter().position(|known| known.protocol == protocol && known.port == port);
        let slot = match found {
            Some(slot) => slot,
            None if node.ports.len() < RULE_PORTS => {
                node.ports.push(PortView::bare(port, number, protocol));
                node.ports.len() - 1
            }
            None => return None,
        };
        slots.insert(slot);
    }
    if slots.len() == 1 { slots.into_iter().next() } else { None }
}
