//! The comparison of two analyses against asking every pair on both sides, on random clusters; and its causes against what
//! happens when they are taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use podreach_eval::diff::{ConnectionChange, Diff, DiffOptions, EndRef, diff, diff_with};
use podreach_eval::inventory::{EndpointId, EndpointKind};
use podreach_eval::sets::ConnectionSet;
use podreach_eval::{Analysis, Options, analyze};
use podreach_syntax::Sources;
use podreach_testkit::generate;
use podreach_testkit::model::{Cluster, Policy};
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::{OUTSIDE, alike};

pub(super) fn analysis(cluster: &Cluster) -> Analysis {
    analyze(&Sources::single("cluster.yaml", cluster.yaml()), &Options::default())
}

/// A name that both sides share: a workload, a representative or an address.
type Name = String;

/// Endpoints by name; the outside by its sample addresses.
fn names(analysis: &Analysis) -> BTreeMap<Name, EndpointId> {
    let mut names = BTreeMap::new();
    for (id, endpoint) in analysis.endpoint_ids() {
        match &endpoint.kind {
            EndpointKind::Workload(_) => {
                names.insert(endpoint.peer.clone(), id);
            }
            EndpointKind::Representative if !endpoint.hidden => {
                names.insert(endpoint.peer.clone(), id);
            }
            EndpointKind::External(set) => {
                for address in OUTSIDE.iter().filter(|text| set.contains(text.parse::<IpAddr>().unwrap())) {
                    names.insert((*address).to_owned(), id);
                }
            }
            _ => {}
        }
    }
    names
}

type Found = BTreeMap<(Name, Name), (String, String)>;

/// Every pair, asked on both sides.
fn brute_force(before: &Analysis, after: &Analysis) -> Found {
    let (old, new) = (names(before), names(after));
    let all: BTreeSet<&Name> = old.keys().chain(new.keys()).collect();
    let outside = |name: &str| name.parse::<IpAddr>().is_ok();
    let mut found = Found::new();
    for source in &all {
        for destination in all.iter().filter(|name| *name != source && !(outside(source) && outside(name))) {
            let ask =
                |analysis: &Analysis, ids: &BTreeMap<Name, EndpointId>| match (ids.get(*source), ids.get(*destination))
                {
                    (Some(from), Some(to)) => analysis.pair(*from, *to).connections.list_notation(),
                    _ => "No Connections".to_owned(),
                };
            let (was, is) = (ask(before, &old), ask(after, &new));
            if was != is {
                found.insert(((*source).clone(), (*destination).clone()), (was, is));
            }
        }
    }
    found
}

/// The pairs of a comparison, addresses outside as samples. No pair comes twice.
fn pairs(diff: &Diff) -> Found {
    let names = |end: EndRef<'_>| match end {
        EndRef::Peer(id) => vec![diff.peer(id).unwrap().name.clone()],
        EndRef::Outside(set) => {
            let samples = OUTSIDE.iter().filter(|text| set.contains(text.parse::<IpAddr>().unwrap()));
            samples.map(|text| (*text).to_owned()).collect()
        }
        EndRef::Named(name) => vec![name.to_owned()],
    };
    let mut found = Found::new();
    for change in &diff.connections {
        assert_eq!(diff.count(change), diff.pairs(change).count());
        for (source, destination) in diff.pairs(change) {
            for source in names(source) {
                for destination in names(destination) {
                    let values = (change.before.list_notation(), change.after.list_notation());
                    let twice = found.insert((source.clone(), destination.clone()), values);
                    assert_eq!(twice, None, "{source} -> {destination}");
                }
            }
        }
    }
    found
}

/// Every change between ends that are on both sides has a reason, and every reason is something that differs.
fn has_reasons(diff: &Diff, before: &Analysis, after: &Analysis, context: &str) {
    for change in &diff.connections {
        for (source, destination) in diff.pairs(change) {
            let notes = diff.notes(&change.causes, [source, destination]);
            assert!(!change.causes.is_empty() || !notes.is_empty(), "{change:?} has no reason\n{context}");
        }
        for cause in &change.causes {
            let policy = &diff.policies[cause.policy as usize];
            for (acts, id, analysis) in [(&cause.before, policy.before, before), (&cause.after, policy.after, after)] {
                let does = acts.isolates || !acts.rules.is_empty();
                assert!(!does || id.is_some(), "{cause:?}\n{context}");
                let rules = id.and_then(|id| analysis.policy(id)?.rules(cause.direction)).map_or(0, <[_]>::len);
                assert!(acts.rules.iter().all(|rule| (*rule as usize) < rules), "{cause:?}\n{context}");
            }
        }
    }
}

/// The directions that a policy concerns.
pub(super) fn types(policy: &Policy) -> Vec<&'static str> {
    match policy.types.as_deref() {
        Some(types) if !types.is_empty() => types.to_vec(),
        _ if policy.egress.as_ref().is_some_and(|rules| !rules.is_empty()) => vec!["Ingress", "Egress"],
        _ => vec!["Ingress"],
    }
}

