//! Says that a newer version of the page is ready, and takes it when the person asks for it: `offline.js` knows both.

use gloo_events::EventListener;
use leptos::prelude::*;

use crate::state::{Action, AppState, Kept, Toast};

/// Listens for newer versions.
pub(crate) fn start(state: AppState) {
    let known = document().document_element().is_some_and(|root| root.has_attribute("data-update"));
    let ready = RwSignal::new(known);
    EventListener::new(&window(), "podreach-update", move |_| ready.set(true)).forget();
    let shown = StoredValue::new(false);
    Effect::new(move |_| {
        let toast = state.session.toast.get();
        let step = next(ready.get(), shown.get_value(), toast.as_ref());
        shown.set_value(step == Step::Show || step == Step::Stay);
        match step {
            Step::Show => state.session.toast.set(Some(offer(state.session.kept.get_untracked()))),
            Step::Done => ready.set(false),
            Step::Wait | Step::Stay => {}
        }
    });
}

/// Loads the newer version. The page is left as by any reload: the work is kept.
pub(crate) fn take() {
    let asked = web_sys::Event::new("podreach-reload");
    let _ = asked.map(|event| window().dispatch_event(&event));
}

/// What is said.
fn offer(kept: Kept) -> Toast {
    let text = match kept {
        Kept::Failed(_) => "A new version is ready. Your work is not saved, and reloading loses it.",
        Kept::Saved | Kept::Nothing => "A new version is ready.",
    };
    Toast { text: text.to_owned(), bad: false, action: Some(Action::Reload) }
}

/// What there is to do about a newer version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Nothing, or not now: something else is being said.
    Wait,
    /// Say it.
    Show,
    /// It is being said.
    Stay,
    /// It was dismissed.
    Done,
}

/// Other messages come first, since what they offer is offered once. One that takes the place of the offer only puts it off.
fn next(ready: bool, shown: bool, toast: Option<&Toast>) -> Step {
    match toast {
        _ if !ready => Step::Wait,
        Some(toast) if toast.action == Some(Action::Reload) => Step::Stay,
        Some(_) => Step::Wait,
        None if shown => Step::Done,
        None => Step::Show,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::works::Lost;

    #[test]
    fn the_offer_displaces_nothing_and_goes_when_it_is_dismissed() {
        let ours = offer(Kept::Saved);
        let other = Toast { text: "Copied.".to_owned(), bad: false, action: None };
        assert_eq!(next(false, false, None), Step::Wait);
        assert_eq!(next(true, false, Some(&other)), Step::Wait);
        assert_eq!(next(true, false, None), Step::Show);
        assert_eq!(next(true, true, Some(&ours)), Step::Stay);
        // Something else was said meanwhile: then it is offered again.
        assert_eq!(next(true, true, Some(&other)), Step::Wait);
        assert_eq!(next(true, true, None), Step::Done);
    }

    #[test]
    fn what_a_reload_loses_is_said() {
        assert!(!offer(Kept::Saved).text.contains("loses"));
        assert!(offer(Kept::Failed(Lost::Full)).text.contains("reloading loses it"));
    }
}
