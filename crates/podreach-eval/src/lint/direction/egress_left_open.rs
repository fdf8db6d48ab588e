//! The policies of a namespace isolate ingress only.
//!
//! Found where a namespace has policies and none of them isolates egress. Of many such namespaces there is one finding. Where
//! cluster-wide policies concern egress, and where policies are not evaluated (those of other projects, or rejected ones), nothing is
//! said.
//!
//! ## Why it matters
//!
//! What got into a pod may connect to anything from there: to other namespaces, to the API server, to the internet. Policies for
//! egress keep it from that.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   name: default-deny # L28
//!   namespace: shop
//! spec: {podSelector: {}, policyTypes: [Ingress]}
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: default-deny, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Ingress, Egress]
//!   egress: [{to: [{podSelector: {}}]}]
//! ```
//!
//! ## How to fix it
//!
//! Isolate egress with a policy for all pods of the namespace, and allow what is needed, DNS first of all.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, default policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies)

use podreach_syntax::Severity;

use crate::policy::Direction;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::Sink;

use super::common::{Alike, NotEvaluated, by_namespace, is_governed};

pub(super) static LINT: Lint = Lint {
    code: "L28",
    name: "egress-left-open",
    severity: Severity::Note,
    needs: &[],
    source: source!("egress_left_open.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    if is_governed(input, Direction::Egress) {
        return;
    }
    let mut found = Vec::new();
    let not_evaluated = NotEvaluated::new(input);
    for (namespace, policies) in by_namespace(input) {
        if not_evaluated.concern(namespace) {
            continue;
        }
        let Some(first) = policies.first() else { continue };
        if policies.iter().all(|policy| !policy.written.isolates_egress) {
            let message =
                format!("the policies of `{namespace}` isolate ingress only: its pods may connect to anything");
            found.push((first.written.meta.name.span, namespace, message));
        }
    }
    Alike {
        code: LINT.code,
        severity: Severity::Note,
        found,
        of_many: "have policies for ingress only: their pods may connect to anything",
        help: "isolate egress too, and allow what is needed, DNS first of all",
    }
    .report(sink);
}
