//! Any text is analysed without a panic, and its answers agree with each other.

use podreach_eval::query::Question;
use podreach_eval::{GraphOptions, Options, analyze, explain};
use podreach_syntax::Sources;

/// Analyses a text and asks for all pairs of its first endpoints, `ends` of them, their ways in and the picture.
///
/// # Panics
/// Where a diagnostic points beside the text, or pair and verdict differ.
pub fn analysis(text: &str, ends: usize) {
    let analysis = analyze(&Sources::single("fuzz.yaml", text), &Options::default());
    for diagnostic in &analysis.diagnostics {
        if let Some(span) = diagnostic.span {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{diagnostic:?} in {text:?}");
        }
    }
    let ids: Vec<_> = analysis.endpoint_ids().map(|(id, _)| id).take(ends).collect();
    for from in &ids {
        for to in &ids {
            let verdict = analysis.verdict(*from, *to, &Question::Anything);
            assert_eq!(verdict.allowed, !analysis.pair(*from, *to).connections.is_none(), "{text:?}");
        }
    }
    for id in &ids {
        for way in analysis.ingress_paths(*id) {
            assert!(!explain::path(&analysis, &way).is_empty(), "{text:?}");
        }
    }
    let _ = analysis.controller_reaches();
    let _ = analysis.graph_view(&GraphOptions::default());
}
