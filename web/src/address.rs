//! The page's address: what it says about the page, and how it is replaced.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// Whether only the view is wanted.
pub(crate) fn is_embedded() -> bool {
    let query = window().location().search().unwrap_or_default();
    query.trim_start_matches('?').split('&').any(|pair| matches!(pair, "embed" | "embed=1" | "embed=true"))
}

/// The page's address without query and fragment.
pub(crate) fn base() -> String {
    let location = window().location();
    format!("{}{}", location.origin().unwrap_or_default(), location.pathname().unwrap_or_default())
}

/// Puts an address into the address bar without a new entry in the history.
pub(crate) fn replace(address: &str) {
    if let Ok(history) = window().history() {
        // Some browsers bound the length of addresses; the picture does not depend on it.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}
