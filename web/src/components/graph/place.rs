//! Places for cards, boxes and lines: rows by who reaches whom, boxes side by side, lines that fall from top to bottom.

use std::collections::BTreeMap;

use podreach_eval::view::{GraphView, NodeKind};

use super::card::{Card, PILL_HEIGHT};
use super::edges::Line;
use super::scene::{At, Head};
use super::transform::Bounds;

/// Room between rows, where chips stand and lines bend.
const ROW_GAP: f64 = 92.0;
/// Room between cards of a row.
const CARD_GAP: f64 = 48.0;
/// Room between boxes.
const BOX_GAP: f64 = 44.0;
/// Room inside a box, and above its first row.
const BOX_PADDING: (f64, f64) = (30.0, 62.0);
/// Rows of ranks are not counted further than this; a longer chain goes on in its last row.
const RANKS: usize = 6;
/// With more lines than this, none is led round cards: nobody could follow it anyway.
const ROUND_ABOUT: usize = 300;
/// How far a line goes straight before it bends.
const BEND: f64 = 46.0;

/// Where a node stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct NodePlace {
    pub(crate) rect: Bounds,
    /// Corners of pills, from the node's own corner.
    pub(crate) pills: Vec<At>,
    /// Where its text starts.
    pub(crate) inset: f64,
}

/// Where a line ends; `dx`, `dy` point towards the node.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct End {
    pub(crate) at: At,
    pub(crate) dx: f64,
    pub(crate) dy: f64,
}

/// Where a line runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RoutePlace {
    pub(crate) path: String,
    pub(crate) start: End,
    pub(crate) end: End,
    pub(crate) chip: Option<Bounds>,
    pub(crate) bounds: Bounds,
}

/// All places.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Placed {
    pub(crate) bounds: Bounds,
    pub(crate) namespaces: Vec<Bounds>,
    pub(crate) nodes: Vec<NodePlace>,
    pub(crate) routes: Vec<RoutePlace>,
}

/// Gives everything a place. Lines that exist for the moment only move no card.
pub(crate) fn place(view: &GraphView, cards: &[Card], lines: &[Line], compact: bool) -> Placed {
    let sheet_width = if compact { 420.0 } else { 980.0 };
    let mut placed = Placed { nodes: vec![NodePlace::default(); cards.len()], ..Placed::default() };
    let members = |namespace: Option<usize>| -> Vec<usize> {
        let of = |kind, group| kind != NodeKind::External && group == namespace;
        view.nodes.iter().enumerate().filter(|(_, node)| of(node.kind, node.namespace)).map(|(at, _)| at).collect()
    };
    let shores: Vec<usize> =
        view.nodes.iter().enumerate().filter(|(_, node)| node.kind == NodeKind::External).map(|(at, _)| at).collect();
    let shore_height = shores.iter().filter_map(|at| cards.get(*at)).map(|card| card.height).fold(0.0, f64::max);
    let mut top = if shores.is_empty() { 0.0 } else { shore_height + ROW_GAP };
    let mut width: f64 = 0.0;
    let homeless = members(None);
    let homeless_group = (!homeless.is_empty()).then(|| Group::new(&homeless, cards, &[], compact));
    let homeless_top = top;
    if let Some(group) = &homeless_group {
        width = width.max(group.size.0);
        top += group.size.1 + ROW_GAP;
    }
    let (mut x, mut row_height) = (0.0, 0.0_f64);
    for namespace in 0..view.namespaces.len() {
        let group = Group::new(&members(Some(namespace)), cards, lines, compact);
        let size = (group.size.0 + 2.0 * BOX_PADDING.0, group.size.1 + BOX_PADDING.1 + BOX_PADDING.0);
        if x > 0.0 && x + size.0 > sheet_width {
            top += row_height + BOX_GAP + 30.0;
            (x, row_height) = (0.0, 0.0);
        }
        group.put(&mut placed.nodes, cards, x + BOX_PADDING.0, top + BOX_PADDING.1);
        placed.namespaces.push(Bounds { x, y: top, width: size.0, height: size.1 });
        x += size.0 + BOX_GAP;
        row_height = row_height.max(size.1);
        width = width.max(x - BOX_GAP);
    }
    if let Some(group) = &homeless_group {
        // Lines from outside mostly fall to the left, where the reader starts.
        group.put(&mut placed.nodes, cards, width - group.size.0, homeless_top);
    }
    let gap = 14.0;
    let needed: f64 = shores.iter().filter_map(|at| cards.get(*at)).map(|card| card.width + gap).sum::<f64>() - gap;
    width = width.max(needed);
    let spare = (width - needed).max(0.0) / shores.len().max(1) as f64;
    let mut x = 0.0;
    for at in shores {
        let (Some(node), Some(card)) = (placed.nodes.get_mut(at), cards.get(at)) else { continue };
        node.rect = Bounds { x, y: 0.0, width: card.width + spare, height: shore_height };
        x += card.width + spare + gap;
    }
    placed.bounds = Bounds { x: 0.0, y: -2.0, width, height: top + row_height + 4.0 };
    placed.routes = routes(&placed.nodes, cards, lines);
    placed
}

