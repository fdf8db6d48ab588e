//! Verdicts as SVG: everything that decides is in them, in its box, as text.

use podreach_eval::ask::{Label, Part, Reply, Request};
use podreach_eval::explain;
use podreach_eval::policy::{Action, TierId};
use podreach_eval::query::{Outcome, Question, TierStep, Verdict};
use podreach_eval::sets::ConnectionSet;
use podreach_eval::{Analysis, Options, Target, analyze};
use podreach_picture::measure::{Font, width};
use podreach_report::{ExplainDoc, Format, VerdictStyle, render};
use podreach_syntax::Sources;
use roxmltree::{Document, Node};

use crate::{REFERENCE, has_class, number};

fn asked(source: &str, destination: &str) -> (Analysis, Sources, Verdict) {
    let sources = Sources::single("all.yaml", REFERENCE.join("\n---\n"));
    let analysis = analyze(&sources, &Options::default());
    let find = |name| match analysis.find(name, "default") {
        Ok(Target::Endpoints(ids)) => ids[0],
        other => panic!("{name}: {other:?}"),
    };
    let verdict = analysis.verdict(find(source), find(destination), &Question::Anything);
    (analysis, sources, verdict)
}

fn drawn(analysis: &Analysis, sources: &Sources, verdict: &Verdict, ends: [Option<&str>; 2]) -> String {
    let labels = ends.map(|end| end.map(|end| Label::Pod(end.to_owned())));
    let style = VerdictStyle { full: true, color: false };
    render(&ExplainDoc::of_verdict(analysis, sources, verdict.clone(), labels, style), Format::Svg).unwrap()
}

#[test]
fn everything_that_decides_is_named() {
    for (source, destination) in [("web", "api"), ("web", "db"), ("kube-system/kube-dns", "web")] {
        let (analysis, sources, verdict) = asked(source, destination);
        let text = drawn(&analysis, &sources, &verdict, [None, None]);
        let document = Document::parse(&text).unwrap();
        let root = document.descendants().find(|node| node.has_attribute("data-verdict")).unwrap();
        assert_eq!(root.attribute("data-verdict"), Some(if verdict.allowed { "allowed" } else { "denied" }));
        let named: Vec<&str> = document
            .descendants()
            .filter(|node| has_class(node, "card__name"))
            .filter_map(|node| node.text())
            .collect();
        let directions = [&verdict.egress, &verdict.ingress];
        let policies =
            |id: &podreach_eval::policy::PolicyId| analysis.policy(*id).map(|policy| policy.name.to_string());
        let expected: Vec<String> = directions
            .into_iter()
            .flat_map(|direction| {
                let rules =
                    direction.hits.iter().map(|hit| hit.rule).chain(direction.misses.iter().map(|miss| miss.rule));
                let rules = rules.map(|rule| explain::rule_title(&analysis, rule));
                direction.isolating.iter().filter_map(policies).chain(rules).collect::<Vec<_>>()
            })
            .collect();
        assert!(!expected.is_empty());
        assert_eq!(named, expected);
        // A blocked direction is a cross, an allowed one a tick, both have paths; one that nothing isolates is an empty ring.
        for direction in document.descendants().filter(|node| has_class(node, "strip__direction")) {
            assert_eq!(direction.children().any(|part| part.has_tag_name("path")), !has_class(&direction, "is-open"));
        }
        let arrow = document.descendants().any(|node| has_class(&node, "strip__arrow"));
        assert_eq!(arrow, verdict.allowed);
    }
}

#[test]
fn tiers_are_told_in_order() {
    let (analysis, sources, mut verdict) = asked("web", "db");
    let step = |tier, action| TierStep {
        tier,
        isolates: false,
        applied: Vec::new(),
        action,
        rules: Vec::new(),
        rest: ConnectionSet::all(),
    };
    verdict.ingress.steps = vec![step(TierId(0), Some(Action::Pass)), step(TierId(2), None)];
    let text = drawn(&analysis, &sources, &verdict, [None, None]);
    let (first, second) = (text.find(">1. Admin "), text.find(">2. Baseline "));
    assert!(first.is_some() && first < second, "{first:?} {second:?}");
}

#[test]
fn what_a_person_typed_stays_text() {
    let (analysis, sources, verdict) = asked("web", "api");
    let hostile = "<script>alert(1)</script>\" x='";
    let question = Question::Anything;
    let named = || Some(Label::Addresses { text: hostile.to_owned(), address: None, explained: false });
    let part = || Part::Pair { labels: [named(), named()], verdict: Box::new(verdict.clone()) };
    let request = Request { source: hostile, destination: hostile, namespace: "default", question: &question };
    let targets = [verdict.source, verdict.destination].map(|id| Target::Endpoints(vec![id]));
    let reply = Reply { outcome: Outcome::Allowed, parts: vec![part(), part()], of_services: false, targets };
    let style = VerdictStyle { full: true, color: false };
    let text = render(&ExplainDoc::new(&analysis, &sources, &request, reply, style), Format::Svg).unwrap();
    let document = Document::parse(&text).unwrap();
    assert!(document.descendants().all(|node| !node.has_tag_name("script")));
    let whole: String = document.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
    assert!(whole.contains("<script>alert(1)</script>"));
}

#[test]
fn words_stay_on_their_cards() {
    let long = "a-very-long-name-that-somebody-gave-to-something-".repeat(6);
    for (source, destination) in [("web", "api"), ("web", "db")] {
        let (analysis, sources, verdict) = asked(source, destination);
        let text = drawn(&analysis, &sources, &verdict, [Some(&long), None]);
        let document = Document::parse(&text).unwrap();
        let whole = number(&document.root_element(), "width");
        for text in document.descendants().filter(|node| node.has_tag_name("text")) {
            let card = text.parent().and_then(|group| group.children().find(|part| has_class(part, "card__box")));
            let has = |class| has_class(&text, class);
            let font = match () {
                () if has("title") => Font::bold(20.0),
                () if has("heading") => Font::bold(14.0),
                () if has("card__name") => Font::bold(12.5),
                () if has("card__place") => Font::mono(11.0),
                () if has("ids") => Font::mono(11.5),
                () if has("sentence") || has("strip__name") => Font::sans(13.0),
                () => Font::sans(12.0),
            };
            let length = width(text.text().unwrap_or_default(), font);
            let (start, end) = match text.attribute("text-anchor") {
                Some("end") => (number(&text, "x") - length, number(&text, "x")),
                Some("middle") => (number(&text, "x") - length / 2.0, number(&text, "x") + length / 2.0),
                _ => (number(&text, "x"), number(&text, "x") + length),
            };
            let (left, right) = card.map_or((-24.0, whole - 24.0), |card| {
                (number(&card, "x"), number(&card, "x") + number(&card, "width"))
            });
            assert!(start >= left && end <= right, "{start} {end} in {left} {right}: {text:?}");
        }
    }
}
