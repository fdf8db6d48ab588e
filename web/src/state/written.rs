//! What the person wrote: sources, their title, and the choices about how to read them.

use std::sync::Arc;

use leptos::prelude::*;
use podreach_eval::Options;
use podreach_eval::policy::Off;

use super::baseline::options;
use super::tabs::{self, Tab, Tabs};
use crate::examples::tour::{self, Tour};
use crate::titles::title_of;

/// Texts larger than this are analysed but not put into the editor.
pub(crate) const EDITABLE_BYTES: usize = 2 << 20;

/// Sources and choices about them. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Written {
    pub(crate) tabs: RwSignal<Vec<Tab>>,
    /// The id of the source that is shown.
    pub(crate) active: RwSignal<u32>,
    pub(crate) title: RwSignal<String>,
    /// The namespace of objects that name none.
    pub(crate) namespace: RwSignal<String>,
    /// Whether address blocks match pods.
    pub(crate) ip_block_pods: RwSignal<bool>,
    /// Policies and rules that are switched off, while the text stays as it is.
    pub(crate) off: RwSignal<Vec<Off>>,
    /// Example and step, while what is open is about one.
    pub(crate) example: RwSignal<Option<Tour>>,
    next_tab: StoredValue<u32>,
}

impl Written {
    pub(super) fn new() -> Self {
        let Tabs { list, active, next } = Tabs::new();
        Self {
            tabs: RwSignal::new(list),
            active: RwSignal::new(active),
            title: RwSignal::new(title_of(&[])),
            namespace: RwSignal::new("default".into()),
            ip_block_pods: RwSignal::new(true),
            off: RwSignal::new(Vec::new()),
            example: RwSignal::new(None),
            next_tab: StoredValue::new(next),
        }
    }

    /// Changes the sources as a whole.
    pub(super) fn change<T>(self, change: impl FnOnce(&mut Tabs) -> T) -> T {
        let mut all = Tabs {
            list: self.tabs.get_untracked(),
            active: self.active.get_untracked(),
            next: self.next_tab.get_value(),
        };
        let before = all.active;
        let result = change(&mut all);
        self.next_tab.set_value(all.next);
        if all.active != before {
            self.active.set(all.active);
        }
        self.tabs.set(all.list);
        result
    }

    /// Puts a text into a source; false when it is there already.
    pub(super) fn edit(self, tab: u32, text: &str) -> bool {
        let mut changed = false;
        self.tabs.maybe_update(|list| {
            changed = tabs::edit(list, tab, text);
            changed
        });
        changed
    }

    /// Whether there is no text at all. Who shows it depends on the tabs by itself.
    pub(crate) fn is_empty(self) -> bool {
        self.tabs.with_untracked(|list| tabs::are_blank(list))
    }

    /// Whether what is open is a step of an example as it ships, which nobody has to keep.
    pub(crate) fn is_untouched(self) -> bool {
        self.tabs.with(|tabs| match (self.example.get(), tabs.as_slice()) {
            (Some(tour), [only]) => tour::is_untouched(tour, &only.text),
            _ => false,
        })
    }

    /// How much text there is.
    pub(super) fn bytes(self) -> usize {
        self.tabs.with_untracked(|tabs| tabs.iter().map(|tab| tab.text.len()).sum())
    }

    /// Names and texts, in the order of the tabs.
    pub(super) fn files(self) -> Vec<(String, Arc<str>)> {
        self.tabs.with_untracked(|tabs| tabs.iter().map(|tab| (tab.name.clone(), Arc::clone(&tab.text))).collect())
    }

    /// The choices as the evaluator takes them.
    pub(super) fn options(self) -> Options {
        options(&self.namespace.get_untracked(), self.ip_block_pods.get_untracked(), self.off.get_untracked())
    }

    /// Depends on all of it but on which source is shown.
    pub(super) fn track(self) {
        self.tabs.track();
        self.title.track();
        self.namespace.track();
        self.ip_block_pods.track();
        self.off.track();
        self.example.track();
    }
}
