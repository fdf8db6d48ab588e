//! Exposure as np-guard's analyzer reports it, read into structure, and ours brought into its conventions.
//!
//! Theirs: a rule counts for pods of a selector where its own selector asks the same or nothing, and not where it asks
//! less. Left out are kinds with the connections of the entire cluster, kinds of plain labels in namespaces that are told
//! by name or plain labels where some pod of the input is one, and workloads that only the outside concerns. Unprotected is
//! what no policy selects in that direction. Peers: `entire-cluster`, `first-last[External]`, `namespace/[all pods]`,
//! `[all namespaces]/[pod with {a=b}]`, `[namespace with {{Key:a,Operator:In,Values:[b c],},}]/…`.

use std::collections::{BTreeMap, BTreeSet};

use podreach_eval::Analysis;
use podreach_eval::exposure::{ExposedSet, Exposure};
use podreach_eval::inventory::{EndpointId, EndpointKind};
use podreach_eval::policy::{Direction, NamespaceScope, PodSelector};
use podreach_eval::sets::{Labels, Operator, Selector};
use serde::Deserialize;

use crate::case::Options;
use crate::connections::Connections;

/// The sections that a case expects.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Expected {
    egress: Vec<Row>,
    ingress: Vec<Row>,
    unprotected: Vec<Unprotected>,
}

#[derive(Debug, Deserialize)]
struct Row {
    workload: String,
    peer: String,
    conn: String,
}

#[derive(Debug, Deserialize)]
struct Unprotected {
    workload: String,
    direction: String,
}

/// What is asked of one key, with values in order; `matchLabels` is `In` with one value.
type Asked = BTreeSet<(String, String, Vec<String>)>;

/// Pods by namespace and labels.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pods {
    /// The name, or what is asked of labels.
    namespaces: Result<String, Asked>,
    pods: Asked,
}

/// The first difference, or nothing. The list may be narrowed to workloads of some names and to a direction.
pub(crate) fn difference(
    analysis: &Analysis,
    expected: &Expected,
    options: &Options,
) -> Result<Option<String>, String> {
    let workloads = &options.focus_workloads;
    let wants = |direction: &str| options.focus_direction.as_deref().is_none_or(|wanted| wanted == direction);
    let mut rows = Vec::new();
    for (egress, row) in
        expected.egress.iter().map(|row| (true, row)).chain(expected.ingress.iter().map(|row| (false, row)))
    {
        rows.push((egress, row.workload.clone(), canonical(&row.peer)?, row.conn.clone()));
    }
    let wanted: BTreeSet<(String, String)> =
        expected.unprotected.iter().map(|found| (found.workload.clone(), found.direction.clone())).collect();
    let mut exposure = analysis.exposure();
    let (mut ours, mut unprotected) = (Vec::new(), BTreeSet::new());
    for (id, endpoint) in analysis.endpoint_ids().filter(|(_, endpoint)| endpoint.is_workload()) {
        let short = endpoint.peer.split('[').next().unwrap_or_default();
        let name = short.split('/').next_back().unwrap_or_default();
        if !workloads.is_empty() && !workloads.iter().any(|wanted| wanted == short || wanted == name) {
            continue;
        }
        let sides = [Direction::Egress, Direction::Ingress].into_iter();
        let sides: Vec<Direction> = sides.filter(|direction| wants(direction.as_str())).collect();
        let lines: Vec<Line> =
            sides.iter().flat_map(|direction| side(analysis, &mut exposure, id, *direction)).collect();
        if lines.iter().any(|(_, _, peer, _)| !peer.ends_with("[External]")) {
            ours.extend(lines);
        }
        for direction in sides {
            if endpoint.isolation(direction).policies.is_empty() {
                unprotected.insert((endpoint.peer.clone(), direction.as_str().to_owned()));
            }
        }
    }
    let (wanted_rows, our_rows) = (table(&rows)?, table(&ours)?);
    if wanted != unprotected {
        return Ok(Some(format!("unprotected: expected {wanted:?}, got {unprotected:?}")));
    }
    Ok(wanted_rows.difference(&our_rows.v4_only()).map(|found| format!("exposure {found}")))
}

/// Direction (away from the workload), workload, peer, connections.
type Line = (bool, String, String, String);

