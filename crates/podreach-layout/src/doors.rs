//! Doors: where lines may leave and enter a card, and the streets outside.

use crate::frame::Frame;
use crate::geometry::{Rect, Span};
use crate::model::{Edge, LayoutInput, Side, Weight};
use crate::plan::{BandKind, Plan, Spot};
use crate::streets::StreetNumbers;

/// A stretch of a card's border, with a street before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Door {
    pub(crate) side: Side,
    /// Where the border lies across the side.
    pub(crate) border: f64,
    /// Where lines may end along the side.
    pub(crate) range: Span,
    /// The best coordinate along the side for a line to end at, in pixels; none when all are equally good.
    pub(crate) wish: Option<f64>,
    pub(crate) street: usize,
    /// Penalty of this door: the detour, in pixels, that a line may take to avoid it.
    pub(crate) penalty: f64,
}

/// Radius of a card's corners in pixels; lines do not end on them.
const ROUND: f64 = 14.0;
/// The same for a shore, whose ends are half circles.
pub(crate) const SHORE_ROUND: f64 = 24.0;
/// The same for pills.
const PILL_ROUND: f64 = 8.0;
/// A line that ends behind pills loses its head, so any other side is better.
const BEHIND_PILLS: f64 = 4000.0;
/// The shortest stretch of a border, in pixels, that is a door.
const LEAST: f64 = 12.0;

/// Finds the doors of a plan's nodes.
#[derive(Clone, Copy)]
pub(crate) struct Doors<'a> {
    pub(crate) input: &'a LayoutInput,
    pub(crate) plan: &'a Plan,
    pub(crate) numbers: &'a StreetNumbers,
    pub(crate) frame: &'a Frame,
}

