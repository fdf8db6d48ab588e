//! The list of connections: one row for every pair that has any. Rows are kept as numbers, because a cluster without
//! policies has the square of its workloads of them.

use std::collections::BTreeMap;

use podreach_eval::Analysis;
use podreach_eval::inventory::{Endpoint, EndpointId, EndpointKind};
use podreach_eval::sets::{AddressSet, ConnId, Connections};
use serde::Serialize;

/// A connection of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Row<'a> {
    /// Source: `namespace/name[Kind]`, a part of the outside or a representative's id.
    pub src: &'a str,
    /// Destination, likewise.
    pub dst: &'a str,
    /// `All Connections`, or like `SCTP 1-65535,TCP 80,443,UDP 53`.
    pub conn: &'a str,
}

/// How rows name the outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// As users of connectivity lists parse it: a row for every contiguous range, `a.b.c.d-e.f.g.h[External]`.
    Ranges,
    /// As people read it: all addresses of equal standing together, `external:10.0.0.0/8 except 10.1.0.0/16`.
    Labels,
}

/// Rows in order of source and destination.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    peers: Vec<String>,
    connections: Vec<String>,
    ranked: Vec<(u32, u32, u32)>,
}

/// Which way a connection with the outside goes, and who is inside.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Border {
    inside: EndpointId,
    inward: bool,
    /// Number of the notation: what is written alike is one row, though protocols without ports may tell it apart.
    notation: u32,
}

/// All rows. Pairs without connection, a workload to itself, Services, and outside to outside are left out.
pub fn rows(analysis: &Analysis, with_representatives: bool, outside: Outside) -> Rows {
    let keep = |id: EndpointId| {
        let endpoint = analysis.endpoint(id);
        match endpoint.kind {
            EndpointKind::Workload(_) | EndpointKind::External(_) => true,
            EndpointKind::Representative => with_representatives && !endpoint.hidden,
            EndpointKind::OwnNode => false,
        }
    };
    let reach = analysis.reachability_graph(keep);
    let mut peers = Peers::default();
    let mut notations = Notations::default();
    let mut rows = Vec::with_capacity(reach.graph.edge_count());
    // Outside endpoints meet at a border; what is equal next to each other becomes one range again.
    let mut borders: BTreeMap<Border, Vec<EndpointId>> = BTreeMap::new();
    for edge in reach.graph.raw_edges() {
        let (from, to) = (reach.graph.node_weight(edge.source()), reach.graph.node_weight(edge.target()));
        let (Some(&from), Some(&to)) = (from, to) else { continue };
        let notation = notations.of(edge.weight, &reach.connections);
        let (source, destination) = (analysis.endpoint(from), analysis.endpoint(to));
        if source.is_external() {
            borders.entry(Border { inside: to, inward: true, notation }).or_default().push(from);
        } else if destination.is_external() {
            borders.entry(Border { inside: from, inward: false, notation }).or_default().push(to);
        } else {
            rows.push((peers.of(analysis, from), peers.of(analysis, to), notation));
        }
    }
    let mut known: BTreeMap<Vec<EndpointId>, Vec<u32>> = BTreeMap::new();
    for (border, parts) in borders {
        let inside = peers.of(analysis, border.inside);
        let names = known.entry(parts).or_insert_with_key(|parts| {
            let names = names(&addresses(analysis, parts), outside);
            names.into_iter().map(|name| peers.named(name)).collect()
        });
        for name in names {
            let (source, destination) = if border.inward { (*name, inside) } else { (inside, *name) };
            rows.push((source, destination, border.notation));
        }
    }
    finish(&peers.list, rows, notations.list)
}

/// Peers get the rank of their names, so that rows sort as numbers.
fn finish(peers: &[String], rows: Vec<(u32, u32, u32)>, connections: Vec<String>) -> Rows {
    let mut order: Vec<u32> = (0..peers.len() as u32).collect();
    order.sort_by_key(|at| peers.get(*at as usize));
    let mut rank = vec![0_u32; peers.len()];
    let mut sorted: Vec<String> = Vec::with_capacity(peers.len());
    for at in order {
        if let Some(name) = peers.get(at as usize) {
            if sorted.last() != Some(name) {
                sorted.push(name.clone());
            }
            if let Some(slot) = rank.get_mut(at as usize) {
                *slot = sorted.len().saturating_sub(1) as u32;
            }
        }
    }
    let rank = |at: u32| rank.get(at as usize).copied().unwrap_or_default();
    let mut ranked: Vec<(u32, u32, u32)> =
        rows.into_iter().map(|(source, destination, at)| (rank(source), rank(destination), at)).collect();
    ranked.sort_unstable();
    ranked.dedup();
    Rows { peers: sorted, connections, ranked }
}

/// Notations that rows use, each with a number.
#[derive(Default)]
struct Notations {
    list: Vec<String>,
    of: BTreeMap<ConnId, u32>,
    known: BTreeMap<String, u32>,
}

impl Notations {
    fn of(&mut self, conn: ConnId, connections: &Connections) -> u32 {
        if let Some(known) = self.of.get(&conn) {
            return *known;
        }
        let at = *self.known.entry(connections.get(conn).list_notation()).or_insert_with_key(|notation| {
            self.list.push(notation.clone());
            self.list.len().saturating_sub(1) as u32
        });
        self.of.insert(conn, at);
        at
    }
}

/// Names that rows use, each with a number.
#[derive(Default)]
struct Peers {
    list: Vec<String>,
    of: BTreeMap<EndpointId, u32>,
}

impl Peers {
    fn of(&mut self, analysis: &Analysis, id: EndpointId) -> u32 {
        if let Some(known) = self.of.get(&id) {
            return *known;
        }
        let at = self.named(analysis.endpoint(id).peer.clone());
        self.of.insert(id, at);
        at
    }

    fn named(&mut self, name: String) -> u32 {
        self.list.push(name);
        self.list.len().saturating_sub(1) as u32
    }
}

/// The addresses of several parts of the outside together.
fn addresses(analysis: &Analysis, parts: &[EndpointId]) -> AddressSet {
    let mut sets: Vec<AddressSet> = parts
        .iter()
        .filter_map(|id| match &analysis.endpoint(*id).kind {
            EndpointKind::External(addresses) => Some(addresses.clone()),
            _ => None,
        })
        .collect();
    // Halves are joined until one is left: many small parts cost little more than one pass.
    while sets.len() > 1 {
        sets = sets
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => left.union(right),
                [only] => only.clone(),
                _ => AddressSet::default(),
            })
            .collect();
    }
    sets.pop().unwrap_or_default()
}

fn names(addresses: &AddressSet, outside: Outside) -> Vec<String> {
    match outside {
        Outside::Ranges => addresses.ranges().map(|(first, last)| format!("{first}-{last}[External]")).collect(),
        Outside::Labels => vec![format!("external:{}", addresses.label())],
    }
}

impl Rows {
    /// The rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        let peer = |at: u32| self.peers.get(at as usize).map_or("", String::as_str);
        let conn = |at: u32| self.connections.get(at as usize).map_or("", String::as_str);
        self.ranked.iter().map(move |(source, destination, at)| Row {
            src: peer(*source),
            dst: peer(*destination),
            conn: conn(*at),
        })
    }

    /// All names that rows use, in order.
    pub fn peers(&self) -> &[String] {
        &self.peers
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ranked.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ranked.is_empty()
    }
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
