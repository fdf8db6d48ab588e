//! A command with a button that copies it.

use crate::components::visible::shown;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Preformatted text and `Copy`.
#[component]
pub(crate) fn CopyBlock(text: String) -> impl IntoView {
    let (copied, set_copied) = signal(false);
    // What is copied is the command as it is; what is seen has nothing hidden in it.
    let lines: Vec<AnyView> = text.split_inclusive('\n').map(shown_line).collect();
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            let written = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
            set_copied.set(written.is_ok());
        });
    };
    view! {
        <div class="command">
            <pre class="command__text" tabindex="0">{lines}</pre>
            <button type="button" class="command__copy" on:click=copy>
                {move || if copied.get() { "Copied" } else { "Copy" }}
            </button>
        </div>
    }
}

fn shown_line(line: &str) -> AnyView {
    let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
    view! { {shown(text)} {end} }.into_any()
}
