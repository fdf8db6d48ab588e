//! Lanes: pieces that share a street get places side by side, in the order in which fewest lines cross.

mod combs;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::chain::Chain;
use crate::geometry::Span;
use crate::spacing::{LANE, SLOT};

/// Number of passes that push neighbours apart.
const ROUNDS: usize = 24;
/// Pieces whose preferred places are further apart than this, in pixels, keep their order even if they cross.
const FAR: f64 = 70.0;

/// One end of a piece: what comes before or after it.
#[derive(Clone, Copy, Debug, Default)]
struct End {
    /// Its coordinate along the piece, in pixels.
    along: f64,
    /// To which side the line turns: -1 towards smaller coordinates, 1 towards larger, 0 at a card.
    turn: f64,
    /// The coordinate up to which the line goes there, in pixels.
    far: f64,
    /// To which side it turns then: 1 if in the direction in which this piece extends from this end.
    returns: bool,
}

/// A piece to be placed, or pieces of lines of one source that run together.
#[derive(Clone, Debug)]
struct Item {
    chain: usize,
    piece: usize,
    /// Further pieces that lie where this one does.
    more: Vec<(usize, usize)>,
    /// Where those turn, between its ends.
    taps: Vec<End>,
    range: Span,
    wish: f64,
    at: f64,
    /// The ends at the smaller and at the larger coordinate along the piece.
    ends: [End; 2],
    streets: Vec<usize>,
    /// Nodes where it ends.
    cards: [Option<usize>; 2],
    gap: f64,
}

/// How many lanes each street needs.
pub(crate) type Lanes = Vec<usize>;

/// Places all vertical pieces `lane` pixels apart, then all horizontal ones.
pub(crate) fn assign(chains: &mut [Chain], streets: usize, lane: f64) -> Lanes {
    let mut lanes = vec![0; streets];
    for horizontal in [false, true] {
        let mut items = combs::joined(chains, items(chains, horizontal, lane));
        let before = place(&mut items);
        count(&items, &before, &mut lanes);
        for item in &items {
            for (chain, piece) in item.more.iter().chain([&(item.chain, item.piece)]) {
                if let Some(piece) = chains.get_mut(*chain).and_then(|chain| chain.pieces.get_mut(*piece)) {
                    piece.at = item.at;
                }
            }
        }
    }
    lanes
}

/// Places each piece without regard to the others, for pictures with more lines than anybody can follow.
pub(crate) fn scatter(chains: &mut [Chain]) {
    for (at, chain) in chains.iter_mut().enumerate() {
        for (index, piece) in chain.pieces.iter_mut().enumerate() {
            let share = ((at * 7 + index * 3) % 16) as f64 / 15.0;
            let reach = (piece.range.length() / 2.0).min(60.0);
            piece.at = piece.range.clamp(piece.at + reach * (2.0 * share - 1.0));
        }
    }
}

fn items(chains: &[Chain], horizontal: bool, lane: f64) -> Vec<Item> {
    let mut items = Vec::new();
    for (number, chain) in chains.iter().enumerate() {
        for (index, piece) in chain.pieces.iter().enumerate().filter(|(_, piece)| piece.is_horizontal == horizontal) {
            let back = |steps: usize| (index + 1).checked_sub(steps).and_then(|at| chain.coordinate(at));
            let on = |steps: usize| chain.coordinate(index + 1 + steps);
            let (start, end) = (back(1).unwrap_or_default(), on(1).unwrap_or_default());
            let body = (end - start).signum();
            let first = one_end(piece.at, start, (back(2), back(3)), body);
            let last = one_end(piece.at, end, (on(2), on(3)), -body);
            let ends = if start <= end { [first, last] } else { [last, first] };
            let cards =
                [(index == 0).then_some(chain.nodes.0), (index + 1 == chain.pieces.len()).then_some(chain.nodes.1)];
            items.push(Item {
                chain: number,
                piece: index,
                more: Vec::new(),
                taps: Vec::new(),
                range: piece.range,
                wish: piece.at,
                at: piece.at,
                ends,
                streets: piece.streets.clone(),
                cards,
                gap: lane,
            });
        }
    }
    items
}

fn one_end(own: f64, along: f64, (far, further): (Option<f64>, Option<f64>), body: f64) -> End {
    let Some(far) = far else { return End { along, ..End::default() } };
    let difference = far - own;
    let turn = if difference.abs() < 0.5 { 0.0 } else { difference.signum() };
    End { along, turn, far, returns: further.is_some_and(|further| (further - along) * body > 0.0) }
}

impl Item {
    fn low(&self) -> f64 {
        let [low, _] = self.ends;
        low.along
    }

