//! The folded matrix against asking every pair.

use std::collections::BTreeSet;

use super::tests::analysis;
use super::*;
use crate::query::PairState;
use crate::sets::Protocol;
use crate::view::{Level, PairCounts};

fn counts(analysis: &Analysis, from: &[EndpointId], to: &[EndpointId], port: Option<(Protocol, u16)>) -> PairCounts {
    let outside = |id: EndpointId| analysis.endpoint(id).is_external();
    let mut counts = PairCounts::default();
    for (from, to) in from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to))) {
        if (outside(from) && outside(to)) || (from == to && !analysis.has_two_pods(from)) {
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

fn opened_stack(analysis: &Analysis, folding: &Folding) -> Option<NodeId> {
    let stack = folding.stacks.iter().find(|stack| stack.members.len() > 1)?;
    (!analysis.endpoint(stack.members[0]).is_external()).then(|| stack_id(folding, analysis, &stack.members))
}

#[test]
fn every_cell_counts_what_asking_each_pair_gives() {
    let (mut sums, mut stacks, mut stars, mut on_port) = (0, 0, 0, PairCounts::default());
    for seed in 0..60 {
        let analysis = analysis(seed);
        let folding = analysis.folding();
        if folding.drawn.iter().any(|id| analysis.endpoint(*id).is_only_reached()) {
            continue;
        }
        let level = |level| FoldOptions { level: Some(level), ..FoldOptions::default() };
        let opened = [NodeId::namespace("n1")].into_iter().chain(opened_stack(&analysis, &folding)).collect();
        let opened = FoldOptions { opened, ..level(Level::Namespaces) };
        let folds = [level(Level::Workloads), level(Level::Stacks), level(Level::Namespaces), opened];
        let orders = [MatrixOrder::Graph, MatrixOrder::Name, MatrixOrder::Egress, MatrixOrder::Ingress];
        for ((fold, order), port) in folds.into_iter().zip(orders).flat_map(|one| {
            [None, Some((Protocol::Tcp, 80)), Some((Protocol::Udp, 53))].map(move |port| (one.clone(), port))
        }) {
            let options = MatrixFold { fold, port, order, matching: "/P1".to_owned(), rows: 0..999, columns: 0..999 };
            let matrix = analysis.folded_matrix(&folding, &options);
            assert!(matrix.counted);
            let members: Vec<Vec<EndpointId>> =
                matrix.rows.iter().map(|row| analysis.folded_members(&folding, &options.fold, &row.id)).collect();
            let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
            for cell in &matrix.cells {
                let expected = counts(&analysis, &members[cell.from], &members[cell.to], port);
                assert_eq!(cell.counts, expected, "seed {seed} {order:?} {port:?} {:?}", matrix.rows[cell.from]);
                seen.insert((cell.from, cell.to));
                stars += u32::from(cell.by_address);
            }
            for (from, to) in (0..matrix.rows.len()).flat_map(|from| (0..matrix.rows.len()).map(move |to| (from, to))) {
                let none = counts(&analysis, &members[from], &members[to], port).all() == 0;
                assert_eq!(none, !seen.contains(&(from, to)));
            }
            for (row, members) in matrix.rows.iter().zip(&members) {
                assert_eq!(row.endpoints, members.len(), "seed {seed} {row:?}");
                let is_found = |id: &&EndpointId| analysis.endpoint(**id).id.contains("/p1");
                assert_eq!(row.found, members.iter().filter(is_found).count());
                sums += u32::from(row.is_sum);
                stacks += u32::from(row.is_sum && matches!(row.id, NodeId::Group(_)));
            }
            let all = counts(&analysis, &folding.drawn, &folding.drawn, port);
            assert_eq!(matrix.counts, Some(all), "seed {seed} {port:?}");
            if port.is_some() {
                on_port = on_port.and(&all);
            }
            let window = MatrixFold { rows: 1..3, columns: 0..2, ..options };
            let part = analysis.folded_matrix(&folding, &window);
            let within = |cell: &&MatrixCell| (1..3).contains(&cell.from) && cell.to < 2;
            assert_eq!(part.cells, matrix.cells.iter().filter(within).cloned().collect::<Vec<_>>());
        }
    }
    assert!(sums > 50 && stacks > 10 && stars > 5, "{sums} {stacks} {stars}");
    assert!(on_port.allowed > 500 && on_port.depends > 100 && on_port.blocked > 500, "{on_port:?}");
}

#[test]
fn rows_stand_in_the_order_that_was_asked_for() {
    let analysis = analysis(4);
    let folding = analysis.folding();
    let rows = |order| {
        let fold = FoldOptions { level: Some(Level::Workloads), ..FoldOptions::default() };
        let options = MatrixFold { fold, order, columns: 0..999, rows: 0..999, ..MatrixFold::default() };
        analysis.folded_matrix(&folding, &options)
    };
    let passing = |matrix: &FoldedMatrix, at: usize, outward: bool| -> u64 {
        let cells = matrix.cells.iter().filter(|cell| if outward { cell.from == at } else { cell.to == at });
        cells
            .filter(|cell| !matrix.rows[cell.from].is_sum && !matrix.rows[cell.to].is_sum)
            .map(|cell| cell.counts.all() - cell.counts.blocked)
            .sum()
    };
    for (order, outward) in [(MatrixOrder::Egress, true), (MatrixOrder::Ingress, false)] {
        let matrix = rows(order);
        for depth in [0, 1] {
            let places = (0..matrix.rows.len()).filter(|at| {
                matrix.rows[*at].depth == depth && matrix.rows[*at].kind == super::super::graph::NodeKind::Workload
            });
            let of_box = |at: &usize| matrix.rows[*at].inside;
            let places: Vec<usize> = places.collect();
            for two in places.windows(2).filter(|two| of_box(&two[0]) == of_box(&two[1])) {
                assert!(passing(&matrix, two[0], outward) >= passing(&matrix, two[1], outward));
            }
        }
    }
    let named = rows(MatrixOrder::Name);
    let titles: Vec<&str> =
        named.rows.iter().filter(|row| row.inside.is_none()).map(|row| row.title.as_str()).collect();
    assert!(named.rows[0].kind == super::super::graph::NodeKind::External, "{titles:?}");
}
