//! Files may be dropped anywhere on the page.

use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::DragEvent;

use crate::components::files;
use crate::components::icons::Icon;
use crate::state::AppState;

/// Listens for files and says that they may be let go.
#[component]
pub(crate) fn DropZone() -> impl IntoView {
    let state: AppState = expect_context();
    let over = RwSignal::new(false);
    // Entering a child fires before leaving its parent: depth tells whether the pointer is still inside.
    let depth = StoredValue::new(0_i32);
    let listen = move |name: &'static str, then: fn(AppState, RwSignal<bool>, StoredValue<i32>, &DragEvent)| {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window(), name, options, move |event| {
            let Some(event) = event.dyn_ref::<DragEvent>().filter(|event| holds_files(event)) else { return };
            event.prevent_default();
            then(state, over, depth, event);
        })
        .forget();
    };
    listen("dragenter", |_, over, depth, _| {
        depth.update_value(|depth| *depth += 1);
        over.set(true);
    });
    listen("dragover", |_, _, _, _| {});
    listen("dragleave", |_, over, depth, _| {
        depth.update_value(|depth| *depth -= 1);
        over.set(depth.get_value() > 0);
    });
    listen("drop", |state, over, depth, event| {
        depth.set_value(0);
        over.set(false);
        if let Some(list) = event.data_transfer().and_then(|data| data.files()) {
            files::open(state, &list);
        }
    });
    view! {
        {move || over.get().then(|| view! {
            <div class="sources-drop" aria-hidden="true"><p>{Icon::Download.draw()} "Drop files to add them"</p></div>
        })}
    }
}

fn holds_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}
