//! Pods of the cluster: subjects, and peers of the same shape.

use podreach_syntax::{Node, Span};

use crate::sets::{Operator, Requirement, Selector};

use super::super::admin::AdminPods;
use super::super::fields;
use super::super::networking::selector;
use super::super::reader::Reader;

/// Fields of `namespaces` before v0.1.2.
const LEGACY: [&str; 3] = ["namespaceSelector", "sameLabels", "notSameLabels"];

/// Where pods are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The policy's subject.
    Subject,
    /// A peer of a rule.
    Peer,
}

/// A selector that nothing meets.
pub(super) fn nothing(span: Span) -> Selector {
    let of = |operator| Requirement { key: "-".into(), operator, span };
    Selector::new(vec![of(Operator::Exists), of(Operator::DoesNotExist)], span)
}

/// `spec.subject`: exactly one of `namespaces` and `pods`.
pub(super) fn subject(node: &Node, reader: &mut Reader) -> AdminPods {
    let path = "spec.subject";
    let from = reader.diagnostics.len();
    fields::check(reader.map(node, path), &["namespaces", "pods"], path, reader);
    let set = |key: &str| node.get(key).filter(|found| !found.is_null());
    let (namespaces, pods) = (set("namespaces"), set("pods"));
    let misspelt = !reader.errors_since(from).is_empty();
    if namespaces.is_some() == pods.is_some() && !(misspelt && pods.is_none()) {
        let help = "write one of `namespaces` (all pods of them) and `pods`";
        let what = if pods.is_some() { "both `namespaces` and `pods`" } else { "neither `namespaces` nor `pods`" };
        reader.error("V08", node.span, format!("`{path}` has {what}"), help);
    }
    let found = match (namespaces, pods) {
        (Some(node), _) => whole_namespaces(node, &format!("{path}.namespaces"), Place::Subject, reader),
        (None, Some(node)) => in_namespaces(node, &format!("{path}.pods"), Place::Subject, reader),
        (None, None) => None,
    };
    found.unwrap_or_else(|| AdminPods { namespaces: nothing(node.span), pods: nothing(node.span) })
}

/// All pods of the namespaces that a selector matches; `None` when the shape cannot be understood.
pub(super) fn whole_namespaces(node: &Node, path: &str, place: Place, reader: &mut Reader) -> Option<AdminPods> {
    let namespaces = namespace_selector(node, path, place, true, reader)?;
    Some(AdminPods { namespaces, pods: Selector::everything(node.span) })
}

/// Pods that a selector matches, in the namespaces that another one matches; no namespace selector means all of them.
pub(super) fn in_namespaces(node: &Node, path: &str, place: Place, reader: &mut Reader) -> Option<AdminPods> {
    let set = |key: &str| node.get(key).filter(|found| !found.is_null());
    let (legacy, current) = (set("namespaces"), set("namespaceSelector"));
    let known: &[&str] = match (legacy, current) {
        (Some(_), None) => &["podSelector", "namespaces"],
        _ => &["namespaceSelector", "podSelector"],
    };
    fields::check(reader.map(node, path), known, path, reader);
    let namespaces = match (legacy, current) {
        (_, Some(found)) => selector(found, &format!("{path}.namespaceSelector"), reader),
        (Some(found), None) => {
            let from = reader.diagnostics.len();
            let namespaces = namespace_selector(found, &format!("{path}.namespaces"), place, false, reader)?;
            if reader.errors_since(from).is_empty() {
                warn_legacy(node, "namespaces", path, reader);
            }
            namespaces
        }
        (None, None) => Selector::everything(node.span),
    };
    let pods = match set("podSelector") {
        Some(found) => selector(found, &format!("{path}.podSelector"), reader),
        None => {
            let misspelt =
                node.as_map().is_none_or(|entries| entries.iter().any(|entry| !known.contains(&&*entry.key.value)));
            if !misspelt {
                let help = "write `podSelector: {}` for all pods";
                let message = format!("`{path}` has no `podSelector`, which the CRD wants; it is read as all pods");
                reader.warn("V08", node.span, message, help);
            }
            Selector::everything(node.span)
        }
    };
    Some(AdminPods { namespaces, pods })
}

/// A namespace selector, also in the shape of v0.1.1 and before, where it stood one level deeper; `None` for namespaces by
/// comparison with the subject's, which no later version has.
fn namespace_selector(node: &Node, path: &str, place: Place, tell: bool, reader: &mut Reader) -> Option<Selector> {
    let Some(field) = LEGACY.into_iter().find(|field| node.get(field).is_some()) else {
        return Some(selector(node, path, reader));
    };
    // The shape of v0.1.1 has one field. What stands beside it would have to be dropped by one version or by the other.
    fields::check(node.as_map().unwrap_or(&[]), &[field], path, reader);
    if field == "namespaceSelector" {
        if tell {
            warn_legacy(node, field, path, reader);
        }
        return node.get(field).map(|found| selector(found, &format!("{path}.namespaceSelector"), reader));
    }
    let span = node.entry(field).map_or(node.span, |entry| entry.key.span);
    if place == Place::Subject {
        let message = format!("`{field}` is not a field of `{path}`");
        reader.error("L01", span, message, "name the namespaces by `matchLabels` or `matchExpressions`");
        return None;
    }
    let message = format!("`{field}` inside `{path}` was taken out of the API after v0.1.1; it cannot be evaluated");
    let help = "name the namespaces by a selector; as it is the rule fails closed: Allow or Accept lets nothing through, Deny and Pass deny all";
    reader.error(super::FAILS_CLOSED, span, message, help);
    None
}

/// Later API versions drop the field, and what is left selects every namespace.
fn warn_legacy(node: &Node, field: &str, path: &str, reader: &mut Reader) {
    let span = node.entry(field).map_or(node.span, |entry| entry.key.span);
    let message =
        format!("`{field}` inside `{path}` is the shape of v0.1.1; newer clusters drop it and match all namespaces");
    let help = if field == "namespaces" {
        "write `namespaceSelector` beside `podSelector`; here it is read as it was meant"
    } else {
        "write its `matchLabels` directly here; it is read as it was meant"
    };
    reader.warn("L102", span, message, help);
}
