//! Geometry of the graph view: where cards, boxes, lines and labels go.
//!
//! Traffic falls. The outside is a shore across the top, boxes stand below it in bands, and inside a box whoever reaches
//! stands above whom it reaches. Lines run along streets, the free stretches between rows, cards and boxes, so they never
//! cross a card.
//!
//! The work is done in steps that only look back: a `plan` says who stands in which band, box and row; a `frame` gives
//! coordinates to it; `routing` finds the streets that each line takes; `lanes` lays lines side by side; then streets that
//! are too narrow get more room in a second frame, and labels look for free places.
//!
//! ```
//! use podreach_layout::{Edge, Group, LayoutInput, Node, Place, Size, layout};
//!
//! let card = |id: &str| Node { id: id.into(), place: Place::InGroup(0), size: Size::new(200.0, 92.0), ..Node::default() };
//! let input = LayoutInput {
//!     groups: vec![Group { id: "default".into(), label_width: 90.0, ..Group::default() }],
//!     nodes: vec![card("api"), card("web")],
//!     edges: vec![Edge { from: 1, to: 0, ..Edge::default() }],
//!     max_width: 900.0,
//!     compact: false,
//!     sheet: None,
//! };
//! let picture = layout(&input);
//! assert!(picture.nodes[1].rect.bottom() < picture.nodes[0].rect.y);
//! assert_eq!(picture.edges[0].points.len(), 2);
//! ```

mod after;
mod aligned;
mod arranged;
mod block;
mod chain;
mod doors;
mod frame;
mod geometry;
mod junctions;
mod labels;
mod lanes;
mod model;
mod path;
mod plan;
mod rank;
mod recall;
mod record;
mod routing;
mod rows;
mod sheet;
mod sides;
mod spacing;
mod spread;
mod streets;

pub use arranged::{Arranged, Inside, Slot};
pub use geometry::{Point, Rect, Size};
pub use model::{Edge, Group, Layout, LayoutInput, Node, PORT_HEIGHT, Place, Placed, Port, Route, Sheet, Side, Weight};

use std::collections::BTreeSet;

use chain::Chain;
use doors::{Doors, SHORE_ROUND};
use frame::{Frame, Framing};
use geometry::tame;
use junctions::Junctions;
use plan::Plan;
use routing::{FOLLOWED, Trip};
use spacing::{LANE, LOOP, Spacing};
use streets::{Street, StreetNumbers};

/// A street gets no wider than for this many lanes; more than that come closer together.
const MOST_LANES: usize = 14;

/// On a sheet with more lines than this, lanes are narrow.
const BUSY: usize = 60;
/// Width of a narrow lane.
const NARROW_LANE: f64 = 7.0;

/// Gives everything a place. The same input always gets the same places.
pub fn layout(input: &LayoutInput) -> Layout {
    let input = &tamed(input);
    let before = input.sheet.as_ref().and_then(|sheet| sheet.before.as_ref());
    let input = &sheet::widened(input);
    let mut spacing = Spacing::new(input.compact, input.sheet.is_some());
    let plan = &sheet::plan(input, &mut spacing).unwrap_or_else(|| Plan::new(input, &spacing));
    let spacing = &spacing;
    let numbers = &StreetNumbers::new(plan);
    let lane = if input.sheet.is_some() && input.edges.len() > BUSY { NARROW_LANE } else { LANE };
    let usual = vec![0.0; numbers.count];
    let mut frame = Framing { input, plan, numbers, spacing, extra: &usual, before }.frame();
    let doors = Doors { input, plan, numbers, frame: &frame };
    let junctions = Junctions::new(plan, numbers, &frame.streets, input.sheet.is_some());
    let trips = routing::trips(input, doors, &junctions);
    // Trips are sorted so that those of passing lines come last.
    let is_passing = |trip: &Trip| input.edges.get(trip.edge).is_some_and(|edge| edge.weight == Weight::Overlay);
    let (lasting, passing) = trips.split_at(trips.partition_point(|trip| !is_passing(trip)));
    let followed = lasting.len() <= FOLLOWED;
    if followed {
        let mut chains = chains(doors, lasting);
        let mut extra = wider(&lanes::assign(&mut chains, numbers.count, lane), &frame, numbers, lane);
        if let Some(before) = before {
            sheet::keep(input, plan, numbers, before, &mut extra);
        }
        frame = Framing { input, plan, numbers, spacing, extra: &extra, before }.frame();
    }
    let doors = Doors { input, plan, numbers, frame: &frame };
    let mut lines = chains(doors, lasting);
    if followed {
        lanes::assign(&mut lines, numbers.count, lane);
    } else {
        lanes::scatter(&mut lines);
    }
    if !passing.is_empty() {
        lines.iter_mut().for_each(Chain::fix);
        let mut more = chains(doors, passing);
        if followed && passing.len() <= FOLLOWED {
            lines.append(&mut more);
            lanes::assign(&mut lines, numbers.count, lane);
        } else {
            lanes::scatter(&mut more);
            lines.append(&mut more);
        }
    }
    let mut routes = vec![Route::default(); input.edges.len()];
    for line in &lines {
        if let Some(route) = routes.get_mut(line.edge) {
            *route = line.route();
        }
    }
    lengthen_shores(input, &mut frame, &routes);
    for (route, edge) in routes.iter_mut().zip(&input.edges) {
        if let Some(placed) = frame.nodes.get(edge.from).filter(|_| edge.from == edge.to) {
            *route = round_trip(placed);
        }
    }
    labels::place(input, &frame, &mut routes);
    let arranged = input.sheet.as_ref().map(|_| Arranged::of(input, plan, &frame, before));
    Layout { bounds: bounds(input, &frame, &routes), groups: frame.groups, nodes: frame.nodes, edges: routes, arranged }
}

