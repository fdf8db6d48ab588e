//! Labels that Kubernetes sets. Source: "Well-Known Labels, Annotations and Taints".

/// The name of a namespace, on every Namespace.
pub(crate) const NAME_LABEL: &str = "kubernetes.io/metadata.name";
/// The name of a pod of a StatefulSet.
pub(crate) const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";
/// The ordinal of a pod of a StatefulSet.
pub(crate) const POD_INDEX: &str = "apps.kubernetes.io/pod-index";
