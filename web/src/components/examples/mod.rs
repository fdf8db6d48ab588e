//! Examples: a gallery to choose from, in a dialog and on the first screen.

mod gallery;

use leptos::prelude::*;

use super::dialog::Dialog;
pub(crate) use gallery::Gallery;

/// The button in the header, with its dialog.
#[component]
pub(crate) fn ExamplesButton() -> impl IntoView {
    let open = RwSignal::new(false);
    let close = Callback::new(move |()| open.set(false));
    view! {
        <button type="button" class="button" on:click=move |_| open.set(true)>"Examples"</button>
        <Dialog open=open close=close id="examples-title" title="Open a scenario" wide=true>
            <Gallery chosen=close />
        </Dialog>
    }
}
