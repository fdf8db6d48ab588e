//! Rows as tables: text, CSV, Markdown.

use std::fmt::{self, Write};

use crate::escape::{cell, csv as field, plain};
use crate::rows::{Group, Rows};

/// Aligned columns, an arrow between sources and destinations; rows that differ in their ends alone are one line.
pub(crate) fn text(out: &mut dyn Write, rows: &Rows<'_>) -> fmt::Result {
    let Some(([src, dst], groups)) = rows.groups_with_widths() else { return out.write_str("no connections\n") };
    for group in groups {
        let [sources, destinations] = ends(&group).map(|names| plain(&names.join(", ")).into_owned());
        writeln!(out, "{sources:src$}  ->  {destinations:dst$}  {}", plain(group.conn))?;
    }
    Ok(())
}

fn ends<'a>(group: &'a Group<'_>) -> [Vec<&'a str>; 2] {
    [group.sources.clone(), group.told()]
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
        let names = |names: Vec<&str>| names.into_iter().map(cell).collect::<Vec<_>>().join(", ");
        let [sources, destinations] = ends(&group).map(names);
        writeln!(out, "| {sources} | {destinations} | {} |", cell(group.conn))?;
    }
    Ok(())
}
