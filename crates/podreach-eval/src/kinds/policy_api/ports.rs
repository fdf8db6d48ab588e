//! Ports of a rule: `ports` of AdminNetworkPolicy, `protocols` of ClusterNetworkPolicy.

use podreach_syntax::{Node, Span, Value};

use crate::sets::Protocol;
use crate::text::quoted;

use super::super::admin::AdminPort;
use super::super::fields;
use super::super::reader::Reader;
use super::super::schema;
use super::super::validate;
use super::dialect::Dialect;

/// What an item of the list came to.
pub(super) enum Port {
    /// Ports.
    Known(AdminPort),
    /// It is in the cluster, and no plugin can use it; what it may mean at most, where nothing stands for all ports.
    Unusable(Vec<AdminPort>),
    /// The errors make the API server reject the policy.
    Broken,
}

/// One item of the list.
pub(super) fn port(node: &Node, path: &str, dialect: Dialect, reader: &mut Reader) -> Port {
    read(node, path, dialect, reader).unwrap_or(Port::Broken)
}

fn read(node: &Node, path: &str, dialect: Dialect, reader: &mut Reader) -> Option<Port> {
    let known: &[&str] = match dialect {
        Dialect::Cluster => schema::names("ClusterProtocol"),
        _ => schema::names("AdminPort"),
    };
    let from = reader.diagnostics.len();
    fields::check(reader.map(node, path), known, path, reader);
    let set: Vec<_> = node.as_map().unwrap_or(&[]).iter().filter(|entry| !entry.value.is_null()).collect();
    let set: Vec<_> = set.into_iter().filter(|entry| known.contains(&&*entry.key.value)).collect();
    let [one] = set.as_slice() else {
        // A misspelt or wrongly typed item has been reported.
        if set.is_empty() && !reader.errors_since(from).is_empty() {
            return None;
        }
        let message = format!("`{path}` needs exactly one of {}", quoted(known));
        reader.error("V08", node.span, message, "for all ports leave the whole list out");
        return None;
    };
    let path = format!("{path}.{}", one.key.value);
    match &*one.key.value {
        "namedPort" | "destinationNamedPort" => name(&one.value, &path, node, reader),
        "portNumber" => {
            fields::check(reader.map(&one.value, &path), schema::names("AdminPortNumber"), &path, reader);
            let protocol = protocol(&one.value, &path, reader)?;
            let port = number(&one.value, "port", &path, reader)?;
            Some(of(protocol, port, port, node.span))
        }
        "portRange" => {
            fields::check(reader.map(&one.value, &path), schema::names("AdminPortRange"), &path, reader);
            let protocol = protocol(&one.value, &path, reader)?;
            let (start, end) = bounds(&one.value, &path, reader)?;
            if start > end {
                let span = one.value.get("end").map_or(one.value.span, |found| found.span);
                let message = format!("the range ends at {end}, below its start {start}");
                let help = "exchange the two numbers: the API wants `start` to be less than `end`";
                super::unusable_here("L10", span, message, help, reader);
                let all = protocol.iter().map(|protocol| AdminPort::Range(*protocol, 0, u16::MAX, node.span));
                return Some(Port::Unusable(all.collect()));
            }
            Some(of(protocol, start, end, node.span))
        }
        "tcp" => of_protocol(&one.value, Protocol::Tcp, &path, node, reader),
        "udp" => of_protocol(&one.value, Protocol::Udp, &path, node, reader),
        _ => of_protocol(&one.value, Protocol::Sctp, &path, node, reader),
    }
}

/// Ports of the one protocol that is meant, or of all that may be meant.
fn of(protocols: Protocols, start: u16, end: u16, span: Span) -> Port {
    let range = |protocol| AdminPort::Range(protocol, start, end, span);
    match protocols {
        Protocols::One(protocol) => Port::Known(range(protocol)),
        Protocols::Perhaps(list) => Port::Unusable(list.iter().copied().map(range).collect()),
    }
}

fn name(value: &Node, path: &str, item: &Node, reader: &mut Reader) -> Option<Port> {
    let text = reader.string(value, path)?;
    if let Some(why) = validate::port_name(text) {
        let help = "a port name is up to 15 lower-case letters, digits and single `-`";
        super::unusable_here("L11", value.span, format!("`{text}` is not a port name: {why}"), help, reader);
        return Some(Port::Unusable(Vec::new()));
    }
    Some(Port::Known(AdminPort::Name(text.into(), item.span)))
}

