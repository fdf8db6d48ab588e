//! The list with exposure as JSON: connections and exposure in one object. `schema/exposure.json` describes it.

use std::fmt;

use podreach_eval::Analysis;
use podreach_eval::exposure::{ExposedSet, SideExposure, WorkloadExposure};
use podreach_eval::inventory::EndpointId;
use podreach_eval::policy::{Action, NamespaceScope, PolicyId, RuleRef};
use podreach_syntax::Sources;
use serde::{Serialize, Serializer};

use super::{ExposureDoc, notes, sides, why};
use crate::Printer;
use crate::json::{Each, Sorted, by_line};
use crate::outside::Outside;
use crate::references::{PolicyName, RuleName};
use crate::rows::{Row, rows};

/// Version of the schema. New fields may come without a new version; changed or missing ones need one.
pub const EXPOSURE_SCHEMA_VERSION: u32 = 1;

/// Writes the object, a connection and a workload a line.
pub(crate) fn object(doc: &ExposureDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let listed = rows(doc.analysis, doc.representatives, Outside::Ranges);
    let value = ExposureOut {
        version: EXPOSURE_SCHEMA_VERSION,
        connections: Each::new(|| listed.iter()),
        exposure: Each::new(|| doc.workloads().map(|found| Workload { doc, found })),
        left_out: LeftOut(doc),
    };
    by_line(&mut out.json(), &value)
}

/// Connections and exposure.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ExposureOut<'a, 'b> {
    /// `1`.
    version: u32,
    /// The rows of `list -o json`.
    #[cfg_attr(test, schemars(with = "Vec<Row<'_>>"))]
    connections: Each<'a, Row<'a>>,
    /// Workloads (and representatives, when they take part).
    #[cfg_attr(test, schemars(with = "Vec<WorkloadOut<'_>>"))]
    exposure: Each<'a, Workload<'a, 'b>>,
    /// So many workloads are without exposure since working it out would take too long.
    #[serde(skip_serializing_if = "LeftOut::is_none")]
    #[cfg_attr(test, schemars(with = "usize"))]
    left_out: LeftOut<'a, 'b>,
}

/// How many workloads are without exposure, known when it is written.
struct LeftOut<'a, 'b>(&'a ExposureDoc<'b>);

impl LeftOut<'_, '_> {
    fn is_none(&self) -> bool {
        self.0.left_out() == 0
    }
}

impl Serialize for LeftOut<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.left_out().serialize(serializer)
    }
}

/// A workload whose JSON is made while it is written.
struct Workload<'a, 'b> {
    doc: &'a ExposureDoc<'b>,
    found: WorkloadExposure,
}

impl Serialize for Workload<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Sorted(workload(self.doc, &self.found)).serialize(serializer)
    }
}

/// What a workload is exposed to.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WorkloadOut<'a> {
    /// The endpoint id.
    id: &'a str,
    /// Its name in the rows.
    workload: &'a str,
    /// What may reach it.
    ingress: SideOut<'a>,
    /// What it may reach.
    egress: SideOut<'a>,
}

/// What a workload is exposed to in one direction.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SideOut<'a> {
    /// Whether what no rule allows is dropped.
    isolated: bool,
    /// Policies that concern the workload in this direction; without any it is not protected.
    policies: Vec<PolicyName<'a>>,
    /// Parts of the outside that something passes from or to.
    outside: Vec<OutsideOut<'a>>,
    /// Kinds of pods, existing or not: any pod in any namespace first. A kind of which nothing else is said than of a wider one
    /// is left out.
    pods: Vec<PodsOut<'a>>,
    /// What the sets do not say, as sentences.
    notes: Vec<&'static str>,
}

/// A part of the outside.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OutsideOut<'a> {
    /// The endpoint id.
    id: &'a str,
    /// What passes, a connection notation.
    conn: String,
}

/// A kind of pods. What is said of it is true of all its pods that no other kind holds; where rules only allow, a pod of
/// several kinds gets what all of them get.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct PodsOut<'a> {
    /// `entire-cluster`, `default/[all pods]`, `[all namespaces]/[role=api]`, `[env=prod]/[app in (a,b)]`.
    peer: String,
    /// The namespace; null where `namespaceSelector` says which.
    namespace: Option<&'a str>,
    /// A selector in kubectl's notation, `*` for any; null where `namespace` names one.
    namespace_selector: Option<String>,
    /// A selector in kubectl's notation, `*` for any.
    pod_selector: String,
    /// What the workload's policies let pass, a connection notation; ports that a pod to come would name stay names.
    conn: String,
    /// What passes at the other end as well, for pods that no policies select there but those of `selectingAll`.
    both_ends: String,
    /// Whether more than `bothEnds` may pass: one end names ports that the other one numbers, and only the destination's own
    /// names can tell.
    depends_on_names: bool,
    /// Rules that have a say.
    rules: Vec<RuleName<'a, Effect>>,
    /// Policies that select every pod of the kind and concern the other end.
    selecting_all: Vec<PolicyName<'a>>,
    /// How many policies select some of them and not all: these may hold them back, or let them do more than `bothEnds`.
    selecting_some: usize,
    /// All of this in a sentence.
    text: String,
}

/// What a rule does.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Effect {
    /// `allow`, `deny`, `pass` or `log`.
    action: &'static str,
}

fn workload<'a>(doc: &'a ExposureDoc<'_>, found: &'a WorkloadExposure) -> WorkloadOut<'a> {
    let endpoint = doc.analysis.endpoint(found.endpoint);
    let [ingress, egress] = sides(found).map(|found_side| side(doc, found.endpoint, found_side));
    WorkloadOut { id: &endpoint.id, workload: &endpoint.peer, ingress, egress }
}

fn side<'a>(doc: &'a ExposureDoc<'_>, id: EndpointId, side: &'a SideExposure) -> SideOut<'a> {
    let analysis = doc.analysis;
    let outside = side.outside.iter().map(|(part, connections)| OutsideOut {
        id: &analysis.endpoint(*part).id,
        conn: analysis.connections().get(*connections).list_notation(),
    });
    SideOut {
        isolated: side.isolated,
        policies: policies(analysis, &side.policies),
        outside: outside.collect(),
        pods: side.telling().map(|found| pods(analysis, doc.sources, id, side, found)).collect(),
        notes: notes(side),
    }
}

fn pods<'a>(
    analysis: &'a Analysis,
    sources: &'a Sources,
    id: EndpointId,
    side: &SideExposure,
    kind: &'a ExposedSet,
) -> PodsOut<'a> {
    let (namespace, namespace_selector) = match &kind.pods.namespaces {
        NamespaceScope::Named(name) => (Some(&**name), None),
        NamespaceScope::Matching(selector) => (None, Some(selector.to_string())),
    };
    let rule = |(found, action): &(RuleRef, Action)| {
        RuleName::of(analysis, sources, *found, Effect { action: action.as_str() })
    };
    PodsOut {
        peer: kind.notation(),
        namespace,
        namespace_selector,
        pod_selector: kind.pods.pods.to_string(),
        conn: kind.connections.list_notation(),
        both_ends: kind.both_ends.list_notation(),
        depends_on_names: kind.depends_on_names,
        rules: kind.rules.iter().map(rule).collect(),
        selecting_all: policies(analysis, &kind.selecting_all),
        selecting_some: kind.selecting_some.len(),
        text: why(analysis, sources, id, side, kind),
    }
}

fn policies<'a>(analysis: &'a Analysis, ids: &[PolicyId]) -> Vec<PolicyName<'a>> {
    ids.iter().filter_map(|id| analysis.policy(*id)).map(PolicyName::of).collect()
}