/// Nodes in rows.
struct Group {
    /// Node, and its corner inside the group.
    nodes: Vec<(usize, f64, f64)>,
    size: (f64, f64),
}

impl Group {
    fn new(members: &[usize], cards: &[Card], lines: &[Line], compact: bool) -> Self {
        let ranks = ranks(members, lines);
        let flat = ranks.values().all(|rank| *rank == 0);
        let across = if compact {
            2
        } else if flat {
            ((members.len() as f64).sqrt().ceil() as usize).clamp(1, 6)
        } else {
            4
        };
        let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for member in members {
            rows.entry(ranks.get(member).copied().unwrap_or(0)).or_default().push(*member);
        }
        let rows: Vec<&[usize]> = rows.values().flat_map(|row| row.chunks(across)).collect();
        let row_width = |row: &[usize]| {
            let cards = row.iter().filter_map(|at| cards.get(*at));
            cards.map(|card| card.width + CARD_GAP).sum::<f64>() - CARD_GAP
        };
        let width = rows.iter().map(|row| row_width(row)).fold(0.0, f64::max);
        let mut nodes = Vec::new();
        let mut y = 0.0;
        for row in &rows {
            let mut x = (width - row_width(row)) / 2.0;
            let mut height: f64 = 0.0;
            for at in *row {
                let Some(card) = cards.get(*at) else { continue };
                nodes.push((*at, x, y));
                x += card.width + CARD_GAP;
                height = height.max(card.height);
            }
            y += height + ROW_GAP;
        }
        Self { nodes, size: (width, (y - ROW_GAP).max(0.0)) }
    }

    fn put(&self, places: &mut [NodePlace], cards: &[Card], x: f64, y: f64) {
        for (at, dx, dy) in &self.nodes {
            let (Some(place), Some(card)) = (places.get_mut(*at), cards.get(*at)) else { continue };
            place.rect = Bounds { x: x + dx, y: y + dy, width: card.width, height: card.height };
            place.inset = super::card::PADDING;
            let all: f64 = card.pills.iter().map(|pill| pill.whole_width() + 6.0).sum::<f64>() - 6.0;
            let mut left = ((card.width - all) / 2.0).max(8.0);
            for pill in &card.pills {
                place.pills.push(At { x: left, y: -PILL_HEIGHT / 2.0 });
                left += pill.whole_width() + 6.0;
            }
        }
    }
}

/// How deep each member lies: who is reached by a rule stands below who reaches it.
fn ranks(members: &[usize], lines: &[Line]) -> BTreeMap<usize, usize> {
    let mut ranks: BTreeMap<usize, usize> = members.iter().map(|member| (*member, 0)).collect();
    for _ in 0..RANKS {
        for line in lines.iter().filter(|line| line.heads.1 == Head::Filled && !line.passing) {
            let (Some(from), Some(to)) = (ranks.get(&line.from).copied(), ranks.get(&line.to).copied()) else {
                continue;
            };
            if to <= from && from + 1 < RANKS {
                ranks.insert(line.to, from + 1);
            }
        }
    }
    // What no line touches stands last, out of the way of the lines.
    let deepest = ranks.values().copied().max().unwrap_or(0);
    for (member, rank) in &mut ranks {
        if deepest > 0 && !lines.iter().any(|line| !line.passing && (line.from == *member || line.to == *member)) {
            *rank = deepest;
        }
    }
    ranks
}

/// The side of a card that a line leaves by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Top,
    Bottom,
    Left,
    Right,
}

