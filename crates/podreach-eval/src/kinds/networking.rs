//! `networking.k8s.io/v1` NetworkPolicy: defaults and checks of the API server.
//!
//! Errors make the policy a rejected one; what a client that does not check would apply is kept beside it. Each value is read as
//! leniently as possible while everything wrong with it is reported, so that one pass gives both.

use std::sync::Arc;

use podreach_syntax::{Diagnostic, Entry, Fix, Node, Severity, Span, Value};

use crate::sets::{Protocol, Selector};

use super::AnyPolicy;
use super::cidr_words::{not_a_cidr, plain_form};
use super::fields;
use super::lists::Object;
use super::meta::{BAD_NAME, meta};
use super::network_policy::{
    ListForm, ListKey, NetworkPeer, NetworkPolicy, NetworkPolicyPort, NetworkPolicyRule, NetworkPort, PeerNamespaces,
};
use super::objects::{Meta, RejectedPolicy};
use super::reader::{Reader, shown};
use super::resources::Resources;
use super::schema;
use super::selectors::selector;
use super::validate::{self, cidr};
use super::versions;

pub(crate) fn decode(object: &Object<'_>, reader: &mut Reader, resources: &mut Resources) {
    let from = reader.diagnostics.len();
    versions::check(object, reader);
    let Some(policy) = policy(object, reader) else { return };
    if object.node.at(&["metadata", "namespace"]).is_none_or(Node::is_null) {
        let message = format!("`metadata.namespace` is missing; `{}` is assumed", reader.default_namespace);
        reader.diagnostics.push(
            Diagnostic::note("L13", policy.meta.name.span, message)
                .help("kubectl takes the namespace of its context; set `metadata.namespace` to be explicit"),
        );
    }
    match rejection(policy.meta.clone(), from, reader) {
        None => resources.policies.push(Arc::new(AnyPolicy::Network(policy))),
        Some(rejected) => {
            resources.rejected_policies.push(RejectedPolicy { lenient: Some(AnyPolicy::Network(policy)), ..rejected });
        }
    }
}

/// Whether the errors since `from` make the API server reject a policy so that it takes no part. A bad name does not: the API
/// server rejects it as well, but the policy's meaning does not depend on it, so that the policy is evaluated and the error
/// stays. Neither do errors in rules that fail closed by themselves.
pub(crate) fn rejection(meta: Meta, from: usize, reader: &Reader) -> Option<RejectedPolicy> {
    let stays = [BAD_NAME, super::policy_api::FAILS_CLOSED, super::NULL_DROPPED];
    let mut codes = reader.errors_since(from);
    codes.retain(|code| !stays.contains(code));
    if codes.is_empty() && !reader.unreadable {
        return None;
    }
    let new = reader.diagnostics.get(from..).unwrap_or(&[]);
    let first = new.iter().find(|found| found.severity == Severity::Error && !stays.contains(&found.code));
    let reason = first.map_or(super::UNREADABLE, |found| &found.message).into();
    Some(RejectedPolicy { meta, codes, reason, lenient: None })
}

/// Whether an object was read from a server, which wrote its status.
fn is_from_server(object: &Node) -> bool {
    ["uid", "managedFields"].iter().any(|key| object.at(&["metadata", key]).is_some_and(|found| !found.is_null()))
}

fn policy(object: &Object<'_>, reader: &mut Reader) -> Option<NetworkPolicy> {
    fields::check(object.node.as_map().unwrap_or(&[]), schema::names("NetworkPolicy"), "", reader);
    if let Some(entry) = object.node.entry("status").filter(|_| !is_from_server(object.node)) {
        let message = "`status` is a field of NetworkPolicy in Kubernetes 1.24 to 1.27 only; other versions reject it";
        reader.warn("L01", entry.key.span, message, "remove it; it says nothing about the policy");
    }
    if let Some(metadata) = object.node.get("metadata") {
        schema::check_metadata(metadata, reader);
    }
    let meta = meta(object, true, reader)?;
    let null = Node::new(Value::Null, meta.name.span);
    let spec = object.node.get("spec").unwrap_or(&null);
    fields::check(reader.map(spec, "spec"), schema::names("NetworkPolicySpec"), "spec", reader);
    let pod_selector = match spec.get("podSelector") {
        Some(node) => selector(node, "spec.podSelector", reader),
        None => Selector::everything(meta.name.span),
    };
    let ingress = rules(spec.get("ingress"), "ingress", "from", reader);
    let egress = rules(spec.get("egress"), "egress", "to", reader);
    let types = policy_types(spec.get("policyTypes"), reader);
    // Absent or empty: Ingress, and Egress when there is an egress rule.
    let (isolates_ingress, isolates_egress) = match &types {
        Some(types) => (types.contains(&"Ingress"), types.contains(&"Egress")),
        // Rules that cannot be used count too: they isolate all the same.
        None => (true, spec.get("egress").and_then(Node::as_list).is_some_and(|written| !written.is_empty())),
    };
    Some(NetworkPolicy {
        meta,
        pod_selector,
        isolates_ingress,
        isolates_egress,
        ingress,
        egress,
        types_key: list_key(spec, "policyTypes"),
        ingress_key: list_key(spec, "ingress"),
        egress_key: list_key(spec, "egress"),
        spec_span: spec.span,
    })
}

