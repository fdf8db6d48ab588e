//! The worker: hands messages of the page to a host, and works in short turns, so that newer messages are heard in between.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint8Array;
use podreach_session::worker::Host;
use podreach_session::worker::message::{read, write};
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
        Closure::<dyn FnMut()>::new(move || {
            let end = now(&scope) + TURN;
            let mut host = host.borrow_mut();
            while host.is_busy() {
                for message in host.step() {
                    send(&scope, &message);
                }
                if now(&scope) >= end {
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

fn send(scope: &DedicatedWorkerGlobalScope, message: &podreach_session::worker::message::FromWorker) {
    let Ok(bytes) = write(message) else { return };
    let buffer = Uint8Array::from(bytes.as_slice()).buffer();
    let _ = scope.post_message_with_transfer(&buffer, &js_sys::Array::of1(&buffer));
}

fn now(scope: &DedicatedWorkerGlobalScope) -> f64 {
    scope.performance().map_or(0.0, |performance| performance.now())
}
