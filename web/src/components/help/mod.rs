//! Help for those who use the keyboard: every key, in a dialog that `?` opens.

use leptos::prelude::*;

use crate::components::dialog::Dialog;
use crate::state::AppState;

/// Keys and what they do. Letters count only while nobody writes.
const KEYS: &[(&str, &[(&str, &str)])] = &[
    (
        "Anywhere",
        &[
            ("/", "Find by name, label, port, address, namespace or policy"),
            ("?", "This list"),
            ("Esc", "Clear the selection; then leave the focus; then close what was opened last"),
            ("F8", "Next finding; with Shift, the one before"),
            ("Ctrl .", "Fixes of the line"),
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
    ("In a preview", &[("Ctrl Enter", "Apply"), ("Esc", "Cancel")]),
    ("In tabs", &[("← →", "Next tab")]),
];

/// The dialog.
#[component]
pub(crate) fn HelpDialog() -> impl IntoView {
    let state: AppState = expect_context();
    let open = state.session.shows_help;
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
        <Dialog open=open close=Callback::new(move |()| open.set(false)) id="help-title" title="Keys">
            {KEYS.iter().map(section).collect_view()}
        </Dialog>
    }
}
