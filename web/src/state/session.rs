//! How the work is kept, the address that shows it, and what the page says at the bottom.

use leptos::prelude::*;

use crate::works::Lost;
use crate::{address, storage};

/// A short message at the bottom, with an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toast {
    /// What happened.
    pub(crate) text: String,
    /// Whether it is bad news.
    pub(crate) bad: bool,
    /// What it offers.
    pub(crate) action: Option<Action>,
}

/// What a message offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Opening the work with this id again.
    Back(String),
    /// Showing all works that the browser keeps.
    ShowWorks,
    /// Loading the newer version of the page.
    Reload,
    /// Taking back what was applied to the text.
    Undo,
}

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

/// What surrounds the work. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    /// What is said at the bottom of the page.
    pub(crate) toast: RwSignal<Option<Toast>>,
    /// Whether the list of works is open.
    pub(crate) shows_works: RwSignal<bool>,
    /// Whether the list of keys is open.
    pub(crate) shows_help: RwSignal<bool>,
    /// Whether the work is kept.
    pub(crate) kept: RwSignal<Kept>,
    /// The address that shows what is open.
    address: StoredValue<String>,
}

impl Session {
    pub(super) fn new() -> Self {
        Self {
            toast: RwSignal::new(None),
            shows_works: RwSignal::new(false),
            shows_help: RwSignal::new(false),
            kept: RwSignal::new(Kept::at_start()),
            address: StoredValue::new(String::new()),
        }
    }

    /// Whether this address is the one that is open.
    pub(crate) fn is_address(self, href: &str) -> bool {
        self.address.with_value(|address| address == href)
    }

    /// Notes which address shows what is open.
    pub(crate) fn remember_address(self, href: &str) {
        self.address.set_value(href.to_owned());
    }

    /// What is shown is no longer what the address says: it goes, so that a reload shows the work.
    pub(crate) fn leave_address(self) {
        let href = window().location().href().unwrap_or_default();
        if href.contains('#') {
            let query = window().location().search().unwrap_or_default();
            address::replace(&format!("{}{query}", address::base()));
        }
        self.address.set_value(String::new());
    }

    /// The text is not what it was when undoing was offered.
    pub(super) fn forget_undo(self) {
        let offers = |toast: &Option<Toast>| toast.as_ref().is_some_and(|toast| toast.action == Some(Action::Undo));
        if self.toast.with_untracked(offers) {
            self.toast.set(None);
        }
    }

    /// Says something at the bottom of the page.
    pub(crate) fn say(self, text: impl Into<String>, bad: bool) {
        self.toast.set(Some(Toast { text: text.into(), bad, action: None }));
    }

    /// Says that something took the place of the work that was set aside, which can be opened again.
    pub(super) fn offer_back(self, text: impl Into<String>, aside: Option<String>) {
        if aside.is_some() {
            self.toast.set(Some(Toast { text: text.into(), bad: false, action: aside.map(Action::Back) }));
        }
    }
}
