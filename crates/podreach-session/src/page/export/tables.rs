//! The matrix and the rules as tables.

use podreach_eval::query::PairState;
use podreach_eval::view::{MatrixPair, MatrixView};
use podreach_picture::wording::grouped;
use podreach_report::Grid;

use super::bounded::bounded;
use super::{ExportFormat, MOST, Matrix, too_large};
use crate::evaluation::Evaluation;
use crate::page::rules::{self, Rules, RulesRow};

/// More rows and columns than this are no table that anybody reads; a list of connections has no such bound.
const SIDE: usize = 300;

/// A table in one of its formats; the outer error is for formats that tables have not.
pub(super) fn write(grid: &Grid, format: ExportFormat) -> Result<Result<String, String>, String> {
    let text = match format {
        ExportFormat::Csv => bounded(MOST, |out| grid.csv(out)),
        ExportFormat::Markdown => bounded(MOST, |out| grid.markdown(out)),
        _ => return Err("A table is a file of CSV or Markdown.".to_owned()),
    };
    Ok(text.ok_or_else(|| too_large(format)))
}

/// Sources by destinations.
pub(super) fn matrix(matching: String, evaluation: &Evaluation) -> Result<Grid, String> {
    let view = crate::page::matrix::answer(Matrix { side: SIDE, matching, ..Matrix::default() }, evaluation);
    if view.left_out > 0 {
        let all = grouped(view.nodes.len() + view.left_out);
        return Err(format!(
            "The matrix has {all} rows, and a file has room for {SIDE}. Find a name or a namespace first, or export all connections as CSV."
        ));
    }
    Ok(grid(&view))
}

fn grid(view: &MatrixView) -> Grid {
    let ids: Vec<String> = view.nodes.iter().map(|node| node.id.to_string()).collect();
    let head = std::iter::once("from, to".to_owned()).chain(ids.iter().cloned()).collect();
    let mut rows: Vec<Vec<String>> = ids
        .iter()
        .map(|id| std::iter::once(id.clone()).chain(std::iter::repeat_n(String::new(), ids.len())).collect())
        .collect();
    for pair in &view.pairs {
        if let Some(place) = rows.get_mut(pair.from).and_then(|row| row.get_mut(pair.to + 1)) {
            *place = cell(pair);
        }
    }
    Grid { head, rows }
}

/// `TCP 80`, `open: all`, `blocked`, `depends: UDP 53`; beside a baseline with what happened: `TCP 80 (opened)`.
fn cell(pair: &MatrixPair) -> String {
    let says = match pair.state {
        PairState::Allowed => pair.ports.clone(),
        PairState::Blocked(_) => pair.state.as_str().to_owned(),
        PairState::Open | PairState::Depends => format!("{}: {}", pair.state.as_str(), pair.ports),
    };
    match &pair.change {
        Some(change) => format!("{says} ({})", change.what.as_str()),
        None => says,
    }
}

/// Rules of both directions in the order of evaluation.
pub(super) fn rules(evaluation: &Evaluation) -> Grid {
    let found = rules::answer(Rules, evaluation);
    let head = ["number", "direction", "policy", "action", "selects", "peers", "ports", "rule", "place"];
    let of = |direction: &'static str, rows: Vec<RulesRow>| {
        rows.into_iter().map(move |row| rule(direction, row, evaluation)).collect::<Vec<_>>()
    };
    let rows = [of("ingress", found.ingress), of("egress", found.egress)].concat();
    Grid { head: head.map(str::to_owned).to_vec(), rows }
}

fn rule(direction: &str, row: RulesRow, evaluation: &Evaluation) -> Vec<String> {
    let end = |end: &podreach_eval::explain::RuleEnd| match end.place.as_str() {
        "" => end.what.clone(),
        place => format!("{} ({place})", end.what),
    };
    let RulesRow { number, name, namespace, rule, .. } = row;
    let policy = if namespace.is_empty() { name } else { format!("{namespace}/{name}") };
    let action = match (&rule.tier, rule.off) {
        (_, true) => "switched off".to_owned(),
        (Some(tier), false) => format!("{} ({tier})", rule.action),
        (None, false) => rule.action.to_string(),
    };
    let source = evaluation.sources.source_of(rule.span).map_or("", |source| source.name());
    let place = format!("{source}:{}", evaluation.sources.line(rule.span));
    let peers = rule.peers.iter().map(end).collect::<Vec<_>>().join("; ");
    let cells = [
        number.to_string(),
        direction.to_owned(),
        policy,
        action,
        end(&rule.target),
        peers,
        rule.ports.join("; "),
        rule.sentence,
        place,
    ];
    cells.to_vec()
}
