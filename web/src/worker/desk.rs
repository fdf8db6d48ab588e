//! What was asked of the worker, and the sources that it has. All of it can be said again: when a worker dies, another one takes
//! its place, and nothing is lost.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use gloo_timers::callback::Timeout;
use podreach_eval::Options;
use podreach_picture::Picked;
use podreach_session::page::findings::Findings;
use podreach_session::page::{Answer, PROTOCOL, Request};
use podreach_session::worker::message::{self, FromWorker, Input, SetBaseline, Text, ToWorker};
use podreach_syntax::{Source, Sources};

use super::against::Given;

#[cfg(all(test, target_arch = "wasm32"))]
use super::here::Port;
#[cfg(not(all(test, target_arch = "wasm32")))]
use super::port::Port;

/// A worker that dies so often over the same input is not started again before there is another one.
const TRIES: u32 = 2;

/// What there is no answer for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// There is no worker: it could not be loaded.
    NotLoaded,
    /// It is of another version than the page.
    OtherVersion,
    /// It stopped over the input, and again when it was asked once more.
    Stopped,
}

/// An evaluation, as it arrives.
pub(crate) struct Evaluated {
    pub(crate) message: message::Evaluated,
    /// The sources, with the places of their parts.
    pub(crate) sources: Sources,
    /// What was selected when the input was sent.
    pub(crate) picked: Picked,
}

/// What the page is told unasked.
pub(crate) trait Listener {
    fn evaluated(&self, evaluated: Evaluated);
    /// All findings about an input that was evaluated.
    fn found(&self, number: u32, findings: Findings);
    /// Bytes that were read, and all of them.
    fn reading(&self, number: u32, read: u64, bytes: u64);
    fn trouble(&self, trouble: Trouble);
}

/// An input that was sent.
struct Sent {
    number: u32,
    sources: Sources,
    options: Options,
    typed: bool,
    picked: Picked,
    select: Option<String>,
}

struct Watch {
    request: Request,
    put: Rc<dyn Fn(Answer)>,
}

struct Asked {
    request: Request,
    done: Box<dyn FnOnce(Answer)>,
    tries: u32,
}

struct Inner {
    port: Option<Port>,
    /// Whether the worker has said that it is there.
    ready: bool,
    watches: BTreeMap<u32, Watch>,
    asked: BTreeMap<u32, Asked>,
    next: u32,
    /// What inputs are compared with.
    baseline: Option<Given>,
    /// The last input.
    last: Option<Sent>,
    /// Inputs before the last one that may still be answered.
    older: Vec<Sent>,
    /// The texts that the worker has.
    there: Vec<Arc<Source>>,
    /// Texts and the sources that were made of them.
    made: Vec<(Arc<str>, Arc<Source>)>,
    deaths: u32,
    listener: Option<Rc<dyn Listener>>,
}

/// The page's end of the worker. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Desk(Rc<RefCell<Inner>>);

impl Desk {
    pub(crate) fn new() -> Self {
        Self(Rc::new(RefCell::new(Inner {
            port: None,
            ready: false,
            watches: BTreeMap::new(),
            asked: BTreeMap::new(),
            next: 0,
            baseline: None,
            last: None,
            older: Vec::new(),
            there: Vec::new(),
            made: Vec::new(),
            deaths: 0,
            listener: None,
        })))
    }

    /// Starts the worker; whoever listens hears what nobody asked for.
    pub(crate) fn start(&self, listener: Rc<dyn Listener>) {
        self.0.borrow_mut().listener = Some(listener);
        self.open();
    }

    /// A number for a question.
    pub(crate) fn number(&self) -> u32 {
        let mut inner = self.0.borrow_mut();
        inner.next += 1;
        inner.next
    }

    /// Asks a question, whose answer arrives now and whenever it changes. The same number again replaces the question.
    pub(crate) fn watch(&self, id: u32, request: Request, put: Rc<dyn Fn(Answer)>) {
        let mut inner = self.0.borrow_mut();
        inner.send(&ToWorker::Watch { id, request: request.clone() });
        inner.watches.insert(id, Watch { request, put });
    }

