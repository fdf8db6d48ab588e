//! What `can` and `explain` answer, in every form.

use podreach_eval::Analysis;
use podreach_eval::reach::Verdict;
use podreach_report::{VerdictPart, verdicts_svg};
use podreach_syntax::Sources;
use serde_json::Value;

/// An answer.
pub(crate) struct Answer {
    pub(crate) allowed: bool,
    pub(crate) text: String,
    pub(crate) value: Value,
    /// What sums up several parts.
    pub(crate) sentence: Option<String>,
    pub(crate) parts: Vec<Part>,
}

/// A part of an answer, for a picture.
pub(crate) struct Part {
    /// How a Service leads to the destination.
    pub(crate) lead: Option<String>,
    /// None where a Service leads to a port that nobody declares.
    pub(crate) verdict: Option<Verdict>,
    /// What the person called the ends.
    pub(crate) ends: [Option<String>; 2],
}

impl Part {
    fn drawn(&self) -> VerdictPart<'_> {
        let ends = self.ends.each_ref().map(Option::as_deref);
        VerdictPart { lead: self.lead.as_deref(), verdict: self.verdict.as_ref(), ends }
    }
}

/// The parts as one SVG.
pub(crate) fn picture(analysis: &Analysis, sources: &Sources, sentence: Option<&str>, parts: &[Part]) -> String {
    verdicts_svg(analysis, sources, sentence, &parts.iter().map(Part::drawn).collect::<Vec<_>>())
}
