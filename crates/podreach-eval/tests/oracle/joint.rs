//! A picture of two analyses against asking both about every pair, on random clusters.

use std::collections::BTreeMap;
use std::net::IpAddr;

use podreach_eval::diff::{Diff, DiffOptions, diff_with};
use podreach_eval::inventory::{EndpointId, EndpointKind};
use podreach_eval::view::{BothSides, Differences, GraphOptions, Joint, JointNode, MatrixOptions, PairChange};
use podreach_eval::{Analysis, Options, analyze};
use podreach_syntax::Sources;
use podreach_testkit::generate;
use podreach_testkit::model::Cluster;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::changes::bare;
use super::{OUTSIDE, alike};

fn analysis(cluster: &Cluster, options: &Options) -> Analysis {
    analyze(&Sources::single("cluster.yaml", cluster.yaml()), options)
}

fn jointly(before: &Analysis, after: &Analysis) -> Diff {
    diff_with(before, after, &DiffOptions { jointly: true, ..DiffOptions::default() })
}

/// Both clusters, each with the representatives of the other.
fn both(old: &Cluster, new: &Cluster) -> [Analysis; 2] {
    let plain = [old, new].map(|cluster| analysis(cluster, &Options::default()));
    let options = |other: &Analysis| Options { represent: other.represented(), ..Options::default() };
    [analysis(old, &options(&plain[1])), analysis(new, &options(&plain[0]))]
}

/// The endpoint of a side at a node: for a part of the outside, that of one of its addresses.
fn at(analysis: &Analysis, node: &JointNode, side: usize) -> Option<EndpointId> {
    let Some(addresses) = &node.addresses else { return node.ends[side] };
    let sample = OUTSIDE.iter().find(|text| addresses.contains(text.parse::<IpAddr>().unwrap()))?;
    let holds =
        |kind: &EndpointKind| matches!(kind, EndpointKind::External(set) if set.contains(sample.parse().unwrap()));
    analysis.endpoint_ids().find(|(_, endpoint)| holds(&endpoint.kind)).map(|(id, _)| id)
}

/// What passes before and after between two nodes, asked on each side.
fn passes(sides: [&Analysis; 2], from: &JointNode, to: &JointNode) -> [String; 2] {
    [0, 1].map(|side| match (at(sides[side], from, side), at(sides[side], to, side)) {
        (Some(source), Some(destination)) => sides[side].pair(source, destination).connections.list_notation(),
        _ => "No Connections".to_owned(),
    })
}

