//! What `list -o full` says about connections: each with the rules that let it pass, as far as these can be found in time.

use std::cell::Cell;

use podreach_eval::Analysis;
use podreach_eval::inventory::EndpointId;
use podreach_eval::query::{DirectionVerdict, PairState, ReachabilityGraph};
use serde::{Serialize, Serializer};

use crate::members::Members;
use crate::notations::Notations;

/// A pair of endpoints that has connections.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ConnectionOut<'a> {
    /// An endpoint id.
    src: &'a str,
    /// An endpoint id.
    dst: &'a str,
    /// A connection notation.
    conn: &'a str,
    /// `open`: no policy concerns either end; `allowed`: rules let it pass; `depends`: it passes by the default completion of
    /// what the input leaves open, and not in every one.
    state: &'static str,
    /// The rules that let it leave; empty where no policy isolates that end.
    egress: Vec<RuleAt>,
    /// The rules that let it enter, likewise.
    ingress: Vec<RuleAt>,
    /// What a static answer cannot know.
    caveats: Vec<&'static str>,
}

/// A rule of a policy.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RuleAt {
    /// The policy's `id`.
    policy: u32,
    /// Index in its `egress` or `ingress`, from 0.
    rule: u32,
}

fn rules(decision: &DirectionVerdict) -> Vec<RuleAt> {
    decision.hits.iter().map(|hit| RuleAt { policy: hit.rule.policy.0, rule: hit.rule.index }).collect()
}

/// Connections come with their rules while all of them together look at no more rules and peers than this.
const REASONS: usize = 1_000_000;

/// All pairs that have connections, made one by one.
pub(crate) struct Connections<'a> {
    analysis: &'a Analysis,
    shown: &'a [EndpointId],
    members: Members,
    graph: ReachabilityGraph<'a>,
    notations: Notations<'a>,
    /// So many rules and peers may still be looked at.
    left: Cell<usize>,
    /// So many connections came with their rules.
    given: Cell<u64>,
}

/// How many connections came with their rules, known when they have been written.
pub(crate) struct WithRules<'a>(pub(crate) &'a Connections<'a>);

impl WithRules<'_> {
    /// Whether all did.
    pub(crate) const fn is_all(&self) -> bool {
        self.0.left.get() > 0
    }
}

impl Serialize for WithRules<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.given.get().serialize(serializer)
    }
}

impl<'a> Connections<'a> {
    /// Those between some endpoints, which are in order.
    pub(crate) fn new(analysis: &'a Analysis, shown: &'a [EndpointId]) -> Self {
        let members = Members::new(analysis, shown.iter().copied());
        let graph = analysis.reachability(|id| shown.binary_search(&id).is_ok());
        let mut notations = Notations::new(analysis);
        notations.learn_all(&members, &graph);
        let (left, given) = (Cell::new(REASONS), Cell::new(0));
        Self { analysis, shown, members, graph, notations, left, given }
    }

    /// All of them, by source and destination.
    pub(crate) fn iter(&self) -> impl Iterator<Item = ConnectionOut<'_>> {
        self.left.set(REASONS);
        self.given.set(0);
        let pairs = self.graph.of_each(self.shown.iter().copied()).flat_map(|(from, reached)| {
            let mut targets: Vec<(EndpointId, u32)> = Vec::new();
            for reached in reached {
                if let Some(notation) = self.notations.number(reached) {
                    targets.extend(self.members.of(reached.class).iter().map(|to| (*to, notation)));
                }
            }
            targets.retain(|(to, _)| *to != from);
            targets.sort();
            targets.into_iter().map(move |(to, notation)| (from, to, notation))
        });
        pairs.map(|(from, to, notation)| {
            if self.left.get() > 0 {
                let looks = 1 + self.analysis.verdict_weight(from, to);
                self.left.set(self.left.get().saturating_sub(looks));
                self.given.set(self.given.get() + u64::from(self.left.get() > 0));
            }
            self.connection([from, to], self.notations.text(notation))
        })
    }

    fn connection<'b>(&'b self, [from, to]: [EndpointId; 2], conn: &'b str) -> ConnectionOut<'b> {
        let analysis = self.analysis;
        let (source, destination) = (analysis.endpoint(from), analysis.endpoint(to));
        let state = analysis.pair(from, to).state;
        // Where no policy concerns either end there are no rules to name, and nothing depends on an address.
        let plain = state == PairState::Open && !source.host_network && !destination.host_network;
        let verdict = (self.left.get() > 0 && !plain).then(|| analysis.verdict_by_default(from, to));
        ConnectionOut {
            src: &source.id,
            dst: &destination.id,
            conn,
            state: state.as_str(),
            egress: verdict.as_ref().map(|verdict| rules(&verdict.egress)).unwrap_or_default(),
            ingress: verdict.as_ref().map(|verdict| rules(&verdict.ingress)).unwrap_or_default(),
            caveats: verdict.iter().flat_map(|verdict| &verdict.caveats).map(|caveat| caveat.text()).collect(),
        }
    }
}
