//! What the inspector and the graph ask the page for, and what their buttons do.

use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_picture::Arrangement;
pub(crate) use podreach_picture::Picked;
use podreach_session::page::{About, Found, FoundAnswer, Picture, PictureAnswer};
use podreach_syntax::{Sources, Span};

pub(crate) use crate::state::Lit;
use crate::state::{AppState, Drawn, ViewId};

/// A picture of more workloads than this leaves out those without a change, where only changes are asked for.
const LARGE: usize = 12;

/// The page's state as these two panels see it. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Links {
    state: AppState,
}

impl Links {
    /// The state of the page around.
    pub(crate) fn from_context() -> Self {
        Self { state: expect_context() }
    }

    /// The source, where there are several, and the line: `policies.yaml` and `:42`, or `line 42`; none when the place is
    /// unknown. It follows the sources: what is written above a place moves its line, while the place itself stays the same.
    pub(crate) fn line_label(self, span: Span) -> Option<(Option<String>, String)> {
        let label = |sources: &Sources| {
            let line = sources.line(span);
            let source = sources.source_of(span)?;
            let several = sources.len() > 1;
            Some(if several {
                (Some(source.name().to_owned()), format!(":{line}"))
            } else {
                (None, format!("line {line}"))
            })
        };
        self.state.analysed.sources(label)
    }

    /// On a narrow screen, shows the view again.
    pub(crate) fn back_to_view(self) {
        self.state.chosen.panel.set(crate::state::Panel::View);
    }

    /// Shows a place in the editor.
    pub(crate) fn reveal(self, span: Span) {
        self.state.reveal_shown(span);
    }

    /// Selects a node.
    pub(crate) fn select_node(self, id: NodeId) {
        self.select(Picked::Node(id));
    }

    /// Selects a connection by the ids of its ends.
    pub(crate) fn select_edge(self, from: NodeId, to: NodeId) {
        self.select(Picked::Edge { from, to });
    }

    /// Selects a policy.
    pub(crate) fn select_policy(self, index: usize) {
        self.select(Picked::Policy(index));
    }

    /// Selects a thing, or clears the selection.
    pub(crate) fn select(self, thing: Picked) {
        self.state.chosen.picked.set(thing);
    }

    /// What is selected.
    pub(crate) fn selected(self) -> Picked {
        self.state.chosen.picked.get()
    }

    /// What is selected, without asking to hear of changes.
    pub(crate) fn selected_untracked(self) -> Picked {
        self.state.chosen.picked.get_untracked()
    }

    /// Notes what is pointed at in the picture, for the editor's marks.
    pub(crate) fn point(self, thing: Picked) {
        self.state.chosen.pointed.set(thing);
    }

    /// What the place of the cursor in the editor is about.
    pub(crate) fn lit(self) -> Lit {
        self.state.chosen.lit.get()
    }

    /// What the selected finding is about.
    pub(crate) fn about(self) -> RwSignal<About> {
        self.state.chosen.about
    }

    /// Whether Services are part of the picture.
    pub(crate) fn show_services(self) -> bool {
        self.state.chosen.show_services.get()
    }

    /// Whether blocked pairs are part of the picture.
    pub(crate) fn show_blocked(self) -> bool {
        self.state.chosen.show_blocked.get()
    }

    /// Whether something is compared.
    pub(crate) fn is_compared(self) -> bool {
        self.state.compares()
    }

    /// Whether what did not change is hidden.
    pub(crate) fn shows_changes_only(self) -> bool {
        self.state.shows_changes_only()
    }

    /// Whether the picture is behind the text.
    pub(crate) fn is_stale(self) -> bool {
        self.state.analysed.stale.get()
    }

    /// Why there is nothing to draw.
    pub(crate) fn why_empty(self) -> String {
        self.state.analysed.summary.with(|summary| summary.why_empty.clone())
    }

