//! Rules: an action, peers, ports.

use podreach_syntax::{Node, Span, Value};

use super::super::admin::{AdminPeer, AdminPort, AdminRule, RuleAction};
use super::super::fields;
use super::super::reader::{Reader, shown};
use super::dialect::Dialect;
use super::peers::{Read, peer};
use super::ports::{Port, port};
use crate::text::quoted;

/// The longest name of a rule, in characters.
const NAME_LENGTH: usize = 100;

pub(super) fn rules(node: Option<&Node>, ingress: bool, dialect: Dialect, reader: &mut Reader) -> Vec<AdminRule> {
    let Some(node) = node else { return Vec::new() };
    let path = if ingress { "spec.ingress" } else { "spec.egress" };
    let items = reader.list(node, path);
    bound(items, &format!("`{path}`"), node.span, dialect.most(), reader);
    let rule = |(at, item): (usize, &Node)| rule(item, &format!("{path}[{at}]"), ingress, dialect, reader);
    items.iter().enumerate().filter_map(rule).collect()
}

fn bound(items: &[Node], what: &str, span: Span, most: usize, reader: &mut Reader) {
    if items.len() > most {
        let message = format!("{what} has {} items; {most} are allowed", items.len());
        reader.error("V08", span, message, "spread them over several policies or rules");
    }
}

fn rule(item: &Node, path: &str, ingress: bool, dialect: Dialect, reader: &mut Reader) -> Option<AdminRule> {
    fields::check(reader.map(item, path), dialect.rule_fields(ingress), path, reader);
    let name = item.get("name").and_then(|found| reader.string(found, &format!("{path}.name")));
    if let (Some(name), Some(node)) = (name, item.get("name"))
        && name.chars().count() > NAME_LENGTH
    {
        let message = format!("the name of this rule is longer than {NAME_LENGTH} characters");
        reader.error("V08", node.span, message, "write a shorter one");
    }
    let action = action(item, path, dialect, reader);
    let key = if ingress { "from" } else { "to" };
    let mut peers = Vec::new();
    let (mut unknown_peer, mut fails_closed) = (false, false);
    let listed = item.get(key);
    let written = listed.map_or(&[][..], |found| reader.list(found, &format!("{path}.{key}")));
    let wrong_type = listed.is_some_and(|found| !matches!(found.value, Value::List(_) | Value::Null));
    let readable = matches!(item.value, Value::Map(_) | Value::Null);
    if written.is_empty() && readable && !wrong_type {
        let span = item.entry(key).map_or(item.span, |entry| entry.key.span);
        let help = "name at least one peer; `- namespaces: {}` is every pod of the cluster";
        reader.error("V08", span, format!("`{path}` has nothing in `{key}`"), help);
    }
    let span = item.get(key).map_or(item.span, |found| found.span);
    bound(written, &format!("`{path}.{key}`"), span, dialect.most(), reader);
    for (at, node) in written.iter().enumerate() {
        match peer(node, &format!("{path}.{key}[{at}]"), ingress, dialect, reader) {
            Read::Known(found, unusable) => {
                peers.extend(found);
                fails_closed |= unusable;
            }
            Read::Unknown => unknown_peer = true,
            Read::Broken => {}
        }
    }
    let field = dialect.ports_field();
    let listed = item.get(field).filter(|found| !found.is_null());
    let items = listed.map_or(&[][..], |found| reader.list(found, &format!("{path}.{field}")));
    if let Some(found) = listed {
        bound(items, &format!("`{path}.{field}`"), found.span, dialect.most(), reader);
        if items.is_empty() && found.as_list().is_some() {
            let help = "for all ports leave it out";
            reader.error("V08", found.span, format!("`{path}.{field}` is empty"), help);
        }
    }
    let mut ports: Vec<AdminPort> = Vec::new();
    let mut any_port = false;
    for (at, node) in items.iter().enumerate() {
        match port(node, &format!("{path}.{field}[{at}]"), dialect, reader) {
            Port::Known(port) => ports.push(port),
            Port::Unusable(may_mean) => {
                fails_closed = true;
                any_port |= may_mean.is_empty();
                ports.extend(may_mean);
            }
            Port::Broken => {}
        }
    }
    check_names(&peers, &ports, dialect, reader);
    fails_closed |= check_domains(action, &peers, dialect, reader);
    // A rule whose every peer (or port) is unusable matches nothing; without this it would match everyone.
    let usable = (!peers.is_empty() || unknown_peer) && (!ports.is_empty() || any_port || items.is_empty());
    // No ports are all ports.
    if any_port {
        ports.clear();
    }
    let name = name.filter(|name| !name.is_empty()).map(Into::into);
    usable.then_some(AdminRule { name, action: action?, peers, unknown_peer, fails_closed, ports, span: item.span })
}

