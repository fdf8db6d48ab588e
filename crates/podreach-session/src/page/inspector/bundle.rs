//! What the inspector says about all pairs between two folded ends: how many in which state, on which ports, the pairs
//! themselves, and the policies that decide.

use std::collections::BTreeSet;

use podreach_eval::inventory::EndpointId;
use podreach_eval::policy::PolicyId;
use podreach_eval::query::Question;
use podreach_eval::view::NodeId;
use podreach_eval::{Analysis, explain};
use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use super::standing::Standing;
use crate::evaluation::Evaluation;

/// So many pairs are listed.
const PAIRS: usize = 50;
/// So many policies are listed.
const POLICIES: usize = 20;
/// Policies are looked for with so many kinds of pairs.
const KINDS: usize = 150;

/// Pairs in one state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleState {
    /// The state.
    pub standing: Standing,
    /// How many pairs are in it.
    pub pairs: u64,
    /// Their ports, as on edges; empty for blocked pairs.
    pub ports: String,
}

/// A pair of two endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundlePair {
    /// Its source.
    pub from: NodeId,
    /// Its destination.
    pub to: NodeId,
    /// Both names with an arrow.
    pub label: String,
    /// How it stands.
    pub standing: Standing,
    /// Its ports; empty where it is blocked.
    pub ports: String,
}

/// All that is said about the pairs between two folded ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Name of the sources.
    pub from: String,
    /// Name of the destinations.
    pub to: String,
    /// Number of sources and of destinations.
    pub ends: [usize; 2],
    /// All pairs; `None` when counting would take too long.
    pub all: Option<u64>,
    /// States that occur, with their pairs.
    pub states: Vec<BundleState>,
    /// The first pairs: those that rules allow, then those that depend, that are open, that are blocked.
    pub pairs: Vec<BundlePair>,
    /// The first policies that decide: index in the analysis, name and namespace, place.
    pub policies: Vec<(usize, String, Span)>,
    /// How many more there are.
    pub more_policies: usize,
    /// Whether there may be still others: the pairs are too different to ask all of them.
    pub policies_whole: bool,
}

/// How many of all pairs are connected, in a few words: `12 of 768 pairs`.
pub(super) fn share(evaluation: &Evaluation, ends: [&[EndpointId]; 2]) -> Option<(u64, u64)> {
    let counts = evaluation.analysis.between(evaluation.folding(), ends[0], ends[1])?.counts;
    Some((counts.allowed + counts.open + counts.depends, counts.all()))
}

/// The endpoints behind two nodes; `None` where one of them is not in the input.
pub(super) fn ends(evaluation: &Evaluation, from: &NodeId, to: &NodeId) -> Option<[Vec<EndpointId>; 2]> {
    let members = |id: &NodeId| -> Option<Vec<EndpointId>> {
        let found = evaluation.analysis.members_of_node(evaluation.folding(), id);
        if found.is_empty() { evaluation.endpoint_of_node(id).map(|id| vec![id]) } else { Some(found) }
    };
    Some([members(from)?, members(to)?])
}

/// Says everything about the pairs between two nodes.
pub(super) fn bundle(evaluation: &Evaluation, from: &NodeId, to: &NodeId) -> Option<Bundle> {
    let [sources, destinations] = ends(evaluation, from, to)?;
    let ends = [sources.as_slice(), destinations.as_slice()];
    let (analysis, folding) = (&evaluation.analysis, evaluation.folding());
    let between = analysis.between(folding, ends[0], ends[1]);
    let states = between.as_ref().map(|between| {
        let counts = between.counts;
        let rows = [
            (Standing::Allowed, counts.allowed, between.allowed.clone()),
            (Standing::Depends, counts.depends, between.depends.clone()),
            (Standing::Open, counts.open, "all".to_owned()),
            (Standing::Blocked, counts.blocked, String::new()),
        ];
        let rows = rows.into_iter().filter(|(_, pairs, _)| *pairs > 0);
        rows.map(|(standing, pairs, ports)| BundleState { standing, pairs, ports }).collect()
    });
    let listed = analysis.pairs_between(folding, ends, PAIRS);
    let standings = [Standing::Allowed, Standing::Depends, Standing::Open, Standing::Blocked];
    let pairs =
        standings.into_iter().zip(&listed).flat_map(|(standing, list)| list.iter().map(move |pair| (standing, *pair)));
    let pairs = pairs.take(PAIRS).map(|(standing, (from, to))| pair(evaluation, standing, from, to)).collect();
    let (kinds, policies_whole) = analysis.kinds_between(folding, ends, KINDS);
    let kinds: Vec<_> = kinds.into_iter().filter_map(|(from, to)| folding.end(from).zip(folding.end(to))).collect();
    let deciding = deciding(analysis, &kinds);
    let policies = deciding.iter().take(POLICIES).filter_map(|id| {
        let policy = analysis.policies.list.get(id.0 as usize)?;
        let place = policy.namespace.as_deref().map_or_else(String::new, |namespace| format!(" in {namespace}"));
        Some((id.0 as usize, format!("{}{place}", policy.name), policy.span))
    });
    Some(Bundle {
        from: analysis.name_of_node(folding, from),
        to: analysis.name_of_node(folding, to),
        ends: [sources.len(), destinations.len()],
        all: between.map(|between| between.counts.all()),
        states: states.unwrap_or_default(),
        pairs,
        policies: policies.collect(),
        more_policies: deciding.len().saturating_sub(POLICIES),
        policies_whole,
    })
}

