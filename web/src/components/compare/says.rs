//! Signs of what opened and closed, and the sentence of the live region.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use podreach_eval::view::PairChange;
use podreach_session::page::changes::Beside;

use super::state::CompareState;
use crate::components::visible::escaped;
use crate::state::AppState;

/// A pause after the last change, so that typing is not talked into, in milliseconds.
const PAUSE: u32 = 500;

/// What a box with a sign says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Opened,
    Closed,
    Changed,
}

impl Sign {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Opened => "is-opened",
            Self::Closed => "is-closed",
            Self::Changed => "is-changed",
        }
    }
}

impl From<PairChange> for Sign {
    fn from(change: PairChange) -> Self {
        match change {
            PairChange::Opened => Self::Opened,
            PairChange::Closed => Self::Closed,
            PairChange::Changed => Self::Changed,
        }
    }
}

/// `+` in a solid box, `−` in a dashed one, both for what changed: a shape before a colour.
pub(crate) fn sign(sign: Sign) -> impl IntoView {
    let path = match sign {
        Sign::Opened => "M5 8h6M8 5v6",
        Sign::Closed => "M5 8h6",
        Sign::Changed => "M5.500 6h5M8 3.500v5M5.500 11.500h5",
    };
    view! {
        <svg class=format!("icon compare-sign {}", sign.class()) viewBox="0 0 16 16" aria-hidden="true">
            <rect class="compare-sign__box" x="1.500" y="1.500" width="13" height="13" rx="3.500" />
            <path d=path />
        </svg>
    }
}

/// What screen readers hear: what is compared and what that shows, once nothing has changed for a while.
pub(super) fn spoken(state: AppState, compare: CompareState) -> RwSignal<String> {
    let spoken = RwSignal::new(String::new());
    let timer: Rc<RefCell<Option<Timeout>>> = Rc::default();
    Effect::new(move |_| {
        let baseline = state.compared_with();
        let answer = compare.changes.with(|changes| (changes.beside, changes.pairs.words.clone()));
        let says = sentence(baseline.as_deref(), answer.0, &answer.1);
        *timer.borrow_mut() = Some(Timeout::new(PAUSE, move || {
            if spoken.try_with_untracked(|now| *now != says) == Some(true) {
                spoken.set(says);
            }
        }));
    });
    spoken
}

/// `Compared with as opened: opens 2, closes 1`.
fn sentence(baseline: Option<&str>, beside: Beside, words: &str) -> String {
    match (baseline, beside) {
        (Some(name), Beside::Compared | Beside::AllOn) => format!("Compared with {}: {words}", escaped(name)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_with_what_and_what_it_shows() {
        let says = sentence(Some("as opened"), Beside::Compared, "opens 2, closes 1");
        assert_eq!(says, "Compared with as opened: opens 2, closes 1");
        let says = sentence(Some("everything switched on"), Beside::AllOn, "closes 1");
        assert_eq!(says, "Compared with everything switched on: closes 1");
        assert_eq!(sentence(None, Beside::Nothing, ""), "");
        assert_eq!(sentence(Some("x"), Beside::NotEvaluated, ""), "");
    }
}
