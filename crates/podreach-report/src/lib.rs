//! Renders an analysis: what it found becomes a document ([`ListDoc`], [`ExposureDoc`], [`ExplainDoc`], [`DiffDoc`],
//! [`PathsDoc`], [`FindingsDoc`]), and every [`Format`] has writers for documents. Diagnostics are rendered in the style of rustc. It reads
//! results only and decides nothing.
//!
//! ```
//! use podreach_eval::{Options, analyze};
//! use podreach_report::{Format, ListDoc, render};
//! use podreach_syntax::Sources;
//!
//! let pods = "{apiVersion: v1, kind: Pod, metadata: {name: a}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: b}}\n";
//! let sources = Sources::single("pods.yaml", pods);
//! let analysis = analyze(&sources, &Options::default());
//! let csv = render(&ListDoc::new(&analysis, &sources), Format::Csv).unwrap();
//! assert!(csv.contains("default/a[Pod],default/b[Pod],All Connections\n"));
//! ```

mod answer;
mod borders;
mod context;
mod diagnostics;
mod diff;
mod escape;
mod explanation;
mod exposure;
mod findings;
mod format;
mod full;
mod full_connection;
mod full_endpoint;
mod full_entry;
mod graph;
mod grid;
mod json;
mod list;
mod markdown;
mod members;
mod nearest;
mod notations;
mod outside;
mod paths;
mod place;
mod printer;
mod reasoning;
mod references;
mod rows;
#[cfg(test)]
mod schema;
mod style;
mod suggestions;
mod svg;
mod table;
mod text;

pub use diagnostics::render_diagnostics;
pub use diff::{DIFF_SCHEMA_VERSION, DiffDoc};
pub use explanation::ExplainDoc;
pub use exposure::{EXPOSURE_SCHEMA_VERSION, ExposureDoc};
pub use findings::{FINDINGS_SCHEMA_VERSION, FindingsDoc, FixEffect, ReportedFix};
pub use format::{Document, DocumentKind, Format, RenderError, render};
pub use full::FULL_SCHEMA_VERSION;
pub use grid::Grid;
pub use list::ListDoc;
pub use outside::Outside;
pub use paths::PathsDoc;
pub use printer::Printer;
pub use rows::{Group, Row, Rows, rows};
pub use style::VerdictStyle;
pub use suggestions::{SUGGESTIONS_SCHEMA_VERSION, SuggestedPair, SuggestionsDoc};
pub use svg::{SvgOptions, SvgPage, svg, svg_of_scene, svg_of_view};
pub use text::Text;
