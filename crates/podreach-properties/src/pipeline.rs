//! The whole way of one random input, from text to every kind of answer.

use podreach_eval::diff::diff;
use podreach_eval::query::Question;
use podreach_eval::sets::ConnId;
use podreach_eval::{Analysis, Options, analyze};
use podreach_report::{
    DiffDoc, Document, DocumentKind, ExplainDoc, ExposureDoc, Format, ListDoc, PathsDoc, VerdictStyle, render,
};
use podreach_syntax::Sources;
use podreach_testkit::documents::inputs;

/// The steps that random clusters may take: with at most 64 objects, very few.
const STEPS: u64 = 2_000_000;

fn analysis(text: &str) -> (Sources, Analysis) {
    let sources = Sources::single("fuzz.yaml", text);
    let mut options = Options::default();
    options.limits.steps = STEPS;
    let analysis = analyze(&sources, &options);
    assert!(!analysis.exceeded, "{text}");
    (sources, analysis)
}

fn every_format(document: &dyn Document, formats: &[Format], input: &str) {
    for format in formats {
        assert!(render(document, *format).is_ok_and(|text| !text.is_empty()), "{input}");
    }
}

/// Makes a cluster of these bytes, analyses it, lists it in every format, asks about every pair, and compares it with the same
/// cluster without one of its objects.
///
/// # Panics
/// Where an evaluation takes too many steps, an output is empty, or two answers to one question differ.
pub fn pipeline(bytes: &[u8]) {
    let [before, after] = inputs(bytes);
    let (sources, old) = analysis(&before);
    let (new_sources, new) = analysis(&after);
    let list = || ListDoc::new(&old, &sources);
    let formats: Vec<_> = DocumentKind::List.formats().collect();
    every_format(&ListDoc { representatives: true, ..list() }, &formats, &before);
    every_format(&ExposureDoc::new(list()), &[Format::Json], &before);
    let ids: Vec<_> = old.endpoint_ids().map(|(id, _)| id).take(12).collect();
    let style = VerdictStyle { full: true, color: false };
    for from in &ids {
        for to in &ids {
            let verdict = old.verdict(*from, *to, &Question::Anything);
            assert_eq!(verdict.connections.is_portless(), !verdict.allowed, "{before}");
            assert_eq!(verdict.connections, *old.pair(*from, *to).connections, "{before}");
            every_format(
                &ExplainDoc::of_verdict(&old, &sources, verdict, [None, None], style),
                &[Format::Txt],
                &before,
            );
        }
        every_format(&PathsDoc::new(&old, &sources, "it", &[*from], style), &[Format::Txt], &before);
    }
    // What is looked up for many at once is what is looked up for one.
    let graph = old.reachability(|_| true);
    for (id, reached) in graph.of_each(old.endpoint_ids().map(|(id, _)| id)) {
        let endpoint = old.endpoint(id);
        for reached in reached {
            let same = old.endpoint_ids().find(|(_, other)| other.class() == reached.class);
            let Some((other, _)) =
                same.filter(|(other, other_end)| *other != id && !(endpoint.is_external() && other_end.is_external()))
            else {
                continue;
            };
            let (egress, ingress) = (old.connections().get(reached.egress), old.connections().get(reached.ingress));
            assert_eq!(egress.intersection(ingress).is_none(), old.pair(id, other).connections.is_none(), "{before}");
            assert_ne!(reached.ingress, ConnId::NONE, "{before}");
        }
    }
    let found = diff(&old, &new);
    let (analyses, sources) = ([&old, &new], [&sources, &new_sources]);
    let formats = [Format::Txt, Format::Json, Format::Md, Format::Csv];
    every_format(&DiffDoc { analyses, sources, diff: &found, color: false }, &formats, &before);
    assert!(diff(&old, &old).is_empty(), "{before}");
}
