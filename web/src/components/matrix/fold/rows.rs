//! Rows of the folded matrix that are in sight, with the cells that are in sight.

use std::ops::Range;

use leptos::prelude::*;

use super::cell::Shown;
use super::geometry::{Geometry, times};
use super::heads::head;
use super::model::Model;
use super::moves::{self, At};
use crate::components::visible::escaped;

/// A length in rem, for a style.
pub(crate) fn rem(length: f64) -> String {
    format!("{length}rem")
}

/// A row with its head.
pub(crate) fn row(
    model: &Model,
    geometry: Geometry,
    at: usize,
    columns: Range<usize>,
    crossed: Memo<Option<At>>,
) -> AnyView {
    let Some(known) = model.row(at) else { return ().into_any() };
    let is_crossed = move || crossed.get().is_some_and(|cross| cross.0 == at + 1);
    let cells = columns.map(|column| {
        let place = rem(times(column, geometry.column) + geometry.left);
        cell(model, at, column, place)
    });
    view! {
        <div
            class="matrix-fold__row"
            role="row"
            aria-rowindex=at + 2
            style:top=rem(times(at, geometry.row) + geometry.top)
            style:height=rem(geometry.row)
        >
            {head(known, (at + 1, 0), String::new(), true, is_crossed)}
            {cells.collect_view()}
        </div>
    }
    .into_any()
}

fn cell(model: &Model, row: usize, column: usize, place: String) -> AnyView {
    let at = (row + 1, column + 1);
    let Some(shown) = model.shown(row, column) else {
        return view! {
            <div
                class="matrix-fold__cell is-none"
                role="gridcell"
                aria-colindex=column + 2
                aria-label="no pairs"
                style:left=place
                id=moves::id(at)
                data-at=moves::write(at)
            >
                "–"
            </div>
        }
        .into_any();
    };
    let (from, to) = model.ends(row, column);
    let id = |at: usize| model.row(at).map(|row| row.id.to_string());
    let sums = [from, to].into_iter().filter_map(|at| model.row(at)).any(|row| row.is_sum);
    let label = escaped(&shown.label).into_owned();
    let Shown { fills, number, signs, tone, state, change, .. } = shown;
    let fills = fills.into_iter().map(|(class, step)| {
        view! { <span class=format!("matrix-fold__fill {class} is-step-{step}")></span> }
    });
    let number = if signs.is_empty() {
        number.into_any()
    } else {
        signs
            .into_iter()
            .map(|(class, text)| view! { <span class=format!("matrix-fold__sign {class}")>{text}</span> })
            .collect_view()
            .into_any()
    };
    view! {
        <div
            class=format!("matrix-fold__cell {tone}")
            class:is-sum=sums
            role="gridcell"
            aria-colindex=column + 2
            aria-label=label.clone()
            title=label.clone()
            style:left=place
            id=moves::id(at)
            data-at=moves::write(at)
            data-cell=""
            data-from=id(from)
            data-to=id(to)
            data-ports=model.ports(row, column).map(str::to_owned)
            data-state=state
            data-change=change
        >
            {fills.collect_view()}
            <span class="matrix-fold__number">{number}</span>
        </div>
    }
    .into_any()
}
