//! From edges to chains: which streets each line takes.

use std::collections::BTreeMap;

use crate::chain::{Chain, Piece};
use crate::doors::{Door, Doors};
use crate::frame::Frame;
use crate::junctions::{CORNER, Junctions, Ways, cost};
use crate::model::{Edge, LayoutInput, Side, Weight};

/// The streets of one line, between a door and another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trip {
    pub(crate) edge: usize,
    /// The doors out of the source and into the destination: side, and street before it.
    out: (Side, usize),
    into: (Side, usize),
    streets: Vec<usize>,
}

/// Whether a line needs a way at all.
pub(crate) fn is_routed(input: &LayoutInput, edge: &Edge) -> bool {
    edge.from != edge.to && edge.from.max(edge.to) < input.nodes.len()
}

/// The cheapest trip of each edge that needs one.
pub(crate) fn trips(input: &LayoutInput, doors: Doors<'_>, junctions: &Junctions) -> Vec<Trip> {
    let mut by_source: BTreeMap<(usize, Weight), Vec<usize>> = BTreeMap::new();
    for (at, edge) in input.edges.iter().enumerate().filter(|(_, edge)| is_routed(input, edge)) {
        by_source.entry((edge.from, edge.weight)).or_default().push(at);
    }
    let mut trips = Vec::new();
    for ((source, weight), edges) in by_source {
        let out = doors.out(source, weight);
        let starts: Vec<(usize, bool, u64)> =
            out.iter().map(|door| (door.street, door.side.is_vertical(), expense(doors, door))).collect();
        let reach = |start: usize, place: f64| out.get(start).map_or(0.0, |door| door.range.distance(place));
        let ways = junctions.ways(&starts, reach);
        for at in edges {
            let Some(edge) = input.edges.get(at) else { continue };
            let into = doors.towards(edge);
            trips.extend(trip(at, doors, &out, &into, junctions, &ways));
        }
    }
    trips.sort_by_key(|trip| trip.edge);
    trips
}

/// What using a door costs: its penalty and the way to the street.
fn expense(doors: Doors<'_>, door: &Door) -> u64 {
    let middle = doors.frame.streets.get(door.street).map_or(door.border, |street| street.usable.middle());
    cost(door.penalty + (middle - door.border).abs())
}

fn trip(
    edge: usize,
    doors: Doors<'_>,
    out: &[Door],
    into: &[Door],
    junctions: &Junctions,
    ways: &Ways,
) -> Option<Trip> {
    let mut best: Option<(u64, Trip)> = None;
    let mut offer = |cost: u64, trip: &dyn Fn() -> Trip| {
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, trip()));
        }
    };
    for target in into {
        let enter = (target.side, target.street);
        let last = expense(doors, target);
        // Both ends at the same street: no crossing needed.
        for source in out.iter().filter(|source| source.street == target.street) {
            let leave = (source.side, source.street);
            let between = source.range.common(target.range);
            let way = if between.length() >= 2.0 && source.side != target.side {
                0.0
            } else {
                2.0 * CORNER + (-between.length()).max(0.0)
            };
            let total = expense(doors, source) + last + cost(way);
            offer(total, &|| Trip { edge, out: leave, into: enter, streets: vec![target.street] });
        }
        let horizontal = target.side.is_vertical();
        let arrival = junctions.arrival(ways, target.street, horizontal, |place| target.range.distance(place));
        if let Some(arrival) = arrival {
            offer(arrival.cost.saturating_add(last), &|| {
                let (streets, start) = junctions.streets(ways, arrival, target.street);
                let out = out.get(start).map_or_else(Default::default, |door| (door.side, door.street));
                Trip { edge, out, into: enter, streets }
            });
        }
    }
    best.map(|(_, trip)| trip)
}

/// A trip as a chain, in the coordinates of a frame.
pub(crate) fn chain(input: &LayoutInput, doors: Doors<'_>, frame: &Frame, trip: &Trip) -> Option<Chain> {
    let edge = input.edges.get(trip.edge)?;
    let find = |doors: Vec<Door>, (side, street): (Side, usize)| {
        doors.into_iter().find(|door| door.side == side && door.street == street)
    };
    let (out, into) = (find(doors.out(edge.from, edge.weight), trip.out)?, find(doors.towards(edge), trip.into)?);
    let end = |door: &Door| Piece {
        is_horizontal: !door.side.is_vertical(),
        range: door.range,
        wish: door.wish,
        at: 0.0,
        street: None,
    };
    let mut chain = Chain {
        borders: (out.border, into.border),
        sides: (out.side, into.side),
        nodes: (edge.from, edge.to),
        pieces: vec![end(&out)],
    };
    for number in &trip.streets {
        chain.follow(*number, frame.streets.get(*number)?);
    }
    chain.pieces.push(end(&into));
    chain.straighten();
    chain.settle();
    Some(chain)
}
