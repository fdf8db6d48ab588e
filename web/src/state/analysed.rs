//! Asks the evaluator about what was written, and holds its answer.

use std::sync::Arc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use podreach_eval::Options;
use podreach_eval::view::GraphView;
use podreach_session::page::{Graph, Question, Summary, SummaryAnswer};
use podreach_session::{Evaluation, Session};
use podreach_syntax::{Diagnostic, Sources};

use super::staleness::keeps_last;

/// Texts of more bytes than this wait for a pause in typing.
const LARGE: usize = 1 << 20;

/// The last answer. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Analysed {
    /// The last good evaluation.
    evaluation: RwSignal<Arc<Evaluation>>,
    pub(crate) view: Memo<GraphView>,
    pub(crate) summary: Memo<SummaryAnswer>,
    /// What is to be said about the text as it is now, with the sources that it refers to.
    pub(crate) findings: RwSignal<Arc<(Sources, Vec<Diagnostic>)>>,
    /// Whether the picture is behind the text, because the text is broken.
    pub(crate) stale: RwSignal<bool>,
    /// Milliseconds of the last analysis; none while the view is behind the text.
    pub(crate) elapsed: RwSignal<Option<f64>>,
    session: StoredValue<Session, LocalStorage>,
    timer: StoredValue<Option<Timeout>, LocalStorage>,
    bytes: StoredValue<usize>,
}

impl Analysed {
    /// The answer about nothing. Only what contains `narrow` is part of the view.
    pub(super) fn new(narrow: RwSignal<String>) -> Self {
        let nothing = Evaluation::default();
        let evaluation = RwSignal::new(Arc::new(nothing));
        Self {
            evaluation,
            view: asked(evaluation, move || Graph { matching: narrow.get() }),
            summary: asked(evaluation, || Summary),
            findings: RwSignal::new(Arc::new((Sources::new(), Vec::new()))),
            stale: RwSignal::new(false),
            elapsed: RwSignal::new(Some(0.0)),
            session: StoredValue::new_local(Session::new(1)),
            timer: StoredValue::new_local(None),
            bytes: StoredValue::new(0),
        }
    }

    /// The answer to a question, which follows the input and whatever the question depends on.
    pub(crate) fn ask<Q: Question>(self, question: impl Fn() -> Q + Send + Sync + 'static) -> Memo<Q::Answer>
    where
        Q::Answer: PartialEq + Send + Sync + 'static,
    {
        asked(self.evaluation, question)
    }

    /// The answer as of now.
    pub(crate) fn ask_once<Q: Question>(self, question: Q) -> Q::Answer {
        self.evaluation.with_untracked(|evaluation| question.answer(evaluation))
    }

    /// Reads the sources of the last picture, in which the places of the analysis are.
    pub(crate) fn sources<T>(self, read: impl FnOnce(&Sources) -> T) -> T {
        self.evaluation.with(|evaluation| read(&evaluation.sources))
    }

    /// Runs something soon: at once for small texts, after a pause for large ones. What waits already does not run.
    pub(super) fn soon(self, bytes: usize, run: impl FnOnce() + 'static) {
        self.elapsed.set(None);
        let wait = if bytes > LARGE { 250 } else { 8 };
        self.timer.set_value(Some(Timeout::new(wait, run)));
    }

    /// Analyses now. `typed`: the change was small, so that a broken text keeps the last picture. `replacing` is called with
    /// the old evaluation and the new one before this takes its place.
    pub(super) fn run(
        self,
        sources: Sources,
        options: &Options,
        typed: bool,
        replacing: impl FnOnce(&Evaluation, &Evaluation),
    ) {
        self.timer.set_value(None);
        let start = now();
        let bytes: usize = sources.iter().map(|(_, source)| source.text().len()).sum();
        let evaluated = self.session.try_update_value(|session| session.evaluate(sources, options));
        let Some(evaluation) = evaluated else { return };
        let analysis = &evaluation.analysis;
        let by_importance: Vec<Diagnostic> = analysis.by_importance().into_iter().cloned().collect();
        let has_picture = self.view.with_untracked(|view| !view.nodes.is_empty());
        let keep = typed && keeps_last(&analysis.diagnostics, has_picture, self.bytes.get_value(), bytes);
        self.findings.set(Arc::new((evaluation.sources.clone(), by_importance)));
        self.stale.set(keep);
        if !keep {
            self.bytes.set_value(bytes);
            replacing(&self.evaluation.get_untracked(), &evaluation);
            self.evaluation.set(Arc::new(evaluation));
        }
        self.elapsed.set(Some(now() - start));
    }
}

fn asked<Q: Question>(
    evaluation: RwSignal<Arc<Evaluation>>,
    question: impl Fn() -> Q + Send + Sync + 'static,
) -> Memo<Q::Answer>
where
    Q::Answer: PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| {
        let question = question();
        evaluation.with(|evaluation| question.answer(evaluation))
    })
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
