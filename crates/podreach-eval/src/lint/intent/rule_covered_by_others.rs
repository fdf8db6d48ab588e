//! A rule allows nothing that the other rules of its policy do not allow already.
//!
//! Found where every peer of a rule is sure to be one of other rules, which have all its ports, whatever pods there are. Of rules that
//! say the same, the last one is found. Rules beside one that allows everything are a finding of their own (L25).
//!
//! ## Why it matters
//!
//! Rules add up. One that changes nothing is either left over, or is meant to say something else: another port, or another peer.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: web
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports: [{port: 80}, {port: 443}]
//!     - from: [{podSelector: {matchLabels: {app: proxy}}}] # L90
//!       ports: [{port: 443}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata:
//!   namespace: shop
//!   name: web
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {}}]
//!       ports: [{port: 80}]
//!     - from: [{podSelector: {matchLabels: {app: proxy}}}]
//!       ports: [{port: 443}]
//! ```
//!
//! ## How to fix it
//!
//! Remove it, or make the other rule as narrow as is meant.
//!
//! ## Sources
//!
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)

use podreach_syntax::{Change, Diagnostic, Severity};

use super::covered::{Allowing, allows_all, rules};
use crate::lint::fixes::with_fixes;
use crate::lint::input::{BOTH, Input, NetworkPolicyAt};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L90",
    name: "rule-covered-by-others",
    severity: Severity::Note,
    needs: &[],
    source: source!("rule_covered_by_others.rs"),
    check: Check::Run(check),
};

/// Rules that are shown.
const SHOWN: usize = 3;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for direction in BOTH {
            let written = policy.policy.rules(direction).unwrap_or(&[]);
            if !policy.policy.isolates(direction) || written.len() < 2 || written.iter().any(allows_all) {
                continue;
            }
            let rules: Vec<Allowing<'_>> = rules(policy.policy, direction).collect();
            let mut left: Vec<&Allowing<'_>> = rules.iter().collect();
            // Of those that say the same, the first one stays.
            for at in (0..left.len()).rev() {
                let rule = left.remove(at);
                match rule.covered(&left, sink) {
                    Some(by) => sink.push(finding(input, policy, rule, &by)),
                    None => left.insert(at, rule),
                }
            }
        }
    }
}

fn finding(input: &Input<'_>, policy: NetworkPolicyAt<'_>, rule: &Allowing<'_>, by: &[&Allowing<'_>]) -> Finding {
    let (other, verb) =
        if by.len() == 1 { ("another rule of the policy", "allows") } else { ("other rules of the policy", "allow") };
    let message = format!("{other} {verb} all that this rule does");
    let diagnostic = Diagnostic::note(LINT.code, rule.rule.span, message).help(
        "remove it, or correct it if it is meant to allow something else; whatever pods there are, it changes nothing",
    );
    let shown = by.iter().take(SHOWN);
    let diagnostic = shown.fold(diagnostic, |all, other| all.related(other.rule.span, "this rule allows as much"));
    let fix =
        input.fix(policy, "remove the rule", |object| Some([Change::Remove { at: object.path(rule.rule.span)? }]));
    let diagnostic = with_fixes(diagnostic, [fix]);
    by.iter().fold(Finding::from(diagnostic).rule(rule.at), |found, other| found.rule(other.at))
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use crate::{Options, analyze};

    fn found(rules: &str) -> usize {
        let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: a}\n";
        let sources = Sources::single("a.yaml", format!("{policy}spec: {{podSelector: {{}}, egress: [{rules}]}}\n"));
        analyze(&sources, &Options::default()).findings_of(&sources, |lint| lint.code == "L90").found.len()
    }

    #[test]
    fn what_others_allow_together() {
        let pods = "to: [{podSelector: {matchLabels: {app: a}}}]";
        assert_eq!(found(&format!("{{{pods}}}, {{{pods}}}")), 1);
        assert_eq!(found(&format!("{{{pods}, ports: [{{port: 1}}]}}, {{{pods}, ports: [{{port: 2}}]}}")), 0);
        assert_eq!(
            found(&format!(
                "{{{pods}, ports: [{{port: 1}}]}}, {{{pods}, ports: [{{port: 2}}]}}, {{{pods}, ports: [{{port: 1, endPort: 2}}]}}"
            )),
            1
        );
        assert_eq!(
            found(&format!("{{{pods}, ports: [{{port: http}}]}}, {{{pods}, ports: [{{port: http}}, {{port: 1}}]}}")),
            1
        );
        assert_eq!(found(&format!("{{{pods}, ports: [{{port: http}}]}}, {{{pods}, ports: [{{port: 80}}]}}")), 0);
        assert_eq!(found("{ports: [{port: http}]}, {ports: [{protocol: TCP}]}"), 1);
        assert_eq!(found("{to: [{namespaceSelector: {}}]}, {to: [{podSelector: {}}]}"), 1);
        assert_eq!(found("{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}, {to: [{ipBlock: {cidr: 10.1.0.0/16}}]}"), 1);
        assert_eq!(
            found(
                "{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}, {to: [{ipBlock: {cidr: 10.1.0.0/16}}]}"
            ),
            0
        );
        // Blocks may match no pods.
        assert_eq!(
            found("{to: [{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: '::/0'}}]}, {to: [{podSelector: {}}]}"),
            0
        );
        assert_eq!(found("{}, {to: [{podSelector: {}}]}"), 0, "that is L25");
    }
}
