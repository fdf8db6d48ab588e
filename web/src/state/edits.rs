//! The sources change: typing, opening, adding and closing, and the picture that follows.

use leptos::prelude::*;
use podreach_eval::policy::Off;
use podreach_link::{Baseline, Shared, SharedSource};
use podreach_picture::Picked;
use podreach_session::page::FindingAt;
use podreach_session::page::findings::Row;
use podreach_syntax::{Place, Severity, Sources, Span};

use super::AppState;
use super::chosen::{Panel, Reveal};
use crate::examples::catalogue::EXAMPLES;
use crate::examples::tour;
use crate::offsets::{normalized, to_utf16};
use crate::titles::title_of;

impl AppState {
    /// The text of a tab changed by typing; the picture follows soon.
    pub(crate) fn edit(self, tab: u32, text: &str) {
        let text = normalized(text);
        let was_empty = self.written.is_empty();
        if self.written.edit(tab, &text) {
            if was_empty {
                self.note_opened();
            }
            if self.written.example.get_untracked().is_some_and(|tour| !tour::is_about(tour, &text)) {
                self.written.example.set(None);
            }
            self.session.leave_address();
            self.undo_with(tab, &text);
            self.session.forget_undo();
            if self.proposed.is_on_untracked() {
                self.analyse(true);
            } else {
                self.schedule();
            }
        }
    }

    /// A choice about the sources changed.
    pub(crate) fn options_changed(self) {
        self.session.leave_address();
        self.analyse(false);
    }

    /// Analyses soon.
    pub(crate) fn schedule(self) {
        self.analysed.soon(self.written.bytes(), move || self.analyse(true));
    }

    /// Analyses now. `typed`: the change was small, so that a broken text keeps the last picture.
    pub(crate) fn analyse(self, typed: bool) {
        let looked = self.end_proposed();
        self.follow_tab();
        self.analysed.run(&self.evaluated_files(), self.written.options(), typed, None);
        if looked {
            self.compare_again();
        }
    }

    /// Replaces all sources by files, of name and text. `select`: the text of what is to be selected. `compared`: what is
    /// switched off, and the baseline.
    pub(super) fn open(
        self,
        title: &str,
        files: &[(String, String)],
        select: Option<String>,
        compared: (Vec<Off>, Option<Baseline>),
    ) {
        let looked = self.end_proposed();
        self.chosen.forget();
        self.replace(title, files);
        let (off, baseline) = compared;
        self.written.off.set(off);
        self.restore_baseline(baseline);
        self.analysed.run(&self.evaluated_files(), self.written.options(), false, select);
        if looked {
            self.compare_again();
        }
    }

    fn replace(self, title: &str, files: &[(String, String)]) {
        self.forget_baseline();
        self.written.change(|tabs| tabs.open(files));
        self.note_opened();
        self.written.title.set(title.to_owned());
        self.written.example.set(None);
    }

    /// Opens a step of an example. The work that stands there is set aside first.
    pub(crate) fn open_example(self, example: usize, step: usize) {
        let Some((found, shown)) = EXAMPLES.get(example).and_then(|found| Some((found, found.steps.get(step)?))) else {
            return;
        };
        let from_example = self.written.example.get_untracked();
        let source = SharedSource { name: found.file.to_owned(), text: shown.yaml.to_owned() };
        let opened = Shared { sources: vec![source], ..Shared::default() };
        let aside = if untrack(|| self.written.is_untouched()) { None } else { self.set_aside(&opened) };
        self.session.leave_address();
        // Going from step to step keeps what the person looks at.
        if from_example.is_none_or(|(open, _)| open != example) {
            self.chosen.forget();
        }
        self.replace(found.title, &[(found.file.to_owned(), shown.yaml.to_owned())]);
        self.written.example.set(Some((example, step)));
        if let Some(code) = found.finding {
            let severity = Some(Severity::Warning);
            self.chosen.finding.set(Some(FindingAt { code: code.to_owned(), severity, at: 0 }));
        }
        self.analyse(false);
        self.session.offer_back("The scenario was opened in place of your work.", aside);
    }

    /// Goes to the next step of the example that is open, or back; false where there is none.
    pub(crate) fn turn_step(self, back: bool) -> bool {
        let Some((example, step)) = self.written.example.get_untracked() else { return false };
        let next = if back { step.checked_sub(1) } else { Some(step + 1) };
        let next = next.filter(|next| tour::found((example, *next)).is_some());
        if let Some(next) = next {
            self.open_example(example, next);
        }
        // The first step has none before it; the browser's history is not meant there either.
        EXAMPLES.get(example).is_some_and(|found| found.steps.len() > 1)
    }

    /// Adds files, of name and text, to the sources that are there; empty ones make room.
    pub(crate) fn add(self, files: &[(String, String)]) {
        if files.is_empty() {
            return;
        }
        if self.written.is_empty() {
            let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
            self.written.title.set(title_of(&names));
        }
        self.session.leave_address();
        let was_empty = self.written.is_empty();
        self.written.change(|tabs| tabs.add(files));
        if was_empty {
            self.note_opened();
        }
        self.written.example.set(None);
        self.analyse(false);
    }

    /// A new, empty source.
    pub(crate) fn add_empty(self) {
        self.written.change(super::tabs::Tabs::add_empty);
    }

    /// Closes a source. The work with it is set aside, so that a slip loses nothing.
    pub(crate) fn close(self, id: u32) {
        let closed = self.written.tabs.with_untracked(|tabs| tabs.iter().find(|tab| tab.id == id).cloned());
        let Some(closed) = closed else { return };
        let has_text = !untrack(|| self.written.is_untouched()) && !closed.is_blank();
        let aside = if has_text { self.set_aside(&Shared::default()) } else { None };
        self.session.leave_address();
        self.written.change(|tabs| tabs.close(id));
        self.written.example.set(None);
        self.analyse(false);
        self.session.offer_back(format!("{} was closed.", closed.name), aside);
    }

    /// Shows a place of some sources in the editor.
    pub(crate) fn reveal_in(self, sources: &Sources, span: Span) {
        self.chosen.panel.set(Panel::Sources);
        self.reveal_at(sources.place(span), true);
    }

    /// Shows a place of the text as it is, with the focus or without it.
    pub(crate) fn reveal_at(self, at: Place, focus: bool) {
        let found = self.written.tabs.with_untracked(|tabs| {
            let tab = tabs.get(at.source.0 as usize)?;
            let [from, to] = [at.start, at.end].map(|bytes| to_utf16(&tab.text, bytes));
            Some(Reveal { tab: tab.id, from, to, focus })
        });
        if let Some(place) = found {
            self.written.active.set(place.tab);
            self.chosen.reveal.set(Some(place));
        }
    }

    /// Selects a finding at one of its places and shows the place.
    pub(crate) fn select_finding(self, row: &Row, at: usize) {
        self.chosen.picked.set(Picked::Nothing);
        self.chosen.finding.set(Some(FindingAt { code: row.code.to_string(), severity: Some(row.severity), at }));
        let place = row.places.get(at).and_then(|place| place.span);
        if let Some(place) = place.map(|span| self.analysed.newest_untracked(|sources| sources.place(span))) {
            self.reveal_at(place, false);
        }
    }

    /// Selects nothing.
    pub(crate) fn clear_selection(self) {
        if self.chosen.picked.with_untracked(|picked| *picked != Picked::Nothing) {
            self.chosen.picked.set(Picked::Nothing);
        } else if self.chosen.finding.with_untracked(Option::is_some) {
            self.chosen.finding.set(None);
        } else {
            self.chosen.step_back();
        }
    }
}
