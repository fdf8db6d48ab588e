//! Selectors of pods: the subject of a policy, and peers of the same form.

use podreach_syntax::{Node, Span};

use crate::sets::{Operator, Requirement, Selector};

use super::super::admin::AdminPods;
use super::super::fields;
use super::super::reader::Reader;
use super::super::schema;
use super::super::selectors::{self, Checks, ReadSelector};
use super::dialect::Dialect;

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

impl Place {
    /// Who checks the selectors, and what becomes of those that cannot be used.
    const fn checks(self) -> Checks {
        Checks::Crd(if matches!(self, Self::Subject) { super::SUBJECT_FAILS } else { super::RULE_FAILS })
    }
}

/// Pods as they were read, and whether a selector of theirs cannot be used; it is then left out as far as that goes.
pub(super) type Found = (AdminPods, bool);

/// A selector that matches nothing.
pub(super) fn nothing(span: Span) -> Selector {
    let of = |operator| Requirement { key: "-".into(), operator, span };
    Selector::new(vec![of(Operator::Exists), of(Operator::DoesNotExist)], span)
}

/// `spec.subject`: exactly one of `namespaces` and `pods`.
pub(super) fn subject(node: &Node, dialect: Dialect, reader: &mut Reader) -> Found {
    let path = "spec.subject";
    let from = reader.diagnostics.len();
    fields::check(reader.map(node, path), schema::names("NamespacedPeer"), path, reader);
    let set = |key: &str| node.get(key).filter(|found| !found.is_null());
    let (namespaces, pods) = (set("namespaces"), set("pods"));
    let misspelt = !reader.errors_since(from).is_empty();
    if namespaces.is_some() == pods.is_some() && !(misspelt && pods.is_none()) {
        let help = "write one of `namespaces` (all pods of them) and `pods`";
        let what = if pods.is_some() { "both `namespaces` and `pods`" } else { "neither `namespaces` nor `pods`" };
        reader.error("V08", node.span, format!("`{path}` has {what}"), help);
    }
    let found = match (namespaces, pods) {
        (Some(node), _) => whole_namespaces(node, &format!("{path}.namespaces"), Place::Subject, dialect, reader),
        (None, Some(node)) => in_namespaces(node, &format!("{path}.pods"), Place::Subject, dialect, reader),
        (None, None) => None,
    };
    found.unwrap_or_else(|| (AdminPods { namespaces: nothing(node.span), pods: nothing(node.span) }, false))
}

/// All pods of the namespaces that a selector matches; `None` when the shape cannot be understood.
pub(super) fn whole_namespaces(
    node: &Node,
    path: &str,
    place: Place,
    dialect: Dialect,
    reader: &mut Reader,
) -> Option<Found> {
    let found = namespace_selector(node, path, place, dialect, reader)?;
    let pods = AdminPods { namespaces: found.selector, pods: Selector::everything(node.span) };
    Some((pods, found.unusable))
}

/// Pods that a selector matches, in the namespaces that another one matches. A ClusterNetworkPolicy may leave the namespaces
/// out, which means all of them.
pub(super) fn in_namespaces(
    node: &Node,
    path: &str,
    place: Place,
    dialect: Dialect,
    reader: &mut Reader,
) -> Option<Found> {
    let set = |key: &str| node.get(key).filter(|found| !found.is_null());
    let (legacy, current) = (set("namespaces").filter(|_| dialect != Dialect::Cluster), set("namespaceSelector"));
    let known: &[&str] = match (legacy, current) {
        (Some(_), None) => &["podSelector", "namespaces"],
        _ => schema::names("NamespacedPods"),
    };
    let from = reader.diagnostics.len();
    fields::check(reader.map(node, path), known, path, reader);
    let misspelt = !reader.errors_since(from).is_empty();
    let everything = || ReadSelector { selector: Selector::everything(node.span), unusable: false };
    let required = |key: &str, help: &str, reader: &mut Reader| {
        if !misspelt {
            reader.error("V08", node.span, format!("`{path}` has no `{key}`; the CRD requires it"), help);
        }
        everything()
    };
    let namespaces = match (legacy, current) {
        (_, Some(found)) => selectors::read(found, &format!("{path}.namespaceSelector"), place.checks(), reader),
        (Some(found), None) => {
            let from = reader.diagnostics.len();
            let namespaces = legacy_selector(found, &format!("{path}.namespaces"), place, reader)?;
            if reader.errors_since(from).is_empty() {
                warn_legacy(node, "namespaces", path, reader);
            }
            namespaces
        }
        (None, None) if dialect == Dialect::Cluster => everything(),
        (None, None) => required("namespaceSelector", "write `namespaceSelector: {}` for all namespaces", reader),
    };
    let pods = match set("podSelector") {
        Some(found) => selectors::read(found, &format!("{path}.podSelector"), place.checks(), reader),
        None => required("podSelector", "write `podSelector: {}` for all pods", reader),
    };
    let unusable = namespaces.unusable || pods.unusable;
    Some((AdminPods { namespaces: namespaces.selector, pods: pods.selector }, unusable))
}

/// A namespace selector, in the two older kinds also in the shape of v0.1.1 and before.
fn namespace_selector(
    node: &Node,
    path: &str,
    place: Place,
    dialect: Dialect,
    reader: &mut Reader,
) -> Option<ReadSelector> {
    if dialect == Dialect::Cluster {
        return Some(selectors::read(node, path, place.checks(), reader));
    }
    let found = legacy_selector(node, path, place, reader)?;
    if node.get("namespaceSelector").is_some() {
        warn_legacy(node, "namespaceSelector", path, reader);
    }
    Some(found)
}

/// A namespace selector where it stands, or one level deeper, as up to v0.1.1; `None` for namespaces by comparison with the
/// subject's, which no later version has.
fn legacy_selector(node: &Node, path: &str, place: Place, reader: &mut Reader) -> Option<ReadSelector> {
    let Some(field) = LEGACY.into_iter().find(|field| node.get(field).is_some()) else {
        return Some(selectors::read(node, path, place.checks(), reader));
    };
    // The shape of v0.1.1 has one field. What stands beside it would have to be dropped by one version or by the other.
    fields::check(node.as_map().unwrap_or(&[]), &[field], path, reader);
    if field == "namespaceSelector" {
        let path = format!("{path}.namespaceSelector");
        return node.get(field).map(|found| selectors::read(found, &path, place.checks(), reader));
    }
    let span = node.entry(field).map_or(node.span, |entry| entry.key.span);
    if place == Place::Subject {
        let message = format!("`{field}` is not a field of `{path}`");
        reader.error("L01", span, message, "name the namespaces by `matchLabels` or `matchExpressions`");
        return None;
    }
    let message = format!("`{field}` inside `{path}` was taken out of the API after v0.1.1; it cannot be evaluated");
    let help = "name the namespaces by a selector; as it is the rule fails closed: Allow or Accept allows nothing, Deny and Pass deny all";
    reader.error(super::FAILS_CLOSED, span, message, help);
    None
}

/// Later API versions drop the field, and what is left selects every namespace.
fn warn_legacy(node: &Node, field: &str, path: &str, reader: &mut Reader) {
    let span = node.entry(field).map_or(node.span, |entry| entry.key.span);
    let message = format!(
        "`{field}` inside `{path}` is the shape of v0.1.1; since v0.1.2 the API rejects it, or drops it and matches all namespaces"
    );
    let help = if field == "namespaces" {
        "write `namespaceSelector` beside `podSelector`; here it is read as it was meant"
    } else {
        "write its `matchLabels` directly here; it is read as it was meant"
    };
    reader.warn("L102", span, message, help);
}
