//! The value of a label is read as a boolean, a number or null, and not as text.
//!
//! Found at the value, in labels and in selectors. Null is a warning: it is read as the empty string.
//!
//! ## Why it matters
//!
//! Labels are text. YAML 1.1, which Kubernetes reads, takes `on`, `yes` and `true` for booleans, and `1.10` for the number 1.1. The API
//! server rejects the object.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector:
//!     matchLabels:
//!       release: 1.10 # L03
//!       public: yes # L03
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
//!   podSelector:
//!     matchLabels:
//!       release: "1.10"
//!       public: "yes"
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! Put the value in quotes.
//!
//! ## Sources
//!
//! * [Kubernetes: Labels and Selectors](https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/)
//! * [YAML 1.1: booleans](https://yaml.org/type/bool.html)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L03",
    name: "label-value-not-text",
    severity: Severity::Error,
    needs: &[],
    source: source!("label_value_not_text.rs"),
    check: Check::Reading,
};
