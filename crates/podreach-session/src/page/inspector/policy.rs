//! What the inspector says about a policy: whom it selects and what each rule adds.

use std::borrow::Cow;

use podreach_eval::policy::{Direction, Off, Policy, RuleRef};
use podreach_eval::view::NodeId;
use podreach_eval::{Analysis, explain};
use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use super::standing::{RuleCard, Standing};

/// Rules of one direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSection {
    /// `Ingress` or `Egress`.
    pub heading: Cow<'static, str>,
    /// What it means that there is no rule; empty where there is one.
    pub sentence: String,
    /// Its rules in order.
    pub rules: Vec<RuleCard>,
}

/// All that is said about a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyModel {
    /// Its name.
    pub name: String,
    /// Kind, namespace and tier in words.
    pub kind: String,
    /// Its name in the sources.
    pub span: Span,
    /// Whom it selects and isolates.
    pub sentence: String,
    /// The endpoints that it selects, with their names.
    pub selected: Vec<(NodeId, String)>,
    /// What switches it off.
    pub object: Off,
    /// Whether it is switched off.
    pub off: bool,
    /// Directions that it has rules for.
    pub sections: Vec<RuleSection>,
}

/// The word for what a policy isolates.
pub(super) fn directions(policy: &Policy) -> &'static str {
    if policy.is_off() {
        return "nothing, switched off";
    }
    match (policy.written(Direction::Ingress).is_some(), policy.written(Direction::Egress).is_some()) {
        (true, true) => "ingress and egress",
        (true, false) => "ingress",
        (false, true) => "egress",
        (false, false) => "nothing",
    }
}

/// Says everything about a policy.
pub(super) fn policy(analysis: &Analysis, policy: &Policy) -> PolicyModel {
    let place = policy.namespace.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
    let tier = explain::tier_words(analysis, policy).map(|tier| format!(", {tier}")).unwrap_or_default();
    let selected = analysis
        .selected_by(policy.id)
        .into_iter()
        .map(|id| analysis.endpoint(id))
        .filter(|endpoint| !endpoint.hidden)
        .map(|endpoint| (NodeId::parse(&endpoint.id), endpoint.name.clone()))
        .collect();
    PolicyModel {
        name: policy.name.to_string(),
        kind: format!("{}{place}{tier}", policy.kind),
        span: policy.name_span,
        sentence: explain::policy_sentence(policy),
        selected,
        object: Off::policy(policy.object_ref()),
        off: policy.is_off(),
        sections: [Direction::Ingress, Direction::Egress]
            .into_iter()
            .filter_map(|direction| section(analysis, policy, direction))
            .collect(),
    }
}

fn section(analysis: &Analysis, policy: &Policy, direction: Direction) -> Option<RuleSection> {
    let rules = &policy.written(direction)?.rules;
    let (heading, nobody) = match direction {
        Direction::Ingress => ("Ingress", "No ingress rule: this policy alone allows no ingress."),
        Direction::Egress => ("Egress", "No egress rule: this policy alone denies all egress."),
    };
    let cards = rules.iter().enumerate().map(|(index, rule)| {
        let reference = RuleRef { policy: policy.id, direction, index: index as u32 };
        RuleCard {
            title: explain::rule_title(analysis, reference),
            sentence: explain::rule_words(rule, direction),
            span: Some(rule.span),
            standing: Standing::of_action(rule.action),
            off: policy.is_off() || rule.off,
        }
    });
    let sentence = if rules.is_empty() { nobody.to_owned() } else { String::new() };
    Some(RuleSection { heading: Cow::Borrowed(heading), sentence, rules: cards.collect() })
}