impl Doors<'_> {
    /// The doors at which lines of this weight may leave a node. Lines run downwards: the lower border costs least.
    pub(crate) fn out(&self, node: usize, weight: Weight) -> Vec<Door> {
        let penalties = match weight {
            Weight::Strong => [(Side::Bottom, 0.0), (Side::Right, 24.0), (Side::Left, 24.0), (Side::Top, 48.0)],
            Weight::Weak => [(Side::Bottom, 0.0), (Side::Right, 8.0), (Side::Left, 8.0), (Side::Top, 12.0)],
            // What is blocked leaves where nothing else does.
            Weight::Overlay => [(Side::Right, 0.0), (Side::Left, 0.0), (Side::Bottom, 30.0), (Side::Top, 30.0)],
        };
        self.doors(node, weight, &penalties)
    }

    /// The doors at which an edge may enter its destination: those of its pill, else of all sides, where the upper border costs least.
    pub(crate) fn towards(&self, edge: &Edge) -> Vec<Door> {
        let penalties = match edge.weight {
            Weight::Strong => [(Side::Top, 0.0), (Side::Left, 40.0), (Side::Right, 40.0), (Side::Bottom, 60.0)],
            Weight::Weak | Weight::Overlay => {
                [(Side::Top, 0.0), (Side::Left, 16.0), (Side::Right, 16.0), (Side::Bottom, 16.0)]
            }
        };
        let placed = self.frame.nodes.get(edge.to);
        let is_shore = self.plan.kind(edge.to) == BandKind::Shore;
        let pill = edge.port.filter(|_| !is_shore).and_then(|port| placed?.ports.get(port)).copied();
        let (Some(pill), Some(placed)) = (pill, placed) else { return self.doors(edge.to, edge.weight, &penalties) };
        let side = placed.ports_side;
        let (border, range) = match side {
            Side::Left => (pill.x, pill.span_y().without(5.0, 5.0)),
            _ => (pill.y, self.landing(edge, pill)),
        };
        let streets = self.streets(edge.to, side);
        let door = |street| Door { side, border, range, wish: Some(range.middle()), street, penalty: 0.0 };
        streets.into_iter().map(door).collect()
    }

    /// The part of a pill where lines land.
    fn landing(&self, edge: &Edge, pill: Rect) -> Span {
        let port = edge.port.and_then(|port| self.input.nodes.get(edge.to)?.ports.get(port));
        let lead = port.map_or(0.0, |port| port.lead);
        Span::new(pill.x + lead, pill.right()).without(PILL_ROUND, PILL_ROUND)
    }

    fn doors(&self, node: usize, weight: Weight, penalties: &[(Side, f64)]) -> Vec<Door> {
        let Some(placed) = self.frame.nodes.get(node) else { return Vec::new() };
        let rect = placed.rect;
        let top = rect.span_x().without(ROUND, ROUND);
        let is_shore = self.plan.kind(node) == BandKind::Shore;
        let mut doors = Vec::new();
        for (side, penalty) in penalties.iter().copied() {
            let has_pills = placed.ports_side == side && !placed.ports.is_empty();
            if (is_shore && side != Side::Bottom) || (side == Side::Left && has_pills) {
                continue;
            }
            let free = if has_pills { free_part(top, &placed.ports) } else { Some(top) };
            let penalty = if side == Side::Top && free.is_none() { penalty + BEHIND_PILLS } else { penalty };
            let (border, range) = match side {
                Side::Top => (rect.y, free.unwrap_or(top)),
                Side::Bottom if is_shore => (rect.bottom(), self.shore(node, rect, weight)),
                Side::Bottom => (rect.bottom(), rect.span_x().without(ROUND, ROUND)),
                Side::Left => (rect.x, rect.span_y().without(ROUND, ROUND)),
                Side::Right => (rect.right(), rect.span_y().without(ROUND, ROUND)),
            };
            let wish = (!is_shore).then_some(range.middle());
            let door = |street| Door { side, border, range, wish, street, penalty };
            doors.extend(self.streets(node, side).into_iter().map(door));
        }
        doors
    }

    /// The lower border of a shore. The outermost ones may get longer for lines that last, so that these fall straight.
    fn shore(&self, node: usize, rect: Rect, weight: Weight) -> Span {
        let spot = self.plan.spot(node);
        let blocks = self.plan.band(spot.band).map_or(0, |band| band.blocks.len());
        // Beside one of several rows, other lines may pass.
        let is_only = spot.band == 0 && self.plan.band(1).is_none_or(|band| band.kind != BandKind::Shore);
        let may = is_only && weight != Weight::Overlay;
        let beside = |block: usize| {
            let street = self.numbers.gutter(spot.band, block).and_then(|street| self.frame.streets.get(street));
            street.filter(|_| may).map_or(0.0, |street| street.raw.length())
        };
        let inner = rect.span_x().without(SHORE_ROUND, SHORE_ROUND);
        let left = if spot.block == 0 { beside(0) } else { 0.0 };
        let right = if spot.block + 1 == blocks { beside(blocks) } else { 0.0 };
        let round = |more: f64| if more > 0.0 { SHORE_ROUND } else { 0.0 };
        Span::new(inner.low - round(left) - left, inner.high + round(right) + right)
    }

    /// Streets outside a side of a card. At the end of a row these are the one inside and the one outside of the box.
    fn streets(&self, node: usize, side: Side) -> Vec<usize> {
        let spot = self.plan.spot(node);
        let columns = self.plan.block(spot).and_then(|block| block.rows.get(spot.row)).map_or(0, Vec::len);
        let next = Spot { column: spot.column + 1, ..spot };
        let numbers = match side {
            Side::Top => [self.numbers.above(spot), None],
            Side::Bottom => [self.numbers.below(spot), None],
            Side::Left if spot.column == 0 => [self.numbers.beside(spot), self.numbers.gutter(spot.band, spot.block)],
            Side::Left => [self.numbers.beside(spot), None],
            Side::Right if next.column == columns => {
                [self.numbers.beside(next), self.numbers.gutter(spot.band, spot.block + 1)]
            }
            Side::Right => [self.numbers.beside(next), None],
        };
        let is_open = |street: &usize| self.frame.streets.get(*street).is_some_and(crate::streets::Street::is_open);
        numbers.into_iter().flatten().filter(is_open).collect()
    }
}

/// The longest part of a border without pills; none when pills leave nothing.
fn free_part(whole: Span, pills: &[Rect]) -> Option<Span> {
    let mut parts = Vec::new();
    let mut low = whole.low;
    for pill in pills {
        parts.push(Span::new(low, pill.x - 4.0));
        low = pill.right() + 4.0;
    }
    parts.push(Span::new(low.max(whole.low), whole.high));
    let longest = parts.into_iter().max_by(|one, other| one.length().total_cmp(&other.length()));
    longest.filter(|part| part.length() >= LEAST)
}
