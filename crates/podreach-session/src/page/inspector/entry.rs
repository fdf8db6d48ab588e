//! What the inspector says about an entry point (Ingress, Route, Gateway) and about the paths to a workload.

use podreach_eval::inventory::{EndpointId, EntryBackend, EntryNode};
use podreach_eval::view::NodeId;
use podreach_eval::{Analysis, explain};
use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use super::standing::Standing;

/// At most this many paths and requests are listed.
const LISTED: usize = 12;

/// Requests of an entry point and where they go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    /// Hosts and paths.
    pub what: String,
    /// Where they go.
    pub says: String,
    /// Blocked where they go nowhere.
    pub standing: Standing,
}

/// An entry point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryModel {
    /// Its name.
    pub name: String,
    /// Kind, namespace and class in words.
    pub kind: String,
    /// The object in the sources.
    pub span: Span,
    /// Who proxies the requests.
    pub says: String,
    /// The first of its requests.
    pub requests: Vec<Requests>,
    /// How many more there are.
    pub more: usize,
    /// Endpoints that requests reach, with their names.
    pub backends: Vec<(NodeId, String)>,
}

/// A path from outside to a workload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathRow {
    /// Allowed or blocked.
    pub standing: Standing,
    /// Its steps, from outside to the pod.
    pub hops: String,
    /// What else to know about it.
    pub notes: Vec<String>,
}

/// Says everything about an entry point.
pub(super) fn entry(analysis: &Analysis, node: &EntryNode) -> EntryModel {
    let class = node.class.as_ref().map(|class| format!(", class {class}")).unwrap_or_default();
    let implied = if node.implied { ", only referred to" } else { "" };
    let mut backends: Vec<EndpointId> =
        node.backends.iter().flat_map(|backend| &backend.targets).map(|(endpoint, _, _)| *endpoint).collect();
    backends.sort_unstable();
    backends.dedup();
    let named = |id: EndpointId| (NodeId::parse(&analysis.endpoint(id).id), analysis.endpoint(id).name.clone());
    EntryModel {
        name: node.name.to_string(),
        kind: format!("{} in {}{class}{implied}", node.kind.as_str(), node.namespace),
        span: node.span,
        says: format!(
            "Requests are proxied by {}. Policies of the pods see it as the source, and the pod port.",
            explain::controller_words(analysis, &node.proxy_pods)
        ),
        requests: node.backends.iter().take(LISTED).map(|backend| requests(analysis, backend)).collect(),
        more: node.backends.len().saturating_sub(LISTED),
        backends: backends.into_iter().map(named).collect(),
    }
}

fn requests(analysis: &Analysis, backend: &EntryBackend) -> Requests {
    let asked = explain::requests(backend);
    let what = if asked.is_empty() { "every request".to_owned() } else { asked };
    let targets = backend
        .targets
        .iter()
        .map(|(endpoint, protocol, port)| format!("{} {protocol} {port}", analysis.endpoint(*endpoint).name));
    let targets: Vec<String> = targets.collect();
    let problem = backend.problem.as_ref().map(|problem| format!(" ({})", explain::entry_problem(problem)));
    let leads = if targets.is_empty() { "nowhere".to_owned() } else { targets.join(", ") };
    let standing = if targets.is_empty() { Standing::Blocked } else { Standing::Open };
    Requests { what, says: format!("{} leads to {leads}{}", backend.name, problem.unwrap_or_default()), standing }
}

/// The paths from outside to an endpoint, open ones first.
pub(super) fn paths(analysis: &Analysis, id: EndpointId) -> Vec<PathRow> {
    let row = |path: &podreach_eval::query::IngressPath| {
        let depends = path.outcome == podreach_eval::query::Outcome::Depends;
        let open = depends.then(|| "Whether it is open depends on what the input does not say.".to_owned());
        PathRow {
            standing: if path.is_allowed() { Standing::Allowed } else { Standing::Blocked },
            hops: explain::path(analysis, path),
            notes: open.into_iter().chain(path.notes.iter().map(explain::path_note)).collect(),
        }
    };
    let mut rows: Vec<PathRow> = analysis.ingress_paths(id).iter().map(row).collect();
    rows.sort_by_key(|row| row.standing == Standing::Blocked);
    rows.truncate(LISTED);
    rows
}
