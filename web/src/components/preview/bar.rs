//! The one bar while a change is looked at: what it opens and closes, Cancel, Apply.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use crate::components::compare::{CompareState, Sign, sign};
use crate::components::problems::FindingState;
use crate::state::AppState;

/// A pause after the last change, in milliseconds.
const PAUSE: u32 = 500;

/// The bar: above the view, or on a narrow screen at the bottom, whatever panel is shown.
#[component]
pub(crate) fn ProposalBar(
    /// Whether it is that of narrow screens.
    docked: bool,
) -> impl IntoView {
    let state: AppState = expect_context();
    let is_on = Memo::new(move |_| state.proposed.is_on());
    view! { {move || is_on.get().then(|| view! { <Bar docked=docked /> })} }
}

#[component]
fn Bar(docked: bool) -> impl IntoView {
    let state: AppState = expect_context();
    let (compare, finding): (CompareState, FindingState) = (expect_context(), expect_context());
    let count = move |what: Sign, word: &'static str| {
        move || {
            let pairs = |changes: &podreach_session::page::ChangesAnswer| match what {
                Sign::Opened => changes.pairs.opens,
                _ => changes.pairs.closes,
            };
            compare.is_compared().then(|| view! {
                <span class=format!("preview-count {}", what.class())>{sign(what)} {format!("{word} {}", compare.changes.with(pairs))}</span>
            })
        }
    };
    // Beside the view the inspector lies over it, where there is no room for both.
    let is_beside = move || state.chosen.picked.with(|picked| *picked != podreach_picture::Picked::Nothing);
    view! {
        <section class="preview-bar" class:preview-bar--docked=docked class:is-beside=is_beside aria-label="Preview">
            <b class="preview-bar__title">"Preview"</b>
            {count(Sign::Opened, "opens")}
            {count(Sign::Closed, "closes")}
            <span class="preview-bar__end">
                <button type="button" class="button button--small" title="Leave the text as it is (Esc)" on:click=move |_| finding.cancel(state)>"Cancel"</button>
                <button type="button" class="button button--small button--primary" title="Write it into the text (Ctrl Enter)" on:click=move |_| state.apply_proposed()>"Apply"</button>
            </span>
        </section>
    }
}

/// `Preview: opens 1, closes 1. Nothing is written yet`, once it is known.
pub(super) fn spoken(state: AppState, compare: CompareState) -> RwSignal<String> {
    let spoken = RwSignal::new(String::new());
    let timer = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |_| {
        let words = compare.changes.with(|changes| changes.pairs.words.clone());
        let says = if state.proposed.is_on() && compare.is_compared() {
            format!("Preview: {words}. Nothing is written yet.")
        } else {
            String::new()
        };
        timer.set_value(Some(Timeout::new(PAUSE, move || {
            if spoken.try_with_untracked(|now| *now != says) == Some(true) {
                spoken.set(says);
            }
        })));
    });
    spoken
}
