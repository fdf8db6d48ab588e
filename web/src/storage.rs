//! The browser's storage, which may be full or forbidden: nothing here fails loudly. What cannot be stored is held until the
//! page is left, so that whoever reads it back in this window finds it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::Storage;

/// Why something is not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The browser blocks site data.
    Blocked,
    /// There is no room left.
    Full,
}

thread_local! {
    /// What the browser did not take.
    static HELD: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
}

/// Asking for it throws where site data is blocked, also in frames of other sites.
fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Whether the browser lets the page store anything.
pub(crate) fn is_allowed() -> bool {
    local().is_some_and(|storage| storage.length().is_ok())
}

/// What is stored under a key.
pub(crate) fn get(key: &str) -> Option<String> {
    let held = HELD.with_borrow(|held| held.get(key).cloned());
    held.or_else(|| local()?.get_item(key).ok().flatten())
}

/// Stores a text.
///
/// # Errors
/// When the browser does not take it; it is then held in memory.
pub(crate) fn set(key: &str, value: &str) -> Result<(), Refused> {
    let stored = match local() {
        None => Err(Refused::Blocked),
        Some(storage) => storage.set_item(key, value).map_err(|error| reason(&error)),
    };
    HELD.with_borrow_mut(|held| match stored {
        Ok(()) => held.remove(key),
        Err(_) => held.insert(key.to_owned(), value.to_owned()),
    });
    stored
}

fn reason(error: &JsValue) -> Refused {
    let name = js_sys::Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => Refused::Full,
        _ => Refused::Blocked,
    }
}

/// Forgets what is stored under a key.
pub(crate) fn remove(key: &str) {
    HELD.with_borrow_mut(|held| held.remove(key));
    if let Some(storage) = local() {
        // It fails only where nothing can be stored either.
        let _ = storage.remove_item(key);
    }
}

/// All keys that start like this, without their start, sorted.
pub(crate) fn keys(prefix: &str) -> Vec<String> {
    let mut found: Vec<String> = HELD.with_borrow(|held| held.keys().cloned().collect());
    if let Some(storage) = local() {
        let count = storage.length().unwrap_or(0);
        found.extend((0..count).filter_map(|at| storage.key(at).ok().flatten()));
    }
    let mut keys: Vec<String> = found.iter().filter_map(|key| key.strip_prefix(prefix)).map(str::to_owned).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
