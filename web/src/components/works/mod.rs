//! The works that the browser keeps, to go back to: those of other windows, and those that were set aside.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::dialog::Dialog;
use crate::components::visible::{escaped, shown};
use crate::state::AppState;
use crate::works::{self, Entry};

/// The list in a dialog.
#[component]
pub(crate) fn WorksDialog() -> impl IntoView {
    let state: AppState = expect_context();
    let open = state.session.shows_works;
    let close = Callback::new(move |()| open.set(false));
    view! {
        <Dialog open=open close=close id="works-title" title="Your works in this browser">
            <WorkList chosen=close says_none=true />
            <p class="dialog__says">"Each window keeps its own work. It stays in this browser, and nothing is uploaded."</p>
        </Dialog>
    }
}

/// The list; nothing when there is none, unless that is to be said.
#[component]
pub(crate) fn WorkList(
    /// Called when something was chosen.
    #[prop(optional)]
    chosen: Option<Callback<()>>,
    #[prop(optional)] says_none: bool,
) -> impl IntoView {
    let state: AppState = expect_context();
    // Rises when an entry goes, so that the list is read again.
    let changes = RwSignal::new(0_u32);
    let row = move |entry: Entry| {
        let Entry { id, title, saved, is_open } = entry;
        let title = escaped(&title).into_owned();
        let forgotten = id.clone();
        let (open_name, where_it_is) =
            if is_open { ("Open a copy", "open in another window") } else { ("Open", "closed") };
        let names = [format!("{open_name}: {title}"), format!("Forget: {title}")];
        let [open_label, forget_label] = names;
        view! {
            <li class="works-item">
                <span class="works-item__title" title=title.clone()>{shown(&title)}</span>
                <span class="works-item__when">{time(saved)} ", " {where_it_is}</span>
                <button
                    type="button"
                    class="button button--small"
                    aria-label=open_label
                    on:click=move |_| {
                        state.open_work(&id, is_open);
                        if let Some(chosen) = chosen {
                            chosen.run(());
                        }
                    }
                >
                    {open_name}
                </button>
                {(!is_open).then(|| view! {
                    <button
                        type="button"
                        class="button button--small"
                        aria-label=forget_label
                        on:click=move |_| {
                            works::remove(&forgotten);
                            changes.update(|changes| *changes += 1);
                        }
                    >
                        "Forget"
                    </button>
                })}
            </li>
        }
    };
    view! {
        {move || {
            changes.track();
            let found = works::others();
            if found.is_empty() {
                return says_none.then(|| view! { <p>"There are no others."</p> }.into_any());
            }
            Some(view! { <ul class="works">{found.into_iter().map(row).collect_view()}</ul> }.into_any())
        }}
    }
}

/// A time as the person's own language writes it.
fn time(milliseconds: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(milliseconds));
    String::from(date.to_locale_string("default", &JsValue::UNDEFINED))
}

/// Whether there is no other work.
pub(crate) fn is_none() -> bool {
    works::others().is_empty()
}