/// The trips as chains. A street that another one left too narrow is left: trips that took it are made anew.
fn chains(doors: Doors<'_>, trips: &[Trip]) -> Vec<Chain> {
    let arrivals = routing::arrivals(doors, trips);
    let mut chains: Vec<Chain> = trips.iter().filter_map(|trip| routing::chain(doors, trip, &arrivals)).collect();
    if chains.len() < trips.len() {
        let there: BTreeSet<usize> = chains.iter().map(|chain| chain.edge).collect();
        let lost: BTreeSet<usize> = trips.iter().map(|trip| trip.edge).filter(|edge| !there.contains(edge)).collect();
        let junctions = Junctions::new(doors.plan, doors.numbers, &doors.frame.streets, doors.input.sheet.is_some());
        let again = routing::trips(doors.input, doors, &junctions);
        let again = again.iter().filter(|trip| lost.contains(&trip.edge));
        chains.extend(again.filter_map(|trip| routing::chain(doors, trip, &arrivals)));
    }
    chains
}

/// Lengths that can be calculated with.
fn tamed(input: &LayoutInput) -> LayoutInput {
    let mut input = input.clone();
    input.max_width = tame(input.max_width);
    for group in &mut input.groups {
        group.label_width = tame(group.label_width);
        group.note_width = tame(group.note_width);
        group.header = tame(group.header);
    }
    for node in &mut input.nodes {
        node.size = node.size.tame();
        for port in &mut node.ports {
            (port.width, port.lead) = (tame(port.width), tame(port.lead));
        }
    }
    for edge in &mut input.edges {
        edge.label = edge.label.map(Size::tame);
        edge.shorter.iter_mut().for_each(|size| *size = size.tame());
    }
    input
}

/// How much more room each street needs for its lanes.
fn wider(lanes: &[usize], frame: &Frame, numbers: &StreetNumbers, lane: f64) -> Vec<f64> {
    let more = |(lanes, street): (&usize, &Street)| {
        let needed = street.clear + lanes.saturating_sub(1).min(MOST_LANES) as f64 * lane;
        if *lanes > 1 { (needed - street.raw.length()).max(0.0) } else { 0.0 }
    };
    let mut extra: Vec<f64> = lanes.iter().zip(&frame.streets).map(more).collect();
    // Beside the picture lines go past many bands, so there is as much room beside all of them.
    for side in [numbers.outermost_left(), numbers.outermost_right()] {
        let most = side.iter().filter_map(|street| extra.get(*street)).copied().fold(0.0, f64::max);
        for street in side {
            if let Some(extra) = extra.get_mut(street) {
                *extra = most;
            }
        }
    }
    extra
}

/// Lengthens shores to where lasting lines leave them.
fn lengthen_shores(input: &LayoutInput, frame: &mut Frame, routes: &[Route]) {
    for (edge, route) in input.edges.iter().zip(routes).filter(|(edge, _)| edge.weight != Weight::Overlay) {
        for (node, end) in [(edge.from, route.points.first()), (edge.to, route.points.last())] {
            let is_shore = input.nodes.get(node).is_some_and(|node| node.place == Place::Shore);
            let (Some(end), Some(placed), true) = (end, frame.nodes.get_mut(node), is_shore) else { continue };
            let reach = Rect { x: end.x, width: 0.0, ..placed.rect };
            if reach.x < placed.rect.x || reach.x > placed.rect.right() {
                placed.rect = placed.rect.around(&Rect { x: end.x - SHORE_ROUND, width: 2.0 * SHORE_ROUND, ..reach });
            }
        }
    }
}

/// A line from a card to itself: a small loop at its right side.
fn round_trip(placed: &Placed) -> Route {
    let rect = placed.rect;
    let (middle, reach) = (rect.center().y, (rect.height / 4.0).min(13.0));
    let (near, far) = (rect.right(), rect.right() + LOOP);
    let point = |x: f64, y: f64| Point { x, y };
    Route {
        points: vec![
            point(near, middle - reach),
            point(far, middle - reach),
            point(far, middle + reach),
            point(near, middle + reach),
        ],
        label: None,
        form: 0,
        source_side: Side::Right,
        target_side: Side::Right,
    }
}

/// The rectangle around everything that lasts: what is there for the moment does not move the view either.
fn bounds(input: &LayoutInput, frame: &Frame, routes: &[Route]) -> Rect {
    let whole = Rect::new(0.0, 0.0, frame.width, frame.height);
    let cards = frame.nodes.iter().flat_map(|node| node.ports.iter().copied().chain([node.rect]));
    let lasts = |(edge, _): &(&Edge, &Route)| edge.weight != Weight::Overlay;
    let lines = input.edges.iter().zip(routes).filter(lasts).map(|(_, route)| route);
    let lines = lines.filter(|route| !route.points.is_empty());
    let of = |route: &Route| route.label.map_or(route.bounds(), |label| label.around(&route.bounds()));
    cards.chain(lines.map(of)).fold(whole, |all, one| all.around(&one))
}
