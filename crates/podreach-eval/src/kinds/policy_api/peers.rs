//! Peers of a rule: `from` and `to`.

use ipnet::IpNet;
use podreach_syntax::{Entry, Node, Value};

use super::super::admin::AdminPeer;
use super::super::cidr_words::{not_a_cidr, plain_form};
use super::super::fields;
use super::super::reader::Reader;
use super::super::selectors::{self, Checks};
use super::super::validate;
use super::FAILS_CLOSED;
use super::dialect::Dialect;
use super::subject::{self, Found, Place};
use crate::text::quoted;

/// At most this many CIDRs or names in one peer.
const MOST: usize = 25;
/// The longest CIDR, in characters.
const CIDR_LENGTH: usize = 43;

/// What a peer came to.
pub(super) enum Read {
    /// One or several peers, and whether one of them cannot be used as it is written.
    Known(Vec<AdminPeer>, bool),
    /// It cannot be used; the errors make the API server reject the policy.
    Broken,
    /// It is of a kind that is not known here.
    Unknown,
}

pub(super) fn peer(node: &Node, path: &str, ingress: bool, dialect: Dialect, reader: &mut Reader) -> Read {
    let known = dialect.peer_fields(ingress);
    let entries: Vec<_> = reader.map(node, path).iter().filter(|entry| !entry.value.is_null()).collect();
    if !matches!(node.value, Value::Map(_) | Value::Null) {
        return Read::Broken;
    }
    let (set, others): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| known.contains(&&*entry.key.value));
    match (set.as_slice(), others.first()) {
        ([], other) => {
            let (span, message) = match other {
                Some(entry) => {
                    let direction = if ingress { "ingress" } else { "egress" };
                    (
                        entry.key.span,
                        format!("`{}` is not a kind of {direction} peer of {}", entry.key.value, dialect.kind()),
                    )
                }
                None => (node.span, format!("`{path}` is empty")),
            };
            let meant =
                other.map_or_else(|| format!("write one of {}", quoted(known)), |entry| meant(entry, known, dialect));
            let as_is = if meant.ends_with('?') { " As" } else { "; as" };
            let help = format!(
                "{meant}{as_is} it is the rule fails closed: Allow or Accept allows nothing, Deny and Pass deny all"
            );
            reader.error(FAILS_CLOSED, span, message, help);
            Read::Unknown
        }
        ([one], None) => {
            let path = format!("{path}.{}", one.key.value);
            of_kind(&one.key.value, &one.value, &path, dialect, reader)
        }
        ([_], Some(_)) => {
            fields::check(node.as_map().unwrap_or(&[]), known, path, reader);
            Read::Broken
        }
        ([_, second, ..], _) => {
            let help = "make an item of its own of each, with a `- `; both are then matched";
            reader.error("V08", second.key.span, format!("`{path}` names more than one kind of peer"), help);
            Read::Broken
        }
    }
}

/// What an unknown kind of peer was probably meant to be.
fn meant(entry: &Entry, known: &[&str], dialect: Dialect) -> String {
    let key = &*entry.key.value;
    match (key, fields::nearest(key, known)) {
        _ if dialect.peer_fields(false).contains(&key) => format!("only egress rules have `{key}`"),
        ("ipBlock", _) if known.contains(&"networks") => "write `networks: [CIDR, …]`".into(),
        ("podSelector", _) => "write `pods: {podSelector: …}`".into(),
        ("namespaceSelector", _) => "write `namespaces:` with the `matchLabels` directly in it".into(),
        (_, Some(near)) => format!("did you mean `{near}`?"),
        (_, None) => format!("write one of {}", quoted(known)),
    }
}

fn of_kind(kind: &str, node: &Node, path: &str, dialect: Dialect, reader: &mut Reader) -> Read {
    let pods = |found: Option<Found>| match found {
        Some((pods, unusable)) => Read::Known(vec![AdminPeer::Pods(pods, node.span)], unusable),
        None => Read::Unknown,
    };
    let listed = |found: Option<Vec<AdminPeer>>| found.map_or(Read::Broken, |peers| Read::Known(peers, false));
    match kind {
        "namespaces" => pods(subject::whole_namespaces(node, path, Place::Peer, dialect, reader)),
        "pods" => pods(subject::in_namespaces(node, path, Place::Peer, dialect, reader)),
        "nodes" => {
            let found = selectors::read(node, path, Checks::Crd(super::RULE_FAILS), reader);
            Read::Known(vec![AdminPeer::Nodes(found.selector, node.span)], found.unusable)
        }
        "networks" => listed(networks(node, path, dialect, reader)),
        _ => listed(domains(node, path, reader)),
    }
}

