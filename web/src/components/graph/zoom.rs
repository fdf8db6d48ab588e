//! Buttons for zooming.

use leptos::prelude::*;

use super::viewport::Viewport;

/// Buttons for zooming, and the scale.
#[component]
pub(crate) fn ZoomTools(viewport: Viewport) -> impl IntoView {
    let percent = move || viewport.transform.get().percent();
    view! {
        <div class="graph-zoom" role="group" aria-label="Zoom">
            <button type="button" class="graph-zoom__button" aria-label="Zoom out" on:click=move |_| viewport.zoom_out()>
                "−"
            </button>
            <output class="graph-zoom__scale" aria-label="Scale">{percent}</output>
            <button type="button" class="graph-zoom__button" aria-label="Zoom in" on:click=move |_| viewport.zoom_in()>
                "+"
            </button>
            <button type="button" class="graph-zoom__button" on:click=move |_| viewport.fit_again()>"Fit"</button>
        </div>
    }
}
