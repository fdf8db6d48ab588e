//! What goes with an answer: what it leaves out, and notes about the objects that it rests on.

use std::fmt::Write as _;

use podreach_eval::Analysis;
use podreach_eval::explain::{Ends, LeftOut, left_out_sentences};
use podreach_syntax::{Diagnostic, Sources, Span};
use serde::Serialize;

use crate::place::{Place, line, place};
use crate::style::{Ink, VerdictStyle, ink};
use crate::text::Text;

/// A text shows at most this many notes.
const NOTES: usize = 8;

/// What goes with an answer.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    analysis: &'a Analysis,
    sources: &'a Sources,
    left_out: LeftOut<'a>,
    notes: Vec<&'a Diagnostic>,
    files_missing: bool,
}

/// What is said where files could not be read.
const FILES_MISSING: &str = "Some files could not be read; they may hold policies.";

impl<'a> Context<'a> {
    /// For a question about some ends; `named` are places of Services and entry points that it names.
    pub(crate) fn new(analysis: &'a Analysis, sources: &'a Sources, ends: &Ends, named: &[Span]) -> Self {
        Self {
            analysis,
            sources,
            left_out: analysis.left_out(ends),
            notes: analysis.notes_about(ends, named),
            files_missing: false,
        }
    }

    /// Says whether some files could not be read.
    #[must_use]
    pub(crate) fn files_missing(self, files_missing: bool) -> Self {
        Self { files_missing, ..self }
    }

    /// What is left out, in sentences.
    fn sentences(&self) -> Vec<String> {
        let files = self.files_missing.then(|| FILES_MISSING.to_owned());
        left_out_sentences(self.analysis, &self.left_out).into_iter().chain(files).collect()
    }

    /// Notes of different words with their places, as many as a text shows.
    fn shown(&self) -> Vec<(&'a Diagnostic, Vec<Span>)> {
        let mut shown: Vec<(&Diagnostic, Vec<Span>)> = Vec::new();
        for found in &self.notes {
            let Some(span) = found.span else { continue };
            let same = |known: &&mut (&Diagnostic, Vec<Span>)| {
                (known.0.code, &known.0.message, &known.0.help) == (found.code, &found.message, &found.help)
            };
            if let Some((_, places)) = shown.iter_mut().find(same) {
                places.push(span);
            } else if shown.len() < NOTES {
                shown.push((found, vec![span]));
            }
        }
        shown
    }

    /// How many notes about the input a text leaves out.
    pub(crate) fn other_notes(&self) -> usize {
        let shown: usize = self.shown().iter().map(|(_, places)| places.len()).sum();
        self.analysis.note_count().saturating_sub(shown)
    }

    /// For people, behind the answer; empty where there is nothing to say.
    pub(crate) fn text(&self, style: VerdictStyle) -> Text {
        let mut out = Text::new();
        for sentence in self.sentences() {
            let word = ink("left out", Ink::Strong, style.color);
            out.blank();
            let _ = writeln!(out, "  {word}: {sentence}");
        }
        for (found, places) in self.shown() {
            let more = places.len() - 1;
            let at = places.first().map(|span| line(self.sources, *span)).unwrap_or_default();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let place = format!("{at}{more} [{}]", found.code);
            out.blank();
            let _ = writeln!(out, "  note: {}  {}", found.message, ink(&place, Ink::Faint, style.color));
            if let Some(help) = &found.help {
                let _ = writeln!(out, "        help: {help}");
            }
        }
        out
    }

    /// The same as a list in Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut out = String::new();
        for sentence in self.sentences() {
            let _ = write!(out, "\n* Left out: {}", crate::markdown::prose(&sentence));
        }
        for (found, _) in self.shown() {
            let _ = write!(out, "\n* Note {}: {}", found.code, crate::markdown::prose(&found.message));
        }
        if out.is_empty() { out } else { out + "\n" }
    }

    /// The same as JSON: `leftOut` and `notes` where there are any.
    pub(crate) fn json(&self) -> ContextOut<'_> {
        let left_out = !self.left_out.is_empty() || self.files_missing;
        ContextOut {
            left_out: left_out.then(|| LeftOutOut::new(self)),
            notes: (!self.notes.is_empty())
                .then(|| self.notes.iter().map(|found| NoteOut::new(self.sources, found)).collect()),
        }
    }
}

