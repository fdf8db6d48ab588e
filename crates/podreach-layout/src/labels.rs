//! Labels: each on a long straight piece of its line where it covers no card and no other label.

use crate::frame::Frame;
use crate::geometry::{Point, Rect, Size};
use crate::model::{Group, LayoutInput, Route, Weight};

/// With more lines than this, labels do not look at lines of others.
const MANY: usize = 160;
/// With more labels than this, labels do not look at each other either.
const MANY_LABELS: usize = 600;
/// Free line before and behind a label, so that it is seen to belong to it.
const FREE: f64 = 7.0;
/// Places along a straight piece that are tried at most, besides its middle.
const STEPS: usize = 24;
/// Room beside and between a name and a note.
const BESIDE: f64 = 46.0;
/// Room that an arrow takes.
const ARROW: f64 = 12.0;
/// Labels keep this far from each other and from cards.
const APART: f64 = 3.0;

/// Gives every route its label.
pub(crate) fn place(input: &LayoutInput, frame: &Frame, routes: &mut [Route]) {
    let nodes = &frame.nodes;
    let cards: Vec<Rect> = nodes.iter().flat_map(|node| node.ports.iter().copied().chain([node.rect])).collect();
    let headers = input.groups.iter().zip(&frame.groups);
    let names: Vec<Rect> =
        headers.flat_map(|(group, rect)| [name_of(rect, group.label_width), note_of(rect, group)]).collect();
    let labels = input.lasting().filter(|edge| edge.label.is_some()).count();
    let many = labels > MANY_LABELS;
    let pieces = if input.lasting().count() > MANY { Vec::new() } else { pieces(routes) };
    let arrows: Vec<(usize, Rect)> =
        routes.iter().enumerate().filter_map(|(at, route)| arrow(route).map(|rect| (at, rect))).collect();
    let mut order: Vec<usize> = (0..routes.len()).collect();
    // What is there for the moment looks for room last, so that it moves no other label.
    let is_passing = |at: usize| input.edges.get(at).is_some_and(|edge| edge.weight == Weight::Overlay);
    // What has more to say chooses first.
    order.sort_by_key(|at| input.edges.get(*at).map(|edge| edge.weight));
    let mut taken: Vec<Rect> = Vec::new();
    let sheet = input.sheet.is_some();
    for at in order {
        let (Some(edge), Some(route)) = (input.edges.get(at), routes.get(at)) else { continue };
        let Some(first) = edge.label else { continue };
        let around =
            Around { cards: &cards, names: &names, taken: &taken, pieces: &pieces, arrows: &arrows, many, sheet };
        let bothers = |owner: usize| owner != at && (is_passing(at) || !is_passing(owner));
        let mut best: Option<(usize, Found)> = None;
        for (form, size) in [first].iter().chain(&edge.shorter).enumerate() {
            let Some(found) = around.best(&route.points, *size, bothers) else { continue };
            // The first form that disturbs nothing; else the one that disturbs least.
            let clean = found.is_clean();
            if best.as_ref().is_none_or(|(_, best)| (clean && !best.is_clean()) || found.price < best.price) {
                best = Some((form, found));
            }
            if clean {
                break;
            }
        }
        // A label that nobody can read, and that takes another one's place, is worth less than none; nor is one needed on
        // other lines where a pill says the same.
        let worth = |(_, found): &(usize, Found)| {
            (many || !found.covers) && !(sheet && edge.port.is_some() && !found.is_clean())
        };
        if let (Some((form, found)), Some(route)) = (best.filter(worth), routes.get_mut(at)) {
            (route.label, route.form) = (Some(found.rect), form);
            taken.push(found.rect);
        }
    }
}

/// A place of a label.
#[derive(Clone, Copy, Debug)]
struct Found {
    rect: Rect,
    price: f64,
    /// Whether it lies on another label or on a name.
    covers: bool,
    /// What it disturbs.
    disturbs: f64,
}

impl Found {
    fn is_clean(&self) -> bool {
        self.disturbs <= 0.0
    }
}

/// What labels keep away from.
struct Around<'a> {
    cards: &'a [Rect],
    names: &'a [Rect],
    taken: &'a [Rect],
    pieces: &'a [(usize, Rect)],
    /// Where lines arrive, each with the index of its line.
    arrows: &'a [(usize, Rect)],
    many: bool,
    sheet: bool,
}

