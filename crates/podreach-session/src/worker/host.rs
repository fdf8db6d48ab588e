//! The worker's end: takes messages, works in steps, gives messages.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use podreach_eval::Options;
use podreach_picture::Picked;
use podreach_syntax::{Source, Sources};

use super::message::{BaselineInput, Evaluated, FromWorker, Input, SetBaseline, Text, Times, ToWorker};
use super::staleness::{has_picture, keeps_last};
use crate::page::findings::{findings, findings_of_reading};
use crate::page::{Answer, PROTOCOL, Request, Resolve, follow};
use crate::{Baseline, Comparing, Evaluation, Work};

/// Bytes that are read in a step: a few milliseconds of work, so that a newer input does not wait for longer.
const STEP: usize = 128 << 10;
/// Findings about inputs of up to so many bytes are looked for at once. Those about larger ones come later, so that the picture
/// does not wait for them.
const SMALL: usize = 256 << 10;
/// Only inputs of which more bytes than this have to be read say how far they are.
const LARGE: usize = 2 << 20;

/// A question that is watched.
#[derive(Debug)]
struct Watch {
    request: Request,
    /// The last answer that was sent, to this question or to the one that it replaced.
    sent: Option<Answer>,
    /// Whether the question has not been answered yet.
    is_due: bool,
}

impl Watch {
    /// The answer about an evaluation, if it is another one than what was sent.
    fn renewed(&mut self, evaluation: &Evaluation) -> Option<Answer> {
        self.is_due = false;
        let answer = evaluation.answer(self.request.clone());
        if self.sent.as_ref() == Some(&answer) {
            return None;
        }
        self.sent = Some(answer.clone());
        Some(answer)
    }
}

/// Holds a session and answers messages.
#[derive(Debug)]
pub struct Host {
    pub(super) session: Comparing,
    /// The last input, whose texts the next one may refer to.
    sources: Sources,
    /// What the last input asked for besides.
    last: Option<Wanted>,
    /// An input that is being read.
    pending: Option<Pending>,
    /// What questions are about.
    shown: Evaluation,
    watched: BTreeMap<u32, Watch>,
    asked: VecDeque<(u32, Request)>,
    /// The number of the last input, where findings about it have not been looked for.
    unchecked: Option<u32>,
}

/// What an input asks for besides its texts.
#[derive(Clone, Debug)]
struct Wanted {
    number: u32,
    options: Options,
    typed: bool,
    picked: Picked,
    select: Option<String>,
}

#[derive(Debug)]
struct Pending {
    wanted: Wanted,
    /// When the page was last told, so many bytes had been read.
    reported: usize,
    /// What is done about it next.
    stage: Stage,
    /// Its evaluation, where that is done.
    evaluation: Option<Evaluation>,
}

/// What is done about an input, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Texts are read.
    Reading,
    /// Policies are evaluated.
    Evaluating,
    /// Watched questions are answered, the picture among them.
    Answering,
}

impl Default for Host {
    fn default() -> Self {
        Self::new()
    }
}

impl Host {
    /// A host that has got no input yet: what is asked is answered about nothing.
    pub fn new() -> Self {
        Self {
            session: Comparing::new(1),
            sources: Sources::new(),
            last: None,
            pending: None,
            shown: Evaluation::default(),
            watched: BTreeMap::new(),
            asked: VecDeque::new(),
            unchecked: None,
        }
    }

    /// The first message of a worker.
    pub const fn greeting() -> FromWorker {
        FromWorker::Ready { protocol: PROTOCOL }
    }

    /// Takes a message; [`step`](Self::step) does what it asks for.
    pub fn take(&mut self, message: ToWorker) {
        match message {
            ToWorker::Input(input) => self.begin(*input),
            ToWorker::Baseline(set) => self.compare(*set),
            ToWorker::Watch { id, request } => {
                let watch = self.watched.remove(&id);
                let is_known = watch.as_ref().is_some_and(|watch| watch.request == request && !watch.is_due);
                let sent = watch.and_then(|watch| watch.sent);
                self.watched.insert(id, Watch { request, sent, is_due: !is_known });
            }
            ToWorker::Unwatch { id } => {
                self.watched.remove(&id);
            }
            ToWorker::Ask { id, request } => self.asked.push_back((id, request)),
        }
    }

    /// Whether there is anything to do.
    pub fn is_busy(&self) -> bool {
        self.pending.is_some() || self.has_questions() || self.unchecked.is_some()
    }

    fn has_questions(&self) -> bool {
        !self.asked.is_empty() || self.watched.values().any(|watch| watch.is_due)
    }

    /// Does a part of the work; gives what there is to send. A small input goes first, since answers about the one before it would
    /// be looked at for a moment only.
    pub fn step(&mut self) -> Vec<FromWorker> {
        let asks = self.asks_first();
        if let Some(pending) = self.pending.take_if(|_| !asks) {
            return self.go_on(pending);
        }
        if let Some((id, request)) = self.asked.pop_front() {
            return vec![FromWorker::Asked { id, answer: self.shown.answer(request) }];
        }
        let Some((id, watch)) = self.watched.iter_mut().find(|(_, watch)| watch.is_due) else {
            let number = self.unchecked.take();
            let found = number.map(|number| FromWorker::Found { number, findings: Box::new(findings(&self.shown)) });
            return found.into_iter().collect();
        };
        let answer = watch.renewed(&self.shown);
        answer.into_iter().map(|answer| FromWorker::Watched { id: *id, answer }).collect()
    }

