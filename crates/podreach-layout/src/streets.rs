//! Streets: the free stretches between rows, cards and boxes where lines may run.

use crate::geometry::Span;
use crate::plan::{Plan, Spot};

/// A free stretch. Horizontal ones lie between rows, vertical ones beside cards and boxes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Street {
    /// Whether lines run from left to right.
    pub(crate) is_horizontal: bool,
    /// From side to side, including what must stay clear.
    pub(crate) raw: Span,
    /// From side to side, where lanes may be.
    pub(crate) usable: Span,
    /// How much of that stays clear.
    pub(crate) clear: f64,
    /// From end to end.
    pub(crate) along: Span,
}

impl Street {
    pub(crate) fn new(is_horizontal: bool, raw: Span, clear: (f64, f64), along: Span) -> Self {
        Self { is_horizontal, raw, usable: raw.without(clear.0, clear.1), clear: clear.0 + clear.1, along }
    }

    /// Whether a line fits in. Sums of places that were kept may be a little less than what stood between them.
    pub(crate) fn is_open(&self) -> bool {
        self.raw.length() >= 20.0 - 0.01
    }
}

/// Which streets a plan has. Numbers depend on the plan only, so they outlive changes of coordinates.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct StreetNumbers {
    /// Above each band of the rows, and one below the last.
    pub(crate) bands: Vec<usize>,
    /// By band: above and below it.
    pub(crate) ends: Vec<(usize, usize)>,
    /// By column beside the rows: the street between it and the rows, that on its other side.
    pub(crate) sides: [Option<(usize, usize)>; 2],
    /// How many bands the rows have.
    main: usize,
    /// By band: left of each block, and one to the right of the last.
    pub(crate) gutters: Vec<Vec<usize>>,
    /// By band and block: between rows.
    pub(crate) rows: Vec<Vec<Vec<usize>>>,
    /// By band, block and row: left of each card, and one to the right of the last.
    pub(crate) cards: Vec<Vec<Vec<Vec<usize>>>>,
    /// How many there are.
    pub(crate) count: usize,
}

impl StreetNumbers {
    pub(crate) fn new(plan: &Plan) -> Self {
        let mut count = 0;
        let mut some = |many: usize| -> Vec<usize> {
            let first = count;
            count += many;
            (first..count).collect()
        };
        let main = plan.main();
        let bands = some(main + 1);
        let mut ends: Vec<(usize, usize)> =
            bands.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?))).collect();
        let mut gutters: Vec<Vec<usize>> =
            plan.bands.iter().take(main).map(|band| some(band.blocks.len() + 1)).collect();
        let mut sides = [None; 2];
        for (side, stack) in plan.sides.iter().enumerate().filter(|(_, stack)| !stack.is_empty()) {
            let between = some(2);
            let (Some(inner), Some(outer)) = (between.first().copied(), between.last().copied()) else { continue };
            if let Some(side) = sides.get_mut(side) {
                *side = Some((inner, outer));
            }
            let mut above = plan.first_below_shore().and_then(|first| bands.get(first)).copied().unwrap_or_default();
            for below in some(stack.len()) {
                ends.push((above, below));
                gutters.push(if side == 0 { vec![outer, inner] } else { vec![inner, outer] });
                above = below;
            }
        }
        let mut rows = Vec::new();
        let mut cards = Vec::new();
        for band in &plan.bands {
            rows.push(band.blocks.iter().map(|block| some(block.rows.len().saturating_sub(1))).collect());
            cards.push(
                band.blocks.iter().map(|block| block.rows.iter().map(|row| some(row.len() + 1)).collect()).collect(),
            );
        }
        Self { bands, ends, sides, main, gutters, rows, cards, count }
    }

    /// The street above a row.
    pub(crate) fn above(&self, spot: Spot) -> Option<usize> {
        match spot.row.checked_sub(1) {
            Some(row) => self.rows.get(spot.band)?.get(spot.block)?.get(row).copied(),
            None => self.ends.get(spot.band).map(|(above, _)| *above),
        }
    }

    /// The street below a row.
    pub(crate) fn below(&self, spot: Spot) -> Option<usize> {
        let inner = self.rows.get(spot.band)?.get(spot.block)?.get(spot.row).copied();
        inner.or_else(|| self.ends.get(spot.band).map(|(_, below)| *below))
    }

    /// The street left of a card; right of it is that of the next column.
    pub(crate) fn beside(&self, spot: Spot) -> Option<usize> {
        self.cards.get(spot.band)?.get(spot.block)?.get(spot.row)?.get(spot.column).copied()
    }

    /// The street left of a block; right of it is that of the next.
    pub(crate) fn gutter(&self, band: usize, block: usize) -> Option<usize> {
        self.gutters.get(band)?.get(block).copied()
    }

    /// The streets left of the first block of each band of the rows.
    pub(crate) fn outermost_left(&self) -> Vec<usize> {
        self.gutters.iter().take(self.main).filter_map(|gutters| gutters.first().copied()).collect()
    }

    /// The streets right of the last block of each band of the rows.
    pub(crate) fn outermost_right(&self) -> Vec<usize> {
        self.gutters.iter().take(self.main).filter_map(|gutters| gutters.last().copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_closes_no_street() {
        let street = |length: f64| Street::new(true, Span::new(0.1, 0.1 + length), (12.0, 28.0), Span::default());
        assert!(street(20.0).is_open() && street(20.0 - 1e-9).is_open());
        assert!(!street(19.5).is_open());
    }
}