/// How a key that takes a list is written.
fn list_key(node: &Node, key: &str) -> Option<ListKey> {
    let entry = node.entry(key)?;
    let form = match &entry.value.value {
        Value::List(items) if items.is_empty() => ListForm::Empty,
        Value::List(_) => ListForm::Items,
        _ => ListForm::Null,
    };
    Some(ListKey { key: entry.key.span, value: entry.value.span, form })
}

fn policy_types<'a>(node: Option<&'a Node>, reader: &mut Reader) -> Option<Vec<&'a str>> {
    let items = reader.list(node?, "spec.policyTypes");
    if items.len() > 2 {
        let span = node.map_or_else(Span::default, |node| node.span);
        reader.error(
            "V05",
            span,
            "`spec.policyTypes` has more than two entries",
            "name `Ingress` and `Egress` once each",
        );
    }
    let mut types = Vec::new();
    for item in items {
        match item.as_str() {
            Some(known @ ("Ingress" | "Egress")) => types.push(known),
            _ => {
                let message = format!("`{}` is not a policy type", shown(item));
                reader.error("V05", item.span, message, "write `Ingress` or `Egress`, with a capital letter");
                let meant = |text: &str| {
                    let same = ["Ingress", "Egress"].into_iter().find(|known| known.eq_ignore_ascii_case(text));
                    same.filter(|same| items.iter().all(|other| other.as_str() != Some(*same)))
                };
                if let Some((text, meant)) = item.as_str().and_then(|text| Some((text, meant(text)?))) {
                    reader.offer(item.span, text, meant);
                }
            }
        }
    }
    (!items.is_empty()).then_some(types)
}

fn rules(node: Option<&Node>, direction: &str, peers_key: &str, reader: &mut Reader) -> Vec<NetworkPolicyRule> {
    let Some(node) = node else { return Vec::new() };
    let known = schema::names(if peers_key == "from" { "NetworkPolicyIngressRule" } else { "NetworkPolicyEgressRule" });
    let items = reader.list(node, &format!("spec.{direction}"));
    let mut rules = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let path = format!("spec.{direction}[{at}]");
        fields::check(reader.map(item, &path), known, &path, reader);
        let written = item.get(peers_key).map(|node| (reader.list(node, &format!("{path}.{peers_key}")), node));
        let mut peers = Vec::new();
        for (index, node) in written.iter().flat_map(|(items, _)| items.iter()).enumerate() {
            peers.extend(peer(node, &format!("{path}.{peers_key}[{index}]"), reader));
        }
        let ports: Vec<NetworkPolicyPort> = match item.get("ports") {
            Some(node) => {
                let path = format!("{path}.ports");
                let items = reader.list(node, &path);
                items.iter().enumerate().filter_map(|(at, item)| port(item, &format!("{path}[{at}]"), reader)).collect()
            }
            None => Vec::new(),
        };
        if peers_key == "to" {
            check_names(&peers, &ports, reader);
        }
        // A rule whose every peer (or port) is unusable matches nothing; without this it would match everyone.
        let no_peer_left = peers.is_empty() && written.is_some_and(|(items, _)| !items.is_empty());
        let no_port_left =
            ports.is_empty() && item.get("ports").and_then(Node::as_list).is_some_and(|items| !items.is_empty());
        if !no_peer_left && !no_port_left {
            let (peers_key, ports_key) = (list_key(item, peers_key), list_key(item, "ports"));
            rules.push(NetworkPolicyRule { peers, ports, peers_key, ports_key, span: item.span });
        }
    }
    rules
}

