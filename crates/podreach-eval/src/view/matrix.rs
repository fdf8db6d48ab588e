//! The matrix as data: rows and columns, the pairs in its cells, and how many pairs the cluster has in all.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::diff::ChangeKind;
use crate::inventory::{Endpoint, EndpointId, EndpointKind, NamespaceLabels};
use crate::policy::Action;
use crate::query::PairState;
use crate::sets::Protocol;

use super::change::EdgeChange;
use super::counts::{Overlaps, PairCounts};
use super::graph::NodeKind;
use super::node_id::NodeId;
use super::pairs::on_port;

/// Choices of the matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixOptions {
    /// At most this many rows and columns.
    pub side: usize,
    /// Only pairs in which an end's id contains this text, whatever its case; empty for all.
    pub matching: String,
    /// The port that is asked about, of all pairs: what does not pass there is blocked. `None` for anything.
    pub port: Option<(Protocol, u16)>,
}

/// A row and a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixNode {
    /// Contract id.
    pub id: NodeId,
    /// The endpoint.
    pub endpoint: EndpointId,
    /// What it is.
    pub kind: NodeKind,
    /// Short name.
    pub title: String,
    /// Its namespace, when known by name.
    pub namespace: Option<String>,
    /// Namespaces known by labels only, as selector.
    pub namespace_selector: Option<NamespaceLabels>,
    /// Replicas, when known.
    pub replicas: Option<u32>,
    /// Whether its id contains the text that is searched for; false without a search.
    pub found: bool,
    /// Beside a baseline: added where it is there now only, removed where it was there before only.
    pub existence: Option<ChangeKind>,
}

/// A pair of two nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixPair {
    /// Index of the source node.
    pub from: usize,
    /// Index of the destination node.
    pub to: usize,
    /// How the pair is connected.
    pub state: PairState,
    /// Pod ports: `TCP 80,443; UDP 53`, `all`, `none`. Of a pair that depends, those of the most favourable completion.
    pub ports: String,
    /// Whether something passes only because an address block covers a pod.
    pub by_address: bool,
    /// What happened to it, beside a baseline.
    pub change: Option<Box<EdgeChange>>,
}

/// The matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixView {
    /// Nodes: outside, then by namespace and name.
    pub nodes: Vec<MatrixNode>,
    /// Pairs by source and destination.
    pub pairs: Vec<MatrixPair>,
    /// How many pairs there are, those that are not drawn included; `None` when counting would take too long.
    pub counts: Option<PairCounts>,
    /// How many nodes are left out because of [`MatrixOptions::side`].
    pub left_out: usize,
}

impl Analysis {
    /// The matrix. Where there is no room for all, workloads come before representatives, and those before the outside.
    /// In a search, what is found comes first, then what has a connection with it.
    pub fn matrix_view(&self, options: &MatrixOptions) -> MatrixView {
        let shown =
            self.endpoint_ids().filter(|(_, endpoint)| endpoint.kind != EndpointKind::OwnNode && !endpoint.hidden);
        let mut shown: Vec<EndpointId> = shown.map(|(id, _)| id).collect();
        if shown.iter().all(|id| self.endpoint(*id).is_external()) {
            // An outside without an inside says nothing.
            return MatrixView::default();
        }
        let wanted = options.matching.trim().to_lowercase();
        let mut found: BTreeSet<EndpointId> = BTreeSet::new();
        if !wanted.is_empty() {
            found.extend(shown.iter().filter(|id| self.endpoint(**id).id.to_lowercase().contains(&wanted)));
            if found.is_empty() {
                return MatrixView::default();
            }
        }
        let counts = self.counts(&shown, &found);
        let place = |endpoint: &Endpoint| {
            (endpoint.namespace.clone(), endpoint.namespace_selector.as_ref().map(ToString::to_string))
        };
        let rank = |id: &EndpointId| {
            let endpoint = self.endpoint(*id);
            let place = place(endpoint);
            (endpoint.is_external(), endpoint.is_representative(), place.0.is_none(), place, endpoint.id.clone())
        };
        shown.sort_by_cached_key(rank);
        if !found.is_empty() {
            let first: Vec<EndpointId> =
                shown.iter().filter(|id| found.contains(id)).take(options.side).copied().collect();
            let partners = self.partners(&shown, &first);
            shown.sort_by_key(|id| (!found.contains(id), !partners.contains(id)));
        }
        let left_out = shown.len().saturating_sub(options.side);
        shown.truncate(options.side);
        shown.sort_by_cached_key(|id| {
            let endpoint = self.endpoint(*id);
            let place = place(endpoint);
            (!endpoint.is_external(), place.0.is_none(), place, endpoint.is_representative(), endpoint.id.clone())
        });
        let pairs = self.matrix_pairs(&shown, &found, options.port);
        let counts = if options.port.is_some() { counted(&pairs, left_out) } else { counts };
        let nodes = shown.iter().map(|id| self.matrix_node(*id, found.contains(id))).collect();
        MatrixView { nodes, pairs, counts, left_out }
    }

