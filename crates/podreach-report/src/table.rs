//! Rows as tables: text, CSV, Markdown.

use std::borrow::Cow;
use std::fmt::{self, Write};

use crate::escape::{csv as field, plain};
use crate::markdown::{code_cell, connections};
use crate::printer::Printer;
use crate::rows::{EACH_OTHER, Group, Rows};

/// Aligned columns, an arrow between sources and destinations; rows that differ in their ends alone are one line.
pub(crate) fn text(out: &mut Printer<'_>, rows: &Rows<'_>) -> fmt::Result {
    let Some(([src, dst], groups)) = rows.groups_with_widths() else { return out.write_str("no connections\n") };
    for group in groups {
        let [sources, destinations] = ends(&group).map(|names| plain(&names.join(", ")).into_owned());
        out.line(format_args!("{sources:src$}  ->  {destinations:dst$}  {}", group.conn))?;
    }
    Ok(())
}

fn ends<'a>(group: &'a Group<'_>) -> [Vec<&'a str>; 2] {
    [group.sources.clone(), group.destination_labels()]
}

/// Comma separated values (RFC 4180) with a header.
pub(crate) fn csv(out: &mut dyn Write, rows: &Rows<'_>) -> fmt::Result {
    out.write_str("src,dst,conn\n")?;
    for row in rows.iter() {
        writeln!(out, "{},{},{}", field(row.src), field(row.dst), field(row.conn))?;
    }
    Ok(())
}

/// A Markdown table, rows that differ in their ends alone together.
pub(crate) fn markdown(out: &mut dyn Write, rows: &Rows<'_>) -> fmt::Result {
    out.write_str("| src | dst | conn |\n|---|---|---|\n")?;
    for group in rows.groups() {
        let names = |names: Vec<&str>| names.into_iter().map(peer).collect::<Vec<_>>().join(", ");
        let [sources, destinations] = ends(&group).map(names);
        writeln!(out, "| {sources} | {destinations} | {} |", connections(group.conn))?;
    }
    Ok(())
}

/// A peer as code; what stands for several of them is our own word.
fn peer(name: &str) -> Cow<'static, str> {
    if name == EACH_OTHER { Cow::Borrowed(EACH_OTHER) } else { Cow::Owned(code_cell(name)) }
}
