//! Keeps the work in the browser: a reload, a crash or a closed tab loses nothing, and each window has its own.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use crate::state::{AppState, Kept};
use crate::works;

/// A pause in typing after which the work is written, in milliseconds.
const PAUSE: u32 = 300;

/// Writes the work whenever it changed, after a pause, and when the page is left before that.
pub(crate) fn start(state: AppState) {
    let timer: Rc<RefCell<Option<Timeout>>> = Rc::default();
    let waiting = Rc::clone(&timer);
    Effect::new(move |before: Option<()>| {
        state.watch_work();
        if before.is_some() {
            let fired = Rc::clone(&waiting);
            let written = Timeout::new(PAUSE, move || {
                // Nothing waits any more: leaving the page must not write again what another visit may have changed.
                fired.borrow_mut().take();
                write(state);
            });
            *waiting.borrow_mut() = Some(written);
        }
    });
    let hiding = EventListener::new(&window(), "pagehide", move |_| {
        if timer.borrow_mut().take().is_some() {
            write(state);
        }
    });
    hiding.forget();
}

fn write(state: AppState) {
    let own = works::own_id();
    if state.written.is_empty() {
        works::remove(&own);
        state.session.kept.set(Kept::at_start());
        return;
    }
    let written = works::write(&own, &state.shared(), &state.written.title.get_untracked());
    state.session.kept.set(written.map_or_else(Kept::Failed, |()| Kept::Saved));
}
