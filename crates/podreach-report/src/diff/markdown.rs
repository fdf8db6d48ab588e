//! A comparison as Markdown, for a comment on a pull request: groups that changed alike, a row each.

use std::fmt::{self, Write};

use podreach_eval::diff::{ChangeKind, ConnectionChange};

use super::DiffDoc;
use super::names::ends;
use super::objects::{objects, summary};
use super::reasons::{Reason, group_notes, reasons};
use super::text::{LEFT_OUT, sign, title};
use crate::Printer;
use crate::markdown::{cell, code_cell, connections};

pub(crate) fn markdown(compared: &DiffDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let diff = compared.diff;
    if diff.is_empty() {
        return out.write_str("**No differences.**\n");
    }
    let summary = summary(diff);
    let mut letters = summary.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase()).into_iter().collect::<String>();
    writeln!(out, "**{first}{}**", letters.as_str())?;
    if diff.causes_left_out {
        writeln!(out, "\n{LEFT_OUT}")?;
    }
    for kind in [ChangeKind::Added, ChangeKind::Removed, ChangeKind::Changed] {
        let mut changes = diff.connections.iter().filter(|change| change.kind() == kind).peekable();
        if changes.peek().is_none() {
            continue;
        }
        let mut heading = title(kind).to_owned();
        if let Some(first) = heading.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let columns = match kind {
            ChangeKind::Changed => "| from | to | before | after | why |\n|---|---|---|---|---|",
            _ => "| from | to | connections | why |\n|---|---|---|---|",
        };
        writeln!(out, "\n### {heading}\n\n{columns}")?;
        for change in changes {
            row(out, compared, change)?;
        }
    }
    let objects = objects(compared);
    if !objects.is_empty() {
        out.write_str("\n### Objects\n\n| change | object | where |\n|---|---|---|\n")?;
        for object in objects {
            let detail = if object.detail.is_empty() { String::new() } else { code_cell(&object.detail) };
            writeln!(
                out,
                "| {} {} | {} | {detail} |",
                sign(object.change),
                object.change.as_str(),
                code_cell(&object.name)
            )?;
        }
    }
    Ok(())
}

fn row(out: &mut dyn Write, compared: &DiffDoc<'_>, change: &ConnectionChange) -> fmt::Result {
    let ends = ends(compared.diff, change);
    let [source, destination] =
        ends.map(|names| names.iter().map(|name| code_cell(name)).collect::<Vec<_>>().join("<br>"));
    let [before, after] = [&change.before, &change.after].map(|set| connections(&set.list_notation()));
    let conn = match change.kind() {
        ChangeKind::Added => after,
        ChangeKind::Removed => before,
        ChangeKind::Changed => format!("{before} | {after}"),
    };
    let reasons = reasons(compared, &change.causes);
    let lines = reasons.iter().map(Reason::line).chain(group_notes(compared, change));
    let why: Vec<String> = lines.map(|line| cell(&line)).collect();
    writeln!(out, "| {source} | {destination} | {conn} | {} |", why.join("<br>"))
}
