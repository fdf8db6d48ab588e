//! From edges to chains: which streets each line takes.

use std::collections::BTreeMap;

use crate::chain::{Chain, Piece};
use crate::doors::{Door, Doors};
use crate::junctions::{CORNER, Junctions, ShortestPaths, Start, cost};
use crate::model::{Edge, LayoutInput, Side, Weight};
use crate::plan::BandKind;
use crate::spacing::SLOT;

/// The streets of one line, between a door and another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trip {
    pub(crate) edge: usize,
    /// The doors out of the source and into the destination: side, and street before it.
    out: (Side, usize),
    into: (Side, usize),
    streets: Vec<usize>,
}

/// Cost of each line that exceeds the room of a card's side, in pixels of detour.
const CROWDED: f64 = 60.0;

/// With more lines than this, they are no longer kept apart one by one: nobody could follow them anyway.
pub(crate) const FOLLOWED: usize = 360;

/// Whether a line needs a path at all.
pub(crate) fn is_routed(input: &LayoutInput, edge: &Edge) -> bool {
    edge.from != edge.to && edge.from.max(edge.to) < input.nodes.len()
}

/// The cheapest trip of each edge that needs one.
pub(crate) fn trips(input: &LayoutInput, doors: Doors<'_>, junctions: &Junctions) -> Vec<Trip> {
    // Temporary lines are routed last, so that they change no other line.
    let mut by_source: BTreeMap<(bool, usize, Weight), Vec<usize>> = BTreeMap::new();
    let few = input.lasting().count() <= FOLLOWED;
    for (at, edge) in input.edges.iter().enumerate().filter(|(_, edge)| is_routed(input, edge)) {
        let weight = if few { edge.weight } else { edge.weight.max(Weight::Weak) };
        by_source.entry((edge.weight == Weight::Overlay, edge.from, weight)).or_default().push(at);
    }
    let mut trips: Vec<Trip> = Vec::new();
    let mut used = Used::new();
    for ((_, source, weight), edges) in by_source {
        let mut out = doors.out(source, weight);
        // Lines that leave together need the room of one.
        if input.sheet.is_none() || doors.plan.kind(source) == BandKind::Shore {
            crowd(&mut out, source, &used);
        }
        let start = |door: &Door| Start {
            street: door.street,
            is_horizontal: door.side.is_vertical(),
            cost: expense(doors, door),
            range: door.range,
        };
        let starts: Vec<Start> = out.iter().map(start).collect();
        let spot = doors.plan.spot(source);
        let paths = junctions.shortest_paths(&starts, (spot.band, spot.block));
        let source_side = Departure { out: &out, starts: &starts, paths: &paths };
        for at in edges {
            let Some(edge) = input.edges.get(at) else { continue };
            let mut into = doors.towards(edge);
            crowd(&mut into, edge.to, &used);
            let Some(trip) = trip(at, doors, &source_side, &into, junctions) else { continue };
            *used.entry((source, trip.out.0)).or_default() += 1;
            *used.entry((edge.to, trip.into.0)).or_default() += 1;
            trips.push(trip);
        }
    }
    let weight = |trip: &Trip| input.edges.get(trip.edge).map(|edge| edge.weight == Weight::Overlay);
    trips.sort_by_key(|trip| (weight(trip), trip.edge));
    trips
}

/// How many lines end at a side of a node.
type Used = BTreeMap<(usize, Side), usize>;

/// Makes doors worse where more lines end than have room.
fn crowd(doors: &mut [Door], node: usize, used: &Used) {
    for door in doors {
        let room = (door.range.length() / SLOT) as usize + 1;
        let many = used.get(&(node, door.side)).copied().unwrap_or(0);
        door.penalty += many.saturating_sub(room.saturating_sub(1)) as f64 * CROWDED;
    }
}

/// Cost of a door: its penalty and the path to its street.
fn expense(doors: Doors<'_>, door: &Door) -> u64 {
    let middle = doors.frame.streets.get(door.street).map_or(door.border, |street| street.usable.middle());
    cost(door.penalty + (middle - door.border).abs())
}