    /// The picture, arranged as somebody wants it, and whether it is known yet.
    pub(crate) fn picture(
        self,
        arrangement: impl Fn() -> Option<Arrangement> + 'static,
    ) -> (ReadSignal<PictureAnswer>, ReadSignal<bool>) {
        let chosen = self.state.chosen;
        // In a small picture everything stays where it is, and what did not change is hidden.
        let is_large =
            Memo::new(move |_| chosen.drawn.with(|drawn| drawn.folding.workloads + drawn.folding.aside > LARGE));
        self.state.analysed.ask_when(move || {
            let arrangement = arrangement()?;
            let mut fold = chosen.fold();
            fold.filter.changes = is_large.get() && self.shows_changes_only();
            let picture = Picture { fold, arrangement };
            if chosen.pictured.with_untracked(|known| *known != picture) {
                chosen.pictured.set(picture.clone());
            }
            Some(picture)
        })
    }

    /// Shows the matrix in place of the graph.
    pub(crate) fn open_matrix(self) {
        self.state.chosen.view.set(ViewId("matrix"));
    }

    /// Opens a folded card in place.
    pub(crate) fn open_card(self, card: &NodeId) {
        self.state.chosen.open_card(card);
    }

    /// Closes a box that was opened.
    pub(crate) fn close_card(self, card: &NodeId) {
        self.state.chosen.close_card(card);
    }

    /// Goes one step back: out of a focus, else closes what was opened last; false where there is nothing of this.
    pub(crate) fn step_back(self) -> bool {
        self.state.chosen.step_back()
    }

    /// Draws the neighbourhood of a node alone.
    pub(crate) fn focus_on(self, node: &NodeId) {
        self.state.chosen.focus_on(node);
    }

    /// Where in the picture that is which the person looks for. The picture that was asked for last has to be the one that is
    /// drawn.
    pub(crate) fn hits(self) -> ReadSignal<FoundAnswer> {
        let chosen = self.state.chosen;
        let answer = self.state.analysed.ask(move || {
            let text = chosen.find.get();
            // Without a search, no picture has to be looked at.
            let picture = if text.trim().is_empty() { Picture::default() } else { chosen.pictured.get() };
            Found { text, picture }
        });
        Effect::new(move |_| {
            let is_looking = chosen.find.with(|text| !text.trim().is_empty());
            let hits = answer.with(|found| (found.count, found.cards.len()));
            let hits = (is_looking && hits.0 > 0).then_some(hits);
            if chosen.hits.with_untracked(|known| *known != hits) {
                chosen.hits.set(hits);
            }
        });
        on_cleanup(move || chosen.hits.set(None));
        answer
    }

    /// What a search shows the way to.
    pub(crate) fn found(self) -> Option<NodeId> {
        self.state.chosen.keep.get()
    }

    /// Whether only a neighbourhood is drawn.
    pub(crate) fn is_focused(self) -> bool {
        self.state.chosen.focus.with(Option::is_some)
    }

    /// Says what is drawn, for the bar above and for breadcrumbs.
    pub(crate) fn set_drawn(self, drawn: Drawn) {
        if self.state.chosen.drawn.with_untracked(|known| *known != drawn) {
            self.state.chosen.drawn.set(drawn);
        }
    }

    /// What is drawn.
    pub(crate) fn drawn(self) -> Drawn {
        self.state.chosen.drawn.get()
    }

    /// What was opened, without asking to hear of changes.
    pub(crate) fn opened_untracked(self) -> Vec<NodeId> {
        self.state.chosen.opened.get_untracked()
    }

    /// Selects a node and opens the way to it.
    pub(crate) fn go_to(self, id: &NodeId) {
        self.state.chosen.open_way(id);
        self.select_node(id.clone());
    }

    /// Whether the neighbourhood of this node is drawn.
    pub(crate) fn is_focused_on(self, node: &NodeId) -> bool {
        self.state.chosen.focus.with(|focus| focus.as_ref().is_some_and(|focus| focus.node == *node))
    }
}
