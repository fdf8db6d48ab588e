//! Ingress paths as JSON. `schema/ways.json` describes it.

use std::fmt;

use podreach_eval::explain;
use podreach_eval::inventory::EndpointId;
use podreach_eval::query::{ExposedBy, Front, Hop, IngressPath, Outcome, SourceVerdict};
use podreach_eval::sets::{AddressSet, Protocol};
use serde::Serialize;

use super::PathsDoc;
use crate::Printer;
use crate::context::ContextOut;
use crate::explanation::VerdictOut;
use crate::json::{Sorted, indented};

pub(crate) fn json(doc: &PathsDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let outcome = doc.outcome();
    let value = PathsOut {
        dst: doc.name,
        allowed: outcome == Outcome::Allowed,
        outcome: outcome.as_str(),
        ways: doc.all().map(|(end, path)| path_out(doc, end, path)).collect(),
        context: doc.context.json(),
    };
    indented(&mut out.json(), &Sorted(value))
}

/// The ingress paths to a pod.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PathsOut<'a> {
    /// As asked.
    dst: &'a str,
    /// Whether a path is sure to be open.
    allowed: bool,
    /// `allowed`; `depends` where no path is sure to be open and some depend on what the input leaves open; `denied`.
    outcome: &'static str,
    /// All paths, blocked ones included.
    ways: Vec<PathOut<'a>>,
    #[serde(flatten)]
    context: ContextOut<'a>,
}

/// A path from outside over entry points and Services to a pod.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PathOut<'a> {
    /// An endpoint id.
    dst: &'a str,
    /// What opens the cluster: `loadBalancer`, `nodePort`, `externalIPs`, `entry`, `hostPort` or `hostNetwork`.
    door: &'static str,
    /// The id of the entry point on the path.
    entry: Option<&'a str>,
    /// The id of the Service on the path.
    service: Option<&'a str>,
    /// Of the pod port; null where the pod shares its node's network.
    protocol: Option<&'static str>,
    /// The pod port.
    port: Option<u16>,
    /// Whether a source is sure to reach the pod.
    allowed: bool,
    /// `allowed`, `denied`, or `depends` on what the input leaves open.
    outcome: &'static str,
    /// What passes the last step, from any source, a connection notation.
    conn: String,
    /// The steps in words, from outside to the pod.
    hops: Vec<String>,
    /// From outside to the controller's pods, where these are in the input.
    fronts: Vec<FrontOut<'a>>,
    /// Who connects to the pod port.
    sources: Vec<SourceOut<'a>>,
    /// What this cannot know.
    notes: Vec<String>,
}

/// A step from a source to a destination.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SourceOut<'a> {
    /// An endpoint id.
    src: &'a str,
    /// Where only some of the source's addresses are served: these.
    addresses: Option<String>,
    /// Its answer.
    verdict: VerdictOut<'a>,
}

/// The step to a controller's pods, for the source and the port that get furthest.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FrontOut<'a> {
    #[serde(flatten)]
    source: SourceOut<'a>,
    /// Whether requests get to this pod: `allowed`, `denied` or `depends`.
    outcome: &'static str,
    /// Whether something in the input leads there from outside: a Service, a host port, the network of its node. Otherwise the
    /// ports that its containers declare are asked.
    offered: bool,
}

/// The word for what opens the cluster.
const fn door(door: ExposedBy) -> &'static str {
    match door {
        ExposedBy::LoadBalancer => "loadBalancer",
        ExposedBy::NodePort => "nodePort",
        ExposedBy::ExternalIps => "externalIPs",
        ExposedBy::Entry => "entry",
        ExposedBy::HostPort => "hostPort",
        ExposedBy::HostNetwork => "hostNetwork",
    }
}

fn source<'a>(doc: &'a PathsDoc<'_>, from: &'a SourceVerdict) -> SourceOut<'a> {
    let analysis = doc.analysis;
    SourceOut {
        src: &analysis.endpoint(from.source).id,
        addresses: from.addresses.as_ref().map(AddressSet::label),
        verdict: VerdictOut::new(analysis, doc.sources, doc.findings(), &from.verdict),
    }
}

fn path_out<'a>(doc: &'a PathsDoc<'_>, endpoint: EndpointId, path: &'a IngressPath) -> PathOut<'a> {
    let analysis = doc.analysis;
    let front = |front: &'a Front| FrontOut {
        source: source(doc, &front.source),
        outcome: front.outcome.as_str(),
        offered: front.offered,
    };
    PathOut {
        dst: &analysis.endpoint(endpoint).id,
        door: door(path.exposed_by),
        entry: path.hops.iter().find_map(|hop| match hop {
            Hop::Entry(at, _) => analysis.entries.get(*at).map(|entry| entry.id.as_str()),
            _ => None,
        }),
        service: path.hops.iter().find_map(|hop| match hop {
            Hop::Service(at, _) => analysis.services.get(*at).map(|node| node.id.as_str()),
            _ => None,
        }),
        protocol: path.protocol.map(Protocol::as_str),
        port: path.port,
        allowed: path.is_allowed(),
        outcome: path.outcome.as_str(),
        conn: path.connections().list_notation(),
        hops: path.hops.iter().map(|hop| explain::hop(analysis, path, hop)).collect(),
        fronts: path.fronts.iter().map(front).collect(),
        sources: path.sources.iter().map(|one| source(doc, one)).collect(),
        notes: path.notes.iter().map(explain::path_note).collect(),
    }
}
