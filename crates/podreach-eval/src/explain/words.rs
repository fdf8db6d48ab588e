//! Small pieces of English: names, lists, scopes, ports.

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId, EndpointKind, NamespaceLabels};
use crate::policy::{
    EndpointMatch, EndpointPredicate, NamespaceScope, Peer, PodSelector, PolicyId, Port, PortMatch, PortPredicate,
    Predicate,
};
use crate::query::Question;
use crate::sets::Family;

/// `a`, `a and b`, `a, b and c`; beyond six the rest is counted.
pub(crate) fn list(items: &[String]) -> String {
    joined(items, "and")
}

/// `a`, `a or b`, `a, b or c`; beyond six the rest is counted.
pub(crate) fn alternatives(items: &[String]) -> String {
    joined(items, "or")
}

/// The first letter as a capital.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn joined(items: &[String], last_word: &str) -> String {
    const SHOWN: usize = 6;
    let mut shown: Vec<String> = items.iter().take(SHOWN).cloned().collect();
    if items.len() > SHOWN {
        shown.push(format!("{} more", items.len() - SHOWN));
    }
    match shown.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} {last_word} {last}", rest.join(", ")),
    }
}

/// What people call an endpoint of an analysis.
pub(crate) fn endpoint(analysis: &Analysis, id: EndpointId) -> String {
    name(analysis.endpoint(id))
}

/// What people call an endpoint.
pub(crate) fn name(endpoint: &Endpoint) -> String {
    match (&endpoint.kind, endpoint.namespace.as_deref(), endpoint.namespace_selector.as_ref()) {
        (EndpointKind::External(_), _, _) if endpoint.name == "Internet" => "the Internet".into(),
        (EndpointKind::OwnNode, _, _) => "its own node".into(),
        (EndpointKind::Representative, Some(namespace), _) if endpoint.labels.is_empty() => {
            format!("any other pod in {namespace}")
        }
        (EndpointKind::Representative, Some(namespace), _) => format!("any pod {} in {namespace}", endpoint.name),
        (EndpointKind::Representative, None, Some(NamespaceLabels::Any)) if endpoint.labels.is_empty() => {
            "any other namespace".into()
        }
        (EndpointKind::Representative, None, Some(NamespaceLabels::Any)) => {
            format!("any pod {} in any namespace", endpoint.name)
        }
        (EndpointKind::Representative, None, Some(NamespaceLabels::Matching(namespaces))) => {
            if endpoint.labels.is_empty() {
                format!("any pod in namespaces {namespaces}")
            } else {
                format!("any pod {} in namespaces {namespaces}", endpoint.name)
            }
        }
        (EndpointKind::Workload(_), _, _) if endpoint.is_rest() => format!("any other pod of {}", endpoint.name),
        _ => endpoint.name.clone(),
    }
}

/// Names of policies; with the namespace when they are of several.
pub(crate) fn policies(analysis: &Analysis, ids: &[PolicyId]) -> String {
    let found: Vec<_> = ids.iter().filter_map(|id| analysis.policy(*id)).collect();
    let names: Vec<String> = found.iter().map(|policy| policy.name.to_string()).collect();
    list(&names)
}

/// `pods app=web in default`, `all pods in all namespaces`.
pub(crate) fn scope(scope: &PodSelector) -> String {
    let pods = if scope.pods.is_empty() { "all pods".to_owned() } else { format!("pods {}", scope.pods) };
    match &scope.namespaces {
        NamespaceScope::Named(name) => format!("{pods} in {name}"),
        NamespaceScope::Matching(selector) if selector.is_empty() => format!("{pods} in all namespaces"),
        NamespaceScope::Matching(selector) => format!("{pods} in namespaces {selector}"),
    }
}