    fn high(&self) -> f64 {
        let [_, high] = self.ends;
        high.along
    }

    /// Whether both run side by side somewhere, so that they need different lanes.
    fn overlaps(&self, other: &Self) -> bool {
        let touch = self.low() <= other.high() + 2.0 && other.low() <= self.high() + 2.0;
        touch && self.range.low < other.range.high + LANE && other.range.low < self.range.high + LANE
    }

    /// The distance that both should have, in pixels.
    fn apart(&self, other: &Self) -> f64 {
        let same_card = self.cards.iter().flatten().any(|card| other.cards.contains(&Some(*card)));
        self.gap.min(other.gap) + if same_card { SLOT - LANE } else { 0.0 }
    }

    /// Whether this one comes before the other.
    fn precedes(&self, other: &Self) -> bool {
        // What cannot be otherwise is not asked.
        if other.range.low + 6.0 > self.range.high && self.range.low + 6.0 <= other.range.high {
            return true;
        }
        if self.range.low + 6.0 > other.range.high && other.range.low + 6.0 <= self.range.high {
            return false;
        }
        let difference = self.wish - other.wish;
        if difference.abs() > FAR {
            return difference < 0.0;
        }
        let vote = self.votes(other) - other.votes(self) + self.slots(other);
        if vote.abs() > 0.5 {
            return vote < 0.0;
        }
        if difference.abs() > 0.5 {
            return difference < 0.0;
        }
        let far = |item: &Self| item.ends.iter().map(|end| end.far * end.turn.abs()).sum::<f64>();
        let difference = far(self) - far(other);
        if difference.abs() > 0.5 { difference < 0.0 } else { (self.chain, self.piece) < (other.chain, other.piece) }
    }

    /// Where this one's ends say it should be, looking from another: negative is before.
    fn votes(&self, other: &Self) -> f64 {
        let inside = |end: &&End| end.along > other.low() + 1.0 && end.along < other.high() - 1.0;
        self.ends.iter().chain(&self.taps).filter(inside).map(|end| end.turn).sum()
    }

    /// The order of pieces that end in the same place: lines that come from the same side lie inside each other or side
    /// by side.
    fn slots(&self, other: &Self) -> f64 {
        let pairs = self.ends.iter().zip(&other.ends);
        let vote = |(own, other): (&End, &End)| {
            if (own.along - other.along).abs() > 1.0 {
                return 0.0;
            }
            if own.turn * other.turn <= 0.0 {
                return own.turn - other.turn;
            }
            if own.returns != other.returns {
                // Lines that turn back lie inside of those that go on.
                let inner = if own.returns { own.turn } else { -own.turn };
                return inner;
            }
            let difference = own.far - other.far;
            let order = if difference.abs() < 1.0 { 0.0 } else { difference.signum() };
            if own.returns { -order } else { order }
        };
        pairs.map(vote).sum()
    }
}

/// Places the items and gives back which ones come before which.
fn place(items: &mut [Item]) -> Vec<(usize, usize)> {
    let pairs = ordered(items);
    let mut crowded = true;
    let rounds = if pairs.len() < 6000 { 6 } else { 3 };
    for _ in 0..rounds {
        if !crowded {
            break;
        }
        push(items, &pairs);
        crowded = false;
        // Where there is no room for that, lanes are narrower.
        let mut tight = Vec::new();
        for (one, other) in &pairs {
            if let (Some(before), Some(after)) = (items.get(*one), items.get(*other))
                && after.at - before.at < before.apart(after) - 0.5
            {
                tight.extend([*one, *other]);
            }
        }
        tight.sort_unstable();
        tight.dedup();
        for at in tight {
            if let Some(item) = items.get_mut(at) {
                crowded = true;
                item.gap *= 0.6;
            }
        }
    }
    pairs
}

fn push(items: &mut [Item], pairs: &[(usize, usize)]) {
    for item in items.iter_mut() {
        item.at = item.wish;
    }
    let rounds = if pairs.len() > 20_000 { 4 } else { ROUNDS };
    for _ in 0..rounds {
        let mut moved = false;
        for (one, other) in pairs {
            let (Some(before), Some(after)) = (items.get(*one), items.get(*other)) else { continue };
            let missing = before.apart(after) - (after.at - before.at);
            if missing <= 0.01 {
                continue;
            }
            let (left, right) = ((before.at - before.range.low).max(0.0), (after.range.high - after.at).max(0.0));
            let half = missing / 2.0;
            let by_left = half.max(missing - right).min(left);
            let by_right = (missing - by_left).min(right);
            moved |= by_left + by_right > 0.01;
            let places = (before.at - by_left, after.at + by_right);
            move_to(items, *one, places.0);
            move_to(items, *other, places.1);
        }
        if !moved {
            return;
        }
    }
    for (one, other) in pairs {
        if let (Some(before), Some(after)) = (items.get(*one), items.get(*other)) {
            let place = after.range.clamp(after.at.max(before.at + before.apart(after)));
            move_to(items, *other, place);
        }
    }
    for (one, other) in pairs.iter().rev() {
        if let (Some(before), Some(after)) = (items.get(*one), items.get(*other)) {
            let place = before.range.clamp(before.at.min(after.at - before.apart(after)));
            move_to(items, *one, place);
        }
    }
}

