//! What happens to sources when they are opened, added, typed into and closed: plain values.

use std::sync::Arc;

use crate::offsets::normalized;
use crate::titles::UNNAMED;

/// A named text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tab {
    /// Stable while the page is open.
    pub(crate) id: u32,
    /// Name shown to people.
    pub(crate) name: String,
    /// The text, lines ending in LF.
    pub(crate) text: Arc<str>,
}

impl Tab {
    /// Whether there is nothing in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// All sources and the one that is shown. There is always one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tabs {
    pub(super) list: Vec<Tab>,
    /// The id of the one that is shown.
    pub(super) active: u32,
    /// The id of the next one; ids are not used twice.
    pub(super) next: u32,
}

impl Tabs {
    /// One empty source.
    pub(super) fn new() -> Self {
        Self { list: vec![Tab { id: 0, name: UNNAMED.into(), text: "".into() }], active: 0, next: 1 }
    }

    fn make(&mut self, name: &str, text: &str) -> Tab {
        let id = self.next;
        self.next += 1;
        Tab { id, name: name.to_owned(), text: normalized(text).into() }
    }

    /// Replaces all sources by files, of name and text; the last one is shown.
    pub(super) fn open(&mut self, files: &[(String, String)]) {
        let mut list: Vec<Tab> = files.iter().map(|(name, text)| self.make(name, text)).collect();
        if list.is_empty() {
            list.push(self.make(UNNAMED, ""));
        }
        self.active = list.last().map_or(0, |tab| tab.id);
        self.list = list;
    }

    /// Adds files to the sources; empty sources make room. False when there is nothing to add.
    pub(super) fn add(&mut self, files: &[(String, String)]) -> bool {
        let new: Vec<Tab> = files.iter().map(|(name, text)| self.make(name, text)).collect();
        let Some(last) = new.last().map(|tab| tab.id) else { return false };
        self.list.retain(|tab| !tab.is_blank());
        self.list.extend(new);
        self.active = last;
        true
    }

    /// Adds an empty source and shows it.
    pub(super) fn add_empty(&mut self) {
        let tab = self.make(&format!("source-{}.yaml", self.list.len() + 1), "");
        self.active = tab.id;
        self.list.push(tab);
    }

    /// Closes a source. Where it was shown, the first of the others is.
    pub(super) fn close(&mut self, id: u32) {
        self.list.retain(|tab| tab.id != id);
        if self.list.is_empty() {
            let tab = self.make(UNNAMED, "");
            self.list.push(tab);
        }
        if self.list.iter().all(|tab| tab.id != self.active) {
            self.active = self.list.first().map_or(0, |tab| tab.id);
        }
    }
}

/// Puts a text into a source; false when it is there already. Line ends have to be LF.
pub(super) fn edit(list: &mut [Tab], id: u32, text: &str) -> bool {
    match list.iter_mut().find(|tab| tab.id == id) {
        Some(tab) if *tab.text != *text => {
            tab.text = text.into();
            true
        }
        _ => false,
    }
}

/// Whether no source has any text.
pub(super) fn are_blank(list: &[Tab]) -> bool {
    list.iter().all(Tab::is_blank)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> Vec<(String, String)> {
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    fn names(tabs: &Tabs) -> Vec<&str> {
        tabs.list.iter().map(|tab| tab.name.as_str()).collect()
    }

    fn active(tabs: &Tabs) -> &str {
        tabs.list.iter().find(|tab| tab.id == tabs.active).map_or("", |tab| tab.name.as_str())
    }

    #[test]
    fn opening_replaces_everything_and_shows_the_last() {
        let mut tabs = Tabs::new();
        tabs.open(&files(&[("a.yaml", "a: 1\r\n"), ("b.yaml", "b: 1\n")]));
        assert_eq!((names(&tabs), active(&tabs)), (vec!["a.yaml", "b.yaml"], "b.yaml"));
        assert_eq!(&*tabs.list[0].text, "a: 1\n");
        let used = tabs.next;
        tabs.open(&[]);
        assert_eq!((names(&tabs), active(&tabs)), (vec![UNNAMED], UNNAMED));
        assert!(tabs.list[0].id >= used, "an id is not used twice");
    }

    #[test]
    fn added_files_take_the_place_of_empty_sources() {
        let mut tabs = Tabs::new();
        assert!(!tabs.add(&[]));
        assert!(tabs.add(&files(&[("a.yaml", "a: 1\n")])));
        tabs.add_empty();
        assert_eq!((names(&tabs), active(&tabs)), (vec!["a.yaml", "source-2.yaml"], "source-2.yaml"));
        assert!(tabs.add(&files(&[("b.yaml", "b: 1\n")])));
        assert_eq!((names(&tabs), active(&tabs)), (vec!["a.yaml", "b.yaml"], "b.yaml"));
    }

    #[test]
    fn closing_shows_another_and_leaves_one() {
        let mut tabs = Tabs::new();
        tabs.open(&files(&[("a.yaml", "a: 1\n"), ("b.yaml", "b: 1\n"), ("c.yaml", "c: 1\n")]));
        let ids: Vec<u32> = tabs.list.iter().map(|tab| tab.id).collect();
        tabs.close(ids[1]);
        assert_eq!((names(&tabs), active(&tabs)), (vec!["a.yaml", "c.yaml"], "c.yaml"));
        tabs.close(ids[2]);
        assert_eq!((names(&tabs), active(&tabs)), (vec!["a.yaml"], "a.yaml"));
        tabs.close(ids[0]);
        assert_eq!((names(&tabs), active(&tabs)), (vec![UNNAMED], UNNAMED));
        assert!(are_blank(&tabs.list));
    }

    #[test]
    fn typing_changes_one_source() {
        let mut tabs = Tabs::new();
        tabs.open(&files(&[("a.yaml", "a: 1\n"), ("b.yaml", "b: 1\n")]));
        let id = tabs.list[0].id;
        assert!(edit(&mut tabs.list, id, "a: 2\n"));
        assert!(!edit(&mut tabs.list, id, "a: 2\n"), "that is there already");
        assert!(!edit(&mut tabs.list, 99, "a: 2\n"), "there is no such source");
        assert_eq!((&*tabs.list[0].text, &*tabs.list[1].text), ("a: 2\n", "b: 1\n"));
    }
}
