//! A work that changes beside a baseline that stays, or beside itself without switches.

use std::sync::Arc;

use podreach_eval::Options;
use podreach_eval::policy::Represented;
use podreach_syntax::Sources;

use crate::evaluation::{Evaluation, Work};
use crate::session::Session;

/// What a work is compared with: the input as it was opened, another source, a file, a link.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// Its texts.
    pub sources: Sources,
    /// How they are evaluated. What has to be represented besides is found by itself.
    pub options: Options,
}

/// The baseline as it is evaluated.
#[derive(Debug)]
struct Kept {
    evaluation: Arc<Evaluation>,
    /// The pods that its policies name, in order.
    represented: Vec<Represented>,
}

/// Evaluates a work as often as it changes, beside an optional baseline. Without one, a work of which something is switched off is
/// compared with itself, everything switched on. Each side gets representatives of the pods that the
/// policies of the other one name, since a policy means something for such pods on both. The baseline is read once. It is
/// evaluated again only when the policies of the work name other pods than before.
#[derive(Debug)]
pub struct Comparing {
    work: Session,
    threads: usize,
    base: Option<Kept>,
    /// How often the baseline was evaluated.
    evaluated: usize,
}

impl Comparing {
    /// Reads with at most so many threads.
    pub fn new(threads: usize) -> Self {
        Self { work: Session::new(threads), threads, base: None, evaluated: 0 }
    }

    /// Sets the baseline, or takes it away.
    pub fn set_baseline(&mut self, baseline: Option<Baseline>) {
        self.base = baseline.map(|Baseline { sources, mut options }| {
            options.represent.clear();
            self.evaluated += 1;
            let evaluation = Session::new(self.threads).evaluate(sources, &options);
            Kept { represented: evaluation.analysis.represented(), evaluation: Arc::new(evaluation) }
        });
    }

    /// Whether there is a baseline.
    pub const fn has_baseline(&self) -> bool {
        self.base.is_some()
    }

    /// How often a baseline was evaluated so far.
    pub const fn evaluated(&self) -> usize {
        self.evaluated
    }

    /// Evaluates the work, beside the baseline where there is one.
    pub fn evaluate(&mut self, sources: Sources, options: &Options) -> Evaluation {
        self.begin(sources, options);
        while self.read_some(usize::MAX) {}
        self.finish()
    }

    /// Takes over a work, as [`Session::begin`] does.
    pub fn begin(&mut self, sources: Sources, options: &Options) {
        let represent = self.base.as_ref().map(|base| base.represented.clone()).unwrap_or_default();
        self.work.begin(sources, &Options { represent, ..options.clone() });
    }

    /// Reads some of the work, as [`Session::read_some`] does.
    pub fn read_some(&mut self, bytes: usize) -> bool {
        self.work.read_some(bytes)
    }

    /// How much of the work was new, as far as it was read.
    pub const fn work(&self) -> Work {
        self.work.work()
    }

    /// Evaluates the work that was read.
    pub fn finish(&mut self) -> Evaluation {
        let evaluation = self.work.finish();
        let Some(base) = &mut self.base else { return evaluation.beside_itself() };
        let mut represent = evaluation.analysis.represented();
        represent.retain(|pods| base.represented.binary_search(pods).is_err());
        let has_them = base.evaluation.options().represent == represent;
        // What is not evaluated says nothing about pods.
        if !has_them && !evaluation.analysis.exceeded {
            let options = Options { represent, ..base.evaluation.options().clone() };
            base.evaluation = Arc::new(base.evaluation.again(options));
            self.evaluated += 1;
        }
        evaluation.beside(Some(Arc::clone(&base.evaluation)))
    }
}