/// The items of a list that has to have some.
fn items<'a>(node: &'a Node, path: &str, what: &str, reader: &mut Reader) -> &'a [Node] {
    let items = reader.list(node, path);
    if !matches!(node.value, Value::List(_)) {
        return items;
    }
    if items.is_empty() {
        reader.error("V08", node.span, format!("`{path}` is empty"), format!("name at least one {what}"));
    } else if items.len() > MOST {
        let message = format!("`{path}` has {} items; {MOST} are allowed", items.len());
        reader.error("V08", node.span, message, "spread them over several peers");
    }
    items
}

fn networks(node: &Node, path: &str, dialect: Dialect, reader: &mut Reader) -> Option<Vec<AdminPeer>> {
    let mut peers = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (at, item) in items(node, path, "CIDR", reader).iter().enumerate() {
        if let Some(text) = item.as_str() {
            if text.len() > CIDR_LENGTH {
                let message = format!("`{text}` is longer than {CIDR_LENGTH} characters");
                reader.error("V08", item.span, message, "write the CIDR in its short form");
            }
            if !seen.insert(text) {
                reader.error("V08", item.span, format!("`{text}` is listed twice"), "remove one of them");
            }
        }
        if let Some(net) = network(item, &format!("{path}[{at}]"), dialect, reader) {
            peers.push(AdminPeer::Network(net, item.span));
        }
    }
    (!peers.is_empty()).then_some(peers)
}

/// A CIDR as CEL's `isCIDR` takes it. Bits behind the prefix are let pass; the CRD of ClusterNetworkPolicy refuses them since
/// v0.3.0.
fn network(node: &Node, path: &str, dialect: Dialect, reader: &mut Reader) -> Option<IpNet> {
    if node.is_null() {
        let help = "write a CIDR or remove the item";
        reader.error("L07", node.span, format!("`{path}` is null; it has to be a CIDR"), help);
        return None;
    }
    let text = reader.string(node, path)?;
    let Some(found) = validate::cidr(text) else {
        not_a_cidr(text, node.span, reader);
        return None;
    };
    if !found.strict {
        let message = format!("`{text}` is not a CIDR in its plain form");
        let help =
            format!("write `{}`; the CRDs reject leading zeros and IPv4-mapped addresses since v0.1.7", found.net);
        reader.error("L08", node.span, message, help);
        reader.offer(node.span, text, &found.net.to_string());
    } else if !found.canonical {
        let since =
            if dialect == Dialect::Cluster { "; the CRD rejects bits behind the prefix since v0.3.0" } else { "" };
        let help = format!("write {}{since}", plain_form(&found, false));
        reader.warn("L08", node.span, format!("`{text}` is read as `{}`", found.net), help);
        reader.offer(node.span, text, &found.net.to_string());
    }
    Some(found.net)
}

/// Why a name in lower case is not what the pattern of the CRD's `DomainName` takes.
fn not_a_domain(name: &str) -> Option<&'static str> {
    let labels: Vec<&str> = name.strip_prefix("*.").unwrap_or(name).split('.').collect();
    let alphanumeric = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let label = |label: &&str| {
        let bytes = label.as_bytes();
        let inside = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        inside && alphanumeric(bytes.first()) && alphanumeric(bytes.last())
    };
    if name.contains('*') && (!name.starts_with("*.") || name.matches('*').count() > 1) {
        Some("a `*` stands for whole labels, once, at the start")
    } else if !labels.iter().all(label) {
        Some("it has to consist of letters, digits, `-` and `_`, with dots between")
    } else if labels.len() < 2 {
        Some("it needs at least two labels")
    } else {
        None
    }
}

fn domains(node: &Node, path: &str, reader: &mut Reader) -> Option<Vec<AdminPeer>> {
    let mut found = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (at, item) in items(node, path, "name", reader).iter().enumerate() {
        if item.is_null() {
            reader.error("V08", item.span, format!("`{path}[{at}]` is null, which is no name"), "remove the item");
        }
        let Some(text) = reader.string(item, &format!("{path}[{at}]")) else { continue };
        let name = text.to_ascii_lowercase();
        let name = name.strip_suffix('.').unwrap_or(&name);
        if !seen.insert(text) {
            reader.error("V08", item.span, format!("`{text}` is listed twice"), "remove one of them");
        } else if let Some(why) = not_a_domain(name) {
            let help = "write a name such as `example.com`; a leading `*.` stands for one or more labels";
            reader.error("V08", item.span, format!("`{text}` is not a domain name: {why}"), help);
        } else {
            found.push(AdminPeer::Domain(name.into(), item.span));
        }
    }
    (!found.is_empty()).then_some(found)
}
