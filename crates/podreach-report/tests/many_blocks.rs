//! One policy with very many address blocks is one thing to a reader, whatever the format.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fmt::Write as _;

use podreach_eval::diff::diff;
use podreach_eval::query::Question;
use podreach_eval::{Analysis, Options, analyze};
use podreach_report::{DiffDoc, ExplainDoc, Format, ListDoc, VerdictStyle, render};
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
        let lines = |format| render(&ListDoc::new(&analysis, &sources), format).unwrap().lines().count();
        let pairs = 2 * WORKLOADS;
        assert_eq!(lines(Format::Txt), 2);
        assert_eq!(lines(Format::Csv), pairs + 1);
        assert_eq!(lines(Format::Md), 2 + 2);
        assert!(lines(Format::Dot) < pairs + WORKLOADS + 10);
        assert!(lines(Format::Mermaid) < pairs + WORKLOADS + 10);
        // The frozen format has a row for every range.
        assert_eq!(lines(Format::Json), pairs * BLOCKS + 2);
        let text = render(&ListDoc::new(&analysis, &sources), Format::Txt).unwrap();
        assert!(text.len() < 20_000, "{}", text.len());
        // No range is lost where programs read.
        let csv = render(&ListDoc::new(&analysis, &sources), Format::Csv).unwrap();
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
        let (analyses, sources) = ([&before, &after], [&old_sources, &new_sources]);
        let render = |format| render(&DiffDoc { analyses, sources, diff: &found, color: false }, format).unwrap();
        let text = render(Format::Txt);
        assert!(text.lines().count() < 12 && text.len() < 3_000, "{text}");
        assert!(
            text.contains(if rule_each { "ingress rules 1-638 changed" } else { "ingress rule 1 changed" }),
            "{text}"
        );
        assert!(render(Format::Md).lines().count() < 20);
        assert_eq!(render(Format::Csv).lines().count(), 2 * WORKLOADS + 1);
        assert!(render(Format::Dot).lines().count() < 3 * WORKLOADS + 10);
        assert!(render(Format::Mermaid).lines().count() < 3 * WORKLOADS + 12);
    }
}

#[test]
fn explanations_count_what_they_do_not_name() {
    let (sources, analysis) = input(false, 80);
    let from = analysis.endpoint_by_id("default/w0").unwrap();
    let (to, _) = analysis.endpoint_ids().find(|(_, endpoint)| endpoint.is_external()).unwrap();
    let verdict = analysis.verdict(from, to, &Question::Anything);
    let style = VerdictStyle { full: true, color: false };
    let document = ExplainDoc::of_verdict(&analysis, &sources, verdict, [None, None], style);
    for format in [Format::Txt, Format::Md, Format::Csv, Format::Dot, Format::Mermaid] {
        let out = render(&document, format).unwrap();
        assert!(out.len() < 3_000, "{out}");
    }
}
