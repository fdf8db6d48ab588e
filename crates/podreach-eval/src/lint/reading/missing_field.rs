//! A field that the API server requires is missing.
//!
//! Found at the first key of the mapping that lacks it, in workloads, Services, Ingresses and other entry points.
//!
//! ## Why it matters
//!
//! The API server rejects the object, so that nothing of it takes effect. It is evaluated as if it were accepted, as far as that goes without the field.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: {name: web, namespace: shop}
//! spec:
//!   selector: {app: web}
//!   ports:
//!     - targetPort: 8080 # V07
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: {name: web, namespace: shop}
//! spec:
//!   selector: {app: web}
//!   ports:
//!     - port: 80
//!       targetPort: 8080
//! ```
//!
//! ## How to fix it
//!
//! Add the field.
//!
//! ## Sources
//!
//! * [Kubernetes: API reference](https://kubernetes.io/docs/reference/kubernetes-api/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "V07",
    name: "missing-field",
    severity: Severity::Error,
    needs: &[],
    source: source!("missing_field.rs"),
    check: Check::Reading,
};
