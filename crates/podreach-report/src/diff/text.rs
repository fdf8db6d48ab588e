//! A comparison as text for terminals: what opened, what closed, what changed, and why. Signs distinguish the kinds where
//! there are no colours.

use std::fmt;

use podreach_eval::diff::{ChangeKind, ConnectionChange};
use podreach_eval::sets::ConnectionSet;

use super::DiffDoc;
use super::names::ends;
use super::objects::{objects, summary};
use super::reasons::{group_notes, reasons};
use crate::Printer;
use crate::style::{Ink, ink};
use crate::text::Text;

pub(crate) fn text(compared: &DiffDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    out.text(&whole(compared, compared.color)?)
}

fn whole(compared: &DiffDoc<'_>, color: bool) -> Result<Text, fmt::Error> {
    let diff = compared.diff;
    let mut out = Text::new();
    if diff.is_empty() {
        writeln!(out, "no differences")?;
        return Ok(out);
    }
    writeln!(out, "{}", ink(&summary(diff), Ink::Strong, color))?;
    if diff.causes_left_out {
        writeln!(out, "{LEFT_OUT}")?;
    }
    for kind in [ChangeKind::Added, ChangeKind::Removed, ChangeKind::Changed] {
        let mut changes = diff.connections.iter().filter(|change| change.kind() == kind).peekable();
        if changes.peek().is_some() {
            out.blank();
            writeln!(out, "{}", ink(title(kind), Ink::Strong, color))?;
        }
        for change in changes {
            one(&mut out, compared, change, color)?;
        }
    }
    objects_text(&mut out, compared, color)?;
    Ok(out)
}

/// What differs in the input: last, because what opens matters more than which object does it.
fn objects_text(out: &mut Text, compared: &DiffDoc<'_>, color: bool) -> fmt::Result {
    let objects = objects(compared);
    if !objects.is_empty() {
        out.blank();
        writeln!(out, "{}", ink("objects", Ink::Strong, color))?;
        let width = objects.iter().map(|object| object.name.chars().count()).max().unwrap_or(0);
        for object in objects {
            let line = format!("{} {:<width$}", sign(object.change), object.name);
            let line = if object.detail.is_empty() { line.trim_end() } else { line.as_str() };
            let gap = if object.detail.is_empty() { "" } else { "  " };
            let detail = ink(&object.detail, Ink::Faint, color);
            writeln!(out, "  {}{gap}{detail}", ink(line, paint(object.change), color))?;
        }
    }
    Ok(())
}

/// Why reasons are missing.
pub(super) const LEFT_OUT: &str =
    "so much changed that it stands here without reasons; CSV and JSON name them for each pair of workloads";

/// What a person sees happen.
pub(super) const fn title(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "opened",
        ChangeKind::Removed => "closed",
        ChangeKind::Changed => "changed",
    }
}

pub(super) const fn sign(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "+",
        ChangeKind::Removed => "-",
        ChangeKind::Changed => "~",
    }
}

const fn paint(kind: ChangeKind) -> Ink {
    match kind {
        ChangeKind::Added => Ink::Good,
        ChangeKind::Removed => Ink::Bad,
        ChangeKind::Changed => Ink::Strong,
    }
}

/// What passed and what passes, as one word where only one of them is something.
pub(super) fn conn(change: &ConnectionChange) -> String {
    let notation = ConnectionSet::list_notation;
    match change.kind() {
        ChangeKind::Added => notation(&change.after),
        ChangeKind::Removed => notation(&change.before),
        ChangeKind::Changed => format!("{} => {}", notation(&change.before), notation(&change.after)),
    }
}

fn one(out: &mut Text, compared: &DiffDoc<'_>, change: &ConnectionChange, color: bool) -> fmt::Result {
    let kind = change.kind();
    let [sources, destinations] = ends(compared.diff, change).map(|names| names.join(", "));
    let line = format!("  {} {sources}  ->  {destinations}  {}", sign(kind), conn(change));
    writeln!(out, "{}", ink(&line, paint(kind), color))?;
    for reason in reasons(compared, &change.causes) {
        let place = if reason.place.is_empty() { String::new() } else { format!("  {}", reason.place) };
        let what = format!("{} {}: {}", reason.policy, reason.change, reason.what);
        writeln!(out, "      {}{}", what, ink(&place, Ink::Faint, color))?;
    }
    for note in group_notes(compared, change) {
        writeln!(out, "      {note}")?;
    }
    Ok(())
}
