//! Peers of a rule.

use podreach_syntax::Node;

use super::super::admin::{AdminPeer, AdminPods};
use super::super::fields;
use super::super::networking::{network, selector};
use super::super::reader::{Reader, shown};
use super::super::validate;
use super::dialect::Dialect;
use super::{FAILS_CLOSED, subject};

/// At most this many CIDRs or names in one peer.
const MOST: usize = 25;
/// The longest CIDR, in characters.
const CIDR_LENGTH: usize = 43;

/// What a peer came to.
pub(super) enum Read {
    /// One or several peers.
    Known(Vec<AdminPeer>),
    /// It cannot be used; the errors make the policy refused.
    Broken,
    /// It is of a kind that is not known here.
    Unknown,
}

pub(super) fn peer(node: &Node, path: &str, ingress: bool, dialect: Dialect, reader: &mut Reader) -> Read {
    let known = dialect.peer_fields(ingress);
    let entries: Vec<_> = reader.map(node, path).iter().filter(|entry| !entry.value.is_null()).collect();
    let (set, others): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| known.contains(&&*entry.key.value));
    match (set.as_slice(), others.first()) {
        ([], other) => {
            let names = known.join("`, `");
            let (span, message) = match other {
                Some(entry) => {
                    (entry.key.span, format!("`{}` is not a kind of peer that is known here", entry.key.value))
                }
                None => (node.span, format!("`{path}` names nobody")),
            };
            let help = format!(
                "write one of `{names}`; as it is the rule fails closed: nothing is allowed by it, and Deny and Pass deny all"
            );
            reader.error(FAILS_CLOSED, span, message, help);
            Read::Unknown
        }
        ([one], None) => {
            let path = format!("{path}.{}", one.key.value);
            of_kind(&one.key.value, &one.value, &path, reader)
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

fn of_kind(kind: &str, node: &Node, path: &str, reader: &mut Reader) -> Read {
    let pods = |found: Option<AdminPods>| found.map(|found| vec![AdminPeer::Pods(found, node.span)]);
    match kind {
        "namespaces" => pods(subject::whole_namespaces(node, path, reader)).map_or(Read::Unknown, Read::Known),
        "pods" => pods(subject::in_namespaces(node, path, reader)).map_or(Read::Unknown, Read::Known),
        "nodes" => Read::Known(vec![AdminPeer::Nodes(selector(node, path, reader), node.span)]),
        "networks" => networks(node, path, reader).map_or(Read::Broken, Read::Known),
        _ => domains(node, path, reader).map_or(Read::Broken, Read::Known),
    }
}

/// The items of a list that has to have some.
fn items<'a>(node: &'a Node, path: &str, what: &str, reader: &mut Reader) -> &'a [Node] {
    let items = reader.list(node, path);
    if items.is_empty() {
        reader.error("V08", node.span, format!("`{path}` is empty"), format!("name at least one {what}"));
    } else if items.len() > MOST {
        let message = format!("`{path}` has {} items; {MOST} are allowed", items.len());
        reader.error("V08", node.span, message, "spread them over several peers");
    }
    items
}

fn networks(node: &Node, path: &str, reader: &mut Reader) -> Option<Vec<AdminPeer>> {
    let mut found = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (at, item) in items(node, path, "CIDR", reader).iter().enumerate() {
        if let Some(text) = item.as_str() {
            if text.len() > CIDR_LENGTH {
                let message = format!("`{text}` is longer than {CIDR_LENGTH} characters");
                reader.error("V08", item.span, message, "write the CIDR in its short form");
            }
            if !seen.insert(text) {
                reader.error("V08", item.span, format!("`{text}` stands here twice"), "take one of them away");
            }
        }
        if let Some(net) = network(item, &format!("{path}[{at}]"), reader) {
            found.push(AdminPeer::Network(net, item.span));
        }
    }
    (!found.is_empty()).then_some(found)
}

fn domains(node: &Node, path: &str, reader: &mut Reader) -> Option<Vec<AdminPeer>> {
    let mut found = Vec::new();
    for (at, item) in items(node, path, "name", reader).iter().enumerate() {
        let Some(text) = reader.string(item, &format!("{path}[{at}]")) else { continue };
        let lower = text.to_ascii_lowercase();
        let name = lower.strip_prefix("*.").unwrap_or(&lower).trim_end_matches('.');
        match validate::subdomain(name) {
            Some(why) => {
                let help = "write a DNS name; `*.` in front stands for one or more labels";
                reader.error("V08", item.span, format!("`{}` is not a domain name: {why}", shown(item)), help);
            }
            None => found.push(AdminPeer::Domain(lower.trim_end_matches('.').into(), item.span)),
        }
    }
    (!found.is_empty()).then_some(found)
}
