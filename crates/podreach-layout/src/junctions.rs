//! Where streets meet, and the shortest ways along them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::geometry::Point;
use crate::plan::{Plan, Spot};
use crate::streets::{Street, StreetNumbers};

/// What a corner costs, in pixels of way.
pub(crate) const CORNER: f64 = 34.0;
/// Costs are counted in parts of a pixel, as whole numbers, so that they are ordered.
const PARTS: f64 = 8.0;
/// A street wider than this is entered at more than one place.
const WIDE: f64 = 90.0;

/// A crossing of a horizontal and a vertical street.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Junction {
    at: Point,
    horizontal: usize,
    vertical: usize,
    /// Left, right, up, down.
    next: [Option<usize>; 4],
}

/// All crossings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Junctions {
    all: Vec<Junction>,
    /// By street: its crossings from end to end.
    on: Vec<Vec<usize>>,
}

/// Costs and ways from one start to everywhere: by junction, arriving by a horizontal and by a vertical street.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ways(Vec<Way>);

/// The cheapest way to a junction.
#[derive(Clone, Copy, Debug)]
struct Way {
    cost: u64,
    before: Option<usize>,
    /// Which of the starts it began with.
    start: usize,
}

impl Way {
    const NONE: Self = Self { cost: u64::MAX, before: None, start: 0 };
}

/// The end of a way, as found by [`Junctions::arrival`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrival {
    pub(crate) cost: u64,
    pub(crate) state: usize,
}

/// A length as cost.
pub(crate) fn cost(length: f64) -> u64 {
    (length.max(0.0) * PARTS) as u64
}

impl Junctions {
    pub(crate) fn new(plan: &Plan, numbers: &StreetNumbers, streets: &[Street]) -> Self {
        let mut found = Self { all: Vec::new(), on: vec![Vec::new(); streets.len()] };
        for (at, band) in plan.bands.iter().enumerate() {
            let ends = [numbers.bands.get(at), numbers.bands.get(at + 1)];
            for gutter in 0..=band.blocks.len() {
                let inner = |block: Option<usize>| {
                    block.and_then(|block| numbers.rows.get(at)?.get(block)).into_iter().flatten()
                };
                let met = ends.into_iter().flatten().chain(inner(gutter.checked_sub(1))).chain(inner(Some(gutter)));
                found.meet(streets, numbers.gutter(at, gutter), met.copied().collect());
            }
            for (block, content) in band.blocks.iter().enumerate() {
                for (row, nodes) in content.rows.iter().enumerate() {
                    for column in 0..=nodes.len() {
                        let spot = Spot { band: at, block, row, column };
                        let met = [numbers.above(spot), numbers.below(spot)];
                        found.meet(streets, numbers.beside(spot), met.into_iter().flatten().collect());
                    }
                }
            }
        }
        found.join();
        found
    }

    /// Adds the crossings of a vertical street.
    fn meet(&mut self, streets: &[Street], vertical: Option<usize>, mut met: Vec<usize>) {
        let middle = |number: &usize| streets.get(*number).map_or(0.0, |street| street.usable.middle());
        let Some((vertical, street)) = vertical.and_then(|number| Some((number, streets.get(number)?))) else { return };
        if !street.is_open() {
            return;
        }
        met.sort_by(|one, other| middle(one).total_cmp(&middle(other)));
        let width = street.usable.length();
        let columns = if width < WIDE { 1 } else { ((width / WIDE).ceil() as usize).min(6) };
        for column in 0..columns {
            let x = street.usable.low + width * (column as f64 + 0.5) / columns as f64;
            let mut above: Option<usize> = None;
            for horizontal in &met {
                let here = self.all.len();
                let at = Point { x, y: middle(horizontal) };
                self.all.push(Junction { at, horizontal: *horizontal, vertical, next: [None, None, above, None] });
                if let Some(above) = above.and_then(|above| self.all.get_mut(above)) {
                    above.next = [None, None, above.next.get(2).copied().flatten(), Some(here)];
                }
                above = Some(here);
                if let Some(on) = self.on.get_mut(*horizontal) {
                    on.push(here);
                }
                if let Some(on) = self.on.get_mut(vertical) {
                    on.push(here);
                }
            }
        }
    }

