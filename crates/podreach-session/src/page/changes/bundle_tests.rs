//! What is said of the changes of folded ends.

use std::fmt::Write;

use podreach_eval::Options;
use podreach_eval::view::{FoldOptions, Level, NodeId};
use podreach_syntax::Sources;

use super::{Changes, ComparedBundle};
use crate::page::asked::asked;
use crate::page::{CardOf, Picture};
use crate::{Baseline, Comparing, Evaluation};

const OWN: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: own, namespace: b}\nspec: {podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]}\n---\n";

fn beside() -> Evaluation {
    let mut pods = String::new();
    for (namespace, at) in ["a", "b", "c"].into_iter().flat_map(|namespace| (0..6).map(move |at| (namespace, at))) {
        writeln!(
            pods,
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{at}, namespace: {namespace}}}\nspec: {{containers: [{{name: c}}]}}\n---"
        )
        .unwrap();
    }
    let sources = |text: &str| Sources::single("a.yaml", text);
    let mut comparing = Comparing::new(1);
    comparing.set_baseline(Some(Baseline { sources: sources(&pods), options: Options::default() }));
    comparing.evaluate(sources(&format!("{pods}{OWN}")), &Options::default())
}

#[test]
fn a_bundle_and_a_card_list_what_changed_with_the_rules() {
    let evaluation = beside();
    let all = asked(&evaluation, Changes { most: 500 });
    assert_eq!(all.pairs.rest, 0);
    let is_of = |id: &NodeId, namespace: &str| match id {
        NodeId::Workload { namespace: own, .. } | NodeId::Representative { namespace: own, .. } => **own == *namespace,
        _ => false,
    };
    let fold = FoldOptions { level: Some(Level::Namespaces), ..FoldOptions::default() };
    let picture = Picture { fold, ..Picture::default() };
    let bundle = |from: &str, to: Option<&str>| {
        let to = to.map(Into::into);
        asked(&evaluation, ComparedBundle { from: from.into(), to, picture: picture.clone() })
    };
    let view = asked(&evaluation, picture.clone());
    for (from, to) in [("a", "b"), ("b", "b"), ("c", "b")] {
        let expected = all.pairs.list.iter().filter(|row| is_of(&row.from, from) && is_of(&row.to, to)).count() as u64;
        let (source, destination) = (format!("namespace:{from}"), format!("namespace:{to}"));
        let found = bundle(&source, Some(&destination)).unwrap();
        let differs = found.differs.unwrap();
        assert!(
            expected > 30 && differs.closes == expected && differs.opens == 0,
            "{from} {to} {expected} {differs:?}"
        );
        assert_eq!(found.list.len() as u64 + found.rest, expected);
        assert!(found.list.iter().all(|row| row.rules.iter().any(|rule| rule.policy.name == "own")), "{from} {to}");
        // The line of the picture says the same; within a card there is none.
        let edge = view
            .scene
            .edges
            .iter()
            .find(|edge| edge.facts.from == source.as_str().into() && edge.facts.to == destination.as_str().into());
        let said = edge.and_then(|edge| edge.facts.bundle).map(|bundle| bundle.differs.closes);
        assert_eq!(said, (from != to).then_some(expected), "{from} {to}");
    }
    let within = all.pairs.list.iter().filter(|row| is_of(&row.from, "b") || is_of(&row.to, "b")).count() as u64;
    assert_eq!(bundle("namespace:b", None).unwrap().differs.unwrap().closes, within);
    let card = asked(&evaluation, CardOf { node: "namespace:b".into(), picture: picture.clone() }).unwrap();
    assert!(card.inside.starts_with("closes ") && card.existence == (0, 0), "{card:?}");
    // A pair of two endpoints has an answer of its own, and what is not there has none.
    assert_eq!(bundle("a/p0", Some("b/p0")), None);
    assert_eq!(bundle("namespace:none", None), None);
}
