//! Renders an analysis: connections as text, JSON, CSV, Markdown and DOT, verdicts as text and JSON, diagnostics in the
//! style of rustc. It reads results only and decides nothing.

mod borders;
mod connections;
mod diagnostics;
mod dot;
mod exposure;
mod exposure_json;
mod full;
mod full_endpoint;
mod members;
mod notations;
mod place;
mod rows;
mod style;
mod table;
mod verdict;
mod verdict_json;

pub use connections::{ListFormat, list, write_list};
pub use diagnostics::render_diagnostics;
pub use exposure::write_exposure;
pub use exposure_json::EXPOSURE_SCHEMA_VERSION;
pub use full::FULL_SCHEMA_VERSION;
pub use rows::{Outside, Row, Rows, rows};
pub use verdict::{VerdictStyle, headline, service_text, verdict_text};
pub use verdict_json::{service_json, verdict_json};
