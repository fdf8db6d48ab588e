//! What the inspector and the graph ask the page for, and what their buttons do.

use leptos::prelude::*;
use podreach_eval::Analysis;
use podreach_eval::inventory::EndpointId;
use podreach_eval::view::GraphView;
use podreach_syntax::Span;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Picked {
    #[default]
    Nothing,
    Node(String),
    Edge {
        from: String,
        to: String,
    },
    Policy(usize),
}

#[derive(Clone, Copy)]
pub(crate) struct Links;
impl Links {
    pub(crate) fn from_context() -> Self {
        Self
    }
    pub(crate) fn line_label(self, span: Span) -> Option<String> {
        None
    }
    pub(crate) fn reveal(self, span: Span) {}
    pub(crate) fn select_node(self, id: &str) {}
    pub(crate) fn select_edge(self, from: EndpointId, to: EndpointId) {}
    pub(crate) fn select_edge_ids(self, from: &str, to: &str) {}
    pub(crate) fn select_policy(self, index: usize) {}
    pub(crate) fn select(self, thing: Picked) {}
    pub(crate) fn selected(self) -> Picked {
        Picked::Nothing
    }
    pub(crate) fn selected_untracked(self) -> Picked {
        Picked::Nothing
    }
    pub(crate) fn show_services(self) -> bool {
        true
    }
    pub(crate) fn show_blocked(self) -> bool {
        true
    }
    pub(crate) fn is_stale(self) -> bool {
        true
    }
    pub(crate) fn with_analysis<T>(self, read: impl FnOnce(&Analysis) -> T) -> T {
        read(&Analysis::default())
    }
    pub(crate) fn with_view<T>(self, read: impl FnOnce(&GraphView) -> T) -> T {
        read(&GraphView::default())
    }
}
