//! The walk through the tiers in every format: which rule passed a connection on, which decided.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use podreach_eval::policy::{Action, TierId};
use podreach_eval::query::{DirectionVerdict, Question, TierStep, Verdict};
use podreach_eval::{Analysis, Options, analyze};
use podreach_report::{ExplainDoc, Format, VerdictStyle, render};
use podreach_syntax::Sources;

const INPUT: &str = "
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: db, labels: {app: db}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: web}}}]
      ports: [{port: 80}]
    - from: [{podSelector: {}}]
      ports: [{port: 81}]
";

/// A verdict whose way in has the tiers of the list, the last of them the real one.
fn verdict(analysis: &Analysis, tiers: &[(&'static str, Option<Action>)]) -> Verdict {
    let ids = ["default/web", "default/db"].map(|id| analysis.endpoint_by_id(id).unwrap());
    let mut verdict = analysis.verdict(ids[0], ids[1], &Question::Anything);
    let real = verdict.ingress.steps.remove(0);
    let hit = verdict.ingress.hits.first().unwrap().clone();
    for (tier, action) in tiers {
        let rules = action.map(|_| hit.rule).into_iter().collect();
        let tier = analysis.policies.tiers.iter().position(|known| &*known.name == *tier).unwrap();
        verdict.ingress.steps.push(TierStep {
            tier: TierId(tier as u32),
            applied: real.applied.clone(),
            isolates: false,
            action: *action,
            rules,
            rest: real.rest.clone(),
        });
        if let Some(action) = action {
            let mut other = hit.clone();
            other.action = *action;
            verdict.ingress.hits.push(other);
        }
    }
    verdict.ingress.steps.push(real);
    verdict
}

fn told(analysis: &Analysis, sources: &Sources, verdict: &Verdict, full: bool, format: Format) -> String {
    let style = VerdictStyle { full, color: false };
    render(&ExplainDoc::of_verdict(analysis, sources, verdict.clone(), [None, None], style), format).unwrap()
}

fn json(analysis: &Analysis, sources: &Sources, verdict: &Verdict) -> serde_json::Value {
    serde_json::from_str(&told(analysis, sources, verdict, true, Format::Json)).unwrap()
}

#[test]
fn one_tier_of_allow_rules_is_told_by_its_rules() {
    let sources = Sources::single("input.yaml", INPUT);
    let analysis = analyze(&sources, &Options::default());
    let verdict = verdict(&analysis, &[]);
    let text = told(&analysis, &sources, &verdict, true, Format::Txt);
    assert!(!text.contains("decides"), "{text}");
    // Programs have the walk all the same.
    let json = json(&analysis, &sources, &verdict);
    let steps = json["ingress"]["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 1);
    assert_eq!((&steps[0]["tier"], &steps[0]["default"]), (&"NetworkPolicy".into(), &"deny".into()));
    assert_eq!(steps[0]["decides"], true);
    assert_eq!(steps[0]["rules"].as_array().unwrap().len(), 2);
    assert_eq!(steps[0]["policies"][0]["name"], "db");
    assert_eq!(steps[0]["text"], "db, ingress rule 1 and 1 more allow TCP 80-81; nothing else is allowed");
}

/// The order in which tiers were asked is shown in every format, with who passed on and who decided.
#[test]
fn several_tiers_are_told_in_order() {
    let sources = Sources::single("input.yaml", INPUT);
    let analysis = analyze(&sources, &Options::default());
    let verdict = verdict(&analysis, &[("Admin", Some(Action::Pass))]);
    let texts = [
        told(&analysis, &sources, &verdict, true, Format::Txt),
        told(&analysis, &sources, &verdict, false, Format::Txt),
        told(&analysis, &sources, &verdict, true, Format::Md),
    ];
    for text in texts {
        let plain = text.replace("**", "");
        let admin = plain.find("1. Admin").unwrap_or_else(|| unreachable!("{text}"));
        let own = plain.find("2. NetworkPolicy decides").unwrap_or_else(|| unreachable!("{text}"));
        assert!(admin < own, "{text}");
        assert!(plain.contains("db, ingress rule 1 passes TCP 80"), "{text}");
        assert!(plain.contains("passes"), "{text}");
    }
    for format in [Format::Dot, Format::Mermaid] {
        let graph = told(&analysis, &sources, &verdict, true, format);
        assert!(graph.contains("NetworkPolicy decides") && graph.contains("passes"), "{graph}");
    }
    let csv = told(&analysis, &sources, &verdict, true, Format::Csv);
    assert!(csv.lines().any(|line| line.contains(",passes,NetworkPolicy,default,db,1,")), "{csv}");
    let json = json(&analysis, &sources, &verdict);
    let tiers: Vec<&str> =
        json["ingress"]["steps"].as_array().unwrap().iter().map(|step| step["tier"].as_str().unwrap()).collect();
    assert_eq!(tiers, ["Admin", "NetworkPolicy"]);
    assert_eq!(json["ingress"]["rules"].as_array().unwrap().last().unwrap()["action"], "pass");
}

#[test]
fn a_denying_rule_is_told_as_such() {
    let sources = Sources::single("input.yaml", INPUT);
    let analysis = analyze(&sources, &Options::default());
    let mut verdict = verdict(&analysis, &[("Admin", Some(Action::Deny))]);
    let close = |gate: &mut DirectionVerdict| {
        gate.steps.truncate(1);
        gate.hits.retain(|hit| hit.action == Action::Deny);
        gate.allowed = false;
    };
    close(&mut verdict.ingress);
    let text = told(&analysis, &sources, &verdict, false, Format::Txt);
    assert!(text.contains("1. Admin decides: db, ingress rule 1 denies TCP 80"), "{text}");
    assert!(text.contains("denies    db, ingress rule 1"), "{text}");
    let markdown = told(&analysis, &sources, &verdict, true, Format::Md);
    assert!(markdown.contains("| denies | `db, ingress rule 1` |"), "{markdown}");
}
