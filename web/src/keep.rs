//! Keeps the work in the browser: a reload, a crash or a closed tab loses nothing, and each window has its own.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use podreach_link::Shared;

use crate::state::AppState;
use crate::storage;
use crate::works::{self, Lost};

/// A pause in typing after which the work is written, in milliseconds.
const PAUSE: u32 = 300;

/// Whether the last try to keep the work succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is in the browser's storage.
    Saved,
    /// It is not.
    Failed(Lost),
    /// There is nothing to keep.
    Nothing,
}

impl Kept {
    /// What there is to say before anything was written.
    pub(crate) fn at_start() -> Self {
        if storage::is_allowed() { Self::Nothing } else { Self::Failed(Lost::Blocked) }
    }
}

/// What there was when the page was opened without a link.
pub(crate) enum Start {
    /// Nothing that is this window's: a new page. There may be works of other windows.
    Empty,
    /// This window's own work, or a copy of the one that its tab was duplicated from.
    Own(Shared, String),
    /// The last work of a window that is closed; this window goes on with it.
    Last(Shared, String),
}

/// The work to go on with.
pub(crate) fn start_with() -> Start {
    works::adopt_old();
    let own = works::read(&works::own_id()).or_else(|| works::read(&works::copied_id()?));
    if let Some((work, title)) = own {
        return Start::Own(work, title);
    }
    let closed = works::others().into_iter().filter(|entry| !entry.is_open);
    for entry in closed {
        if let Some((work, title)) = works::read(&entry.id) {
            // The work moves here: it goes away there only when it has arrived.
            if works::write(&works::own_id(), &work, &title).is_ok() {
                works::remove(&entry.id);
            }
            return Start::Last(work, title);
        }
    }
    Start::Empty
}

/// Sets the work aside, so that something else can be opened: its id among the works, when there was something worth it.
/// What was typed a moment ago counts; before the page has shown anything, it is this window's work of the last visit.
pub(crate) fn set_aside(state: AppState, opened: &Shared) -> Option<String> {
    let (work, title) =
        if state.is_empty() { works::read(&works::own_id())? } else { (state.shared(), state.title.get_untracked()) };
    let is_empty = work.sources.iter().all(|source| source.text.trim().is_empty());
    if is_empty || work.sources == opened.sources {
        return None;
    }
    Some(works::keep_copy(&work, &title))
}

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
    let leaving = EventListener::new(&window(), "pagehide", move |_| {
        if timer.borrow_mut().take().is_some() {
            write(state);
        }
    });
    leaving.forget();
}

fn write(state: AppState) {
    let own = works::own_id();
    if state.is_empty() {
        works::remove(&own);
        state.kept.set(Kept::at_start());
        return;
    }
    let written = works::write(&own, &state.shared(), &state.title.get_untracked());
    state.kept.set(written.map_or_else(Kept::Failed, |()| Kept::Saved));
}
