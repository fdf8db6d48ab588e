//! The way to a worker. `boot.js` starts workers and finds out when one has died.

use podreach_session::worker::message::{FromWorker, ToWorker, read, write};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What `boot.js` gives for a worker.
    type Started;

    #[wasm_bindgen(method)]
    fn send(this: &Started, bytes: &[u8]);

    #[wasm_bindgen(method)]
    fn stop(this: &Started);

    /// Starts a worker: `hear` gets its messages, `died` is called once when it is no more.
    #[wasm_bindgen(js_name = podreachWorker, catch)]
    fn start(hear: &JsValue, died: &JsValue) -> Result<Started, JsValue>;
}

/// A worker that runs. It stops when this is dropped.
pub(super) struct Port {
    started: Started,
    /// What the worker calls back.
    _hear: Closure<dyn FnMut(Vec<u8>)>,
    _died: Closure<dyn FnMut()>,
}

impl Port {
    /// Starts a worker. `None` where there are none.
    pub(super) fn open(mut hear: impl FnMut(FromWorker) + 'static, died: impl FnMut() + 'static) -> Option<Self> {
        let hear = move |bytes: Vec<u8>| {
            // What cannot be read comes from a worker of another version, which says so in its greeting.
            if let Ok(message) = read(&bytes) {
                hear(message);
            }
        };
        let hear = Closure::<dyn FnMut(Vec<u8>)>::new(hear);
        let died = Closure::<dyn FnMut()>::new(died);
        let started = start(hear.as_ref(), died.as_ref()).ok()?;
        Some(Self { started, _hear: hear, _died: died })
    }

    pub(super) fn send(&self, message: &ToWorker) {
        if let Ok(bytes) = write(message) {
            self.started.send(&bytes);
        }
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.started.stop();
    }
}