fn pair(evaluation: &Evaluation, standing: Standing, from: EndpointId, to: EndpointId) -> BundlePair {
    let (analysis, folding) = (&evaluation.analysis, evaluation.folding());
    let name = |id| match folding.end(id) {
        Some(end) if end == id => explain::endpoint_name(analysis, id),
        _ => folding.endpoint(analysis, id).name.clone(),
    };
    let id = |id| folding.node_id(analysis, id);
    let ports = match (standing, folding.end(from).zip(folding.end(to))) {
        (Standing::Blocked, _) | (_, None) => String::new(),
        (_, Some((from, to))) => analysis.pair(from, to).shown().short_notation(),
    };
    BundlePair { from: id(from), to: id(to), label: format!("{} → {}", name(from), name(to)), standing, ports }
}

/// Policies whose rules match, and where a direction lets nothing pass those that isolate its end.
fn deciding(analysis: &Analysis, pairs: &[(EndpointId, EndpointId)]) -> BTreeSet<PolicyId> {
    let mut found = BTreeSet::new();
    for (from, to) in pairs {
        let verdict = analysis.ask_endpoints(*from, *to, &Question::Anything);
        for direction in [&verdict.egress, &verdict.ingress] {
            found.extend(direction.hits.iter().map(|hit| hit.rule.policy));
            if !direction.allowed {
                found.extend(&direction.isolating);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use podreach_eval::query::PairState;
    use podreach_picture::Picked;
    use podreach_testkit::sized::{Size, yaml};

    use super::super::{Inspect, InspectorPage};
    use crate::page::Title;
    use crate::page::asked::{asked, evaluation};

    use super::*;

    #[test]
    fn a_bundle_counts_every_pair_between_its_ends() {
        let evaluation = evaluation(&yaml(Size { pods: 90, replicas: 1, namespaces: 6, policies: 30 }));
        let analysis = &evaluation.analysis;
        let (mut listed, mut policies) = (0, 0);
        for (from, to) in [
            ("namespace:team-000", "namespace:team-000"),
            ("namespace:team-001", "namespace:team-004"),
            ("namespace:team-002", "team-002/app-0"),
        ] {
            let picked = Picked::Edge { from: from.into(), to: to.into() };
            let InspectorPage::Bundle(page) = asked(&evaluation, Inspect { picked: picked.clone() }) else {
                panic!("{from} to {to} is a bundle")
            };
            let [sources, destinations] = ends(&evaluation, &from.into(), &to.into()).unwrap();
            let mut counts = [0_u64; 4];
            for (from, to) in sources.iter().flat_map(|from| destinations.iter().map(move |to| (*from, *to))) {
                if from == to && analysis.endpoint(from).bare {
                    continue;
                }
                counts[match analysis.pair(from, to).state {
                    PairState::Allowed => 0,
                    PairState::Depends => 1,
                    PairState::Open => 2,
                    PairState::Blocked(_) => 3,
                }] += 1;
            }
            let said = |standing| page.states.iter().find(|row| row.standing == standing).map_or(0, |row| row.pairs);
            let found = [Standing::Allowed, Standing::Depends, Standing::Open, Standing::Blocked].map(said);
            assert_eq!(found, counts, "{from} to {to}");
            assert_eq!(page.all, Some(counts.iter().sum()));
            assert_eq!(page.pairs.len() as u64, page.all.unwrap().min(PAIRS as u64));
            for pair in &page.pairs {
                let [from, to] = [&pair.from, &pair.to].map(|id| analysis.endpoint_of_node(id).unwrap());
                let state = analysis.pair(from, to).state;
                assert_eq!(state.as_str(), pair.standing.word(), "{pair:?}");
                listed += 1;
            }
            policies += page.policies.len();
            let title = asked(&evaluation, Title { picked }).unwrap();
            assert!(title.text.contains(&format!("of {} pairs", page.all.unwrap())), "{title:?}");
        }
        assert!(listed > 50 && policies > 3, "{listed} {policies}");
    }
}
