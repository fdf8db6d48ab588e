//! The button for the link that a person can read.

use leptos::prelude::*;
use podreach_session::page::{MadeLink, MakeReadable};
use wasm_bindgen_futures::spawn_local;

use crate::components::icons::Icon;
use crate::state::AppState;
use crate::{address, clipboard};

/// `Copy readable link`; small, it is an icon.
#[component]
pub(crate) fn ReadableButton(#[prop(optional)] small: bool) -> impl IntoView {
    let state: AppState = expect_context();
    let empty = move || state.written.tabs.with(|_| state.written.is_empty());
    let copy = move |_| {
        let question = MakeReadable { base: address::base(), shared: state.shared() };
        state.analysed.ask_once(question, move |made| match made {
            Ok(made) => spawn_local(take(state, made)),
            Err(error) => state.session.say(format!("There is no readable link for this: {error}."), true),
        });
    };
    let class = if small { "button button--icon share-readable" } else { "button" };
    view! {
        <button
            type="button"
            class=class
            aria-label="Copy readable link"
            title="Copy readable link"
            disabled=empty
            on:click=copy
        >
            {if small { Icon::Link.draw().into_any() } else { "Copy readable link".into_any() }}
        </button>
    }
}

/// Copies the link, and puts it into the address bar.
async fn take(state: AppState, made: MadeLink) {
    address::replace(&made.url);
    state.session.remember_address(&made.url);
    let copied = clipboard::copy(&made.url).await;
    let mut says = if copied {
        "The readable link is copied. It holds the YAML; view and selection are left out."
    } else {
        "The browser does not let the page copy. The readable link is in the address bar."
    }
    .to_owned();
    if !made.left_out.is_empty() {
        says.push_str(&format!(" So is what no verdict needs: {}.", made.left_out.join(", ")));
    }
    state.session.say(says, !copied);
}
