//! The inspector's panel: picks the page for what is selected.

use leptos::prelude::*;
use podreach_eval::Analysis;
use podreach_eval::view::NodeId;

use super::connection::connection;
use super::connection_page::ConnectionPage;
use super::object_pages::{EntryPage, NamespacePage, PolicyPage, ServicePage};
use super::overview::{OverviewPage, overview};
use super::workload::workload;
use super::workload_page::WorkloadPage;
use crate::address::is_embedded;
use crate::components::icons::Icon;
use crate::components::links::{Links, Picked};

/// The selected thing, explained; with nothing selected, the picture as a whole.
#[component]
pub(crate) fn InspectorPanel() -> impl IntoView {
    let links = Links::from_context();
    let heading = move || match links.selected() {
        Picked::Nothing => "Overview",
        Picked::Edge { .. } => "Connection",
        Picked::Policy(_) => "Policy",
        Picked::Node(id) => match id {
            NodeId::Service { .. } => "Service",
            NodeId::Entry { kind, .. } => kind.as_str(),
            NodeId::Namespace(_) => "Namespace",
            NodeId::External(_) => "Outside",
            NodeId::Representative { .. } => "Not in your YAML",
            NodeId::Workload { .. } | NodeId::Other(_) => "Workload",
        },
    };
    let closable = move || links.selected() != Picked::Nothing;
    view! {
        <aside class="inspector" class:is-stale=move || links.is_stale() aria-label="Inspector">
            <div class="inspector__top">
                {is_embedded().then(|| view! {
                    <button type="button" class="button button--ghost inspector__back" aria-label="Back to the view" title="Back to the view" on:click=move |_| links.back_to_view()>
                        {Icon::Left.draw()}
                    </button>
                })}
                <span class="inspector__kind">{heading}</span>
                {move || closable().then(|| view! {
                    <button
                        type="button"
                        class="inspector__close"
                        aria-label="Clear the selection"
                        on:click=move |_| {
                            links.select(Picked::Nothing);
                            links.back_to_view();
                        }
                    >
                        <svg class="icon icon--small" viewBox="0 0 16 16" aria-hidden="true"><path d="m4.500 4.500 7 7m0 -7 -7 7" /></svg>
                    </button>
                })}
            </div>
            <div class="inspector__body">
                {move || {
                    let selected = links.selected();
                    links.with_analysis(|analysis| page(analysis, &selected))
                }}
            </div>
        </aside>
    }
}

fn page(analysis: &Analysis, selected: &Picked) -> AnyView {
    let found = match selected {
        Picked::Nothing => return view! { <OverviewPage overview=overview(analysis) /> }.into_any(),
        Picked::Edge { from, to } => edge_page(analysis, from, to),
        Picked::Node(id) => node_page(analysis, id),
        Picked::Policy(index) => analysis
            .policies
            .list
            .get(*index)
            .map(|policy| view! { <PolicyPage policy=super::policy::policy(analysis, policy) /> }.into_any()),
    };
    found.unwrap_or_else(|| {
        view! { <p class="inspector__hint">"What was selected is no longer in the sources."</p> }.into_any()
    })
}

fn edge_page(analysis: &Analysis, from: &NodeId, to: &NodeId) -> Option<AnyView> {
    let (from, to) = (analysis.endpoint_of_node(from)?, analysis.endpoint_of_node(to)?);
    let found = connection(analysis, from, to);
    Some(view! { <ConnectionPage connection=found from=from to=to /> }.into_any())
}

fn node_page(analysis: &Analysis, id: &NodeId) -> Option<AnyView> {
    let page = match id {
        NodeId::Namespace(name) => {
            let found = super::service::namespace(analysis, name)?;
            view! { <NamespacePage namespace=found /> }.into_any()
        }
        NodeId::Service { .. } => {
            let node = analysis.services.iter().find(|node| NodeId::parse(&node.id) == *id)?;
            view! { <ServicePage service=super::service::service(analysis, node) /> }.into_any()
        }
        NodeId::Entry { .. } => {
            let node = analysis.entries.iter().find(|node| NodeId::parse(&node.id) == *id)?;
            view! { <EntryPage entry=super::entry::entry(analysis, node) /> }.into_any()
        }
        NodeId::Workload { .. } | NodeId::Representative { .. } | NodeId::External(_) | NodeId::Other(_) => {
            let found = workload(analysis, analysis.endpoint_of_node(id)?);
            view! { <WorkloadPage workload=found /> }.into_any()
        }
    };
    Some(page)
}
