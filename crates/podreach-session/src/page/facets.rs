//! What a picture can be filtered by: the values that the input has, the most frequent first.

use std::collections::BTreeMap;

use podreach_eval::Analysis;
use podreach_eval::inventory::{Endpoint, EndpointKind};
use podreach_eval::policy::{Direction, PolicyId};
use podreach_eval::sets::Protocol;
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// At most so many values are named.
const VALUES: usize = 200;

/// A kind of value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FacetKind {
    /// Namespaces of workloads.
    #[default]
    Namespace,
    /// Labels of workloads, key and value.
    Label,
    /// Ports that containers declare, with their protocols.
    Port,
    /// Policies that select a workload.
    Policy,
}

/// The values of a kind. Only those that contain a text, whatever its case; all for the empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    /// The kind.
    pub kind: FacetKind,
    /// A part of the value as it is shown. A port that nobody declares is a value all the same.
    pub text: String,
}

/// A value to filter by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is what its kind says")]
pub enum FacetValue {
    Namespace(String),
    Label(String, String),
    Port(Protocol, u16),
    Policy(PolicyId),
}

/// A value, and for how many workloads it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// What to filter by.
    pub value: FacetValue,
    /// As it is shown: `shop`, `app=web`, `TCP 8080`, `shop/db-netpol`.
    pub title: String,
    /// Workloads that have it, representatives included.
    pub workloads: usize,
}

/// The most frequent values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetsAnswer {
    /// At most 200, the most frequent first.
    pub rows: Vec<Facet>,
    /// How many there are.
    pub count: usize,
}

pub(super) fn answer(Facets { kind, text }: Facets, evaluation: &Evaluation) -> FacetsAnswer {
    let analysis = &evaluation.analysis;
    let wanted = text.trim().to_lowercase();
    let mut counts: BTreeMap<FacetValue, usize> = BTreeMap::new();
    for endpoint in analysis.endpoints.iter().filter(|endpoint| is_drawn(endpoint)) {
        let mut values = values(kind, endpoint);
        values.sort();
        values.dedup();
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
    }
    let mut rows: Vec<Facet> = counts
        .into_iter()
        .filter_map(|(value, workloads)| Some(Facet { title: title(analysis, &value)?, value, workloads }))
        .filter(|facet| facet.title.to_lowercase().contains(&wanted))
        .collect();
    rows.sort_by(|left, right| {
        (std::cmp::Reverse(left.workloads), &left.value).cmp(&(std::cmp::Reverse(right.workloads), &right.value))
    });
    if let (FacetKind::Port, Some((protocol, port))) = (kind, port(&wanted))
        && !rows.iter().any(|row| row.value == FacetValue::Port(protocol, port))
    {
        let value = FacetValue::Port(protocol, port);
        rows.insert(0, Facet { title: format!("{protocol} {port}"), value, workloads: 0 });
    }
    let count = rows.len();
    rows.truncate(VALUES);
    FacetsAnswer { rows, count }
}

fn is_drawn(endpoint: &Endpoint) -> bool {
    !endpoint.hidden && !endpoint.is_external() && endpoint.kind != EndpointKind::OwnNode
}

fn values(kind: FacetKind, endpoint: &Endpoint) -> Vec<FacetValue> {
    match kind {
        FacetKind::Namespace => endpoint.namespace.iter().map(|name| FacetValue::Namespace(name.to_string())).collect(),
        FacetKind::Label => endpoint
            .labels
            .iter()
            .map(|(key, value)| FacetValue::Label((**key).to_owned(), (**value).to_owned()))
            .collect(),
        FacetKind::Port => endpoint.ports.iter().map(|port| FacetValue::Port(port.protocol, port.port)).collect(),
        FacetKind::Policy => [Direction::Ingress, Direction::Egress]
            .into_iter()
            .flat_map(|way| endpoint.isolation(way).policies.iter().copied())
            .map(FacetValue::Policy)
            .collect(),
    }
}

fn title(analysis: &Analysis, value: &FacetValue) -> Option<String> {
    Some(match value {
        FacetValue::Namespace(name) => name.clone(),
        FacetValue::Label(key, value) => format!("{key}={value}"),
        FacetValue::Port(protocol, port) => format!("{protocol} {port}"),
        FacetValue::Policy(id) => {
            let policy = analysis.policy(*id)?;
            match policy.namespace.as_deref() {
                Some(namespace) => format!("{namespace}/{}", policy.name),
                None => policy.name.to_string(),
            }
        }
    })
}

/// `8080`, `udp 53`: a port that somebody writes.
fn port(text: &str) -> Option<(Protocol, u16)> {
    let (protocol, number) = text.rsplit_once(' ').unwrap_or(("tcp", text));
    let protocol = Protocol::ALL.into_iter().find(|known| known.as_str().to_lowercase() == protocol.trim())?;
    let number = number.parse().ok().filter(|number| *number != 0)?;
    Some((protocol, number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::asked::{asked, evaluation};

    const CLUSTER: &str = "
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web, tier: front}}, spec: {containers: [{name: c, ports: [{containerPort: 8080}]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: shop, labels: {app: api, tier: front}}, spec: {containers: [{name: c, ports: [{containerPort: 8080}, {containerPort: 53, protocol: UDP}]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: data, labels: {app: db}}, spec: {containers: [{name: c}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: front, namespace: shop}, spec: {podSelector: {matchLabels: {tier: front}}}}
";

    fn found(kind: FacetKind, text: &str) -> Vec<String> {
        let evaluation = evaluation(CLUSTER);
        let answer = asked(&evaluation, Facets { kind, text: text.to_owned() });
        assert_eq!(answer.count, answer.rows.len());
        answer.rows.into_iter().map(|row| format!("{} {}", row.title, row.workloads)).collect()
    }

    #[test]
    fn values_come_from_the_input_the_most_frequent_first() {
        // One of shop stands for any other pod there.
        assert_eq!(found(FacetKind::Namespace, ""), ["shop 3", "data 1"]);
        assert_eq!(found(FacetKind::Label, ""), ["tier=front 2", "app=api 1", "app=db 1", "app=web 1"]);
        assert_eq!(found(FacetKind::Label, "APP="), ["app=api 1", "app=db 1", "app=web 1"]);
        assert_eq!(found(FacetKind::Port, ""), ["TCP 8080 2", "UDP 53 1"]);
        assert_eq!(found(FacetKind::Policy, ""), ["shop/front 2"]);
    }

    #[test]
    fn a_port_that_nobody_declares_can_be_written() {
        assert_eq!(found(FacetKind::Port, "443"), ["TCP 443 0"]);
        assert_eq!(found(FacetKind::Port, "udp 5353"), ["UDP 5353 0"]);
        assert_eq!(found(FacetKind::Port, "udp 53"), ["UDP 53 1"]);
        assert_eq!(found(FacetKind::Port, "tcp 0"), [""; 0]);
    }

    #[test]
    fn an_input_of_any_size_names_no_more_than_two_hundred() {
        let pods: String = (0..300)
            .map(|at| format!("{{apiVersion: v1, kind: Pod, metadata: {{name: p{at}, namespace: n{at}}}, spec: {{containers: [{{name: c}}]}}}}\n---\n"))
            .collect();
        let answer = asked(&evaluation(&pods), Facets::default());
        assert_eq!((answer.rows.len(), answer.count), (200, 300));
    }
}
