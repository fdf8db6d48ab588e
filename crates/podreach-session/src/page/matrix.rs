//! The matrix: pair by pair where it is small, else windows of the folded one.

use std::ops::Range;

use podreach_eval::sets::Protocol;
use podreach_eval::view::{
    EdgeChange, FoldOptions, FoldedMatrix, MatrixCell, MatrixFold, MatrixOptions, MatrixOrder, MatrixView,
};
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// A matrix with no more rows than this is not folded.
pub const SIDE: usize = 60;

/// Changes of so many cells at most are looked up for a window.
const CHANGES: usize = 4_000;

/// Sources by destinations, pair by pair; beside a baseline with what changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matrix {
    /// At most this many rows and columns.
    pub side: usize,
    /// Only pairs in which an end's id contains this text, whatever its case; empty for all.
    pub matching: String,
    /// The port that is asked about; `None` for anything.
    pub port: Option<(Protocol, u16)>,
}

pub(super) fn answer(Matrix { side, matching, port }: Matrix, evaluation: &Evaluation) -> MatrixView {
    let options = MatrixOptions { side, matching, port };
    match evaluation.comparison() {
        Some((base, comparison)) => comparison.of(&base.analysis, &evaluation.analysis).matrix_view(&options),
        None => evaluation.analysis.matrix_view(&options),
    }
}

/// A window of the folded matrix. A port in the filter leaves all rows where they are, and recounts all pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixPart {
    /// What is folded, opened and filtered, as in the graph.
    pub fold: FoldOptions,
    /// In which order rows stand.
    pub order: MatrixOrder,
    /// What is looked for; empty for nothing.
    pub matching: String,
    /// The rows whose cells are wanted.
    pub rows: Range<usize>,
    /// The columns whose cells are wanted.
    pub columns: Range<usize>,
}

/// A window, and what changed in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixPartAnswer {
    /// The window; where everything has room without folding, nothing but the number of endpoints.
    pub matrix: FoldedMatrix,
    /// Beside a baseline, on which ports cells of two endpoints changed: index of the cell.
    pub changes: Vec<(usize, EdgeChange)>,
}

pub(super) fn part(asked: MatrixPart, evaluation: &Evaluation) -> MatrixPartAnswer {
    let folding = evaluation.folding();
    if folding.endpoints() <= SIDE {
        let matrix = FoldedMatrix { endpoints: folding.endpoints(), ..FoldedMatrix::default() };
        return MatrixPartAnswer { matrix, changes: Vec::new() };
    }
    let MatrixPart { mut fold, order, matching, rows, columns } = asked;
    let port = fold.filter.port.take();
    fold.filter.state = None;
    let matrix = evaluation.analysis.folded_matrix(folding, &MatrixFold { fold, port, order, matching, rows, columns });
    let changes = changes(&matrix, evaluation);
    MatrixPartAnswer { matrix, changes }
}

fn changes(matrix: &FoldedMatrix, evaluation: &Evaluation) -> Vec<(usize, EdgeChange)> {
    let Some((base, comparison)) = evaluation.comparison() else { return Vec::new() };
    let sides = comparison.of(&base.analysis, &evaluation.analysis);
    let node = |at: usize| {
        let row = matrix.rows.get(at).filter(|row| row.endpoints == 1 && !row.is_sum)?;
        comparison.joint.find(&row.id)
    };
    let change = |(at, cell): (usize, &MatrixCell)| Some((at, sides.change(node(cell.from)?, node(cell.to)?)?));
    let single = matrix.cells.iter().enumerate().filter(|(_, cell)| cell.differs.all == 1);
    single.take(CHANGES).filter_map(change).collect()
}
