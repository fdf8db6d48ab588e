//! Policies of other projects, which are not evaluated: what is known of the pods that they select. Sources: Cilium, "Rule
//! basics"; Calico, "Selectors"; Antrea, "Antrea Network Policy CRDs"; Amazon VPC CNI, "Cluster network policies".

use podreach_syntax::Node;

use crate::sets::{Operator, Requirement, Selector};

use super::calico;
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
    let pods = match group {
        "cilium.io" => {
            let selector = spec.and_then(|spec| spec.get("endpointSelector"));
            Selector::new(selector.map(cilium).unwrap_or_default(), object.node.span)
        }
        _ if calico::is_calico(object) => calico::pods(object),
        _ => Selector::everything(object.node.span),
    };
    Some(ForeignPolicy { cluster_wide, pods })
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
