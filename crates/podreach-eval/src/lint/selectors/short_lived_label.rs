//! A selector asks for the value of a label that changes with each generation of pods.
//!
//! Found for labels that controllers set (`pod-template-hash`, `controller-revision-hash`, `controller-uid`), for `job-name` with the
//! name of a Job that a CronJob or the API server made up, and for versions (`app.kubernetes.io/version`, `helm.sh/chart`).
//! `statefulset.kubernetes.io/pod-name` stays the same and may be used.
//!
//! ## Why it matters
//!
//! The next rollout, run or release gives its pods another value. The policy then no longer applies to them, or the peer no longer
//! matches them, although nobody has touched it.
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
//!       app: web
//!       pod-template-hash: 5d9f8c7b6 # L42
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
//!       app: web
//!   policyTypes: [Ingress]
//! ```
//!
//! ## How to fix it
//!
//! Select by labels of the template that stay, such as `app` or `app.kubernetes.io/name`.
//!
//! ## Sources
//!
//! * [Kubernetes: Deployments, pod-template-hash label](https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label)
//! * [Kubernetes: Well-Known Labels, Annotations and Taints](https://kubernetes.io/docs/reference/labels-annotations-taints/)
//! * [Kubernetes: Recommended Labels](https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/)

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::NetworkPeer;
use crate::sets::Selector;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::labels::first_short_lived;

pub(super) static LINT: Lint = Lint {
    code: "L42",
    name: "short-lived-label",
    severity: Severity::Warning,
    needs: &[],
    source: source!("short_lived_label.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        if let Some(diagnostic) = said(&policy.written.pod_selector) {
            sink.push(Finding::from(diagnostic).policy(policy.id));
        }
        for (at, rule) in policy.all_rules() {
            for peer in &rule.peers {
                let NetworkPeer::Pods { pods, .. } = peer else { continue };
                if let Some(diagnostic) = said(pods) {
                    sink.push(Finding::from(diagnostic).rule(at));
                }
            }
        }
    }
}

fn said(selector: &Selector) -> Option<Diagnostic> {
    let (requirement, why) = first_short_lived(selector)?;
    let message = format!("the value of the label `{}` changes: {why}", requirement.key);
    let help = "select by labels of the pod template that stay the same";
    Some(Diagnostic::warning(LINT.code, requirement.span, message).help(help))
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    #[test]
    fn labels_that_stay_are_no_finding() {
        let of = |labels: &str| {
            let policy = format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p}}\nspec: {{podSelector: {{matchLabels: {{{labels}}}}}}}\n"
            );
            weighed("L42", &policy).len()
        };
        assert_eq!(of("statefulset.kubernetes.io/pod-name: pg-0"), 0);
        assert_eq!(of("job-name: db-migrate"), 0);
        assert_eq!(of("job-name: backup-28391040"), 1);
        assert_eq!(of("version: v1"), 0);
        assert_eq!(of("app.kubernetes.io/version: 1.2.3"), 1);
        assert_eq!(of("helm.sh/chart: web-0.4.1"), 1);
    }
}