/// Port names are resolved at pods; addresses outside have none.
fn check_names(peers: &[NetworkPeer], ports: &[NetworkPolicyPort], reader: &mut Reader) {
    let only_blocks = !peers.is_empty() && peers.iter().all(|peer| matches!(peer, NetworkPeer::IpBlock { .. }));
    for port in ports.iter().filter(|_| only_blocks) {
        let NetworkPort::Name(name) = &port.port else { continue };
        let message =
            format!("the port name `{name}` is used in a rule for addresses alone; only pods have named ports");
        let span = port.port_span.unwrap_or(port.span);
        reader.warn("L55", span, message, "write the number, or another rule for the pods");
    }
}

fn peer(node: &Node, path: &str, reader: &mut Reader) -> Option<NetworkPeer> {
    let entries = reader.map(node, path);
    let known = schema::names("NetworkPolicyPeer");
    fields::check(entries, known, path, reader);
    // A null member is a member that is not set.
    let set = |key: &str| node.get(key).filter(|found| !found.is_null());
    let (pods, namespaces, block) = (set("podSelector"), set("namespaceSelector"), set("ipBlock"));
    if pods.is_none() && namespaces.is_none() && block.is_none() {
        if !matches!(node.value, Value::Map(_) | Value::Null) {
            return None;
        }
        let misspelt = entries.iter().any(|entry| !known.contains(&&*entry.key.value));
        let help = if misspelt {
            "it has none of `podSelector`, `namespaceSelector` and `ipBlock`"
        } else {
            "for everyone leave the list out; for all pods of the own namespace write `podSelector: {}`"
        };
        reader.error("L05", node.span, format!("`{path}` is empty"), help);
        return None;
    }
    if let Some(block) = block {
        if pods.is_some() || namespaces.is_some() {
            let help = "make two list items of it, each with a `- ` of its own";
            reader.error("L06", node.span, format!("`{path}` has an `ipBlock` together with a selector"), help);
        }
        return ip_block(block, path, node.span, reader);
    }
    let namespaces = match namespaces {
        Some(node) => PeerNamespaces::Matching(selector(node, &format!("{path}.namespaceSelector"), reader)),
        None => PeerNamespaces::Own,
    };
    let pods = match pods {
        Some(found) => selector(found, &format!("{path}.podSelector"), reader),
        None => Selector::everything(node.span),
    };
    let null_namespaces = node.entry("namespaceSelector").filter(|entry| entry.value.is_null());
    let null_namespaces = null_namespaces.map(|entry| entry.key.span);
    Some(NetworkPeer::Pods {
        namespaces,
        pods,
        pods_set: set("podSelector").is_some(),
        null_namespaces,
        span: node.span,
    })
}

fn ip_block(node: &Node, path: &str, span: Span, reader: &mut Reader) -> Option<NetworkPeer> {
    let path = format!("{path}.ipBlock");
    fields::check(reader.map(node, &path), schema::names("IPBlock"), &path, reader);
    let Some(written) = node.get("cidr").filter(|found| !found.is_null()) else {
        reader.error("L07", node.span, format!("`{path}` has no `cidr`"), "write `cidr: 10.0.0.0/8`");
        return None;
    };
    let holes = node.get("except").and_then(Node::as_list).unwrap_or(&[]);
    let block = network(written, &format!("{path}.cidr"), !holes.is_empty(), reader)?;
    let (mut except, mut except_spans) = (Vec::new(), Vec::new());
    let holes = node.get("except").map_or(&[][..], |found| reader.list(found, &format!("{path}.except")));
    for (at, hole) in holes.iter().enumerate() {
        let Some(found) = network(hole, &format!("{path}.except[{at}]"), false, reader) else { continue };
        // The API server compares the lengths as they are written, those of IPv4-mapped blocks too.
        if !block.net.contains(&found.net.network()) || block.length >= found.length {
            let message = format!("`{}` is not strictly inside `{}`", shown(hole), shown(written));
            reader.error(
                "L09",
                hole.span,
                message,
                "an exception is a smaller part of its `cidr`; remove or correct it",
            );
        }
        except.push(found.net);
        except_spans.push(hole.span);
    }
    let net = block.net;
    Some(NetworkPeer::IpBlock { cidr: net, except, cidr_span: written.span, except_spans, span })
}

/// A CIDR, with what is wrong or unusual about it said.
fn network(node: &Node, path: &str, has_exceptions: bool, reader: &mut Reader) -> Option<validate::Cidr> {
    if node.is_null() {
        reader.error(
            "L07",
            node.span,
            format!("`{path}` is null; it has to be a CIDR"),
            "write a CIDR or remove the item",
        );
        return None;
    }
    let text = reader.string(node, path)?;
    let Some(found) = cidr(text) else {
        not_a_cidr(text, node.span, reader);
        return None;
    };
    if !found.canonical {
        let message = format!("`{text}` is read as `{}`", found.net);
        let plain = plain_form(&found, has_exceptions);
        let help = format!("write {plain}; Kubernetes rejects this form in new policies since 1.36");
        reader.warn("L08", node.span, message, help);
        reader.offer(node.span, text, &found.net.to_string());
    }
    Some(found)
}

