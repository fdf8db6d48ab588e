//! `networking.k8s.io/v1` NetworkPolicy: defaults and checks of the API server.
//!
//! Errors make the policy refused; what a client that does not check would apply is kept beside it. Each value is read as
//! leniently as possible while everything wrong with it is reported, so that one pass gives both.

use podreach_syntax::{Diagnostic, Entry, Node, Span, Value};

use crate::sets::{Operator, Protocol, Requirement, Selector};

use super::admin::AnyPolicy;
use super::fields;
use super::labels::label_value;
use super::lists::Object;
use super::meta::{BAD_NAME, meta};
use super::reader::{Reader, shown};
use super::resources::{
    NetworkPeer, NetworkPolicy, NetworkPolicyPort, NetworkPolicyRule, NetworkPort, PeerNamespaces, Refused, Resources,
};
use super::validate::{self, cidr};

pub(crate) fn decode(object: &Object<'_>, group: &str, version: &str, reader: &mut Reader, resources: &mut Resources) {
    let from = reader.diagnostics.len();
    check_version(object, group, version, reader);
    let Some(policy) = policy(object, reader) else { return };
    if object.node.at(&["metadata", "namespace"]).is_none_or(Node::is_null) {
        let message = format!("no namespace is given; `{}` is used", reader.default_namespace);
        reader.diagnostics.push(
            Diagnostic::note("L13", policy.meta.name.span, message)
                .help("kubectl takes the namespace of its context; say `metadata.namespace` to be sure"),
        );
    }
    let codes = refusing(reader.errors_since(from));
    if codes.is_empty() {
        resources.network_policies.push(policy);
    } else {
        resources.refused.push(Refused { meta: policy.meta.clone(), codes, lenient: Some(AnyPolicy::Network(policy)) });
    }
}

/// Of the codes of a policy's errors those that say that it means nothing as it is. A bad name is one that the API server
/// refuses as well, but what the policy says does not hang on it: it is evaluated, and the error stays.
pub(crate) fn refusing(mut codes: Vec<&'static str>) -> Vec<&'static str> {
    codes.retain(|code| *code != BAD_NAME);
    codes
}

fn check_version(object: &Object<'_>, group: &str, version: &str, reader: &mut Reader) {
    let entry = object.node.entry("apiVersion").or_else(|| object.node.entry("kind"));
    let span = entry.map_or(object.node.span, |entry| entry.value.span);
    match (group, version) {
        ("networking.k8s.io", "v1") => {}
        ("extensions", "v1beta1") => {
            let message = "`extensions/v1beta1` was removed in Kubernetes 1.16; it is read as `networking.k8s.io/v1`";
            reader.warn("L15", span, message, "write `apiVersion: networking.k8s.io/v1`");
        }
        _ if object.api_version.is_empty() => {
            reader.error(
                "L15",
                span,
                "this NetworkPolicy has no `apiVersion`",
                "write `apiVersion: networking.k8s.io/v1`",
            );
        }
        _ => {
            let message = format!("`{}` has no NetworkPolicy", object.api_version);
            reader.error("L15", span, message, "write `apiVersion: networking.k8s.io/v1`");
        }
    }
}

fn policy(object: &Object<'_>, reader: &mut Reader) -> Option<NetworkPolicy> {
    fields::check(object.node.as_map().unwrap_or(&[]), fields::OBJECT, "", reader);
    if let Some(metadata) = object.node.get("metadata") {
        fields::check(metadata.as_map().unwrap_or(&[]), fields::METADATA, "metadata", reader);
        check_annotations(metadata, reader);
    }
    let meta = meta(object, true, reader)?;
    let null = Node::new(Value::Null, meta.name.span);
    let spec = object.node.get("spec").unwrap_or(&null);
    fields::check(reader.map(spec, "spec"), fields::SPEC, "spec", reader);
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
    Some(NetworkPolicy { meta, pod_selector, isolates_ingress, isolates_egress, ingress, egress })
}

/// Annotations are text under keys of the same form as label keys, of which the case does not matter.
fn check_annotations(metadata: &Node, reader: &mut Reader) {
    let Some(written) = metadata.get("annotations") else { return };
    for entry in reader.map(written, "metadata.annotations") {
        let key = &entry.key.value;
        if let Some(why) = validate::label_key(&key.to_ascii_lowercase()) {
            let message = format!("`{key}` is not a valid annotation key: {why}");
            reader.error("L12", entry.key.span, message, validate::LABEL_KEY_HELP);
        }
        reader.string(&entry.value, &format!("metadata.annotations.{key}"));
    }
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
            }
        }
    }
    (!items.is_empty()).then_some(types)
}

