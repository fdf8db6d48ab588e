//! Formats, a row each: what a format is called, and how it writes each kind of document. A new format is a row in `formats!`
//! and a file with its writers; the enum, the command line and its help are made of this table.

use std::fmt;

use crate::{DiffDoc, ExplainDoc, ExposureDoc, FindingsDoc, ListDoc, PathsDoc, Printer, SuggestionsDoc};
use crate::{diff, explanation, exposure, findings, list, paths, suggestions};

/// What a document is about. A format has a writer for some kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// All connections.
    List,
    /// All connections, and what workloads are exposed to.
    Exposure,
    /// The short answer to a question.
    Verdict,
    /// The answer to a question with everything that it rests on.
    Explanation,
    /// What a change alters.
    Diff,
    /// The ingress paths to pods.
    Paths,
    /// What is wrong with an input, or worth knowing.
    Findings,
    /// What would allow or deny a connection.
    Suggestions,
}

/// A document, to be written in any of its formats.
pub trait Document {
    /// What it is about.
    fn kind(&self) -> DocumentKind;

    /// Writes it.
    ///
    /// # Errors
    /// When the sink fails, and when the format has no writer for documents of this kind.
    fn write(&self, format: Format, out: &mut Printer<'_>) -> fmt::Result;
}

/// A format: its name, and a writer for each kind of document that it can hold.
struct Row {
    name: &'static str,
    media_type: &'static str,
    list: Option<fn(&ListDoc<'_>, &mut Printer<'_>) -> fmt::Result>,
    exposure: Option<fn(&ExposureDoc<'_>, &mut Printer<'_>) -> fmt::Result>,
    verdict: Option<fn(&ExplainDoc<'_>, &mut Printer<'_>) -> fmt::Result>,
    explanation: Option<fn(&ExplainDoc<'_>, &mut Printer<'_>) -> fmt::Result>,
    diff: Option<fn(&DiffDoc<'_>, &mut Printer<'_>) -> fmt::Result>,
    paths: Option<fn(&PathsDoc<'_>, &mut Printer<'_>) -> fmt::Result>,
    findings: Option<fn(&FindingsDoc<'_>, &mut Printer<'_>) -> fmt::Result>,
    suggestions: Option<fn(&SuggestionsDoc<'_>, &mut Printer<'_>) -> fmt::Result>,
}

/// A format without any writer, to be filled in.
const EMPTY: Row = Row {
    name: "",
    media_type: "",
    list: None,
    exposure: None,
    verdict: None,
    explanation: None,
    diff: None,
    paths: None,
    findings: None,
    suggestions: None,
};

/// Makes [`Format`] of the table of formats.
macro_rules! formats {
    ($($(#[$doc:meta])+ $format:ident = $row:expr,)+) => {
        /// A format that documents are written in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Format {
            $($(#[$doc])+ $format,)+
        }

        impl Format {
            /// All of them, in the order of help.
            pub const ALL: [Self; [$(stringify!($format)),+].len()] = [$(Self::$format),+];

            const fn row(self) -> Row {
                match self {
                    $(Self::$format => $row,)+
                }
            }
        }
    };
}

formats! {
    /// Text for terminals; may change.
    Txt = Row {
        name: "txt",
        media_type: "text/plain",
        list: Some(list::text),
        exposure: Some(exposure::text),
        verdict: Some(explanation::text),
        explanation: Some(explanation::text),
        diff: Some(diff::text),
        paths: Some(paths::text),
        findings: Some(findings::text),
        suggestions: Some(suggestions::text),
    },
    /// JSON for programs, described by `SCHEMA.md`.
    Json = Row {
        name: "json",
        media_type: "application/json",
        list: Some(list::json),
        exposure: Some(exposure::json),
        verdict: Some(explanation::json),
        explanation: Some(explanation::json),
        diff: Some(diff::json),
        paths: Some(paths::json),
        findings: Some(findings::json),
        suggestions: Some(suggestions::json),
    },
    /// Everything that is known about an input, as JSON.
    Full = Row { name: "full", media_type: "application/json", list: Some(list::full), ..EMPTY },
    /// Comma separated values (RFC 4180).
    Csv = Row {
        name: "csv",
        media_type: "text/csv",
        list: Some(list::csv),
        exposure: Some(exposure::csv),
        explanation: Some(explanation::csv),
        diff: Some(diff::csv),
        ..EMPTY
    },
    /// Markdown, for comments on pull requests.
    Md = Row {
        name: "md",
        media_type: "text/markdown",
        list: Some(list::markdown),
        exposure: Some(exposure::markdown),
        explanation: Some(explanation::markdown),
        diff: Some(diff::markdown),
        ..EMPTY
    },
    /// A Graphviz digraph.
    Dot = Row {
        name: "dot",
        media_type: "text/vnd.graphviz",
        list: Some(list::dot),
        exposure: Some(exposure::dot),
        explanation: Some(explanation::dot),
        diff: Some(diff::dot),
        ..EMPTY
    },
    /// A Mermaid flowchart.
    Mermaid = Row {
        name: "mermaid",
        media_type: "text/vnd.mermaid",
        list: Some(list::mermaid),
        exposure: Some(exposure::mermaid),
        explanation: Some(explanation::mermaid),
        diff: Some(diff::mermaid),
        ..EMPTY
    },
    /// A drawing that needs nothing else.
    Svg = Row {
        name: "svg",
        media_type: "image/svg+xml",
        list: Some(list::svg),
        exposure: Some(exposure::svg),
        explanation: Some(explanation::svg),
        diff: Some(diff::svg),
        ..EMPTY
    },
    /// Static analysis results (SARIF 2.1.0), for code scanning.
    Sarif = Row {
        name: "sarif",
        media_type: "application/sarif+json",
        findings: Some(findings::sarif),
        ..EMPTY
    },
    /// Annotations of GitHub Actions.
    Github = Row { name: "github", media_type: "text/plain", findings: Some(findings::github), ..EMPTY },
}

impl Format {
    /// Its name, as the command line takes it; most are the ends of file names as well.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Its media type (RFC 6838).
    pub const fn media_type(self) -> &'static str {
        self.row().media_type
    }

    /// Whether it has a writer for documents of a kind.
    pub const fn supports(self, kind: DocumentKind) -> bool {
        let row = self.row();
        match kind {
            DocumentKind::List => row.list.is_some(),
            DocumentKind::Exposure => row.exposure.is_some(),
            DocumentKind::Verdict => row.verdict.is_some(),
            DocumentKind::Explanation => row.explanation.is_some(),
            DocumentKind::Diff => row.diff.is_some(),
            DocumentKind::Paths => row.paths.is_some(),
            DocumentKind::Findings => row.findings.is_some(),
            DocumentKind::Suggestions => row.suggestions.is_some(),
        }
    }
}

impl DocumentKind {
    /// What people call a document of this kind.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "a list",
            Self::Exposure => "a list with exposure",
            Self::Verdict => "a short answer",
            Self::Explanation => "an explanation",
            Self::Diff => "a comparison",
            Self::Paths => "a list of ingress paths",
            Self::Findings => "a list of findings",
            Self::Suggestions => "suggestions",
        }
    }

    /// The formats that documents of this kind are written in.
    pub fn formats(self) -> impl Iterator<Item = Format> {
        Format::ALL.into_iter().filter(move |format| format.supports(self))
    }
}

/// Writes a document with the writer of a format, if there is one.
fn with<D>(
    document: &D,
    out: &mut Printer<'_>,
    writer: Option<impl FnOnce(&D, &mut Printer<'_>) -> fmt::Result>,
) -> fmt::Result {
    writer.map_or(Err(fmt::Error), |write| write(document, out))
}

impl Document for ListDoc<'_> {
    fn kind(&self) -> DocumentKind {
        DocumentKind::List
    }

    fn write(&self, format: Format, out: &mut Printer<'_>) -> fmt::Result {
        with(self, out, format.row().list)
    }
}

impl Document for ExposureDoc<'_> {
    fn kind(&self) -> DocumentKind {
        DocumentKind::Exposure
    }

