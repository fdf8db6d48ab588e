//! Findings: the document and its writers.

mod fingerprint;
mod github;
mod json;
mod sarif;
mod text;

use podreach_eval::Analysis;
use podreach_eval::lint::{Finding, Findings, Lint};
use podreach_syntax::{PlacedEdit, Severity, Sources};

pub(crate) use github::github;
#[cfg(test)]
pub(crate) use json::FindingsOut;
pub(crate) use json::{EditOut, json};
pub(crate) use sarif::sarif;
pub(crate) use text::text;

/// Version of `lint -o json`.
pub const FINDINGS_SCHEMA_VERSION: u32 = 1;

/// Where the documentation of findings is, each under its name.
const DOCUMENTATION: &str = "https://podreach.github.io/podreach/findings/";

/// What a fix does to connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixEffect {
    /// Nothing: the input was compared before and after.
    Safe,
    /// It opens and closes so many pairs, representatives among them.
    Changes {
        /// Pairs that gain something.
        opens: u64,
        /// Pairs that lose something.
        closes: u64,
    },
    /// It was not compared.
    Unknown,
}

impl FixEffect {
    /// `safe` or `unsafe`.
    pub const fn applicability(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Changes { .. } | Self::Unknown => "unsafe",
        }
    }
}

/// A fix of a finding, with what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedFix {
    /// What it does to the text, in the imperative.
    pub title: String,
    /// Its edits.
    pub edits: Vec<PlacedEdit>,
    /// What it does to connections.
    pub effect: FixEffect,
}

/// Findings about an input.
#[derive(Clone, Debug)]
pub struct FindingsDoc<'a> {
    /// The evaluation of the input.
    pub analysis: &'a Analysis,
    /// The input.
    pub sources: &'a Sources,
    /// What was found, by source and place.
    pub findings: &'a Findings,
    /// By finding: its fixes.
    pub fixes: Vec<Vec<ReportedFix>>,
    /// Findings that weigh less are left out.
    pub level: Severity,
    /// Whether text has colours.
    pub color: bool,
}

impl<'a> FindingsDoc<'a> {
    /// Findings of a level or above, with their fixes.
    pub fn shown(&self) -> impl Iterator<Item = (&'a Finding, &[ReportedFix])> {
        let fixes = self.fixes.iter().map(Vec::as_slice).chain(std::iter::repeat(&[][..]));
        let all = self.findings.found.iter().zip(fixes);
        all.filter(|(found, _)| found.diagnostic.severity <= self.level)
    }

    /// How many findings weigh less than the level.
    fn below(&self) -> usize {
        self.findings.found.len() - self.shown().count()
    }
}

/// The name of a finding; its code where it has none.
fn name_of(finding: &Finding) -> &'static str {
    Lint::of(finding.diagnostic.code).map_or(finding.diagnostic.code, |lint| lint.name)
}

/// Where the documentation of a finding is.
fn url(lint: &Lint) -> String {
    format!("{DOCUMENTATION}#{}", lint.name)
}

/// A count with its noun.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
