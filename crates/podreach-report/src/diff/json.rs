//! A comparison as JSON. `schema/diff.json` describes it.

use std::borrow::Cow;
use std::fmt;

use podreach_eval::diff::{
    Cause, CauseFinder, ChangeKind, ConnectionChange, Effect, EndRef, NamespaceChange, PairCauses, PolicyChange,
    WorkloadChange,
};
use podreach_eval::explain;
use podreach_eval::policy::{PolicyId, RuleRef};
use podreach_eval::sets::Labels;
use serde::Serialize;

use super::DiffDoc;
use super::names::label;
use super::objects::{counts, labels};
use super::reasons::{NOT_WORKED_OUT, pair_notes};
use crate::Printer;
use crate::json::{Each, Shared, Sorted, by_line};
use crate::place::{Place, place};

/// Version of the schema. New fields may come without a new version; changed or missing ones need one.
pub const DIFF_SCHEMA_VERSION: u32 = 1;

/// Writes a comparison, a connection a line.
pub(crate) fn json(compared: &DiffDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let [added, removed, changed] = counts(compared.diff);
    let finder = CauseFinder::new(compared.analyses, compared.diff);
    let value = DiffOut {
        version: DIFF_SCHEMA_VERSION,
        summary: Sorted(Summary { added, removed, changed }),
        connections: Each::new(|| {
            compared.diff.connections.iter().flat_map(|change| connections(compared, &finder, change))
        }),
        workloads: Sorted(workloads(compared)),
        policies: Sorted(policies(compared)),
        namespaces: Sorted(namespaces(compared)),
    };
    by_line(&mut out.json(), &value)
}

/// What a change alters.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct DiffOut<'a> {
    /// `1`.
    version: u32,
    /// How many connections differ.
    #[cfg_attr(test, schemars(with = "Summary"))]
    summary: Sorted<Summary>,
    /// By kind of change, source and destination.
    #[cfg_attr(test, schemars(with = "Vec<ChangeOut<'_>>"))]
    connections: Each<'a, ChangeOut<'a>>,
    /// Workloads on one side only.
    #[cfg_attr(test, schemars(with = "ByChange<WorkloadName<'_>>"))]
    workloads: Sorted<ByChange<WorkloadName<'a>>>,
    /// Policies that differ; one that only moved in its file does not.
    #[cfg_attr(test, schemars(with = "ByChange<PolicyOut<'_>>"))]
    policies: Sorted<ByChange<PolicyOut<'a>>>,
    /// Namespaces on one side only, and those with other labels.
    #[cfg_attr(test, schemars(with = "ByChange<NamespaceOut<'_>>"))]
    namespaces: Sorted<ByChange<NamespaceOut<'a>>>,
}

/// How many connections differ.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Summary {
    /// Connections where nothing passed before.
    added: usize,
    /// Connections where nothing passes now.
    removed: usize,
    /// Connections where something else passes now.
    changed: usize,
}

/// One pair of list names, or a peer and all addresses that changed alike.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct ChangeOut<'a> {
    /// `added`, `removed` or `changed`.
    r#type: &'static str,
    /// A list name; a part of a workload is called by a pod.
    src: Cow<'a, str>,
    /// As of the source.
    dst: Cow<'a, str>,
    /// Of the outside: its address ranges.
    #[serde(skip_serializing_if = "Option::is_none")]
    src_addresses: Option<Vec<String>>,
    /// As of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    dst_addresses: Option<Vec<String>>,
    /// What passed, a connection notation.
    before: String,
    /// What passes now, a connection notation.
    after: String,
    /// What passes now and did not before.
    opened: String,
    /// What passed before and does not now.
    closed: String,
    /// Policies that make the difference; none where an end is on one side only, or where `info` says that they are not worked
    /// out.
    #[cfg_attr(test, schemars(with = "Vec<CauseOut<'_>>"))]
    causes: Shared,
    /// What is to be said besides: `workload default/web[Deployment] added`, `labels of namespace default changed`, `so much
    /// changed that the policies behind this are not worked out`.
    info: Vec<String>,
}

