//! The matrix as a table: sticky heads, cells that are buttons.

use leptos::prelude::*;
use podreach_eval::view::NodeId;

use super::grid::{Cell, Filter, Grid, Head};
use super::moves::{self, At};
use super::name::breakable;
use crate::components::links::Picked;
use crate::components::visible::{escaped, shown};
use crate::state::AppState;

fn is_picked(state: AppState, from: &NodeId, to: &NodeId) -> bool {
    state.chosen.picked.with(|picked| matches!(picked, Picked::Edge { from: source, to: destination } if source == from && destination == to))
}

/// The table. Nothing in it can be reached with Tab until the panel says where that leads.
pub(crate) fn table(state: AppState, grid: &Grid, filter: Filter) -> impl IntoView + use<> {
    let columns = grid.heads.len() + 1;
    // What is not looked for stays blank; a dash says that there is no such pair.
    let gap = if grid.is_narrow() { "" } else { "–" };
    let starts: Vec<usize> = grid.bands.iter().map(|band| band.start).collect();
    let body = grid.bands.iter().map(|band| {
        let rows = grid.heads.iter().zip(&grid.cells).enumerate().skip(band.start).take(band.len);
        let rows = rows.map(|(row, (head, cells))| {
            let cells = cells.iter().enumerate().map(|(at, cell)| {
                let starts_band = starts.contains(&at);
                match cell {
                    Some(cell) => cell_view(state, cell, filter, starts_band, (row + 1, at + 1)).into_any(),
                    None => view! { <td class="matrix__none" class:is-start=starts_band>{gap}</td> }.into_any(),
                }
            });
            view! {
                <tr>
                    <th scope="row" class="matrix__row-head" class:is-found=head.found>
                        {head_view(state, head, (row + 1, 0))}
                        <span class="matrix__row-note">{head.note.clone()}</span>
                    </th>
                    {cells.collect_view()}
                </tr>
            }
        });
        view! {
            <tbody>
                <tr><th class="matrix__band" scope="rowgroup" colspan=columns><span>{shown(&band.name)}</span></th></tr>
                {rows.collect_view()}
            </tbody>
        }
    });
    view! {
        <table class="matrix__table" role="grid" aria-label="Who reaches whom">
            <thead>
                <tr>
                    <td class="matrix__corner" rowspan="2">{if grid.turned { "To ↓\u{a0}\u{a0}From →" } else { "From ↓\u{a0}\u{a0}To →" }}</td>
                    {grid
                        .bands
                        .iter()
                        .map(|band| view! { <th scope="colgroup" class="matrix__group is-start" colspan=band.len><span>{shown(&band.name)}</span></th> })
                        .collect_view()}
                </tr>
                <tr>
                    {grid
                        .heads
                        .iter()
                        .enumerate()
                        .map(|(at, head)| view! {
                            <th scope="col" class="matrix__column" class:is-start=starts.contains(&at) class:is-found=head.found>
                                {head_view(state, head, (0, at + 1))}
                            </th>
                        })
                        .collect_view()}
                </tr>
            </thead>
            {body.collect_view()}
        </table>
    }
}

fn head_view(state: AppState, head: &Head, at: At) -> impl IntoView + use<> {
    let id = head.id.clone();
    view! {
        <button
            type="button"
            class="matrix__name"
            class:is-dashed=head.dashed
            title=escaped(&head.title).into_owned()
            data-at=moves::write(at)
            tabindex="-1"
            on:click=move |_| state.chosen.picked.set(Picked::Node(id.clone()))
        >
            <span class="matrix__clamp">{breakable(&head.title)}</span>
        </button>
    }
}

fn cell_view(state: AppState, cell: &Cell, filter: Filter, starts_band: bool, at: At) -> impl IntoView + use<> {
    let (from, to) = (cell.from.clone(), cell.to.clone());
    let picked = move || is_picked(state, &from, &to);
    let is_shown = filter.shows(cell.state);
    let change = cell.change.as_ref().map(|change| change.what.as_str());
    let is_faint = move || !is_shown || (change.is_none() && state.shows_changes_only());
    let label = escaped(&cell.label).into_owned();
    view! {
        <td
            class=format!("matrix__cell is-{}", cell.state.as_str())
            class:is-start=starts_band
            class:is-faint=is_faint
            class:is-selected=picked
            data-cell=""
            data-from=cell.from.to_string()
            data-to=cell.to.to_string()
            data-ports=cell.ports.clone()
            data-state=cell.state.as_str()
            data-blocked-by=cell.blocked_by()
            data-change=change
        >
            <button
                type="button"
                class="matrix__pair"
                aria-label=label.clone()
                title=label.clone()
                data-at=moves::write(at)
                tabindex="-1"
            >
                {sign(cell)}
                <span class="matrix__word">{shown(&cell.word())} {cell.mark()}</span>
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
