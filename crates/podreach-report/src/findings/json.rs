//! Findings as JSON. `schema/lint.json` describes it.

use std::fmt;

use podreach_eval::lint::{Finding, Lint, NotChecked, Silenced};
use podreach_syntax::{PlacedEdit, Related, Sources, Span};
use serde::Serialize;

use super::{FINDINGS_SCHEMA_VERSION, FindingsDoc, ReportedFix, name_of, url};
use crate::Printer;
use crate::json::by_line;

pub(crate) fn json(doc: &FindingsDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let sources = doc.sources;
    let value = FindingsOut {
        version: FINDINGS_SCHEMA_VERSION,
        not_checked: doc.findings.not_checked.iter().map(not_checked).collect(),
        findings: doc.shown().map(|(finding, fixes)| finding_out(sources, finding, fixes)).collect(),
        silenced: doc.findings.silenced.iter().map(|one| silenced(sources, one)).collect(),
    };
    by_line(&mut out.json(), &value)
}

/// Findings about an input.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct FindingsOut<'a> {
    /// Version of this document.
    version: u32,
    /// Findings that were not looked for.
    not_checked: Vec<NotCheckedOut<'a>>,
    /// Findings of the level asked for or above, by source and place.
    findings: Vec<FindingOut<'a>>,
    /// Findings of any level that comments silence.
    silenced: Vec<SilencedOut<'a>>,
}

/// A finding that was not looked for.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct NotCheckedOut<'a> {
    /// Its code.
    code: &'a str,
    /// Its name.
    name: &'a str,
    /// What the input would have to hold: `workloads`, `Services`, `Namespace objects`, `the network plugin`.
    needs: &'a str,
}

/// One finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FindingOut<'a> {
    /// Stable code, `L50`.
    code: &'a str,
    /// Stable name, `service-port-in-policy`.
    name: &'a str,
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// What is wrong.
    message: &'a str,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    /// Its documentation.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Where; missing when it concerns the input as a whole.
    #[serde(flatten)]
    place: Option<PlaceOut<'a>>,
    /// Further places.
    related: Vec<RelatedOut<'a>>,
    /// Changes of the text, each of which settles it.
    fixes: Vec<FixOut<'a>>,
}

/// A place with both its ends.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PlaceOut<'a> {
    /// The name of the file, or `stdin`.
    pub(super) source: &'a str,
    /// Line where it begins, from 1.
    pub(super) line: u32,
    /// Column where it begins, in characters, from 1.
    pub(super) column: u32,
    /// Line where it ends, from 1.
    pub(super) end_line: u32,
    /// Column behind its last character, from 1.
    pub(super) end_column: u32,
}

/// A further place of a finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RelatedOut<'a> {
    /// What is there.
    message: &'a str,
    #[serde(flatten)]
    place: PlaceOut<'a>,
}

/// A change of the text.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FixOut<'a> {
    /// What it does, in the imperative.
    title: &'a str,
    /// `safe` where no connection differs before and after, `unsafe` otherwise.
    applicability: &'static str,
    /// Pairs that it opens, where it was evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    opens: Option<u64>,
    /// Pairs that it closes, where it was evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    closes: Option<u64>,
    /// Edits that do not overlap; all of them belong to it.
    edits: Vec<EditOut<'a>>,
}

/// A replacement in a source.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct EditOut<'a> {
    /// The name of the file, or `stdin`.
    source: &'a str,
    /// First byte that is replaced, from 0.
    start: u32,
    /// One past the last byte that is replaced.
    end: u32,
    /// What stands there then.
    text: &'a str,
}

impl<'a> EditOut<'a> {
    /// An edit of one of these sources.
    pub(crate) fn of(sources: &'a Sources, edit: &'a PlacedEdit) -> Option<Self> {
        let source = sources.get(edit.source)?.name();
        Some(Self { source, start: edit.start, end: edit.end, text: &edit.text })
    }
}

/// A finding that a comment silences.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SilencedOut<'a> {
    /// Its code.
    code: &'a str,
    /// Why it is silenced, as the comment says.
    reason: &'a str,
    #[serde(flatten)]
    place: Option<PlaceOut<'a>>,
}

/// The place of a span; `None` when it is of another input.
pub(super) fn place(sources: &Sources, span: Span) -> Option<PlaceOut<'_>> {
    let at = sources.place(span);
    let source = sources.get(at.source)?;
    let (start, end) = (source.line_column(at.start), source.line_column(at.end));
    Some(PlaceOut {
        source: source.name(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    })
}

fn not_checked(not: &NotChecked) -> NotCheckedOut<'_> {
    NotCheckedOut { code: not.lint.code, name: not.lint.name, needs: &not.needs }
}

fn silenced<'a>(sources: &'a Sources, one: &'a Silenced) -> SilencedOut<'a> {
    let found = &one.finding.diagnostic;
    let place = found.span.and_then(|span| place(sources, span));
    SilencedOut { code: found.code, reason: &one.reason, place }
}

fn related<'a>(sources: &'a Sources, related: &'a Related) -> Option<RelatedOut<'a>> {
    Some(RelatedOut { message: &related.message, place: place(sources, related.span)? })
}

fn finding_out<'a>(sources: &'a Sources, finding: &'a Finding, fixes: &'a [ReportedFix]) -> FindingOut<'a> {
    let found = &finding.diagnostic;
    FindingOut {
        code: found.code,
        name: name_of(finding),
        severity: found.severity.as_str(),
        message: &found.message,
        help: found.help.as_deref(),
        url: Lint::of(found.code).map(url),
        place: found.span.and_then(|span| place(sources, span)),
        related: found.related.iter().filter_map(|one| related(sources, one)).collect(),
        fixes: fixes.iter().map(|fix| fix_out(sources, fix)).collect(),
    }
}

fn fix_out<'a>(sources: &'a Sources, fix: &'a ReportedFix) -> FixOut<'a> {
    let (opens, closes) = match fix.effect {
        super::FixEffect::Safe => (Some(0), Some(0)),
        super::FixEffect::Changes { opens, closes } => (Some(opens), Some(closes)),
        super::FixEffect::Unknown => (None, None),
    };
    let edits = fix.edits.iter().filter_map(|edit| EditOut::of(sources, edit)).collect();
    FixOut { title: &fix.title, applicability: fix.effect.applicability(), opens, closes, edits }
}
