//! Object metadata.

use podreach_syntax::{Node, Spanned};

use super::content::Content;
use super::labels::labels;
use super::lists::Object;
use super::objects::{Meta, Owner};
use super::reader::Reader;
use super::validate;

/// The name is missing, or none that the API server takes.
pub(crate) const BAD_NAME: &str = "V03";

/// Reads metadata; `None` without a usable name, or with a namespace that is no text: nobody knows where that object is.
pub(crate) fn meta(object: &Object<'_>, namespaced: bool, reader: &mut Reader) -> Option<Meta> {
    let empty = Node::new(podreach_syntax::Value::Null, object.node.span);
    let node = object.node.get("metadata").unwrap_or(&empty);
    let name = name(object, node, reader)?;
    let labels = labels(node.get("labels"), "metadata.labels", reader);
    annotation_keys(node, "metadata", reader);
    let namespace = if namespaced { namespace(object, node, reader)? } else { "".into() };
    let group = object.group().into();
    let content = Content::of(object.node, object.api_version);
    Some(Meta { group, kind: object.kind.into(), name, namespace, labels, span: object.node.span, content })
}

fn name(object: &Object<'_>, node: &Node, reader: &mut Reader) -> Option<Spanned<Box<str>>> {
    if let Some(found) = node.get("name").filter(|found| !found.is_null()) {
        // What is no text has been reported with the other fields.
        let text = found.as_str()?;
        check_name(object.kind, text, found, reader);
        if !text.is_empty() {
            return Some(Spanned::new(text.into(), found.span));
        }
    }
    if let Some(found) = node.get("generateName").filter(|found| !found.is_null())
        && let Some(prefix) = found.as_str().filter(|prefix| !prefix.is_empty())
    {
        // The server puts characters behind the prefix, so that a `-` may end it.
        let made = prefix.strip_suffix('-').map_or_else(|| prefix.to_owned(), |start| format!("{start}a"));
        if let Some(why) = validate::subdomain(&made) {
            let message = format!("`{prefix}` is not a valid start of a name: {why}");
            reader.error(BAD_NAME, found.span, message, "use lower-case letters, digits, `-` and `.`");
        }
        return Some(Spanned::new(format!("{prefix}*").into(), found.span));
    }
    let first = object.node.as_map().and_then(|entries| entries.iter().find(|entry| &*entry.key.value == "metadata"));
    let span =
        first.or(object.node.as_map().and_then(|entries| entries.first())).map_or(node.span, |entry| entry.key.span);
    reader.error(BAD_NAME, span, format!("this {} has no name", object.kind), "add `metadata.name`");
    None
}

/// Names are DNS subdomains, and DNS labels where other names are made of them. Source: the kinds' `ValidateName` functions
/// of Kubernetes 1.36; before, the name of a Service had to begin with a letter.
fn check_name(kind: &str, text: &str, node: &Node, reader: &mut Reader) {
    let of_label = matches!(kind, "Namespace" | "Service" | "StatefulSet");
    let (why, help) = if of_label && !text.is_empty() {
        let dots = text.contains('.').then_some("dots are not allowed");
        (dots.or_else(|| validate::dns_label(text)), "use up to 63 lower-case letters, digits and `-`")
    } else {
        (validate::subdomain(text), "use lower-case letters, digits, `-` and `.`")
    };
    // A CronJob puts 11 characters behind its name.
    if kind == "Service" && why.is_none() && text.starts_with(|first: char| first.is_ascii_digit()) {
        let message = format!("`{text}` begins with a digit; Kubernetes before 1.36 rejects such names of Services");
        reader.warn(BAD_NAME, node.span, message, "begin it with a letter");
    }
    let why = why.or_else(|| (kind == "CronJob" && text.len() > 52).then_some("it has more than 52 characters"));
    if let Some(why) = why {
        let message = format!("`{text}` is not a valid name: {why}");
        reader.error(BAD_NAME, node.span, message, help);
    }
}

/// Annotations stand under keys of the same form as label keys, of which the case does not matter.
pub(crate) fn annotation_keys(metadata: &Node, path: &str, reader: &mut Reader) {
    let written = metadata.get("annotations").and_then(Node::as_map).unwrap_or(&[]);
    for entry in written {
        let key = &entry.key.value;
        if let Some(why) = validate::label_key(&key.to_ascii_lowercase()) {
            let message = format!("`{key}` is not a valid annotation key of `{path}`: {why}");
            reader.error("L12", entry.key.span, message, validate::LABEL_KEY_HELP);
        }
    }
}

fn namespace(object: &Object<'_>, node: &Node, reader: &mut Reader) -> Option<Box<str>> {
    let Some(found) = node.get("namespace").filter(|found| !found.is_null()) else {
        return Some(reader.default_namespace.clone());
    };
    let Some(text) = found.as_str() else {
        // A policy is rejected and shown as such; anything else would count in a namespace that nobody wrote.
        return (object.kind == "NetworkPolicy").then(|| reader.default_namespace.clone());
    };
    if text.is_empty() {
        return Some(reader.default_namespace.clone());
    }
    if let Some(why) = validate::dns_label(text) {
        let message = format!("`{text}` is not a valid namespace: {why}");
        reader.error("V04", found.span, message, "use lower-case letters, digits and `-`");
    }
    Some(text.into())
}

/// The controlling owner: the reference with `controller: true`, else the first. A Node owns its static pods only in name.
pub(crate) fn owner(object: &Object<'_>) -> Option<Owner> {
    let references = object.node.at(&["metadata", "ownerReferences"])?.as_list()?;
    let controls = |node: &&Node| {
        matches!(node.get("controller").map(|found| &found.value), Some(podreach_syntax::Value::Bool(true)))
    };
    let found = references.iter().find(controls).or_else(|| references.first())?;
    let text = |key: &str| found.get(key).and_then(Node::as_str);
    let kind = text("kind").unwrap_or("");
    (kind != "Node").then_some(Owner { kind: kind.into(), name: text("name")?.into() })
}