/// A policy that makes a difference.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CauseOut<'a> {
    /// Kind of the policy.
    kind: &'a str,
    /// Null where its kind has none.
    namespace: Option<&'a str>,
    /// Its name.
    policy: &'a str,
    /// `added`, `removed`, `changed`, or `unchanged` where only what it selects or matches changed.
    change: &'static str,
    /// `egress`: it acts at the source; `ingress`: at the destination.
    direction: &'static str,
    /// What it did before; null where it was not there.
    before: Option<ActsOut<'a>>,
    /// What it does now; null where it is not there.
    after: Option<ActsOut<'a>>,
}

/// What a policy does on one side.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ActsOut<'a> {
    /// It isolates the end on this side and not on the other.
    isolates: bool,
    /// Its rules that make the difference on this side.
    rules: Vec<ActingRule<'a>>,
    /// Its name in the text of this side.
    at: Option<Place<'a>>,
}

/// A rule that makes a difference.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ActingRule<'a> {
    /// Index among the policy's rules of the direction, from 0.
    index: u32,
    /// The rule in words.
    text: String,
    /// Where it is written, in the text of this side.
    at: Option<Place<'a>>,
}

/// Objects by what happened to them.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ByChange<T> {
    /// Only after.
    added: Vec<T>,
    /// Only before.
    removed: Vec<T>,
    /// On both sides, with another spec or other labels. A workload is the same one while it has its name.
    changed: Vec<T>,
}

impl<T> ByChange<T> {
    fn of(objects: impl Iterator<Item = (ChangeKind, T)>) -> Self {
        let mut lists = Self { added: Vec::new(), removed: Vec::new(), changed: Vec::new() };
        for (change, object) in objects {
            match change {
                ChangeKind::Added => lists.added.push(object),
                ChangeKind::Removed => lists.removed.push(object),
                ChangeKind::Changed => lists.changed.push(object),
            }
        }
        lists
    }
}

/// A workload that is there on one side only.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WorkloadName<'a> {
    /// `namespace/name[Kind]`.
    name: &'a str,
}

/// A policy that differs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PolicyOut<'a> {
    /// As written.
    kind: &'a str,
    /// Null where its kind has none.
    namespace: Option<&'a str>,
    /// Its name.
    policy: &'a str,
    /// Whether the side where it is missing holds it in a form that the API server would reject.
    refused: bool,
    /// Its name in the text before.
    before: Option<Place<'a>>,
    /// Its name in the text after.
    after: Option<Place<'a>>,
}

/// A namespace that differs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct NamespaceOut<'a> {
    /// Its name.
    name: &'a str,
    /// Null where it was not there.
    labels_before: Option<&'a Labels>,
    /// Null where it is not there.
    labels_after: Option<&'a Labels>,
}

/// The pairs of a change.
fn connections<'a>(
    compared: &'a DiffDoc<'_>,
    finder: &'a CauseFinder<'_>,
    change: &'a ConnectionChange,
) -> impl Iterator<Item = ChangeOut<'a>> {
    let shared = causes_out(compared, &change.causes);
    compared.diff.pairs(change).map(move |(source, destination)| {
        let found = finder.missing(change, [source, destination]);
        let causes = match &found {
            PairCauses::Found(found) => (found.as_slice(), causes_out(compared, found)),
            PairCauses::Complete | PairCauses::LeftOut => (change.causes.as_slice(), shared.clone()),
        };
        let mut row = connection(compared, change, [source, destination], causes);
        row.info.extend((found == PairCauses::LeftOut).then(|| NOT_WORKED_OUT.to_owned()));
        row
    })
}