/// `tcp: {destinationPort: {number: 80}}`. The documentation says that all ports are meant where none is named; the CRD
/// rejects that.
fn of_protocol(value: &Node, protocol: Protocol, path: &str, item: &Node, reader: &mut Reader) -> Option<Port> {
    let from = reader.diagnostics.len();
    fields::check(reader.map(value, path), schema::names("ClusterPorts"), path, reader);
    let Some(port) = value.get("destinationPort").filter(|found| !found.is_null()) else {
        if reader.errors_since(from).is_empty() {
            let help = "write `destinationPort: {range: {start: 1, end: 65535}}` for all ports";
            reader.error("L103", value.span, format!("`{path}` has no port; the CRD requires one"), help);
        }
        return Some(Port::Known(AdminPort::Range(protocol, 0, u16::MAX, item.span)));
    };
    let path = format!("{path}.destinationPort");
    let from = reader.diagnostics.len();
    fields::check(reader.map(port, &path), schema::names("ClusterPort"), &path, reader);
    let set = |key: &str| port.get(key).filter(|found| !found.is_null());
    let (start, end) = match (set("number"), set("range")) {
        (Some(_), None) => {
            let number = number(port, "number", &path, reader)?;
            (number, number)
        }
        (None, Some(found)) => {
            let path = format!("{path}.range");
            fields::check(reader.map(found, &path), schema::names("PortBounds"), &path, reader);
            let (start, end) = bounds(found, &path, reader)?;
            if start >= end {
                let span = found.get("end").map_or(found.span, |found| found.span);
                let message = format!("the range ends at {end}; it has to end above {start}");
                reader.error("L10", span, message, "for a single port write it as a number");
                if start > end {
                    return None;
                }
            }
            (start, end)
        }
        (None, None) if !reader.errors_since(from).is_empty() => return None,
        _ => {
            let message = format!("`{path}` needs exactly one of `number` and `range`");
            reader.error("V08", port.span, message, "write `number: 80` or `range: {start: 80, end: 90}`");
            return None;
        }
    };
    Some(Port::Known(AdminPort::Range(protocol, start, end, item.span)))
}

/// What a protocol means, or may mean.
enum Protocols {
    One(Protocol),
    Perhaps(&'static [Protocol]),
}

impl Protocols {
    fn iter(&self) -> impl Iterator<Item = &Protocol> {
        match self {
            Self::One(protocol) => std::slice::from_ref(protocol).iter(),
            Self::Perhaps(list) => list.iter(),
        }
    }
}

/// The protocol of a port; TCP unless written. The CRD takes any text.
fn protocol(node: &Node, path: &str, reader: &mut Reader) -> Option<Protocols> {
    let tcp = Some(Protocols::One(Protocol::Tcp));
    let Some(written) = node.get("protocol").filter(|found| !found.is_null()) else { return tcp };
    let text = reader.string(written, &format!("{path}.protocol"))?;
    // Clients in Go write the empty string where nothing was said; the CRD's default does not replace it.
    if text.is_empty() {
        let message = "the protocol is empty; it is taken as TCP here, and implementations differ";
        let help = "write `TCP`, `UDP` or `SCTP`; some implementations match no port where it is empty";
        reader.warn("L11", written.span, message, help);
        return tcp;
    }
    if let Some(found) = Protocol::from_name(text) {
        return Some(Protocols::One(found));
    }
    let help = "write `TCP`, `UDP` or `SCTP`, in capital letters";
    super::unusable_here("L11", written.span, format!("`{text}` is not a protocol"), help, reader);
    // In small letters it can mean one protocol only.
    let meant = Protocol::ALL.iter().find(|protocol| protocol.as_str().eq_ignore_ascii_case(text));
    if let Some(meant) = meant {
        reader.offer(written.span, text, meant.as_str());
    }
    Some(Protocols::Perhaps(meant.map_or(&Protocol::ALL, std::slice::from_ref)))
}

/// A port number.
fn number(node: &Node, key: &str, path: &str, reader: &mut Reader) -> Option<u16> {
    let Some(written) = node.get(key).filter(|found| !found.is_null()) else {
        node.as_map()?;
        reader.error("V08", node.span, format!("`{path}` has no `{key}`"), format!("add `{key}`"));
        return None;
    };
    let Value::Int(number) = written.value else {
        reader.wrong_type(written, &format!("{path}.{key}"), "a whole number");
        return None;
    };
    let found = u16::try_from(number).ok().filter(|port| *port > 0);
    if found.is_none() {
        reader.error("L11", written.span, format!("`{number}` is not a port"), "a port is a number from 1 to 65535");
    }
    found
}

/// The two ends of a range.
fn bounds(node: &Node, path: &str, reader: &mut Reader) -> Option<(u16, u16)> {
    let (start, end) = (number(node, "start", path, reader), number(node, "end", path, reader));
    start.zip(end)
}