    /// Counts of all pairs; in a search, of those with an end that is found.
    fn counts(&self, shown: &[EndpointId], found: &BTreeSet<EndpointId>) -> Option<PairCounts> {
        let all = self.pair_counts(shown)?;
        if found.is_empty() {
            return Some(all);
        }
        let others: Vec<EndpointId> = shown.iter().filter(|id| !found.contains(id)).copied().collect();
        Some(all.without(&self.pair_counts(&others)?))
    }

    /// Those of `shown` that have a connection to or from one of `few`.
    fn partners(&self, shown: &[EndpointId], few: &[EndpointId]) -> BTreeSet<EndpointId> {
        let mut overlaps = Overlaps::new(&self.world.engine.connections);
        let is_one_of_few: BTreeSet<EndpointId> = few.iter().copied().collect();
        let of_class: BTreeMap<u32, EndpointId> = shown.iter().rev().map(|id| (self.class_of(*id).0, *id)).collect();
        let mut classes: BTreeSet<u32> = BTreeSet::new();
        let towards_all = self.reachability(|id| of_class.contains_key(&self.class_of(id).0));
        let towards_few = self.reachability(|id| is_one_of_few.contains(&id));
        for (_, reached) in towards_all.of_each(few.iter().copied()) {
            let passes = reached.iter().filter(|reached| overlaps.has(reached.egress, reached.ingress));
            classes.extend(passes.map(|reached| reached.class));
        }
        for (id, reached) in towards_few.of_each(of_class.values().copied()) {
            if reached.iter().any(|reached| overlaps.has(reached.egress, reached.ingress)) {
                classes.insert(self.class_of(id).0);
            }
        }
        shown.iter().filter(|id| classes.contains(&self.class_of(**id).0)).copied().collect()
    }

    pub(super) fn matrix_node(&self, id: EndpointId, found: bool) -> MatrixNode {
        let endpoint = self.endpoint(id);
        MatrixNode {
            id: NodeId::parse(&endpoint.id),
            endpoint: id,
            kind: match endpoint.kind {
                EndpointKind::Workload(_) => NodeKind::Workload,
                EndpointKind::Representative => NodeKind::Representative,
                EndpointKind::External(_) | EndpointKind::OwnNode => NodeKind::External,
            },
            title: endpoint.name.clone(),
            namespace: endpoint.namespace.as_deref().map(str::to_owned),
            namespace_selector: endpoint.namespace_selector.clone(),
            replicas: endpoint.replicas,
            found,
            existence: None,
        }
    }

    fn matrix_pairs(
        &self,
        drawn: &[EndpointId],
        found: &BTreeSet<EndpointId>,
        port: Option<(Protocol, u16)>,
    ) -> Vec<MatrixPair> {
        let (mut pairs, mut looks) = (Vec::new(), super::LOOKS);
        let mut known: FxHashMap<(u32, u32), bool> = FxHashMap::default();
        let outside = |id: &EndpointId| self.endpoint(*id).is_external();
        let is_drawn =
            |source, destination| found.is_empty() || found.contains(&source) || found.contains(&destination);
        self.each_pair(drawn, drawn, is_drawn, |[from, to], pair| {
            let (Some(source), Some(destination)) = (drawn.get(from), drawn.get(to)) else { return };
            let classes = (self.class_of(*source).0, self.class_of(*destination).0);
            let by_address = if outside(source) || outside(destination) {
                false
            } else {
                *known.entry(classes).or_insert_with(|| self.rests_on(*source, *destination, &mut looks))
            };
            let pair = on_port(pair, port);
            pairs.push(MatrixPair {
                from,
                to,
                state: pair.state,
                ports: pair.shown().short_notation(),
                by_address: by_address && pair.state == PairState::Allowed,
                change: None,
            });
        });
        pairs
    }

