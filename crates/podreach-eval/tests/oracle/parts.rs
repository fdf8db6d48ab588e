//! Parts of workloads on the two sides of a comparison, pod by pod, on random clusters: every pod that is on both sides is in
//! one peer, with the endpoints that stand for it, and what is given of the peer holds of the pod.

use std::collections::BTreeMap;

use podreach_eval::Analysis;
use podreach_eval::diff::{Diff, EndRef, PeerId, diff};
use podreach_eval::inventory::{Endpoint, EndpointId};
use podreach_eval::sets::ConnectionSet;
use podreach_testkit::generate;
use podreach_testkit::model::{Cluster, Pod};
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::alike;
use super::changes::analysis;

/// Namespace, workload and pod.
type Name = (String, String, String);

/// The pods of a cluster, with the endpoints that stand for them.
fn pods(cluster: &Cluster, analysis: &Analysis) -> BTreeMap<Name, EndpointId> {
    let stands_for = |endpoint: &Endpoint, pod: &Pod| {
        let in_namespace = endpoint.is_workload() && endpoint.namespace.as_deref() == Some(pod.namespace);
        let name = pod.name.as_str();
        in_namespace
            && match pod.owner {
                Some(owner) => &*endpoint.workload_name == owner && endpoint.lists_pod(name),
                None if pod.made => endpoint.numbers_pod(name) || &*endpoint.workload_name == name,
                None => endpoint.bare && &*endpoint.workload_name == name,
            }
    };
    let mut found = BTreeMap::new();
    for pod in &cluster.pods {
        let ids: Vec<EndpointId> =
            analysis.endpoint_ids().filter(|(_, endpoint)| stands_for(endpoint, pod)).map(|(id, _)| id).collect();
        let [id] = ids.as_slice() else { panic!("{pod:?} is in {ids:?}\n{}", cluster.yaml()) };
        let workload = analysis.endpoint(*id).workload_name.to_string();
        found.insert((pod.namespace.to_owned(), workload, pod.name.clone()), *id);
    }
    found
}

/// What is given of pairs of peers.
fn listed(diff: &Diff) -> BTreeMap<(PeerId, PeerId), [String; 2]> {
    let mut found = BTreeMap::new();
    for change in &diff.connections {
        for pair in diff.pairs(change) {
            if let (EndRef::Peer(source), EndRef::Peer(destination)) = pair {
                found.insert((source, destination), [&change.before, &change.after].map(ConnectionSet::list_notation));
            }
        }
    }
    found
}

/// Compares; gives how many peers are a part of an endpoint that is several.
fn compare(old: &Cluster, new: &Cluster) -> usize {
    let context = format!("{}\n=====\n{}", old.yaml(), new.yaml());
    let (before, after) = (analysis(old), analysis(new));
    let found = diff(&before, &after);
    let (was, is) = (pods(old, &before), pods(new, &after));
    let peers = || found.peers.iter().zip((0..).map(PeerId));
    let mut both: BTreeMap<&Name, PeerId> = BTreeMap::new();
    for name in was.keys().filter(|name| is.contains_key(*name)) {
        let ends = (Some(was[name]), Some(is[name]));
        let own: Vec<PeerId> =
            peers().filter(|(peer, _)| (peer.before, peer.after) == ends).map(|(_, id)| id).collect();
        let [own] = own.as_slice() else { panic!("{name:?} is in {own:?} of {:?}\n{context}", found.peers) };
        both.insert(name, *own);
    }
    let mut split = 0;
    for (peer, id) in peers() {
        let count = |of: &dyn Fn(Option<EndpointId>, Option<EndpointId>) -> bool| {
            peers().filter(|(other, _)| of(other.before, other.after)).count()
        };
        let of_several = count(&|before, _| before.is_some() && before == peer.before) > 1
            || count(&|_, after| after.is_some() && after == peer.after) > 1;
        split += usize::from(of_several);
        match (peer.before, peer.after) {
            (Some(before), None) => {
                let gone = was.iter().filter(|(_, id)| **id == before).all(|(name, _)| !is.contains_key(name));
                assert!(gone, "{peer:?} is not gone\n{context}");
            }
            (None, Some(after)) => {
                let new = is.iter().filter(|(_, id)| **id == after).all(|(name, _)| !was.contains_key(name));
                assert!(new, "{peer:?} is not new\n{context}");
            }
            // A workload of other pods is the same workload.
            _ => assert!(!of_several || both.values().any(|own| *own == id), "{peer:?} is no pod\n{context}"),
        }
    }
    let listed = listed(&found);
    for (from, source) in &both {
        for (to, destination) in both.iter().filter(|(_, destination)| *destination != source) {
            let passes = [
                before.pair(was[*from], was[*to]).connections.list_notation(),
                after.pair(is[*from], is[*to]).connections.list_notation(),
            ];
            let expected = (passes[0] != passes[1]).then_some(&passes);
            assert_eq!(listed.get(&(*source, *destination)), expected, "{from:?} to {to:?}\n{context}");
        }
    }
    split
}

/// The same pods under other policies.
fn under(pods: &Cluster, policies: &Cluster) -> Cluster {
    Cluster { policies: policies.policies.clone(), admin: policies.admin.clone(), ..pods.clone() }
}

proptest! {
    #![proptest_config(Config { cases: 1_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn parts_are_matched_by_their_pods(
        [bytes, edited] in alike(300),
        other in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let cluster = generate::cluster(&bytes);
        compare(&cluster, &generate::cluster(&edited));
        compare(&cluster, &under(&cluster, &generate::cluster(&other)));
    }
}

#[test]
fn some_parts_are_several_on_the_other_side() {
    let one = |seed: u8| {
        generate::cluster(&(0..250).map(|at: u8| at.wrapping_mul(seed).wrapping_add(seed)).collect::<Vec<_>>())
    };
    let split: usize = (1..120).map(|seed| compare(&one(seed), &under(&one(seed), &one(seed + 1)))).sum();
    assert!(split > 10, "{split}");
}
