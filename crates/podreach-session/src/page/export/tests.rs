//! Tests of what is taken away.

use podreach_eval::Options;
use podreach_picture::Picked;
use podreach_syntax::Sources;
use podreach_testkit::reference;

use super::*;
use crate::comparing::{Baseline, Comparing};
use crate::page::asked::{asked, evaluation};

fn exported(evaluation: &Evaluation, what: ExportWhat, format: ExportFormat) -> Result<Exported, String> {
    asked(evaluation, Export { what, format, title: "Three-tier app on AKS".to_owned() })
}

#[test]
fn the_view_is_drawn_as_it_is_arranged() {
    let evaluation = evaluation(&reference::step(5));
    let drawn = |selected: Picked, format| {
        let arrangement = Arrangement { selected, show_services: true, ..Arrangement::default() };
        let picture = Picture { arrangement, ..Picture::default() };
        exported(&evaluation, ExportWhat::Picture(Box::new(picture)), format).unwrap()
    };
    let plain = drawn(Picked::Nothing, ExportFormat::Svg);
    assert_eq!((plain.name.as_str(), plain.media_type.as_str()), ("three-tier-app-on-aks-graph.svg", "image/svg+xml"));
    assert!(plain.text.contains(">Three-tier app on AKS</text>") && plain.text.contains("class=\"legend\""));
    assert!(plain.text.contains("prefers-color-scheme: dark"));
    let blocked = |text: &str| text.matches("class=\"edge__bar\"").count();
    let pair = Picked::Edge { from: "default/web".into(), to: "default/db".into() };
    let selected = drawn(pair, ExportFormat::Png);
    assert!(blocked(&plain.text) == 0 && blocked(&selected.text) > 0, "a selected pair is drawn though it is blocked");
    assert!(!selected.text.contains("prefers-color-scheme"), "pixels are light");
    assert_eq!(std::path::Path::new(&selected.name).extension().unwrap(), "png");
}

#[test]
fn tables_hold_the_view() {
    let evaluation = evaluation(&reference::step(5));
    let matrix = exported(&evaluation, ExportWhat::Matrix(String::new()), ExportFormat::Csv).unwrap();
    let lines: Vec<Vec<&str>> = matrix.text.lines().map(|line| line.split(',').collect()).collect();
    let column = lines[0].iter().position(|head| *head == "default/api").unwrap();
    let row = lines.iter().find(|line| line[0] == "default/web").unwrap();
    // The head's first cell has a comma of its own.
    assert_eq!(row[column - 1], "TCP 3000", "{}", matrix.text);
    let rules = exported(&evaluation, ExportWhat::Rules, ExportFormat::Markdown).unwrap();
    let found = asked(&evaluation, crate::page::Rules);
    assert_eq!(rules.text.lines().count(), 2 + found.ingress.len() + found.egress.len());
    assert!(rules.text.contains("`default/web-netpol`"), "{}", rules.text);
    assert!(exported(&evaluation, ExportWhat::Rules, ExportFormat::Json).is_err());
}

#[test]
fn everything_has_all_formats() {
    use ExportFormat::{Csv, Dot, Json, Markdown, Mermaid, Png, Svg};
    let evaluation = evaluation(&reference::step(5));
    for (format, part) in [
        (Csv, "default/web[Deployment],default/api[Deployment],TCP 3000"),
        (Markdown, "TCP 3000"),
        (Dot, "\"default/web[Deployment]\" -> \"default/api[Deployment]\""),
        (Mermaid, "flowchart LR"),
        (Json, "\"policies\""),
        (Svg, "data-node=\"default/web\""),
        (Png, "data-node=\"default/web\""),
    ] {
        let file = exported(&evaluation, ExportWhat::Everything, format).unwrap();
        assert!(file.text.contains(part), "{format:?}: {}", file.text);
    }
}

#[test]
fn what_is_too_large_is_refused_in_words() {
    let pods = (0..1_300).map(|at| format!("{{apiVersion: v1, kind: Pod, metadata: {{name: a-long-name-for-a-pod-{at}, namespace: a-namespace-with-a-name}}}}\n---\n"));
    let evaluation = evaluation(&pods.collect::<String>());
    let refused = |what, format| exported(&evaluation, what, format).unwrap_err();
    assert!(refused(ExportWhat::Everything, ExportFormat::Csv).contains("podreach list -o csv"));
    assert!(refused(ExportWhat::Everything, ExportFormat::Svg).contains("no room"));
    assert!(refused(ExportWhat::Matrix(String::new()), ExportFormat::Csv).contains("300"));
    let comment = exported(&evaluation, ExportWhat::PullRequest, ExportFormat::Markdown).unwrap();
    assert!(comment.text.len() < 65_536 && comment.text.contains("1300 workloads"), "{}", comment.text);
}

#[test]
fn a_pull_request_says_what_there_is_or_what_changes() {
    let text =
        |evaluation: &Evaluation| exported(evaluation, ExportWhat::PullRequest, ExportFormat::Markdown).unwrap().text;
    let alone = text(&evaluation(&reference::step(5)));
    assert!(alone.starts_with("**4 workloads, 4 policies: "), "{alone}");
    assert!(alone.contains("```mermaid\nflowchart LR\n") && alone.contains("| src | dst | conn |"), "{alone}");
    let mut comparing = Comparing::new(1);
    let sources = |step| Sources::single("a.yaml", reference::step(step));
    comparing.set_baseline(Some(Baseline { sources: sources(4), options: Options::default() }));
    let compared = text(&comparing.evaluate(sources(5), &Options::default()));
    assert!(compared.contains("web-netpol") && compared.contains("TCP 3000"), "{compared}");
    assert!(compared.contains("```mermaid") && !compared.contains("| src |"), "{compared}");
    let same = text(&comparing.evaluate(sources(4), &Options::default()));
    assert_eq!(same, "**No differences.**\n");
}

#[test]
fn titles_become_names_of_files() {
    for (title, name) in [
        ("Three-tier app on AKS", "three-tier-app-on-aks"),
        ("../é\u{202e}", "podreach"),
        ("a.yaml and 1 more", "a-yaml-and-1-more"),
    ] {
        assert_eq!(file_name(title), name);
    }
    assert_eq!(file_name(&"ab ".repeat(40)).len(), 59);
}