fn action(item: &Node, path: &str, dialect: Dialect, reader: &mut Reader) -> Option<RuleAction> {
    let names: Vec<&str> = dialect.actions().iter().map(|(name, _)| *name).collect();
    let help = format!("write one of {}", quoted(&names));
    let Some(node) = item.get("action").filter(|found| !found.is_null()) else {
        if matches!(item.value, Value::Map(_) | Value::Null) {
            reader.error("V08", item.span, format!("`{path}` has no `action`"), help);
        }
        return None;
    };
    let known = dialect.actions().iter().find(|(name, _)| node.as_str() == Some(*name));
    if let Some((_, action)) = known {
        return Some(*action);
    }
    reader.error("L103", node.span, format!("`{}` is not an action of {}", shown(node), dialect.kind()), help);
    match node.as_str().map(str::to_ascii_lowercase).as_deref() {
        Some("allow" | "accept") => Some(RuleAction::Allow),
        Some("deny") => Some(RuleAction::Deny),
        Some("pass") => Some(RuleAction::Pass),
        _ => None,
    }
}

/// Port names are resolved at pods; addresses have none. The standard channel of ClusterNetworkPolicy, which knows neither nodes
/// nor domain names, does not check it.
fn check_names(peers: &[AdminPeer], ports: &[AdminPort], dialect: Dialect, reader: &mut Reader) {
    let named = ports.iter().find_map(|port| match port {
        AdminPort::Name(name, span) => Some((name, *span)),
        AdminPort::Range(..) => None,
    });
    let Some((name, span)) = named else { return };
    let help = "only pods have named ports; write a number, or another rule for the pods";
    if peers.iter().any(|peer| matches!(peer, AdminPeer::Nodes(..) | AdminPeer::Domain(..)))
        || dialect != Dialect::Cluster && peers.iter().any(|peer| matches!(peer, AdminPeer::Network(..)))
    {
        let message = format!("the port name `{name}` is used in a rule for networks, nodes or domain names");
        reader.error("L55", span, message, help);
    } else if peers.iter().any(|peer| matches!(peer, AdminPeer::Network(..))) {
        let message = format!("the port name `{name}` is used in a rule for networks; addresses outside have none");
        let help = format!("{help}; the experimental channel of the CRD rejects this");
        reader.warn("L55", span, message, help);
    }
}

/// Domain names are for rules that allow: others could be got around by asking another name server. No CRD checks it; returns
/// whether the rule fails closed for it.
fn check_domains(action: Option<RuleAction>, peers: &[AdminPeer], dialect: Dialect, reader: &mut Reader) -> bool {
    let domain = peers.iter().find_map(|peer| match peer {
        AdminPeer::Domain(_, span) => Some(*span),
        _ => None,
    });
    let (Some(span), Some(RuleAction::Deny | RuleAction::Pass)) = (domain, action) else { return false };
    let allow = if dialect == Dialect::Cluster { "Accept" } else { "Allow" };
    let message = format!("`domainNames` goes with `action: {allow}` only");
    super::unusable("V08", span, message, "deny by `networks`, and allow the names before that", reader);
    true
}