fn rules(node: Option<&Node>, direction: &str, peers_key: &str, reader: &mut Reader) -> Vec<NetworkPolicyRule> {
    let Some(node) = node else { return Vec::new() };
    let known = if peers_key == "from" { fields::INGRESS_RULE } else { fields::EGRESS_RULE };
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
        // A rule whose every peer (or port) is unusable matches nothing; without this it would match everyone.
        let no_peer_left = peers.is_empty() && written.is_some_and(|(items, _)| !items.is_empty());
        let no_port_left =
            ports.is_empty() && item.get("ports").and_then(Node::as_list).is_some_and(|items| !items.is_empty());
        if !no_peer_left && !no_port_left {
            rules.push(NetworkPolicyRule { peers, ports, span: item.span });
        }
    }
    rules
}

fn peer(node: &Node, path: &str, reader: &mut Reader) -> Option<NetworkPeer> {
    let entries = reader.map(node, path);
    fields::check(entries, fields::PEER, path, reader);
    // A null member is a member that is not set.
    let set = |key: &str| node.get(key).filter(|found| !found.is_null());
    let (pods, namespaces, block) = (set("podSelector"), set("namespaceSelector"), set("ipBlock"));
    if pods.is_none() && namespaces.is_none() && block.is_none() {
        if !matches!(node.value, Value::Map(_) | Value::Null) {
            return None;
        }
        let misspelt = entries.iter().any(|entry| !fields::PEER.contains(&&*entry.key.value));
        let help = if misspelt {
            "it has none of `podSelector`, `namespaceSelector` and `ipBlock`"
        } else {
            "for everyone leave the list out; for all pods of the own namespace write `podSelector: {}`"
        };
        reader.error("L05", node.span, format!("`{path}` names nobody"), help);
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
    Some(NetworkPeer::Pods { namespaces, pods, span: node.span })
}

fn ip_block(node: &Node, path: &str, span: Span, reader: &mut Reader) -> Option<NetworkPeer> {
    let path = format!("{path}.ipBlock");
    fields::check(reader.map(node, &path), fields::IP_BLOCK, &path, reader);
    let Some(written) = node.get("cidr").filter(|found| !found.is_null()) else {
        reader.error("L07", node.span, format!("`{path}` has no `cidr`"), "write `cidr: 10.0.0.0/8`");
        return None;
    };
    let net = network(written, &format!("{path}.cidr"), reader)?;
    let mut except = Vec::new();
    let holes = node.get("except").map_or(&[][..], |found| reader.list(found, &format!("{path}.except")));
    for (at, hole) in holes.iter().enumerate() {
        let Some(found) = network(hole, &format!("{path}.except[{at}]"), reader) else { continue };
        if !net.contains(&found) || net.prefix_len() == found.prefix_len() {
            let message = format!("`{}` is not strictly inside `{}`", shown(hole), shown(written));
            reader.error(
                "L09",
                hole.span,
                message,
                "an exception is a smaller part of its `cidr`; take it out or mend it",
            );
        }
        except.push(found);
    }
    Some(NetworkPeer::IpBlock { cidr: net, except, span })
}

/// A CIDR, with what is wrong or unusual about it said.
pub(crate) fn network(node: &Node, path: &str, reader: &mut Reader) -> Option<ipnet::IpNet> {
    if node.is_null() {
        reader.error(
            "L07",
            node.span,
            format!("`{path}` is null, which is no CIDR"),
            "write a CIDR or take the item out",
        );
        return None;
    }
    let text = reader.string(node, path)?;
    let Some(found) = cidr(text) else {
        let help = match text.parse::<std::net::IpAddr>() {
            Ok(address) if address.is_ipv4() => format!("a single address is written `{text}/32`"),
            Ok(_) => format!("a single address is written `{text}/128`"),
            Err(_) => "write an address and a prefix length, such as `10.0.0.0/8`".to_owned(),
        };
        reader.error("L07", node.span, format!("`{text}` is not a CIDR"), help);
        return None;
    };
    if !found.canonical {
        let message = format!("`{text}` is read as `{}`", found.net);
        reader.warn("L08", node.span, message, format!("write `{}`; new API servers refuse other forms", found.net));
    }
    Some(found.net)
}

fn port(node: &Node, path: &str, reader: &mut Reader) -> Option<NetworkPolicyPort> {
    if !matches!(node.value, Value::Map(_) | Value::Null) {
        reader.wrong_type(node, path, "a mapping");
        return None;
    }
    fields::check(node.as_map().unwrap_or(&[]), fields::PORT, path, reader);
    let protocol = match node.get("protocol").filter(|found| !found.is_null()) {
        None => Protocol::Tcp,
        Some(written) => match written.as_str().and_then(Protocol::from_name) {
            Some(protocol) => protocol,
            None => {
                let text = shown(written);
                let upper = text.to_ascii_uppercase();
                let help = match Protocol::from_name(&upper) {
                    Some(_) => format!("write `{upper}`, in capital letters"),
                    None => "write `TCP`, `UDP` or `SCTP`, or leave it out for TCP".to_owned(),
                };
                reader.error("L11", written.span, format!("`{text}` is not a protocol"), help);
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
                reader.wrong_type(written, &format!("{path}.port"), "a number or a name");
                return None;
            }
        },
    };
    Some(NetworkPolicyPort { protocol, port, span: node.span })
}

fn numbered(number: i128, written: &Node, end: Option<&Entry>, path: &str, reader: &mut Reader) -> Option<NetworkPort> {
    let Some(first) = u16::try_from(number).ok().filter(|port| *port > 0) else {
        reader.error("L11", written.span, format!("`{number}` is not a port"), "a port is a number from 1 to 65535");
        return None;
    };
    let Some(end) = end else { return Some(NetworkPort::Range(first, first)) };
    let Value::Int(last) = end.value.value else {
        reader.wrong_type(&end.value, &format!("{path}.endPort"), "a number");
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
        reader.error("L04", written.span, message, format!("take away the quotes: `port: {name}`"));
        return None;
    }
    if let Some(why) = validate::port_name(name) {
        let help = "a port name is up to 15 lower-case letters, digits and single `-`";
        reader.error("L11", written.span, format!("`{name}` is not a port name: {why}"), help);
        return None;
    }
    Some(NetworkPort::Name(name.into()))
}

/// Reads a label selector. Requirements that cannot be read are reported and left out.
pub(crate) fn selector(node: &Node, path: &str, reader: &mut Reader) -> Selector {
    fields::check(reader.map(node, path), fields::SELECTOR, path, reader);
    let mut requirements = Vec::new();
    if let Some(labels) = node.get("matchLabels") {
        let path = format!("{path}.matchLabels");
        for entry in reader.map(labels, &path) {
            check_key(&entry.key.value, entry.key.span, reader);
            let value = label_value(&entry.value, &format!("{path}.{}", entry.key.value), reader);
            let span = entry.key.span.to(entry.value.span);
            requirements.push(Requirement { key: entry.key.value.clone(), operator: Operator::Equals(value), span });
        }
    }
    if let Some(expressions) = node.get("matchExpressions") {
        let path = format!("{path}.matchExpressions");
        for (at, item) in reader.list(expressions, &path).iter().enumerate() {
            requirements.extend(expression(item, &format!("{path}[{at}]"), reader));
        }
    }
    Selector::new(requirements, node.span)
}

fn check_key(key: &str, span: Span, reader: &mut Reader) {
    if let Some(why) = validate::label_key(key) {
        reader.error("L12", span, format!("`{key}` is not a valid label key: {why}"), validate::LABEL_KEY_HELP);
    }
}

fn expression(node: &Node, path: &str, reader: &mut Reader) -> Option<Requirement> {
    fields::check(reader.map(node, path), fields::EXPRESSION, path, reader);
    let text = |key: &str, reader: &mut Reader| -> Option<(Box<str>, Span)> {
        match node.get(key).filter(|found| !found.is_null()) {
            Some(found) => Some((reader.string(found, &format!("{path}.{key}"))?.into(), found.span)),
            None => {
                reader.error("L12", node.span, format!("`{path}` has no `{key}`"), format!("add `{key}`"));
                None
            }
        }
    };
    let (key, key_span) = text("key", reader)?;
    check_key(&key, key_span, reader);
    let (operator, operator_span) = text("operator", reader)?;
    let written = node.get("values");
    let items = written.map_or(&[][..], |found| reader.list(found, &format!("{path}.values")));
    let mut values: Vec<Box<str>> = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        values.push(label_value(item, &format!("{path}.values[{at}]"), reader));
    }
    // Values of the wrong type were reported; that they are missing too would say it twice.
    let readable = written.is_none_or(|found| matches!(found.value, Value::List(_) | Value::Null));
    let arity = |reader: &mut Reader, wants: bool| {
        if wants && values.is_empty() && readable {
            let span = written.filter(|found| !found.span.is_empty()).map_or(operator_span, |found| found.span);
            reader.error("L12", span, format!("`{operator}` needs at least one value"), "add `values: [ … ]`");
        } else if !wants && !values.is_empty() {
            let span = written.map_or(operator_span, |found| found.span);
            reader.error("L12", span, format!("`{operator}` takes no values"), "take `values` away, or use `In`");
        }
    };
    let operator = match &*operator {
        "In" => {
            arity(reader, true);
            Operator::In(values)
        }
        "NotIn" => {
            arity(reader, true);
            Operator::NotIn(values)
        }
        "Exists" => {
            arity(reader, false);
            Operator::Exists
        }
        "DoesNotExist" => {
            arity(reader, false);
            Operator::DoesNotExist
        }
        other => {
            let known = ["In", "NotIn", "Exists", "DoesNotExist"];
            let near = known.into_iter().find(|known| known.eq_ignore_ascii_case(other));
            let help = match near {
                Some(near) => format!("write `{near}`; case matters"),
                None => "write `In`, `NotIn`, `Exists` or `DoesNotExist`".to_owned(),
            };
            reader.error("L12", operator_span, format!("`{other}` is not an operator"), help);
            return None;
        }
    };
    Some(Requirement { key, operator, span: node.span })
}
