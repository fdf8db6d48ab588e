//! Rows as tables: text, CSV, Markdown.

use std::fmt::{self, Write};

use crate::escape::{cell, csv as field, plain};
use crate::rows::Rows;

/// Aligned columns, an arrow between source and destination.
pub(crate) fn text(out: &mut dyn Write, rows: &Rows<'_>) -> fmt::Result {
    let Some([src, dst]) = rows.widths() else { return out.write_str("no connections\n") };
    for row in rows.iter() {
        writeln!(out, "{:src$}  ->  {:dst$}  {}", plain(row.src), plain(row.dst), plain(row.conn))?;
    }
    Ok(())
}

/// Comma separated values (RFC 4180) with a header.
pub(crate) fn csv(out: &mut dyn Write, rows: &Rows<'_>) -> fmt::Result {
    out.write_str("src,dst,conn\n")?;
    for row in rows.iter() {
        writeln!(out, "{},{},{}", field(row.src), field(row.dst), field(row.conn))?;
    }
    Ok(())
}

/// A Markdown table.
pub(crate) fn markdown(out: &mut dyn Write, rows: &Rows<'_>) -> fmt::Result {
    out.write_str("| src | dst | conn |\n|---|---|---|\n")?;
    for row in rows.iter() {
        writeln!(out, "| {} | {} | {} |", cell(row.src), cell(row.dst), cell(row.conn))?;
    }
    Ok(())
}
