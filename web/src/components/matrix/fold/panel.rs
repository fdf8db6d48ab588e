//! The folded matrix: a grid that scrolls both ways under its heads, with a cross on what is looked at.

use leptos::ev;
use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_session::page::MatrixPartAnswer;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::geometry::{Window, times};
use super::heads::head;
use super::model::Model;
use super::moves::{self, At};
use super::rows::{rem, row};
use super::sight::Sight;
use crate::components::links::Picked;
use crate::components::matrix::choices::Choices;
use crate::state::AppState;

/// The grid.
#[component]
pub(crate) fn FoldedMatrix(
    /// The part that is known.
    answer: ReadSignal<MatrixPartAnswer>,
    choices: Choices,
) -> impl IntoView {
    let state: AppState = expect_context();
    let sight = Sight::new();
    let model = Memo::new(move |_| Model::new(answer.get(), choices.turned.get(), choices.filter.get()));
    let side = Memo::new(move |_| model.with(Model::side));
    let rows = Memo::new(move |_| sight.geometry.get().rows(sight.window.get(), side.get()));
    let columns = Memo::new(move |_| sight.geometry.get().columns(sight.window.get(), side.get()));
    Effect::new(move |_| choices.see(&rows.get(), &columns.get()));
    // Where the keys are, and where the mouse is.
    let active = RwSignal::new((1, 1));
    let focused = RwSignal::new(false);
    let hovered = RwSignal::new(None::<At>);
    let crossed = Memo::new(move |_| hovered.get().or_else(|| focused.get().then(|| active.get())));
    let picked = Memo::new(move |_| model.with(|model| place_of(model, &state.chosen.picked.get())));
    let followed = RwSignal::new(None::<(NodeId, bool)>);
    follow(model, followed, active);
    let actions = Actions { state, model, sight, active, followed };
    let click = move |event: ev::MouseEvent| {
        let Some(at) = at_of(&event) else { return };
        active.set(at);
        if around(&event, ".matrix-fold__chevron").is_some() {
            actions.toggle(at);
        } else {
            actions.select(at);
        }
    };
    let double = move |event: ev::MouseEvent| {
        if around(&event, ".matrix-fold__chevron").is_none()
            && let Some(at) = at_of(&event)
        {
            actions.toggle(at);
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.shift_key() || event.alt_key() || event.meta_key() {
            return;
        }
        if actions.press(&event.key(), event.ctrl_key()) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let descendant = move || {
        let at = active.get();
        let (row, column) = (at.0.checked_sub(1), at.1.checked_sub(1));
        let is_drawn =
            row.is_none_or(|row| rows.get().contains(&row)) && column.is_none_or(|at| columns.get().contains(&at));
        is_drawn.then(|| moves::id(at))
    };
    let width = move || {
        let geometry = sight.geometry.get();
        rem(geometry.left + times(side.get(), geometry.column))
    };
    let height = move || {
        let geometry = sight.geometry.get();
        rem(geometry.top + times(side.get(), geometry.row))
    };
    view! {
        <div
            class="matrix-fold"
            class:is-inside=move || focused.get()
            class:is-narrow=move || sight.geometry.get().is_narrow()
            class:is-wide=move || sight.geometry.get().is_wide()
            role="grid"
            aria-label="Who reaches whom"
            aria-rowcount=move || side.get() + 1
            aria-colcount=move || side.get() + 1
            aria-activedescendant=descendant
            tabindex="0"
            node_ref=sight.place
            on:scroll=move |_| sight.look()
            on:click=click
            on:dblclick=double
            on:keydown=key
            on:focus=move |_| focused.set(true)
            on:blur=move |_| focused.set(false)
            on:mouseover=move |event| hovered.set(at_of(&event))
            on:mouseleave=move |_| hovered.set(None)
        >
            <div class="matrix-fold__sheet" role="presentation" style:width=width style:height=height>
                <div class="matrix-fold__grounds" role="presentation" aria-hidden="true">{grounds(actions, crossed)}</div>
                {move || heads(model, sight, columns, crossed)}
                <For
                    each=move || {
                        let (columns, known) = (columns.get(), model.get());
                        let shared = std::sync::Arc::new(known);
                        let geometry = sight.geometry.get();
                        rows.get().map(|at| (at, columns.clone(), shared.clone(), geometry)).collect::<Vec<_>>()
                    }
                    key=move |(at, columns, known, geometry)| {
                        (*at, columns.clone(), std::sync::Arc::as_ptr(known) as usize, geometry.is_narrow(), geometry.is_wide())
                    }
                    children=move |(at, columns, known, geometry)| row(&known, geometry, at, columns, crossed)
                />
                {move || mark(sight, focused.get().then(|| active.get()), "is-active")}
                {move || mark(sight, picked.get(), "is-picked")}
            </div>
        </div>
    }
}

/// Where the pair that is selected stands.
fn place_of(model: &Model, picked: &Picked) -> Option<At> {
    let Picked::Edge { from, to } = picked else { return None };
    let place = |id: &NodeId| model.answer.matrix.rows.iter().position(|row| row.id == *id);
    let (row, column) = model.ends(place(from)?, place(to)?);
    Some((row + 1, column + 1))
}

/// Keeps the keys on what was opened or closed last when rows move.
fn follow(model: Memo<Model>, followed: RwSignal<Option<(NodeId, bool)>>, active: RwSignal<At>) {
    Effect::new(move |_| {
        let place = |model: &Model| {
            let (id, is_row) = followed.get_untracked()?;
            let at = model.answer.matrix.rows.iter().position(|row| row.id == id)? + 1;
            Some(if is_row { (at, 0) } else { (0, at) })
        };
        if let Some(at) = model.with(place) {
            followed.set(None);
            active.set(at);
        }
    });
}

/// The heads of columns, which stay at the top.
fn heads(
    model: Memo<Model>,
    sight: Sight,
    columns: Memo<std::ops::Range<usize>>,
    crossed: Memo<Option<At>>,
) -> impl IntoView {
    let geometry = sight.geometry.get();
    let heads = columns.get().map(|at| {
        let is_crossed = move || crossed.get().is_some_and(|cross| cross.1 == at + 1);
        let place = rem(times(at, geometry.column) + geometry.left);
        model.with(|model| model.row(at).map(|row| head(row, (0, at + 1), place, false, is_crossed)))
    });
    let turned = model.with(|model| model.turned);
    let corner = if turned { "To ↓\u{a0}\u{a0}From →" } else { "From ↓\u{a0}\u{a0}To →" };
    view! {
        <div class="matrix-fold__heads" role="row" aria-rowindex="1" style:height=rem(geometry.top)>
            <div class="matrix-fold__corner" role="columnheader" aria-colindex="1">{corner}</div>
            {heads.collect_view()}
        </div>
    }
}

/// What lies under the cells: the ground of opened things, and the cross.
fn grounds(actions: Actions, crossed: Memo<Option<At>>) -> impl IntoView {
    let Actions { model, sight, .. } = actions;
    let opened = move || {
        let geometry = sight.geometry.get();
        let bands = model.with(Model::opened).into_iter().map(move |range| {
            let (row, column) = (times(range.start, geometry.row), times(range.start, geometry.column));
            let (height, width) = (times(range.len(), geometry.row), times(range.len(), geometry.column));
            view! {
                <div class="matrix-fold__opened is-row" style:top=rem(row + geometry.top) style:height=rem(height)></div>
                <div class="matrix-fold__opened is-column" style:left=rem(column + geometry.left) style:width=rem(width)></div>
            }
        });
        bands.collect_view()
    };
    let cross = move || {
        let (row, column) = crossed.get()?;
        let geometry = sight.geometry.get();
        let row = row.checked_sub(1).map(|at| {
            let top = rem(times(at, geometry.row) + geometry.top);
            view! { <div class="matrix-fold__cross is-row" style:top=top style:height=rem(geometry.row)></div> }
        });
        let column = column.checked_sub(1).map(|at| {
            let left = rem(times(at, geometry.column) + geometry.left);
            view! { <div class="matrix-fold__cross is-column" style:left=left style:width=rem(geometry.column)></div> }
        });
        Some(view! { {row} {column} })
    };
    view! { {opened} {cross} }
}

/// A frame around a cell.
fn mark(sight: Sight, at: Option<At>, class: &'static str) -> Option<impl IntoView> {
    let (row, column) = at?;
    let (row, column) = (row.checked_sub(1)?, column.checked_sub(1)?);
    let geometry = sight.geometry.get();
    Some(view! {
        <div
            class=format!("matrix-fold__mark {class}")
            aria-hidden="true"
            style:top=rem(times(row, geometry.row) + geometry.top)
            style:left=rem(times(column, geometry.column) + geometry.left)
            style:width=rem(geometry.column)
            style:height=rem(geometry.row)
        ></div>
    })
}

/// What a person can do. Cheap to copy.
#[derive(Clone, Copy)]
struct Actions {
    state: AppState,
    model: Memo<Model>,
    sight: Sight,
    active: RwSignal<At>,
    followed: RwSignal<Option<(NodeId, bool)>>,
}

impl Actions {
    /// Does what a key says; false where it says nothing.
    fn press(self, key: &str, control: bool) -> bool {
        let at = self.active.get_untracked();
        match key {
            "Enter" | " " => {
                if at.0 > 0 && at.1 > 0 || !self.toggle(at) {
                    self.select(at);
                }
                true
            }
            "Escape" => self.state.chosen.close_last(),
            _ => {
                let side = self.model.with_untracked(Model::side);
                let window: Window = self.sight.window.get_untracked();
                let page = self.sight.geometry.get_untracked().page(window);
                let Some(next) = moves::next(at, side, page, key, control) else { return false };
                self.sight.reveal(next.0.checked_sub(1), next.1.checked_sub(1));
                self.active.set(next);
                true
            }
        }
    }

    /// Selects a pair, or what a head is about.
    fn select(self, (row, column): At) {
        let picked = self.model.with_untracked(|model| {
            let id = |at: usize| model.row(at).map(|row| row.id.clone());
            match (row.checked_sub(1), column.checked_sub(1)) {
                (Some(row), Some(column)) => {
                    model.shown(row, column)?;
                    let (from, to) = model.ends(row, column);
                    Some(Picked::Edge { from: id(from)?, to: id(to)? })
                }
                (Some(at), None) | (None, Some(at)) => {
                    // The inspector has no page about several things that have no common name.
                    id(at).filter(|id| !matches!(id, NodeId::Group(_) | NodeId::Other(_))).map(Picked::Node)
                }
                (None, None) => None,
            }
        });
        if let Some(picked) = picked {
            self.state.chosen.picked.set(picked);
        }
    }

    /// Opens what a head is about, or closes it; false where it is one thing.
    fn toggle(self, (row, column): At) -> bool {
        let ((Some(at), None) | (None, Some(at))) = (row.checked_sub(1), column.checked_sub(1)) else { return false };
        let Some(known) = self.model.with_untracked(|model| model.row(at).cloned()) else { return false };
        self.followed.set(Some((known.id.clone(), row > 0)));
        if known.is_sum {
            self.state.chosen.close_card(&known.id);
        } else if known.opens {
            self.state.chosen.open_card(&known.id);
        }
        known.is_sum || known.opens
    }
}

/// The element around the one that an event is about.
fn around(event: &web_sys::Event, selector: &str) -> Option<Element> {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok())?;
    target.closest(selector).ok().flatten()
}

fn at_of(event: &web_sys::Event) -> Option<At> {
    moves::read(&around(event, "[data-at]")?.get_attribute("data-at")?)
}
