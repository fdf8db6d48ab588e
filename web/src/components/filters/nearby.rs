//! How much of the neighbourhood a focus draws: how many lines away, and which way.

use leptos::prelude::*;
use podreach_eval::view::{Focus, FocusWay};

use crate::state::AppState;

/// Numbers of hops, with their names; 0 is everything that is reached in the end.
const HOPS: [(usize, &str); 4] = [(1, "1 hop"), (2, "2"), (3, "3"), (0, "all")];
const WAYS: [(FocusWay, &str); 3] = [(FocusWay::Both, "Both ways"), (FocusWay::In, "In"), (FocusWay::Out, "Out")];

/// Hops, direction, and the way back.
#[component]
pub(super) fn Nearby() -> impl IntoView {
    let state: AppState = expect_context();
    let focus = state.chosen.focus;
    let hops = HOPS.map(|(hops, name)| {
        let is_it = move |focus: &Focus| focus.hops == hops;
        segment(focus, name, is_it, move |focus| focus.hops = hops)
    });
    let ways =
        WAYS.map(|(way, name)| segment(focus, name, move |focus| focus.way == way, move |focus| focus.way = way));
    view! {
        <div class="segments filters__levels" role="group" aria-label="Hops">{hops.into_iter().collect_view()}</div>
        <div class="segments filters__levels" role="group" aria-label="Direction">{ways.into_iter().collect_view()}</div>
        <button type="button" class="button button--small" title="Leave the focus (Esc)" on:click=move |_| focus.set(None)>
            "Leave focus"
        </button>
    }
}

/// A button that is pressed where the focus is so, and makes it so.
fn segment(
    focus: RwSignal<Option<Focus>>,
    name: &'static str,
    is: impl Fn(&Focus) -> bool + Send + 'static,
    make: impl Fn(&mut Focus) + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="segments__item"
            aria-pressed=move || focus.with(|focus| focus.as_ref().is_some_and(&is)).to_string()
            on:click=move |_| focus.update(|focus| focus.iter_mut().for_each(&make))
        >
            {name}
        </button>
    }
}
