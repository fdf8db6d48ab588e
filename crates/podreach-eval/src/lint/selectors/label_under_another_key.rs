//! A selector asks for a value that pods have under another key.
//!
//! Found where a `podSelector`, of a policy or of a peer, matches no pod of namespaces whose pods are known, and a pod there has the
//! value at a key that is easily taken for it: `app`, `name`, `k8s-app`, `app.kubernetes.io/name` and the like.
//!
//! ## Why it matters
//!
//! The policy does nothing, or the peer matches nobody. It happens when a chart moves to the recommended labels and policies stay
//! behind.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app.kubernetes.io/name: web}}
//! spec: {containers: [{name: web, image: web}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector:
//!     matchLabels:
//!       app: web # L45
//!   policyTypes: [Ingress]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app.kubernetes.io/name: web}}
//! spec: {containers: [{name: web, image: web}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector:
//!     matchLabels:
//!       app.kubernetes.io/name: web
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! Use the key that the pods have.
//!
//! ## Sources
//!
//! * [Kubernetes: Recommended Labels](https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/)
//! * [Kubernetes: Labels and Selectors](https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/)

use podreach_syntax::{Diagnostic, Severity};

use crate::sets::Selector;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::Sink;

use super::said::fix;
use super::why::{Near, Why, dead};

pub(super) static LINT: Lint = Lint {
    code: "L45",
    name: "label-under-another-key",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: source!("label_under_another_key.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for dead in dead(input, sink) {
        if let Why::OtherKey(near) = &dead.why {
            sink.push(dead.finding(said(input, dead.selector, near, dead.so())));
        }
    }
}

fn said(input: &Input<'_>, selector: &Selector, near: &Near<'_>, so: &str) -> Diagnostic {
    let (name, (key, value)) = (&near.pod.meta.name, near.has);
    let wanted = &near.requirement;
    let message = format!("{so}: none has `{wanted}`, and the pods of `{}` have `{key}={value}`", name.value);
    let diagnostic = Diagnostic::warning(LINT.code, wanted.span, message)
        .help(format!("is `{key}: {value}` meant?"))
        .related(name.span, format!("the pods of `{}` have `{key}={value}`", name.value));
    let is_free = selector.requirements().all(|one| &*one.key != key);
    match fix(input, near).filter(|_| is_free) {
        Some(fix) => diagnostic.fix(fix),
        None => diagnostic,
    }
}
