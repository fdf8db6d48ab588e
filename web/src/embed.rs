//! In a frame: messages of the page around it, and answers to them. docs/embedding.md is the contract.
//!
//! Only the parent is heard. An answer goes to the parent alone, at the origin that its message came from; before its first
//! message it gets nothing but `ready`, which says nothing about any input. A parent without an origin of its own (`file:`, some
//! sandboxes) cannot be answered and is not heard.

mod message;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use gloo_events::EventListener;
use leptos::prelude::*;
use podreach_picture::Picked;
use podreach_session::page::inspector::InspectorPage;
use podreach_session::page::{Connections, Inspect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};

use crate::state::AppState;
use message::{Asked, Id, Outgoing};

/// Questions that wait for an evaluation; more are refused.
const WAITING: usize = 256;
/// Findings that are sent with an evaluation.
const FINDINGS: usize = 200;

/// The page around the frame.
#[derive(Clone)]
struct Parent {
    window: Window,
    /// Where its last message came from.
    origin: Rc<RefCell<Option<String>>>,
}

impl Parent {
    /// The parent, if this page is in a frame.
    fn find() -> Option<Self> {
        let parent = window().parent().ok()??;
        let own: JsValue = window().into();
        let is_frame = JsValue::from(&parent) != own;
        is_frame.then(|| Self { window: parent, origin: Rc::default() })
    }

    /// Sends something about the input. Before the parent has spoken, nothing is sent.
    fn send(&self, message: &Outgoing) {
        if let Some(origin) = self.origin.borrow().as_ref() {
            self.send_to(message, origin);
        }
    }

    fn send_to(&self, message: &Outgoing, origin: &str) {
        // A parent that went elsewhere does not get it.
        let _ = self.window.post_message(message.as_ref(), origin);
    }
}

/// What waits until the sources that were set are evaluated; it learns whether they are.
type Waiting = Rc<RefCell<VecDeque<Box<dyn FnOnce(bool)>>>>;

/// The conversation with the parent. Cheap to clone.
#[derive(Clone)]
struct Talk {
    state: AppState,
    parent: Parent,
    waiting: Waiting,
    /// The id of the message that set the sources.
    set: Rc<RefCell<Option<Id>>>,
}

/// Listens to the parent, and says that the frame is ready.
pub(crate) fn start(state: AppState) {
    let Some(parent) = Parent::find() else { return };
    let talk = Talk { state, parent, waiting: Rc::default(), set: Rc::default() };
    let hearing = talk.clone();
    let listener = EventListener::new(&window(), "message", move |event| {
        if let Some(event) = event.dyn_ref::<MessageEvent>() {
            hearing.hear(event);
        }
    });
    listener.forget();
    talk.follow();
    talk.parent.send_to(&Outgoing::new("ready"), "*");
}

impl Talk {
    /// Takes a message; what is not one of ours, or not from the parent, is nobody's.
    fn hear(&self, event: &MessageEvent) {
        let (origin, data) = (event.origin(), event.data());
        let from_parent =
            event.source().is_some_and(|source| JsValue::from(source) == JsValue::from(&self.parent.window));
        if !from_parent || origin.is_empty() || origin == "null" || !message::is_ours(&data) {
            return;
        }
        *self.parent.origin.borrow_mut() = Some(origin);
        match message::read(&data) {
            Ok(Asked::Set(shared, id)) => {
                *self.set.borrow_mut() = id;
                self.state.session.leave_address();
                self.state.restore(*shared);
            }
            Ok(Asked::Verdict(question, id)) => self.ask(id, move |talk, id| {
                let sent = talk.clone();
                talk.state.analysed.ask_once(question, move |answer| sent.tell("verdict", &id, answer));
            }),
            Ok(Asked::Connections(id)) => self.ask(id, |talk, id| {
                let sent = talk.clone();
                talk.state.analysed.ask_once(Connections, move |answer| sent.tell("connections", &id, answer));
            }),
            Err((id, why)) => self.parent.send(&Outgoing::error(id.as_ref(), &why)),
        }
    }

    /// Asks now, or when what was set is evaluated.
    fn ask(&self, id: Id, run: impl FnOnce(Self, Id) + 'static) {
        let talk = self.clone();
        let run = move |is_known: bool| {
            if is_known {
                run(talk, id);
            } else {
                talk.parent.send(&Outgoing::error(Some(&id), "the evaluator stopped over this input"));
            }
        };
        let state = self.state.analysed;
        if state.trouble.with_untracked(Option::is_some) || self.waiting.borrow().len() >= WAITING {
            run(false);
        } else if state.elapsed.with_untracked(Option::is_some) {
            run(true);
        } else {
            self.waiting.borrow_mut().push_back(Box::new(run));
        }
    }

    /// Sends an answer, which is JSON, or why there is none.
    fn tell(&self, kind: &str, id: &Id, answer: Result<String, String>) {
        let message = match answer.map(|text| js_sys::JSON::parse(&text)) {
            Ok(Ok(value)) => Outgoing::new(kind).with("id", id.value()).with("answer", &value),
            Ok(Err(_)) => Outgoing::error(Some(id), "the answer cannot be read"),
            Err(why) => Outgoing::error(Some(id), &why),
        };
        self.parent.send(&message);
    }

    /// Tells the parent about evaluations and selections.
    fn follow(&self) {
        let (state, talk) = (self.state, self.clone());
        Effect::new(move |_| {
            let (is_settled, is_stopped) =
                (state.analysed.elapsed.get().is_some(), state.analysed.trouble.get().is_some());
            if is_settled || is_stopped {
                let waiting = std::mem::take(&mut *talk.waiting.borrow_mut());
                for run in waiting {
                    run(is_settled);
                }
            }
            if is_settled && state.analysed.is_known.get() {
                talk.say_evaluated();
            }
        });
        let talk = self.clone();
        Effect::new(move |before: Option<()>| {
            state.chosen.picked.track();
            if before.is_some() {
                let text = untrack(|| state.selection()).map_or(JsValue::NULL, JsValue::from);
                talk.parent.send(&Outgoing::new("selected").with("selection", &text));
            }
        });
    }

    /// What the evaluation found, in numbers, with its findings.
    fn say_evaluated(&self) {
        let talk = self.clone();
        self.state.analysed.ask_once(Inspect { picked: Picked::Nothing }, move |page| {
            let InspectorPage::Overview(found) = page else { return };
            let counts = Outgoing::plain()
                .number("workloads", found.workloads)
                .number("policies", found.policies)
                .number("namespaces", found.namespaces)
                .number("representatives", found.representatives);
            let findings = talk.state.analysed.findings.get_untracked();
            let problems = js_sys::Array::new();
            let said =
                findings.rows.iter().flat_map(|row| row.said.iter().zip(0..).map(move |(said, at)| (row, said, at)));
            for (row, said, at) in said.take(FINDINGS) {
                let place = row.places.iter().find(|place| place.said == at);
                let problem = Outgoing::plain()
                    .text("severity", row.severity.as_str())
                    .text("code", row.code.as_ref())
                    .text("message", &said.message);
                let problem = match place {
                    Some(place) => problem.text("source", &place.source).number("line", place.line as usize),
                    None => problem,
                };
                problems.push(problem.as_ref());
            }
            let mut message = Outgoing::new("evaluated").with("counts", counts.as_ref()).with("problems", &problems);
            if let Some(id) = talk.set.borrow().as_ref() {
                message = message.with("id", id.value());
            }
            talk.parent.send(&message);
        });
    }
}