/// Everything about the source of a trip.
struct Departure<'a> {
    out: &'a [Door],
    starts: &'a [Start],
    paths: &'a ShortestPaths,
}

fn trip(
    edge: usize,
    doors: Doors<'_>,
    departure: &Departure<'_>,
    into: &[Door],
    junctions: &Junctions,
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
        for source in departure.out.iter().filter(|source| source.street == target.street) {
            let leave = (source.side, source.street);
            let between = source.range.common(target.range);
            let path = if between.length() >= 2.0 && source.side != target.side {
                0.0
            } else {
                2.0 * CORNER + (-between.length()).max(0.0)
            };
            let total = expense(doors, source) + last + cost(path);
            offer(total, &|| Trip { edge, out: leave, into: enter, streets: vec![target.street] });
        }
        let horizontal = target.side.is_vertical();
        let arrival = junctions.arrival(departure.paths, target.street, horizontal, target.range);
        if let Some(arrival) = arrival {
            offer(arrival.cost.saturating_add(last), &|| {
                let (streets, start) = junctions.streets(departure.paths, arrival, departure.starts, target.street);
                let out = departure.out.get(start).map_or_else(Default::default, |door| (door.side, door.street));
                Trip { edge, out, into: enter, streets }
            });
        }
    }
    best.map(|(_, trip)| trip)
}

/// By edge: where it ends on the upper border of a wide card, as a share of the border.
pub(crate) type Arrivals = BTreeMap<usize, f64>;

/// Lines to a card without pills on a sheet spread over its upper border, in the order of their sources.
pub(crate) fn arrivals(doors: Doors<'_>, trips: &[Trip]) -> Arrivals {
    let mut by_target: BTreeMap<usize, Vec<(f64, usize)>> = BTreeMap::new();
    for trip in trips.iter().filter(|trip| trip.into.0 == Side::Top && doors.input.sheet.is_some()) {
        let Some(edge) = doors.input.edges.get(trip.edge).filter(|edge| edge.port.is_none()) else { continue };
        if let Some(source) = doors.frame.nodes.get(edge.from) {
            by_target.entry(edge.to).or_default().push((source.rect.center().x, trip.edge));
        }
    }
    let mut arrivals = Arrivals::new();
    for mut lines in by_target.into_values().filter(|lines| lines.len() > 1) {
        lines.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let count = lines.len() as f64;
        arrivals.extend(lines.into_iter().enumerate().map(|(at, (_, edge))| (edge, (at as f64 + 0.5) / count)));
    }
    arrivals
}

/// A trip as a chain, in the coordinates of a frame.
pub(crate) fn chain(doors: Doors<'_>, trip: &Trip, arrivals: &Arrivals) -> Option<Chain> {
    let edge = doors.input.edges.get(trip.edge)?;
    let find = |doors: Vec<Door>, (side, street): (Side, usize)| {
        doors.into_iter().find(|door| door.side == side && door.street == street)
    };
    let (out, into) = (find(doors.out(edge.from, edge.weight), trip.out)?, find(doors.towards(edge), trip.into)?);
    let end = |door: &Door| Piece {
        is_horizontal: !door.side.is_vertical(),
        range: door.range,
        wish: door.wish,
        at: 0.0,
        streets: Vec::new(),
    };
    let mut chain = Chain {
        edge: trip.edge,
        borders: (out.border, into.border),
        sides: (out.side, into.side),
        nodes: (edge.from, edge.to),
        join: edge.port.filter(|_| doors.input.sheet.is_some()).map(|port| edge.to * 64 + port.min(63)),
        // Lines of one source and weight leave it together.
        comb: (doors.input.sheet.is_some() && doors.plan.kind(edge.from) != BandKind::Shore)
            .then_some(edge.from * 4 + edge.weight as usize),
        pieces: vec![end(&out)],
    };
    for number in &trip.streets {
        chain.follow(*number, doors.frame.streets.get(*number)?, doors.input.sheet.is_some());
    }
    let last = end(&into);
    let wish = arrivals.get(&trip.edge).map(|share| last.range.low + share * last.range.length()).or(last.wish);
    chain.pieces.push(Piece { wish, ..last });
    chain.straighten();
    chain.settle();
    Some(chain)
}