    /// Joins neighbours along horizontal streets.
    fn join(&mut self) {
        let all = &mut self.all;
        for (street, on) in self.on.iter_mut().enumerate() {
            let x = |all: &[Junction], at: usize| all.get(at).map_or(0.0, |junction| junction.at.x);
            let is_horizontal = on.first().and_then(|at| all.get(*at)).is_some_and(|first| first.horizontal == street);
            if !is_horizontal {
                continue;
            }
            on.sort_by(|one, other| x(all, *one).total_cmp(&x(all, *other)).then(one.cmp(other)));
            for pair in on.windows(2) {
                let [left, right] = pair else { continue };
                if let Some([_, next, ..]) = all.get_mut(*left).map(|junction| &mut junction.next) {
                    *next = Some(*right);
                }
                if let Some([next, ..]) = all.get_mut(*right).map(|junction| &mut junction.next) {
                    *next = Some(*left);
                }
            }
        }
    }

    fn along(&self, junction: usize, horizontal: bool) -> f64 {
        self.all.get(junction).map_or(0.0, |junction| if horizontal { junction.at.x } else { junction.at.y })
    }

    /// Crossings of a street with their places along it.
    fn places(&self, street: usize, horizontal: bool) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.on.get(street).into_iter().flatten().map(move |at| (*at, self.along(*at, horizontal)))
    }

    /// Ways from some starts: street, whether it is horizontal, cost so far, and what each place along it costs.
    pub(crate) fn ways(&self, starts: &[(usize, bool, u64)], reach: impl Fn(usize, f64) -> f64) -> Ways {
        let mut ways = Ways(vec![Way::NONE; self.all.len() * 2]);
        let mut heap = BinaryHeap::new();
        for (start, (street, horizontal, so_far)) in starts.iter().enumerate() {
            for (junction, place) in self.places(*street, *horizontal) {
                let distance = reach(start, place);
                let corner = if distance > 0.0 { CORNER } else { 0.0 };
                let total = so_far + cost(distance + corner);
                let state = junction * 2 + usize::from(!horizontal);
                if ways.improve(state, total, None, start) {
                    heap.push(Reverse((total, state)));
                }
            }
        }
        while let Some(Reverse((so_far, state))) = heap.pop() {
            let (Some(way), Some(here)) = (ways.0.get(state).copied(), self.all.get(state / 2)) else { continue };
            if so_far > way.cost {
                continue;
            }
            let start = way.start;
            for (direction, next) in here.next.iter().enumerate() {
                let (Some(next), arrives) = (*next, usize::from(direction > 1)) else { continue };
                let length = (self.along(next, arrives == 0) - self.along(state / 2, arrives == 0)).abs();
                let corner = if state % 2 == arrives { 0.0 } else { CORNER };
                let total = so_far + cost(length + corner);
                let to = next * 2 + arrives;
                if ways.improve(to, total, Some(state), start) {
                    heap.push(Reverse((total, to)));
                }
            }
        }
        ways
    }

    /// The cheapest way to a street.
    pub(crate) fn arrival(
        &self,
        ways: &Ways,
        street: usize,
        horizontal: bool,
        reach: impl Fn(f64) -> f64,
    ) -> Option<Arrival> {
        let arrivals = self.places(street, horizontal).flat_map(|(junction, place)| {
            let distance = reach(place);
            let corner = if distance > 0.0 { CORNER } else { 0.0 };
            [0, 1].into_iter().filter_map(move |axis| {
                let state = junction * 2 + axis;
                let so_far = ways.0.get(state).map(|way| way.cost).filter(|cost| *cost < u64::MAX)?;
                let turn = if (axis == 0) == horizontal { 0.0 } else { CORNER };
                Some(Arrival { cost: so_far + cost(distance + corner + turn), state })
            })
        });
        arrivals.min()
    }

    /// The streets of a way in order, and which start it began with.
    pub(crate) fn streets(&self, ways: &Ways, arrival: Arrival, last: usize) -> (Vec<usize>, usize) {
        let mut streets = vec![last];
        let mut state = Some(arrival.state);
        let start = ways.0.get(arrival.state).map_or(0, |way| way.start);
        while let Some(here) = state {
            if let Some(junction) = self.all.get(here / 2) {
                let street = if here % 2 == 0 { junction.horizontal } else { junction.vertical };
                if streets.last() != Some(&street) {
                    streets.push(street);
                }
            }
            state = ways.0.get(here).and_then(|way| way.before);
        }
        streets.reverse();
        (streets, start)
    }
}

impl Ways {
    fn improve(&mut self, state: usize, cost: u64, before: Option<usize>, start: usize) -> bool {
        let Some(way) = self.0.get_mut(state) else { return false };
        let better = cost < way.cost;
        if better {
            *way = Way { cost, before, start };
        }
        better
    }
}
