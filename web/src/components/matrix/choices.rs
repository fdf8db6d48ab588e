//! What a person chose in the matrix: pairs by state, a port, an order, which way round, how far it is folded.

use std::ops::Range;

use leptos::prelude::*;
use podreach_eval::view::{Level, MatrixOrder};
use podreach_session::page::MatrixPart;

use super::fold::blocks;
use super::grid::Filter;
use crate::state::AppState;

/// Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Choices {
    pub(crate) filter: RwSignal<Filter>,
    pub(crate) order: RwSignal<MatrixOrder>,
    /// Whether rows are destinations.
    pub(crate) turned: RwSignal<bool>,
    /// How far this view is folded; none for as far as the graph is.
    pub(crate) level: RwSignal<Option<Level>>,
    /// Rows and columns as they are asked for.
    seen: RwSignal<(Range<usize>, Range<usize>)>,
}

impl Choices {
    pub(crate) fn new() -> Self {
        Self {
            filter: RwSignal::new(Filter::All),
            order: RwSignal::new(MatrixOrder::Graph),
            turned: RwSignal::new(false),
            level: RwSignal::new(None),
            seen: RwSignal::new((0..64, 0..64)),
        }
    }

    /// Takes note of what is in sight.
    pub(crate) fn see(self, rows: &Range<usize>, columns: &Range<usize>) {
        let seen = (blocks(rows), blocks(columns));
        if seen != self.seen.get_untracked() {
            self.seen.set(seen);
        }
    }

    /// The part that is asked for.
    pub(crate) fn part(self, state: AppState) -> MatrixPart {
        let (rows, columns) = self.seen.get();
        let (rows, columns) = if self.turned.get() { (columns, rows) } else { (rows, columns) };
        let mut fold = state.chosen.fold();
        fold.level = self.level.get().or(fold.level);
        fold.filter.changes = state.compared.is_on() && state.compared.only_changes.get();
        MatrixPart { fold, order: self.order.get(), matching: state.chosen.find.get(), rows, columns }
    }
}
