//! What goes with an answer: what it leaves out, and notes about the objects that it rests on. `SCHEMA.md` describes the JSON.

use std::fmt::Write as _;

use podreach_eval::explain::{Ends, LeftOut, left_out_sentences};
use podreach_eval::{Analysis, Target};
use podreach_syntax::{Diagnostic, Sources, Span};
use serde_json::{Value, json};

use crate::explanation::Answer;
use crate::place::{line, place};
use crate::style::{Ink, ink};
use crate::text::Text;
use crate::verdict::VerdictStyle;

/// At most this many notes are told in a text.
const NOTES: usize = 8;

/// What goes with an answer.
pub struct Context<'a> {
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
    pub fn new(analysis: &'a Analysis, sources: &'a Sources, ends: &Ends, named: &[Span]) -> Self {
        Self {
            analysis,
            sources,
            left_out: analysis.left_out(ends),
            notes: analysis.notes_about(ends, named),
            files_missing: false,
        }
    }

    /// For the answers to a question, and what its ends mean.
    pub fn of_answers(analysis: &'a Analysis, sources: &'a Sources, answers: &[Answer], targets: &[Target]) -> Self {
        let verdicts = || answers.iter().filter_map(|answer| answer.verdict.as_ref());
        let mut ends = Ends {
            sources: verdicts().map(|verdict| verdict.source).collect(),
            destinations: verdicts().map(|verdict| verdict.destination).collect(),
        };
        for ids in [&mut ends.sources, &mut ends.destinations] {
            ids.sort_unstable();
            ids.dedup();
        }
        let services = targets.iter().filter_map(|target| match target {
            Target::Service(at) => analysis.services.get(*at).map(|node| node.service.meta.span),
            _ => None,
        });
        Self::new(analysis, sources, &ends, &services.collect::<Vec<_>>())
    }

    /// Says whether some files could not be read.
    #[must_use]
    pub fn files_missing(self, files_missing: bool) -> Self {
        Self { files_missing, ..self }
    }

    /// What is left out, in sentences.
    fn sentences(&self) -> Vec<String> {
        let files = self.files_missing.then(|| FILES_MISSING.to_owned());
        left_out_sentences(self.analysis, &self.left_out).into_iter().chain(files).collect()
    }

    /// Notes of different words with their places, so many as a text tells.
    fn told(&self) -> Vec<(&'a Diagnostic, Vec<Span>)> {
        let mut told: Vec<(&Diagnostic, Vec<Span>)> = Vec::new();
        for found in &self.notes {
            let Some(span) = found.span else { continue };
            let same = |known: &&mut (&Diagnostic, Vec<Span>)| {
                (known.0.code, &known.0.message, &known.0.help) == (found.code, &found.message, &found.help)
            };
            if let Some((_, places)) = told.iter_mut().find(same) {
                places.push(span);
            } else if told.len() < NOTES {
                told.push((found, vec![span]));
            }
        }
        told
    }

    /// How many notes about the input a text does not tell.
    pub fn other_notes(&self) -> usize {
        let told: usize = self.told().iter().map(|(_, places)| places.len()).sum();
        self.analysis.note_count().saturating_sub(told)
    }

    /// For people, behind the answer; empty where there is nothing to say.
    pub fn text(&self, style: VerdictStyle) -> Text {
        let mut out = Text::new();
        for sentence in self.sentences() {
            let word = ink("left out", Ink::Strong, style.color);
            out.blank();
            let _ = writeln!(out, "  {word}: {sentence}");
        }
        for (found, places) in self.told() {
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
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        for sentence in self.sentences() {
            let _ = write!(out, "\n* Left out: {}", crate::markdown::prose(&sentence));
        }
        for (found, _) in self.told() {
            let _ = write!(out, "\n* Note {}: {}", found.code, crate::markdown::prose(&found.message));
        }
        if out.is_empty() { out } else { out + "\n" }
    }

    /// Puts `leftOut` and `notes` into a document where there are any.
    pub fn add_to(&self, value: &mut Value) {
        let Value::Object(map) = value else { return };
        if !self.left_out.is_empty() || self.files_missing {
            let value = left_out_json(self.sources, self.analysis, &self.left_out, &self.sentences());
            map.insert("leftOut".into(), value);
        }
        if !self.notes.is_empty() {
            let note = |found: &&Diagnostic| {
                json!({"code": found.code, "message": found.message, "help": found.help,
                       "at": found.span.and_then(|span| place(self.sources, span))})
            };
            map.insert("notes".into(), self.notes.iter().map(note).collect());
        }
    }
}

/// What is left out, as JSON.
fn left_out_json(sources: &Sources, analysis: &Analysis, left_out: &LeftOut<'_>, sentences: &[String]) -> Value {
    let rejected: Vec<Value> = left_out
        .rejected
        .iter()
        .map(|one| {
            let meta = &one.policy.meta;
            let namespace = Some(&*meta.namespace).filter(|namespace| !namespace.is_empty());
            let selects: Vec<&str> = one.selects.iter().map(|id| analysis.endpoint(*id).id.as_str()).collect();
            json!({"kind": meta.kind, "namespace": namespace, "name": meta.name.value, "codes": one.policy.codes,
                   "selects": selects, "at": place(sources, meta.span)})
        })
        .collect();
    let unsupported: Vec<Value> = left_out
        .unsupported
        .iter()
        .map(|one| {
            let wide = one.policy.as_ref().is_some_and(|policy| policy.cluster_wide);
            let namespace = (!wide).then_some(&one.namespace);
            json!({"apiVersion": one.api_version, "kind": one.kind, "namespace": namespace, "name": one.name,
                   "at": place(sources, one.span)})
        })
        .collect();
    let unreadable: Vec<Value> = left_out.unreadable.iter().map(|span| json!(place(sources, *span))).collect();
    json!({"rejected": rejected, "unsupported": unsupported, "unreadable": unreadable,
           "text": sentences})
}

/// What a list leaves out, as lines behind it; empty where there is nothing.
pub fn left_out_text(analysis: &Analysis) -> Text {
    let sentences = left_out_sentences(analysis, &analysis.left_out_of_all());
    sentences.iter().fold(Text::new(), |mut out, sentence| {
        let _ = writeln!(out, "left out: {sentence}");
        out
    })
}
