//! The inspector's panel: picks the page for what is selected.

use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_session::page::Inspect;
use podreach_session::page::inspector::InspectorPage;

use super::bundle_page::BundlePage;
use super::card_page::CardPage;
use super::connection_page::ConnectionPage;
use super::object_pages::{EntryPage, NamespacePage, PolicyPage, ServicePage};
use super::overview::OverviewPage;
use super::workload_page::WorkloadPage;
use crate::address::is_embedded;
use crate::components::compare::{ComparePage, ComparedBundleBlock, ComparedPairBlock};
use crate::components::icons::Icon;
use crate::components::links::{Links, Picked};
use crate::components::tour::TourPage;
use crate::state::AppState;

/// What stands there instead of the picture as a whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instead {
    /// What it is.
    pub(crate) heading: &'static str,
    /// The page.
    pub(crate) body: fn() -> AnyView,
    /// Whether it can be closed.
    pub(crate) closes: bool,
}

impl PartialEq for Instead {
    fn eq(&self, other: &Self) -> bool {
        self.heading == other.heading
    }
}

/// The selected thing, explained; with nothing selected, the picture as a whole or something `instead` of it.
#[component]
pub(crate) fn InspectorPanel(instead: Memo<Option<Instead>>) -> impl IntoView {
    let state: AppState = expect_context();
    let links = Links::from_context();
    let page = state.analysed.ask(move || Inspect { picked: links.selected() });
    let heading = move || match links.selected() {
        Picked::Nothing if instead.get().is_some() => instead.get().map_or("", |instead| instead.heading),
        Picked::Nothing if state.compares() => "Compare",
        Picked::Nothing => "Overview",
        Picked::Edge { .. } => "Connection",
        Picked::Policy(_) => "Policy",
        Picked::Node(id) => match id {
            NodeId::Service { .. } => "Service",
            NodeId::Entry { kind, .. } => kind.as_str(),
            NodeId::Namespace(_) => "Namespace",
            NodeId::External(_) => "Outside",
            NodeId::Representative { .. } => "Not in your YAML",
            NodeId::Group(_) => "Group",
            NodeId::Other(text) if text.starts_with("open:") || text.starts_with("family:") => "Group",
            NodeId::Workload { .. } | NodeId::Other(_) => "Workload",
        },
    };
    // Services and entry points are no cards, and boxes of several namespaces are no neighbourhood.
    let focusable = move || match links.selected() {
        Picked::Node(NodeId::Service { .. } | NodeId::Entry { .. } | NodeId::Other(_)) => None,
        Picked::Node(NodeId::Group(name)) if name.starts_with('~') => None,
        Picked::Node(id) => Some(id),
        _ => None,
    };
    // What stands there while nothing of the picture is selected.
    let shown = Memo::new(move |_| match links.selected() {
        Picked::Nothing => (instead.get(), state.compares()),
        _ => (None, false),
    });
    let closable = move || links.selected() != Picked::Nothing || instead.get().is_some_and(|instead| instead.closes);
    view! {
        <aside class="inspector" class:is-stale=move || links.is_stale() aria-label="Inspector">
            <div class="inspector__top">
                {is_embedded().then(|| view! {
                    <button type="button" class="button button--ghost inspector__back" aria-label="Back to the view" title="Back to the view" on:click=move |_| links.back_to_view()>
                        {Icon::Left.draw()}
                    </button>
                })}
                <span class="inspector__kind">{heading}</span>
                {move || focusable().map(|node| {
                    let is_focused = { let node = node.clone(); move || links.is_focused_on(&node) };
                    view! {
                        <button
                            type="button"
                            class="button button--small inspector__focus"
                            title="Draw only what it reaches and what reaches it (f)"
                            aria-pressed=move || is_focused().to_string()
                            on:click=move |_| links.focus_on(&node)
                        >
                            "Focus"
                        </button>
                    }
                })}
                {move || closable().then(|| view! {
                    <button
                        type="button"
                        class="inspector__close"
                        aria-label="Clear the selection"
                        on:click=move |_| {
                            if links.selected_untracked() == Picked::Nothing {
                                state.chosen.finding.set(None);
                            }
                            links.select(Picked::Nothing);
                            links.back_to_view();
                        }
                    >
                        <svg class="icon icon--small" viewBox="0 0 16 16" aria-hidden="true"><path d="m4.500 4.500 7 7m0 -7 -7 7" /></svg>
                    </button>
                })}
            </div>
            <div class="inspector__body">
                {move || (links.selected() == Picked::Nothing && instead.get().is_none()).then(|| view! { <TourPage /> })}
                <ComparedPairBlock />
                <ComparedBundleBlock />
                {move || match (shown.get(), page.get(), links.selected()) {
                    ((Some(instead), _), ..) => (instead.body)(),
                    ((None, true), ..) => view! { <ComparePage /> }.into_any(),
                    ((None, false), InspectorPage::Card, Picked::Node(node)) => view! { <CardPage node=node /> }.into_any(),
                    ((None, false), page, _) => page_view(page),
                }}
            </div>
        </aside>
    }
}

fn page_view(page: InspectorPage) -> AnyView {
    match page {
        InspectorPage::Overview(found) => view! { <OverviewPage overview=*found /> }.into_any(),
        InspectorPage::Connection(found) => view! { <ConnectionPage connection=*found /> }.into_any(),
        InspectorPage::Bundle(found) => view! { <BundlePage bundle=*found /> }.into_any(),
        InspectorPage::Workload(found) => view! { <WorkloadPage workload=*found /> }.into_any(),
        InspectorPage::Service(found) => view! { <ServicePage service=*found /> }.into_any(),
        InspectorPage::Namespace(found) => view! { <NamespacePage namespace=*found /> }.into_any(),
        InspectorPage::Entry(found) => view! { <EntryPage entry=*found /> }.into_any(),
        InspectorPage::Policy(found) => view! { <PolicyPage policy=*found /> }.into_any(),
        InspectorPage::Unknown | InspectorPage::Card => ().into_any(),
        InspectorPage::Gone => {
            view! { <p class="inspector__hint">"What was selected is no longer in the sources."</p> }.into_any()
        }
    }
}
