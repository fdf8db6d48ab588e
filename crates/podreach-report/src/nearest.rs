//! The nearest miss of a denial, criterion by criterion, with the finding that names its cause.

use podreach_eval::explain::{self, Criterion, NearestMiss};
use podreach_eval::lint::{Finding, Lint};
use podreach_eval::query::{DirectionVerdict, Verdict};
use podreach_eval::{Analysis, policy::RuleRef};
use podreach_syntax::Sources;
use serde::Serialize;

use crate::place::{Place, line, place};
use crate::references::{RuleName, Said};
use crate::style::{Ink, VerdictStyle, ink};
use crate::text::Text;

/// The nearest miss at one end, with its cause.
pub(crate) struct Nearest<'a> {
    pub(crate) near: NearestMiss,
    pub(crate) cause: Option<&'a Finding>,
}

impl<'a> Nearest<'a> {
    /// Of one end of a verdict; none where nothing is denied there or no rule comes near.
    pub(crate) fn of(
        analysis: &Analysis,
        findings: &'a [Finding],
        verdict: &Verdict,
        decision: &DirectionVerdict,
    ) -> Option<Self> {
        let near = explain::nearest_miss(analysis, verdict, decision)?;
        let cause = explain::cause(analysis, findings, &near);
        Some(Self { near, cause })
    }

    /// What the rule asks, one line a criterion: a word that says whether it matches, and the rest.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (&Criterion, &'static str, String)> {
        self.near.criteria.iter().map(|one| {
            let word = if one.matches { "matches" } else { "differs" };
            (one, word, format!("{}: {}", one.aspect.as_str(), one.sentence()))
        })
    }
}

/// The nearest miss for people.
pub(crate) fn text(analysis: &Analysis, sources: &Sources, nearest: &Nearest<'_>, style: VerdictStyle) -> Text {
    let mut out = Text::new();
    let title = explain::rule_title(analysis, nearest.near.rule);
    let at = analysis.rule(nearest.near.rule).map(|rule| line(sources, rule.span)).unwrap_or_default();
    let _ = writeln!(out, "    nearest   {title}  {}", ink(&at, Ink::Faint, style.color));
    for (criterion, word, said) in nearest.lines() {
        let color = if criterion.matches { Ink::Faint } else { Ink::Bad };
        let at = criterion.span.filter(|_| !criterion.matches).map(|span| line(sources, span)).unwrap_or_default();
        let space = if at.is_empty() { "" } else { "  " };
        let (word, at) = (ink(word, color, style.color), ink(&at, Ink::Faint, style.color));
        let _ = writeln!(out, "              {word}  {said}{space}{at}");
    }
    if let Some(cause) = nearest.cause {
        let found = &cause.diagnostic;
        let code = ink(found.code, Ink::Strong, style.color);
        let _ = writeln!(out, "              {code}  {}: {}", found.severity.as_str(), found.message);
        if let Some(help) = &found.help {
            let _ = writeln!(out, "              help: {help}");
        }
    }
    out
}

/// The rule that comes closest to allowing what is denied.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct NearestOut<'a> {
    /// The rule.
    rule: RuleName<'a, Said>,
    /// What the rule asks, in the order selected pods, namespace, pods or address, ports; at least one does not match.
    criteria: Vec<CriterionOut<'a>>,
    /// The finding that names the cause; null where there is none.
    finding: Option<CauseOut<'a>>,
}

/// One thing that a rule asks.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CriterionOut<'a> {
    /// `selected pods`, `namespace`, `pods`, `address` or `ports`.
    aspect: &'static str,
    /// Whether the connection has it.
    matches: bool,
    /// What the rule asks for.
    wants: String,
    /// How the connection is instead; null where it matches.
    instead: Option<String>,
    /// Where the rule says so.
    at: Option<Place<'a>>,
}

/// A finding by its code and its name.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CauseOut<'a> {
    /// Stable code, `L50`.
    code: &'a str,
    /// Stable name, `service-port-in-policy`.
    name: &'a str,
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// What is wrong.
    message: &'a str,
    /// What to do.
    help: Option<&'a str>,
    /// Where.
    at: Option<Place<'a>>,
}

pub(crate) fn json<'a>(analysis: &'a Analysis, sources: &'a Sources, nearest: Nearest<'a>) -> NearestOut<'a> {
    let rule: RuleRef = nearest.near.rule;
    let criterion = |one: Criterion| CriterionOut {
        aspect: one.aspect.as_str(),
        matches: one.matches,
        wants: one.wants,
        instead: Some(one.instead).filter(|_| !one.matches),
        at: one.span.and_then(|span| place(sources, span)),
    };
    let cause = nearest.cause.map(|found| &found.diagnostic);
    NearestOut {
        rule: RuleName::of(analysis, sources, rule, Said::of(analysis, rule)),
        criteria: nearest.near.criteria.into_iter().map(criterion).collect(),
        finding: cause.map(|found| CauseOut {
            code: found.code,
            name: Lint::of(found.code).map_or("", |lint| lint.name),
            severity: found.severity.as_str(),
            message: &found.message,
            help: found.help.as_deref(),
            at: found.span.and_then(|span| place(sources, span)),
        }),
    }
}
