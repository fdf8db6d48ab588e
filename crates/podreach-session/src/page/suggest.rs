//! What would allow a denied connection, or deny an allowed one: complete changes, each with all that it does besides.

use podreach_eval::query::Question;
use podreach_eval::suggest::{Besides, EndChange, Goal, Suggestion, Suggestions};
use podreach_eval::view::NodeId;
use podreach_syntax::PlacedEdit;
use podreach_syntax::hunks::{Hunk, hunks};
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// Steps that trying changes may take.
const STEPS: u64 = 500_000_000;
/// Pairs that are named of those that a change opens or closes besides.
const NAMED: usize = 6;

/// Asks for changes. Each is evaluated, which takes as long as the input does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggest {
    /// Whether the connection is to pass.
    pub allow: bool,
    /// Its source.
    pub from: NodeId,
    /// Its destination.
    pub to: NodeId,
}

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggested {
    /// What is to be said where there are no changes.
    pub says: String,
    /// Complete changes, the smallest first.
    pub cards: Vec<SuggestedChange>,
}

/// A complete change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestedChange {
    /// What it does as a whole, in the imperative.
    pub title: String,
    /// What is done at the source and at the destination, or that nothing has to be.
    pub ends: [String; 2],
    /// What it opens besides; empty for nothing.
    pub opens: Vec<String>,
    /// What it closes besides; empty for nothing.
    pub closes: Vec<String>,
    /// Lines that are added, changed or removed.
    pub lines: usize,
    /// The change.
    pub edits: Vec<PlacedEdit>,
    /// The same by lines.
    pub hunks: Vec<Hunk>,
}

pub(super) fn answer(Suggest { allow, from, to }: Suggest, evaluation: &Evaluation) -> Suggested {
    let says = |text: &str| Suggested { says: text.to_owned(), cards: Vec::new() };
    let ends = evaluation.endpoint_of_node(&from).zip(evaluation.endpoint_of_node(&to));
    let Some((source, destination)) = ends else { return says("What is selected is no longer in the input.") };
    let goal = if allow { Goal::Allow } else { Goal::Deny };
    let found = crate::suggest(evaluation, (goal, [source, destination], &Question::Anything), STEPS, 1);
    match found {
        Suggestions::AlreadySo if allow => {
            says("It is allowed already, on all container ports that the destination declares.")
        }
        Suggestions::AlreadySo => says("It is denied already."),
        Suggestions::NoSuchPort => says("The destination declares no port."),
        Suggestions::Found(found) if found.is_empty() => says("No change of the policies was found that does it."),
        Suggestions::Found(found) => {
            Suggested { says: String::new(), cards: found.iter().map(|one| card(evaluation, goal, one)).collect() }
        }
    }
}

fn card(evaluation: &Evaluation, goal: Goal, one: &Suggestion) -> SuggestedChange {
    let none = if goal == Goal::Allow { "allows it already" } else { "stays as it is" };
    let end = |end: &Option<EndChange>| end.as_ref().map_or_else(|| none.to_owned(), |end| end.title.clone());
    let titles = [&one.egress, &one.ingress].into_iter().flatten().map(|end| end.title.clone());
    let titles: Vec<String> = titles.collect();
    SuggestedChange {
        title: podreach_eval::explain::list(&titles),
        ends: [end(&one.egress), end(&one.ingress)],
        opens: named(&one.opens),
        closes: named(&one.closes),
        lines: one.lines,
        edits: one.edits.clone(),
        hunks: hunks(&evaluation.sources, &one.edits),
    }
}

fn named(moved: &Besides) -> Vec<String> {
    let named = moved.listed.iter().take(NAMED);
    let mut all: Vec<String> =
        named.map(|one| format!("{} to {}: {}", one.source, one.destination, one.connections)).collect();
    if moved.count > all.len() {
        all.push(format!("{} more", moved.count - all.len()));
    }
    all
}

#[cfg(test)]
mod tests {
    use podreach_syntax::apply;

    use super::*;
    use crate::page::asked::{asked, evaluation};

    const DENIED: &str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: c}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, labels: {app: db}}, spec: {containers: [{name: c, ports: [{containerPort: 5432}]}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
";

    fn of(allow: bool, text: &str) -> Suggested {
        let node = |name: &str| NodeId::parse(&format!("default/{name}"));
        asked(&evaluation(text), Suggest { allow, from: node("web"), to: node("db") })
    }

    #[test]
    fn what_is_denied_can_be_allowed_and_denied_again() {
        let found = of(true, DENIED);
        let first = &found.cards[0];
        assert_eq!(first.ends[0], "allows it already");
        assert!(first.opens.is_empty() && first.closes.is_empty() && !first.hunks.is_empty(), "{first:#?}");
        let changed = apply(&evaluation(DENIED).sources, &first.edits).unwrap();
        let changed = changed.iter().next().unwrap().1.text().to_owned();
        let again = of(true, &changed);
        assert!(again.cards.is_empty() && again.says.contains("already"), "{again:?}");
        assert!(!of(false, &changed).cards.is_empty(), "{changed}");
        assert_eq!(of(false, DENIED).cards, []);
    }
}
