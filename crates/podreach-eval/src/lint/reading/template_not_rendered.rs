//! A value holds text of a template language.
//!
//! Found at the first value with `{{`, `<%` or `${` at its start, as a warning, and as an error where such text keeps a document from
//! being read. Block scalars, commands and data are left out: they may hold it.
//!
//! ## Why it matters
//!
//! What is evaluated is not what is applied: names and labels that are made of the template are still unknown.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: "{{ .Release.Name }}"}} # L16
//!   policyTypes: [Ingress]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! Render first, for example with `helm template` or `envsubst`.
//!
//! ## Sources
//!
//! * [Helm: helm template](https://helm.sh/docs/helm/helm_template/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L16",
    name: "template-not-rendered",
    severity: Severity::Error,
    needs: &[],
    source: source!("template_not_rendered.rs"),
    check: Check::Reading,
};
