//! The answer about the folded matrix, to look up cells by where they are drawn.

use std::collections::BTreeMap;
use std::ops::Range;

use podreach_eval::view::MatrixRow;
use podreach_session::page::MatrixPartAnswer;

use super::super::grid::Filter;
use super::cell::{Shown, shown};

/// The matrix as it is drawn: rows are sources, or destinations where it is turned.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Model {
    pub(crate) answer: MatrixPartAnswer,
    pub(crate) turned: bool,
    pub(crate) filter: Filter,
    /// By source and destination: index of the cell, and of its change.
    cells: BTreeMap<(usize, usize), (usize, Option<usize>)>,
}

impl Model {
    pub(crate) fn new(answer: MatrixPartAnswer, turned: bool, filter: Filter) -> Self {
        let changes: BTreeMap<usize, usize> =
            answer.changes.iter().enumerate().map(|(at, (cell, _))| (*cell, at)).collect();
        let cells = answer.matrix.cells.iter().enumerate();
        let cells = cells.map(|(at, cell)| ((cell.from, cell.to), (at, changes.get(&at).copied()))).collect();
        Self { answer, turned, filter, cells }
    }

    pub(crate) fn side(&self) -> usize {
        self.answer.matrix.rows.len()
    }

    pub(crate) fn row(&self, at: usize) -> Option<&MatrixRow> {
        self.answer.matrix.rows.get(at)
    }

    /// Source and destination of a place.
    pub(crate) const fn ends(&self, row: usize, column: usize) -> (usize, usize) {
        if self.turned { (column, row) } else { (row, column) }
    }

    /// What a place shows; `None` where there is no pair, or it is not known yet.
    pub(crate) fn shown(&self, row: usize, column: usize) -> Option<Shown> {
        let (from, to) = self.ends(row, column);
        let (at, change) = *self.cells.get(&(from, to))?;
        let cell = self.answer.matrix.cells.get(at)?;
        let change = change.and_then(|at| self.answer.changes.get(at)).map(|(_, change)| change);
        Some(shown(cell, change, [self.row(from)?, self.row(to)?], self.filter))
    }

    /// The ports of a place, as in the contract.
    pub(crate) fn ports(&self, row: usize, column: usize) -> Option<&str> {
        let (at, _) = self.cells.get(&self.ends(row, column))?;
        self.answer.matrix.cells.get(*at).map(|cell| cell.ports.as_str())
    }

    /// Opened things: the rows of each, its sum first.
    pub(crate) fn opened(&self) -> Vec<Range<usize>> {
        let rows = &self.answer.matrix.rows;
        let sums = rows.iter().enumerate().filter(|(_, row)| row.is_sum && row.depth == 0);
        let end = |start: usize, depth: usize| {
            let inside = rows.iter().skip(start + 1).take_while(|row| row.depth > depth);
            start + 1 + inside.count()
        };
        sums.map(|(at, row)| at..end(at, row.depth)).collect()
    }
}
