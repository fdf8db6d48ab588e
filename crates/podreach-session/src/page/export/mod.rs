//! What can be taken away: files of what a page shows and of everything, and a text for a pull request.
//!
//! Everything is written into a bounded text ([`MOST`]); what does not fit is refused in words, never cut.

mod bounded;
mod pull_request;
mod tables;
#[cfg(test)]
mod tests;

use podreach_eval::GraphOptions;
use podreach_picture::Arrangement;
use podreach_picture::wording::grouped;
use podreach_report::{Format, ListDoc, SvgPage, svg_of_scene};
use serde::{Deserialize, Serialize};

use super::Matrix;
use super::picture::{self, Picture};
use crate::evaluation::Evaluation;
pub(super) use bounded::written;

/// No file has more bytes than this.
pub(super) const MOST: usize = 32 << 20;

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// Of what.
    pub what: ExportWhat,
    /// How it is written.
    pub format: ExportFormat,
    /// What the work is called: the heading of pictures, and the start of the file's name.
    pub title: String,
}

/// What is taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportWhat {
    /// The picture as the page arranges it.
    Picture(Box<Picture>),
    /// The matrix of what contains this text; of all where it is empty.
    Matrix(String),
    /// The table of rules.
    Rules,
    /// All connections, or whatever the format has room for.
    Everything,
    /// A text for a pull request: beside a baseline what opens and closes, otherwise all connections.
    PullRequest,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportFormat {
    /// A drawing.
    Svg,
    /// A drawing for whoever makes pixels of it: always light.
    Png,
    /// Graphviz.
    Dot,
    /// A Mermaid flowchart.
    Mermaid,
    /// Tables.
    Markdown,
    /// Comma separated values.
    Csv,
    /// Everything that is known, as `podreach list -o full` writes it.
    Json,
}

/// A file that is ready.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// Its name, of `a-z`, `0-9`, `-` and `.` alone.
    pub name: String,
    /// The media type of the text.
    pub media_type: String,
    /// What is in it. Of a [`ExportFormat::Png`] the SVG that it is drawn from.
    pub text: String,
}

impl ExportFormat {
    /// The end of file names.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Dot => "dot",
            Self::Mermaid => "mmd",
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// The format of reports.
    const fn of_report(self) -> Format {
        match self {
            Self::Svg | Self::Png => Format::Svg,
            Self::Dot => Format::Dot,
            Self::Mermaid => Format::Mermaid,
            Self::Markdown => Format::Md,
            Self::Csv => Format::Csv,
            Self::Json => Format::Full,
        }
    }
}

pub(super) fn answer(Export { what, format, title }: Export, evaluation: &Evaluation) -> Result<Exported, String> {
    if evaluation.analysis.exceeded {
        return Err(
            "The input was not evaluated, because that would take too long. There is nothing to export.".to_owned()
        );
    }
    let page = SvgPage { heading: title.clone(), light: format == ExportFormat::Png };
    let is_drawing = matches!(format, ExportFormat::Svg | ExportFormat::Png);
    let (part, text) = match what {
        ExportWhat::Picture(picture) if is_drawing => ("graph", Ok(drawn(*picture, &page, evaluation))),
        ExportWhat::Picture(_) => ("graph", Err("A picture is a file of SVG or PNG.".to_owned())),
        ExportWhat::Matrix(matching) => ("matrix", tables::write(&tables::matrix(matching, evaluation)?, format)?),
        ExportWhat::Rules => ("rules", tables::write(&tables::rules(evaluation), format)?),
        ExportWhat::Everything if is_drawing => ("everything", everything_drawn(&page, evaluation)),
        ExportWhat::Everything => ("everything", everything(format, evaluation)),
        ExportWhat::PullRequest => ("pull-request", pull_request::write(evaluation)),
    };
    let text = text?;
    if text.len() > MOST {
        return Err(too_large(format));
    }
    let name = format!("{}-{part}.{}", file_name(&title), format.extension());
    Ok(Exported { name, media_type: format.of_report().media_type().to_owned(), text })
}

/// Why a file is not written.
fn too_large(format: ExportFormat) -> String {
    let (megabytes, format) = (MOST >> 20, format.of_report().name());
    format!("That is more than {megabytes} MB. `podreach list -o {format}` writes it whatever its size.")
}

/// The picture as the page shows it. Nobody can point at a file, so that what pointing would show has to stand there.
fn drawn(picture: Picture, page: &SvgPage, evaluation: &Evaluation) -> String {
    let arrangement = Arrangement { still: true, ..picture.arrangement };
    svg_of_scene(&picture::answer(Picture { arrangement, ..picture }, evaluation).scene, page)
}

/// The whole graph without folding, where there is room for it.
fn everything_drawn(page: &SvgPage, evaluation: &Evaluation) -> Result<String, String> {
    let view = evaluation.analysis.graph_view(&GraphOptions::default());
    let arrangement = Arrangement { show_services: true, still: true, ..Arrangement::default() };
    let scene = podreach_picture::arrange::scene(&view, &arrangement);
    if scene.left_out > 0 || scene.undrawn > 0 {
        let of = grouped(scene.nodes.len() + scene.left_out);
        return Err(format!(
            "A drawing of everything has no room for its {of} nodes and their connections. Export the view, or JSON, CSV or DOT."
        ));
    }
    Ok(svg_of_scene(&scene, page))
}

/// All connections as a document.
fn everything(format: ExportFormat, evaluation: &Evaluation) -> Result<String, String> {
    let mut list = ListDoc::new(&evaluation.analysis, &evaluation.sources);
    // The page shows them, and without them a policy alone would be an empty list.
    list.representatives = true;
    written(&list, format.of_report(), MOST).ok_or_else(|| too_large(format))
}

/// A title as the start of a file's name.
fn file_name(title: &str) -> String {
    let words = title.split(|found: char| !found.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    let name: String = name.chars().take(60).collect();
    let name = name.trim_end_matches('-');
    if name.is_empty() { "podreach".to_owned() } else { name.to_owned() }
}
