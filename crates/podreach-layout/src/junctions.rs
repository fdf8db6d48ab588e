//! Where streets meet, and the shortest paths along them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::geometry::{Point, Span};
use crate::plan::{Plan, Spot};
use crate::streets::{Street, StreetNumbers};

/// What a corner costs, in pixels of detour.
pub(crate) const CORNER: f64 = 34.0;
/// Costs are counted in parts of a pixel, as whole numbers, so that they are ordered.
const PARTS: f64 = 8.0;
/// Cost of passing a row of another box, in pixels of detour.
const TOLL: f64 = 40.0;
/// The same on a sheet, where labels have little room besides.
const SHEET_TOLL: f64 = 220.0;
/// Vertical streets that share at least this much let a line go straight on from one to the other.
const SHARED: f64 = 2.0;
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
    /// Where lines of the vertical street may lie.
    usable: Span,
    /// Whether the vertical street lies above the horizontal one, below it, or both.
    is_above: bool,
    is_below: bool,
}

/// Where paths begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Start {
    pub(crate) street: usize,
    pub(crate) is_horizontal: bool,
    /// Cost so far.
    pub(crate) cost: u64,
    /// The range along the street that can be reached at this cost.
    pub(crate) range: Span,
}

/// The box that a street belongs to, by band and block.
pub(crate) type Home = (usize, usize);

/// All crossings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Junctions {
    all: Vec<Junction>,
    /// By street: its crossings from end to end.
    on: Vec<Vec<usize>>,
    /// By junction: those across the horizontal street that a line can go straight on to.
    through: Vec<Vec<usize>>,
    /// By street: the box that it lies in, if it runs between cards.
    home: Vec<Option<Home>>,
    /// What passing a row of another box costs.
    toll: f64,
}

/// Costs of the shortest paths from some starts to every junction: by junction, arriving by a horizontal and by a vertical street.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShortestPaths(Vec<PathTo>);

/// The cheapest path to a junction.
#[derive(Clone, Copy, Debug)]
struct PathTo {
    cost: u64,
    before: Option<usize>,
    /// Which of the starts it began with.
    start: usize,
}

impl PathTo {
    const NONE: Self = Self { cost: u64::MAX, before: None, start: 0 };
}

