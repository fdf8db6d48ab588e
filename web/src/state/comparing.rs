//! The baseline changes, and switches: what the person compares, and the picture that follows.

use std::sync::Arc;

use leptos::prelude::*;
use podreach_eval::policy::Off;
use podreach_link::Baseline;

use super::AppState;
use super::baseline::{Against, Origin, Side, without_tab};

/// What is compared with while something is switched off and there is no baseline, in the middle of a sentence.
const ALL_ON: &str = "everything switched on";

impl AppState {
    /// Whether something is compared: with a baseline, or, where something is switched off, with everything switched on; or a change
    /// that is looked at with the text as it is.
    pub(crate) fn compares(self) -> bool {
        self.proposed.is_on() || self.compared.is_on() || self.has_off()
    }

    /// Whether what did not change is hidden.
    pub(crate) fn shows_changes_only(self) -> bool {
        self.compares() && self.compared.only_changes.get() && !self.proposed.is_on()
    }

    /// Whether something is switched off.
    pub(crate) fn has_off(self) -> bool {
        self.written.off.with(|off| !off.is_empty())
    }

    /// What is compared with, in the middle of a sentence.
    pub(crate) fn compared_with(self) -> Option<String> {
        let words = |with: &Against| self.written.tabs.with(|tabs| with.origin.words(tabs));
        let with = self.compared.with.with(|with| with.as_ref().map(words));
        with.or_else(|| self.has_off().then(|| ALL_ON.to_owned()))
    }

    /// Compares with this from now on, or with nothing.
    pub(crate) fn compare_with(self, against: Option<Against>) {
        if self.compared.with.with_untracked(|with| *with == against) {
            return;
        }
        let was_tab = self.compared.tab();
        self.set_baseline(against);
        // A source that becomes the baseline, or is it no longer, changes what is compared with it.
        if was_tab == self.compared.tab() {
            self.session.leave_address();
        } else {
            self.options_changed();
        }
    }

    /// Compares with the sources as they were opened.
    pub(crate) fn compare_with_opened(self) {
        let side = self.compared.opened.get_value();
        self.compare_with(Some(Against { origin: Origin::Opened, side }));
    }

    /// Compares with the sources as they are now.
    pub(crate) fn compare_from_here(self) {
        self.note_opened();
        self.compare_with_opened();
    }

    /// Compares with one of the sources.
    pub(crate) fn compare_with_tab(self, id: u32) {
        if let Some(side) = self.side_of_tab(id) {
            self.compare_with(Some(Against { origin: Origin::Tab(id), side }));
        }
    }

    /// Compares with texts from elsewhere.
    pub(crate) fn compare_with_files(self, files: Vec<(String, String)>) {
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let origin = Origin::Files(crate::titles::title_of(&names));
        let files = files.into_iter().map(|(name, text)| (name, text.into())).collect();
        let side = Arc::new(Side { files, off: Vec::new(), ..self.side_now() });
        self.compare_with(Some(Against { origin, side }));
    }

    /// Compares, with what was compared with last, or stops.
    pub(crate) fn toggle_comparing(self) {
        if self.compared.with.with_untracked(Option::is_some) {
            self.compare_with(None);
            return;
        }
        match self.compared.last.get_value() {
            Some(Against { origin: Origin::Tab(id), .. }) if self.side_of_tab(id).is_some() => {
                self.compare_with_tab(id)
            }
            Some(last) if !matches!(last.origin, Origin::Tab(_) | Origin::Opened) => self.compare_with(Some(last)),
            _ => self.compare_with_opened(),
        }
    }

    /// Switches a policy or a rule off, or on again.
    pub(crate) fn switch(self, what: &Off, on: bool) {
        self.written.off.update(|off| {
            off.retain(|other| other != what);
            if !on {
                off.push(what.clone());
            }
        });
        self.options_changed();
    }

    /// Switches everything on.
    pub(crate) fn switch_all_on(self) {
        self.written.off.set(Vec::new());
        self.options_changed();
    }

    /// What is open now is what was opened.
    pub(super) fn note_opened(self) {
        self.compared.opened.set_value(Arc::new(Side { off: Vec::new(), ..self.side_now() }));
    }

    /// Something else is opened: nothing is compared and nothing switched off, unless a link says so.
    pub(super) fn forget_baseline(self) {
        self.written.off.set(Vec::new());
        self.compared.only_changes.set(false);
        self.compared.last.set_value(None);
        self.set_baseline(None);
    }

    /// The baseline that a link or a kept work holds.
    pub(super) fn restore_baseline(self, baseline: Option<Baseline>) {
        let Some(baseline) = baseline else { return };
        let tab = baseline.of_work.and_then(|at| self.written.tabs.with_untracked(|tabs| Some(tabs.get(at)?.id)));
        let side = Arc::new(Side::of_baseline(baseline));
        let origin = tab.map_or(Origin::Saved, Origin::Tab);
        self.set_baseline(Some(Against { origin, side }));
    }

    /// The baseline as a link holds it.
    pub(super) fn shared_baseline(self) -> Option<Baseline> {
        let against = self.compared.with.get_untracked()?;
        let place = |id: u32| self.written.tabs.with_untracked(|tabs| tabs.iter().position(|tab| tab.id == id));
        let of_work = match against.origin {
            Origin::Tab(id) => place(id),
            _ => None,
        };
        Some(against.side.write(of_work))
    }

    /// Names and texts that are evaluated.
    pub(super) fn evaluated_files(self) -> Vec<(String, Arc<str>)> {
        let baseline = self.compared.tab();
        self.written.tabs.with_untracked(|tabs| without_tab(tabs, baseline))
    }

    /// A source that is the baseline is followed: its text may have changed, or it was closed.
    pub(super) fn follow_tab(self) {
        let Some(id) = self.compared.tab() else { return };
        let against = self.side_of_tab(id).map(|side| Against { origin: Origin::Tab(id), side });
        if self.compared.with.with_untracked(|with| *with != against) {
            self.set_baseline(against);
        }
    }

    fn side_of_tab(self, id: u32) -> Option<Arc<Side>> {
        let found = self.written.tabs.with_untracked(|tabs| tabs.iter().find(|tab| tab.id == id).cloned())?;
        let files = vec![(found.name, found.text)];
        Some(Arc::new(Side { files, off: Vec::new(), ..self.side_now() }))
    }

    /// The sources as they are now.
    fn side_now(self) -> Side {
        let written = self.written;
        Side {
            files: written.files(),
            namespace: written.namespace.get_untracked(),
            ip_block_pods: written.ip_block_pods.get_untracked(),
            off: written.off.get_untracked(),
        }
    }

    fn set_baseline(self, against: Option<Against>) {
        if self.compared.with.with_untracked(|with| with.is_none() && against.is_none()) {
            return;
        }
        let sent = against.as_ref().map(Against::given);
        let was_proposed = self.end_proposed();
        if against.is_some() {
            self.compared.last.set_value(against.clone());
        }
        self.compared.with.set(against);
        if was_proposed {
            self.analysed.run(&self.evaluated_files(), self.written.options(), false, None);
        }
        self.analysed.compare(sent);
    }
}
