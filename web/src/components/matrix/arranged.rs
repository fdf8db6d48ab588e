//! The small matrix in another order, or turned.

use std::cmp::Reverse;

use podreach_eval::query::PairState;
use podreach_eval::view::{MatrixOrder, NodeId};

use super::grid::{Band, Cell, Grid};

impl Grid {
    /// The same with rows and columns in an order, and with destinations as rows where it is turned. The graph's order is the
    /// one that it has.
    pub(crate) fn arranged(mut self, order: MatrixOrder, turned: bool) -> Self {
        if order != MatrixOrder::Graph {
            self.sort(order);
        }
        if turned {
            let side = self.heads.len();
            let mut cells: Vec<Vec<Option<Cell>>> = vec![Vec::with_capacity(side); side];
            for row in std::mem::take(&mut self.cells) {
                cells.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
            }
            self.cells = cells;
            self.turned = true;
        }
        self
    }

    fn sort(&mut self, order: MatrixOrder) {
        let is_connected = |cell: &&Cell| !matches!(cell.state, PairState::Blocked(_));
        let count = |at: usize| -> usize {
            let row = || self.cells.get(at).into_iter().flatten().flatten().filter(is_connected).count();
            let column = || self.cells.iter().filter_map(|row| row.get(at)?.as_ref()).filter(is_connected).count();
            match order {
                MatrixOrder::Egress => row(),
                MatrixOrder::Ingress => column(),
                MatrixOrder::Graph | MatrixOrder::Name => 0,
            }
        };
        let mut places: Vec<usize> = (0..self.heads.len()).collect();
        places.sort_by_cached_key(|at| {
            let head = self.heads.get(*at);
            let is_outside = head.is_some_and(|head| matches!(head.id, NodeId::External(_)));
            (!is_outside, Reverse(count(*at)), head.map(|head| head.title.clone()))
        });
        let outside = self.heads.iter().filter(|head| matches!(head.id, NodeId::External(_))).count();
        let pick = |row: &[Option<Cell>]| places.iter().map(|at| row.get(*at).cloned().flatten()).collect::<Vec<_>>();
        self.cells = places.iter().filter_map(|at| self.cells.get(*at)).map(|row| pick(row)).collect();
        self.heads = places.iter().filter_map(|at| self.heads.get(*at)).cloned().collect();
        let rest = self.heads.len() - outside;
        let bands = [("outside", 0, outside), ("all namespaces", outside, rest)];
        let bands = bands.into_iter().filter(|(.., len)| *len > 0);
        self.bands = bands.map(|(name, start, len)| Band { name: name.to_owned(), start, len }).collect();
    }
}

#[cfg(test)]
mod tests {
    use podreach_eval::view::MatrixOptions;
    use podreach_eval::{Options, analyze};
    use podreach_syntax::Sources;

    use super::super::grid::grid;
    use super::*;

    fn sample() -> Grid {
        let yaml = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: default}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5984}]}]
---
{apiVersion: v1, kind: Pod, metadata: {name: other}}
";
        let analysis = analyze(&Sources::single("db.yaml", yaml), &Options::default());
        grid(&analysis.matrix_view(&MatrixOptions { side: 60, ..MatrixOptions::default() }))
    }

    fn pairs(grid: &Grid) -> Vec<(String, String, String)> {
        let mut pairs: Vec<_> = grid
            .cells
            .iter()
            .enumerate()
            .flat_map(|(row, cells)| cells.iter().enumerate().map(move |(column, cell)| (row, column, cell)))
            .filter_map(|(row, column, cell)| {
                let cell = cell.as_ref()?;
                let (from, to) = if grid.turned { (column, row) } else { (row, column) };
                assert_eq!((&grid.heads[from].id, &grid.heads[to].id), (&cell.from, &cell.to));
                Some((cell.from.to_string(), cell.to.to_string(), cell.ports.clone()))
            })
            .collect();
        pairs.sort();
        pairs
    }

    #[test]
    fn no_order_loses_a_pair() {
        let plain = sample();
        for order in [MatrixOrder::Graph, MatrixOrder::Name, MatrixOrder::Egress, MatrixOrder::Ingress] {
            for turned in [false, true] {
                let arranged = sample().arranged(order, turned);
                assert_eq!(pairs(&arranged), pairs(&plain), "{order:?} {turned}");
                assert_eq!(arranged.bands.iter().map(|band| band.len).sum::<usize>(), plain.heads.len());
                assert!(matches!(arranged.heads[0].id, NodeId::External(_)));
            }
        }
        assert_eq!(sample().arranged(MatrixOrder::Graph, false), plain);
    }

    #[test]
    fn those_with_the_most_pairs_come_first() {
        let by_ingress = sample().arranged(MatrixOrder::Ingress, false);
        assert_eq!(by_ingress.heads.last().unwrap().title, "app=db", "only one reaches it");
    }
}
