//! Light and dark. Without a choice the system decides.

use leptos::prelude::*;

use crate::components::icons::Icon;

/// Read by `boot.js` as well, before anything is drawn: a plain string, not JSON.
const KEY: &str = "podreach.theme";

fn is_dark_now() -> bool {
    let root = document().document_element();
    match root.and_then(|root| root.get_attribute("data-theme")).as_deref() {
        Some("dark") => true,
        Some("light") => false,
        _ => window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches()),
    }
}

/// Changes between light and dark.
#[component]
pub(crate) fn ThemeButton() -> impl IntoView {
    let dark = RwSignal::new(is_dark_now());
    let change = move |_| {
        let theme = if is_dark_now() { "light" } else { "dark" };
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-theme", theme);
        }
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = storage.set_item(KEY, theme);
        }
        dark.set(theme == "dark");
    };
    view! {
        <button
            type="button"
            class="button button--icon"
            aria-label=move || if dark.get() { "Light theme" } else { "Dark theme" }
            title=move || if dark.get() { "Light theme" } else { "Dark theme" }
            on:click=change
        >
            {move || if dark.get() { Icon::Sun.draw() } else { Icon::Moon.draw() }}
        </button>
    }
}
