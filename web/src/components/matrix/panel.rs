//! The matrix as a table: sticky heads, cells that are buttons.

use leptos::ev;
use leptos::prelude::*;
use podreach_eval::GraphOptions;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::grid::{Cell, Filter, Grid, SIDE, grid};
use crate::components::inspector::links::Picked;
use crate::state::AppState;

/// Sources by destinations.
#[component]
pub(crate) fn MatrixPanel() -> impl IntoView {
    let state: AppState = expect_context();
    let filter = RwSignal::new(Filter::All);
    let found = Memo::new(move |_| {
        let options = GraphOptions { max_nodes: SIDE, matching: state.find.get(), ..GraphOptions::default() };
        grid(&state.analysis.with(|analysis| analysis.graph_view(&options)))
    });
    // One listener for the whole table: a big one has thousands of cells.
    let click = move |event: ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(cell) = target.and_then(|target| target.closest("[data-cell]").ok().flatten()) else { return };
        if let (Some(from), Some(to)) = (cell.get_attribute("data-from"), cell.get_attribute("data-to")) {
            state.picked.set(Picked::Edge { from, to });
        }
    };
    view! {
        <div class="matrix">
            <div class="matrix__bar">
                <div class="segments" role="group" aria-label="Pairs shown">
                    {Filter::ALL
                        .into_iter()
                        .enumerate()
                        .map(|(at, choice)| view! {
                            <button
                                type="button"
                                class="segments__item"
                                aria-pressed=move || if filter.get() == choice { "true" } else { "false" }
                                on:click=move |_| filter.set(choice)
                            >
                                {choice.name()}
                                <span class="segments__count">{move || found.with(|found| found.counts.get(at).copied())}</span>
                            </button>
                        })
                        .collect_view()}
                </div>
                <span class="matrix__hint">"Rows send, columns receive."</span>
            </div>
            {move || {
                let left_out = found.with(|found| found.left_out);
                (left_out > 0).then(|| view! {
                    <p class="matrix__note" role="status">{format!("{left_out} more are not shown: type a name or a namespace into Find.")}</p>
                })
            }}
            {move || if found.with(|found| found.heads.is_empty()) {
                view! { <p class="matrix__note" role="status">"Nothing is named so."</p> }.into_any()
            } else {
                view! {
                    <div class="matrix__scroll" tabindex="0" role="region" aria-label="Matrix" on:click=click>
                        {found.with(|found| table(state, found, filter.get()))}
                    </div>
                }.into_any()
            }}
        </div>
    }
}

fn is_picked(state: AppState, from: &str, to: &str) -> bool {
    state.picked.with(|picked| matches!(picked, Picked::Edge { from: source, to: destination } if source == from && destination == to))
}

fn table(state: AppState, grid: &Grid, filter: Filter) -> impl IntoView + use<> {
    let columns = grid.heads.len() + 1;
    let starts: Vec<usize> = grid.bands.iter().map(|band| band.start).collect();
    let body = grid.bands.iter().map(|band| {
        let rows = grid.heads.iter().zip(&grid.cells).skip(band.start).take(band.len);
        let rows = rows.map(|(head, cells)| {
            let cells = cells.iter().enumerate().map(|(at, cell)| {
                let starts_band = starts.contains(&at);
                match cell {
                    Some(cell) => cell_view(state, cell, filter, starts_band).into_any(),
                    None => view! { <td class="matrix__none" class:is-start=starts_band>"–"</td> }.into_any(),
                }
            });
            let id = head.id.clone();
            view! {
                <tr>
                    <th scope="row" class="matrix__row-head">
                        <button type="button" class="matrix__name" class:is-dashed=head.dashed on:click=move |_| state.picked.set(Picked::Node(id.clone()))>
                            {head.title.clone()}
                        </button>
                        <span class="matrix__row-note">{head.note.clone()}</span>
                    </th>
                    {cells.collect_view()}
                </tr>
            }
        });
        view! {
            <tbody>
                <tr><th class="matrix__band" scope="rowgroup" colspan=columns><span>{band.name.clone()}</span></th></tr>
                {rows.collect_view()}
            </tbody>
        }
    });
    view! {
        <table class="matrix__table">
            <thead>
                <tr>
                    <td class="matrix__corner" rowspan="2">"From ↓\u{a0}\u{a0}To →"</td>
                    {grid
                        .bands
                        .iter()
                        .map(|band| view! { <th scope="colgroup" class="matrix__group is-start" colspan=band.len>{band.name.clone()}</th> })
                        .collect_view()}
                </tr>
                <tr>
                    {grid
                        .heads
                        .iter()
                        .enumerate()
                        .map(|(at, head)| {
                            let id = head.id.clone();
                            view! {
                                <th scope="col" class="matrix__column" class:is-start=starts.contains(&at)>
                                    <button type="button" class="matrix__name" class:is-dashed=head.dashed on:click=move |_| state.picked.set(Picked::Node(id.clone()))>
                                        {head.title.clone()}
                                    </button>
                                </th>
                            }
                        })
                        .collect_view()}
                </tr>
            </thead>
            {body.collect_view()}
        </table>
    }
}

fn cell_view(state: AppState, cell: &Cell, filter: Filter, starts_band: bool) -> impl IntoView + use<> {
    let (from, to) = (cell.from.clone(), cell.to.clone());
    let picked = move || is_picked(state, &from, &to);
    let shown = filter.shows(cell.state);
    view! {
        <td
            class=format!("matrix__cell is-{}", cell.state.as_str())
            class:is-start=starts_band
            class:is-faint=!shown
            class:is-selected=picked
            data-cell=""
            data-from=cell.from.clone()
            data-to=cell.to.clone()
            data-ports=cell.ports.clone()
            data-state=cell.state.as_str()
            data-blocked-by=cell.blocked_by()
        >
            <button type="button" class="matrix__pair" aria-label=cell.label.clone() title=cell.label.clone()>
                {sign(cell)}
                <span class="matrix__word">{cell.word()} {cell.by_address.then_some("*")}</span>
            </button>
        </td>
    }
}

/// A small arrow: filled, hollow, or with bars at the ends that block.
fn sign(cell: &Cell) -> impl IntoView + use<> {
    let bars = cell.blocked_by().map(|by| {
        let mut path = String::new();
        if matches!(by, "source" | "both") {
            path.push_str("M3 2v8");
        }
        if matches!(by, "destination" | "both") {
            path.push_str("M27 2v8");
        }
        path
    });
    let head = bars.is_none().then_some("M22 2.500l6 3.500l-6 3.500z");
    view! {
        <svg class="matrix__sign" viewBox="0 0 30 12" aria-hidden="true">
            <path class="matrix__line" d=if bars.is_some() { "M4 6H26" } else { "M2 6H22" } />
            {bars.map(|bars| view! { <path class="matrix__bar-end" d=bars /> })}
            {head.map(|head| view! { <path class="matrix__head" d=head /> })}
        </svg>
    }
}
