//! What a person does with results: goes through them, keeps one, or puts everything back.

use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_session::page::{Hit, Search, SearchAnswer};

use crate::components::links::Picked;
use crate::state::AppState;

/// The state of the field. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Going {
    state: AppState,
    /// What was found.
    pub(crate) answer: ReadSignal<SearchAnswer>,
    /// Whether the results are shown.
    pub(crate) open: RwSignal<bool>,
    /// The result that the person has gone to, counted over all groups.
    pub(crate) at: RwSignal<Option<usize>>,
}

impl Going {
    /// Asks whenever the text changes.
    pub(crate) fn new(state: AppState) -> Self {
        let answer = state.analysed.ask(move || Search { text: state.chosen.find.get() });
        Self { state, answer, open: RwSignal::new(false), at: RwSignal::new(None) }
    }

    /// The text.
    pub(crate) fn text(self) -> String {
        self.state.chosen.find.get()
    }

    /// Another text.
    pub(crate) fn write(self, text: String) {
        self.open.set(!text.trim().is_empty());
        self.at.set(None);
        self.state.chosen.keep.set(None);
        self.state.chosen.find.set(text);
    }

    /// All rows in order.
    fn rows(self) -> Vec<Hit> {
        self.answer
            .with_untracked(|answer| answer.groups().into_iter().flat_map(|group| group.rows.iter().cloned()).collect())
    }

    /// Goes to the next result, or back, all around; its way is shown in the graph.
    pub(crate) fn step(self, forward: bool) {
        let rows = self.rows();
        if self.state.chosen.find.with_untracked(|text| text.trim().is_empty()) || rows.is_empty() {
            return;
        }
        self.open.set(true);
        let next = stepped(self.at.get_untracked(), rows.len(), forward);
        self.at.set(Some(next));
        self.state.chosen.keep.set(rows.get(next).and_then(|hit| shown_by(&hit.picked)));
    }

    /// Keeps the result that the person has gone to, or else the best.
    pub(crate) fn keep(self) {
        let text = self.state.chosen.find.get_untracked();
        if text.trim().is_empty() {
            return;
        }
        if self.answer.with_untracked(|answer| answer.text == text) {
            let rows = self.rows();
            let hit = self.at.get_untracked().map_or_else(|| rows.first(), |at| rows.get(at));
            match hit {
                Some(hit) => self.choose(hit),
                None => self.open.set(true),
            }
        } else {
            // Enter was faster than the answer.
            self.state.analysed.ask_once(Search { text }, move |answer| match answer.first() {
                Some(hit) => self.choose(hit),
                None => self.open.set(true),
            });
        }
    }

    /// Selects a result and opens the way to it.
    pub(crate) fn choose(self, hit: &Hit) {
        let chosen = self.state.chosen;
        self.open.set(false);
        self.at.set(None);
        chosen.focus.set(None);
        chosen.keep.set(None);
        if let Some(port) = hit.port {
            chosen.filter.update(|filter| filter.port = Some(port));
            chosen.find.set(String::new());
            return;
        }
        if let Some(node) = shown_by(&hit.picked) {
            chosen.open_way(&node);
        }
        chosen.picked.set(hit.picked.clone());
    }

    /// Puts everything back as it was before the search; a second time, clears the selection.
    pub(crate) fn put_back(self) {
        let chosen = self.state.chosen;
        if !self.open.get_untracked() {
            chosen.picked.set(Picked::Nothing);
        }
        self.leave();
        chosen.find.set(String::new());
    }

    /// The person goes elsewhere: the text stays, since it narrows the other views.
    pub(crate) fn leave(self) {
        self.open.set(false);
        self.at.set(None);
        self.state.chosen.keep.set(None);
    }
}

/// The row after another one, all around.
const fn stepped(at: Option<usize>, rows: usize, forward: bool) -> usize {
    match (at, forward) {
        (None, true) => 0,
        (None, false) => rows - 1,
        (Some(at), true) => (at + 1) % rows,
        (Some(at), false) => (at + rows - 1) % rows,
    }
}

/// The card that shows a result, where it is one.
fn shown_by(picked: &Picked) -> Option<NodeId> {
    match picked {
        Picked::Node(
            id @ (NodeId::Workload { .. } | NodeId::Representative { .. } | NodeId::External(_) | NodeId::Namespace(_)),
        ) => Some(id.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_through_results_comes_around() {
        assert_eq!((stepped(None, 3, true), stepped(None, 3, false)), (0, 2));
        assert_eq!((stepped(Some(2), 3, true), stepped(Some(0), 3, false)), (0, 2));
        assert_eq!((stepped(Some(0), 3, true), stepped(Some(2), 3, false)), (1, 1));
    }

    #[test]
    fn only_what_can_be_a_card_is_shown_in_the_graph() {
        let node = |id: &str| Picked::Node(id.into());
        assert_eq!(shown_by(&node("shop/web")), Some("shop/web".into()));
        assert_eq!(shown_by(&node("namespace:shop")), Some("namespace:shop".into()));
        assert_eq!((shown_by(&node("service:shop/web")), shown_by(&Picked::Policy(0))), (None, None));
    }
}
