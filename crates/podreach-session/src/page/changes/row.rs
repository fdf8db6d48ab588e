//! A pair that changed as a row: its ends, its ports, the rules that do it.

use std::collections::BTreeSet;

use podreach_eval::diff::{
    Cause, CauseFinder, ChangeKind, ConnectionChange, EndRef, Fact, Note, PairCauses, same_rule,
};
use podreach_eval::explain;
use podreach_eval::policy::{Direction, Off, Policy, PolicyId};
use podreach_eval::view::{BothSides, Differences, EdgeChange, JointNode, NodeId};
use podreach_syntax::Sources;
use serde::{Deserialize, Serialize};

use super::MOST;
use super::place::ChangePlace;

/// More rules than this of one change are not listed.
const RULES: usize = 12;

/// A rule that makes the difference, or that a policy isolates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRule {
    /// Its policy.
    pub policy: Off,
    /// Index of the policy in the analysis; none where it is in the baseline only.
    pub index: Option<usize>,
    /// What happened to the policy; `None` where its text says the same.
    pub change: Option<ChangeKind>,
    /// Whether the rule or its policy is switched off now.
    pub off: bool,
    /// Ingress or egress.
    pub direction: Direction,
    /// The number of the rule, from 1; none where the policy makes the difference because it isolates.
    pub rule: Option<u32>,
    /// `from pods app=web in default, on TCP 80`, or `isolates ingress`.
    pub sentence: String,
    /// Whether it holds now; false for what held in the baseline.
    pub now: bool,
    /// Where it is written.
    pub place: ChangePlace,
}

/// A pair that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRow {
    /// The source.
    pub from: NodeId,
    /// The destination.
    pub to: NodeId,
    /// Name of the source.
    pub source: String,
    /// Name of the destination.
    pub destination: String,
    /// What happened, and on which ports.
    pub change: EdgeChange,
    /// The rules that do it.
    pub rules: Vec<ChangeRule>,
    /// How many more rules there are.
    pub more_rules: usize,
    /// What does it besides: `shop/web is new`.
    pub notes: Vec<String>,
    /// Whether so much changed that the rules are not worked out.
    pub left_out: bool,
}

/// The pairs that differ: how many, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedPairs {
    /// Pairs that gain a port.
    pub opens: u64,
    /// Pairs that lose a port; one that gains another one counts in both.
    pub closes: u64,
    /// All of them.
    pub all: u64,
    /// `opens 2, closes 1`.
    pub words: String,
    /// Pairs: opened, closed, changed, each in the order of the picture.
    pub list: Vec<ChangeRow>,
    /// How many pairs are not in the list.
    pub rest: u64,
}

/// Makes rows.
pub(super) struct Rows<'a> {
    pub(super) sides: BothSides<'a>,
    /// The texts before and after.
    pub(super) sources: [&'a Sources; 2],
    /// Whether both are the same text, so that all places are in the work.
    pub(super) same_text: bool,
}

impl<'a> Rows<'a> {
    /// All counts, with at most so many rows, and never more than [`MOST`].
    pub(super) fn found(&self, most: usize) -> ChangedPairs {
        let Differences { opens, closes, all } = self.sides.differences();
        let list = self.list(most.min(MOST));
        let rest = all.saturating_sub(list.len() as u64);
        ChangedPairs { opens, closes, all, words: words(opens, closes), list, rest }
    }

    /// At most so many rows: opened, closed, changed, each in the order of the nodes.
    fn list(&self, most: usize) -> Vec<ChangeRow> {
        let own = self.sides.own_changes().map(|(at, _)| ([at, at], None));
        let others = self.sides.diff.connections.iter();
        let others = others.flat_map(|change| self.sides.pairs(change).map(move |pair| (pair, Some(change))));
        let mut listed: Vec<_> = others.chain(own).take(most).collect();
        let what = |[from, to]: [usize; 2]| self.change([from, to]).map(|change| (change.what, from, to));
        listed.sort_by_cached_key(|(pair, _)| what(*pair));
        let finder = CauseFinder::new([self.sides.before, self.sides.after], self.sides.diff);
        listed.into_iter().filter_map(|(pair, change)| self.row(pair, change, &finder)).collect()
    }

