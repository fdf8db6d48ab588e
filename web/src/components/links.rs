//! What the inspector and the graph ask the page for, and what their buttons do.

use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_picture::Arrangement;
pub(crate) use podreach_picture::Picked;
use podreach_picture::scene::Scene;
use podreach_session::page::Picture;
use podreach_syntax::{Sources, Span};

use crate::state::AppState;

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
        let sources = untrack(|| self.state.analysed.sources(Clone::clone));
        self.state.reveal_in(&sources, span);
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
        self.state.compared.is_on()
    }

    /// Whether what did not change is hidden.
    pub(crate) fn shows_changes_only(self) -> bool {
        self.state.compared.is_on() && self.state.compared.only_changes.get()
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
    pub(crate) fn scene(
        self,
        arrangement: impl Fn() -> Arrangement + 'static,
    ) -> (ReadSignal<Scene>, ReadSignal<bool>) {
        let narrow = self.state.chosen.narrow;
        self.state.analysed.ask_known(move || Picture { matching: narrow.get(), arrangement: arrangement() })
    }
}