fn table(lines: &[Line]) -> Result<Connections, String> {
    Connections::exposed(lines.iter().map(|(egress, workload, peer, conn)| {
        let (source, destination) = if *egress { (workload, peer) } else { (peer, workload) };
        (source.as_str(), destination.as_str(), conn.as_str())
    }))
}

fn side(analysis: &Analysis, exposure: &mut Exposure<'_>, id: EndpointId, direction: Direction) -> Vec<Line> {
    let Some(found) = exposure.of(id) else { return Vec::new() };
    let side = found.side(direction);
    let egress = direction == Direction::Egress;
    let workload = &analysis.endpoint(id).peer;
    let line = |peer: String, conn: String| (egress, workload.clone(), peer, conn);
    let mut lines = Vec::new();
    for (part, connections) in &side.outside {
        let EndpointKind::External(addresses) = &analysis.endpoint(*part).kind else { continue };
        let conn = analysis.connections().get(*connections).list_notation();
        lines.extend(addresses.ranges().map(|(first, last)| line(format!("{first}-{last}[External]"), conn.clone())));
    }
    let everyone = Pods { namespaces: Err(Asked::new()), pods: Asked::new() };
    let theirs = |pods: &Pods| exposure.of_pod(id, direction, |scope| asks_no_less(pods, scope)).list_notation();
    let cluster = theirs(&everyone);
    if cluster != "No Connections" {
        lines.push(line("entire-cluster".into(), cluster.clone()));
    }
    for kind in side.pods.iter().filter(|kind| !kind.is_cluster() && !is_met(analysis, kind)) {
        let pods = pods(&kind.pods);
        let conn = theirs(&pods);
        if conn != cluster {
            lines.push(line(format!("{pods:?}"), conn));
        }
    }
    lines
}

/// Whether a rule's scope asks of pods what theirs asks, or nothing.
fn asks_no_less(theirs: &Pods, scope: &PodSelector) -> bool {
    let scope = pods(scope);
    let no_less = |asked: &Asked, theirs: &Asked| asked.is_empty() || asked == theirs;
    let namespaces = match (&scope.namespaces, &theirs.namespaces) {
        (Ok(name), Ok(theirs)) => name == theirs,
        (Err(asked), Err(theirs)) => no_less(asked, theirs),
        (Err(asked), Ok(_)) => asked.is_empty(),
        (Ok(_), Err(_)) => false,
    };
    namespaces && no_less(&scope.pods, &theirs.pods)
}

/// Whether a kind of plain labels is met by a pod of the input.
fn is_met(analysis: &Analysis, kind: &ExposedSet) -> bool {
    let plain = |selector: &Selector| {
        !selector.is_empty() && selector.requirements().all(|one| matches!(one.operator, Operator::Equals(_)))
    };
    let namespaces = match &kind.pods.namespaces {
        NamespaceScope::Named(_) => true,
        NamespaceScope::Matching(selector) => plain(selector),
    };
    let labels: BTreeMap<&str, &Labels> =
        analysis.namespaces.iter().map(|found| (&*found.name, &found.labels)).collect();
    namespaces
        && plain(&kind.pods.pods)
        && analysis.endpoints.iter().filter(|endpoint| endpoint.is_workload()).any(|endpoint| {
            let namespace = endpoint.namespace.as_deref().unwrap_or_default();
            let here = match &kind.pods.namespaces {
                NamespaceScope::Named(name) => **name == *namespace,
                NamespaceScope::Matching(selector) => {
                    labels.get(namespace).is_some_and(|labels| selector.matches(labels))
                }
            };
            here && kind.pods.pods.matches(&endpoint.labels)
        })
}

fn pods(scope: &PodSelector) -> Pods {
    let namespaces = match &scope.namespaces {
        NamespaceScope::Named(name) => Ok(name.to_string()),
        NamespaceScope::Matching(selector) => Err(asked(selector)),
    };
    named(Pods { namespaces, pods: asked(&scope.pods) })
}

