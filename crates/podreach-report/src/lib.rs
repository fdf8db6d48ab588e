//! Renders an analysis: connections, exposure, differences and explanations as text, JSON, CSV, Markdown, DOT, Mermaid and
//! SVG, diagnostics in the style of rustc. It reads results only and decides nothing.

mod borders;
mod connections;
mod context;
mod diagnostics;
mod diff;
mod dot;
mod escape;
mod explanation;
mod exposure;
mod exposure_graph;
mod exposure_json;
mod exposure_svg;
mod full;
mod full_endpoint;
mod full_entry;
mod members;
mod mermaid;
mod nodes;
mod notations;
mod place;
mod reasoning;
mod references;
mod rows;
mod style;
mod svg;
mod table;
mod verdict;
mod verdict_json;
mod ways;

pub use connections::{ListFormat, list, write_list};
pub use context::{Context, left_out_text};
pub use diagnostics::render_diagnostics;
pub use diff::{Compared, DIFF_SCHEMA_VERSION, DiffFormat, write_diff};
pub use explanation::{Answer, ExplainFormat, Explanation, write_explanation};
pub use exposure::write_exposure;
pub use exposure_json::EXPOSURE_SCHEMA_VERSION;
pub use exposure_svg::exposure_svg;
pub use full::FULL_SCHEMA_VERSION;
pub use rows::{Group, Outside, Row, Rows, rows};
pub use svg::{SvgOptions, svg, verdicts_svg};
pub use verdict::{VerdictStyle, headline, service_text, service_way, titled, verdict_text};
pub use verdict_json::{service_json, verdict_json};
pub use ways::{ways_json, ways_text};
