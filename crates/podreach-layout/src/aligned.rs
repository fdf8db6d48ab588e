//! Where the cards and boxes of a row of a sheet stand: below and above those that they are joined with.

use crate::block::{Extent, Shape};
use crate::frame::{Framing, Row};
use crate::plan::{BandKind, Spot};
use crate::spread::{Wish, spread};

/// Number of passes that move blocks towards those that they are joined with.
const SWEEPS: usize = 8;

impl Framing<'_> {
    /// Moves blocks sideways, as far as the others in their row and the width of the widest row allow.
    pub(crate) fn align(&self, rows: &mut [Row], joined: &[Vec<usize>]) {
        let main = self.plan.main();
        let is_row = |at: usize| at < main && self.plan.band(at).is_some_and(|band| band.kind != BandKind::Shore);
        let width =
            rows.iter().enumerate().filter(|(at, _)| is_row(*at)).map(|(_, row)| row.right()).fold(0.0, f64::max);
        let inner = self.inner(rows);
        let others = self.others(joined);
        for sweep in 0..SWEEPS {
            let down = sweep % 2 == 0;
            let order: Vec<usize> = if down { (0..main).collect() } else { (0..main).rev().collect() };
            for at in order.into_iter().filter(|at| is_row(*at)) {
                let wishes = self.wishes(rows, at, &inner, &others, down);
                let Some(row) = rows.get_mut(at) else { continue };
                let centers = spread(&wishes);
                let gap = |block: usize| self.spacing.block + self.extra(self.numbers.gutter(at, block));
                let lefts: Vec<f64> =
                    centers.iter().zip(&row.shapes).map(|(center, shape)| center - shape.width / 2.0).collect();
                row.lefts = bounded(&lefts, &row.shapes, width, gap);
            }
        }
    }

    /// By node: how far its middle is from the left of its block.
    fn inner(&self, rows: &[Row]) -> Vec<f64> {
        let mut inner = vec![0.0; self.input.nodes.len()];
        for (band, row) in self.plan.bands.iter().zip(rows) {
            for (block, shape) in band.blocks.iter().zip(&row.shapes) {
                for (node, left) in block.rows.iter().flatten().zip(shape.lefts.iter().flatten()) {
                    if let Some(inner) = inner.get_mut(*node) {
                        *inner = left + Extent::of(self.input, self.plan, *node).width / 2.0;
                    }
                }
            }
        }
        inner
    }

    /// By node: those in other bands that it is joined with by lines that arrange.
    fn others(&self, joined: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let mut others = vec![Vec::new(); joined.len()];
        for edge in self.input.lasting().filter(|edge| edge.weight == crate::model::Weight::Strong) {
            for (one, other) in [(edge.from, edge.to), (edge.to, edge.from)] {
                if self.plan.spot(one).band != self.plan.spot(other).band
                    && let Some(others) = others.get_mut(one)
                {
                    others.push(other);
                }
            }
        }
        others
    }

    fn wishes(&self, rows: &[Row], at: usize, inner: &[f64], others: &[Vec<usize>], down: bool) -> Vec<Wish> {
        let (Some(band), Some(row)) = (self.plan.band(at), rows.get(at)) else { return Vec::new() };
        let of = |node: usize| inner.get(node).copied().unwrap_or(0.0);
        let center = |node: usize| {
            let Spot { band, block, .. } = self.plan.spot(node);
            rows.get(band).and_then(|row| row.lefts.get(block)).map(|left| left + of(node))
        };
        let main = self.plan.main();
        let mut before: Option<f64> = None;
        let blocks = band.blocks.iter().zip(&row.shapes).zip(&row.lefts).enumerate();
        let wish = |(block, ((content, shape), left)): (usize, ((&crate::rows::Block, &Shape), &f64))| {
            let mut wanted = Vec::new();
            for node in content.rows.iter().flatten() {
                for other in others.get(*node).into_iter().flatten() {
                    let band = self.plan.spot(*other).band;
                    let counts = band < main && if down { band < at } else { band > at };
                    if counts && self.plan.kind(*other) != BandKind::Shore {
                        wanted.extend(center(*other).map(|center| center - of(*node)));
                    }
                }
            }
            let middle = shape.width / 2.0;
            let gap = self.spacing.block + self.extra(self.numbers.gutter(at, block));
            let apart = before.map_or(0.0, |before| before + gap + middle);
            before = Some(middle);
            if wanted.is_empty() {
                return Wish { at: left + middle, weight: 0.05, apart };
            }
            let mean = wanted.iter().sum::<f64>() / wanted.len() as f64;
            Wish { at: mean + middle, weight: wanted.len() as f64, apart }
        };
        blocks.map(wish).collect()
    }
}

/// Left borders that keep their order and distances and stay between nothing and a width, if there is room.
fn bounded(lefts: &[f64], shapes: &[Shape], width: f64, gap: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut high = width;
    let mut placed: Vec<f64> = Vec::with_capacity(lefts.len());
    for (block, (left, shape)) in lefts.iter().zip(shapes).enumerate().rev() {
        let left = left.min(high - shape.width);
        high = left - gap(block);
        placed.push(left);
    }
    placed.reverse();
    let mut low = 0.0;
    for (block, (left, shape)) in placed.iter_mut().zip(shapes).enumerate() {
        if block > 0 {
            low += gap(block);
        }
        *left = left.max(low);
        low = *left + shape.width;
    }
    placed
}
