//! What all parts of comparing share: the answer about changes, the dialogs that are open, the step from change to change.

use leptos::prelude::*;
use podreach_session::page::changes::{Beside, ChangeRow, MOST};
use podreach_session::page::{Changes, ChangesAnswer};

use crate::components::links::Picked;
use crate::state::AppState;

/// Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct CompareState {
    pub(crate) changes: ReadSignal<ChangesAnswer>,
    /// The place in the baseline that is shown: name of a source, line from 1.
    pub(super) preview: RwSignal<Option<(String, u32)>>,
    /// Whether the list of changes lies over the view, in windows without room beside it.
    pub(crate) lists: RwSignal<bool>,
    /// Whether a link is asked for.
    pub(super) asks_link: RwSignal<bool>,
}

impl CompareState {
    pub(crate) fn new(state: AppState) -> Self {
        Self {
            changes: state.analysed.ask(|| Changes { most: MOST }),
            lists: RwSignal::new(false),
            preview: RwSignal::new(None),
            asks_link: RwSignal::new(false),
        }
    }

    /// Whether the answer is about a comparison.
    pub(crate) fn is_compared(self) -> bool {
        self.changes.with(|changes| matches!(changes.beside, Beside::Compared | Beside::AllOn))
    }

    /// Selects the next change, or the one before; all around.
    pub(super) fn step(self, state: AppState, forward: bool) {
        let picked = state.chosen.picked.get_untracked();
        let next = self.changes.with_untracked(|changes| {
            let at = stepped(&changes.pairs.list, &picked, forward)?;
            changes.pairs.list.get(at).map(edge)
        });
        if let Some(next) = next {
            state.chosen.picked.set(next);
        }
    }
}

/// The change as a selection.
pub(super) fn edge(row: &ChangeRow) -> Picked {
    if row.from == row.to {
        Picked::Node(row.from.clone())
    } else {
        Picked::Edge { from: row.from.clone(), to: row.to.clone() }
    }
}

/// The place of the change after the selected one, or before it.
fn stepped(list: &[ChangeRow], picked: &Picked, forward: bool) -> Option<usize> {
    let last = list.len().checked_sub(1)?;
    Some(match (list.iter().position(|row| edge(row) == *picked), forward) {
        (Some(at), true) if at < last => at + 1,
        (_, true) => 0,
        (Some(at), false) if at > 0 => at - 1,
        (_, false) => last,
    })
}

/// `c` compares or stops, `n` and `p` go to the next change and to the one before; whether the key was one of them.
pub(crate) fn key(state: AppState, compare: CompareState, key: &str) -> bool {
    match key {
        "c" if !state.written.is_empty() => state.toggle_comparing(),
        "n" | "p" if compare.changes.with_untracked(|changes| !changes.pairs.list.is_empty()) => {
            compare.step(state, key == "n")
        }
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use podreach_eval::view::{EdgeChange, PairChange};

    use super::*;

    fn row(from: &str, to: &str) -> ChangeRow {
        let change = EdgeChange {
            what: PairChange::Opened,
            keeps: String::new(),
            opens: "TCP 1".to_owned(),
            closes: String::new(),
            was: None,
            was_ports: "none".to_owned(),
        };
        ChangeRow {
            from: from.into(),
            to: to.into(),
            source: from.to_owned(),
            destination: to.to_owned(),
            change,
            rules: Vec::new(),
            more_rules: 0,
            notes: Vec::new(),
            left_out: false,
        }
    }

    #[test]
    fn steps_go_around() {
        let list = [row("a", "b"), row("b", "b"), row("c", "d")];
        let at = |row: usize, forward| stepped(&list, &edge(&list[row]), forward);
        assert_eq!([at(0, true), at(1, true), at(2, true)], [Some(1), Some(2), Some(0)]);
        assert_eq!([at(0, false), at(1, false), at(2, false)], [Some(2), Some(0), Some(1)]);
        assert_eq!(stepped(&list, &Picked::Nothing, true), Some(0));
        assert_eq!(stepped(&list, &Picked::Nothing, false), Some(2));
        assert_eq!(stepped(&[], &Picked::Nothing, true), None);
    }
}
