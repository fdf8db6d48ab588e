//! The page puts itself together in many short tasks, so that a slow phone draws and listens in between.

use std::collections::VecDeque;
use std::time::Duration;

use leptos::prelude::*;

/// What of the page is still to be drawn. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Starting {
    waiting: StoredValue<VecDeque<RwSignal<bool>>>,
    /// Whether everything has been drawn once.
    done: RwSignal<bool>,
}

impl Starting {
    /// Nothing is drawn yet; the first task is the next one.
    pub(crate) fn new() -> Self {
        let starting = Self { waiting: StoredValue::new(VecDeque::new()), done: RwSignal::new(false) };
        starting.go_on();
        starting
    }

    /// Whether everything has been drawn once; follows.
    pub(crate) fn is_done(self) -> bool {
        self.done.get()
    }

    fn go_on(self) {
        set_timeout(move || self.step(), Duration::ZERO);
    }

    /// Draws the next part; in a window that nobody sees, where timers are slow, all of them.
    fn step(self) {
        loop {
            let Some(next) = self.waiting.try_update_value(VecDeque::pop_front).flatten() else {
                self.done.set(true);
                // The editor is loaded after the page.
                if let Ok(event) = web_sys::Event::new("podreach-started") {
                    let _ = document().dispatch_event(&event);
                }
                return;
            };
            // Its owner may be gone.
            let _ = next.try_set(true);
            if !document().hidden() {
                return self.go_on();
            }
        }
    }

    /// A signal that turns true when it is its turn.
    fn turn(self) -> RwSignal<bool> {
        let now = RwSignal::new(self.done.get_untracked());
        if !now.get_untracked() {
            self.waiting.update_value(|waiting| waiting.push_back(now));
        }
        now
    }
}

/// Draws its children in a task of their own while the page starts, and at once later on.
#[component]
pub(crate) fn Soon(children: ChildrenFn) -> impl IntoView {
    let starting: Starting = expect_context();
    let now = starting.turn();
    move || now.get().then(|| untrack(|| children()))
}
