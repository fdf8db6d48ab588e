//! Policies and rules as JSON documents refer to them.

use podreach_eval::policy::{Policy, RuleRef};
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;
use serde::Serialize;

use crate::place::{Place, place};

/// A policy by its kind and its name.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PolicyName<'a> {
    /// As written.
    kind: &'a str,
    /// Null where its kind has none.
    namespace: Option<&'a str>,
    /// Its name.
    name: &'a str,
}

impl<'a> PolicyName<'a> {
    pub(crate) fn of(policy: &'a Policy) -> Self {
        Self { kind: &policy.kind, namespace: policy.namespace.as_deref(), name: &policy.name }
    }
}

/// A rule by its policy, with what a document says of it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RuleName<'a, T> {
    /// Kind of the policy.
    kind: Option<&'a str>,
    /// Namespace of the policy; null where its kind has none.
    namespace: Option<&'a str>,
    /// Name of the policy.
    policy: Option<&'a str>,
    /// `ingress` or `egress`.
    direction: &'static str,
    /// Index among the policy's rules of the direction, from 0.
    index: u32,
    /// Where it is written.
    at: Option<Place<'a>>,
    #[serde(flatten)]
    says: T,
}

impl<'a, T> RuleName<'a, T> {
    pub(crate) fn of(analysis: &'a Analysis, sources: &'a Sources, rule: RuleRef, says: T) -> Self {
        let policy = analysis.policy(rule.policy);
        Self {
            kind: policy.map(|policy| &*policy.kind),
            namespace: policy.and_then(|policy| policy.namespace.as_deref()),
            policy: policy.map(|policy| &*policy.name),
            direction: rule.direction.as_str(),
            index: rule.index,
            at: analysis.rule(rule).and_then(|found| place(sources, found.span)),
            says,
        }
    }
}

/// A rule that matched.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Said {
    /// The rule in words.
    pub(crate) text: String,
}

impl Said {
    pub(crate) fn of(analysis: &Analysis, rule: RuleRef) -> Self {
        Self { text: explain::rule_sentence(analysis, rule) }
    }
}
