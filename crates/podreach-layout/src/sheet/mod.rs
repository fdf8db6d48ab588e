//! The plan of a sheet: cards and boxes in rows by who reaches whom, and what has no lines in a column beside them.
//!
//! How wide rows may be, how many columns the cards beside them have and what stands left of them is tried; the plan that fits
//! the view best is taken.

mod again;
mod items;
mod widths;

pub(crate) use again::keep;
pub(crate) use widths::widened;

use items::{Item, Items};

use crate::frame::{Frame, Framing};
use crate::model::{LayoutInput, Place, Sheet};
use crate::plan::{Band, BandKind, Plan, filled};
use crate::rows::{self, Block, Limits};
use crate::spacing::Spacing;
use crate::streets::StreetNumbers;

/// Widths of rows that are tried, as shares of the width of the view.
const SHARES: [f64; 8] = [0.45, 0.6, 0.75, 0.9, 1.1, 1.4, 1.8, 2.4];
/// Cards side by side in the column beside the rows that are tried.
const BESIDE: [usize; 4] = [1, 2, 3, 4];
/// A picture gets no larger than this by itself, so that fitting beyond it is worth nothing.
const LARGEST: f64 = 1.0;
/// How much of the height that is left goes between rows, as a share.
const USED: f64 = 0.9;
/// At most this much goes between two rows.
const MORE: f64 = 36.0;
/// Below this scale two layers may stand side by side.
const SMALL: f64 = 0.9;
/// What that must be worth.
const MERGED: f64 = 0.06;
/// That many layers are tried.
const DEEPEST: usize = 10;
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
    /// Which layer stands beside the next one instead of above it.
    merged: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LeftColumn {
    Nothing,
    /// Boxes whose cards have no lines among each other.
    Boxes,
    /// The same, and cards that only reach one other.
    Sources,
}

/// The plan that fits the view best; none for a picture that is no sheet.
pub(crate) fn plan(input: &LayoutInput, spacing: &mut Spacing) -> Option<Plan> {
    let sheet = input.sheet.as_ref()?;
    let items = Items::of(input);
    if let Some(before) = &sheet.before {
        return Some(items.again(input, spacing, before));
    }
    let plan = items.best(input, spacing, sheet)?;
    // What is left of the height goes between the rows, where labels stand.
    let numbers = StreetNumbers::new(&plan);
    let usual = vec![0.0; numbers.count];
    let frame = Framing { input, plan: &plan, numbers: &numbers, spacing, extra: &usual, before: None }.frame();
    let scale = (sheet.view.width / (frame.width + 2.0 * spacing.margin)).min(LARGEST);
    let bottom =
        numbers.bands.last().and_then(|last| frame.streets.get(*last)).map_or(frame.height, |last| last.raw.low);
    let free = sheet.view.height / scale - bottom - spacing.margin;
    let gaps = plan.main().saturating_sub(2).max(1) as f64;
    spacing.band += (free * USED / gaps).clamp(0.0, MORE);
    Some(plan)
}

impl Items {
    /// The plan that fits the view best.
    fn best(&self, input: &LayoutInput, spacing: &Spacing, sheet: &Sheet) -> Option<Plan> {
        let items = self;
        let mut best: Option<(f64, Choice, Plan)> = None;
        let consider = |choice: Choice, worth: f64, best: &mut Option<(f64, Choice, Plan)>| {
            let plan = items.plan(input, spacing, choice);
            let numbers = StreetNumbers::new(&plan);
            let usual = vec![0.0; numbers.count];
            let frame = Framing { input, plan: &plan, numbers: &numbers, spacing, extra: &usual, before: None }.frame();
            let (width, height) = (frame.width + 2.0 * spacing.margin, frame.height + spacing.margin);
            let scale = (sheet.view.width / width).min(sheet.view.height / height).min(LARGEST);
            let scale = scale * (1.0 - LONG * length(input, &frame) / (sheet.view.width + sheet.view.height));
            // Of plans that fit equally well, the first is the simplest.
            if best.as_ref().is_none_or(|(most, ..)| scale > most * (1.0 + worth)) {
                *best = Some((scale, choice, plan));
            }
        };
        for choice in choices(sheet, input.compact) {
            consider(choice, WORTH, &mut best);
        }
        // Traffic falls, unless the picture is too high for that.
        let found = best.as_ref().filter(|_| !input.compact).map(|(scale, choice, _)| (*scale, *choice));
        if let Some((_, choice)) = found.filter(|(scale, _)| *scale < SMALL) {
            for merged in 1..items.depth().min(DEEPEST) {
                for share in SHARES {
                    let choice = Choice { room: sheet.view.width * share, merged: Some(merged - 1), ..choice };
                    consider(choice, MERGED, &mut best);
                }
            }
        }
        best.map(|(.., plan)| plan)
    }
}

/// Width beyond which shores stand below each other.
fn shore_room(input: &LayoutInput) -> f64 {
    input.sheet.as_ref().map_or(0.0, |sheet| sheet.view.width).max(1.0)
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
        return vec![Choice { room: width, beside: 2, left: LeftColumn::Nothing, merged: None }];
    }
    let mut choices = Vec::new();
    for left in [LeftColumn::Nothing, LeftColumn::Boxes, LeftColumn::Sources] {
        for beside in BESIDE {
            choices.extend(SHARES.map(|share| Choice { room: width * share, beside, left, merged: None }));
        }
    }
    choices
}

impl Items {
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
        let mut bands = filled(BandKind::Shore, shores, spacing.shores, shore_room(input), width);
        for (number, layer) in self.layers(&main, choice.merged).into_iter().enumerate() {
            let stack = if choice.merged == Some(number) { self.upper_cards(&layer) } else { Vec::new() };
            let mut blocks: Vec<Block> = Vec::new();
            for at in &layer {
                if !stack.contains(at) {
                    blocks.push(block(at, Some(usize::MAX)));
                } else if stack.first() == Some(at) {
                    let rows = stack.iter().filter_map(|at| self.all.get(*at)).map(|item| item.members.clone());
                    blocks.push(Block { group: None, rows: rows.collect() });
                }
            }
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
        if choice.beside == 1 {
            // Each can open where it stands.
            blocks.extend(nodes.into_iter().map(|node| Block { group: None, rows: vec![vec![node]] }));
        } else if !nodes.is_empty() {
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

    /// Cards without a box of the upper one of two layers that stand side by side: few of them stand below each other.
    fn upper_cards(&self, layer: &[usize]) -> Vec<usize> {
        const FEW: usize = 3;
        let rank = |at: &usize| self.all.get(*at).map_or(0, |item| item.rank);
        let upper = layer.iter().map(rank).min();
        let is_card = |at: &usize| self.all.get(*at).is_some_and(|item| item.group.is_none());
        let cards: Vec<usize> = layer.iter().copied().filter(|at| Some(rank(at)) == upper && is_card(at)).collect();
        if cards.len() > FEW { Vec::new() } else { cards }
    }
}
