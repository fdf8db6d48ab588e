//! Ports of a rule: `ports` of AdminNetworkPolicy, `protocols` of ClusterNetworkPolicy.

use podreach_syntax::{Node, Value};

use crate::sets::Protocol;

use super::super::admin::AdminPort;
use super::super::fields;
use super::super::reader::{Reader, shown};
use super::super::validate;
use super::dialect::Dialect;

/// One item of the list.
pub(super) fn port(node: &Node, path: &str, dialect: Dialect, reader: &mut Reader) -> Option<AdminPort> {
    let known: &[&str] = match dialect {
        Dialect::Cluster => &["tcp", "udp", "sctp", "destinationNamedPort"],
        _ => &["portNumber", "portRange", "namedPort"],
    };
    let from = reader.diagnostics.len();
    fields::check(reader.map(node, path), known, path, reader);
    let set: Vec<_> = node.as_map().unwrap_or(&[]).iter().filter(|entry| !entry.value.is_null()).collect();
    let set: Vec<_> = set.into_iter().filter(|entry| known.contains(&&*entry.key.value)).collect();
    let [one] = set.as_slice() else {
        // A misspelt or wrongly typed item was told about.
        if set.is_empty() && !reader.errors_since(from).is_empty() {
            return None;
        }
        let message = format!("`{path}` needs exactly one of `{}`", known.join("`, `"));
        reader.error("V08", node.span, message, "for all ports leave the whole list out");
        return None;
    };
    let path = format!("{path}.{}", one.key.value);
    match &*one.key.value {
        "namedPort" | "destinationNamedPort" => name(&one.value, &path, node, reader),
        "portNumber" => {
            fields::check(reader.map(&one.value, &path), &["protocol", "port"], &path, reader);
            let protocol = protocol(&one.value, reader)?;
            let port = number(&one.value, "port", &path, reader)?;
            Some(AdminPort::Range(protocol, port, port, node.span))
        }
        "portRange" => {
            fields::check(reader.map(&one.value, &path), &["protocol", "start", "end"], &path, reader);
            let protocol = protocol(&one.value, reader)?;
            range(&one.value, protocol, &path, node, reader)
        }
        "tcp" => of_protocol(&one.value, Protocol::Tcp, &path, node, reader),
        "udp" => of_protocol(&one.value, Protocol::Udp, &path, node, reader),
        _ => of_protocol(&one.value, Protocol::Sctp, &path, node, reader),
    }
}

fn name(value: &Node, path: &str, item: &Node, reader: &mut Reader) -> Option<AdminPort> {
    let text = reader.string(value, path)?;
    if let Some(why) = validate::port_name(text) {
        let help = "a port name is up to 15 lower-case letters, digits and single `-`";
        reader.error("L11", value.span, format!("`{text}` is not a port name: {why}"), help);
        return None;
    }
    Some(AdminPort::Name(text.into(), item.span))
}

/// `tcp: {destinationPort: {number: 80}}`. Without a port it is every port of the protocol, which the CRD refuses and the
/// documentation describes.
fn of_protocol(value: &Node, protocol: Protocol, path: &str, item: &Node, reader: &mut Reader) -> Option<AdminPort> {
    let from = reader.diagnostics.len();
    fields::check(reader.map(value, path), &["destinationPort"], path, reader);
    let Some(port) = value.get("destinationPort").filter(|found| !found.is_null()) else {
        if !reader.errors_since(from).is_empty() {
            return None;
        }
        let message =
            format!("`{path}` names no port; the CRD refuses that, and it is read as all ports of {protocol}");
        reader.warn(
            "L103",
            value.span,
            message,
            "write `destinationPort: {range: {start: 1, end: 65535}}` for all ports",
        );
        return Some(AdminPort::Range(protocol, 0, u16::MAX, item.span));
    };
    let path = format!("{path}.destinationPort");
    let from = reader.diagnostics.len();
    fields::check(reader.map(port, &path), &["number", "range"], &path, reader);
    let set = |key: &str| port.get(key).filter(|found| !found.is_null());
    match (set("number"), set("range")) {
        (Some(_), None) => {
            let number = number(port, "number", &path, reader)?;
            Some(AdminPort::Range(protocol, number, number, item.span))
        }
        (None, Some(found)) => {
            let path = format!("{path}.range");
            fields::check(reader.map(found, &path), &["start", "end"], &path, reader);
            range(found, protocol, &path, item, reader)
        }
        (None, None) if !reader.errors_since(from).is_empty() => None,
        _ => {
            let message = format!("`{path}` needs exactly one of `number` and `range`");
            reader.error("V08", port.span, message, "write `number: 80` or `range: {start: 80, end: 90}`");
            None
        }
    }
}

/// The protocol of a port; TCP unless written.
fn protocol(node: &Node, reader: &mut Reader) -> Option<Protocol> {
    let Some(written) = node.get("protocol").filter(|found| !found.is_null()) else { return Some(Protocol::Tcp) };
    // Clients in Go write the empty string where nothing was said; the CRD's default does not replace it.
    if written.as_str() == Some("") {
        reader.warn("L11", written.span, "the protocol is empty; it is read as TCP", "write `TCP`, `UDP` or `SCTP`");
        return Some(Protocol::Tcp);
    }
    let found = written.as_str().and_then(Protocol::from_name);
    if found.is_none() {
        let message = format!("`{}` is not a protocol", shown(written));
        reader.error("L11", written.span, message, "write `TCP`, `UDP` or `SCTP`, in capital letters");
    }
    found
}

/// A port number.
fn number(node: &Node, key: &str, path: &str, reader: &mut Reader) -> Option<u16> {
    let Some(written) = node.get(key).filter(|found| !found.is_null()) else {
        node.as_map()?;
        reader.error("V08", node.span, format!("`{path}` has no `{key}`"), format!("add `{key}`"));
        return None;
    };
    let Value::Int(number) = written.value else {
        reader.wrong_type(written, &format!("{path}.{key}"), "a number");
        return None;
    };
    let found = u16::try_from(number).ok().filter(|port| *port > 0);
    if found.is_none() {
        reader.error("L11", written.span, format!("`{number}` is not a port"), "a port is a number from 1 to 65535");
    }
    found
}

/// Ports from `start` to `end`; `end` has to be the greater one.
fn range(node: &Node, protocol: Protocol, path: &str, item: &Node, reader: &mut Reader) -> Option<AdminPort> {
    let (start, end) = (number(node, "start", path, reader)?, number(node, "end", path, reader)?);
    if start >= end {
        let span = node.get("end").map_or(node.span, |found| found.span);
        let message = format!("the range ends at {end}; it has to end above {start}");
        reader.error("L10", span, message, "for a single port write it as a number");
        if start > end {
            return None;
        }
    }
    Some(AdminPort::Range(protocol, start, end, item.span))
}
