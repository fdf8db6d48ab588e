//! A peer without `namespaceSelector` matches no pod of the policy's namespace, and pods of other namespaces have its labels.
//!
//! Found where the input has workloads of the policy's namespace, and none of them, running or not, has the labels.
//!
//! ## Why it matters
//!
//! A `podSelector` by itself looks at the policy's own namespace. A peer for pods that run elsewhere, such as an ingress controller
//! or a monitoring system, then matches nobody, and their connections are dropped.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: web}]}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: controller, namespace: ingress-nginx, labels: {app: ingress-nginx}}
//! spec: {containers: [{name: controller, image: controller}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - podSelector: {matchLabels: {app: ingress-nginx}} # L32
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: web, image: web}]}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: controller, namespace: ingress-nginx, labels: {app: ingress-nginx}}
//! spec: {containers: [{name: controller, image: controller}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from:
//!         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}
//!           podSelector: {matchLabels: {app: ingress-nginx}}
//! ```
//!
//! ## How to fix it
//!
//! Add a `namespaceSelector` to the same list item. With a `-` of its own it would be another peer.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, behavior of `to` and `from` selectors](https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors)
//! * [Kubernetes API: NetworkPolicyPeer](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::well_known::NAME_LABEL;

use crate::lint::fixes::{namespace_by_name, with_fixes};
use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::Sink;
use crate::lint::together::together;
use crate::lint::words::named;

use super::said::place;
use super::why::{Why, dead};

pub(super) static LINT: Lint = Lint {
    code: "L32",
    name: "peer-in-other-namespace",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: source!("peer_in_other_namespace.rs"),
    check: Check::Run(check),
};

/// Workloads of other namespaces that are shown.
const SHOWN: usize = 3;
/// Peers with a finding each.
const MOST: usize = 10;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let mut all = Vec::new();
    for dead in dead(input, sink) {
        let Why::OtherNamespaces(found) = &dead.why else { continue };
        let (own, pods) = (dead.policy.namespace(), dead.selector);
        let namespaces: Vec<&str> = found.iter().map(|pod| &*pod.meta.namespace).collect();
        let message = format!(
            "{}: without `namespaceSelector` it looks at `{own}` only, and pods with `{pods}` are in {}",
            dead.so(),
            named("the namespace", "the namespaces", &namespaces)
        );
        let help = match &namespaces[..] {
            [one] => format!("add `namespaceSelector: {{matchLabels: {{{NAME_LABEL}: {one}}}}}` to this list item"),
            _ => "add a `namespaceSelector` to this list item".to_owned(),
        };
        let mut diagnostic = Diagnostic::warning(LINT.code, place(pods), message).help(help);
        for pod in found.iter().take(SHOWN) {
            let name = &pod.meta.name;
            diagnostic = diagnostic.related(name.span, format!("the pods of `{}` have `{pods}`", name.value));
        }
        let fixes = namespaces.iter().take(SHOWN).map(|namespace| {
            input.fix(dead.policy, format!("select the namespace `{namespace}`"), |object| {
                let peer = object.path(dead.peer?)?;
                object.set(peer.key("namespaceSelector"), namespace_by_name(namespace)).map(|one| [one])
            })
        });
        let diagnostic = with_fixes(diagnostic, fixes);
        all.push(dead.finding(diagnostic));
    }
    for finding in together(all, MOST, |others| format!("{others} other peers look at the wrong namespace too")) {
        sink.push(finding);
    }
}
