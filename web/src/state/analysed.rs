//! Asks the worker about what was written, and holds its answers.

use std::rc::Rc;
use std::sync::Arc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use podreach_eval::Options;
use podreach_picture::Picked;
use podreach_session::page::findings::Findings;
use podreach_session::page::{Answer, Describe, Question, Summary, SummaryAnswer};
use podreach_session::worker::message::Times;
use podreach_syntax::Sources;

use crate::worker::{Desk, Evaluated, Given, Listener, Trouble};

/// Texts of more bytes than this wait for a pause in typing.
const LARGE: usize = 1 << 20;

/// The last answers. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Analysed {
    pub(crate) summary: ReadSignal<SummaryAnswer>,
    /// The selection as text.
    pub(super) described: ReadSignal<Option<String>>,
    /// What is to be said about the text as it is now.
    pub(crate) findings: RwSignal<Arc<Findings>>,
    /// What is to be said about a change that is looked at.
    pub(crate) findings_after: RwSignal<Option<Arc<Findings>>>,
    /// The text as it is now, in which the places of findings are.
    newest: RwSignal<Sources>,
    /// The sources of the last picture, in which the places of all other answers are.
    shown: RwSignal<Sources>,
    /// Whether the picture is behind the text, because the text is broken.
    pub(crate) stale: RwSignal<bool>,
    /// Milliseconds of the last analysis; none while the view is behind the text.
    pub(crate) elapsed: RwSignal<Option<f64>>,
    /// What the worker did in that time.
    pub(crate) times: RwSignal<Times>,
    /// Whether something was evaluated yet.
    pub(crate) is_known: RwSignal<bool>,
    /// How far a large input is read: bytes, and all of them.
    pub(crate) reading: RwSignal<Option<(u64, u64)>>,
    /// Why there is no answer.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    /// Questions that have no answer yet.
    unanswered: RwSignal<usize>,
    picked: RwSignal<Picked>,
    desk: StoredValue<Desk, LocalStorage>,
    timer: StoredValue<Option<Timeout>, LocalStorage>,
    /// The number of the input that is a change that is looked at.
    looked_at: StoredValue<Option<u32>>,
    /// The number of the input that is waited for, and when it was sent; none while it is about to be.
    awaited: StoredValue<Option<(u32, f64)>>,
}

impl Analysed {
    /// The answers about nothing.
    pub(super) fn new(picked: RwSignal<Picked>) -> Self {
        let desk = StoredValue::new_local(Desk::new());
        let unanswered = RwSignal::new(0);
        let analysed = Self {
            summary: asked(desk, unanswered, || Some(Summary)).0,
            described: asked(desk, unanswered, move || Some(Describe { picked: picked.get() })).0,
            findings: RwSignal::new(Arc::default()),
            findings_after: RwSignal::new(None),
            newest: RwSignal::new(Sources::new()),
            shown: RwSignal::new(Sources::new()),
            stale: RwSignal::new(false),
            elapsed: RwSignal::new(Some(0.0)),
            times: RwSignal::new(Times::default()),
            is_known: RwSignal::new(false),
            reading: RwSignal::new(None),
            trouble: RwSignal::new(None),
            unanswered,
            picked,
            desk,
            timer: StoredValue::new_local(None),
            looked_at: StoredValue::new(None),
            awaited: StoredValue::new(None),
        };
        desk.with_value(|desk| desk.start(Rc::new(analysed)));
        analysed
    }

    /// The answer to a question, which follows the input and whatever the question depends on. It is the default one until the
    /// first answer arrives.
    pub(crate) fn ask<Q: Question>(self, question: impl Fn() -> Q + 'static) -> ReadSignal<Q::Answer>
    where
        Q::Answer: Default + PartialEq + Send + Sync + 'static,
    {
        asked(self.desk, self.unanswered, move || Some(question())).0
    }

    /// The same, and whether an answer has arrived: for what must not say that there is nothing before it knows.
    pub(crate) fn ask_known<Q: Question>(
        self,
        question: impl Fn() -> Q + 'static,
    ) -> (ReadSignal<Q::Answer>, ReadSignal<bool>)
    where
        Q::Answer: Default + PartialEq + Send + Sync + 'static,
    {
        self.ask_when(move || Some(question()))
    }

    /// The same, for a question that cannot be asked at once: it is as soon as there is one.
    pub(crate) fn ask_when<Q: Question>(
        self,
        question: impl Fn() -> Option<Q> + 'static,
    ) -> (ReadSignal<Q::Answer>, ReadSignal<bool>)
    where
        Q::Answer: Default + PartialEq + Send + Sync + 'static,
    {
        asked(self.desk, self.unanswered, question)
    }

    /// Milliseconds of the last analysis; none while something that is shown is behind the text.
    pub(crate) fn settled(self) -> Option<f64> {
        self.elapsed.get().filter(|_| self.unanswered.get() == 0)
    }

    /// Asks once, about the last picture; the answer comes soon, or never if the worker cannot give it.
    pub(crate) fn ask_once<Q: Question + 'static>(self, question: Q, done: impl FnOnce(Q::Answer) + 'static) {
        let done = move |answer: Answer| {
            if let Some(answer) = Q::take(answer) {
                done(answer);
            }
        };
        self.desk.with_value(|desk| desk.ask(question.request(), done));
    }

    /// Reads the sources of the last picture, in which the places of answers are.
    pub(crate) fn sources<T>(self, read: impl FnOnce(&Sources) -> T) -> T {
        self.shown.with(read)
    }

