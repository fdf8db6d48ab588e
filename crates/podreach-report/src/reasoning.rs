//! What a decision rests on, in the form that all formats of an explanation share: the walk through the tiers, and the policies
//! and rules that matter.

use podreach_eval::policy::{Action, Direction, PolicyId, RuleRef};
use podreach_eval::query::{DirectionReason, DirectionVerdict, TierStep};
use podreach_eval::sets::ConnectionSet;
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;

use crate::place::line;
use crate::style::Ink;

/// A policy or rule of a decision.
pub(crate) struct Item {
    /// `isolates`, `allows`, `denies`, `passes` or `no match`.
    pub(crate) mark: &'static str,
    pub(crate) ink: Ink,
    pub(crate) policy: PolicyId,
    pub(crate) rule: Option<RuleRef>,
    /// `web-netpol, egress rule 1`, or the policy's name.
    pub(crate) title: String,
    /// `file:line`.
    pub(crate) place: String,
    pub(crate) words: String,
    /// What the rule covers of what was asked.
    pub(crate) connections: Option<String>,
}

/// Policies and rules in order: what isolates, what matches, and at most `misses` of what comes near. What isolates is left
/// out where rules matter more, unless everything is wanted.
pub(crate) fn items(
    analysis: &Analysis,
    sources: &Sources,
    decision: &DirectionVerdict,
    full: bool,
    misses: usize,
) -> Vec<Item> {
    let mut items = Vec::new();
    // A tier that nothing came to isolates nothing.
    let isolates = decision.steps.iter().any(|step| step.isolates);
    if isolates && (full || (!decision.allowed && decision.hits.is_empty())) {
        for policy in decision.isolating.iter().filter_map(|id| analysis.policy(*id)) {
            items.push(Item {
                mark: "isolates",
                ink: Ink::Strong,
                policy: policy.id,
                rule: None,
                title: policy.name.to_string(),
                place: line(sources, policy.name_span),
                words: explain::policy_sentence(policy),
                connections: None,
            });
        }
    }
    let of_rule = |rule: RuleRef, mark, ink, words, connections| Item {
        mark,
        ink,
        policy: rule.policy,
        rule: Some(rule),
        title: explain::rule_title(analysis, rule),
        place: analysis.rule(rule).map(|rule| line(sources, rule.span)).unwrap_or_default(),
        words,
        connections,
    };
    for hit in &decision.hits {
        let (mark, ink) = match hit.action {
            Action::Allow => ("allows", Ink::Good),
            Action::Deny => ("denies", Ink::Bad),
            Action::Pass => ("passes", Ink::Strong),
            Action::Log => ("logs", Ink::Strong),
        };
        let words = explain::rule_sentence(analysis, hit.rule);
        items.push(of_rule(hit.rule, mark, ink, words, Some(hit.connections.list_notation())));
    }
    for miss in decision.misses.iter().take(misses) {
        let words = explain::miss_sentence(analysis, decision, miss);
        items.push(of_rule(miss.rule, "no match", Ink::Faint, words, None));
    }
    items
}

/// `egress from` or `ingress to`, before the name of an endpoint.
pub(crate) const fn direction_words(decision: &DirectionVerdict) -> &'static str {
    match decision.direction {
        Direction::Egress => "egress from",
        Direction::Ingress => "ingress to",
    }
}

/// `allowed` or `blocked`.
pub(crate) const fn word(decision: &DirectionVerdict) -> (&'static str, Ink) {
    if decision.allowed { ("allowed", Ink::Good) } else { ("blocked", Ink::Bad) }
}

/// What the decision says as a sentence.
pub(crate) fn sentence(analysis: &Analysis, decision: &DirectionVerdict) -> String {
    match decision.reason {
        DirectionReason::NotAPod => "Policies do not apply to what is not a pod.".to_owned(),
        _ => explain::direction_sentence(analysis, decision),
    }
}

/// What one tier of the walk said.
pub(crate) struct Step<'a> {
    pub(crate) tier: &'a str,
    /// Whether it ended the walk for something, and so decided it.
    pub(crate) decides: bool,
    /// Whether what no rule of it matches is denied.
    pub(crate) isolates: bool,
    /// `web-admin, ingress rule 1 denies TCP 80; the rest passes to the next tier`.
    pub(crate) text: String,
}

/// The walk through the tiers, in order.
pub(crate) fn steps<'a>(analysis: &'a Analysis, decision: &'a DirectionVerdict) -> Vec<Step<'a>> {
    let last = decision.steps.len().saturating_sub(1);
    decision.steps.iter().enumerate().map(|(at, step)| one(analysis, decision, step, at == last)).collect()
}

/// Whether the walk says more than the rules do: of one tier whose rules allow, the rules say all.
pub(crate) fn walks(decision: &DirectionVerdict) -> bool {
    decision.steps.len() > 1 || decision.hits.iter().any(|hit| hit.action != Action::Allow)
}

fn one<'a>(analysis: &'a Analysis, decision: &'a DirectionVerdict, step: &'a TierStep, last: bool) -> Step<'a> {
    let mut parts = Vec::new();
    let mut decides = step.isolates;
    // Both the rules of a step and the hits are sorted.
    let action = |rule: &RuleRef| {
        let at = decision.hits.binary_search_by_key(rule, |hit| hit.rule).ok()?;
        decision.hits.get(at).map(|hit| hit.action)
    };
    let mut verbs = [(Action::Allow, "allows"), (Action::Deny, "denies"), (Action::Pass, "passes")];
    // In the order in which the tier asks its rules.
    verbs.sort_by_key(|(verb, _)| step.rules.iter().position(|rule| action(rule) == Some(*verb)));
    for (action, verb) in verbs {
        let hits =
            decision.hits.iter().filter(|hit| hit.action == action && step.rules.binary_search(&hit.rule).is_ok());
        let hits: Vec<_> = hits.collect();
        let Some(first) = hits.first() else { continue };
        let set = hits.iter().fold(ConnectionSet::none(), |all, hit| all.union(&hit.connections));
        let mut who = explain::rule_title(analysis, first.rule);
        let verb = match (action, hits.len()) {
            (_, 1) => verb,
            (Action::Allow, _) => "allow",
            (Action::Deny, _) => "deny",
            (Action::Pass, _) => "pass",
            (Action::Log, _) => "log",
        };
        if hits.len() > 1 {
            who = format!("{who} and {} more", hits.len() - 1);
        }
        parts.push(format!("{who} {verb} {}", set.list_notation()));
        decides |= action != Action::Pass;
    }
    if parts.is_empty() {
        parts.push("no rule matches".into());
    }
    if !step.rest.is_none() {
        parts.push(match (step.isolates, last) {
            (true, _) => "nothing else is allowed".into(),
            // After the last tier the default is allow.
            (false, true) => "the rest is allowed, no later tier applies".into(),
            (false, false) => "the rest passes to the next tier".to_owned(),
        });
    }
    Step { tier: explain::tier_name(analysis, step.tier), decides, isolates: step.isolates, text: parts.join("; ") }
}
