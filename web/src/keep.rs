//! Keeps the work in the browser: a reload, a crash or a closed tab loses nothing, and each window has its own.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use podreach_session::page::Encode;

use crate::state::{AppState, Kept};
use crate::works::{self, Lost};

/// A pause in typing after which the work is written, in milliseconds.
const PAUSE: u32 = 300;
/// The same for a work that the worker encodes, which has other things to do while somebody types.
const LONG_PAUSE: u32 = 1_000;
/// Bytes of text beyond which the worker encodes it.
const LARGE: usize = 256 << 10;
/// If the worker has not done that after so many milliseconds, it is not waited for.
const PATIENCE: u32 = 10_000;

/// What is changed and not yet written.
#[derive(Clone, Copy)]
struct Unwritten {
    /// What writes it after a while.
    timer: StoredValue<Option<Timeout>, LocalStorage>,
    /// Which time it is that the worker is asked; what it says of an earlier state is not taken.
    asked: StoredValue<u32>,
}

/// Writes the work whenever it changed, after a pause, and when the page is left before that.
pub(crate) fn start(state: AppState) {
    let unwritten = Unwritten { timer: StoredValue::new_local(None), asked: StoredValue::new(0) };
    Effect::new(move |before: Option<()>| {
        state.watch_work();
        if before.is_some() {
            let is_large = size(state) > LARGE;
            let pause = if is_large { LONG_PAUSE } else { PAUSE };
            unwritten.after(pause, move || if is_large { unwritten.ask(state) } else { unwritten.write(state) });
        }
    });
    let hiding = EventListener::new(&window(), "pagehide", move |_| {
        if unwritten.timer.with_value(Option::is_some) {
            unwritten.write(state);
        }
    });
    hiding.forget();
}

impl Unwritten {
    fn after(self, pause: u32, run: impl FnOnce() + 'static) {
        self.asked.update_value(|asked| *asked += 1);
        self.timer.set_value(Some(Timeout::new(pause, run)));
    }

    /// Writes it at once. Nothing waits any more: leaving the page must not write again what another visit may have changed.
    fn write(self, state: AppState) {
        self.put(state, |own, title| works::write(own, &state.shared(), title));
    }

    /// Writes it when the worker has encoded it, which takes too long to be done here.
    fn ask(self, state: AppState) {
        self.after(PATIENCE, move || self.write(state));
        let number = self.asked.get_value();
        state.analysed.ask_once(Encode { shared: state.shared() }, move |encoded| {
            if self.asked.get_value() == number {
                self.put(state, |own, title| works::write_encoded(own, &encoded.map_err(|_| Lost::TooLarge)?, title));
            }
        });
    }

    fn put(self, state: AppState, write: impl FnOnce(&str, &str) -> Result<(), Lost>) {
        self.timer.set_value(None);
        let own = works::own_id();
        let kept = if state.written.is_empty() {
            works::remove(&own);
            Kept::at_start()
        } else {
            write(&own, &state.written.title.get_untracked()).map_or_else(Kept::Failed, |()| Kept::Saved)
        };
        state.session.kept.set(kept);
    }
}

/// Bytes of all texts.
fn size(state: AppState) -> usize {
    state.written.tabs.with_untracked(|tabs| tabs.iter().map(|tab| tab.text.len()).sum())
}
