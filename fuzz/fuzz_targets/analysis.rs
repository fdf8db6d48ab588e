//! Any text is analysed without a panic, and pair and verdict agree.
#![no_main]

use libfuzzer_sys::fuzz_target;
use podreach_eval::reach::Question;
use podreach_eval::{GraphOptions, Options, analyze};
use podreach_syntax::Sources;

fuzz_target!(|text: &str| {
    let analysis = analyze(&Sources::single("fuzz.yaml", text), &Options::default());
    let ids: Vec<_> = analysis.endpoint_ids().map(|(id, _)| id).take(12).collect();
    for from in &ids {
        for to in &ids {
            let verdict = analysis.verdict(*from, *to, &Question::Anything);
            assert_eq!(verdict.allowed, !analysis.pair(*from, *to).connections.is_none());
        }
    }
    for id in &ids {
        let _ = analysis.ways_in(*id);
    }
    let _ = analysis.controller_reaches();
    let _ = analysis.graph_view(&GraphOptions::default());
});
