//! The matrix as plain data, from the same pairs as the graph.

use podreach_eval::inventory::NamespaceLabels;
use podreach_eval::query::{BlockedBy, PairState};
use podreach_eval::view::{EdgeChange, MatrixNode, MatrixPair, MatrixView, NodeId, NodeKind};

/// What is shown of the pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Filter {
    #[default]
    All,
    Allowed,
    Open,
    Blocked,
    Depends,
}

impl Filter {
    pub(crate) const ALL: [Self; 5] = [Self::All, Self::Allowed, Self::Open, Self::Blocked, Self::Depends];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Allowed => "Allowed",
            Self::Open => "Open",
            Self::Blocked => "Blocked",
            Self::Depends => "Depends",
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
                | (Self::Depends, PairState::Depends)
        )
    }
}

/// A row or a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) id: NodeId,
    pub(crate) title: String,
    pub(crate) note: String,
    /// Not in the YAML.
    pub(crate) dashed: bool,
    /// What is looked for.
    pub(crate) found: bool,
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
    pub(crate) from: NodeId,
    pub(crate) to: NodeId,
    pub(crate) ports: String,
    pub(crate) state: PairState,
    /// Allowed only because an address block covers a pod.
    pub(crate) by_address: bool,
    /// Beside a baseline, what changed.
    pub(crate) change: Option<Box<EdgeChange>>,
    /// Name for screen readers.
    pub(crate) label: String,
}

impl Cell {
    /// The word of the contract for who blocks.
    pub(crate) const fn blocked_by(&self) -> Option<&'static str> {
        match self.state {
            PairState::Blocked(by) => Some(by.as_str()),
            PairState::Open | PairState::Allowed | PairState::Depends => None,
        }
    }

    /// The small word in the cell: `TCP 80`, `egress`; of what changed `+ TCP 53`, `− UDP 53`.
    pub(crate) fn word(&self) -> String {
        if let Some(change) = &self.change {
            return change.short();
        }
        match self.state {
            PairState::Blocked(BlockedBy::Source) => "egress".into(),
            PairState::Blocked(BlockedBy::Destination) => "ingress".into(),
            PairState::Blocked(BlockedBy::Both) => "both ends".into(),
            PairState::Open | PairState::Allowed | PairState::Depends => self.ports.clone(),
        }
    }

    /// The sign behind the word, explained by the key under the table.
    pub(crate) fn mark(&self) -> Option<&'static str> {
        if self.by_address {
            Some(Key::ByAddress.sign())
        } else if self.state == PairState::Depends {
            Some(Key::Depends.sign())
        } else {
            None
        }
    }
}

/// Signs in cells that need an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    ByAddress,
    Depends,
}

impl Key {
    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Self::ByAddress => "*",
            Self::Depends => "?",
        }
    }

    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::ByAddress => "only because an ipBlock covers the pod's address",
            Self::Depends => podreach_picture::wording::DEPENDS,
        }
    }
}

/// The matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grid {
    pub(crate) heads: Vec<Head>,
    pub(crate) bands: Vec<Band>,
    /// Cells by row, then column; none where a pair has no verdict of its own, or is not what is looked for.
    pub(crate) cells: Vec<Vec<Option<Cell>>>,
    /// Pairs by filter, those that are not drawn included; unknown when counting would take too long.
    pub(crate) counts: Option<[u64; 5]>,
    /// Nodes that are not shown.
    pub(crate) left_out: usize,
    /// Signs that occur.
    pub(crate) keys: Vec<Key>,
    /// Whether rows are destinations and columns sources.
    pub(crate) turned: bool,
}

impl Grid {
    /// Whether only pairs with something that is looked for are drawn.
    pub(crate) fn is_narrow(&self) -> bool {
        self.heads.iter().any(|head| head.found)
    }
}

