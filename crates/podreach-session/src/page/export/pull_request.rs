//! A text for a pull request: a sentence, a diagram where it is small, a table.

use std::fmt::Write as _;

use podreach_report::{DiffDoc, Document, Format, ListDoc};

use super::bounded::written;
use crate::evaluation::Evaluation;

/// GitHub takes comments of 65,536 characters; other text may stand around this one.
const LONGEST: usize = 60_000;
/// A larger diagram is no longer read in a comment.
const DIAGRAM: usize = 4_000;

pub(super) fn write(evaluation: &Evaluation) -> Result<String, String> {
    match evaluation.comparison() {
        Some((base, comparison)) => {
            let compared = DiffDoc {
                analyses: [&base.analysis, &evaluation.analysis],
                sources: [&base.sources, &evaluation.sources],
                diff: &comparison.diff,
                color: false,
            };
            let Some(table) = written(&compared, Format::Md, LONGEST - DIAGRAM) else {
                return Err(
                    "So much changes that a comment has no room for it. `podreach diff -o md` writes it whatever its size."
                        .to_owned(),
                );
            };
            let diagram = if comparison.diff.is_empty() { String::new() } else { diagram(&compared) };
            // The sentence comes first, then the diagram.
            let (sentence, tables) = table.split_once('\n').unwrap_or((&table, ""));
            Ok(format!("{sentence}\n{diagram}{tables}"))
        }
        None => Ok(connections(evaluation)),
    }
}

/// All connections.
fn connections(evaluation: &Evaluation) -> String {
    let analysis = &evaluation.analysis;
    let mut list = ListDoc::new(analysis, &evaluation.sources);
    list.representatives = true;
    let workloads = analysis.endpoints.iter().filter(|endpoint| endpoint.is_workload()).count();
    let counts = analysis.matrix_view(&podreach_eval::view::MatrixOptions { side: 0, ..Default::default() }).counts;
    let mut text = format!(
        "**{}, {}",
        count(workloads as u64, "workload", "workloads"),
        count(analysis.policies.list.len() as u64, "policy", "policies")
    );
    if let Some(counts) = counts {
        let _ = write!(
            text,
            ": {} of {} can talk",
            counts.all() - counts.blocked - counts.depends,
            count(counts.all(), "pair", "pairs")
        );
        if counts.depends > 0 {
            let _ = write!(text, ", and of {} the input does not say", counts.depends);
        }
    }
    text.push_str(".**\n");
    text.push_str(&diagram(&list));
    match written(&list, Format::Md, LONGEST - DIAGRAM) {
        Some(table) => {
            text.push('\n');
            text.push_str(&table);
        }
        None => {
            text.push_str("\nThe table of connections is too long for a comment: `podreach list -o md` writes it.\n")
        }
    }
    text
}

fn count(number: u64, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// A diagram in its fence; nothing where it is not small.
fn diagram(document: &dyn Document) -> String {
    written(document, Format::Mermaid, DIAGRAM)
        .filter(|text| text.contains("-->") || text.contains("-.->") || text.contains("==>"))
        .map_or_else(String::new, |text| format!("\n```mermaid\n{text}```\n"))
}