impl Around<'_> {
    /// The best place on a line for a label of this size.
    fn best(&self, points: &[Point], size: Size, bothers: impl Fn(usize) -> bool) -> Option<Found> {
        let mut best: Option<Found> = None;
        let mut places = candidates(points, size.width, size.height);
        places.sort_by(|one, other| one.1.total_cmp(&other.1));
        places.truncate(if self.many { 6 } else { places.len() });
        for (rect, price, tight) in places {
            if best.is_some_and(|found| found.price <= price) {
                break;
            }
            let near = rect.grown(APART);
            if self.cards.iter().any(|card| card.overlaps(&rect)) {
                continue;
            }
            // Close to a card is better than on another label.
            let close = self.cards.iter().filter(|card| card.overlaps(&near)).count();
            let covered = if self.many { 0 } else { self.taken.iter().filter(|other| other.overlaps(&near)).count() };
            // On a sheet, a label beside another line would be taken for that line's.
            let wide = if self.sheet { rect.grown(APART) } else { rect };
            let crossed = self.pieces.iter().filter(|(owner, piece)| bothers(*owner) && piece.overlaps(&wide)).count();
            let hidden = self.names.iter().filter(|name| name.overlaps(&rect)).count();
            let arrives = |(owner, arrow): &&(usize, Rect)| bothers(*owner) && arrow.overlaps(&rect);
            let arrows = if self.many { 0 } else { self.arrows.iter().filter(arrives).count() };
            let per_line = if self.sheet { 700.0 } else { 90.0 };
            let disturbs = 2000.0 * (covered + hidden) as f64
                + 1000.0 * (close + arrows) as f64
                + per_line * crossed as f64
                + tight;
            let price = price + disturbs - tight;
            if best.is_none_or(|found| price < found.price) {
                let covers = self.taken.iter().chain(self.names).any(|other| other.overlaps(&rect));
                best = Some(Found { rect, price, covers, disturbs });
            }
        }
        best
    }
}

/// Where the name of a box stands.
fn name_of(rect: &Rect, width: f64) -> Rect {
    Rect::new(rect.x + 14.0, rect.y + 10.0, width.min(rect.width), 22.0)
}

/// Where the note of a box stands, at the other end of its header; nowhere when it has no room beside the name.
fn note_of(rect: &Rect, group: &Group) -> Rect {
    let width = group.note_width;
    if width <= 0.0 || group.label_width + width + BESIDE > rect.width {
        return Rect::default();
    }
    Rect::new(rect.right() - 16.0 - width, rect.y + 11.0, width + 4.0, 20.0)
}

/// Where the arrow at the end of a line is drawn.
fn arrow(route: &Route) -> Option<Rect> {
    let [.., from, to] = route.points.as_slice() else { return None };
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx.hypot(dy).max(1.0);
    let back = Point { x: to.x - dx / length * ARROW, y: to.y - dy / length * ARROW };
    Some(between(back, *to).grown(4.0))
}

/// All straight pieces as thin rectangles, each with the index of its line.
fn pieces(routes: &[Route]) -> Vec<(usize, Rect)> {
    let of = |(at, route): (usize, &Route)| -> Vec<(usize, Rect)> {
        let pairs = route.points.windows(2).filter_map(|pair| match pair {
            [from, to] => Some((at, between(*from, *to).grown(1.0))),
            _ => None,
        });
        pairs.collect()
    };
    routes.iter().enumerate().flat_map(of).collect()
}

fn between(from: Point, to: Point) -> Rect {
    Rect::new(from.x.min(to.x), from.y.min(to.y), (to.x - from.x).abs(), (to.y - from.y).abs())
}

/// Possible places of a label, each with its penalty, and how much of that is for hiding corners and ends: the middles of
/// long pieces have the least.
fn candidates(points: &[Point], width: f64, height: f64) -> Vec<(Rect, f64, f64)> {
    let mut found = Vec::new();
    for pair in points.windows(2) {
        let [from, to] = pair else { continue };
        let stretch = between(*from, *to);
        let vertical = stretch.height > stretch.width;
        let length = stretch.height.max(stretch.width);
        let needed = if vertical { height } else { width };
        let room = length - needed - 2.0 * FREE;
        // A label that is longer than its piece hides a corner; that is only better than none.
        let tight = if room < 0.0 { 400.0 - room } else { 0.0 };
        let short = 600.0 - length.min(240.0);
        // From the middle outwards, in steps of half a label or finer.
        let count = ((2.0 * room.max(0.0) / needed.max(1.0)).ceil() as usize).clamp(8, STEPS);
        for at in 0..=count {
            let beside = at.div_ceil(2) as f64 / count as f64;
            let share = if at % 2 == 0 { 0.5 + beside } else { 0.5 - beside };
            let away = 40.0 * beside;
            let shift = (share - 0.5) * room.max(0.0);
            let (mut x, mut y) = (f64::midpoint(from.x, to.x), f64::midpoint(from.y, to.y));
            if vertical {
                y += shift * (to.y - from.y).signum();
            } else {
                x += shift * (to.x - from.x).signum();
            }
            let rect = Rect::new(x - width / 2.0, y - height / 2.0, width, height);
            // Arrows and bars stay in sight.
            let hides = |end: &&Point| Rect::new(end.x, end.y, 0.0, 0.0).grown(ARROW).overlaps(&rect);
            let ends = [points.first(), points.last()].into_iter().flatten().filter(hides).count();
            let tight = tight + 200.0 * ends as f64;
            found.push((rect, short + away + tight, tight));
        }
    }
    found
}
