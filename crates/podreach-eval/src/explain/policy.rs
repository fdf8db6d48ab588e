//! What policies and rules say.

use crate::analysis::Analysis;
use crate::kinds::RejectedPolicy;
use crate::policy::{Action, Direction, Policy, Rule, RuleRef, any_policy};

use super::words;

/// `web-netpol, egress rule 1`; a rule that has a name says it too: `guard, ingress rule 2 (deny-rest)`.
pub fn rule_title(analysis: &Analysis, rule: RuleRef) -> String {
    let name = analysis.policy(rule.policy).map_or("", |policy| &policy.name);
    let own = analysis.rule(rule).and_then(|rule| rule.name.as_deref());
    let own = own.map(|own| format!(" ({own})")).unwrap_or_default();
    format!("{name}, {} rule {}{own}", rule.direction.as_str(), rule.index + 1)
}

/// `to pods app=api in default, on TCP 3000`.
pub fn rule_sentence(analysis: &Analysis, rule: RuleRef) -> String {
    analysis.rule(rule).map(|found| rule_words(found, rule.direction)).unwrap_or_default()
}

/// What a rule matches, without its action: `to pods app=api in default, on TCP 3000`.
pub fn rule_matches(analysis: &Analysis, rule: RuleRef) -> String {
    analysis.rule(rule).map(|found| matches(found, rule.direction)).unwrap_or_default()
}

/// A rule in words: `from everyone, on TCP 80`; other actions than allow come first.
pub fn rule_words(rule: &Rule, direction: Direction) -> String {
    let action = match rule.action {
        Action::Allow => "",
        Action::Deny => "deny ",
        Action::Pass => "pass ",
        Action::Log => "log ",
    };
    format!("{action}{}", matches(rule, direction))
}

fn matches(rule: &Rule, direction: Direction) -> String {
    let preposition = if direction == Direction::Ingress { "from" } else { "to" };
    let peers = words::peers(rule.peers.as_deref());
    let ports = words::ports(rule.ports.as_deref());
    let own = rule.own.as_ref().map(|own| format!(", for {}", words::end(own))).unwrap_or_default();
    format!("{preposition} {peers}, on {ports}{own}")
}

/// What a policy selects and isolates, and how many rules it has; as written, also where some of it is switched off.
pub fn policy_sentence(policy: &Policy) -> String {
    let subject = words::end(&policy.subject);
    if policy.namespace.is_none() {
        return cluster_policy_sentence(policy, &subject);
    }
    let part = |direction: Direction| {
        let rules = policy.written(direction)?.rules.as_slice();
        Some(match (direction, rules) {
            (Direction::Ingress, []) => "denies all ingress".to_owned(),
            (Direction::Egress, []) => "denies all egress".to_owned(),
            (direction, [rule]) => {
                let verb = if direction == Direction::Ingress { "allows ingress" } else { "allows egress" };
                format!("{verb} {}", rule_words(rule, direction))
            }
            (direction, rules) => {
                format!("allows what its {} {} rules match", rules.len(), direction.as_str())
            }
        })
    };
    let parts: Vec<String> = [Direction::Ingress, Direction::Egress].into_iter().filter_map(part).collect();
    if parts.is_empty() {
        return format!("It selects {subject} and isolates nothing.");
    }
    format!("It selects {subject}; it {}.", parts.join(", and "))
}

/// A cluster-wide policy isolates nothing; its rules are evaluated in order.
fn cluster_policy_sentence(policy: &Policy, subject: &str) -> String {
    let part = |direction: Direction| match policy.written(direction)?.rules.as_slice() {
        [] => None,
        [rule] => Some(format!("its {} rule says: {}", direction.as_str(), with_action(rule, direction))),
        rules => Some(format!("its {} {} rules are evaluated in order", rules.len(), direction.as_str())),
    };
    let parts: Vec<String> = [Direction::Ingress, Direction::Egress].into_iter().filter_map(part).collect();
    if parts.is_empty() {
        return format!("It selects {subject} and has no rules.");
    }
    format!("It selects {subject}; {}.", parts.join(", and "))
}

fn with_action(rule: &Rule, direction: Direction) -> String {
    let allow = if rule.action == Action::Allow { "allow " } else { "" };
    format!("{allow}{}", rule_words(rule, direction))
}

/// What a client that drops what it does not know would make of a rejected policy; `None` when nothing sensible is left.
pub fn lenient_sentence(rejected: &RejectedPolicy) -> Option<String> {
    rejected.lenient.as_ref().map(|policy| policy_sentence(&any_policy(policy)))
}
