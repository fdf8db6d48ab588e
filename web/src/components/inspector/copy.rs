//! A command with a button that copies it.

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Preformatted text and `Copy`.
#[component]
pub(crate) fn CopyBlock(text: String) -> impl IntoView {
    let (copied, set_copied) = signal(false);
    let shown = text.clone();
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            let written = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
            set_copied.set(written.is_ok());
        });
    };
    view! {
        <div class="command">
            <pre class="command__text" tabindex="0">{shown}</pre>
            <button type="button" class="command__copy" on:click=copy>
                {move || if copied.get() { "Copied" } else { "Copy" }}
            </button>
        </div>
    }
}
