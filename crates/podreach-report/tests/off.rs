//! What is switched off in `list -o full`: it takes no part, keeps its words, and says so.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use podreach_eval::policy::{Direction, Off};
use podreach_eval::{Options, analyze};
use podreach_report::{Format, ListDoc, render};
use podreach_syntax::Sources;

const YAML: &str = "
{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: c}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {}, ingress: [{ports: [{port: 80}]}, {ports: [{port: 81}]}]}}
";

fn policy(off: &[Off]) -> serde_json::Value {
    let sources = Sources::single("a.yaml", YAML);
    let analysis = analyze(&sources, &Options { off: off.to_vec(), ..Options::default() });
    let text = render(&ListDoc::new(&analysis, &sources), Format::Full).unwrap();
    serde_json::from_str::<serde_json::Value>(&text).unwrap()["policies"][0].take()
}

#[test]
fn what_is_switched_off_keeps_its_words_and_says_so() {
    let off: Off = "NetworkPolicy.networking.k8s.io/default/web".parse().unwrap();
    let (plain, whole, rule) =
        (policy(&[]), policy(std::slice::from_ref(&off)), policy(&[off.at(Direction::Ingress, 1)]));
    for found in [&plain, &whole, &rule] {
        assert_eq!((&found["text"], &found["ingress"][1]["text"]), (&plain["text"], &plain["ingress"][1]["text"]));
    }
    let flags = |found: &serde_json::Value| {
        [found.get("off"), found["ingress"][0].get("off"), found["ingress"][1].get("off")].map(|flag| flag.is_some())
    };
    assert_eq!(flags(&plain), [false; 3]);
    assert_eq!(flags(&whole), [true, false, false]);
    assert_eq!(flags(&rule), [false, false, true]);
}
