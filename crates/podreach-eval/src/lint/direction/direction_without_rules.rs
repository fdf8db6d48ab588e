//! A policy lists a direction and has no rules for it, so that it denies everything there.
//!
//! Found where `policyTypes` lists a direction that has no rule, and where that may be an oversight: the policy is for some pods
//! and its name does not speak of denying, or its name says that it allows something and it is for the whole namespace. An empty
//! list that is written out (`egress: []`) counts as meant, unless the name says otherwise. Nothing is said where other policies
//! isolate the same pods anyway.
//!
//! ## Why it matters
//!
//! A policy without rules in a direction allows nothing there. That is how everything is denied on purpose, and what comes out
//! when a type is listed by habit: a policy that opens egress and lists `Ingress` too closes ingress.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: allow-dns, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes:
//!     - Ingress # L24
//!     - Egress
//!   egress: [{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: allow-dns, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes:
//!     - Egress
//!   egress: [{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}]
//! ```
//!
//! ## How to fix it
//!
//! Remove the type if the policy is not about that direction. If it is to deny everything there, write an empty list of rules
//! (`ingress: []`) or a name that says so.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies, default policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies)
//! * [Kubernetes API: NetworkPolicySpec, `policyTypes`](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::{Change, Content, Diagnostic, Path, Severity};

use crate::kinds::ListForm;

use crate::lint::fixes::{policy_type, with_fixes};
use crate::lint::input::{BOTH, Input};
use crate::lint::intent::is_contradicted;
use crate::lint::places::within;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

use super::common::isolated_otherwise;

pub(super) static LINT: Lint = Lint {
    code: "L24",
    name: "direction-without-rules",
    severity: Severity::Note,
    needs: &[],
    source: source!("direction_without_rules.rs"),
    check: Check::Run(check),
};

/// Parts of names of policies that are meant to close something.
const CLOSING: [&str; 16] = [
    "deny",
    "block",
    "drop",
    "isolat",
    "lockdown",
    "quarantine",
    "restrict",
    "no-",
    "none",
    "nothing",
    "default",
    "reject",
    "closed",
    "forbid",
    "prohibit",
    "baseline",
];

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        let written = policy.written;
        let Some(types) = written.types_key.filter(|_| written.names_types()) else { continue };
        let name = policy.name().to_ascii_lowercase();
        let opens = name.contains("allow")
            && !["deny", "nothing", "none", "nothing", "no-"].iter().any(|part| name.contains(part));
        let closes = !opens && CLOSING.iter().any(|part| name.contains(part));
        for direction in BOTH {
            let empty_list = written.rules_key(direction).is_some_and(|key| key.form == ListForm::Empty);
            let meant = closes || (!opens && (written.pod_selector.is_empty() || empty_list));
            if !written.isolates(direction) || !written.rules(direction).is_empty() || meant {
                continue;
            }
            // The contradiction to the name is a finding of its own.
            if opens && is_contradicted(input, policy) {
                continue;
            }
            if isolated_otherwise(input, sink, policy, direction) {
                continue;
            }
            let (word, wanted) = (direction.as_str(), policy_type(direction));
            let mut message = format!("`{wanted}` is listed and there is no {word} rule, so all {word} is denied");
            if opens {
                message += &format!("; the policy is called `{}`", policy.name());
            }
            let span = within(input.sources, types.value, wanted).unwrap_or(types.key);
            let help =
                format!("remove `{wanted}` if the policy is not about {word}; write `{word}: []` if this is meant");
            let remove = input.fix(policy, format!("remove `{wanted}`"), |object| {
                Some([Change::Remove { at: object.item(&Path::of("spec.policyTypes"), wanted)? }])
            });
            let deny = input.fix(policy, format!("write `{word}: []`, which denies all {word}"), |object| {
                object.set(Path::of("spec").key(word), Content::List(Vec::new())).map(|one| [one])
            });
            let diagnostic = Diagnostic::note(LINT.code, span, message).help(help);
            let diagnostic = with_fixes(diagnostic, [remove, if opens { None } else { deny }]);
            sink.push(Finding::from(diagnostic).policy(policy.id));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    fn policy(name: &str, spec: &str) -> String {
        format!("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n")
    }

    #[test]
    fn what_is_meant_to_deny_is_no_finding() {
        let of = |name: &str, spec: &str| weighed("L24", &policy(name, spec)).len();
        assert_eq!(of("backup-default-allow-all", "podSelector: {}, egress: [{}], policyTypes: [Ingress, Egress]"), 0);
        assert_eq!(of("allow-web", "podSelector: {}, egress: [{}], policyTypes: [Ingress, Egress]"), 1);
        assert_eq!(of("allow-nothing", "podSelector: {}, policyTypes: [Ingress, Egress]"), 0);
        assert_eq!(of("default", "podSelector: {}, policyTypes: [Ingress, Egress]"), 0);
        assert_eq!(of("deny-db", "podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]"), 0);
        assert_eq!(of("db", "podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]"), 1);
        assert_eq!(of("db", "podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], ingress: []"), 0);
    }

    #[test]
    fn pods_that_others_isolate_too_are_none() {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: db, labels: {app: db}}\nspec: {containers: [{name: c, image: c}]}\n---\n";
        let one = policy("db", "podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]");
        let deny = policy("deny", "podSelector: {}, policyTypes: [Ingress]");
        assert_eq!(weighed("L24", &format!("{pod}{one}")).len(), 1);
        assert_eq!(weighed("L24", &format!("{pod}{one}---\n{deny}")).len(), 0);
    }
}
