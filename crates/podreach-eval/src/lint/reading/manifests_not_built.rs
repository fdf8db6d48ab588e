//! A file belongs to kustomize or to a Helm chart, so that the files beside it are not what is applied.
//!
//! Found at a kustomization and at `Chart.yaml`, once for each tool. Its values and patches are left out.
//!
//! ## Why it matters
//!
//! A kustomization sets namespaces, labels and patches, a chart renders templates. Files that are read without that lack what these
//! add, and may hold what is never applied.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: kustomize.config.k8s.io/v1beta1
//! kind: Kustomization
//! resources: [web.yaml]
//! namespace: shop # S07
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Namespace
//! metadata: {name: shop}
//! ```
//!
//! ## How to fix it
//!
//! Read what the tool makes: `kubectl kustomize DIR | podreach list -`, `helm template DIR | podreach list -`.
//!
//! ## Sources
//!
//! * [Kubernetes: Kustomize](https://kubernetes.io/docs/tasks/manage-kubernetes-objects/kustomization/)
//! * [Helm: helm template](https://helm.sh/docs/helm/helm_template/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "S07",
    name: "manifests-not-built",
    severity: Severity::Warning,
    needs: &[],
    source: source!("manifests_not_built.rs"),
    check: Check::Reading,
};