    /// Reads the text as it is now, in which the places of findings are.
    pub(crate) fn newest<T>(self, read: impl FnOnce(&Sources) -> T) -> T {
        self.newest.with(read)
    }

    /// The same, without asking to hear of changes.
    pub(crate) fn newest_untracked<T>(self, read: impl FnOnce(&Sources) -> T) -> T {
        self.newest.with_untracked(read)
    }

    /// Runs something soon: at once for small texts, after a pause for large ones. What waits already does not run.
    pub(super) fn soon(self, bytes: usize, run: impl FnOnce() + 'static) {
        self.expect();
        let wait = if bytes > LARGE { 120 } else { 8 };
        self.timer.set_value(Some(Timeout::new(wait, run)));
    }

    /// Something is about to be opened: until it is, the view is behind.
    pub(crate) fn expect(self) {
        self.elapsed.set(None);
        self.awaited.set_value(None);
    }

    /// It is not opened after all.
    pub(crate) fn expect_nothing(self) {
        self.elapsed.set(Some(0.0));
    }

    /// Sends names and texts to the worker. `typed`: the change was small, so that a broken text keeps the last picture.
    /// `select`: the text of what is to be selected.
    pub(super) fn run(self, files: &[(String, Arc<str>)], options: Options, typed: bool, select: Option<String>) {
        self.timer.set_value(None);
        self.elapsed.set(None);
        self.trouble.set(None);
        let start = now();
        let picked = self.picked.get_untracked();
        let number = self.desk.with_value(|desk| desk.evaluate(files, options, typed, picked, select));
        self.awaited.set_value(Some((number, start)));
    }
}

impl Analysed {
    /// Sends a changed text, which is looked at while what was written stays as it is.
    pub(super) fn look_at(self, files: &[(String, Arc<str>)], options: Options) {
        self.run(files, options, false, None);
        self.looked_at.set_value(self.awaited.get_value().map(|(number, _)| number));
    }

    /// The text is looked at as it is again.
    pub(super) fn look_back(self) {
        self.looked_at.set_value(None);
        self.findings_after.set(None);
    }

    /// Compares with this from now on, or with nothing.
    pub(super) fn compare(self, baseline: Option<Given>) {
        let picked = self.picked.get_untracked();
        let number = self.desk.with_value(|desk| desk.compare(baseline, picked));
        if let Some(number) = number {
            self.elapsed.set(None);
            self.awaited.set_value(Some((number, now())));
        }
    }
}

impl Listener for Analysed {
    fn evaluated(&self, evaluated: Evaluated) {
        let Evaluated { message, sources, picked } = evaluated;
        let looked_at = self.looked_at.get_value();
        if looked_at == Some(message.number) {
            self.findings_after.set(Some(Arc::new(message.findings)));
        } else if looked_at.is_none() {
            self.findings.set(Arc::new(message.findings));
        }
        self.stale.set(message.keeps_last);
        if !message.keeps_last {
            self.shown.set(sources.clone());
            if message.picked != picked && self.picked.with_untracked(|now| *now == picked) {
                self.picked.set(message.picked);
            }
        }
        if looked_at.is_none() {
            self.newest.set(sources);
        }
        self.is_known.set(true);
        if let Some((number, start)) = self.awaited.get_value().filter(|awaited| awaited.0 == message.number) {
            self.awaited.set_value(Some((number, start)));
            self.reading.set(None);
            self.times.set(message.times);
            self.elapsed.set(Some(now() - start));
        }
    }

    fn found(&self, number: u32, findings: Findings) {
        if self.looked_at.get_value() == Some(number) {
            self.findings_after.set(Some(Arc::new(findings)));
            return;
        }
        // One that is awaited has other findings.
        if self.awaited.get_value().is_none_or(|awaited| awaited.0 == number) {
            self.findings.set(Arc::new(findings));
        }
    }

    fn reading(&self, number: u32, read: u64, bytes: u64) {
        if self.awaited.get_value().is_some_and(|awaited| awaited.0 == number) {
            self.reading.set(Some((read, bytes)));
        }
    }

    fn trouble(&self, trouble: Trouble) {
        self.reading.set(None);
        self.trouble.set(Some(trouble));
    }
}

fn asked<Q: Question>(
    desk: StoredValue<Desk, LocalStorage>,
    unanswered: RwSignal<usize>,
    question: impl Fn() -> Option<Q> + 'static,
) -> (ReadSignal<Q::Answer>, ReadSignal<bool>)
where
    Q::Answer: Default + PartialEq + Send + Sync + 'static,
{
    let (answer, set) = signal(Q::Answer::default());
    let (known, set_known) = signal(false);
    unanswered.update(|count| *count += 1);
    let count_off = move || {
        if known.try_get_untracked() == Some(false) {
            set_known.set(true);
            unanswered.update(|count| *count = count.saturating_sub(1));
        }
    };
    let id = desk.with_value(Desk::number);
    let put = Rc::new(move |new: Answer| {
        let new = Q::take(new).filter(|new| answer.try_with_untracked(|old| old != new) == Some(true));
        if let Some(new) = new {
            set.set(new);
        }
        count_off();
    });
    Effect::new(move |_| {
        let Some(question) = question() else { return };
        desk.with_value(|desk| desk.watch(id, question.request(), put.clone()));
    });
    on_cleanup(move || {
        desk.try_with_value(|desk| desk.unwatch(id));
        count_off();
    });
    (answer, known)
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
