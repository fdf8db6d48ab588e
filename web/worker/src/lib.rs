//! The worker: hands messages of the page to a host, and works in short turns, so that newer messages are heard in between.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint8Array;
use podreach_session::worker::message::{FromWorker, Times, read, write};
use podreach_session::worker::{Host, Stage};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

/// Milliseconds of a turn. One step may take longer: a large input is evaluated in one.
const TURN: f64 = 12.0;

/// Starts to listen to the page.
///
/// # Errors
/// Where this is no worker.
#[wasm_bindgen]
pub fn connect() -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let host = Rc::new(RefCell::new(Host::new()));
    // A message to oneself is the way to let other messages pass: a timer would wait for some milliseconds.
    let channel = MessageChannel::new()?;
    let next = channel.port2();
    let again = move || next.post_message(&JsValue::NULL);
    let turn = {
        let (host, scope, again) = (Rc::clone(&host), scope.clone(), again.clone());
        let mut clock = Clock::default();
        Closure::<dyn FnMut()>::new(move || {
            let start = now(&scope);
            let mut before = start;
            let mut host = host.borrow_mut();
            while host.is_busy() {
                let stage = host.stage();
                let messages = host.step();
                let after = now(&scope);
                clock.add(stage, after - before);
                before = after;
                for mut message in messages {
                    clock.write_into(&mut message);
                    send(&scope, &message);
                }
                if after >= start + TURN {
                    let _ = again();
                    return;
                }
            }
        })
    };
    channel.port1().set_onmessage(Some(turn.as_ref().unchecked_ref()));
    turn.forget();
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = Uint8Array::new(&event.data()).to_vec();
        // What cannot be read comes from a page of another version, which knows from the greeting.
        if let Ok(message) = read(&bytes) {
            host.borrow_mut().take(message);
            let _ = again();
        }
    });
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    send(&scope, &Host::greeting());
    Ok(())
}

/// How long has been worked on an input.
#[derive(Default)]
struct Clock {
    last: Option<Stage>,
    times: Times,
}

impl Clock {
    /// Adds milliseconds of a step. An input that comes while another one is worked on begins from nothing.
    fn add(&mut self, stage: Option<Stage>, spent: f64) {
        let Some(stage) = stage else { return };
        if self.last.is_some_and(|last| stage < last) {
            self.times = Times::default();
        }
        self.last = Some(stage);
        let time = match stage {
            Stage::Reading => &mut self.times.reading,
            Stage::Evaluating => &mut self.times.evaluating,
            Stage::Answering => &mut self.times.answering,
        };
        *time += spent;
    }

    fn write_into(&mut self, message: &mut FromWorker) {
        if let FromWorker::Evaluated(evaluated) = message {
            evaluated.times = std::mem::take(&mut self.times);
            self.last = None;
        }
    }
}

fn send(scope: &DedicatedWorkerGlobalScope, message: &FromWorker) {
    let Ok(bytes) = write(message) else { return };
    let buffer = Uint8Array::from(bytes.as_slice()).buffer();
    let _ = scope.post_message_with_transfer(&buffer, &js_sys::Array::of1(&buffer));
}

fn now(scope: &DedicatedWorkerGlobalScope) -> f64 {
    scope.performance().map_or(0.0, |performance| performance.now())
}