impl Side {
    const fn out(self) -> (f64, f64) {
        match self {
            Self::Top => (0.0, -1.0),
            Self::Bottom => (0.0, 1.0),
            Self::Left => (-1.0, 0.0),
            Self::Right => (1.0, 0.0),
        }
    }
}

fn routes(nodes: &[NodePlace], cards: &[Card], lines: &[Line]) -> Vec<RoutePlace> {
    let nothing = NodePlace::default();
    let node = |at: usize| nodes.get(at).unwrap_or(&nothing);
    let middle = |rect: Bounds| (rect.x + rect.width / 2.0, rect.y + rect.height / 2.0);
    // Which lines meet at which side of which node, in the order of where they come from, so that few cross.
    let mut meetings: BTreeMap<(usize, Side), Vec<(i64, usize, bool)>> = BTreeMap::new();
    let mut sides = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let (from, to) = (node(line.from).rect, node(line.to).rect);
        let (leave, enter) = if to.y >= from.y + from.height {
            (Side::Bottom, Side::Top)
        } else if from.y >= to.y + to.height {
            (Side::Top, Side::Bottom)
        } else if from.x < to.x {
            (Side::Right, Side::Left)
        } else {
            (Side::Left, Side::Right)
        };
        sides.push((leave, enter));
        let along = |side: Side, other: Bounds| {
            if matches!(side, Side::Top | Side::Bottom) { middle(other).0 } else { middle(other).1 }
        };
        meetings.entry((line.from, leave)).or_default().push((along(leave, to) as i64, index, false));
        meetings.entry((line.to, enter)).or_default().push((along(enter, from) as i64, index, true));
    }
    let mut slots: BTreeMap<(usize, bool), f64> = BTreeMap::new();
    for lines in meetings.values_mut() {
        lines.sort_unstable();
        for (place, (_, index, enters)) in lines.iter().enumerate() {
            slots.insert((*index, *enters), (place as f64 + 1.0) / (lines.len() as f64 + 1.0));
        }
    }
    let route = |(index, (line, (leave, enter))): (usize, (&Line, &(Side, Side)))| {
        let slot = |enters: bool| slots.get(&(index, enters)).copied().unwrap_or(0.5);
        let has_pills = |at: usize| cards.get(at).is_some_and(|card| !card.pills.is_empty());
        let start = anchor(node(line.from).rect, *leave, slot(false), has_pills(line.from), None);
        let pill = line.lands_on.and_then(|pill| pill_span(node(line.to), cards.get(line.to)?, pill));
        let end = anchor(node(line.to).rect, *enter, slot(true), has_pills(line.to), pill);
        let chip = line.chip.as_ref().map(|chip| chip.1);
        let straight = curve(start, end, chip, index);
        let others = |at: usize| at != line.from && at != line.to;
        let crossed: Vec<Bounds> =
            nodes.iter().enumerate().filter(|(at, _)| others(*at)).map(|(_, place)| place.rect).collect();
        if lines.len() > ROUND_ABOUT || straight.crossings(&crossed) == 0 {
            return straight.place;
        }
        // Through a card is no way: the line goes round on the side where it meets fewer.
        let (from, to) = (node(line.from).rect, node(line.to).rect);
        let round = |side: Side| {
            let ends = (anchor(from, side, slot(false), false, None), anchor(to, side, slot(true), false, None));
            let between = |rect: &&Bounds| rect.y < from.y.max(to.y) + 40.0 && rect.y + rect.height > from.y.min(to.y);
            let edges = crossed.iter().filter(between).filter(|rect| straight_band(from, to, **rect));
            let reach = if side == Side::Left {
                let far = edges.map(|rect| rect.x).fold(from.x.min(to.x), f64::min);
                [ends.0.at.x - far, ends.1.at.x - far]
            } else {
                let far =
                    edges.map(|rect| rect.x + rect.width).fold((from.x + from.width).max(to.x + to.width), f64::max);
                [far - ends.0.at.x, far - ends.1.at.x]
            };
            bowed(ends.0, ends.1, [reach[0] + 44.0, reach[1] + 44.0], chip)
        };
        let (left, right) = (round(Side::Left), round(Side::Right));
        let ways = [
            (straight.crossings(&crossed), 2, straight),
            (left.crossings(&crossed), 0, left),
            (right.crossings(&crossed), 1, right),
        ];
        let best = ways.into_iter().min_by_key(|(crossings, order, _)| (*crossings, *order));
        best.map_or_else(RoutePlace::default, |(_, _, way)| way.place)
    };
    lines.iter().zip(&sides).enumerate().map(route).collect()
}

