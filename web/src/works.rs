//! The works that the browser keeps: one per window, and those that were set aside. Plain entries in the storage, each under
//! an id of its own, so that windows never write over each other.

use std::collections::BTreeSet;

use leptos::prelude::document;
use podreach_link::{LinkError, Shared, decode_fragment, encode_fragment};

use crate::storage::{self, Refused};

const PREFIX: &str = "podreach.work.";
/// Works of closed windows that are kept; beyond it the oldest goes.
const CLOSED: usize = 12;

/// A work as it is listed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Milliseconds since 1970.
    pub(crate) saved: f64,
    /// Whether another window has it open.
    pub(crate) is_open: bool,
}

/// Why a work is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// The browser blocks site data.
    Blocked,
    /// The browser's storage is full.
    Full,
    /// More than a link may hold.
    TooLarge,
}

impl From<Refused> for Lost {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Blocked => Self::Blocked,
            Refused::Full => Self::Full,
        }
    }
}

impl From<LinkError> for Lost {
    fn from(_: LinkError) -> Self {
        Self::TooLarge
    }
}

/// An attribute of the root element, where `boot.js` writes what it knows about the windows of this page. Empty when missing.
fn root_attribute(name: &str) -> String {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute(name)).unwrap_or_default()
}

/// The id of this window's work.
pub(crate) fn own_id() -> String {
    let id = root_attribute("data-window");
    if id.is_empty() { "window".to_owned() } else { id }
}

/// The work that this window is a copy of, when its tab was duplicated.
pub(crate) fn copied_id() -> Option<String> {
    Some(root_attribute("data-window-copied")).filter(|id| !id.is_empty())
}

/// Works that other windows have open.
fn open_ids() -> BTreeSet<String> {
    root_attribute("data-windows").split_whitespace().map(str::to_owned).collect()
}

/// An id that nothing has.
fn new_id() -> String {
    format!("aside-{:x}-{:x}", js_sys::Date::now() as u64, (js_sys::Math::random() * 4e9) as u64)
}

/// All works but that of this window, newest first.
pub(crate) fn others() -> Vec<Entry> {
    let (own, open) = (own_id(), open_ids());
    let entry = |id: String| {
        let written = storage::get(&format!("{PREFIX}{id}"))?;
        let (saved, title, _) = parts(&written)?;
        let is_open = open.contains(&id);
        Some(Entry { title: title.to_owned(), saved, is_open, id })
    };
    let mut found: Vec<Entry> = storage::keys(PREFIX).into_iter().filter(|id| *id != own).filter_map(entry).collect();
    found.sort_by(|one, other| other.saved.total_cmp(&one.saved));
    found
}

/// A work with its title.
pub(crate) fn read(id: &str) -> Option<(Shared, String)> {
    let written = storage::get(&format!("{PREFIX}{id}"))?;
    let (_, title, fragment) = parts(&written)?;
    Some((decode_fragment(fragment).ok()?, title.to_owned()))
}

/// An entry is three lines: when it was saved, its title, and what a link would hold.
fn parts(written: &str) -> Option<(f64, &str, &str)> {
    let (saved, rest) = written.split_once('\n')?;
    let (title, fragment) = rest.split_once('\n')?;
    // Milliseconds are whole; to read others would bring tables of 10 kB.
    Some((saved.parse::<u64>().ok()? as f64, title, fragment))
}

/// Writes a work.
///
/// # Errors
/// When the browser does not keep it.
pub(crate) fn write(id: &str, work: &Shared, title: &str) -> Result<(), Lost> {
    write_encoded(id, &encode_fragment(work)?, title)
}

/// Writes what a link would hold of a work.
///
/// # Errors
/// When the browser does not keep it.
pub(crate) fn write_encoded(id: &str, fragment: &str, title: &str) -> Result<(), Lost> {
    let now = js_sys::Date::now() as u64;
    let title = title.replace('\n', " ");
    Ok(storage::set(&format!("{PREFIX}{id}"), &format!("{now}\n{title}\n{fragment}"))?)
}

/// Forgets a work.
pub(crate) fn remove(id: &str) {
    storage::remove(&format!("{PREFIX}{id}"));
}

/// Keeps a copy of a work under an id of its own, which is returned. The same work is kept once.
pub(crate) fn keep_copy(work: &Shared, title: &str) -> String {
    let closed: Vec<Entry> = others().into_iter().filter(|entry| !entry.is_open).collect();
    for entry in &closed {
        if read(&entry.id).is_some_and(|(other, _)| other.sources == work.sources) {
            remove(&entry.id);
        }
    }
    for entry in closed.iter().skip(CLOSED - 1) {
        remove(&entry.id);
    }
    let id = new_id();
    // What the browser does not take is held until the page is left, which is all that can be done.
    let _ = write(&id, work, title);
    id
}

/// What there was when the page was opened without a link.
pub(crate) enum Start {
    /// Nothing that is this window's: a new page. There may be works of other windows.
    Empty,
    /// This window's own work, or a copy of the one that its tab was duplicated from.
    Own(Shared, String),
    /// The last work of a window that is closed; this window goes on with it.
    Last(Shared, String),
}

/// The work to go on with.
pub(crate) fn start_with() -> Start {
    adopt_old();
    let own = read(&own_id()).or_else(|| read(&copied_id()?));
    if let Some((work, title)) = own {
        return Start::Own(work, title);
    }
    let closed = others().into_iter().filter(|entry| !entry.is_open);
    for entry in closed {
        if let Some((work, title)) = read(&entry.id) {
            // The work moves here: it goes away there only when it has arrived.
            if write(&own_id(), &work, &title).is_ok() {
                remove(&entry.id);
            }
            return Start::Last(work, title);
        }
    }
    Start::Empty
}

/// Works of versions that kept one for all windows.
fn adopt_old() {
    for (work, title) in [("podreach.work", "podreach.title"), ("podreach.before", "podreach.before.title")] {
        let plain = |key: &str| storage::get(key).map(|text| text.trim_matches('"').to_owned());
        if let Some(shared) = plain(work).and_then(|fragment| decode_fragment(&fragment).ok()) {
            keep_copy(&shared, &plain(title).unwrap_or_default());
        }
        storage::remove(work);
        storage::remove(title);
    }
}