/// The end of a path, as found by [`Junctions::arrival`].
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
    pub(crate) fn new(plan: &Plan, numbers: &StreetNumbers, streets: &[Street], is_sheet: bool) -> Self {
        let toll = if is_sheet { SHEET_TOLL } else { TOLL };
        let mut found =
            Self { on: vec![Vec::new(); streets.len()], home: vec![None; streets.len()], toll, ..Self::default() };
        for (at, band) in plan.bands.iter().enumerate() {
            let ends = numbers.ends.get(at).map(|(above, below)| [*above, *below]);
            let inner = |block: Option<usize>| {
                block.and_then(|block| numbers.rows.get(at)?.get(block)).into_iter().flatten().copied()
            };
            let gutters = if at < plan.main() { band.blocks.len() + 1 } else { 0 };
            for gutter in 0..gutters {
                let met = ends.into_iter().flatten().chain(inner(gutter.checked_sub(1))).chain(inner(Some(gutter)));
                found.meet(streets, numbers.gutter(at, gutter), met.collect());
            }
            for (block, content) in band.blocks.iter().enumerate() {
                for (row, nodes) in content.rows.iter().enumerate() {
                    for column in 0..=nodes.len() {
                        let spot = Spot { band: at, block, row, column };
                        let met = [numbers.above(spot), numbers.below(spot)];
                        let street = numbers.beside(spot);
                        if let Some(home) = street.and_then(|street| found.home.get_mut(street)) {
                            *home = content.group.map(|_| (at, block));
                        }
                        found.meet(streets, street, met.into_iter().flatten().collect());
                    }
                }
            }
        }
        found.meet_sides(plan, numbers, streets);
        found.join();
        found.pass_through();
        found
    }

    /// Adds the crossings of the streets beside the columns that stand beside the rows.
    fn meet_sides(&mut self, plan: &Plan, numbers: &StreetNumbers, streets: &[Street]) {
        let first = plan.first_below_shore().unwrap_or_default();
        for (stack, (inner, outer)) in
            plan.sides.iter().zip(&numbers.sides).filter_map(|(stack, side)| Some((stack, (*side)?)))
        {
            let ends = stack.clone().filter_map(|band| numbers.ends.get(band)).map(|(_, below)| *below);
            let rows = stack.clone().filter_map(|band| numbers.rows.get(band)).flatten().flatten().copied();
            let own: Vec<usize> = ends.chain(rows).collect();
            let channels = || numbers.bands.iter().skip(first).copied();
            self.meet(streets, Some(inner), channels().chain(own.iter().copied()).collect());
            self.meet(streets, Some(outer), channels().take(1).chain(own).collect());
        }
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
            for (place, horizontal) in met.iter().enumerate() {
                let here = self.all.len();
                self.all.push(Junction {
                    at: Point { x, y: middle(horizontal) },
                    horizontal: *horizontal,
                    vertical,
                    next: [None, None, above, None],
                    usable: street.usable,
                    is_above: place > 0,
                    is_below: place + 1 < met.len(),
                });
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

    /// Finds out where lines can go straight on across a horizontal street: into the nearest place of each street that
    /// lies opposite.
    fn pass_through(&mut self) {
        let mut through = vec![Vec::new(); self.all.len()];
        for (at, one) in self.all.iter().enumerate().filter(|(_, one)| one.is_above != one.is_below) {
            let mut nearest: Vec<(usize, f64, usize)> = Vec::new();
            for other in self.on.get(one.horizontal).into_iter().flatten() {
                let Some(opposite) = self.all.get(*other) else { continue };
                let is_opposite = if one.is_above { !opposite.is_above } else { !opposite.is_below };
                if !is_opposite || one.usable.common(opposite.usable).length() < SHARED {
                    continue;
                }
                let distance = (one.at.x - opposite.at.x).abs();
                match nearest.iter_mut().find(|(street, ..)| *street == opposite.vertical) {
                    Some(best) if best.1 <= distance => {}
                    Some(best) => *best = (opposite.vertical, distance, *other),
                    None => nearest.push((opposite.vertical, distance, *other)),
                }
            }
            if let Some(through) = through.get_mut(at) {
                *through = nearest.into_iter().map(|(_, _, other)| other).collect();
            }
        }
        self.through = through;
    }

    fn along(&self, junction: usize, horizontal: bool) -> f64 {
        self.all.get(junction).map_or(0.0, |junction| if horizontal { junction.at.x } else { junction.at.y })
    }

    /// Crossings of a street with their places along it.
    fn places(&self, street: usize, horizontal: bool) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.on.get(street).into_iter().flatten().map(move |at| (*at, self.along(*at, horizontal)))
    }

    /// Whether a line can go straight on from a card above or below a horizontal street into a vertical one.
    fn is_straight(&self, junction: usize, range: Span) -> bool {
        self.all.get(junction).is_some_and(|junction| junction.usable.common(range).length() >= SHARED)
    }

    /// The shortest paths from some starts of a card that belongs into this box.
    pub(crate) fn shortest_paths(&self, starts: &[Start], home: Home) -> ShortestPaths {
        let mut paths = ShortestPaths(vec![PathTo::NONE; self.all.len() * 2]);
        let mut heap = BinaryHeap::new();
        for (number, start) in starts.iter().enumerate() {
            for (junction, place) in self.places(start.street, start.is_horizontal) {
                let distance = start.range.distance(place);
                let corner = if distance > 0.0 { CORNER } else { 0.0 };
                let total = start.cost + cost(distance + corner);
                let state = junction * 2 + usize::from(!start.is_horizontal);
                if paths.improve(state, total, None, number) {
                    heap.push(Reverse((total, state)));
                }
                if start.is_horizontal
                    && self.is_straight(junction, start.range)
                    && paths.improve(state + 1, start.cost, None, number)
                {
                    heap.push(Reverse((start.cost, state + 1)));
                }
            }
        }
        while let Some(Reverse((so_far, state))) = heap.pop() {
            let (Some(path), Some(here)) = (paths.0.get(state).copied(), self.all.get(state / 2)) else { continue };
            if so_far > path.cost {
                continue;
            }
            let toll = match self.home.get(here.vertical).copied().flatten() {
                Some(box_of_street) if box_of_street != home => self.toll,
                _ => 0.0,
            };
            let mut go = |to: usize, length: f64| {
                let total = so_far + cost(length);
                if paths.improve(to, total, Some(state), path.start) {
                    heap.push(Reverse((total, to)));
                }
            };
            for (direction, next) in here.next.iter().enumerate() {
                let (Some(next), arrives) = (*next, usize::from(direction > 1)) else { continue };
                let length = (self.along(next, arrives == 0) - self.along(state / 2, arrives == 0)).abs();
                let corner = if state % 2 == arrives { 0.0 } else { CORNER };
                go(next * 2 + arrives, length + corner + if arrives == 1 { toll } else { 0.0 });
            }
            if state % 2 == 1 {
                for next in self.through.get(state / 2).into_iter().flatten() {
                    go(next * 2 + 1, (self.along(*next, true) - here.at.x).abs() / 4.0);
                }
            }
        }
        paths
    }

    /// The cheapest path to a street and along it to a range.
    pub(crate) fn arrival(
        &self,
        paths: &ShortestPaths,
        street: usize,
        horizontal: bool,
        range: Span,
    ) -> Option<Arrival> {
        let arrivals = self.places(street, horizontal).flat_map(|(junction, place)| {
            let distance = range.distance(place);
            let corner = if distance > 0.0 { CORNER } else { 0.0 };
            let straight = horizontal && self.is_straight(junction, range);
            [0, 1].into_iter().filter_map(move |axis| {
                let state = junction * 2 + axis;
                let so_far = paths.0.get(state).map(|path| path.cost).filter(|cost| *cost < u64::MAX)?;
                let turn = if (axis == 0) == horizontal { 0.0 } else { CORNER };
                let length = if straight && axis == 1 { 0.0 } else { distance + corner + turn };
                Some(Arrival { cost: so_far + cost(length), state })
            })
        });
        arrivals.min()
    }

    /// The streets of a path in order, horizontal and vertical in turn, and which start it began with.
    pub(crate) fn streets(
        &self,
        paths: &ShortestPaths,
        arrival: Arrival,
        starts: &[Start],
        last: usize,
    ) -> (Vec<usize>, usize) {
        let mut streets = vec![last];
        let mut add = |street: usize| {
            if streets.last() != Some(&street) {
                streets.push(street);
            }
        };
        let mut state = Some(arrival.state);
        let start = paths.0.get(arrival.state).map_or(0, |path| path.start);
        while let Some(here) = state {
            let before = paths.0.get(here).and_then(|path| path.before);
            if let Some(junction) = self.all.get(here / 2) {
                let is_vertical = here % 2 == 1;
                add(if is_vertical { junction.vertical } else { junction.horizontal });
                let goes_straight = match before {
                    Some(before) => {
                        let other = self.all.get(before / 2).map(|other| other.vertical);
                        before % 2 == 1 && other != Some(junction.vertical)
                    }
                    None => starts.get(start).is_some_and(|start| start.is_horizontal),
                };
                if is_vertical && goes_straight {
                    add(junction.horizontal);
                }
            }
            state = before;
        }
        streets.reverse();
        (streets, start)
    }
}

impl ShortestPaths {
    fn improve(&mut self, state: usize, cost: u64, before: Option<usize>, start: usize) -> bool {
        let Some(path) = self.0.get_mut(state) else { return false };
        let better = cost < path.cost;
        if better {
            *path = PathTo { cost, before, start };
        }
        better
    }
}
