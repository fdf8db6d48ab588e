//! Opening, adding and closing sources.

use leptos::prelude::*;
use podreach_link::{Shared, SharedSource};

use crate::components::examples::catalogue::EXAMPLES;
use crate::components::inspector::links::Picked;
use crate::keep;
use crate::offsets::normalized;
use crate::titles::{UNNAMED, title_of};

use super::{Action, AppState, Tab, Toast};

impl AppState {
    /// Replaces all sources.
    pub(crate) fn open(self, title: &str, files: Vec<(String, String)>) {
        let mut tabs: Vec<Tab> = files.into_iter().map(|(name, text)| self.new_tab(&name, &text)).collect();
        if tabs.is_empty() {
            tabs.push(self.new_tab(UNNAMED, ""));
        }
        self.active.set(tabs.last().map_or(0, |tab| tab.id));
        self.tabs.set(tabs);
        self.title.set(title.to_owned());
        self.picked.set(Picked::Nothing);
        self.find.set(String::new());
        self.narrow.set(String::new());
        self.example.set(None);
        self.analyse(false);
    }

    /// Opens a step of an example. The work that stands there is set aside first.
    pub(crate) fn open_example(self, example: usize, step: usize) {
        let Some((found, shown)) = EXAMPLES.get(example).and_then(|found| Some((found, found.steps.get(step)?))) else {
            return;
        };
        let from_example = self.example.get_untracked();
        let opens = [SharedSource { name: found.file.to_owned(), text: shown.yaml.to_owned() }];
        let opened = Shared { sources: opens.to_vec(), ..Shared::default() };
        let aside = if untrack(|| self.is_untouched()) { None } else { keep::set_aside(self, &opened) };
        let picked = self.picked.get_untracked();
        self.leave_address();
        self.open(found.title, opens.into_iter().map(|source| (source.name, source.text)).collect());
        if from_example.is_some_and(|(open, _)| open == example) {
            // Going from step to step keeps what the person looks at.
            self.picked.set(picked);
        }
        self.example.set(Some((example, step)));
        if aside.is_some() {
            let text = "The scenario was opened in place of your work.".to_owned();
            self.toast.set(Some(Toast { text, bad: false, action: aside.map(Action::Back) }));
        }
    }

    /// Adds sources to those that are there; empty ones make room.
    pub(crate) fn add(self, files: Vec<(String, String)>) {
        let new: Vec<Tab> = files.into_iter().map(|(name, text)| self.new_tab(&name, &text)).collect();
        let Some(last) = new.last().map(|tab| tab.id) else { return };
        if self.is_empty() {
            self.title.set(title_of(&new.iter().map(|tab| tab.name.as_str()).collect::<Vec<_>>()));
        }
        self.leave_address();
        self.tabs.update(|tabs| {
            tabs.retain(|tab| !tab.text.trim().is_empty());
            tabs.extend(new);
        });
        self.active.set(last);
        self.example.set(None);
        self.analyse(false);
    }

    pub(super) fn new_tab(self, name: &str, text: &str) -> Tab {
        let id = self.next_tab.get_value();
        self.next_tab.set_value(id + 1);
        Tab { id, name: name.to_owned(), text: normalized(text).into() }
    }

    /// A new, empty source.
    pub(crate) fn add_empty(self) {
        let count = self.tabs.with_untracked(Vec::len);
        let tab = self.new_tab(&format!("source-{}.yaml", count + 1), "");
        self.active.set(tab.id);
        self.tabs.update(|tabs| tabs.push(tab));
    }

    /// Closes a source. The work with it is set aside, so that a slip loses nothing.
    pub(crate) fn close(self, id: u32) {
        let closed = self.tabs.with_untracked(|tabs| tabs.iter().find(|tab| tab.id == id).cloned());
        let Some(closed) = closed else { return };
        let has_text = !untrack(|| self.is_untouched()) && !closed.text.trim().is_empty();
        let aside = if has_text { keep::set_aside(self, &Shared::default()) } else { None };
        self.leave_address();
        self.tabs.update(|tabs| tabs.retain(|tab| tab.id != id));
        if self.tabs.with_untracked(Vec::is_empty) {
            let tab = self.new_tab(UNNAMED, "");
            self.tabs.set(vec![tab]);
        }
        if !self.tabs.with_untracked(|tabs| tabs.iter().any(|tab| tab.id == self.active.get_untracked())) {
            self.active.set(self.tabs.with_untracked(|tabs| tabs.first().map_or(0, |tab| tab.id)));
        }
        self.example.set(None);
        self.analyse(false);
        if aside.is_some() {
            let text = format!("{} was closed.", closed.name);
            self.toast.set(Some(Toast { text, bad: false, action: aside.map(Action::Back) }));
        }
    }
}
