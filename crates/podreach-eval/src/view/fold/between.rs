//! Two folded ends and what passes between them: counts by state, ports, and the pairs themselves.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::query::PairState;

use super::super::compared::Differences;
use super::super::counts::PairCounts;
use super::super::node_id::NodeId;
use super::bundles::Shares;
use super::lines::Label;
use super::options::FoldOptions;
use super::{Folding, words};

/// What passes between two groups of endpoints.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Between {
    /// Pairs by state.
    pub counts: PairCounts,
    /// Ports of all pairs that rules allow; empty for none.
    pub allowed: String,
    /// Ports of all pairs that depend; empty for none.
    pub depends: String,
    /// Beside a baseline, pairs that differ.
    pub differs: Differences,
}

/// At most so many pairs are gone through to list some of them.
const LOOKS: usize = 2_000_000;

impl Analysis {
    /// Counts the pairs between two groups of endpoints, which may overlap. `None` when counting would take too long.
    pub fn between(&self, folding: &Folding, from: &[EndpointId], to: &[EndpointId]) -> Option<Between> {
        if !folding.is_counted() {
            return None;
        }
        let (sources, destinations): (BTreeSet<EndpointId>, BTreeSet<EndpointId>) =
            (from.iter().copied().collect(), to.iter().copied().collect());
        let part = |first: &BTreeSet<EndpointId>, other: &BTreeSet<EndpointId>, both: bool| -> Vec<EndpointId> {
            first.iter().filter(|id| other.contains(id) == both).copied().collect()
        };
        let groups = [
            part(&sources, &destinations, false),
            part(&sources, &destinations, true),
            part(&destinations, &sources, false),
        ];
        let shares = Shares::new(self, folding, groups.iter().map(Vec::as_slice));
        let cells = shares.counts(&[0, 1], &[1, 2], &|_: &Label| true, None)?;
        let (mut counts, mut labels) = (PairCounts::default(), BTreeSet::new());
        let mut differs = Differences::default();
        for cell in cells.values() {
            counts = counts.and(&cell.counts);
            differs = differs.and(&cell.differs);
            labels.extend(&cell.labels);
        }
        let ports = |state: PairState| {
            let is_of = |number: &&u32| folding.lines.label(**number).is_some_and(|label| label.state == state);
            let labels: BTreeSet<u32> = labels.iter().filter(is_of).copied().collect();
            if labels.is_empty() { String::new() } else { words::ports(&folding.union(&labels)) }
        };
        let (allowed, depends) = (ports(PairState::Allowed), ports(PairState::Depends));
        Some(Between { counts, allowed, depends, differs })
    }

    /// Some pairs between two groups of endpoints, at most `count` of each state: allowed, depends, open, blocked.
    pub fn pairs_between(
        &self,
        folding: &Folding,
        [from, to]: [&[EndpointId]; 2],
        count: usize,
    ) -> [Vec<(EndpointId, EndpointId)>; 4] {
        let mut found: [Vec<(EndpointId, EndpointId)>; 4] = Default::default();
        let pairs = from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to)));
        for (from, to) in pairs.take(LOOKS) {
            let outside = |id| folding.endpoint(self, id).is_external();
            let is_none = (outside(from) && outside(to))
                || (from == to && !folding.has_two_pods(self, from))
                || folding.endpoint(self, from).is_only_reached();
            let (Some(source), Some(destination)) = (folding.behaviour_of(from), folding.behaviour_of(to)) else {
                continue;
            };
            if is_none {
                continue;
            }
            let label = folding.lines.label(folding.label_between(source, destination));
            let [allowed, depends, open, blocked] = &mut found;
            let list = match label.map(|label| label.state) {
                Some(PairState::Allowed) => allowed,
                Some(PairState::Depends) => depends,
                Some(PairState::Open) => open,
                Some(PairState::Blocked(_)) | None => blocked,
            };
            if list.len() < count {
                list.push((from, to));
            }
        }
        found
    }

    /// One pair of each kind between two groups of endpoints: all pairs of a kind have the same answer for the same reason, but
    /// for names. At most `count`; the second value says whether there are no more.
    pub fn kinds_between(
        &self,
        folding: &Folding,
        [from, to]: [&[EndpointId]; 2],
        count: usize,
    ) -> (Vec<(EndpointId, EndpointId)>, bool) {
        let firsts = |ids: &[EndpointId]| -> Vec<EndpointId> {
            let mut known = FxHashSet::default();
            let new = |id: &EndpointId| folding.behaviour_of(*id).is_some_and(|at| known.insert(at));
            ids.iter().copied().filter(new).collect()
        };
        let (sources, destinations) = (firsts(from), firsts(to));
        let pairs = sources.iter().flat_map(|from| destinations.iter().map(move |to| (*from, *to)));
        let mut pairs = pairs.filter(|(from, to)| {
            !(folding.endpoint(self, *from).is_external() && folding.endpoint(self, *to).is_external())
        });
        let found: Vec<_> = pairs.by_ref().take(count).collect();
        let whole = pairs.next().is_none();
        (found, whole)
    }

    /// What a node stands for, be it an endpoint, a stack, a namespace, a group of namespaces, or a card of the rest of a picture
    /// in which nothing was chosen.
    pub fn members_of_node(&self, folding: &Folding, node: &NodeId) -> Vec<EndpointId> {
        let found = folding.members(self, node);
        if found.is_empty() { self.folded_members(folding, &FoldOptions::default(), node) } else { found }
    }

    /// What several endpoints are called together: their namespaces where there are several, the namespace of all of it, or
    /// their own names.
    pub fn name_of_node(&self, folding: &Folding, node: &NodeId) -> String {
        if let NodeId::Namespace(name) = node {
            return name.to_string();
        }
        let members = self.members_of_node(folding, node);
        let named = members.iter().map(|id| folding.endpoint(self, *id));
        let namespaces: BTreeSet<&str> = named.clone().filter_map(|endpoint| endpoint.namespace.as_deref()).collect();
        if namespaces.len() > 1 {
            return words::members(&namespaces.into_iter().collect::<Vec<_>>());
        }
        words::members(&named.map(|endpoint| endpoint.name.as_str()).collect::<Vec<_>>())
    }
}