fn compare(old: &Cluster, new: &Cluster) -> Differences {
    let context = format!("{}\n=====\n{}", old.yaml(), new.yaml());
    let [before, after] = &both(old, new);
    let diff = jointly(before, after);
    let joint = Joint::new([before, after], &diff);
    let sides = BothSides { before, after, diff: &diff, joint: &joint };
    let view = sides.graph_view(&GraphOptions { max_nodes: 10_000, ..GraphOptions::default() });
    let matrix = sides.matrix_view(&MatrixOptions { side: 10_000, ..MatrixOptions::default() });
    let ids: Vec<_> = view.nodes.iter().map(|node| &node.id).collect();
    assert_eq!(ids, matrix.nodes.iter().map(|node| &node.id).collect::<Vec<_>>(), "{context}");
    let edges = view.edges.iter().map(|edge| ((edge.from, edge.to), (edge.state, &edge.ports, edge.change.as_ref())));
    let edges: BTreeMap<_, _> = edges.collect();
    let pairs = matrix.pairs.iter().map(|pair| ((pair.from, pair.to), (pair.state, &pair.ports, pair.change.as_ref())));
    assert_eq!(edges, pairs.collect(), "{context}");
    // Every pair of nodes, asked on both sides.
    let node = |at: usize| joint.find(ids[at]).unwrap();
    let mut counted = Differences::default();
    for from in 0..ids.len() {
        for to in 0..ids.len() {
            let (source, destination) = (node(from), node(to));
            let edge = edges.get(&(from, to));
            let outside = |node: &JointNode| node.addresses.is_some() || node.only_reached;
            let twice = from != to
                || [0, 1].iter().all(|side| {
                    source.ends[*side].is_none_or(|id| {
                        let endpoint = [before, after][*side].endpoint(id);
                        !endpoint.bare && !endpoint.host_network
                    })
                });
            if (outside(source) && outside(destination)) || source.only_reached || !twice {
                assert!(edge.is_none(), "{context}");
                continue;
            }
            let [was, is] = passes([before, after], source, destination);
            let change = edge.and_then(|(_, _, change)| *change);
            let sampled = [source, destination].iter().all(|node| {
                node.addresses
                    .as_ref()
                    .is_none_or(|set| OUTSIDE.iter().any(|text| set.contains(text.parse::<IpAddr>().unwrap())))
            });
            if sampled && source.compared && destination.compared {
                assert_eq!(change.is_some(), was != is, "{:?} {:?} {was} {is}\n{context}", source.id, destination.id);
                let what = match (was.as_str(), is.as_str()) {
                    ("No Connections", _) => PairChange::Opened,
                    (_, "No Connections") => PairChange::Closed,
                    _ => PairChange::Changed,
                };
                assert!(change.is_none_or(|change| change.what == what), "{change:?} {was} {is}\n{context}");
            }
            if let Some(change) = change {
                counted.all += 1;
                counted.opens += u64::from(!change.opens.is_empty());
                counted.closes += u64::from(!change.closes.is_empty());
                assert!(!change.opens.is_empty() || !change.closes.is_empty(), "{change:?}\n{context}");
            }
            if let (Some((state, ports, _)), Some(from), Some(to)) =
                (edge, at(after, source, 1), at(after, destination, 1))
            {
                let pair = after.pair(from, to);
                assert_eq!((*state, *ports), (pair.state, &pair.shown().short_notation()), "{context}");
            }
        }
    }
    assert_eq!(sides.differences(), counted, "{context}");
    // The pairs of the comparison are those of the picture.
    let listed: usize = diff.connections.iter().map(|change| sides.pairs(change).count()).sum();
    assert_eq!((listed + sides.own_changes().count()) as u64, counted.all, "{context}");
    counted
}

/// A cluster beside itself has no change.
fn itself(cluster: &Cluster) {
    let [before, after] = &both(cluster, cluster);
    let diff = jointly(before, after);
    let joint = Joint::new([before, after], &diff);
    let sides = BothSides { before, after, diff: &diff, joint: &joint };
    assert_eq!(sides.differences(), Differences::default(), "{}", cluster.yaml());
    let compared = sides.graph_view(&GraphOptions::default());
    assert_eq!(compared, after.graph_view(&GraphOptions::default()), "{}", cluster.yaml());
}

proptest! {
    #![proptest_config(Config { cases: 1_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_picture_of_both_sides_equals_asking_both([bytes, edited] in alike(220)) {
        compare(&bare(&bytes), &bare(&edited));
        compare(&generate::cluster(&bytes), &generate::cluster(&edited));
    }

    #[test]
    fn a_cluster_beside_itself_has_no_change(bytes in proptest::collection::vec(any::<u8>(), 0..220)) {
        itself(&generate::cluster(&bytes));
    }
}

#[test]
fn most_of_the_time_something_differs() {
    let one = |seed: u8| {
        generate::cluster(&(0..200).map(|at: u8| at.wrapping_mul(seed).wrapping_add(seed)).collect::<Vec<_>>())
    };
    let found: Vec<Differences> = (1..40).map(|seed| compare(&one(seed), &one(seed + 1))).collect();
    assert!(found.iter().filter(|found| found.opens > 0 && found.closes > 0).count() > 15, "{found:?}");
}
