//! A label, an annotation key or an expression of a selector is not allowed.
//!
//! Found at keys and values of other characters than letters, digits, `-`, `_` and `.`, or of more than 63; at operators other than `In`,
//! `NotIn`, `Exists` and `DoesNotExist`; and at values that an operator lacks or does not take. In cluster-wide policies it is a warning:
//! no CRD checks it, and the rule fails closed.
//!
//! ## Why it matters
//!
//! The API server rejects the object, so that nothing of it takes effect.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector:
//!     matchExpressions:
//!       - {key: tier, operator: in, values: [web]} # L12
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
//!     matchExpressions:
//!       - {key: tier, operator: In, values: [web]}
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! `In` and `NotIn` need values, `Exists` and `DoesNotExist` take none; case matters.
//!
//! ## Sources
//!
//! * [Kubernetes: Labels and Selectors](https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L12",
    name: "invalid-label-or-selector",
    severity: Severity::Error,
    needs: &[],
    source: source!("invalid_label_or_selector.rs"),
    check: Check::Reading,
};