    fn write(&self, format: Format, out: &mut Printer<'_>) -> fmt::Result {
        with(self, out, format.row().exposure)
    }
}

impl Document for ExplainDoc<'_> {
    fn kind(&self) -> DocumentKind {
        if self.style.full { DocumentKind::Explanation } else { DocumentKind::Verdict }
    }

    fn write(&self, format: Format, out: &mut Printer<'_>) -> fmt::Result {
        let row = format.row();
        with(self, out, if self.style.full { row.explanation } else { row.verdict })
    }
}

impl Document for DiffDoc<'_> {
    fn kind(&self) -> DocumentKind {
        DocumentKind::Diff
    }

    fn write(&self, format: Format, out: &mut Printer<'_>) -> fmt::Result {
        with(self, out, format.row().diff)
    }
}

impl Document for PathsDoc<'_> {
    fn kind(&self) -> DocumentKind {
        DocumentKind::Paths
    }

    fn write(&self, format: Format, out: &mut Printer<'_>) -> fmt::Result {
        with(self, out, format.row().paths)
    }
}

impl Document for FindingsDoc<'_> {
    fn kind(&self) -> DocumentKind {
        DocumentKind::Findings
    }

    fn write(&self, format: Format, out: &mut Printer<'_>) -> fmt::Result {
        with(self, out, format.row().findings)
    }
}

impl Document for SuggestionsDoc<'_> {
    fn kind(&self) -> DocumentKind {
        DocumentKind::Suggestions
    }

    fn write(&self, format: Format, out: &mut Printer<'_>) -> fmt::Result {
        with(self, out, format.row().suggestions)
    }
}

/// Why a document is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenderError {
    /// The format has no writer for documents of this kind.
    Unsupported(DocumentKind, Format),
    /// A writer failed.
    Failed,
}

impl fmt::Display for RenderError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(kind, format) => {
                let names: Vec<&str> = kind.formats().map(Format::name).collect();
                write!(
                    out,
                    "{} cannot be written as {}; its formats are {}",
                    kind.name(),
                    format.name(),
                    names.join(", ")
                )
            }
            Self::Failed => out.write_str("the document cannot be written"),
        }
    }
}

impl std::error::Error for RenderError {}

/// A document as one text, where it is short enough to be held.
///
/// # Errors
/// When the format has no writer for it, or the writer fails.
pub fn render(document: &dyn Document, format: Format) -> Result<String, RenderError> {
    if !format.supports(document.kind()) {
        return Err(RenderError::Unsupported(document.kind(), format));
    }
    let mut out = String::new();
    document.write(format, &mut Printer::new(&mut out)).map_err(|_| RenderError::Failed)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
            assert!(format.media_type().contains('/'));
        }
        assert_eq!(Format::from_name("xml"), None);
    }

    #[test]
    fn every_kind_of_documents_has_text_and_json() {
        use DocumentKind::{Diff, Explanation, Exposure, Findings, List, Paths, Verdict};
        for kind in [List, Exposure, Verdict, Explanation, Diff, Paths, Findings] {
            assert!(Format::Txt.supports(kind) && Format::Json.supports(kind));
        }
        assert_eq!(Verdict.formats().count(), 2);
        assert!(!Format::Full.supports(Exposure));
    }
}
