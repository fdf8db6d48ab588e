//! An explanation as comma separated values: a row for every policy and rule that matters.

use std::fmt::{self, Write};

use super::{ExplainDoc, decisions, names};
use crate::Printer;
use crate::escape::csv as field;
use crate::reasoning::{items, sentence};

const COLUMNS: &str = "src,dst,verdict,allowed,conn,direction,end_allowed,end_conn,action,kind,namespace,policy,rule,rule_conn,place,text\n";

pub(crate) fn csv(explanation: &ExplainDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    out.write_str(COLUMNS)?;
    let analysis = explanation.analysis;
    for answer in explanation.answers() {
        let Some(verdict) = answer.verdict else { continue };
        let [src, dst] = names(analysis, &answer, verdict);
        let conn = verdict.connections.list_notation();
        let start = format!(
            "{},{},{},{},{}",
            field(src),
            field(dst),
            verdict.outcome().as_str(),
            verdict.allowed,
            field(&conn)
        );
        for decision in decisions(verdict) {
            let through = decision.connections.list_notation();
            let start = format!("{start},{},{},{}", decision.direction.as_str(), decision.allowed, field(&through));
            let items = items(analysis, explanation.sources, decision, true, usize::MAX);
            if items.is_empty() {
                writeln!(out, "{start},,,,,,,,{}", field(&sentence(analysis, decision)))?;
            }
            for item in items {
                let policy = analysis.policy(item.policy);
                let kind = policy.map_or("", |policy| &policy.kind);
                let namespace = policy.and_then(|policy| policy.namespace.as_deref()).unwrap_or_default();
                let name = policy.map_or("", |policy| &policy.name);
                let rule = item.rule.map(|rule| (rule.index + 1).to_string()).unwrap_or_default();
                let cells = [
                    item.mark,
                    kind,
                    namespace,
                    name,
                    &rule,
                    item.connections.as_deref().unwrap_or_default(),
                    &item.place,
                    &item.words,
                ];
                let cells: Vec<_> = cells.into_iter().map(field).collect();
                writeln!(out, "{start},{}", cells.join(","))?;
            }
        }
    }
    Ok(())
}
