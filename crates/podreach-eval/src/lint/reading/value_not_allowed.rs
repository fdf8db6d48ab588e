//! A field of a workload, a Service, an Ingress or another entry point has a value that the API server does not take.
//!
//! Found at the value: a number out of range, a word that the field does not know, an address or a name that is none, what has to be
//! unique and is not, fields that exclude each other, and a template whose labels its controller does not select.
//!
//! ## Why it matters
//!
//! The API server rejects the object, so that nothing of it takes effect. It is evaluated as if it were accepted, so that the rest of the picture holds once it is mended.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Service
//! metadata: {name: web, namespace: shop}
//! spec:
//!   type: Loadbalancer # V06
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
//! The advice names what the field takes.
//!
//! ## Sources
//!
//! * [Kubernetes: API reference](https://kubernetes.io/docs/reference/kubernetes-api/)

use podreach_syntax::Severity;

use crate::lint::registry::{Check, Lint, source};

pub(super) static LINT: Lint = Lint {
    code: "V06",
    name: "value-not-allowed",
    severity: Severity::Error,
    needs: &[],
    source: source!("value_not_allowed.rs"),
    check: Check::Reading,
};