/// What is asked of an end: pods, a block of addresses, or several things.
pub(crate) fn end(predicate: &EndpointPredicate) -> String {
    let joined = |parts: &[EndpointPredicate], between: &str| {
        let part = |part: &EndpointPredicate| match part {
            Predicate::Atom(_) | Predicate::Not(_) => end(part),
            Predicate::All(_) | Predicate::Any(_) => format!("({})", end(part)),
        };
        parts.iter().map(part).collect::<Vec<_>>().join(between)
    };
    match predicate {
        Predicate::Atom(atom) => endpoint_match(atom),
        Predicate::All(parts) if parts.is_empty() => "everyone".into(),
        Predicate::Any(parts) if parts.is_empty() => "nobody".into(),
        Predicate::All(parts) => joined(parts, " that are "),
        Predicate::Any(parts) => joined(parts, " or "),
        Predicate::Not(inner) => format!("not {}", joined(std::slice::from_ref(inner), "")),
    }
}

fn endpoint_match(atom: &EndpointMatch) -> String {
    match atom {
        EndpointMatch::Pods(pods) => scope(pods),
        EndpointMatch::Addresses { cidr, except, .. } if except.is_empty() => format!("addresses in {cidr}"),
        EndpointMatch::Addresses { cidr, except, .. } => {
            let except: Vec<String> = except.iter().map(ToString::to_string).collect();
            format!("addresses in {cidr} except {}", list(&except))
        }
        EndpointMatch::Nodes { selector, .. } if selector.is_empty() => "all nodes".into(),
        EndpointMatch::Nodes { selector, .. } => format!("nodes {selector}"),
        EndpointMatch::Domain(name) => name.to_string(),
    }
}

/// Peers of a rule; `everyone` when it has none, `nobody` when none of its peers can be used.
pub(crate) fn peers(peers: Option<&[Peer]>) -> String {
    match peers {
        None => "everyone".into(),
        Some([]) => "nobody".into(),
        Some(peers) => alternatives(&peers.iter().map(|peer| end(&peer.matches)).collect::<Vec<_>>()),
    }
}

/// Ports of a rule; `all ports` when it names none.
pub(crate) fn ports(ports: Option<&[Port]>) -> String {
    let Some(ports) = ports else { return "all ports".into() };
    list(&ports.iter().map(|port| ports_of(&port.matches)).collect::<Vec<_>>())
}

/// What is asked of protocols and ports: one thing, or several.
pub(crate) fn ports_of(predicate: &PortPredicate) -> String {
    let joined = |parts: &[PortPredicate], between: &str| parts.iter().map(ports_of).collect::<Vec<_>>().join(between);
    match predicate {
        Predicate::Atom(atom) => port_match(atom),
        Predicate::All(parts) if parts.is_empty() => "all ports".into(),
        Predicate::Any(parts) if parts.is_empty() => "no port".into(),
        Predicate::All(parts) => joined(parts, " and "),
        Predicate::Any(parts) => format!("({})", joined(parts, " or ")),
        Predicate::Not(inner) => format!("not {}", ports_of(inner)),
    }
}

fn port_match(atom: &PortMatch) -> String {
    match atom {
        PortMatch::Range(protocol, first, last) if first == last => format!("{protocol} {first}"),
        PortMatch::Range(protocol, first, last) => format!("{protocol} {first}-{last}"),
        PortMatch::Protocol(protocol) => format!("all {protocol} ports"),
        PortMatch::Name(protocol, name) => format!("{protocol} {name}"),
        PortMatch::AnyName(name) => format!("port {name}"),
        PortMatch::Source(protocol, first, last) if first == last => format!("{protocol} source port {first}"),
        PortMatch::Source(protocol, first, last) => format!("{protocol} source ports {first}-{last}"),
        PortMatch::SourceName(protocol, name) => format!("{protocol} source port {name}"),
        PortMatch::Number(number) => format!("IP protocol {number}"),
        PortMatch::Icmp(family, kind, code) => {
            let name = if *family == Family::V4 { "ICMP" } else { "ICMPv6" };
            let kind = kind.map(|kind| format!(" type {kind}")).unwrap_or_default();
            let code = code.map(|code| format!(" code {code}")).unwrap_or_default();
            format!("{name}{kind}{code}")
        }
    }
}

/// What a question asks: ` on TCP 80`, or nothing.
pub(crate) fn question(question: &Question) -> String {
    match question {
        Question::Anything => String::new(),
        Question::Protocol(protocol) => format!(" on any {protocol} port"),
        Question::Port(protocol, port) => format!(" on {protocol} {port}"),
    }
}
