//! What is switched off against the text without it: verdict by verdict for the workloads that are given, on random clusters.

use std::collections::BTreeMap;

use podreach_eval::diff::{DiffOptions, diff, diff_with};
use podreach_eval::inventory::EndpointId;
use podreach_eval::policy::{Direction, Off, Policy};
use podreach_eval::query::{DirectionVerdict, Question};
use podreach_eval::{Analysis, Options, analyze};
use podreach_syntax::Sources;
use podreach_testkit::generate;
use podreach_testkit::model::Cluster;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::changes::types;

fn analysis(cluster: &Cluster, options: &Options) -> Analysis {
    analyze(&Sources::single("cluster.yaml", cluster.yaml()), options)
}

/// Workloads and parts of them by their names in lists.
fn workloads(analysis: &Analysis) -> BTreeMap<&str, EndpointId> {
    let all = analysis.endpoint_ids().filter(|(_, endpoint)| endpoint.workload().is_some());
    all.map(|(id, endpoint)| (endpoint.peer.as_str(), id)).collect()
}

/// The policies that isolate, and the rules that match with what they match; their numbers may differ by what is switched off.
fn reasons(analysis: &Analysis, decision: &DirectionVerdict) -> (Vec<String>, Vec<(String, String)>) {
    let name = |id| analysis.policy(id).unwrap().object_ref().to_string();
    let isolating = decision.isolating.iter().map(|id| name(*id)).collect();
    let hits = decision.hits.iter().map(|hit| (name(hit.rule.policy), hit.connections.to_string())).collect();
    (isolating, hits)
}

fn says_the_same(one: &Analysis, other: &Analysis, context: &str) -> usize {
    let (left, right) = (workloads(one), workloads(other));
    assert_eq!(diff(one, other).connections, [], "{context}");
    // A selector that names pods of a StatefulSet is in one of the texts only: "the other pods" are then others.
    let is_rest = |analysis: &Analysis, id| analysis.endpoint(id).is_rest();
    let both = left.iter().filter_map(|(name, id)| Some((*id, *right.get(name)?)));
    let both: Vec<_> = both.filter(|(was, is)| is_rest(one, *was) == is_rest(other, *is)).collect();
    for (from, source) in &both {
        for (to, destination) in &both {
            let (was, is) = (one.pair(*from, *to), other.pair(*source, *destination));
            assert_eq!((was.state, was.shown().to_string()), (is.state, is.shown().to_string()), "{context}");
            let was = one.verdict(*from, *to, &Question::Anything);
            let is = other.verdict(*source, *destination, &Question::Anything);
            assert_eq!(was.outcome(), is.outcome(), "{context}");
            assert_eq!(reasons(one, &was.egress), reasons(other, &is.egress), "{context}");
            assert_eq!(reasons(one, &was.ingress), reasons(other, &is.ingress), "{context}");
            let misses = was.egress.misses.iter().chain(&was.ingress.misses);
            assert!(misses.into_iter().all(|miss| one.rule(miss.rule).is_some_and(|rule| !rule.off)), "{context}");
        }
    }
    both.len()
}

/// Takes a policy out of a cluster, or a rule of it.
fn without(cluster: &Cluster, off: &Off) -> Cluster {
    let mut cluster = cluster.clone();
    let Some((direction, index)) = off.rule else {
        let is = |kind: &str, namespace: Option<&str>, name: &str| {
            (kind, namespace, name) == (off.kind.as_str(), off.namespace.as_deref(), off.name.as_str())
        };
        cluster.policies.retain(|policy| !is("NetworkPolicy", Some(policy.namespace), &policy.name));
        cluster.admin.retain(|policy| !is(policy.kind.name(), None, &policy.name));
        return cluster;
    };
    let index = index as usize;
    for policy in &mut cluster.policies {
        if off.namespace.as_deref() == Some(policy.namespace) && off.name == policy.name {
            // Without its rules a policy would not isolate what it isolates with them.
            policy.types = Some(types(policy));
            let rules = if direction == Direction::Ingress { &mut policy.ingress } else { &mut policy.egress };
            rules.as_mut().unwrap().remove(index);
        }
    }
    for policy in &mut cluster.admin {
        if off.namespace.is_none() && (off.kind.as_str(), &off.name) == (policy.kind.name(), &policy.name) {
            let rules = if direction == Direction::Ingress { &mut policy.ingress } else { &mut policy.egress };
            rules.as_mut().unwrap().remove(index);
        }
    }
    cluster
}

/// All that can be switched off.
fn switches(analysis: &Analysis) -> Vec<Off> {
    let mut found = Vec::new();
    for policy in &analysis.policies.list {
        let whole = Off::policy(policy.object_ref());
        for direction in [Direction::Ingress, Direction::Egress] {
            let rules = policy.rules(direction).map_or(0, <[_]>::len) as u32;
            found.extend((0..rules).map(|index| whole.clone().at(direction, index)));
        }
        found.push(whole);
    }
    found
}

fn check(cluster: &Cluster, other: &Cluster, which: proptest::sample::Index) {
    let plain = analysis(cluster, &Options::default());
    let all = switches(&plain);
    if all.is_empty() {
        return;
    }
    let off = which.get(&all);
    let options = Options { off: vec![off.clone()], ..Options::default() };
    let switched = analysis(cluster, &options);
    assert_eq!(switched.unknown_off, []);
    let context = format!("{off}\n{}", cluster.yaml());
    let text = analysis(&without(cluster, off), &Options::default());
    says_the_same(&switched, &text, &context);
    // Every rule keeps its place and its words.
    let rules = |policy: &Policy| -> Vec<_> { policy.written_rules().map(|rule| rule.span).collect() };
    for (one, other) in plain.policies.list.iter().zip(&switched.policies.list) {
        assert_eq!((one.object_ref(), rules(one)), (other.object_ref(), rules(other)), "{context}");
        let is_it = off.is_about(one.object_ref());
        assert_eq!((one.is_off(), other.is_off()), (false, is_it && off.rule.is_none()), "{context}");
    }
    assert_eq!(plain.represented(), switched.represented(), "{context}");
    let ids = |analysis: &Analysis| -> Vec<String> {
        let shown = analysis.endpoints.iter().filter(|endpoint| endpoint.is_representative());
        shown.map(|endpoint| endpoint.id.clone()).collect()
    };
    assert_eq!(ids(&plain), ids(&switched), "the representatives stay\n{context}");
    // Representatives of another input change nothing between the workloads of this one.
    let represent = analysis(other, &Options::default()).represented();
    let more = analysis(cluster, &Options { represent, ..Options::default() });
    says_the_same(&plain, &more, &context);
    let jointly = DiffOptions { jointly: true, ..DiffOptions::default() };
    assert_eq!(diff_with(&plain, &more, &jointly).connections, [], "{context}");
    // What is not in the input is said.
    let strange = Off { name: "not-there".to_owned(), ..off.clone() };
    let options = Options { off: vec![strange.clone(), strange.clone()], ..Options::default() };
    assert_eq!(analysis(cluster, &options).unknown_off, [strange]);
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..300)
}

proptest! {
    #![proptest_config(Config { cases: 1_500, failure_persistence: None, ..Config::default() })]

    #[test]
    fn switching_off_is_evaluating_the_text_without(
        bytes in bytes(),
        other in bytes(),
        which in any::<proptest::sample::Index>(),
    ) {
        check(&generate::cluster(&bytes), &generate::cluster(&other), which);
    }
}
