//! Picks the inspector's page for what is selected.

use podreach_eval::view::NodeId;
use podreach_picture::Picked;
use serde::{Deserialize, Serialize};

use super::bundle::{Bundle, bundle};
use super::connection::{Connection, connection};
use super::entry::{EntryModel, entry};
use super::overview::{Overview, overview};
use super::policy::{PolicyModel, policy};
use super::service::{NamespaceModel, ServiceModel, namespace, service};
use super::workload::{Workload, workload};
use crate::evaluation::Evaluation;

/// What there is to say about what is selected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspect {
    /// What is selected.
    pub picked: Picked,
}

/// A page of the inspector.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InspectorPage {
    /// What a page has before the first answer.
    #[default]
    Unknown,
    /// Nothing is selected: the picture as a whole.
    Overview(Box<Overview>),
    /// A connection.
    Connection(Box<Connection>),
    /// All pairs between two folded ends.
    Bundle(Box<Bundle>),
    /// An endpoint.
    Workload(Box<Workload>),
    /// A Service.
    Service(Box<ServiceModel>),
    /// A namespace.
    Namespace(Box<NamespaceModel>),
    /// An entry point.
    Entry(Box<EntryModel>),
    /// A policy.
    Policy(Box<PolicyModel>),
    /// A card that stands for several workloads, or a box around some: [`CardOf`](super::CardOf) asks about it.
    Card,
    /// What is selected is no longer in the input.
    Gone,
}

/// Answers with the page.
pub(in crate::page) fn answer(asked: Inspect, evaluation: &Evaluation) -> InspectorPage {
    let analysis = &evaluation.analysis;
    let found = match &asked.picked {
        Picked::Nothing => Some(InspectorPage::Overview(Box::new(overview(analysis)))),
        Picked::Edge { from, to } => edge_page(evaluation, from, to),
        Picked::Node(id) => node_page(evaluation, id),
        Picked::Policy(index) => {
            let found = analysis.policies.list.get(*index);
            found.map(|found| InspectorPage::Policy(Box::new(policy(analysis, found))))
        }
    };
    found.unwrap_or(InspectorPage::Gone)
}

fn edge_page(evaluation: &Evaluation, from: &NodeId, to: &NodeId) -> Option<InspectorPage> {
    let single = evaluation.endpoint_of_node(from).zip(evaluation.endpoint_of_node(to));
    let Some((from, to)) = single else {
        return bundle(evaluation, from, to).map(|found| InspectorPage::Bundle(Box::new(found)));
    };
    Some(InspectorPage::Connection(Box::new(connection(&evaluation.analysis, evaluation.known_findings(), from, to))))
}

fn node_page(evaluation: &Evaluation, id: &NodeId) -> Option<InspectorPage> {
    let analysis = &evaluation.analysis;
    let page = match id {
        NodeId::Namespace(name) => InspectorPage::Namespace(Box::new(namespace(analysis, name)?)),
        NodeId::Service { .. } => {
            let node = analysis.services.iter().find(|node| NodeId::parse(&node.id) == *id)?;
            InspectorPage::Service(Box::new(service(analysis, node)))
        }
        NodeId::Entry { .. } => {
            let node = analysis.entries.iter().find(|node| NodeId::parse(&node.id) == *id)?;
            InspectorPage::Entry(Box::new(entry(analysis, node)))
        }
        // Cards of several workloads have a question of their own, since they differ from picture to picture.
        NodeId::Group(_) => InspectorPage::Card,
        NodeId::Other(text) if text.starts_with("open:") || text.starts_with("family:") => InspectorPage::Card,
        NodeId::Workload { .. } | NodeId::Representative { .. } | NodeId::External(_) | NodeId::Other(_) => {
            InspectorPage::Workload(Box::new(workload(analysis, evaluation.endpoint_of_node(id)?)))
        }
    };
    Some(page)
}
