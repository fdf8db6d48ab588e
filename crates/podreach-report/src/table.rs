//! Rows as tables: text, CSV, Markdown.

use std::fmt::Write as _;

use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};

use crate::rows::Row;

/// Aligned columns with an arrow between source and destination.
pub(crate) fn text(rows: &[Row]) -> String {
    if rows.is_empty() {
        return "no connections\n".into();
    }
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    for row in rows {
        table.add_row([row.src.as_str(), "=>", row.dst.as_str(), ":", row.conn.as_str()]);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    let mut out = String::new();
    for line in table.lines() {
        let _ = writeln!(out, "{}", line.trim_end());
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
