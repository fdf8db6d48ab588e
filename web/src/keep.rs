//! Keeps the work in the browser: a reload, a crash or a closed tab loses nothing.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_storage::{LocalStorage, Storage};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use podreach_link::{Shared, decode_fragment, encode_fragment};

use crate::state::AppState;

const WORK: &str = "podreach.work";
const TITLE: &str = "podreach.title";
/// What stood there before a link was opened.
const BEFORE: &str = "podreach.before";
const BEFORE_TITLE: &str = "podreach.before.title";
/// A pause in typing after which the work is written, in milliseconds.
const PAUSE: u32 = 300;

/// Whether the last try to keep the work succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is in the browser's storage.
    Saved,
    /// The storage is full or forbidden.
    Failed,
    /// There is nothing to keep.
    Nothing,
}

/// The work of the last visit with its title; none when there is none or it cannot be read.
pub(crate) fn stored() -> Option<(Shared, String)> {
    read(WORK, TITLE)
}

/// What stood there before a link was opened.
pub(crate) fn before() -> Option<(Shared, String)> {
    read(BEFORE, BEFORE_TITLE)
}

/// Sets the work aside, so that something else can be opened; true when there was something worth it. What was typed a
/// moment ago counts; before the page has shown anything, it is the work of the last visit.
pub(crate) fn set_aside(state: AppState, opened: &Shared) -> bool {
    if !state.is_empty() {
        write(state);
    }
    let Some((work, title)) = stored() else { return false };
    let is_empty = work.sources.iter().all(|source| source.text.trim().is_empty());
    if is_empty || work.sources == opened.sources {
        return false;
    }
    let Ok(fragment) = encode_fragment(&work) else { return false };
    LocalStorage::set(BEFORE, fragment).is_ok() && LocalStorage::set(BEFORE_TITLE, title).is_ok()
}

fn read(key: &str, title: &str) -> Option<(Shared, String)> {
    let fragment: String = LocalStorage::get(key).ok()?;
    let shared = decode_fragment(&fragment).ok()?;
    Some((shared, LocalStorage::get(title).unwrap_or_default()))
}

/// Writes the work whenever it changed, after a pause, and when the page is left.
pub(crate) fn start(state: AppState) {
    let timer: Rc<RefCell<Option<Timeout>>> = Rc::default();
    let waiting = Rc::clone(&timer);
    Effect::new(move |before: Option<()>| {
        state.watch_work();
        if before.is_some() {
            *waiting.borrow_mut() = Some(Timeout::new(PAUSE, move || write(state)));
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
    if state.is_empty() {
        LocalStorage::delete(WORK);
        state.kept.set(Kept::Nothing);
        return;
    }
    let fragment = encode_fragment(&state.shared());
    let done = fragment.is_ok_and(|fragment| LocalStorage::set(WORK, fragment).is_ok())
        && LocalStorage::set(TITLE, state.title.get_untracked()).is_ok();
    state.kept.set(if done { Kept::Saved } else { Kept::Failed });
}