    /// Takes a question back.
    pub(crate) fn unwatch(&self, id: u32) {
        let mut inner = self.0.borrow_mut();
        if inner.watches.remove(&id).is_some() {
            inner.send(&ToWorker::Unwatch { id });
        }
    }

    /// Asks a question once.
    pub(crate) fn ask(&self, request: Request, done: impl FnOnce(Answer) + 'static) {
        let id = self.number();
        let mut inner = self.0.borrow_mut();
        inner.send(&ToWorker::Ask { id, request: request.clone() });
        inner.asked.insert(id, Asked { request, done: Box::new(done), tries: 0 });
    }

    /// Sends an input, of names and texts; its number.
    pub(crate) fn evaluate(
        &self,
        files: &[(String, Arc<str>)],
        options: Options,
        typed: bool,
        picked: Picked,
        select: Option<String>,
    ) -> u32 {
        let is_closed = {
            let mut inner = self.0.borrow_mut();
            inner.evaluate(files, options, typed, picked, select);
            // A new input is worth a new try.
            inner.deaths = 0;
            inner.port.is_none() && inner.listener.is_some()
        };
        if is_closed {
            self.open();
        }
        self.0.borrow().last.as_ref().map_or(0, |last| last.number)
    }

    /// Compares with a baseline from now on, or with nothing. The number of the evaluation that
    /// follows; none where nothing was to be evaluated yet.
    pub(crate) fn compare(&self, baseline: Option<Given>, picked: Picked) -> Option<u32> {
        let mut inner = self.0.borrow_mut();
        inner.baseline = baseline;
        let Some(last) = inner.last.take() else {
            inner.send_baseline(0, None);
            return None;
        };
        let number = last.number.wrapping_add(1);
        inner.last = Some(Sent {
            number,
            sources: last.sources.clone(),
            options: last.options.clone(),
            typed: false,
            picked: picked.clone(),
            select: last.select.clone(),
        });
        inner.older.push(last);
        inner.send_baseline(number, Some(picked));
        Some(number)
    }

    fn open(&self) {
        let (hearing, dying) = (self.clone(), self.clone());
        let port = Port::open(move |message| hearing.hear(message), move || dying.died());
        let mut inner = self.0.borrow_mut();
        (inner.ready, inner.there) = (false, Vec::new());
        inner.port = port;
        if inner.port.is_none() {
            drop(inner);
            self.tell(|listener| listener.trouble(Trouble::NotLoaded));
        }
    }

    /// Tells the page something. Nothing is borrowed meanwhile: it may ask at once.
    fn tell(&self, what: impl FnOnce(&dyn Listener)) {
        let listener = self.0.borrow().listener.clone();
        if let Some(listener) = listener {
            what(&*listener);
        }
    }

    fn hear(&self, message: FromWorker) {
        match message {
            FromWorker::Ready { protocol: PROTOCOL } => self.0.borrow_mut().say_all(),
            FromWorker::Ready { .. } => self.tell(|listener| listener.trouble(Trouble::OtherVersion)),
            FromWorker::Reading { number, read, bytes } => self.tell(|listener| listener.reading(number, read, bytes)),
            FromWorker::Watched { id, answer } => self.put(id, answer),
            FromWorker::Asked { id, answer } => {
                let asked = self.0.borrow_mut().asked.remove(&id);
                if let Some(asked) = asked {
                    (asked.done)(answer);
                }
            }
            FromWorker::Found { number, findings } => self.tell(|listener| listener.found(number, *findings)),
            FromWorker::Evaluated(mut message) => {
                let answers = std::mem::take(&mut message.answers);
                let Some((sources, picked)) = self.0.borrow_mut().evaluated(&mut message) else { return };
                leptos::prelude::batch(|| {
                    for (id, answer) in answers {
                        self.put(id, answer);
                    }
                    self.tell(|listener| listener.evaluated(Evaluated { message: *message, sources, picked }));
                });
            }
        }
    }

    fn put(&self, id: u32, answer: Answer) {
        let put = self.0.borrow().watches.get(&id).map(|watch| Rc::clone(&watch.put));
        if let Some(put) = put {
            put(answer);
        }
    }