fn port(node: &Node, path: &str, reader: &mut Reader) -> Option<NetworkPolicyPort> {
    if !matches!(node.value, Value::Map(_) | Value::Null) {
        reader.wrong_type(node, path, "a mapping");
        return None;
    }
    fields::check(node.as_map().unwrap_or(&[]), schema::names("NetworkPolicyPort"), path, reader);
    let protocol = match node.get("protocol").filter(|found| !found.is_null()) {
        None => Protocol::Tcp,
        Some(written) => match written.as_str().and_then(Protocol::from_name) {
            Some(protocol) => protocol,
            None => {
                let text = shown(written);
                let upper = text.to_ascii_uppercase();
                let meant = Protocol::from_name(&upper);
                let help = match meant {
                    Some(_) => format!("write `{upper}`, in capital letters"),
                    None => "write `TCP`, `UDP` or `SCTP`, or leave it out for TCP".to_owned(),
                };
                reader.error("L11", written.span, format!("`{text}` is not a protocol"), help);
                if meant.is_some() {
                    reader.offer(written.span, &text, &upper);
                }
                return None;
            }
        },
    };
    let end = node.entry("endPort").filter(|entry| !entry.value.is_null());
    let port = match node.get("port").filter(|found| !found.is_null()) {
        None => {
            if let Some(end) = end {
                reader.error("L10", end.key.span, "`endPort` needs a `port`", "write the first port as `port`");
            }
            NetworkPort::All
        }
        Some(written) => match &written.value {
            Value::Int(number) => numbered(*number, written, end, path, reader)?,
            Value::String(name) => named(name, written, end, reader)?,
            _ => {
                reader.wrong_type(written, &format!("{path}.port"), "a whole number or a name");
                return None;
            }
        },
    };
    let span_of = |key: &str| node.get(key).filter(|found| !found.is_null()).map(|found| found.span);
    Some(NetworkPolicyPort {
        protocol,
        port,
        port_span: span_of("port"),
        protocol_span: span_of("protocol"),
        end_span: span_of("endPort"),
        span: node.span,
    })
}

fn numbered(number: i128, written: &Node, end: Option<&Entry>, path: &str, reader: &mut Reader) -> Option<NetworkPort> {
    let Some(first) = u16::try_from(number).ok().filter(|port| *port > 0) else {
        reader.error("L11", written.span, format!("`{number}` is not a port"), "a port is a number from 1 to 65535");
        return None;
    };
    let Some(end) = end else { return Some(NetworkPort::Range(first, first)) };
    let Value::Int(last) = end.value.value else {
        reader.wrong_type(&end.value, &format!("{path}.endPort"), "a whole number");
        return Some(NetworkPort::Range(first, first));
    };
    match u16::try_from(last).ok().filter(|last| *last >= first) {
        Some(last) => Some(NetworkPort::Range(first, last)),
        None => {
            let message = format!("`endPort` is {last}; it has to be from {first} to 65535");
            reader.error("L10", end.value.span, message, "`endPort` is the last port of a range that starts at `port`");
            Some(NetworkPort::Range(first, first))
        }
    }
}

fn named(name: &str, written: &Node, end: Option<&Entry>, reader: &mut Reader) -> Option<NetworkPort> {
    if let Some(end) = end {
        let help = "a range needs numbers at both ends";
        reader.error("L10", end.key.span, "`endPort` cannot go with a port name", help);
    }
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        let message = format!("`\"{name}\"` is text, and a port name needs a letter");
        reader.error("L04", written.span, message, format!("remove the quotes: `port: {name}`"));
        // A zero in front would make another number of it.
        if !name.starts_with('0') && (written.span.end - written.span.start) as usize == name.len() + 2 {
            reader.fix(Fix::replace("remove the quotes", written.span, name));
        }
        return None;
    }
    if let Some(why) = validate::port_name(name) {
        let help = "a port name is up to 15 lower-case letters, digits and single `-`";
        reader.error("L11", written.span, format!("`{name}` is not a port name: {why}"), help);
        return None;
    }
    Some(NetworkPort::Name(name.into()))
}
