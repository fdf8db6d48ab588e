//! Names of ports in a rule that the destination does not have: such a part of a rule matches nothing there.

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId};
use crate::kinds::ContainerPort;
use crate::policy::{Port, PortMatch, Rule};

use super::words;

/// At most this many ports of the destination are listed.
const SHOWN: usize = 6;

/// The ports of a rule, those apart whose names mean nothing at a destination.
pub(super) struct RulePorts {
    /// The ports that mean something, in words; `None` where there are none.
    pub(super) others: Option<String>,
    /// Why the rest means nothing: ``no container port named `metrics` at shop/web; it has `http` (TCP 80)``.
    pub(super) absent: Option<String>,
}

/// Sorts the ports of a rule. Of a representative no port is known, so that every name may be one of its ports.
pub(super) fn rule_ports(analysis: &Analysis, rule: &Rule, destination: EndpointId) -> RulePorts {
    let endpoint = analysis.endpoint(destination);
    let Some(ports) = rule.ports.as_deref().filter(|_| !endpoint.is_representative()) else {
        return RulePorts { others: Some(words::ports(rule.ports.as_deref())), absent: None };
    };
    let is_absent = |port: &&Port| {
        port.matches.atom().and_then(PortMatch::name).is_some_and(|(name, protocols)| {
            !endpoint.ports.iter().any(|one| is_named(one, name) && protocols.contains(&one.protocol))
        })
    };
    let (absent, others): (Vec<&Port>, Vec<&Port>) = ports.iter().partition(is_absent);
    let others: Vec<Port> = others.into_iter().cloned().collect();
    RulePorts {
        others: (!others.is_empty()).then(|| words::ports(Some(&others))),
        absent: (!absent.is_empty()).then(|| why(endpoint, &absent)),
    }
}

fn is_named(port: &ContainerPort, name: &str) -> bool {
    port.name.as_deref() == Some(name)
}

fn why(endpoint: &Endpoint, absent: &[&Port]) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    for (name, protocols) in absent.iter().flat_map(|port| port.matches.names()) {
        let with_other = endpoint.ports.iter().find(|one| is_named(one, name));
        match (with_other, protocols) {
            (Some(port), [wanted]) => {
                others
                    .push(format!("the container port `{name}` of {} is {}, not {wanted}", endpoint.id, port.protocol));
            }
            _ => names.push(format!("`{name}`")),
        }
    }
    names.dedup();
    if names.is_empty() {
        return others.join("; ");
    }
    if endpoint.is_external() {
        return format!("addresses have no port named {}", words::alternatives(&names));
    }
    let mut said = format!("no container port named {} at {}", words::alternatives(&names), endpoint.id);
    let declared: Vec<String> = endpoint
        .ports
        .iter()
        .filter_map(|port| port.name.as_ref().map(|name| format!("`{name}` ({} {})", port.protocol, port.port)))
        .collect();
    let more = declared.len().saturating_sub(SHOWN);
    let shown = words::list(declared.get(..declared.len().min(SHOWN)).unwrap_or(&[]));
    match (declared.is_empty(), more) {
        (true, _) => said.push_str("; its ports have no names"),
        (false, 0) => said.push_str(&format!("; it has {shown}")),
        (false, more) => said.push_str(&format!("; it has {shown}, and {more} more")),
    }
    std::iter::once(said).chain(others).collect::<Vec<_>>().join("; ")
}
