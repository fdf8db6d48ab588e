//! Policies of other projects, which are not evaluated: what is known of the pods that they select. Sources: Cilium, "Rule
//! basics"; Calico, "Selectors"; Antrea, "Antrea Network Policy CRDs"; Amazon VPC CNI, "Cluster network policies".

use podreach_syntax::{Node, Span};

use crate::sets::{Operator, Requirement, Selector};

use super::lists::Object;
use super::unsupported::is_policy_kind;
use super::{group_of, policy_kind};

/// The pods that such a policy may select.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignPolicy {
    /// Whether it is of a kind without namespace.
    pub cluster_wide: bool,
    /// Their labels, as far as they can be read: the policy may select fewer pods, and no others.
    pub pods: Selector,
}

/// What is known of an object; `None` where it is no policy. Staged policies change nothing yet.
pub(super) fn foreign(object: &Object<'_>) -> Option<ForeignPolicy> {
    if !is_policy_kind(object) || object.kind.starts_with("Staged") {
        return None;
    }
    let kind = object.kind;
    let cluster_wide = kind.contains("Global")
        || kind.contains("Clusterwide")
        || policy_kind("", kind).is_some_and(|known| known.cluster_wide);
    let group = group_of(object.api_version);
    let spec = object.node.get("spec");
    let requirements = match group {
        "cilium.io" => spec.and_then(|spec| spec.get("endpointSelector")).map(cilium).unwrap_or_default(),
        "projectcalico.org" | "crd.projectcalico.org" => {
            let text = spec.and_then(|spec| spec.get("selector")).and_then(Node::as_str);
            text.and_then(calico).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    Some(ForeignPolicy { cluster_wide, pods: Selector::new(requirements, object.node.span) })
}

/// A label of the pod itself, without the prefix of its source; `None` for what Cilium adds.
fn own_label(key: &str) -> Option<&str> {
    let key = key.strip_prefix("k8s:").or_else(|| key.strip_prefix("any:")).unwrap_or(key);
    let added = key.contains(':') || key.starts_with("io.kubernetes.pod.") || key.starts_with("io.cilium.");
    (!added).then_some(key)
}

fn cilium(selector: &Node) -> Vec<Requirement> {
    let labels = selector.get("matchLabels").and_then(Node::as_map).unwrap_or(&[]).iter();
    let labels = labels.filter_map(|entry| {
        let (key, value) = (own_label(&entry.key.value)?, entry.value.as_str()?);
        Some(Requirement { key: key.into(), operator: Operator::Equals(value.into()), span: entry.key.span })
    });
    let expressions = selector.get("matchExpressions").and_then(Node::as_list).unwrap_or(&[]).iter();
    let expressions = expressions.filter_map(|item| {
        let key = own_label(item.get("key")?.as_str()?)?;
        let values = item.get("values").and_then(Node::as_list).unwrap_or(&[]).iter();
        let values: Vec<Box<str>> = values.filter_map(Node::as_str).map(Into::into).collect();
        let operator = match item.get("operator")?.as_str()? {
            "In" => Operator::In(values),
            "NotIn" => Operator::NotIn(values),
            "Exists" => Operator::Exists,
            "DoesNotExist" => Operator::DoesNotExist,
            _ => return None,
        };
        Some(Requirement { key: key.into(), operator, span: item.span })
    });
    labels.chain(expressions).collect()
}

/// Terms of `==`, `!=` and `has()` that are joined by `&&`; `None` for anything else.
fn calico(text: &str) -> Option<Vec<Requirement>> {
    let text = text.trim();
    if text.is_empty() || text == "all()" {
        return Some(Vec::new());
    }
    let mut found = Vec::new();
    for term in text.split("&&").map(str::trim) {
        let quoted = |value: &str| -> Option<Box<str>> {
            let value = value.trim();
            let inner = ["'", "\""].iter().find_map(|mark| value.strip_prefix(mark)?.strip_suffix(mark))?;
            (!inner.contains(['\'', '"'])).then(|| inner.into())
        };
        let (key, operator) = if let Some((key, value)) = term.split_once("==") {
            (key.trim(), Operator::Equals(quoted(value)?))
        } else if let Some((key, value)) = term.split_once("!=") {
            (key.trim(), Operator::NotIn(vec![quoted(value)?]))
        } else {
            (term.strip_prefix("has(")?.strip_suffix(')')?, Operator::Exists)
        };
        let is_label = |character: char| character.is_ascii_alphanumeric() || "-_./".contains(character);
        if key.is_empty() || !key.chars().all(is_label) {
            return None;
        }
        // Labels that Calico adds are not the pod's own.
        if !key.contains("projectcalico.org/") && !key.starts_with("pcns.") && !key.starts_with("pcsa.") {
            found.push(Requirement { key: key.into(), operator, span: Span::default() });
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::calico;

    fn check(text: &str, expected: Option<&str>) {
        let found = calico(text).map(|found| crate::sets::Selector::new(found, podreach_syntax::Span::default()));
        assert_eq!(found.map(|found| found.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn simple_selectors_are_read() {
        check("all()", Some("*"));
        check("app == 'web'", Some("app=web"));
        check("app == \"web\" && has(tier)", Some("app=web,tier"));
        check("app == 'web' && projectcalico.org/namespace == 'x'", Some("app=web"));
        check("app == 'web' || app == 'api'", None);
        check("!has(app)", None);
        check("app in {'a', 'b'}", None);
    }
}
