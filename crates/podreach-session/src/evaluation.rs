//! What a session answers about an input, with what it takes to evaluate the input otherwise.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use podreach_eval::inventory::EndpointId;
use podreach_eval::lint::{Finding, Findings};
use podreach_eval::view::{Folding, NodeId};
use podreach_eval::{Analysis, Options, analyze_after};
use podreach_picture::Kept;
use podreach_syntax::{Diagnostic, Places, Sources};

use crate::comparison::Comparison;
use crate::reading::Read;

/// An input that was read: its parts in order, what reading gave besides, and where the parts stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Input {
    pub(crate) parts: Vec<Arc<Read>>,
    pub(crate) reading: Vec<Diagnostic>,
    pub(crate) places: Arc<Places>,
}

impl Input {
    /// Evaluates it, and takes over what still holds of another evaluation.
    fn evaluate(&self, options: &Options, before: &podreach_eval::Kept) -> Analysis {
        let parts: Vec<_> = self.parts.iter().map(|read| Arc::clone(&read.decoded)).collect();
        analyze_after(before, &parts, self.reading.clone(), &self.places, options)
    }
}

/// How much of an input was new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Bytes of the input.
    pub bytes: usize,
    /// Bytes that were read.
    pub read: usize,
}

/// What a session answers about an input; by default, about none.
#[derive(Debug, Default)]
pub struct Evaluation {
    /// The input, with the places of the texts in which the spans of the analysis count.
    pub sources: Sources,
    /// The answer.
    pub analysis: Analysis,
    /// What was done for it.
    pub work: Work,
    input: Input,
    options: Options,
    base: Option<Arc<Self>>,
    /// Whether the baseline is the same text with everything switched on.
    beside_itself: bool,
    /// Made when it is first asked for.
    comparison: OnceLock<Comparison>,
    /// Made when it is first asked for.
    folding: OnceLock<Folding>,
    /// Made when they are first asked for.
    findings: OnceLock<Findings>,
    /// Where cards stood in pictures before, of this input and of those that it came about from.
    kept: Arc<Mutex<Kept>>,
}

impl Evaluation {
    /// Evaluates an input. `before` is what another evaluation left, of nearly the same input at best.
    pub(crate) fn new(
        sources: Sources,
        input: Input,
        options: Options,
        work: Work,
        before: &podreach_eval::Kept,
    ) -> Self {
        let analysis = input.evaluate(&options, before);
        Self { sources, analysis, work, input, options, base: None, ..Self::default() }
    }

    /// The options of the evaluation.
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// Evaluates the same input otherwise, and reads nothing again. The options have to be such that it is read in the same way
    /// ([`Options::read_alike`]).
    pub fn analyze_with(&self, options: &Options) -> Analysis {
        self.input.evaluate(options, &self.analysis.kept())
    }

    /// The same input, evaluated otherwise. Nothing is read.
    pub(crate) fn again(&self, options: Options) -> Self {
        let work = Work { read: 0, ..self.work };
        Self::new(self.sources.clone(), self.input.clone(), options, work, &self.analysis.kept())
    }

    /// The endpoint of a node of the picture. Beside a baseline a node may be a part of an endpoint.
    pub fn endpoint_of_node(&self, id: &NodeId) -> Option<EndpointId> {
        let part = || self.comparison()?.1.joint.find(id)?.ends[1];
        self.analysis.endpoint_of_node(id).or_else(part)
    }

    /// Everything that is to be said about the input.
    pub fn findings(&self) -> &Findings {
        self.findings.get_or_init(|| self.analysis.findings(&self.sources))
    }

    /// What was found, as far as it was looked for: looking takes a while for large inputs.
    pub(crate) fn known_findings(&self) -> &[Finding] {
        self.findings.get().map_or(&[], |findings| &findings.found)
    }

    /// The most important things of it first.
    pub fn findings_by_importance(&self) -> Vec<&Finding> {
        let all = &self.findings().found;
        let diagnostics: Vec<&Diagnostic> = all.iter().map(|found| &found.diagnostic).collect();
        self.analysis.by_importance(&diagnostics).into_iter().filter_map(|at| all.get(at)).collect()
    }

    /// What folds together in pictures; beside a baseline, in pictures of both sides.
    pub fn folding(&self) -> &Folding {
        self.folding.get_or_init(|| match self.comparison() {
            Some((base, comparison)) => comparison.of(&base.analysis, &self.analysis).folding(),
            None => self.analysis.folding(),
        })
    }

    /// Makes a picture whose cards stand where they stood before, and keeps where they stand now.
    pub(crate) fn arrange<T>(&self, arranged: impl FnOnce(&Kept) -> (T, Kept)) -> T {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (picture, now) = arranged(&kept);
        *kept = now;
        picture
    }

    /// The same, whose cards go on from where they stand in the pictures of another one.
    pub(crate) fn after(self, before: &Self) -> Self {
        Self { kept: Arc::clone(&before.kept), ..self }
    }

    /// The baseline beside it.
    pub fn base(&self) -> Option<&Self> {
        self.base.as_deref()
    }

    pub(crate) fn beside(mut self, base: Option<Arc<Self>>) -> Self {
        self.base = base;
        self.comparison = OnceLock::new();
        self.folding = OnceLock::new();
        self
    }

    /// The same, beside itself with everything switched on, where something is switched off.
    pub(crate) fn beside_itself(self) -> Self {
        if self.options.off.is_empty() {
            return self;
        }
        let all_on = self.again(Options { off: Vec::new(), ..self.options.clone() });
        Self { beside_itself: true, ..self.beside(Some(Arc::new(all_on))) }
    }

    /// Whether the baseline is the same text with everything switched on. A place in it is then one in the work.
    pub fn is_beside_itself(&self) -> bool {
        self.beside_itself
    }

    /// The baseline and the comparison with it; `None` where there is no baseline, or where a side is not evaluated because that
    /// takes too long.
    pub fn comparison(&self) -> Option<(&Self, &Comparison)> {
        let base = self.base()?;
        if base.analysis.exceeded || self.analysis.exceeded {
            return None;
        }
        Some((base, self.comparison.get_or_init(|| Comparison::new(&base.analysis, &self.analysis))))
    }
}
