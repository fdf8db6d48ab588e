//! The folded matrix: rows and columns are the cards of the picture, cells count pairs.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::query::PairState;
use crate::sets::{ConnectionSet, Protocol};

use super::super::compared::Differences;
use super::super::counts::PairCounts;
use super::super::folded::Level;
use super::super::graph::NamespaceView;
use super::Folding;
use super::bundles::{Counted, Shares};
use super::cards::frames;
use super::lines::Label;
use super::options::FoldOptions;
use super::order::MatrixOrder;
use super::rows::{MatrixRow, Sum, sums};
use super::view::Scene;
use super::words;

/// Choices of the folded matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixFold {
    /// What is folded, opened and filtered, as in the picture.
    pub fold: FoldOptions,
    /// The port that is asked about, of all pairs: what does not pass there is blocked. `None` for anything.
    pub port: Option<(Protocol, u16)>,
    /// In which order rows stand.
    pub order: MatrixOrder,
    /// What is looked for in the ids of endpoints, whatever its case; empty for nothing.
    pub matching: String,
    /// The rows whose cells are wanted.
    pub rows: Range<usize>,
    /// The columns whose cells are wanted.
    pub columns: Range<usize>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixCell {
    /// Index of the row: where connections come from.
    pub from: usize,
    /// Index of the column: where they go to.
    pub to: usize,
    /// Pairs by state. A workload and itself are a pair where it has two pods.
    pub counts: PairCounts,
    /// Ports of all pairs of it that are connected.
    pub ports: String,
    /// Of a pair of two endpoints: whether something passes only because an address block covers a pod.
    pub by_address: bool,
    /// Beside a baseline, pairs that differ.
    pub differs: Differences,
}

/// The folded matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldedMatrix {
    /// How far it is folded.
    pub level: Level,
    /// All rows, which are all columns too.
    pub rows: Vec<MatrixRow>,
    /// The boxes that rows are in.
    pub boxes: Vec<NamespaceView>,
    /// The cells of the window, row by row; those without any pair are left out.
    pub cells: Vec<MatrixCell>,
    /// Whether the cells could be counted; otherwise there are none.
    pub counted: bool,
    /// All pairs, those outside of the window included; `None` when counting would take too long.
    pub counts: Option<PairCounts>,
    /// How many endpoints there are, the outside included.
    pub endpoints: usize,
}

/// So many cells at most are counted at once.
const CELLS: usize = 40_000;

impl Analysis {
    /// The folded matrix, with the cells of a window of it.
    pub fn folded_matrix(&self, folding: &Folding, options: &MatrixFold) -> FoldedMatrix {
        let scene = Scene::new(self, folding, &options.fold);
        let wanted = |label: &Label| label.passes(options.port) && label.is_in(options.fold.filter.state);
        let members = scene.cut.cards.iter().map(|card| card.members.as_slice());
        let shares = Shares::new(self, folding, members);
        let totals = folding.is_counted().then(|| shares.totals(&wanted)).flatten();
        let mut sums = sums(&scene, options.order, totals.as_deref());
        let text = options.matching.trim().to_lowercase();
        if !text.is_empty() {
            for sum in &mut sums {
                sum.row.found = scene.found(sum, &text);
            }
        }
        let window = |range: &Range<usize>| range.start.min(sums.len())..range.end.min(sums.len());
        let (rows, columns) = (window(&options.rows), window(&options.columns));
        let counted = Counted { port: options.port, label: &wanted, without: &|_, _, _| false };
        let cells = cells(&scene, &shares, &counted, &sums, [rows, columns]);
        FoldedMatrix {
            level: scene.level,
            boxes: frames(folding, self, &scene.cut),
            rows: sums.into_iter().map(|sum| sum.row).collect(),
            counted: cells.is_some(),
            cells: cells.unwrap_or_default(),
            counts: totals.map(|totals| totals.iter().fold(PairCounts::default(), |sum, total| sum.and(&total.egress))),
            endpoints: folding.endpoints(),
        }
    }
}

/// `None` over the limits.
fn cells(
    scene: &Scene<'_>,
    shares: &Shares<'_>,
    counted: &Counted<'_>,
    sums: &[Sum],
    [rows, columns]: [Range<usize>; 2],
) -> Option<Vec<MatrixCell>> {
    if !scene.folding.is_counted() || rows.len().saturating_mul(columns.len()) > CELLS {
        return None;
    }
    let cards = |range: &Range<usize>| -> Vec<u32> {
        let wanted = sums.get(range.clone()).unwrap_or(&[]).iter().flat_map(|sum| &sum.cards);
        wanted.copied().collect::<BTreeSet<u32>>().into_iter().collect()
    };
    let (sources, destinations) = (cards(&rows), cards(&columns));
    if sources.len().saturating_mul(destinations.len()) > 4 * CELLS {
        return None;
    }
    let counts = shares.counts(&sources, &destinations, counted.label, counted.port)?;
    let (mut cells, mut looks) = (Vec::new(), super::super::LOOKS);
    for from in rows {
        for to in columns.clone() {
            let (Some(source), Some(destination)) = (sums.get(from), sums.get(to)) else { continue };
            let (mut sum, mut labels, mut differs) = (PairCounts::default(), BTreeSet::new(), Differences::default());
            for row in &source.cards {
                for column in &destination.cards {
                    let Some(cell) = counts.get(&(*row, *column)) else { continue };
                    sum = sum.and(&cell.counts);
                    differs = differs.and(&cell.differs);
                    labels.extend(&cell.labels);
                }
            }
            if sum.all() > 0 || differs.all > 0 {
                let by_address = sum.allowed == 1
                    && scene.ends(source, destination).is_some_and(|(from, to)| {
                        scene.analysis.rests_on_address(from, to, PairState::Allowed, &mut looks)
                    });
                let ports = ports(scene.folding, &labels);
                cells.push(MatrixCell { from, to, counts: sum, ports, by_address, differs });
            }
        }
    }
    Some(cells)
}

fn ports(folding: &Folding, labels: &BTreeSet<u32>) -> String {
    let all = |label: &u32| folding.lines.label(*label).is_some_and(|label| label.connections.is_all());
    let open = |label: &u32| folding.lines.label(*label).is_some_and(|label| label.state == PairState::Open);
    if labels.iter().any(|label| all(label) || open(label)) {
        return words::ports(&ConnectionSet::all());
    }
    words::ports(&folding.union(labels))
}
