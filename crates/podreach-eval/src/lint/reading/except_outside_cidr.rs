//! An exception is not a smaller part of its block.
//!
//! Found at items of `except` that lie outside of `cidr`, are equal to it or larger, or are of the other address family.
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
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - ipBlock:
//!             cidr: 0.0.0.0/0
//!             except:
//!               - 10.0.0.0/8
//!               - fd00::/8 # L09
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
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - ipBlock:
//!             cidr: 0.0.0.0/0
//!             except:
//!               - 10.0.0.0/8
//! ```
//!
//! ## How to fix it
//!
//! Correct or remove it. An address that is not in the block needs no exception.
//!
//! ## Sources
//!
//! * [Kubernetes: NetworkPolicy, API reference](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "L09",
    name: "except-outside-cidr",
    severity: Severity::Error,
    needs: &[],
    source: source!("except_outside_cidr.rs"),
    check: Check::Reading,
};
