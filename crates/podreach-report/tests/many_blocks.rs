//! One policy with very many address blocks is one thing to a reader, whatever the format.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fmt::Write as _;

use podreach_eval::diff::diff;
use podreach_eval::reach::{Outcome, Question};
use podreach_eval::{Analysis, Options, analyze};
use podreach_report::{
    Answer, Compared, DiffFormat, ExplainFormat, Explanation, ListFormat, Printer, VerdictStyle, list, verdict_text,
    write_diff, write_explanation,
};
use podreach_syntax::Sources;

const BLOCKS: usize = 638;
const WORKLOADS: usize = 30;

/// Thirty workloads, and one policy that lets in and out so many blocks that do not touch each other. One rule holds all of
/// them, or there is a rule for each.
fn input(rule_each: bool, port: u16) -> (Sources, Analysis) {
    let mut yaml = String::new();
    for at in 0..WORKLOADS {
        let _ = write!(
            yaml,
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w{at}}}\nspec: {{selector: {{matchLabels: {{app: w{at}}}}}, template: {{metadata: {{labels: {{app: w{at}}}}}, spec: {{containers: [{{name: c}}]}}}}}}\n---\n"
        );
    }
    let blocks: Vec<String> =
        (0..BLOCKS).map(|at| format!("{{ipBlock: {{cidr: {}.{}.0.0/17}}}}", 20 + at / 256, at % 256)).collect();
    let rules = |key: &str| {
        let rule = |blocks: &str| format!("{{{key}: [{blocks}], ports: [{{port: {port}}}]}}");
        let rules: Vec<String> =
            if rule_each { blocks.iter().map(|block| rule(block)).collect() } else { vec![rule(&blocks.join(", "))] };
        rules.join(", ")
    };
    let (ingress, egress) = (rules("from"), rules("to"));
    let _ = write!(
        yaml,
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: blocks}}\nspec: {{podSelector: {{}}, policyTypes: [Ingress, Egress], ingress: [{ingress}], egress: [{egress}]}}\n"
    );
    let sources = Sources::single("input.yaml", yaml);
    let analysis = analyze(&sources, &Options::default());
    (sources, analysis)
}

#[test]
fn lists_for_people_have_a_line_for_each_way_and_others_one_for_each_workload() {
    for rule_each in [false, true] {
        let (sources, analysis) = input(rule_each, 80);
        let lines = |format| list(&analysis, &sources, format, false).lines().count();
        let pairs = 2 * WORKLOADS;
        assert_eq!(lines(ListFormat::Text), 2);
        assert_eq!(lines(ListFormat::Csv), pairs + 1);
        assert_eq!(lines(ListFormat::Markdown), 2 + 2);
        assert!(lines(ListFormat::Dot) < pairs + WORKLOADS + 10);
        assert!(lines(ListFormat::Mermaid) < pairs + WORKLOADS + 10);
        // The frozen format has a row for every range.
        assert_eq!(lines(ListFormat::Json), pairs * BLOCKS + 2);
        let text = list(&analysis, &sources, ListFormat::Text, false);
        assert!(text.len() < 20_000, "{}", text.len());
        // No range is lost where programs read.
        let csv = list(&analysis, &sources, ListFormat::Csv, false);
        let row = csv.lines().find(|row| row.ends_with("default/w0[Deployment],TCP 80")).unwrap();
        assert_eq!(row.matches('-').count(), BLOCKS);
    }
}

#[test]
fn comparisons_have_a_line_for_what_changed_alike() {
    for rule_each in [false, true] {
        let (old_sources, before) = input(rule_each, 80);
        let (new_sources, after) = input(rule_each, 81);
        let found = diff(&before, &after);
        assert_eq!(found.connections.len(), 2);
        let compared = Compared { analyses: [&before, &after], sources: [&old_sources, &new_sources], diff: &found };
        let render = |format| {
            let mut out = String::new();
            write_diff(&mut Printer::new(&mut out), &compared, format, false).unwrap();
            out
        };
        let text = render(DiffFormat::Text);
        assert!(text.lines().count() < 12 && text.len() < 3_000, "{text}");
        assert!(
            text.contains(if rule_each { "ingress rules 1-638 changed" } else { "ingress rule 1 changed" }),
            "{text}"
        );
        assert!(render(DiffFormat::Markdown).lines().count() < 20);
        assert_eq!(render(DiffFormat::Csv).lines().count(), 2 * WORKLOADS + 1);
        assert!(render(DiffFormat::Dot).lines().count() < 3 * WORKLOADS + 10);
        assert!(render(DiffFormat::Mermaid).lines().count() < 3 * WORKLOADS + 12);
    }
}

#[test]
fn explanations_count_what_they_do_not_name() {
    let (sources, analysis) = input(false, 80);
    let from = analysis.endpoint_by_id("default/w0").unwrap();
    let (to, _) = analysis.endpoint_ids().find(|(_, endpoint)| endpoint.is_external()).unwrap();
    let verdict = analysis.verdict(from, to, &Question::Anything);
    let style = VerdictStyle { full: true, color: false };
    assert!(verdict_text(&analysis, &sources, &verdict, [None, None], style).as_str().len() < 2_000);
    let answers = [Answer { verdict: Some(verdict), ends: [None, None], way: None }];
    let explanation = Explanation {
        analysis: &analysis,
        sources: &sources,
        outcome: Outcome::Allowed,
        sentence: None,
        answers: &answers,
    };
    for format in [ExplainFormat::Markdown, ExplainFormat::Csv, ExplainFormat::Dot, ExplainFormat::Mermaid] {
        let mut out = String::new();
        write_explanation(&mut Printer::new(&mut out), &explanation, format).unwrap();
        assert!(out.len() < 3_000, "{out}");
    }
}
