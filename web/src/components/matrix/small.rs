//! The matrix of a small input: every pair is a cell with its ports.

use leptos::prelude::*;
use leptos::{ev, html};
use podreach_picture::wording::grouped;
use podreach_session::page::{Matrix, SIDE};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::bar::MatrixBar;
use super::choices::Choices;
use super::grid::{Key, grid};
use super::moves::{self, At};
use super::table::table;
use crate::components::links::Picked;
use crate::state::AppState;

/// Sources by destinations.
#[component]
pub(crate) fn SmallMatrix(choices: Choices) -> impl IntoView {
    let state: AppState = expect_context();
    let filter = choices.filter;
    let place = NodeRef::<html::Div>::new();
    // Where focus was last: one stop for Tab, and arrow keys inside.
    let last = RwSignal::new((0, 0));
    let (pairs, known) = state.analysed.ask_known(move || Matrix {
        side: SIDE,
        matching: state.chosen.find.get(),
        port: state.chosen.filter.with(|filter| filter.port),
    });
    let found = Memo::new(move |_| pairs.with(grid).arranged(choices.order.get(), choices.turned.get()));
    // A table that is drawn anew gets its stop as soon as it stands. Thousands of cells that listen would be slow.
    Effect::new(move |_| {
        filter.track();
        let stop = found.with(|found| moves::stop(found, last.get_untracked()));
        request_animation_frame(move || {
            if let Some(place) = place.try_get_untracked().flatten() {
                set_stop(&place, stop);
            }
        });
    });
    // One listener for the whole table: a big one has thousands of cells.
    let click = move |event: ev::MouseEvent| {
        let Some(cell) = around(&event, "[data-cell]") else { return };
        if let (Some(from), Some(to)) = (cell.get_attribute("data-from"), cell.get_attribute("data-to")) {
            state.chosen.picked.set(Picked::Edge { from: from.into(), to: to.into() });
        }
    };
    let focused = move |event: ev::FocusEvent| {
        if let (Some(at), Some(place)) = (at_of(&event), place.get_untracked()) {
            last.set(at);
            set_stop(&place, at);
            set_cross(&place, Some(at));
        }
    };
    let cross = move |at: Option<At>| {
        if let Some(place) = place.get_untracked() {
            set_cross(&place, at);
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        let Some(at) = at_of(&event).filter(|_| !event.shift_key() && !event.alt_key() && !event.meta_key()) else {
            return;
        };
        let next = found.with_untracked(|found| moves::next(found, at, &event.key(), event.ctrl_key()));
        if let (Some(next), Some(place)) = (next, place.get_untracked()) {
            event.prevent_default();
            focus(&place, next);
        }
    };
    let hint = move || {
        if choices.turned.get() {
            "Rows: destinations. Columns: sources."
        } else {
            "Rows: sources. Columns: destinations."
        }
        .to_owned()
    };
    view! {
        <div class="matrix" class:is-waiting=move || !known.get()>
            <MatrixBar
                choices=choices
                counts=Signal::derive(move || found.with(|found| found.counts))
                folded=Signal::derive(|| false)
                hint=Signal::derive(hint)
            />
            {move || {
                let (left_out, narrow) = found.with(|found| (found.left_out, found.is_narrow()));
                let hint = if narrow {
                    "matches and their peers come first."
                } else {
                    "type a name or a namespace into Find."
                };
                (left_out > 0).then(|| view! { <p class="matrix__note" role="status">{format!("{} more are not shown: {hint}", grouped(left_out))}</p> })
            }}
            {move || if found.with(|found| found.heads.is_empty()) {
                let nothing = if state.chosen.find.with(|find| find.trim().is_empty()) { "There are no other endpoints." } else { "No name matches." };
                view! { <p class="matrix__note" role="status">{nothing}</p> }.into_any()
            } else {
                view! {
                    <div
                        class="matrix__scroll"
                        role="region"
                        aria-label="Matrix"
                        node_ref=place
                        on:click=click
                        on:focusin=focused
                        on:keydown=key
                        on:mouseover=move |event| cross(at_of(&event))
                        on:mouseleave=move |_| cross(None)
                        on:focusout=move |_| cross(None)
                    >
                        {found.with(|found| table(state, found, filter.get()))}
                    </div>
                }.into_any()
            }}
            {move || key_view(found.with(|found| found.keys.clone()))}
        </div>
    }
}

/// What the signs in cells mean; nothing when there are none.
fn key_view(keys: Vec<Key>) -> impl IntoView {
    (!keys.is_empty()).then(|| {
        let lines = keys.into_iter().map(|key| view! { <li><b>{key.sign()}</b> " " {key.words()}</li> });
        view! { <ul class="matrix__key">{lines.collect_view()}</ul> }
    })
}

/// The element around the one that an event is about.
fn around(event: &web_sys::Event, selector: &str) -> Option<Element> {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok())?;
    target.closest(selector).ok().flatten()
}

fn at_of(event: &web_sys::Event) -> Option<At> {
    moves::read(&around(event, "[data-at]")?.get_attribute("data-at")?)
}

fn element_at(table: &Element, at: At) -> Option<HtmlElement> {
    let found = table.query_selector(&format!("[data-at=\"{}\"]", moves::write(at))).ok().flatten();
    found.and_then(|element| element.dyn_into().ok())
}

fn focus(table: &Element, at: At) {
    if let Some(element) = element_at(table, at) {
        let _ = element.focus();
    }
}

/// Marks the heads of the row and of the column of a place, and no others.
fn set_cross(table: &Element, at: Option<At>) {
    while let Some(old) = table.query_selector("[data-crossed]").ok().flatten() {
        if old.remove_attribute("data-crossed").is_err() {
            return;
        }
    }
    let heads = at.map(|(row, column)| [(row, 0), (0, column)]);
    for head in heads.into_iter().flatten().filter_map(|at| element_at(table, at)) {
        if let Some(cell) = head.closest("th").ok().flatten() {
            let _ = cell.set_attribute("data-crossed", "");
        }
    }
}

/// Makes a place the only one in the table that Tab comes to.
fn set_stop(table: &Element, at: At) {
    while let Some(old) = table.query_selector("[tabindex=\"0\"]").ok().flatten() {
        if old.set_attribute("tabindex", "-1").is_err() {
            return;
        }
    }
    if let Some(element) = element_at(table, at) {
        element.set_tab_index(0);
    }
}