/// What goes with an answer as a whole.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContextOut<'a> {
    /// Where there is any: what the answer leaves out that may concern its ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<LeftOutOut<'a>>,
    /// Where there are any: notes about the policies that apply to its ends, the ends, and the Services that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<Vec<NoteOut<'a>>>,
}

/// What an answer leaves out.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LeftOutOut<'a> {
    /// Policies that the API server would reject.
    rejected: Vec<RejectedPolicyOut<'a>>,
    /// Policies of kinds that are not evaluated, of which a selector that can be read matches an end.
    unsupported: Vec<UnsupportedOut<'a>>,
    /// Parts of the input that could not be read.
    unreadable: Vec<Option<Place<'a>>>,
    /// The same in sentences.
    text: Vec<String>,
}

/// A policy that the API server would reject.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RejectedPolicyOut<'a> {
    /// As written.
    kind: &'a str,
    /// Where it would be; null where its kind has none.
    namespace: Option<&'a str>,
    /// Its name.
    name: &'a str,
    /// The diagnostics that say why.
    codes: &'a [&'static str],
    /// Endpoint ids: the ends that it would select; empty where its selector cannot be read.
    selects: Vec<&'a str>,
    /// Where it is written.
    at: Option<Place<'a>>,
}

/// A policy of a kind that is not evaluated.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct UnsupportedOut<'a> {
    /// As written.
    api_version: &'a str,
    /// As written.
    kind: &'a str,
    /// Where it is; null where its kind has none.
    namespace: Option<&'a str>,
    /// As written.
    name: &'a str,
    /// Where it is written.
    at: Option<Place<'a>>,
}

/// A note about the input.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct NoteOut<'a> {
    /// What it is about; stable.
    code: &'a str,
    /// A sentence.
    message: &'a str,
    /// What to do.
    help: Option<&'a str>,
    /// Where it is.
    at: Option<Place<'a>>,
}

impl<'a> NoteOut<'a> {
    fn new(sources: &'a Sources, found: &'a Diagnostic) -> Self {
        Self {
            code: found.code,
            message: &found.message,
            help: found.help.as_deref(),
            at: found.span.and_then(|span| place(sources, span)),
        }
    }
}

impl<'a> LeftOutOut<'a> {
    fn new(context: &'a Context<'_>) -> Self {
        let Context { analysis, sources, left_out, .. } = context;
        let rejected = left_out.rejected.iter().map(|one| {
            let meta = &one.policy.meta;
            RejectedPolicyOut {
                kind: &meta.kind,
                namespace: Some(&*meta.namespace).filter(|namespace| !namespace.is_empty()),
                name: &meta.name.value,
                codes: &one.policy.codes,
                selects: one.selects.iter().map(|id| analysis.endpoint(*id).id.as_str()).collect(),
                at: place(sources, meta.span),
            }
        });
        let unsupported = left_out.unsupported.iter().map(|one| {
            let wide = one.policy.as_ref().is_some_and(|policy| policy.cluster_wide);
            UnsupportedOut {
                api_version: &one.api_version,
                kind: &one.kind,
                namespace: (!wide).then_some(&*one.namespace),
                name: &one.name,
                at: place(sources, one.span),
            }
        });
        Self {
            rejected: rejected.collect(),
            unsupported: unsupported.collect(),
            unreadable: left_out.unreadable.iter().map(|span| place(sources, *span)).collect(),
            text: context.sentences(),
        }
    }
}

/// What a list leaves out, as lines behind it; empty where there is nothing.
pub(crate) fn left_out_text(analysis: &Analysis) -> Text {
    let sentences = left_out_sentences(analysis, &analysis.left_out_of_all());
    sentences.iter().fold(Text::new(), |mut out, sentence| {
        let _ = writeln!(out, "left out: {sentence}");
        out
    })
}
