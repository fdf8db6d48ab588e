//! Help for those who use the keyboard: every key, in a dialog that `?` opens.

use leptos::html;
use leptos::prelude::*;

use crate::components::icons::Icon;
use crate::state::AppState;

/// Keys and what they do. Letters count only while nobody writes.
const KEYS: &[(&str, &[(&str, &str)])] = &[
    (
        "Anywhere",
        &[
            ("/", "Find by name, label, port, address, namespace or policy"),
            ("?", "This list"),
            ("Esc", "Clear the selection; then leave the focus; then close what was opened last"),
            ("Tab", "Next part of the page: the graph is one stop, the lines of its card follow"),
        ],
    ),
    (
        "In the results of Find",
        &[
            ("↑ ↓", "Next result; the graph shows the way to it at once"),
            ("Enter", "Select it and keep the way open"),
            ("Esc", "Put everything back"),
        ],
    ),
    (
        "In the graph",
        &[
            ("← ↑ → ↓", "On a card or a box: to the nearest in that direction. On the ground: move the picture"),
            ("Enter", "Open a card, close a box; select what does not open"),
            ("Space", "Select"),
            ("f", "Focus: draw only what reaches it and what it reaches; again for everything"),
            ("b", "Show blocked pairs"),
            ("+ −", "Zoom"),
            ("0", "Show the whole picture"),
        ],
    ),
    ("In the matrix", &[("← ↑ → ↓", "Next cell"), ("Home End", "First and last cell of the row"), ("Enter", "Select")]),
    ("In tabs", &[("← →", "Next tab")]),
];

/// The dialog.
#[component]
pub(crate) fn HelpDialog() -> impl IntoView {
    let state: AppState = expect_context();
    let dialog = NodeRef::<html::Dialog>::new();
    let open = state.session.shows_help;
    Effect::new(move |_| {
        let wanted = open.get();
        if let Some(dialog) = dialog.get() {
            if wanted && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !wanted && dialog.open() {
                dialog.close();
            }
        }
    });
    let section = |(name, keys): &'static (&'static str, &'static [(&'static str, &'static str)])| {
        let rows = keys.iter().map(|(key, says)| {
            let keys = key.split(' ').map(|key| view! { <kbd>{key}</kbd> }).collect_view();
            view! { <div class="help__row"><dt>{keys}</dt><dd>{*says}</dd></div> }
        });
        view! {
            <section class="help__section">
                <h3 class="help__heading">{*name}</h3>
                <dl class="help__keys">{rows.collect_view()}</dl>
            </section>
        }
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="help-title" on:close=move |_| open.set(false)>
            <div class="dialog__head">
                <h2 class="dialog__title" id="help-title">"Keys"</h2>
                <button type="button" class="button button--icon" aria-label="Close" on:click=move |_| open.set(false)>
                    {Icon::Close.draw()}
                </button>
            </div>
            {move || open.get().then(|| KEYS.iter().map(section).collect_view())}
        </dialog>
    }
}
