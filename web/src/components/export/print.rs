//! Paper: the view alone. The graph is printed as its drawing, in light colours and as a whole, whatever part of it is seen.

use gloo_file::ObjectUrl;
use leptos::prelude::*;
use podreach_session::page::ExportFormat;
use wasm_bindgen_futures::spawn_local;

use super::take::{ask, of_view};
use crate::download;
use crate::state::AppState;

/// The drawing that is about to be printed. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Printed(StoredValue<Option<ObjectUrl>, LocalStorage>, RwSignal<Option<String>>);

impl Printed {
    pub(crate) fn new() -> Self {
        Self(StoredValue::new_local(None), RwSignal::new(None))
    }

    /// Where the drawing stands while there is one; only paper shows it.
    pub(crate) fn view(self) -> impl IntoView {
        move || self.1.get().map(|url| view! { <img class="export-print" src=url alt="" /> })
    }
}

/// Prints the view.
pub(crate) fn print_view(state: AppState, printed: Printed) {
    let drawing = untrack(|| of_view(state)).filter(|(_, _, formats)| formats.contains(&ExportFormat::Png));
    let Some((_, what, _)) = drawing else {
        let _ = window().print();
        return;
    };
    ask(state, what, ExportFormat::Png, move |file| {
        spawn_local(async move {
            if let Some((_, url)) = download::image(&file.text).await {
                printed.1.set(Some(url.to_string()));
                printed.0.set_value(Some(url));
            }
            // The image has to be in the page, and drawn, before the page is printed.
            request_animation_frame(move || {
                request_animation_frame(move || {
                    let _ = window().print();
                    // Some browsers return at once and print later: what is printed goes when it is no longer needed.
                    gloo_timers::callback::Timeout::new(60_000, move || {
                        printed.1.set(None);
                        printed.0.set_value(None);
                    })
                    .forget();
                });
            });
        });
    });
}