    fn begin(&mut self, input: Input) {
        let Input { number, texts, options, typed, picked, select } = input;
        self.sources = self.sources_of(&texts);
        self.read(Wanted { number, options, typed, picked, select });
    }

    /// The texts as sources; those that are not given are shared with the last input.
    fn sources_of(&self, texts: &[Text]) -> Sources {
        let before: Vec<Arc<Source>> = self.sources.shared().cloned().collect();
        let mut sources = Sources::new();
        for (at, text) in texts.iter().enumerate() {
            match (&text.text, before.get(at)) {
                (None, Some(source)) if source.name() == text.name => sources.share(Arc::clone(source)),
                (None, Some(source)) => sources.add(text.name.as_str(), source.text()),
                (given, _) => sources.add(text.name.as_str(), given.as_deref().unwrap_or("")),
            };
        }
        sources
    }

    /// Reads the sources that are there.
    fn read(&mut self, wanted: Wanted) {
        self.session.begin(self.sources.clone(), &wanted.options);
        self.last = Some(wanted.clone());
        self.unchecked = None;
        self.pending = Some(Pending { wanted, reported: 0, stage: Stage::Reading, evaluation: None });
    }

    /// Compares with something else from now on, beginning with the last input.
    fn compare(&mut self, SetBaseline { number, baseline, picked }: SetBaseline) {
        let baseline =
            baseline.map(|BaselineInput { texts, options }| Baseline { sources: self.sources_of(&texts), options });
        self.session.set_baseline(baseline);
        let Some(last) = self.last.take() else { return };
        // An input that was evaluated has selected what it wanted to.
        let (typed, select) = if self.pending.is_some() { (last.typed, last.select) } else { (false, None) };
        self.read(Wanted { number, typed, select, picked: picked.unwrap_or(last.picked), options: last.options });
    }

    /// What the next step does about an input; none where it does nothing about one.
    pub fn stage(&self) -> Option<Stage> {
        self.pending.as_ref().filter(|_| !self.asks_first()).map(|pending| pending.stage)
    }

    /// While a large input is read, questions about the picture that is there are answered. Those about an input that is evaluated
    /// would come too late.
    fn asks_first(&self) -> bool {
        let reads = self.pending.as_ref().is_some_and(|pending| pending.stage == Stage::Reading);
        reads && self.session.work().bytes > LARGE && has_picture(&self.shown.analysis) && self.has_questions()
    }

    fn go_on(&mut self, mut pending: Pending) -> Vec<FromWorker> {
        let mut messages = Vec::new();
        match (pending.stage, pending.evaluation.take()) {
            (Stage::Reading, _) => {
                if !self.session.read_some(STEP) {
                    pending.stage = Stage::Evaluating;
                }
                let Work { bytes, read } = self.session.work();
                if bytes > LARGE && read >= pending.reported + bytes / 50 {
                    pending.reported = read;
                    let number = pending.wanted.number;
                    messages.push(FromWorker::Reading { number, read: read as u64, bytes: bytes as u64 });
                }
            }
            (Stage::Answering, Some(evaluation)) => {
                let evaluated = self.answer_about(evaluation, pending.wanted);
                return vec![FromWorker::Evaluated(Box::new(evaluated))];
            }
            (Stage::Evaluating | Stage::Answering, _) => {
                pending.evaluation = Some(self.session.finish());
                pending.stage = Stage::Answering;
            }
        }
        self.pending = Some(pending);
        messages
    }

    fn answer_about(&mut self, evaluation: Evaluation, input: Wanted) -> Evaluated {
        let evaluation = evaluation.after(&self.shown);
        let (before, now) = (self.shown.work.bytes, evaluation.work.bytes);
        let diagnostics = &evaluation.analysis.diagnostics;
        let keeps_last = input.typed && keeps_last(diagnostics, has_picture(&self.shown.analysis), before, now);
        // A text that is broken is not looked at any further.
        let later = !keeps_last && now > SMALL;
        let findings = if keeps_last || later { findings_of_reading(&evaluation) } else { findings(&evaluation) };
        self.unchecked = later.then_some(input.number);
        let places = (**evaluation.sources.places()).clone();
        let mut picked = input.picked;
        let mut answers = Vec::new();
        if !keeps_last {
            picked = match input.select {
                Some(text) => match self.shown_next(evaluation).answer(Request::Resolve(Resolve { text })) {
                    Answer::Resolve(found) => *found,
                    _ => picked,
                },
                None => {
                    let followed = follow(picked, &self.shown, &evaluation);
                    self.shown_next(evaluation);
                    followed
                }
            };
            answers = self.answer_all();
        }
        let times = Times::default();
        Evaluated { number: input.number, times, places, keeps_last, picked, findings, answers }
    }

    fn shown_next(&mut self, evaluation: Evaluation) -> &Evaluation {
        self.shown = evaluation;
        &self.shown
    }

    /// The answers to all watched questions that are different now.
    fn answer_all(&mut self) -> Vec<(u32, Answer)> {
        let mut changed = Vec::new();
        for (id, watch) in &mut self.watched {
            changed.extend(watch.renewed(&self.shown).map(|answer| (*id, answer)));
        }
        changed
    }
}
