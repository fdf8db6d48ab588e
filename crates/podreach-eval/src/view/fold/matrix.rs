//! The folded matrix: rows and columns are the cards of the picture, cells count pairs.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::query::PairState;
use crate::sets::ConnectionSet;

use super::super::counts::PairCounts;
use super::super::folded::{BoxKind, Level};
use super::super::graph::{NamespaceView, NodeKind};
use super::super::node_id::NodeId;
use super::Folding;
use super::bundles::Shares;
use super::cards::frames;
use super::lines::Label;
use super::options::FoldOptions;
use super::view::Scene;
use super::words;

/// Choices of the folded matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixFold {
    /// What is folded, opened and filtered, as in the picture. A filter by port or state counts such pairs alone.
    pub fold: FoldOptions,
    /// The rows whose cells are wanted.
    pub rows: Range<usize>,
    /// The columns whose cells are wanted.
    pub columns: Range<usize>,
}

/// A row, and the column of the same place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRow {
    /// That of the card, or of the opened namespace whose sum it is.
    pub id: NodeId,
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub title: String,
    /// Small text, as on the card.
    pub subtitle: String,
    /// How many endpoints it stands for.
    pub endpoints: usize,
    /// Index of the box that the card is in.
    pub inside: Option<usize>,
    /// Whether it is the sum of the rows after it that are in the same box: the namespace is open.
    pub is_sum: bool,
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
}

/// So many cells at most are counted at once.
const CELLS: usize = 40_000;

/// A row with the cards that it sums up.
struct Sum {
    cards: Vec<u32>,
    row: MatrixRow,
}

impl Analysis {
    /// The folded matrix, with the cells of a window of it.
    pub fn folded_matrix(&self, folding: &Folding, options: &MatrixFold) -> FoldedMatrix {
        let scene = Scene::new(self, folding, &options.fold);
        let sums = sums(&scene);
        let window = |range: &Range<usize>| range.start.min(sums.len())..range.end.min(sums.len());
        let (rows, columns) = (window(&options.rows), window(&options.columns));
        let cells = cells(&scene, &sums, rows, columns);
        FoldedMatrix {
            level: scene.level,
            boxes: frames(self, &scene.cut),
            rows: sums.into_iter().map(|sum| sum.row).collect(),
            counted: cells.is_some(),
            cells: cells.unwrap_or_default(),
        }
    }
}

fn sums(scene: &Scene<'_>) -> Vec<Sum> {
    let nodes = scene.folding.nodes(scene.analysis, &scene.cut, &[]);
    let mut sums: Vec<Sum> = Vec::new();
    let mut of_frame: BTreeMap<usize, usize> = BTreeMap::new();
    for ((card, node), at) in scene.cut.cards.iter().zip(nodes).zip(0_u32..) {
        let frame = card.inside.and_then(|at| Some((at, scene.cut.frames.get(at)?)));
        if let Some((inside, frame)) = frame.filter(|(_, frame)| frame.kind == BoxKind::Namespace) {
            let place = *of_frame.entry(inside).or_insert(sums.len());
            if place == sums.len() {
                let row = MatrixRow {
                    id: frame.id.clone(),
                    kind: NodeKind::Group,
                    title: frame.name.clone(),
                    subtitle: String::new(),
                    endpoints: 0,
                    inside: Some(inside),
                    is_sum: true,
                };
                sums.push(Sum { cards: Vec::new(), row });
            }
            if let Some(sum) = sums.get_mut(place) {
                sum.cards.push(at);
                sum.row.endpoints += card.members.len();
            }
        }
        let row = MatrixRow {
            id: node.id,
            kind: node.kind,
            title: node.title,
            subtitle: node.subtitle,
            endpoints: card.members.len(),
            inside: card.inside,
            is_sum: false,
        };
        sums.push(Sum { cards: vec![at], row });
    }
    sums
}

/// `None` over the limits.
fn cells(scene: &Scene<'_>, sums: &[Sum], rows: Range<usize>, columns: Range<usize>) -> Option<Vec<MatrixCell>> {
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
    let members = scene.cut.cards.iter().map(|card| card.members.as_slice());
    let shares = Shares::new(scene.analysis, scene.folding, members);
    let wanted = |label: &Label| scene.is_wanted(label);
    let counts = shares.counts(&sources, &destinations, &wanted)?;
    let mut cells = Vec::new();
    for from in rows {
        for to in columns.clone() {
            let (Some(source), Some(destination)) = (sums.get(from), sums.get(to)) else { continue };
            let (mut sum, mut labels) = (PairCounts::default(), BTreeSet::new());
            for row in &source.cards {
                for column in &destination.cards {
                    let Some((more, ports)) = counts.get(&(*row, *column)) else { continue };
                    sum.allowed += more.allowed;
                    sum.open += more.open;
                    sum.blocked += more.blocked;
                    sum.depends += more.depends;
                    labels.extend(ports);
                }
            }
            if sum.all() > 0 {
                cells.push(MatrixCell { from, to, counts: sum, ports: ports(scene.folding, &labels) });
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
