//! The dialog that asks for a link to compare with.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use podreach_link::{Format, Shared, decode_url};
use podreach_session::page::OpenReadable;

use super::state::CompareState;
use crate::components::dialog::Dialog;
use crate::state::{Against, AppState, Origin, Side};

/// The dialog.
#[component]
pub(crate) fn LinkDialog() -> impl IntoView {
    let state: AppState = expect_context();
    let compare: CompareState = expect_context();
    let field = NodeRef::<html::Input>::new();
    let trouble = RwSignal::new(None::<String>);
    let take = move |opened: Result<Option<Shared>, String>| match opened {
        Ok(Some(shared)) => {
            compare.asks_link.set(false);
            let side = Arc::new(Side::of_link(shared));
            state.compare_with(Some(Against { origin: Origin::Link, side }));
        }
        Ok(None) => trouble.set(Some("This link holds no sources.".to_owned())),
        Err(error) => trouble.set(Some(format!("This link cannot be read: {error}."))),
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(url) = field.get_untracked().map(|field| field.value().trim().to_owned()) else { return };
        match decode_url(&url, |_| Ok(())) {
            // What a readable link says depends on what can be read as YAML: the worker knows.
            Ok(Some(found)) if found.format == Format::Yaml => state.analysed.ask_once(OpenReadable { url }, take),
            Ok(found) => take(Ok(found.map(|found| found.shared))),
            Err(error) => take(Err(error.to_string())),
        }
    };
    let close = Callback::new(move |()| {
        compare.asks_link.set(false);
        trouble.set(None);
    });
    view! {
        <Dialog open=compare.asks_link close=close id="compare-link-title" title="Compare with a link">
            <form on:submit=submit>
                <input class="compare-link" type="text" aria-label="Link to compare with" autocomplete="off" spellcheck="false" node_ref=field />
                <p class="dialog__says" role="status">
                    {move || trouble.get().unwrap_or_else(|| "Its sources become the baseline. Nothing is uploaded.".to_owned())}
                </p>
                <div class="dialog__actions">
                    <button type="submit" class="button button--primary">"Compare"</button>
                </div>
            </form>
        </Dialog>
    }
}