/// The matrix of a cluster.
pub(crate) fn grid(view: &MatrixView) -> Grid {
    let counts = view.counts.map(|counts| [counts.all(), counts.allowed, counts.open, counts.blocked, counts.depends]);
    let mut grid = Grid { left_out: view.left_out, counts, ..Grid::default() };
    for node in &view.nodes {
        let name = place(node);
        match grid.bands.last_mut().filter(|band| band.name == name) {
            Some(band) => band.len += 1,
            None => grid.bands.push(Band { name, start: grid.heads.len(), len: 1 }),
        }
        grid.heads.push(head(node));
    }
    grid.cells = vec![vec![None; grid.heads.len()]; grid.heads.len()];
    for pair in &view.pairs {
        let (Some(from), Some(to)) = (grid.heads.get(pair.from), grid.heads.get(pair.to)) else { continue };
        let made = cell(pair, from, to);
        if let Some(place) = grid.cells.get_mut(pair.from).and_then(|row| row.get_mut(pair.to)) {
            *place = Some(made);
        }
    }
    let occurs = |key: &Key| grid.cells.iter().flatten().flatten().any(|cell| cell.mark() == Some(key.sign()));
    grid.keys = [Key::ByAddress, Key::Depends].into_iter().filter(occurs).collect();
    grid
}

fn place(node: &MatrixNode) -> String {
    match (node.kind, &node.namespace) {
        (NodeKind::External, _) => "outside".to_owned(),
        (_, Some(namespace)) => namespace.clone(),
        (_, None) => "other namespaces".to_owned(),
    }
}

fn head(node: &MatrixNode) -> Head {
    let dashed = node.kind == NodeKind::Representative;
    let note = match (node.replicas, &node.namespace_selector) {
        (Some(count), _) if count != 1 => format!("×{count}"),
        _ if !dashed => String::new(),
        (_, Some(NamespaceLabels::Any)) if !node.id.is_any_pod() => "in any namespace".to_owned(),
        (_, Some(NamespaceLabels::Matching(selector))) => format!("in namespaces {selector}"),
        _ => "not in your YAML".to_owned(),
    };
    Head { id: node.id.clone(), title: node.title.clone(), note, dashed, found: node.found }
}

