//! The plan of a sheet: cards and boxes in rows by who reaches whom, and what has no lines in a column beside them.
//!
//! How wide rows may be, how many columns the cards beside them have and what stands left of them is tried; the plan that fits
//! the view best is taken.

use std::collections::BTreeMap;

use crate::frame::{Frame, Framing};
use crate::model::{LayoutInput, Place, Sheet, Weight};
use crate::plan::{Band, BandKind, Plan, filled, prevailing, strong};
use crate::rows::{self, Block, Limits, by_names, sort_rows};
use crate::spacing::Spacing;
use crate::streets::StreetNumbers;

/// Widths of rows that are tried, as shares of the width of the view.
const SHARES: [f64; 8] = [0.45, 0.6, 0.75, 0.9, 1.1, 1.4, 1.8, 2.4];
/// Cards side by side in the column beside the rows that are tried.
const BESIDE: [usize; 4] = [1, 2, 3, 4];
/// A picture gets no larger than this by itself, so that fitting beyond it is worth nothing.
const LARGEST: f64 = 1.0;
/// What a further line of cards must be worth, as a share of the scale.
const WORTH: f64 = 0.01;

/// What long lines cost: the share of the scale that is lost where lines are as long as the view is wide and high.
const LONG: f64 = 0.4;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Choice {
    /// Width of rows.
    room: f64,
    /// Cards side by side in the right column.
    beside: usize,
    /// What stands in the left column.
    left: LeftColumn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LeftColumn {
    Nothing,
    /// Boxes whose cards have no lines among each other.
    Boxes,
    /// The same, and cards that only reach one other.
    Sources,
}

/// A card without a box, or a box.
#[derive(Clone, Debug, Default, PartialEq)]
struct Item {
    group: Option<usize>,
    members: Vec<usize>,
    rank: usize,
    /// Whether a line joins it with another one or with a shore.
    is_joined: bool,
    /// Whether nobody reaches it.
    is_source: bool,
    /// Whether lines run between its members.
    is_tied: bool,
    /// How many others it is joined with.
    partners: usize,
}

/// Room for each of the lines that come to a card from above, with its label.
const ARRIVAL: f64 = 88.0;
/// With more cards than this, none of them is wide.
const ROOMY: usize = 30;
/// A card gets room for at most as many.
const ARRIVALS: usize = 6;

/// Cards without a box that many lines come to are wide, so that their labels have room side by side.
pub(crate) fn widened(input: &LayoutInput) -> LayoutInput {
    let mut input = input.clone();
    if input.sheet.is_none() || input.compact {
        return input;
    }
    let mut arrivals = vec![0_usize; input.nodes.len()];
    for edge in input.edges.iter().filter(|edge| edge.weight == Weight::Strong && edge.from != edge.to) {
        if let Some(count) = arrivals.get_mut(edge.to) {
            *count += 1;
        }
    }
    // Many wide cards would make the picture too wide.
    if input.nodes.len() <= ROOMY {
        for (node, count) in input.nodes.iter_mut().zip(&arrivals) {
            if node.place == Place::Free && *count > 2 {
                node.size.width = node.size.width.max((*count).min(ARRIVALS) as f64 * ARRIVAL);
            }
        }
    }
    same_widths(&mut input);
    input
}

/// Cards below each other in the column beside the rows are equally wide.
fn same_widths(input: &mut LayoutInput) {
    let mut joined = vec![false; input.nodes.len()];
    for edge in input.edges.iter().filter(|edge| edge.weight != Weight::Overlay && edge.from != edge.to) {
        for node in [edge.from, edge.to] {
            if let Some(joined) = joined.get_mut(node) {
                *joined = true;
            }
        }
    }
    let stands = |at: usize, place: Place| match place {
        Place::InGroup(group) => {
            input.groups.get(group).filter(|group| group.aside || group.family).map(|_| Some(group))
        }
        Place::Free => joined.get(at).is_some_and(|joined| !joined).then_some(None),
        Place::Shore => None,
    };
    let columns: Vec<Option<Option<usize>>> =
        input.nodes.iter().enumerate().map(|(at, node)| stands(at, node.place)).collect();
    let mut widest: BTreeMap<Option<usize>, f64> = BTreeMap::new();
    for (node, column) in input.nodes.iter().zip(&columns) {
        if let Some(column) = column {
            let most = widest.entry(*column).or_default();
            *most = most.max(node.size.width);
        }
    }
    for (node, column) in input.nodes.iter_mut().zip(&columns) {
        if let Some(most) = column.and_then(|column| widest.get(&column)) {
            node.size.width = *most;
        }
    }
}

/// The plan that fits the view best; none for a picture that is no sheet.
pub(crate) fn plan(input: &LayoutInput, spacing: &Spacing) -> Option<Plan> {
    let sheet = input.sheet.as_ref()?;
    let items = Items::of(input);
    let mut best: Option<(f64, Plan)> = None;
    for choice in choices(sheet, input.compact) {
        let plan = items.plan(input, spacing, choice);
        let numbers = StreetNumbers::new(&plan);
        let usual = vec![0.0; numbers.count];
        let frame = Framing { input, plan: &plan, numbers: &numbers, spacing, extra: &usual }.frame();
        let (width, height) = (frame.width + 2.0 * spacing.margin, frame.height + spacing.margin);
        let scale = (sheet.view.width / width).min(sheet.view.height / height).min(LARGEST);
        let scale = scale * (1.0 - LONG * length(input, &frame) / (sheet.view.width + sheet.view.height));
        // Of plans that fit equally well, the first is the simplest.
        if best.as_ref().is_none_or(|(most, _)| scale > most * (1.0 + WORTH)) {
            best = Some((scale, plan));
        }
    }
    best.map(|(_, plan)| plan)
}

/// How long lines are on average, from middle to middle.
fn length(input: &LayoutInput, frame: &Frame) -> f64 {
    let middle = |node: usize| frame.nodes.get(node).map(|placed| placed.rect.center());
    let is_shore = |node: usize| input.nodes.get(node).is_some_and(|node| node.place == Place::Shore);
    let lines = input.lasting().filter(|edge| !is_shore(edge.from) && !is_shore(edge.to));
    let lengths = lines.filter_map(|edge| {
        let (from, to) = (middle(edge.from)?, middle(edge.to)?);
        Some((from.x - to.x).abs() + (from.y - to.y).abs())
    });
    let (count, sum) = lengths.fold((0_u32, 0.0), |(count, sum), length| (count + 1, sum + length));
    sum / f64::from(count.max(1))
}

fn choices(sheet: &Sheet, compact: bool) -> Vec<Choice> {
    let width = sheet.view.width.max(200.0);
    if compact {
        return vec![Choice { room: width, beside: 2, left: LeftColumn::Nothing }];
    }
    let mut choices = Vec::new();
    for left in [LeftColumn::Nothing, LeftColumn::Boxes, LeftColumn::Sources] {
        for beside in BESIDE {
            choices.extend(SHARES.map(|share| Choice { room: width * share, beside, left }));
        }
    }
    choices
}

/// All cards without a box and all boxes, by name.
struct Items {
    all: Vec<Item>,
    shores: Vec<usize>,
    edges: Vec<(usize, usize)>,
    strong: Vec<(usize, usize)>,
    entered: Vec<bool>,
}

impl Items {
    fn of(input: &LayoutInput) -> Self {
        let group_of = |node: usize| match input.nodes.get(node).map(|node| node.place) {
            Some(Place::InGroup(group)) if group < input.groups.len() => Some(group),
            _ => None,
        };
        let is_shore = |node: usize| input.nodes.get(node).is_some_and(|node| node.place == Place::Shore);
        let mut by_name: BTreeMap<(&str, bool, usize), Item> = BTreeMap::new();
        for (at, group) in input.groups.iter().enumerate() {
            by_name.insert((&group.id, true, at), Item { group: Some(at), is_source: true, ..Item::default() });
        }
        for (at, node) in input.nodes.iter().enumerate().filter(|(at, _)| !is_shore(*at)) {
            match group_of(at) {
                Some(group) => {
                    let key = input.groups.get(group).map(|found| (found.id.as_str(), true, group));
                    if let Some(item) = key.and_then(|key| by_name.get_mut(&key)) {
                        item.members.push(at);
                    }
                }
                None => {
                    by_name
                        .insert((&node.id, false, at), Item { members: vec![at], is_source: true, ..Item::default() });
                }
            }
        }
        let mut all: Vec<Item> = by_name.into_values().collect();
        for item in &mut all {
            item.members.sort_by_key(|node| input.nodes.get(*node).map(|node| node.id.as_str()));
        }
        let mut item_of = vec![None; input.nodes.len()];
        for (at, item) in all.iter().enumerate() {
            for node in &item.members {
                if let Some(item_of) = item_of.get_mut(*node) {
                    *item_of = Some(at);
                }
            }
        }
        let item_of = |node: usize| item_of.get(node).copied().flatten();
        for edge in input.lasting().filter(|edge| edge.from != edge.to) {
            for (own, other) in [(edge.from, edge.to), (edge.to, edge.from)] {
                let (Some(at), partner) = (item_of(own), item_of(other)) else { continue };
                let Some(item) = all.get_mut(at) else { continue };
                item.is_tied |= partner == Some(at);
                item.is_joined |= partner != Some(at);
                item.is_source &= partner == Some(at) || own != edge.to || edge.weight != Weight::Strong;
            }
        }
        let strong = strong(input);
        let edges: Vec<(usize, usize)> =
            strong.iter().filter_map(|(from, to)| Some((item_of(*from)?, item_of(*to)?))).collect();
        let edges: Vec<(usize, usize)> = prevailing(&edges).into_iter().filter(|(from, to)| from != to).collect();
        rank(&mut all, &edges);
        let entered = rows::entered_from_elsewhere(input, group_of);
        let shores = (0..input.nodes.len()).filter(|node| is_shore(*node)).collect();
        Self { all, shores, edges, strong, entered }
    }

    fn plan(&self, input: &LayoutInput, spacing: &Spacing, choice: Choice) -> Plan {
        let is_aside = |item: &Item| {
            let flagged = item.group.and_then(|group| input.groups.get(group)).is_some_and(|group| group.aside);
            flagged || !item.is_joined
        };
        let group = |item: &Item| item.group.and_then(|group| input.groups.get(group));
        let is_family = |item: &Item| !item.is_tied && group(item).is_some_and(|group| group.family);
        let is_left = |item: &Item| match choice.left {
            LeftColumn::Nothing => false,
            LeftColumn::Boxes => is_family(item),
            LeftColumn::Sources => is_family(item) || (item.is_source && item.partners == 1 && item.group.is_none()),
        };
        let (aside, joined): (Vec<usize>, Vec<usize>) =
            (0..self.all.len()).partition(|at| self.all.get(*at).is_some_and(is_aside));
        let (left, main): (Vec<usize>, Vec<usize>) =
            joined.into_iter().partition(|at| self.all.get(*at).is_some_and(is_left));
        let block =
            |at: &usize, most: Option<usize>| self.block(input, spacing, *at, Limits { room: choice.room, most });
        let width = |block: &Block| rows::rough_width(input, block, spacing);
        let band = |kind: BandKind, block: Block| Band { kind, blocks: vec![block] };
        let shores = self.shores.iter().map(|node| Block { group: None, rows: vec![vec![*node]] }).collect();
        let mut bands = filled(BandKind::Shore, shores, spacing.shores, choice.room.max(1.0), width);
        for layer in self.layers(&main) {
            let blocks = layer.iter().map(|at| block(at, Some(usize::MAX))).collect();
            bands.extend(filled(BandKind::Boxes, blocks, spacing.block, choice.room, width));
        }
        let beside = self.beside(input, spacing, &aside, choice);
        if main.is_empty() || input.compact {
            // Nothing that they could stand beside, or no room for it.
            bands.extend(filled(BandKind::Boxes, beside, spacing.block, choice.room, width));
            for at in &left {
                bands.push(band(BandKind::Boxes, block(at, Some(usize::MAX))));
            }
            return Plan::of(input, bands, [0..0, 0..0]);
        }
        let first = bands.len();
        let mut by_rank = left;
        by_rank.sort_by_key(|at| self.all.get(*at).map(|item| item.rank));
        bands.extend(by_rank.iter().map(|at| band(BandKind::Boxes, block(at, Some(1)))));
        let middle = bands.len();
        bands.extend(beside.into_iter().map(|block| band(BandKind::Boxes, block)));
        let last = bands.len();
        Plan::of(input, bands, [first..middle, middle..last])
    }

    /// What stands beside the rows: boxes, then cards side by side.
    fn beside(&self, input: &LayoutInput, spacing: &Spacing, aside: &[usize], choice: Choice) -> Vec<Block> {
        let group = |at: &usize| self.all.get(*at).and_then(|item| item.group);
        let flagged = |at: &usize| group(at).and_then(|group| input.groups.get(group)).is_some_and(|group| group.aside);
        let (mut boxes, cards): (Vec<usize>, Vec<usize>) = aside.iter().partition(|at| group(at).is_some());
        boxes.sort_by_key(|at| !flagged(at));
        let limits = |at: &usize| {
            let most = if flagged(at) { choice.beside } else { usize::MAX };
            Limits { room: choice.room, most: Some(most) }
        };
        let mut blocks: Vec<Block> = boxes.iter().map(|at| self.block(input, spacing, *at, limits(at))).collect();
        let nodes: Vec<usize> = cards.iter().filter_map(|at| self.all.get(*at)?.members.first().copied()).collect();
        if !nodes.is_empty() {
            blocks.push(Block { group: None, rows: nodes.chunks(choice.beside).map(<[usize]>::to_vec).collect() });
        }
        blocks
    }

    fn block(&self, input: &LayoutInput, spacing: &Spacing, at: usize, limits: Limits) -> Block {
        let Some(item) = self.all.get(at) else { return Block::default() };
        let room = (limits.room - 2.0 * spacing.padding).max(1.0);
        match item.group {
            None => Block { group: None, rows: vec![item.members.clone()] },
            Some(_) => {
                let limits = Some(Limits { room, ..limits });
                let rows = rows::rows(input, &item.members, &self.strong, &self.entered, spacing, limits);
                Block { group: item.group, rows }
            }
        }
    }

    /// Items by rank, ordered so that few lines cross.
    fn layers(&self, main: &[usize]) -> Vec<Vec<usize>> {
        let mut layers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in main {
            let rank = self.all.get(*at).map_or(0, |item| item.rank);
            layers.entry(rank).or_default().push(*at);
        }
        let mut layers: Vec<Vec<usize>> = layers.into_values().collect();
        sort_rows(&mut layers, &self.edges, |_| false);
        layers
    }
}

/// Whoever reaches stands above whom it reaches; what nobody reaches stands close above.
fn rank(items: &mut [Item], edges: &[(usize, usize)]) {
    let order: Vec<usize> = (0..items.len()).collect();
    let ranks = by_names(&order, edges);
    for (item, rank) in items.iter_mut().zip(&ranks) {
        item.rank = *rank;
    }
    for (at, item) in items.iter_mut().enumerate() {
        let partners: std::collections::BTreeSet<usize> = edges
            .iter()
            .filter_map(|(from, to)| if *from == at { Some(*to) } else { (*to == at).then_some(*from) })
            .collect();
        item.partners = partners.len();
        let below = edges.iter().filter(|(from, _)| *from == at).filter_map(|(_, to)| ranks.get(*to)).min();
        if let (true, Some(below)) = (item.is_source, below) {
            item.rank = item.rank.max(below.saturating_sub(1));
        }
    }
}
