//! The views of the result, one row each. Tabs, links and keys read it: a new view is a folder, its `mod` line and a row.

use leptos::prelude::*;
use podreach_session::page::SummaryAnswer;
use podreach_session::page::findings::Findings;

use crate::components::checks::CheckList;
use crate::components::graph::{self, GraphPanel, GraphSwitches};
use crate::components::icons::Icon;
use crate::components::matrix::MatrixPanel;
use crate::components::problems;
use crate::components::rules::RulesPanel;
use crate::state::{AppState, ViewId};

/// A view.
pub(crate) struct View {
    /// As links write it; never changes.
    pub(crate) id: ViewId,
    /// As its tab says it.
    pub(crate) name: &'static str,
    /// What stands for it where there is room for one view at a time.
    pub(crate) icon: Icon,
    /// A number behind the name; 0 is not shown.
    pub(crate) badge: fn(&SummaryAnswer, &Findings) -> usize,
    /// What it shows.
    pub(crate) body: fn() -> AnyView,
    /// What stands in the bar while it is shown.
    pub(crate) tools: Option<fn() -> AnyView>,
    /// What a key does while it is shown and nobody writes; the name of the key as browsers give it.
    pub(crate) key: fn(AppState, &str),
}

const fn no_badge(_: &SummaryAnswer, _: &Findings) -> usize {
    0
}

const fn no_key(_: AppState, _: &str) {}

/// All views in the order of their tabs. The first one is shown unless another is chosen.
pub(crate) const VIEWS: &[View] = &[
    View {
        id: ViewId("graph"),
        name: "Graph",
        icon: Icon::Nodes,
        badge: no_badge,
        body: || view! { <GraphPanel /> }.into_any(),
        tools: Some(|| view! { <GraphSwitches /> }.into_any()),
        key: graph::key,
    },
    View {
        id: ViewId("matrix"),
        name: "Matrix",
        icon: Icon::Grid,
        badge: no_badge,
        body: || view! { <MatrixPanel /> }.into_any(),
        tools: None,
        key: no_key,
    },
    View {
        id: ViewId("rules"),
        name: "Rules",
        icon: Icon::List,
        badge: |summary, _| summary.rules,
        body: || view! { <RulesPanel /> }.into_any(),
        tools: None,
        key: no_key,
    },
    View {
        id: problems::ALL,
        name: "Checks",
        icon: Icon::Check,
        badge: |_, findings| findings.problems(),
        body: || view! { <CheckList /> }.into_any(),
        tools: None,
        key: no_key,
    },
];

/// The ids in order.
pub(crate) fn ids() -> Vec<ViewId> {
    VIEWS.iter().map(|view| view.id).collect()
}

/// Where a view stands among all; unknown ids count as the first.
pub(crate) fn place(id: ViewId) -> usize {
    VIEWS.iter().position(|view| view.id == id).unwrap_or(0)
}

/// The view that so many places after another one, all around.
pub(crate) fn after(id: ViewId, places: usize) -> Option<&'static View> {
    VIEWS.get((place(id) + places) % VIEWS.len())
}

/// The row of a view.
pub(crate) fn row(id: ViewId) -> Option<&'static View> {
    VIEWS.get(place(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_words_for_links_and_differ() {
        for (at, view) in VIEWS.iter().enumerate() {
            assert!(view.id.0.bytes().all(|byte| byte.is_ascii_lowercase()), "{}", view.id.0);
            assert_eq!(place(view.id), at, "{}", view.id.0);
        }
        assert_eq!(ids().first(), Some(&ViewId("graph")), "links without a view mean the graph");
    }

    #[test]
    fn going_on_comes_around() {
        let last = VIEWS.len() - 1;
        assert_eq!(after(VIEWS[last].id, 1).map(|view| view.id), Some(VIEWS[0].id));
        assert_eq!(after(VIEWS[0].id, last).map(|view| view.id), Some(VIEWS[last].id));
    }
}