/// A namespace that is asked for by its name alone is named.
fn named(mut pods: Pods) -> Pods {
    if let Err(asked) = &pods.namespaces
        && let [(key, operator, values)] = asked.iter().collect::<Vec<_>>().as_slice()
        && key == "kubernetes.io/metadata.name"
        && operator == "In"
        && let [name] = values.as_slice()
    {
        pods.namespaces = Ok(name.clone());
    }
    pods
}

fn asked(selector: &Selector) -> Asked {
    let texts = |values: &[Box<str>]| {
        let values: BTreeSet<String> = values.iter().map(ToString::to_string).collect();
        values.into_iter().collect::<Vec<_>>()
    };
    let requirements = selector.requirements().map(|one| {
        let (operator, values) = match &one.operator {
            Operator::Equals(value) => ("In", texts(std::slice::from_ref(value))),
            Operator::In(values) => ("In", texts(values)),
            Operator::NotIn(values) => ("NotIn", texts(values)),
            Operator::Exists => ("Exists", Vec::new()),
            Operator::DoesNotExist => ("DoesNotExist", Vec::new()),
            Operator::Like(part) | Operator::NotLike(part) => ("Like", vec![part.to_string()]),
        };
        (one.key.to_string(), operator.to_owned(), values)
    });
    requirements.collect()
}

/// A peer in the one form that can be compared as text.
fn canonical(peer: &str) -> Result<String, String> {
    if peer == "entire-cluster" || peer.ends_with("[External]") {
        return Ok(peer.into());
    }
    let unknown = || format!("the peer `{peer}` is of no known form");
    // Label keys have slashes; what stands before the last bracket that opens is the namespace.
    let at = peer.find("/[all pods]").or_else(|| peer.find("/[pod with ")).ok_or_else(unknown)?;
    let (namespace, pod) = (peer.get(..at).ok_or_else(unknown)?, peer.get(at + 1..).ok_or_else(unknown)?);
    let inside = |text: &str, before: &str| text.strip_prefix(before)?.strip_suffix("}]").map(str::to_owned);
    let pods = if pod == "[all pods]" {
        Asked::new()
    } else {
        requirements(&inside(pod, "[pod with {").ok_or_else(unknown)?).ok_or_else(unknown)?
    };
    let namespaces = if namespace == "[all namespaces]" {
        Err(Asked::new())
    } else if let Some(text) = inside(namespace, "[namespace with {") {
        Err(requirements(&text).ok_or_else(unknown)?)
    } else {
        Ok(namespace.to_owned())
    };
    Ok(format!("{:?}", named(Pods { namespaces, pods })))
}

/// `a=b,{Key:c,Operator:In,Values:[d e],},…`.
fn requirements(text: &str) -> Option<Asked> {
    let mut asked = Asked::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(expression) = rest.strip_prefix("{Key:") {
            let (expression, after) = expression.split_once("],}")?;
            let (key, expression) = expression.split_once(",Operator:")?;
            let (operator, values) = expression.split_once(",Values:[")?;
            let values: BTreeSet<String> = values.split_whitespace().map(str::to_owned).collect();
            asked.insert((key.into(), operator.into(), values.into_iter().collect()));
            rest = after.strip_prefix(',').unwrap_or(after);
        } else {
            let (label, after) = rest.split_once(',').unwrap_or((rest, ""));
            let (key, value) = label.split_once('=')?;
            asked.insert((key.into(), "In".into(), vec![value.into()]));
            rest = after;
        }
    }
    Some(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_are_read_as_selectors_are() {
        let labels =
            requirements("a=b,{Key:c.d/e,Operator:In,Values:[y x],},{Key:f,Operator:Exists,Values:[],}").unwrap();
        let text = |text: &str| text.to_owned();
        let expected: Asked = [
            (text("a"), text("In"), vec![text("b")]),
            (text("c.d/e"), text("In"), vec![text("x"), text("y")]),
            (text("f"), text("Exists"), vec![]),
        ]
        .into();
        assert_eq!(labels, expected);
        assert_eq!(requirements("novalue"), None);
        assert_eq!(
            canonical("[namespace with {kubernetes.io/metadata.name=shop}]/[all pods]"),
            canonical("shop/[all pods]")
        );
        assert_ne!(canonical("[all namespaces]/[pod with {a=b}]"), canonical("[all namespaces]/[all pods]"));
        assert!(canonical("somewhere").is_err());
    }
}
