//! Windows of the matrix against asking every pair, by way of what is sent between threads.

use std::collections::BTreeMap;
use std::ops::Range;

use podreach_eval::inventory::EndpointId;
use podreach_eval::query::PairState;
use podreach_eval::sets::Protocol;
use podreach_eval::view::{FoldOptions, Level, MatrixCell, MatrixOrder, NodeId, PairCounts};
use podreach_testkit::sized::{Size, yaml};

use super::matrix::{Matrix, MatrixPart, SIDE};
use crate::evaluation::Evaluation;
use crate::page::asked::{asked, evaluation};

#[test]
fn pairs_can_be_sent() {
    let evaluation = evaluation(
        "
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: shop}, spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}}, {ipBlock: {cidr: 10.0.0.0/8}}]}]}}
",
    );
    let all = asked(&evaluation, Matrix { side: 60, ..Matrix::default() });
    assert!(all.counts.is_some() && !all.pairs.is_empty(), "{all:?}");
    assert!(all.nodes.iter().any(|node| node.namespace_selector.is_some()), "{all:?}");
    let narrow = asked(&evaluation, Matrix { side: 1, matching: "SHOP".to_owned(), port: None });
    assert_eq!(narrow.nodes.iter().filter(|node| node.found).count(), 1);
    assert!(narrow.left_out > 0);
}

#[test]
fn a_port_recounts_a_small_matrix() {
    let evaluation = evaluation(
        "
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: shop}, spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5432}, {port: 9090}]}]}}
",
    );
    let state = |port: u16| {
        let view = asked(&evaluation, Matrix { side: 60, matching: String::new(), port: Some((Protocol::Tcp, port)) });
        let place = |id: &str| view.nodes.iter().position(|node| node.id == NodeId::parse(id)).unwrap();
        let (from, to) = (place("rep:shop/app=api"), place("rep:shop/app=db"));
        let pair = view.pairs.iter().find(|pair| (pair.from, pair.to) == (from, to)).unwrap();
        (pair.state, pair.ports.clone(), view.counts.unwrap())
    };
    let (open, ports, counts) = state(5432);
    assert_eq!((open, ports.as_str(), counts.allowed), (PairState::Allowed, "TCP 5432", 1));
    let (closed, _, counts) = state(80);
    assert_eq!((closed.as_str(), counts.allowed), ("blocked", 0));
    assert!(counts.open > 0, "what no policy selects is open on every port");
}

fn every_pair(
    evaluation: &Evaluation,
    from: &[EndpointId],
    to: &[EndpointId],
    port: Option<(Protocol, u16)>,
) -> PairCounts {
    let mut counts = PairCounts::default();
    let analysis = &evaluation.analysis;
    for (from, to) in from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to))) {
        let [source, destination] = [from, to].map(|id| analysis.endpoint(id));
        let alone = from == to && (source.bare || source.host_network);
        if alone || (source.is_external() && destination.is_external()) {
            continue;
        }
        let pair = analysis.pair(from, to);
        let passes = port.is_none_or(|(protocol, port)| pair.shown().contains(protocol, port));
        match pair.state {
            PairState::Allowed if passes => counts.allowed += 1,
            PairState::Open => counts.open += 1,
            PairState::Depends if passes => counts.depends += 1,
            _ => counts.blocked += 1,
        }
    }
    counts
}

#[test]
fn windows_join_to_the_whole_and_count_every_pair() {
    let evaluation = evaluation(&yaml(Size { pods: 150, replicas: 1, namespaces: 12, policies: 40 }));
    let opened = NodeId::namespace("team-003");
    for (level, port) in
        [(None, None), (Some(Level::Namespaces), Some((Protocol::Tcp, 8000))), (Some(Level::Workloads), None)]
    {
        let mut fold = FoldOptions { level, opened: [opened.clone()].into(), ..FoldOptions::default() };
        fold.filter.port = port;
        let window = |rows: Range<usize>, columns: Range<usize>| {
            let part =
                MatrixPart { fold: fold.clone(), order: MatrixOrder::Egress, rows, columns, ..MatrixPart::default() };
            asked(&evaluation, part).matrix
        };
        let all = window(0..200, 0..200);
        let side = all.rows.len();
        let cells: BTreeMap<(usize, usize), &MatrixCell> =
            all.cells.iter().map(|cell| ((cell.from, cell.to), cell)).collect();
        let mut joined = 0;
        for (row, column) in
            (0..side).step_by(50).flat_map(|row| (0..side).step_by(70).map(move |column| (row, column)))
        {
            let part = window(row..row + 50, column..column + 70);
            assert_eq!(part.rows, all.rows);
            assert_eq!(part.counts, all.counts);
            part.cells.iter().for_each(|cell| assert_eq!(cells.get(&(cell.from, cell.to)), Some(&cell)));
            joined += part.cells.len();
        }
        assert_eq!(joined, all.cells.len());
        let folding = evaluation.folding();
        let members: Vec<_> =
            all.rows.iter().map(|row| evaluation.analysis.folded_members(folding, &fold, &row.id)).collect();
        for cell in all.cells.iter().step_by(if level == Some(Level::Workloads) { 37 } else { 1 }) {
            let expected = every_pair(&evaluation, &members[cell.from], &members[cell.to], port);
            assert_eq!(cell.counts, expected, "{:?} to {:?}", all.rows[cell.from], all.rows[cell.to]);
        }
        let sums = all.rows.iter().filter(|row| row.is_sum && row.id == opened).count();
        assert!(level == Some(Level::Workloads) || sums == 1, "{level:?}");
        assert!(port.is_some() || all.counts.unwrap().allowed > 0);
    }
}

#[test]
fn what_has_room_is_not_folded() {
    let evaluation = evaluation(&yaml(Size { pods: 10, replicas: 1, namespaces: 2, policies: 4 }));
    let part = asked(&evaluation, MatrixPart { rows: 0..10, columns: 0..10, ..MatrixPart::default() });
    assert!(part.matrix.rows.is_empty() && (1..=SIDE).contains(&part.matrix.endpoints));
}