    /// Whether the rules of one direction between two pods allow by `ipBlock`s alone.
    pub(super) fn rests_on(&self, source: EndpointId, destination: EndpointId, looks: &mut usize) -> bool {
        if !self.has_address_rules() {
            return false;
        }
        *looks = looks.saturating_sub(1 + self.verdict_weight(source, destination));
        if *looks == 0 {
            return false;
        }
        let verdict = self.verdict_by_default(source, destination);
        [&verdict.egress, &verdict.ingress].into_iter().any(|direction| {
            let mut allows = direction.hits.iter().filter(|hit| hit.action == Action::Allow).peekable();
            allows.peek().is_some() && allows.all(|hit| self.rests_on_ip_block(hit))
        })
    }
}

/// Counts pairs one by one; `None` where some are left out.
pub(super) fn counted(pairs: &[MatrixPair], left_out: usize) -> Option<PairCounts> {
    let mut counts = PairCounts::default();
    for pair in pairs {
        match pair.state {
            PairState::Allowed => counts.allowed += 1,
            PairState::Open => counts.open += 1,
            PairState::Blocked(_) => counts.blocked += 1,
            PairState::Depends => counts.depends += 1,
        }
    }
    (left_out == 0).then_some(counts)
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use super::*;
    use crate::options::Options;
    use crate::pipeline::analyze;

    fn pods(count: usize) -> String {
        let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: d, namespace: t0}\nspec: {podSelector: {matchLabels: {app: a000}}, ingress: [{from: [{podSelector: {matchLabels: {app: a090}}}]}, {from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}\n---\n";
        let pods = (0..count).map(|at| {
            format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a{at:03}, namespace: t{}, labels: {{app: a{at:03}}}}}\nspec: {{containers: [{{name: c}}]}}\n---\n", at % 10)
        });
        format!("{policy}{}", pods.collect::<String>())
    }

    fn view(yaml: &str, side: usize, matching: &str) -> MatrixView {
        analyze(&Sources::single("c.yaml", yaml), &Options::default()).matrix_view(&MatrixOptions {
            side,
            matching: matching.to_owned(),
            port: None,
        })
    }

    #[test]
    fn workloads_come_before_the_outside_and_counts_are_of_all() {
        let view = view(&pods(100), 20, "");
        assert_eq!(view.nodes.len(), 20);
        assert!(view.nodes.iter().all(|node| node.kind == NodeKind::Workload));
        assert!(view.left_out >= 81, "{}", view.left_out);
        let all = self::view(&pods(100), 1000, "");
        let drawn = |state: fn(PairState) -> bool| all.pairs.iter().filter(|pair| state(pair.state)).count() as u64;
        let counts = view.counts.unwrap();
        assert_eq!(counts.allowed, drawn(|state| state == PairState::Allowed));
        assert_eq!(counts.open, drawn(|state| state == PairState::Open));
        assert_eq!(counts.all(), all.pairs.len() as u64);
    }

    #[test]
    fn what_is_found_is_shown_with_whom_it_talks_to() {
        let view = view(&pods(100), 12, "T0/A000");
        let at = |id: &str| view.nodes.iter().position(|node| node.id == NodeId::parse(id));
        let (found, friend) = (at("t0/a000").unwrap(), at("t0/a090").unwrap());
        assert!(view.nodes[found].found && !view.nodes[friend].found);
        assert!(
            view.pairs.iter().any(|pair| (pair.from, pair.to) == (friend, found) && pair.state == PairState::Allowed)
        );
        assert!(view.pairs.iter().all(|pair| pair.from == found || pair.to == found));
        let counts = view.counts.unwrap();
        assert_eq!(counts.all(), 2 * (view.nodes.len() + view.left_out - 1) as u64);
        assert!(counts.allowed >= 1 && counts.depends >= 90, "{counts:?}");
    }

    #[test]
    fn pairs_that_hang_on_an_address_say_so() {
        let view = view(&pods(3), 60, "");
        let at = |id: &str| view.nodes.iter().position(|node| node.id == NodeId::parse(id)).unwrap();
        let (from, to) = (at("t1/a001"), at("t0/a000"));
        let pair = view.pairs.iter().find(|pair| (pair.from, pair.to) == (from, to)).unwrap();
        assert!(pair.state == PairState::Depends && !pair.by_address);
        let back = view.pairs.iter().find(|pair| (pair.from, pair.to) == (to, from)).unwrap();
        assert!(back.state == PairState::Open);
    }

    #[test]
    fn what_nobody_is_named_gives_nothing() {
        assert_eq!(view(&pods(3), 60, "nobody"), MatrixView::default());
        assert_eq!(view("", 60, ""), MatrixView::default());
    }
}
