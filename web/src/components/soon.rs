//! Large parts of the page are drawn in tasks of their own, so that it draws and listens in between, on a slow phone as well.

use std::collections::VecDeque;
use std::time::Duration;

use leptos::prelude::*;

/// What is still to be drawn. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Turns {
    waiting: StoredValue<VecDeque<RwSignal<bool>>>,
    /// Whether nothing waits.
    done: RwSignal<bool>,
}

impl Turns {
    /// Nothing waits yet.
    pub(crate) fn new() -> Self {
        Self { waiting: StoredValue::new(VecDeque::new()), done: RwSignal::new(true) }
    }

    /// Whether everything has been drawn; follows.
    pub(crate) fn is_done(self) -> bool {
        self.done.get()
    }

    fn go_on(self) {
        set_timeout(move || self.step(), Duration::ZERO);
    }

    /// Draws the next part; in a window that nobody sees, where timers are slow, all of them. What is drawn may have parts itself,
    /// so that it is the task after the last one that knows that nothing is left.
    fn step(self) {
        let mut drew = false;
        while let Some(turn) = self.waiting.try_update_value(VecDeque::pop_front).flatten() {
            drew = true;
            // Its owner may be gone.
            let _ = turn.try_set(true);
            if !document().hidden() {
                break;
            }
        }
        if drew {
            return self.go_on();
        }
        self.done.set(true);
        // Who waits for the page to be complete, as what loads the editor, hears of it.
        if let Ok(event) = web_sys::Event::new("podreach-drawn") {
            let _ = document().dispatch_event(&event);
        }
    }

    /// A signal that turns true when it is its turn.
    fn turn(self) -> RwSignal<bool> {
        let now = RwSignal::new(false);
        self.waiting.update_value(|waiting| waiting.push_back(now));
        if self.done.get_untracked() {
            self.done.set(false);
            self.go_on();
        }
        now
    }
}

/// Draws its children in a task of their own, after everything that has waited longer.
#[component]
pub(crate) fn Soon(children: ChildrenFn) -> impl IntoView {
    let turns: Turns = expect_context();
    let now = turns.turn();
    move || now.get().then(|| untrack(|| children()))
}
