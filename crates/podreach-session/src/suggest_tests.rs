//! Tests of the smallest changes.

use podreach_eval::Options;
use podreach_eval::inventory::EndpointId;
use podreach_eval::query::{PortQuery, Question};
use podreach_eval::sets::Protocol;
use podreach_eval::suggest::{Goal, Suggestion, Suggestions};
use podreach_syntax::{Sources, apply};

use crate::{Evaluation, Session, plain, suggest};

const PODS: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: c, ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: other, namespace: jobs, labels: {app: other}}
spec: {containers: [{name: c}]}
";

fn evaluated(text: &str) -> Evaluation {
    Session::new(1).evaluate(Sources::single("a.yaml", text), &Options::default())
}

fn id(evaluation: &Evaluation, name: &str) -> EndpointId {
    evaluation.analysis.endpoint_ids().find(|(_, one)| one.name == name).unwrap().0
}

fn asked(text: &str, goal: Goal, [from, to]: [&str; 2], port: Option<u16>) -> Suggestions {
    let evaluation = evaluated(text);
    let ends = [id(&evaluation, from), id(&evaluation, to)];
    let question = port.map_or(Question::Anything, |port| Question::Port(Protocol::Tcp, PortQuery::Number(port)));
    suggest(&evaluation, (goal, ends, &question), u64::MAX, 1)
}

fn found(text: &str, goal: Goal, ends: [&str; 2], port: Option<u16>) -> Vec<Suggestion> {
    match asked(text, goal, ends, port) {
        Suggestions::Found(found) => found,
        other => panic!("{other:?}"),
    }
}

/// The text with a suggestion.
fn applied(text: &str, suggestion: &Suggestion) -> String {
    let sources = apply(&Sources::single("a.yaml", text), &suggestion.edits).unwrap();
    sources.iter().next().unwrap().1.text().to_owned()
}

fn titles(suggestion: &Suggestion) -> [Option<&str>; 2] {
    [&suggestion.egress, &suggestion.ingress].map(|end| end.as_ref().map(|end| end.title.as_str()))
}

fn with(policies: &str) -> String {
    format!("{PODS}---\n{policies}")
}

const DENY: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
";

const DB: &str = "\
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector:
    matchLabels: {app: db}
  ingress:
    # who may
    - from:
        - podSelector:
            matchLabels: {app: api}
      ports:
        - port: 5432
";

#[test]
fn both_ends_are_changed_at_once() {
    let text = with(&format!("{DENY}{DB}"));
    let found = found(&text, Goal::Allow, ["web", "db"], None);
    let first = &found[0];
    assert_eq!((first.opens.count, first.closes.count), (0, 0), "{first:#?}");
    assert_eq!(titles(first)[1], Some("add web to db, ingress rule 1"));
    let after = applied(&text, first);
    assert!(
        after.contains("    # who may\n    - from:\n        - podSelector:\n            matchLabels: {app: api}\n"),
        "{after}"
    );
    let Suggestions::AlreadySo = asked(&after, Goal::Allow, ["web", "db"], Some(5432)) else { panic!("{after}") };
}

#[test]
fn an_end_that_lets_it_pass_needs_nothing() {
    let text = with(DB.trim_start_matches("---\n"));
    let found = found(&text, Goal::Allow, ["other", "db"], Some(5432));
    assert!(found.iter().all(|one| one.egress.is_none()), "{found:#?}");
    assert_eq!(found[0].opens.count, 0, "{:#?}", found[0]);
    let wide = asked(&text, Goal::Allow, ["other", "db"], Some(9999));
    let Suggestions::Found(wide) = wide else { panic!("{wide:?}") };
    assert!(applied(&text, &wide[0]).contains("9999"));
}

#[test]
fn what_denies_takes_away_no_more_than_it_has_to() {
    let text = with(&DB.trim_start_matches("---\n").replace("matchLabels: {app: api}", "matchLabels: {app: web}"));
    let found = found(&text, Goal::Deny, ["web", "db"], None);
    assert_eq!(titles(&found[0]), [None, Some("remove db, ingress rule 1")], "{found:#?}");
    assert_eq!((found[0].opens.count, found[0].closes.count), (0, 0));
    let after = applied(&text, &found[0]);
    assert!(after.contains("ingress: []"), "{after}");
}

#[test]
fn without_policies_everyone_else_stays_allowed() {
    let found = found(PODS, Goal::Deny, ["web", "db"], None);
    let first = &found[0];
    let after = applied(PODS, first);
    assert!(first.closes.listed.iter().all(|moved| moved.source != "jobs/other[Pod]"), "{first:#?}\n{after}");
    assert!(after.contains("operator: NotIn"), "{after}");
}

#[test]
fn what_is_so_already_and_what_cannot_be_asked_is_said() {
    assert_eq!(asked(PODS, Goal::Allow, ["web", "db"], None), Suggestions::AlreadySo);
    let evaluation = evaluated(PODS);
    let ends = [id(&evaluation, "web"), id(&evaluation, "db")];
    let question = Question::Port(Protocol::Tcp, PortQuery::Name("nope".into()));
    assert_eq!(suggest(&evaluation, (Goal::Allow, ends, &question), u64::MAX, 1), Suggestions::NoSuchPort);
    assert_eq!(plain(&evaluation.sources).len(), 1);
}
