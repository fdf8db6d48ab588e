//! The state as links and kept works hold it, and the state that they make.

use leptos::prelude::*;
use podreach_link::Shared;
use podreach_session::page::describe_ids;

use super::AppState;
use super::work::{Work, is_not_worth_keeping};
use crate::works;

impl AppState {
    /// What a link would hold.
    pub(crate) fn shared(self) -> Shared {
        let (written, chosen) = (self.written, self.chosen);
        let file = |tab: &super::Tab| (tab.name.clone(), tab.text.to_string());
        let work = Work {
            files: written.tabs.with_untracked(|tabs| tabs.iter().map(file).collect()),
            view: chosen.view_name().map(str::to_owned),
            selection: self.selection(),
            namespace: written.namespace.get_untracked(),
            ip_block_pods: written.ip_block_pods.get_untracked(),
            tour: written.example.get_untracked(),
            off: written.off.get_untracked(),
            baseline: self.shared_baseline(),
        };
        work.write()
    }

    /// The selection as a link holds it. That of a policy comes from the worker.
    pub(crate) fn selection(self) -> Option<String> {
        let ids = self.chosen.picked.with_untracked(describe_ids);
        ids.or_else(|| self.analysed.described.get_untracked())
    }

    /// Opens what a link holds.
    pub(crate) fn restore(self, shared: Shared) {
        let work = Work::read(shared);
        let title = work.title();
        self.written.namespace.set(work.namespace);
        self.written.ip_block_pods.set(work.ip_block_pods);
        self.chosen.show_named(work.view.as_deref());
        self.open(&title, &work.files, work.selection, (work.off, work.baseline));
        self.written.example.set(work.tour);
    }

    /// Sets the work aside, so that something else can be opened: its id among the works, when there was something worth it.
    /// What was typed a moment ago counts; before the page has shown anything, it is this window's work of the last visit.
    pub(crate) fn set_aside(self, opened: &Shared) -> Option<String> {
        let (work, title) = if self.written.is_empty() {
            works::read(&works::own_id())?
        } else {
            (self.shared(), self.written.title.get_untracked())
        };
        (!is_not_worth_keeping(&work, opened)).then(|| works::keep_copy(&work, &title))
    }

    /// Opens one of the works that the browser keeps; what is open is set aside. A work that no other window has open moves
    /// here, and of one that is open elsewhere this is a copy.
    pub(crate) fn open_work(self, id: &str, is_open: bool) {
        let Some((work, title)) = works::read(id) else { return };
        if !untrack(|| self.written.is_untouched()) {
            self.set_aside(&work);
        }
        self.session.leave_address();
        self.restore(work);
        self.written.title.set(title);
        if !is_open {
            works::remove(id);
        }
    }
}
