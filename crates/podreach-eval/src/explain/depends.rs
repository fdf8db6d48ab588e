//! What an answer depends on, in words.

use std::net::IpAddr;

use crate::analysis::Analysis;
use crate::inventory::{EndpointId, EndpointKind};
use crate::query::{Dependence, Fact, Outcome};
use crate::sets::AddressSet;
use crate::sets::LabelValue;

use super::words;

/// For each set of facts that makes the answer another one, a sentence without full stop: `denied unless namespace shop has
/// the label env=prod; its Namespace object is not in the input`.
pub fn depends(analysis: &Analysis, dependence: &Dependence) -> Vec<String> {
    let default = if dependence.allowed { Outcome::Denied } else { Outcome::Allowed };
    let unless = |facts: &Vec<Fact>| {
        let said: Vec<String> = facts.iter().map(|one| fact(analysis, one)).collect();
        let mut reasons: Vec<String> = Vec::new();
        for reason in facts.iter().map(|one| reason(analysis, one)) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        let word = default.as_str();
        match (dependence.tried, said.is_empty()) {
            (true, _) => format!("{word} unless {}; {}", words::list(&said), reasons.join("; ")),
            (false, true) => format!("{word} unless addresses that are not in the input say otherwise"),
            (false, false) => {
                format!(
                    "{word} unless facts such as these say otherwise: {}; there are too many possibilities to try each",
                    words::list(&said)
                )
            }
        }
    };
    dependence.flips.iter().map(unless).collect()
}

/// A fact that the input leaves open: `namespace shop has the label env=prod`.
pub fn fact(analysis: &Analysis, fact: &Fact) -> String {
    match fact {
        Fact::NamespaceLabel { namespace, key, value } => match value {
            LabelValue::Is(value) => format!("namespace {namespace} has the label {key}={value}"),
            LabelValue::Other => {
                format!("namespace {namespace} has the label {key} with a value that no selector names")
            }
            LabelValue::Absent => format!("namespace {namespace} has no label {key}"),
        },
        Fact::Address { endpoint, addresses } => {
            let named = addressed(analysis, *endpoint);
            match single(addresses) {
                Some(address) => format!("{named} has the address {address}"),
                None => format!("{named} has an address in {}", addresses.label()),
            }
        }
        Fact::Node { source, destination } => {
            let destination = named(analysis, *destination);
            if analysis.endpoint(*source).is_external() {
                format!("{destination} runs on the node with that address")
            } else {
                format!("{destination} runs on the same node as {}", named(analysis, *source))
            }
        }
        Fact::Domain { name, endpoint, addresses } => match addresses {
            Some(addresses) => {
                let label = single(addresses).map_or_else(|| addresses.label(), |address| address.to_string());
                format!("{name} resolves to {label}")
            }
            None => format!("{name} resolves to {}", words::endpoint(analysis, *endpoint)),
        },
        Fact::NodeAddress { addresses, .. } => {
            format!("the pod sees the address of a node in {} in place of the client's", addresses.label())
        }
    }
}

/// Why the input leaves it open.
pub fn reason(analysis: &Analysis, fact: &Fact) -> String {
    match fact {
        Fact::NamespaceLabel { namespace, .. } => format!("the Namespace object {namespace} is not in the input"),
        Fact::Address { endpoint, .. } => {
            format!("the address of {} is not in the input", addressed(analysis, *endpoint))
        }
        Fact::Node { source, destination } => {
            let from = analysis.endpoint(*source);
            let whose =
                if from.is_external() || from.hosts.iter().all(Option::is_some) { *destination } else { *source };
            format!("the node of {} is not in the input", named(analysis, whose))
        }
        Fact::Domain { .. } => "what DNS names resolve to is not in the input".to_owned(),
        Fact::NodeAddress { service, .. } => {
            format!("{service} has externalTrafficPolicy: Cluster, which may replace the client's address")
        }
    }
}

/// The only address of a set.
fn single(addresses: &AddressSet) -> Option<IpAddr> {
    let mut ranges = addresses.ranges();
    match (ranges.next(), ranges.next()) {
        (Some((first, last)), None) if first == last => Some(first),
        _ => None,
    }
}

/// Whose address it is: a pod on its node's network has the node's.
fn addressed(analysis: &Analysis, id: EndpointId) -> String {
    let endpoint = analysis.endpoint(id);
    match endpoint.kind {
        EndpointKind::OwnNode => "the pod's own node".to_owned(),
        _ if endpoint.host_network => format!("the node of {}", endpoint.id),
        _ => named(analysis, id),
    }
}

/// An endpoint by a name that no other one has: a workload by its id.
fn named(analysis: &Analysis, id: EndpointId) -> String {
    let endpoint = analysis.endpoint(id);
    if endpoint.is_workload() { endpoint.id.clone() } else { words::endpoint(analysis, id) }
}