fn move_to(items: &mut [Item], at: usize, place: f64) {
    if let Some(item) = items.get_mut(at) {
        item.at = place;
    }
}

/// All pairs that meet, the first of each before the second, sorted by the first.
fn ordered(items: &[Item]) -> Vec<(usize, usize)> {
    let mut by_low: Vec<usize> = (0..items.len()).collect();
    let low = |at: usize| items.get(at).map_or(0.0, |item| item.range.low);
    by_low.sort_by(|one, other| low(*one).total_cmp(&low(*other)).then(one.cmp(other)));
    let mut pairs = Vec::new();
    for (rank, one) in by_low.iter().enumerate() {
        let Some(first) = items.get(*one) else { continue };
        for other in by_low.iter().skip(rank + 1) {
            let Some(second) = items.get(*other) else { continue };
            if second.range.low >= first.range.high + LANE {
                break;
            }
            if first.chain != second.chain && first.overlaps(second) {
                let (small, large) = (*one.min(other), *one.max(other));
                let before = match (items.get(small), items.get(large)) {
                    (Some(small), Some(large)) => small.precedes(large),
                    _ => true,
                };
                pairs.push(if before { (small, large) } else { (large, small) });
            }
        }
    }
    let order = line_up(items, &pairs);
    let position = |at: usize| order.get(at).copied().unwrap_or(0);
    for pair in &mut pairs {
        if position(pair.0) > position(pair.1) {
            *pair = (pair.1, pair.0);
        }
    }
    pairs.sort_by_key(|(one, other)| (position(*one), position(*other)));
    pairs
}

/// The position of each item in one common order. Where precedence is circular, the item with the fewest before it goes first.
fn line_up(items: &[Item], pairs: &[(usize, usize)]) -> Vec<usize> {
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    let mut waiting = vec![0_usize; items.len()];
    for (one, other) in pairs {
        if let (Some(after), Some(waiting)) = (after.get_mut(*one), waiting.get_mut(*other)) {
            after.push(*other);
            *waiting += 1;
        }
    }
    let key = |at: usize| (items.get(at).map_or(0, |item| (item.wish * 8.0) as i64), at);
    let mut position = vec![usize::MAX; items.len()];
    let mut heap: BinaryHeap<Reverse<(i64, usize)>> = BinaryHeap::new();
    heap.extend(waiting.iter().enumerate().filter(|(_, waiting)| **waiting == 0).map(|(at, _)| Reverse(key(at))));
    let mut placed = 0;
    while placed < items.len() {
        let next = heap.pop().map(|Reverse((_, at))| at).or_else(|| {
            let open = (0..items.len()).filter(|at| position.get(*at) == Some(&usize::MAX));
            open.min_by_key(|at| (waiting.get(*at).copied(), key(*at)))
        });
        let Some(next) = next else { break };
        if position.get(next) != Some(&usize::MAX) {
            continue;
        }
        if let Some(position) = position.get_mut(next) {
            *position = placed;
        }
        placed += 1;
        for other in after.get(next).into_iter().flatten() {
            if let Some(waiting) = waiting.get_mut(*other) {
                *waiting = waiting.saturating_sub(1);
                if *waiting == 0 && position.get(*other) == Some(&usize::MAX) {
                    heap.push(Reverse(key(*other)));
                }
            }
        }
    }
    position
}

/// Counts lanes: the longest row of pieces side by side in a street.
fn count(items: &[Item], pairs: &[(usize, usize)], lanes: &mut Lanes) {
    let mut depth = vec![1_usize; items.len()];
    for (one, other) in pairs {
        let streets = |at: usize| items.get(at).map_or(&[][..], |item| &item.streets);
        if streets(*one).iter().any(|street| streets(*other).contains(street)) {
            let before = depth.get(*one).copied().unwrap_or(1);
            if let Some(depth) = depth.get_mut(*other) {
                *depth = (*depth).max(before + 1);
            }
        }
    }
    for (item, depth) in items.iter().zip(&depth) {
        for street in &item.streets {
            if let Some(lanes) = lanes.get_mut(*street) {
                *lanes = (*lanes).max(*depth);
            }
        }
    }
}
