//! The frozen list of connections: one row for every pair that has any, as users of connectivity lists parse it.

use std::collections::BTreeMap;
use std::net::IpAddr;

use podreach_eval::Analysis;
use podreach_eval::inventory::{Endpoint, EndpointId, EndpointKind};
use podreach_eval::sets::{AddressSet, ConnId};
use serde::Serialize;

/// A connection of the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Row {
    /// Source: `namespace/name[Kind]`, `a.b.c.d-e.f.g.h[External]` or a representative's id.
    pub src: String,
    /// Destination, likewise.
    pub dst: String,
    /// `All Connections`, or like `SCTP 1-65535,TCP 80,443,UDP 53`.
    pub conn: String,
}

/// All rows, sorted by source, destination. Pairs without connection, a workload to itself, Services, and outside to
/// outside are left out.
pub fn rows(analysis: &Analysis, with_representatives: bool) -> Vec<Row> {
    let keep = |id: EndpointId| {
        let endpoint = analysis.endpoint(id);
        match endpoint.kind {
            EndpointKind::Workload(_) | EndpointKind::External(_) => true,
            EndpointKind::Representative => with_representatives && !endpoint.hidden,
            EndpointKind::OwnNode => false,
        }
    };
    let reach = analysis.reachability_graph(keep);
    let mut rows = Vec::new();
    // Outside endpoints are split into contiguous ranges; what is equal next to each other becomes one range again.
    let mut outward: BTreeMap<(EndpointId, bool, ConnId), AddressSet> = BTreeMap::new();
    for edge in reach.graph.edge_indices() {
        let (Some((from, to)), Some(conn)) = (reach.graph.edge_endpoints(edge), reach.graph.edge_weight(edge)) else {
            continue;
        };
        let (Some(from), Some(to)) = (reach.graph.node_weight(from), reach.graph.node_weight(to)) else { continue };
        let (source, destination) = (analysis.endpoint(*from), analysis.endpoint(*to));
        match (&source.kind, &destination.kind) {
            (EndpointKind::External(addresses), _) => {
                let known = outward.entry((*to, true, *conn)).or_default();
                *known = known.union(addresses);
            }
            (_, EndpointKind::External(addresses)) => {
                let known = outward.entry((*from, false, *conn)).or_default();
                *known = known.union(addresses);
            }
            _ => rows.push(Row {
                src: source.peer.clone(),
                dst: destination.peer.clone(),
                conn: reach.connections.get(*conn).list_notation(),
            }),
        }
    }
    for ((id, inward, conn), addresses) in outward {
        let peer = &analysis.endpoint(id).peer;
        let conn = reach.connections.get(conn).list_notation();
        for (first, last) in addresses.ranges() {
            let range = external(first, last);
            let (src, dst) = if inward { (range, peer.clone()) } else { (peer.clone(), range) };
            rows.push(Row { src, dst, conn: conn.clone() });
        }
    }
    rows.sort();
    rows.dedup();
    rows
}

fn external(first: IpAddr, last: IpAddr) -> String {
    format!("{first}-{last}[External]")
}

/// What an endpoint is called in a schema.
pub(crate) fn kind_word(endpoint: &Endpoint) -> &'static str {
    match endpoint.kind {
        EndpointKind::Workload(_) => "workload",
        EndpointKind::Representative => "representative",
        EndpointKind::External(_) => "external",
        EndpointKind::OwnNode => "node",
    }
}
