//! A rule has a `from` or `to` without peers.
//!
//! Found where the key is written and its value is null or `[]`. It is a note where everyone seems to be meant: the value is written
//! out, and the rule names ports or the name of the policy says so.
//!
//! ## Why it matters
//!
//! An empty list of peers does not mean nobody. It counts as not written, and the rule matches everyone in the cluster and outside.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [] # L38
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
//!   policyTypes: [Ingress]
//!   ingress: []
//! ```
//!
//! ## How to fix it
//!
//! For nobody, remove the rule. For everyone, remove the key, or write the rule as `{}`.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicyIngressRule and NetworkPolicyEgressRule](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::{Change, Content, Diagnostic, Severity};

use crate::kinds::{ListForm, NetworkPolicyPort, NetworkPolicyRule, NetworkPort};
use crate::policy::Direction;

use crate::lint::fixes::with_fixes;
use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L38",
    name: "empty-peer-list",
    severity: Severity::Warning,
    needs: &[],
    source: source!("empty_peer_list.rs"),
    check: Check::Run(check),
};

/// Parts of names of policies that open something to everyone.
const OPENING: [&str; 9] = ["all", "any", "external", "public", "internet", "world", "everyone", "everything", "open"];

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        let name = policy.name().to_ascii_lowercase();
        // `allow` is in the name of many that are narrow.
        let words = || name.split(|letter: char| !letter.is_ascii_alphanumeric());
        let opens = words().any(|word| OPENING.contains(&word));
        for (at, rule) in policy.all_rules() {
            let Some(key) = rule.peers_key.filter(|key| key.form != ListForm::Items) else { continue };
            let word = if at.direction == Direction::Ingress { "from" } else { "to" };
            let (form, may_be_meant) = match key.form {
                ListForm::Empty => ("empty", opens || !rule.ports.is_empty()),
                // A template that renders to nothing leaves no value.
                _ => {
                    ("null", is_dns(rule) || !rule.ports.is_empty() && !input.sources.text(key.value).trim().is_empty())
                }
            };
            let severity = if may_be_meant { Severity::Note } else { Severity::Warning };
            let message = format!("`{word}` is {form}, which matches everyone, in the cluster and outside");
            let help = format!("for nobody, remove the whole rule; for everyone, leave `{word}` out");
            let diagnostic = Diagnostic::new(LINT.code, severity, Some(key.key), message).help(help);
            let rule = input.fix(policy, "remove the rule, for nobody", |object| {
                Some([Change::Remove { at: object.path(rule.span)? }])
            });
            let list = input.fix(policy, format!("leave `{word}` out, for everyone"), |object| {
                let at = object.path(key.key)?;
                let (whole, _) = at.split()?;
                Some([if object.is_only(&whole) {
                    Change::Value { at: whole, content: Content::Map(Vec::new()) }
                } else {
                    Change::Remove { at }
                }])
            });
            let fixes = if may_be_meant { [list, rule] } else { [rule, list] };
            sink.push(Finding::from(with_fixes(diagnostic, fixes)).rule(at));
        }
    }
}

/// Whether a rule is about DNS alone, which is often allowed to everyone.
fn is_dns(rule: &NetworkPolicyRule) -> bool {
    let dns = |port: &NetworkPolicyPort| port.port == NetworkPort::Range(53, 53);
    !rule.ports.is_empty() && rule.ports.iter().all(dns)
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::weighed;

    #[test]
    fn names_may_say_that_everyone_is_meant() {
        let of = |name: &str, from: &str| {
            let policy = format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {{podSelector: {{}}, ingress: [{{from: {from}}}]}}\n"
            );
            weighed("L38", &policy)
        };
        assert_eq!(of("web-allow-external", "[]"), ["4 note"]);
        assert_eq!(of("web-allow-external", "null"), ["4 warning"]);
        assert_eq!(of("allow-web", "[]"), ["4 warning"]);
        assert_eq!(of("allow-web", "[], ports: [{port: 80}]"), ["4 note"]);
        assert_eq!(of("allow-web", "null, ports: [{port: 80}]"), ["4 note"]);
        assert_eq!(of("allow-web", ", ports: [{port: 80}]"), ["4 warning"]);
        assert_eq!(of("allow-web", "[{podSelector: {}}]"), [""; 0]);
    }
}
