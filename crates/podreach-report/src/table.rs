//! Rows as tables: text, CSV, Markdown.

use std::fmt::Write as _;

use crate::rows::Row;

/// Aligned columns, an arrow between source and destination.
pub(crate) fn text(rows: &[Row]) -> String {
    if rows.is_empty() {
        return "no connections\n".into();
    }
    let widest = |cell: fn(&Row) -> &str| rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or(0);
    let (src, dst) = (widest(|row| &row.src), widest(|row| &row.dst));
    let mut out = String::new();
    for row in rows {
        let _ = writeln!(out, "{:src$}  =>  {:dst$}  {}", row.src, row.dst, row.conn);
    }
    out
}

/// Comma separated values (RFC 4180) with a header.
pub(crate) fn csv(rows: &[Row]) -> String {
    let mut out = String::from("src,dst,conn\n");
    for row in rows {
        let _ = writeln!(out, "{},{},{}", field(&row.src), field(&row.dst), field(&row.conn));
    }
    out
}

fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// A Markdown table.
pub(crate) fn markdown(rows: &[Row]) -> String {
    let mut out = String::from("| src | dst | conn |\n|---|---|---|\n");
    for row in rows {
        let _ = writeln!(out, "| {} | {} | {} |", cell(&row.src), cell(&row.dst), cell(&row.conn));
    }
    out
}

fn cell(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('*', "\\*")
}
