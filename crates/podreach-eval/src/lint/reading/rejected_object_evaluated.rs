//! An object that the API server would reject is evaluated all the same.
//!
//! Found at the name of a workload, a Service or an entry point that has errors of its own.
//!
//! ## Why it matters
//!
//! Its errors stand where they are made. Answers about it hold once these are mended, so that the rest of the picture is not lost to a
//! slip in one field.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: {name: web, namespace: shop} # N02
//! spec:
//!   type: Loadbalancer
//!   selector: {app: web}
//!   ports: [{port: 80}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: {name: web, namespace: shop}
//! spec:
//!   type: LoadBalancer
//!   selector: {app: web}
//!   ports: [{port: 80}]
//! ```
//!
//! ## How to fix it
//!
//! Mend its errors.
//!
//! ## Sources
//!
//! * [Kubernetes: API reference](https://kubernetes.io/docs/reference/kubernetes-api/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "N02",
    name: "rejected-object-evaluated",
    severity: Severity::Note,
    needs: &[],
    source: source!("rejected_object_evaluated.rs"),
    check: Check::Reading,
};