fn cell(pair: &MatrixPair, from: &Head, to: &Head) -> Cell {
    let (source, destination) = if from.id == to.id {
        (from.title.clone(), format!("another pod of {}", to.title))
    } else {
        (from.title.clone(), to.title.clone())
    };
    let ports = if pair.ports == "all" { "every port" } else { &pair.ports };
    let mut label = match pair.state {
        PairState::Open => format!("{source} reaches {destination} on {ports}; no policy isolates either end"),
        PairState::Allowed => format!("{source} reaches {destination} on {ports}"),
        PairState::Blocked(by) => {
            let by = match by {
                BlockedBy::Source => "for egress",
                BlockedBy::Destination => "for ingress",
                BlockedBy::Both => "at both ends",
            };
            format!("{source} cannot reach {destination}, blocked {by}")
        }
        PairState::Depends => format!("{source} may reach {destination} on {ports}"),
    };
    for (key, is_said) in [(Key::ByAddress, pair.by_address), (Key::Depends, pair.state == PairState::Depends)] {
        if is_said {
            label = format!("{label}, {}", key.words());
        }
    }
    if let Some(change) = &pair.change {
        let parts = [("opened on", &change.opens), ("closed on", &change.closes)];
        let parts = parts.iter().filter(|(_, ports)| !ports.is_empty());
        label = parts.fold(label, |label, (words, ports)| format!("{label}, {words} {ports}"));
    }
    Cell {
        from: from.id.clone(),
        to: to.id.clone(),
        ports: pair.ports.clone(),
        state: pair.state,
        by_address: pair.by_address,
        change: pair.change.clone(),
        label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use podreach_eval::view::{MatrixOptions, PairChange};
    use podreach_eval::{Options, analyze};
    use podreach_session::page::SIDE;
    use podreach_syntax::Sources;

    fn sample(peer: &str, matching: &str) -> Grid {
        let yaml = format!(
            "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: db, namespace: default}}
spec:
  podSelector: {{matchLabels: {{app: db}}}}
  ingress: [{{from: [{peer}], ports: [{{port: 5984}}]}}]
---
{{apiVersion: v1, kind: Pod, metadata: {{name: other}}}}
"
        );
        let analysis = analyze(&Sources::single("db.yaml", yaml), &Options::default());
        grid(&analysis.matrix_view(&MatrixOptions { side: SIDE, matching: matching.to_owned(), port: None }))
    }

    const API: &str = "{podSelector: {matchLabels: {app: api}}}";

    fn at<'a>(grid: &'a Grid, from: &str, to: &str) -> Option<&'a Cell> {
        let place = |id: &str| grid.heads.iter().position(|head| head.id == id.into()).unwrap();
        grid.cells[place(from)][place(to)].as_ref()
    }

    #[test]
    fn pairs_become_cells() {
        let grid = sample(API, "");
        let cell = at(&grid, "rep:default/app=api", "rep:default/app=db").unwrap();
        assert_eq!((cell.ports.as_str(), cell.state), ("TCP 5984", PairState::Allowed));
        let closed = at(&grid, "external:Internet", "rep:default/app=db").unwrap();
        assert_eq!(closed.blocked_by(), Some("destination"));
        assert!(at(&grid, "external:Internet", "external:Internet").is_none(), "outside to outside is no pair");
        let counts = grid.counts.unwrap();
        assert_eq!(counts[0], counts[1..].iter().sum::<u64>());
        assert_eq!(counts[0], grid.cells.iter().flatten().flatten().count() as u64);
        assert_eq!(grid.bands.iter().map(|band| band.len).sum::<usize>(), grid.heads.len());
        assert!(grid.keys.is_empty() && !grid.is_narrow());
    }

    #[test]
    fn what_changed_stands_in_its_cell() {
        let change = |opens: &str, closes: &str, what| EdgeChange {
            what,
            keeps: "UDP 53".to_owned(),
            opens: opens.to_owned(),
            closes: closes.to_owned(),
            was: None,
            was_ports: String::new(),
        };
        let grid = sample(API, "");
        let cell = at(&grid, "rep:default/app=api", "rep:default/app=db").unwrap().clone();
        let word = |change| Cell { change: Some(Box::new(change)), ..cell.clone() }.word();
        assert_eq!(cell.word(), "TCP 5984");
        assert_eq!(word(change("TCP 53", "", PairChange::Opened)), "+ TCP 53");
        assert_eq!(word(change("", "TCP 53", PairChange::Closed)), "\u{2212} TCP 53");
        assert_eq!(word(change("TCP 53", "SCTP 1", PairChange::Changed)), "UDP 53 + TCP 53 \u{2212} SCTP 1");
    }

    #[test]
    fn finding_keeps_pairs_with_what_is_found_at_either_end() {
        let narrow = sample(API, "APP=D");
        let found: Vec<String> =
            narrow.heads.iter().filter(|head| head.found).map(|head| head.id.to_string()).collect();
        assert_eq!(found, ["rep:default/app=db"]);
        assert!(at(&narrow, "rep:default/app=api", "rep:default/app=db").is_some(), "who reaches it");
        assert!(at(&narrow, "rep:default/app=db", "rep:default/app=api").is_some(), "whom it reaches");
        assert!(at(&narrow, "rep:default/app=api", "default/other").is_none(), "not asked for");
        let drawn = |filter: Filter| {
            narrow.cells.iter().flatten().flatten().filter(|cell| filter.shows(cell.state)).count() as u64
        };
        assert_eq!(narrow.counts.unwrap(), Filter::ALL.map(drawn));
        assert!(drawn(Filter::Allowed) > 0);
        assert!(sample(API, "nothing like it").heads.is_empty());
    }

    #[test]
    fn signs_are_explained_where_they_occur() {
        let everywhere = sample("{ipBlock: {cidr: 0.0.0.0/0}}", "");
        assert_eq!(everywhere.keys, [Key::ByAddress]);
        let cell = at(&everywhere, "default/other", "rep:default/app=db").unwrap();
        assert_eq!(cell.mark(), Some("*"));
        assert!(cell.label.ends_with("only because an ipBlock covers the pod's address"), "{}", cell.label);
        let depends = sample("{ipBlock: {cidr: 10.0.0.0/8}}", "");
        assert_eq!(depends.keys, [Key::Depends]);
        assert_eq!(at(&depends, "default/other", "rep:default/app=db").unwrap().mark(), Some("?"));
    }
}