    /// The worker is no more. This is called from one of its callbacks, which must not be dropped while it runs.
    fn died(&self) {
        let gives_up = {
            let mut inner = self.0.borrow_mut();
            inner.deaths += 1;
            for asked in inner.asked.values_mut() {
                asked.tries += 1;
            }
            inner.asked.retain(|_, asked| asked.tries < TRIES);
            inner.deaths >= TRIES
        };
        let was_ready = self.0.borrow().ready;
        self.0.borrow_mut().ready = false;
        let desk = self.clone();
        Timeout::new(0, move || {
            drop(desk.0.borrow_mut().port.take());
            if gives_up {
                let trouble = if was_ready { Trouble::Stopped } else { Trouble::NotLoaded };
                desk.tell(|listener| listener.trouble(trouble));
            } else {
                desk.open();
            }
        })
        .forget();
    }
}

impl Inner {
    /// Sends a message to a worker that is there; one that is not there yet gets everything when it is.
    fn send(&self, message: &ToWorker) {
        if let (true, Some(port)) = (self.ready, &self.port) {
            port.send(message);
        }
    }

    /// The input goes first: questions about nothing would be answered, too.
    fn say_all(&mut self) {
        self.ready = true;
        if self.baseline.is_some() {
            self.send_baseline(0, None);
        }
        self.send_last();
        for (id, watch) in &self.watches {
            self.send(&ToWorker::Watch { id: *id, request: watch.request.clone() });
        }
        for (id, asked) in &self.asked {
            self.send(&ToWorker::Ask { id: *id, request: asked.request.clone() });
        }
    }

    fn evaluate(
        &mut self,
        files: &[(String, Arc<str>)],
        options: Options,
        typed: bool,
        picked: Picked,
        select: Option<String>,
    ) {
        let sources = self.sources(files);
        let number = self.last.as_ref().map_or(1, |last| last.number.wrapping_add(1));
        self.older.extend(self.last.take());
        self.last = Some(Sent { number, sources, options, typed, picked, select });
        self.send_last();
    }

    /// Sources of names and texts. What has not changed is the same source as before.
    fn sources(&mut self, files: &[(String, Arc<str>)]) -> Sources {
        let mut sources = Sources::new();
        let mut made = Vec::with_capacity(files.len());
        for (name, text) in files {
            let known = self.made.iter().find(|(known, source)| Arc::ptr_eq(known, text) && source.name() == name);
            let source = known.map_or_else(|| Arc::new(Source::new(&**name, &**text)), |known| Arc::clone(&known.1));
            sources.share(Arc::clone(&source));
            made.push((Arc::clone(text), source));
        }
        self.made = made;
        sources
    }

    /// Texts that the last input has at the same place are not sent again.
    fn send_baseline(&self, number: u32, picked: Option<Picked>) {
        let baseline = self.baseline.as_ref().map(|given| given.message(&self.made, &self.there));
        self.send(&ToWorker::Baseline(Box::new(SetBaseline { number, baseline, picked })));
    }

    fn send_last(&mut self) {
        let Some(last) = self.last.as_ref().filter(|_| self.ready) else { return };
        let texts = last.sources.shared().enumerate().map(|(at, source)| Text {
            name: source.name().to_owned(),
            text: if self.there.get(at).is_some_and(|there| Arc::ptr_eq(there, source)) {
                None
            } else {
                Some(source.text().into())
            },
        });
        let input = Input {
            number: last.number,
            texts: texts.collect(),
            options: last.options.clone(),
            typed: last.typed,
            picked: last.picked.clone(),
            select: last.select.clone(),
        };
        self.send(&ToWorker::Input(Box::new(input)));
        self.there = last.sources.shared().cloned().collect();
    }

    /// The sources of an input that was evaluated, and what was selected when it was sent.
    fn evaluated(&mut self, message: &mut message::Evaluated) -> Option<(Sources, Picked)> {
        self.deaths = 0;
        self.older.retain(|older| older.number >= message.number);
        let mut sent = self.last.iter().chain(&self.older);
        let sent = sent.find(|sent| sent.number == message.number)?;
        let places = Arc::new(std::mem::take(&mut message.places));
        Some((sent.sources.clone().with_places(places), sent.picked.clone()))
    }
}
