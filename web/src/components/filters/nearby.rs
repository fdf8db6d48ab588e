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
    let change = move |change: &dyn Fn(&mut Focus)| {
        focus.update(|focus| {
            if let Some(focus) = focus {
                change(focus);
            }
        });
    };
    let is = move |is: &dyn Fn(&Focus) -> bool| focus.with(|focus| focus.as_ref().is_some_and(is)).to_string();
    let hops = HOPS.map(|(hops, name)| {
        segment(name, move || is(&|focus| focus.hops == hops), move || change(&|focus| focus.hops = hops))
    });
    let ways = WAYS.map(|(way, name)| {
        segment(name, move || is(&|focus| focus.way == way), move || change(&|focus| focus.way = way))
    });
    view! {
        <div class="segments filters__levels" role="group" aria-label="Hops">{hops.into_iter().collect_view()}</div>
        <div class="segments filters__levels" role="group" aria-label="Direction">{ways.into_iter().collect_view()}</div>
        <button type="button" class="button button--small" title="Leave the focus (Esc)" on:click=move |_| focus.set(None)>
            "Leave focus"
        </button>
    }
}

/// One of several choices.
fn segment(
    name: &'static str,
    is_pressed: impl Fn() -> String + Send + Sync + 'static,
    press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="segments__item" aria-pressed=is_pressed on:click=move |_| press()>{name}</button>
    }
}
