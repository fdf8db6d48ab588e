//! What lines on exposure can say. Kinds of pods are written as [`ExposedSet::notation`] writes them.
//!
//! ```text
//! exposed ingress web from entire-cluster: TCP 80     exactly this is let pass by the workload's policies; behind it
//!                                                     `(both ends TCP 81)` where the pods' own let pass less
//! exposed egress web to [all namespaces]/[role=api]: nothing more    what is said of a wider kind is all
//! kinds ingress web: entire-cluster; default/[all pods]     exactly these say more than a wider one
//! border egress web: external:Internet all                  exactly these parts of the outside; `none`
//! held ingress web from entire-cluster: deny-egress         policies of some pods of the kind; `none`
//! why ingress web from default/[role=api]: sentence         the reason, with `line 7` for places
//! ```

use podreach_eval::explain;
use podreach_eval::exposure::{ExposedSet, SideExposure};
use podreach_eval::policy::Direction;

use crate::expect::{Checked, one, same};
use crate::outcome::Outcome;

pub(crate) fn check(outcome: &Outcome, what: &str, rest: &str) -> Checked {
    let (asked, expected) = rest.split_once(": ").ok_or("a colon is missing")?;
    let mut words = asked.splitn(3, ' ');
    let direction = match words.next() {
        Some("ingress") => Direction::Ingress,
        Some("egress") => Direction::Egress,
        other => return Err(format!("{other:?} is no direction")),
    };
    let workload = one(outcome, words.next().unwrap_or_default())?;
    let mut exposure = outcome.analysis.exposure();
    let found = exposure.of(workload).ok_or("that is no pod")?;
    let side = found.side(direction);
    let kind = |words: Option<&str>| {
        let (way, notation) = words.and_then(|words| words.split_once(' ')).ok_or("`from` or `to` is missing")?;
        if (way == "from") != (direction == Direction::Ingress) {
            return Err(format!("`{way}` is the wrong way"));
        }
        let all = || side.pods.iter().map(ExposedSet::notation).collect::<Vec<_>>().join("; ");
        let found = side.pods.iter().find(|kind| kind.notation() == notation);
        found.ok_or_else(|| format!("nothing is said of {notation}, but of {}", all()))
    };
    let text = match what {
        "kinds" => side.telling().map(ExposedSet::notation).collect::<Vec<_>>().join("; "),
        "border" => border(outcome, side),
        "exposed" => exposed(kind(words.next())?),
        "held" => held(outcome, kind(words.next())?),
        _ => why(outcome, workload, side, kind(words.next())?),
    };
    same(expected.trim(), &text)
}

fn exposed(kind: &ExposedSet) -> String {
    if kind.within.is_some() {
        return "nothing more".into();
    }
    if kind.connections == kind.both_ends {
        return kind.connections.to_string();
    }
    format!("{} (both ends {})", kind.connections, kind.both_ends)
}

fn border(outcome: &Outcome, side: &SideExposure) -> String {
    let parts = side.outside.iter().map(|(part, connections)| {
        format!("{} {}", outcome.analysis.endpoint(*part).id, outcome.analysis.connections().get(*connections))
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "none".into() } else { parts.join("; ") }
}

fn held(outcome: &Outcome, kind: &ExposedSet) -> String {
    let names =
        kind.selecting_some.iter().filter_map(|id| outcome.analysis.policy(*id)).map(|policy| policy.name.to_string());
    let names: Vec<String> = names.collect();
    if names.is_empty() { "none".into() } else { names.join(", ") }
}

fn why(
    outcome: &Outcome,
    workload: podreach_eval::inventory::EndpointId,
    side: &SideExposure,
    kind: &ExposedSet,
) -> String {
    explain::exposure_sentence(&outcome.analysis, workload, side, kind, |rule| {
        let span = outcome.analysis.rule(rule).map(|rule| rule.span);
        span.map(|span| format!("line {}", outcome.sources.line(span))).unwrap_or_default()
    })
}