/// Where a pill lies along the upper border, without its plates.
fn pill_span(place: &NodePlace, card: &Card, at: usize) -> Option<(f64, f64)> {
    let (pill, corner) = (card.pills.get(at)?, place.pills.get(at)?);
    Some((place.rect.x + corner.x + pill.x, pill.width))
}

/// A point on the border, and the direction towards the node there.
fn anchor(rect: Bounds, side: Side, slot: f64, has_pills: bool, pill: Option<(f64, f64)>) -> End {
    let (ox, oy) = side.out();
    let lift = if has_pills && side == Side::Top && pill.is_some() { PILL_HEIGHT / 2.0 } else { 0.0 };
    let (x, y) = match (side, pill) {
        (Side::Top, Some((x, width))) => (x + width * (0.2 + 0.6 * slot), rect.y - lift),
        (Side::Top, None) => (rect.x + rect.width * slot, rect.y),
        (Side::Bottom, _) => (rect.x + rect.width * slot, rect.y + rect.height),
        (Side::Left, _) => (rect.x, rect.y + rect.height * slot),
        (Side::Right, _) => (rect.x + rect.width, rect.y + rect.height * slot),
    };
    End { at: At { x, y }, dx: -ox, dy: -oy }
}

/// Whether a card stands between two others, seen from above.
fn straight_band(from: Bounds, to: Bounds, card: Bounds) -> bool {
    let (left, right) = (from.x.min(to.x), (from.x + from.width).max(to.x + to.width));
    card.x < right && card.x + card.width > left
}

/// A line with points along it.
struct Way {
    place: RoutePlace,
    points: Vec<At>,
}

impl Way {
    /// How many points lie in cards.
    fn crossings(&self, cards: &[Bounds]) -> usize {
        let inside = |point: &At, card: &Bounds| {
            point.x > card.x - 4.0
                && point.x < card.x + card.width + 4.0
                && point.y > card.y - 4.0
                && point.y < card.y + card.height + 4.0
        };
        self.points.iter().filter(|point| cards.iter().any(|card| inside(point, card))).count()
    }
}

/// A smooth line between two ends that meets both borders at a right angle.
fn curve(start: End, end: End, chip: Option<f64>, index: usize) -> Way {
    let (a, b) = (start.at, end.at);
    let reach = ((b.x - a.x).hypot(b.y - a.y) / 2.5).max(BEND / 2.0);
    // Neighbours do not put their chips at the same height.
    let spot = [0.5, 0.4, 0.6].get(index % 3).copied().unwrap_or(0.5);
    cubic(start, end, [reach, reach], chip, spot)
}

/// A line that leaves and enters on the same side, going round what stands between.
fn bowed(start: End, end: End, reach: [f64; 2], chip: Option<f64>) -> Way {
    // A cubic reaches three quarters of the way to its control points.
    cubic(start, end, reach.map(|reach| reach / 0.75), chip, 0.5)
}

fn cubic(start: End, end: End, reach: [f64; 2], chip: Option<f64>, spot: f64) -> Way {
    let (a, b) = (start.at, end.at);
    let [first, second] = reach;
    let c = At { x: a.x - start.dx * first, y: a.y - start.dy * first };
    let d = At { x: b.x - end.dx * second, y: b.y - end.dy * second };
    let at = |t: f64| {
        let u = 1.0 - t;
        let mix =
            |a: f64, c: f64, d: f64, b: f64| u * u * u * a + 3.0 * u * u * t * c + 3.0 * u * t * t * d + t * t * t * b;
        At { x: mix(a.x, c.x, d.x, b.x), y: mix(a.y, c.y, d.y, b.y) }
    };
    let spot = at(spot);
    let points = (1..16).map(|step| at(f64::from(step) / 16.0)).collect();
    let place = RoutePlace {
        path: format!("M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}", a.x, a.y, c.x, c.y, d.x, d.y, b.x, b.y),
        start,
        end,
        chip: chip.map(|width| Bounds { x: spot.x - width / 2.0, y: spot.y - 11.0, width, height: 22.0 }),
        bounds: Bounds { x: a.x.min(b.x), y: a.y.min(b.y), width: (a.x - b.x).abs(), height: (a.y - b.y).abs() },
    };
    Way { place, points }
}