fn connection<'a>(
    compared: &'a DiffDoc<'_>,
    change: &ConnectionChange,
    ends: [EndRef<'a>; 2],
    (causes, causes_out): (&[Cause], Shared),
) -> ChangeOut<'a> {
    let [src, dst] = ends.map(|end| label(compared.diff, end));
    let [src_addresses, dst_addresses] = ends.map(|end| match end {
        EndRef::Outside(addresses) => Some(addresses.ranges().map(|(first, last)| format!("{first}-{last}")).collect()),
        EndRef::Peer(_) | EndRef::Named(_) => None,
    });
    ChangeOut {
        r#type: change.kind().as_str(),
        src,
        dst,
        src_addresses,
        dst_addresses,
        before: change.before.list_notation(),
        after: change.after.list_notation(),
        opened: change.opened().list_notation(),
        closed: change.closed().list_notation(),
        causes: causes_out,
        info: pair_notes(compared, causes, ends),
    }
}

fn causes_out(compared: &DiffDoc<'_>, causes: &[Cause]) -> Shared {
    Shared::new(&causes.iter().filter_map(|found| cause(compared, found)).collect::<Vec<_>>())
}

fn cause<'a>(compared: &'a DiffDoc<'_>, cause: &Cause) -> Option<CauseOut<'a>> {
    let policy = compared.diff.policies.get(cause.policy as usize)?;
    Some(CauseOut {
        kind: &policy.kind,
        namespace: policy.namespace.as_deref(),
        policy: &policy.name,
        change: policy.change.map_or("unchanged", ChangeKind::as_str),
        direction: cause.direction.as_str(),
        before: acts(compared, 0, cause, &cause.before, policy.before),
        after: acts(compared, 1, cause, &cause.after, policy.after),
    })
}

/// What a policy does on a side; `None` where it is missing.
fn acts<'a>(
    compared: &'a DiffDoc<'_>,
    side: usize,
    cause: &Cause,
    acts: &Effect,
    id: Option<PolicyId>,
) -> Option<ActsOut<'a>> {
    let (analysis, sources, id) = (compared.analyses.get(side)?, compared.sources.get(side)?, id?);
    let rules = acts.rules.iter().map(|index| {
        let rule = RuleRef { policy: id, direction: cause.direction, index: *index };
        let at = analysis.rule(rule).and_then(|rule| place(sources, rule.span));
        ActingRule { index: *index, text: explain::rule_sentence(analysis, rule), at }
    });
    Some(ActsOut {
        isolates: acts.isolates,
        rules: rules.collect(),
        at: analysis.policy(id).and_then(|policy| place(sources, policy.name_span)),
    })
}

fn workloads<'a>(compared: &'a DiffDoc<'_>) -> ByChange<WorkloadName<'a>> {
    let workload = |found: &'a WorkloadChange| (found.change, WorkloadName { name: &found.name });
    ByChange::of(compared.diff.workloads.iter().map(workload))
}

fn policies<'a>(compared: &'a DiffDoc<'_>) -> ByChange<PolicyOut<'a>> {
    let at = |side: usize, id: Option<PolicyId>| {
        let (analysis, sources) = (compared.analyses.get(side)?, compared.sources.get(side)?);
        place(sources, analysis.policy(id?)?.name_span)
    };
    let policy = |(policy, change): (&'a PolicyChange, ChangeKind)| {
        let value = PolicyOut {
            kind: &policy.kind,
            namespace: policy.namespace.as_deref(),
            policy: &policy.name,
            refused: policy.rejected,
            before: at(0, policy.before),
            after: at(1, policy.after),
        };
        (change, value)
    };
    ByChange::of(compared.diff.changed_policies().map(policy))
}

fn namespaces<'a>(compared: &'a DiffDoc<'_>) -> ByChange<NamespaceOut<'a>> {
    let namespace = |found: &'a NamespaceChange| {
        let [labels_before, labels_after] = [0, 1].map(|side| labels(compared, side, &found.name));
        (found.change, NamespaceOut { name: &found.name, labels_before, labels_after })
    };
    ByChange::of(compared.diff.namespaces.iter().map(namespace))
}
