//! Renders an analysis: connections as text, JSON, CSV, Markdown and DOT, verdicts as text and JSON, diagnostics in the
//! style of rustc. It reads results only and decides nothing.

mod connections;
mod diagnostics;
mod dot;
mod full;
mod rows;
mod table;
mod verdict;

pub use connections::{ListFormat, list};
pub use diagnostics::render_diagnostics;
pub use full::FULL_SCHEMA_VERSION;
pub use rows::{Row, rows};
pub use verdict::{VerdictText, service_json, service_text, verdict_json, verdict_text};
