//! Examples: a gallery to choose from, in a dialog and on the first screen.

mod gallery;

use leptos::html;
use leptos::prelude::*;

use super::icons::Icon;
pub(crate) use gallery::Gallery;

/// The button in the header, with its dialog.
#[component]
pub(crate) fn ExamplesButton() -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let open = RwSignal::new(false);
    let show = move |_| {
        open.set(true);
        if let Some(dialog) = dialog.get_untracked() {
            // It fails only when the dialog is open already.
            let _ = dialog.show_modal();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <button type="button" class="button" on:click=show>"Examples"</button>
        <dialog class="dialog dialog--wide" node_ref=dialog aria-labelledby="examples-title" on:close=move |_| open.set(false)>
            <div class="dialog__head">
                <h2 class="dialog__title" id="examples-title">"Open a scenario"</h2>
                <button type="button" class="button button--icon" aria-label="Close" on:click=move |_| close()>
                    {Icon::Close.draw()}
                </button>
            </div>
            {move || open.get().then(|| view! { <Gallery chosen=Callback::new(move |()| close()) /> })}
        </dialog>
    }
}