/// The cluster after, with the causes of a change as they were before, each in its direction alone.
fn taken_back(diff: &Diff, change: &ConnectionChange, before: &Cluster, after: &Cluster) -> Cluster {
    let halves = |cluster: &Cluster| {
        let mut halves: Vec<Policy> = Vec::new();
        for policy in &cluster.policies {
            for direction in types(policy) {
                halves.push(Policy {
                    name: format!("{}-{}", policy.name, direction.to_lowercase()),
                    types: Some(vec![direction]),
                    ..policy.clone()
                });
            }
        }
        halves
    };
    let mut policies = halves(after);
    for cause in &change.causes {
        let policy = &diff.policies[cause.policy as usize];
        let name = format!("{}-{}", policy.name, cause.direction.as_str());
        let is = |half: &Policy| Some(half.namespace) == policy.namespace.as_deref() && half.name == name;
        policies.retain(|half| !is(half));
        policies.extend(halves(before).into_iter().filter(is));
    }
    Cluster { policies, ..after.clone() }
}

/// Where policies alone differ, every cause is a policy that differs; with the causes taken back, nothing of what was gained
/// passes and all of what was lost does.
fn causes_are_causes(old: &Cluster, new: &Cluster) {
    let (before, after) = (analysis(old), analysis(new));
    let found = diff(&before, &after);
    let context = format!("{}\n=====\n{}", old.yaml(), new.yaml());
    for change in &found.connections {
        assert!(!change.causes.is_empty(), "{change:?}\n{context}");
        for cause in &change.causes {
            assert!(found.policies[cause.policy as usize].change.is_some(), "{cause:?}\n{context}");
        }
        let between = analysis(&taken_back(&found, change, old, new));
        let ids = names(&between);
        let (gained, lost) = (change.opened(), change.closed());
        for (source, destination) in found.pairs(change) {
            let ends = [source, destination].map(|end| match end {
                EndRef::Peer(id) => found.peer(id).map(|peer| peer.name.clone()),
                EndRef::Outside(set) => {
                    let mut samples = OUTSIDE.iter().filter(|text| set.contains(text.parse::<IpAddr>().unwrap()));
                    samples.next().map(|text| (*text).to_owned())
                }
                EndRef::Named(_) => None,
            });
            let [Some(source), Some(destination)] = ends else { continue };
            let passes = between.pair(ids[&source], ids[&destination]).connections.into_owned();
            let ports = |set: &ConnectionSet| set.list_notation() == "No Connections";
            assert!(ports(&gained.intersection(&passes)), "{source} -> {destination} {passes}: {change:?}\n{context}");
            assert!(ports(&lost.difference(&passes)), "{source} -> {destination} {passes}: {change:?}\n{context}");
        }
    }
}

fn compare(old: &Cluster, new: &Cluster) {
    let (before, after) = (analysis(old), analysis(new));
    let found = diff_with(&before, &after, &DiffOptions { representatives: true, ..DiffOptions::default() });
    let context = format!("{}\n=====\n{}", old.yaml(), new.yaml());
    let expected = brute_force(&before, &after);
    assert_eq!(pairs(&found), expected, "{context}");
    has_reasons(&found, &before, &after, &context);
    let again = diff(&after, &after);
    assert!(again.is_empty(), "{again:?}\n{context}");
    let back = diff_with(&after, &before, &DiffOptions { representatives: true, ..DiffOptions::default() });
    let turned: Found = expected.into_iter().map(|(pair, (was, is))| (pair, (is, was))).collect();
    assert_eq!(pairs(&back), turned, "{context}");
}

/// A cluster of bare pods: parts of a workload are compared as the workload, which asking pod by pod is not.
pub(super) fn bare(bytes: &[u8]) -> Cluster {
    let mut cluster = generate::cluster(bytes);
    cluster.without_controllers();
    cluster.pods.iter_mut().for_each(|pod| pod.owner = None);
    cluster
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..220)
}

proptest! {
    #![proptest_config(Config { cases: 4_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn comparison_equals_brute_force([bytes, edited] in alike(220)) {
        compare(&bare(&bytes), &bare(&edited));
    }

    /// The same pods, some other policies.
    #[test]
    fn causes_undo_changes(one in bytes(), two in bytes(), mask in any::<u8>()) {
        let old = bare(&one);
        let mut new = old.clone();
        let others = generate::cluster(&two).policies;
        for (at, policy) in others.into_iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1) {
            match new.policies.get_mut(at) {
                Some(slot) => *slot = policy,
                None => new.policies.push(policy),
            }
        }
        if mask & 0x80 != 0 {
            new.policies.pop();
        }
        causes_are_causes(&old, &new);
    }
}
