//! The nearest miss at one end of a denied connection, as the inspector shows it.

use std::borrow::Cow;

use podreach_eval::lint::Finding;
use podreach_eval::query::{DirectionVerdict, Verdict};
use podreach_eval::{Analysis, explain};
use podreach_syntax::{Severity, Span};
use serde::{Deserialize, Serialize};

/// The rule that comes closest to allowing a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nearest {
    /// Its policy and its number.
    pub title: String,
    /// Where it is written.
    pub span: Option<Span>,
    /// What it asks, in order.
    pub criteria: Vec<CriterionRow>,
    /// The finding that names the cause.
    pub cause: Option<Cause>,
}

/// One thing that a rule asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionRow {
    /// `namespace`, `pods`, `ports`.
    pub aspect: Cow<'static, str>,
    /// Whether the connection has it.
    pub matches: bool,
    /// What the rule wants.
    pub wants: String,
    /// How the connection is instead; empty where it matches.
    pub instead: String,
    /// Where the rule says so.
    pub span: Option<Span>,
}

/// A finding that names a cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its code.
    pub code: Cow<'static, str>,
    /// Its weight.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Option<Span>,
}

/// The nearest miss at one end.
pub(super) fn nearest(
    analysis: &Analysis,
    findings: &[Finding],
    verdict: &Verdict,
    decision: &DirectionVerdict,
) -> Option<(podreach_eval::policy::RuleRef, Nearest)> {
    let near = explain::nearest_miss(analysis, verdict, decision)?;
    let cause = explain::cause(analysis, findings, &near).map(|found| &found.diagnostic);
    let cause = cause.map(|found| Cause {
        code: Cow::Borrowed(found.code),
        severity: found.severity,
        message: found.message.clone(),
        span: found.span,
    });
    let criterion = |one: &explain::Criterion| CriterionRow {
        aspect: Cow::Borrowed(one.aspect.as_str()),
        matches: one.matches,
        wants: one.wants.clone(),
        instead: one.instead.clone(),
        span: one.span,
    };
    let shown = Nearest {
        title: explain::rule_title(analysis, near.rule),
        span: analysis.rule(near.rule).map(|rule| rule.span),
        criteria: near.criteria.iter().map(criterion).collect(),
        cause,
    };
    Some((near.rule, shown))
}
