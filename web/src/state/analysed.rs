//! Runs the evaluator over what was written, and holds its answer.

use std::sync::Arc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use podreach_eval::view::GraphView;
use podreach_eval::{Analysis, GraphOptions, Options, analyze};
use podreach_syntax::{Diagnostic, Sources};

use super::staleness::keeps_last;

/// Texts of more bytes than this wait for a pause in typing.
const LARGE: usize = 1 << 20;

/// The last answer. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Analysed {
    /// The sources of the last picture; places of the analysis refer to them.
    pub(crate) sources: RwSignal<Sources>,
    /// The last good analysis.
    pub(crate) analysis: RwSignal<Arc<Analysis>>,
    pub(crate) view: Memo<GraphView>,
    /// What is to be said about the text as it is now, with the sources that it refers to.
    pub(crate) findings: RwSignal<Arc<(Sources, Vec<Diagnostic>)>>,
    /// Whether the picture is behind the text, because the text is broken.
    pub(crate) stale: RwSignal<bool>,
    /// Milliseconds of the last analysis; none while the view is behind the text.
    pub(crate) elapsed: RwSignal<Option<f64>>,
    timer: StoredValue<Option<Timeout>, LocalStorage>,
    bytes: StoredValue<usize>,
}

impl Analysed {
    /// The answer about nothing. Only what contains `narrow` is part of the view.
    pub(super) fn new(narrow: RwSignal<String>) -> Self {
        let analysis = RwSignal::new(Arc::new(Analysis::default()));
        let view = Memo::new(move |_| {
            let options = GraphOptions { matching: narrow.get(), ..GraphOptions::default() };
            analysis.with(|analysis| analysis.graph_view(&options))
        });
        Self {
            sources: RwSignal::new(Sources::new()),
            analysis,
            view,
            findings: RwSignal::new(Arc::new((Sources::new(), Vec::new()))),
            stale: RwSignal::new(false),
            elapsed: RwSignal::new(Some(0.0)),
            timer: StoredValue::new_local(None),
            bytes: StoredValue::new(0),
        }
    }

    /// Runs something soon: at once for small texts, after a pause for large ones. What waits already does not run.
    pub(super) fn soon(self, bytes: usize, run: impl FnOnce() + 'static) {
        self.elapsed.set(None);
        let wait = if bytes > LARGE { 250 } else { 8 };
        self.timer.set_value(Some(Timeout::new(wait, run)));
    }

    /// Analyses now. `typed`: the change was small, so that a broken text keeps the last picture. `replacing` is called with
    /// the old analysis and the new one before this takes its place.
    pub(super) fn run(
        self,
        sources: Sources,
        options: &Options,
        typed: bool,
        replacing: impl FnOnce(&Analysis, &Analysis),
    ) {
        self.timer.set_value(None);
        let start = now();
        let bytes: usize = sources.iter().map(|(_, source)| source.text().len()).sum();
        let mut analysis = analyze(&sources, options);
        let by_importance: Vec<Diagnostic> = analysis.by_importance().into_iter().cloned().collect();
        let diagnostics = std::mem::take(&mut analysis.diagnostics);
        let has_picture = self.view.with_untracked(|view| !view.nodes.is_empty());
        let keep = typed && keeps_last(&diagnostics, has_picture, self.bytes.get_value(), bytes);
        self.findings.set(Arc::new((sources.clone(), by_importance)));
        self.stale.set(keep);
        if !keep {
            self.bytes.set_value(bytes);
            analysis.diagnostics = diagnostics;
            self.sources.set(sources);
            replacing(&self.analysis.get_untracked(), &analysis);
            self.analysis.set(Arc::new(analysis));
        }
        self.elapsed.set(Some(now() - start));
    }
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
