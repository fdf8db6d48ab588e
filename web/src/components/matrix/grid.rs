//! The matrix as plain data, from the same pairs as the graph.

use std::collections::BTreeMap;

use podreach_eval::reach::{BlockedBy, PairState};
use podreach_eval::view::{EdgeView, GraphView, NodeKind, NodeView};

/// Rows and columns drawn at most; more could neither be drawn in time nor read.
pub(crate) const SIDE: usize = 60;

/// What is shown of the pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Filter {
    #[default]
    All,
    Allowed,
    Open,
    Blocked,
}

impl Filter {
    pub(crate) const ALL: [Self; 4] = [Self::All, Self::Allowed, Self::Open, Self::Blocked];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Allowed => "Allowed",
            Self::Open => "Open",
            Self::Blocked => "Blocked",
        }
    }

    /// Whether a pair of this state is meant.
    pub(crate) const fn shows(self, state: PairState) -> bool {
        matches!(
            (self, state),
            (Self::All, _)
                | (Self::Allowed, PairState::Allowed)
                | (Self::Open, PairState::Open)
                | (Self::Blocked, PairState::Blocked(_))
        )
    }
}

/// A row or a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) note: String,
    /// Not in the YAML.
    pub(crate) dashed: bool,
}

/// Neighbours of one namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Band {
    pub(crate) name: String,
    pub(crate) start: usize,
    pub(crate) len: usize,
}

/// A pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) ports: String,
    pub(crate) state: PairState,
    pub(crate) by_address: bool,
    /// Name for screen readers.
    pub(crate) label: String,
}

impl Cell {
    /// The word of the contract for who blocks.
    pub(crate) const fn blocked_by(&self) -> Option<&'static str> {
        match self.state {
            PairState::Blocked(by) => Some(by.as_str()),
            PairState::Open | PairState::Allowed => None,
        }
    }

    /// The small word in the cell.
    pub(crate) fn word(&self) -> String {
        match self.state {
            PairState::Blocked(BlockedBy::Source) => "leaving".into(),
            PairState::Blocked(BlockedBy::Destination) => "entering".into(),
            PairState::Blocked(BlockedBy::Both) => "both ends".into(),
            PairState::Open | PairState::Allowed => self.ports.clone(),
        }
    }
}

/// The matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grid {
    pub(crate) heads: Vec<Head>,
    pub(crate) bands: Vec<Band>,
    /// Cells by row, then column; none where a pair has no verdict of its own.
    pub(crate) cells: Vec<Vec<Option<Cell>>>,
    /// Pairs by filter.
    pub(crate) counts: [usize; 4],
    /// Nodes that are not shown.
    pub(crate) left_out: usize,
}

/// The matrix of a picture.
pub(crate) fn grid(view: &GraphView) -> Grid {
    let place = |node: &NodeView| match (node.kind, node.namespace.and_then(|at| view.namespaces.get(at))) {
        (NodeKind::External, _) => "outside".to_owned(),
        (_, Some(namespace)) => namespace.name.clone(),
        (_, None) => "other namespaces".to_owned(),
    };
    let chosen: Vec<usize> = (0..view.nodes.len()).collect();
    let mut grid = Grid { left_out: view.left_out, ..Grid::default() };
    let columns: BTreeMap<usize, usize> = chosen.iter().enumerate().map(|(at, node)| (*node, at)).collect();
    for node in chosen.iter().filter_map(|at| view.nodes.get(*at)) {
        let name = place(node);
        match grid.bands.last_mut().filter(|band| band.name == name) {
            Some(band) => band.len += 1,
            None => grid.bands.push(Band { name, start: grid.heads.len(), len: 1 }),
        }
        grid.heads.push(head(node));
    }
    grid.cells = vec![vec![None; chosen.len()]; chosen.len()];
    for edge in &view.edges {
        let (Some(row), Some(column)) = (columns.get(&edge.from), columns.get(&edge.to)) else { continue };
        let (Some(from), Some(to)) = (grid.heads.get(*row), grid.heads.get(*column)) else { continue };
        let made = cell(edge, from, to);
        for (count, filter) in grid.counts.iter_mut().zip(Filter::ALL) {
            *count += usize::from(filter.shows(edge.state));
        }
        if let Some(place) = grid.cells.get_mut(*row).and_then(|row| row.get_mut(*column)) {
            *place = Some(made);
        }
    }
    grid
}

fn head(node: &NodeView) -> Head {
    let note = match node.replicas {
        Some(count) if count != 1 => format!("×{count}"),
        _ if node.kind == NodeKind::Representative => node.subtitle.clone(),
        _ => String::new(),
    };
    Head { id: node.id.clone(), title: node.title.clone(), note, dashed: node.kind == NodeKind::Representative }
}

fn cell(edge: &EdgeView, from: &Head, to: &Head) -> Cell {
    let (source, destination) = if from.id == to.id {
        (from.title.clone(), format!("another pod of {}", to.title))
    } else {
        (from.title.clone(), to.title.clone())
    };
    let ports = if edge.ports == "all" { "every port" } else { &edge.ports };
    let label = match edge.state {
        PairState::Open => format!("{source} reaches {destination} on {ports}, nobody isolates"),
        PairState::Allowed => format!("{source} reaches {destination} on {ports}"),
        PairState::Blocked(by) => {
            let by = match by {
                BlockedBy::Source => "leaving",
                BlockedBy::Destination => "entering",
                BlockedBy::Both => "at both ends",
            };
            format!("{source} cannot reach {destination}, blocked {by}")
        }
    };
    Cell {
        from: from.id.clone(),
        to: to.id.clone(),
        ports: edge.ports.clone(),
        state: edge.state,
        by_address: edge.by_address,
        label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use podreach_eval::{GraphOptions, Options, analyze};
    use podreach_syntax::Sources;

    fn sample(matching: &str) -> GraphView {
        let yaml = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: default}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5984}]}]
";
        analyze(&Sources::single("db.yaml", yaml), &Options::default())
            .graph_view(&GraphOptions { matching: matching.to_owned(), ..GraphOptions::default() })
    }

    #[test]
    fn pairs_become_cells() {
        let grid = grid(&sample(""));
        let at = |id: &str| grid.heads.iter().position(|head| head.id == id).unwrap();
        let cell = grid.cells[at("rep:default/app=api")][at("rep:default/app=db")].clone().unwrap();
        assert_eq!((cell.ports.as_str(), cell.state), ("TCP 5984", PairState::Allowed));
        let outside = grid.heads.iter().position(|head| head.id == "external:Internet").unwrap();
        let closed = grid.cells[outside][at("rep:default/app=db")].clone().unwrap();
        assert_eq!(closed.blocked_by(), Some("destination"));
        assert!(grid.cells[outside][outside].is_none(), "outside to outside is no pair");
        assert_eq!(grid.counts[0], grid.counts[1..].iter().sum::<usize>());
        assert_eq!(grid.bands.iter().map(|band| band.len).sum::<usize>(), grid.heads.len());
    }

    #[test]
    fn finding_narrows() {
        let narrow = grid(&sample("APP=D"));
        let ids: Vec<&str> = narrow.heads.iter().map(|head| head.id.as_str()).collect();
        assert_eq!(ids, ["external:Internet", "rep:default/app=db"]);
        assert!(grid(&sample("nothing like it")).heads.is_empty());
    }
}
