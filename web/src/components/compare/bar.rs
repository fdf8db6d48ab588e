//! The bar above the view while something is compared or switched off, and the button that begins it.

use leptos::prelude::*;

use super::choose::BaselineMenu;
use super::says::{Sign, sign, spoken};
use super::state::CompareState;
use crate::address::is_embedded;
use crate::components::icons::Icon;
use crate::components::links::Picked;
use crate::components::visible::shown;
use crate::state::{AppState, Panel};

/// Compares, or stops.
#[component]
pub(crate) fn CompareButton() -> impl IntoView {
    let state: AppState = expect_context();
    let empty = move || state.written.tabs.with(|_| state.written.is_empty());
    let press = move |_| {
        state.toggle_comparing();
        if state.compared.with.with_untracked(Option::is_some) {
            state.chosen.panel.set(Panel::View);
        }
    };
    view! {
        <button
            type="button"
            class="button compare-button"
            class:is-on=move || state.compared.is_on()
            aria-pressed=move || state.compared.is_on().to_string()
            title="Compare with the sources as they were opened, another source, a link or a file (c)"
            disabled=empty
            on:click=press
        >
            {Icon::Compare.draw()}
            <span class="compare-button__word">"Compare"</span>
        </button>
    }
}

/// Baseline, counts, and the way through the changes.
#[component]
pub(crate) fn CompareBar() -> impl IntoView {
    let state: AppState = expect_context();
    let compare: CompareState = expect_context();
    // A change that is looked at has a bar of its own.
    let is_shown = Memo::new(move |_| state.compares() && !state.proposed.is_on());
    let spoken = spoken(state, compare);
    view! {
        <div class="compare-bar-place">
            <p class="visually-hidden" role="status">{move || spoken.get()}</p>
            {move || is_shown.get().then(|| view! { <Bar /> })}
        </div>
    }
}

#[component]
fn Bar() -> impl IntoView {
    let state: AppState = expect_context();
    let compare: CompareState = expect_context();
    let count = move |what: Sign| {
        let number = compare
            .changes
            .with(|changes| if what == Sign::Opened { changes.pairs.opens } else { changes.pairs.closes });
        let word = if what == Sign::Opened { "opens" } else { "closes" };
        (compare.is_compared() && number > 0)
            .then(|| view! { <span class=format!("compare-count {}", what.class())>{sign(what)} {format!("{word} {number}")}</span> })
    };
    let nothing = move || compare.is_compared() && compare.changes.with(|changes| changes.pairs.all == 0);
    let not_evaluated = move || {
        let is_waiting = !compare.is_compared() && state.compares();
        is_waiting
            && compare.changes.with(|changes| changes.beside == podreach_session::page::changes::Beside::NotEvaluated)
    };
    let steps = Memo::new(move |_| compare.changes.with(|changes| !changes.pairs.list.is_empty()));
    let off = Memo::new(move |_| state.written.off.with(Vec::len));
    let has_baseline = Memo::new(move |_| state.compared.is_on());
    // Where there is no room beside the view, the inspector lies over it, and the bar must not lie under the inspector.
    let is_beside = move || {
        compare.lists.get()
            || state.chosen.finding.with(Option::is_some)
            || state.chosen.picked.with(|picked| *picked != Picked::Nothing)
    };
    let close = move |_| {
        state.compare_with(None);
    };
    view! {
        <section class="compare-bar" class:is-beside=move || is_beside() class:is-embedded=is_embedded() aria-label="Comparison">
            <BaselineMenu />
            {move || count(Sign::Opened)}
            {move || count(Sign::Closed)}
            {move || nothing().then(|| view! { <span class="compare-count">"changes nothing"</span> })}
            {move || not_evaluated().then(|| view! { <span class="compare-count">"A side takes too long to evaluate."</span> })}
            {move || (off.get() > 0).then(|| view! {
                <span class="compare-count compare-count--off" title=move || off_names(state)>{off.get()} " off"</span>
                <button type="button" class="button button--small" on:click=move |_| state.switch_all_on()>"Switch on"</button>
            })}
            <span class="compare-bar__end">
                <button
                    type="button"
                    class="button button--small compare-bar__list"
                    aria-pressed=move || compare.lists.get().to_string()
                    on:click=move |_| {
                        compare.lists.update(|lists| *lists = !*lists);
                        state.chosen.picked.set(Picked::Nothing);
                    }
                >
                    "List"
                </button>
                <button
                    type="button"
                    role="switch"
                    class="compare-toggle"
                    aria-checked=move || state.compared.only_changes.get().to_string()
                    on:click=move |_| state.compared.only_changes.update(|only| *only = !*only)
                >
                    <span class="compare-toggle__track" aria-hidden="true"></span>
                    "Only changes"
                </button>
                <button type="button" class="button button--icon" aria-label="Previous change" title="Previous change (p)" disabled=move || !steps.get() on:click=move |_| compare.step(state, false)>
                    {Icon::Left.draw()}
                </button>
                <button type="button" class="button button--icon" aria-label="Next change" title="Next change (n)" disabled=move || !steps.get() on:click=move |_| compare.step(state, true)>
                    {Icon::Right.draw()}
                </button>
                // What is switched off is compared until it is switched on.
                {move || has_baseline.get().then(|| view! {
                    <button type="button" class="button button--small" aria-label="Close the comparison" on:click=close>"Close"</button>
                })}
            </span>
            {move || {
                let unknown = compare.changes.with(|changes| changes.unknown_off.iter().map(ToString::to_string).collect::<Vec<_>>());
                (!unknown.is_empty()).then(|| view! {
                    <p class="compare-bar__note">"Switched off, and not in the sources: " {shown(&unknown.join(", "))} "."</p>
                })
            }}
        </section>
    }
}

/// What is switched off, for a tooltip.
fn off_names(state: AppState) -> String {
    let names = state.written.off.with(|off| off.iter().map(super::switch::name).collect::<Vec<_>>());
    crate::components::visible::escaped(&format!("Switched off: {}", names.join(", "))).into_owned()
}