    /// At most so many rows of pairs from some nodes to some others, by place.
    pub(super) fn between(&self, from: &BTreeSet<usize>, to: &BTreeSet<usize>, most: usize) -> Vec<ChangeRow> {
        let own = self.sides.own_changes().map(|(at, _)| ([at, at], None));
        let own = own.filter(|([at, _], _)| from.contains(at) && to.contains(at));
        let within = |change: &'a ConnectionChange| {
            let ends = [(&change.source, from), (&change.destination, to)];
            let [sources, destinations] = ends.map(|(end, wanted)| {
                let all = self.sides.joint.of_end(end);
                all.into_iter().filter(|at| wanted.contains(at)).collect::<Vec<usize>>()
            });
            let to = move |from: usize| destinations.clone().into_iter().map(move |to| ([from, to], Some(change)));
            sources.into_iter().flat_map(to).filter(|([from, to], _)| from != to)
        };
        let others = self.sides.diff.connections.iter().flat_map(within);
        let what = |[from, to]: [usize; 2]| self.change([from, to]).map(|change| (change.what, from, to));
        let mut found: Vec<_> = own.chain(others).filter(|(pair, _)| what(*pair).is_some()).take(most).collect();
        found.sort_by_cached_key(|(pair, _)| what(*pair));
        let finder = CauseFinder::new([self.sides.before, self.sides.after], self.sides.diff);
        found.into_iter().filter_map(|(pair, change)| self.row(pair, change, &finder)).collect()
    }

    /// The row of one pair; none where it did not change.
    pub(super) fn of_pair(&self, from: &NodeId, to: &NodeId) -> Option<ChangeRow> {
        let place = |id: &NodeId| self.sides.joint.nodes.iter().position(|node| node.id == *id);
        let pair = [place(from)?, place(to)?];
        let (source, destination, joint) = (self.node(pair[0])?, self.node(pair[1])?, self.sides.joint);
        let mut all = self.sides.diff.connections.iter();
        let is_it = |change: &&ConnectionChange| {
            from != to && joint.is_in(source, &change.source) && joint.is_in(destination, &change.destination)
        };
        let change = all.find(is_it);
        let finder = CauseFinder::new([self.sides.before, self.sides.after], self.sides.diff);
        self.row(pair, change, &finder)
    }

    fn node(&self, at: usize) -> Option<&'a JointNode> {
        self.sides.joint.nodes.get(at)
    }

    fn change(&self, [from, to]: [usize; 2]) -> Option<EdgeChange> {
        self.sides.change(self.node(from)?, self.node(to)?)
    }

    fn row(&self, pair: [usize; 2], change: Option<&ConnectionChange>, finder: &CauseFinder<'_>) -> Option<ChangeRow> {
        let [from, to] = pair;
        let (source, destination) = (self.node(from)?, self.node(to)?);
        let found = self.change(pair)?;
        let ends = [source, destination].map(|node| self.end(node));
        let (causes, left_out) = match (change, ends) {
            (Some(change), [Some(source), Some(destination)]) => match finder.missing(change, [source, destination]) {
                PairCauses::Complete => (change.causes.clone(), false),
                PairCauses::Found(causes) => (causes, false),
                PairCauses::LeftOut => (Vec::new(), true),
            },
            _ => match (source.ends, destination.ends) {
                ([Some(was), Some(is)], [Some(was_to), Some(is_to)]) => {
                    let causes = finder.between([[was, was_to], [is, is_to]]);
                    (causes.clone().unwrap_or_default(), causes.is_none())
                }
                _ => (Vec::new(), false),
            },
        };
        let mut rules: Vec<ChangeRule> = causes.iter().flat_map(|cause| self.rules(cause)).collect();
        let more_rules = rules.len().saturating_sub(RULES);
        rules.truncate(RULES);
        let peers = ends.into_iter().flatten().collect::<Vec<_>>();
        let notes: BTreeSet<String> = match peers.as_slice() {
            [source, destination] => self
                .sides
                .diff
                .notes(&causes, [*source, *destination])
                .into_iter()
                .map(|note| self.note(note))
                .collect(),
            _ => BTreeSet::new(),
        };
        Some(ChangeRow {
            from: source.id.clone(),
            to: destination.id.clone(),
            source: self.name(source),
            destination: self.name(destination),
            change: found,
            rules,
            more_rules,
            notes: notes.into_iter().collect(),
            left_out,
        })
    }

    /// A node as an end of the comparison.
    fn end(&self, node: &'a JointNode) -> Option<EndRef<'a>> {
        match &node.addresses {
            Some(addresses) => Some(EndRef::Outside(addresses)),
            None => self.sides.joint.peer_of(&node.id).map(EndRef::Peer),
        }
    }

    fn name(&self, node: &JointNode) -> String {
        let BothSides { before, after, .. } = self.sides;
        match (&node.addresses, node.ends) {
            (Some(addresses), _) => addresses.label(),
            (None, [_, Some(id)]) => explain::endpoint_name(after, id),
            (None, [Some(id), None]) => explain::endpoint_name(before, id),
            (None, [None, None]) => String::new(),
        }
    }

    fn rules(&self, cause: &Cause) -> Vec<ChangeRule> {
        let Some(policy) = self.sides.diff.policies.get(cause.policy as usize) else { return Vec::new() };
        let mut found = Vec::new();
        for (now, effect, id) in [(false, &cause.before, policy.before), (true, &cause.after, policy.after)] {
            let Some(id) = id else { continue };
            let isolates = effect.isolates.then_some(None);
            let rules = effect.rules.iter().map(|index| Some(*index));
            let all = isolates.into_iter().chain(rules);
            found.extend(
                all.filter_map(|rule| self.rule(now, id, policy.after, (cause.direction, rule), policy.change)),
            );
        }
        found
    }

    fn rule(
        &self,
        now: bool,
        id: PolicyId,
        after: Option<PolicyId>,
        (direction, index): (Direction, Option<u32>),
        change: Option<ChangeKind>,
    ) -> Option<ChangeRule> {
        let analysis = if now { self.sides.after } else { self.sides.before };
        let policy = analysis.policy(id)?;
        let rule = match index {
            Some(index) => Some(policy.written(direction)?.rules.get(index as usize)?),
            None => None,
        };
        // What is switched off is in the work all the same.
        let there = after.and_then(|id| self.sides.after.policy(id));
        let same = |other: &&Policy| match (index, rule) {
            (Some(index), Some(rule)) => {
                let found = other.written(direction).and_then(|effect| effect.rules.get(index as usize));
                found.is_some_and(|found| same_rule(found, rule))
            }
            _ => other.written(direction).is_some_and(|effect| effect.isolates == policy.isolates(direction)),
        };
        let in_work = there.filter(same);
        let (own, rule, baseline) = match in_work {
            Some(own) if !now => {
                let rule = index.and_then(|index| own.written(direction)?.rules.get(index as usize));
                (own, rule, false)
            }
            _ => (policy, rule, !now && !self.same_text),
        };
        let span = rule.map_or(own.name_span, |rule| rule.span);
        let sources: &Sources = if baseline { self.sources[0] } else { self.sources[1] };
        Some(ChangeRule {
            policy: Off::policy(policy.object_ref()),
            index: after.map(|id| id.0 as usize),
            change: change.filter(|_| !in_work.is_some_and(is_switched)),
            off: in_work.is_some_and(|own| own.is_off() || rule.is_some_and(|rule| rule.off)),
            direction,
            rule: index.map(|index| index + 1),
            sentence: match rule {
                Some(rule) => explain::rule_words(rule, direction),
                None => format!("isolates {}", direction.as_str()),
            },
            now,
            place: ChangePlace::new(sources, baseline, span),
        })
    }

    fn note(&self, note: Note) -> String {
        let name = |id| self.sides.diff.peer(id).map_or("", |peer| &peer.name);
        match note {
            Note::Existence(id, ChangeKind::Removed) => format!("{} is gone", name(id)),
            Note::Existence(id, _) => format!("{} is new", name(id)),
            Note::Fact(id, fact) => match fact {
                Fact::Labels => format!("labels of {} changed", name(id)),
                Fact::NamespaceLabels => format!("labels of the namespace of {} changed", name(id)),
                Fact::Ports => format!("container ports of {} changed", name(id)),
                Fact::HostNetwork => format!("{} moved onto its node's network, or off it", name(id)),
                Fact::Addresses => format!("addresses of {} changed", name(id)),
            },
        }
    }
}

/// Whether some of a policy is switched off, so that it differs without a change of the text.
const fn is_switched(policy: &Policy) -> bool {
    policy.off.is_some()
}

/// `opens 2, closes 1`; a side without pairs is left out.
fn words(opens: u64, closes: u64) -> String {
    let parts = [("opens", opens), ("closes", closes)].into_iter().filter(|(_, count)| *count > 0);
    let parts: Vec<String> = parts.map(|(word, count)| format!("{word} {count}")).collect();
    if parts.is_empty() { "changes nothing".to_owned() } else { parts.join(", ") }
}
