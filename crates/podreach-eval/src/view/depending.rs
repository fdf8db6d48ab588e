//! How many pairs depend on what the input does not say. Counted by kinds: endpoints with equal answers are looked at once.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::hosts::HostId;
use crate::inventory::{Endpoint, EndpointId};
use crate::policy::{Direction, PolicyId};
use crate::query::PairState;
use crate::reach::ClassId;
use crate::reach::CompiledRule;
use crate::reach::outside::BlockId;
use crate::reach::predicates::CompiledMatch;
use crate::reach::scopes::ScopeId;
use crate::sets::ConnectionSet;

/// At most this many pairs of kinds are looked at.
const ASKED: usize = 50_000;

/// A count of pairs that depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Depending {
    /// How many were found.
    pub count: u64,
    /// Whether all pairs were looked at; otherwise `count` is a lower bound.
    pub whole: bool,
}

/// Pairs that depend, by what the default completion says of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Moved {
    pub(crate) allowed: u64,
    pub(crate) open: u64,
    pub(crate) blocked: u64,
}

impl Moved {
    pub(crate) const fn all(&self) -> u64 {
        self.allowed + self.open + self.blocked
    }
}

/// Endpoints with equal answers: their class and, where it makes a difference, their namespace and their nodes.
type Kind<'a> = (u32, Option<&'a str>, &'a [Option<HostId>]);

/// Properties of a kind that decide whether its pairs may depend.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "facts that have nothing to do with each other")]
struct Traits {
    /// Whether something about it is unknown: labels of its namespace, or its address.
    open: bool,
    is_external: bool,
    /// Address blocks that might hold it, were its address known.
    maybe: Vec<BlockId>,
    /// Scopes that might hold it, were the labels of its namespace known.
    scopes: Vec<ScopeId>,
    /// Whether unknown labels decide if a policy applies to it.
    unsure: bool,
    /// For egress and for ingress: what its rules ask that may be unknown.
    asks: [Rc<Asking>; 2],
    host_network: bool,
}

/// What rules ask of the other end that may be unknown.
#[derive(Clone, Debug, Default)]
struct Asking {
    blocks: BTreeSet<BlockId>,
    scopes: BTreeSet<ScopeId>,
    domain: bool,
}

impl Asking {
    fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.scopes.is_empty() && !self.domain
    }

    /// Whether what is unknown of a kind may decide.
    fn concerns(&self, other: &Traits) -> bool {
        other.maybe.iter().any(|block| self.blocks.contains(block))
            || other.scopes.iter().any(|scope| self.scopes.contains(scope))
            || (self.domain && (other.open || other.is_external))
    }
}

impl Analysis {
    /// Counts the ordered pairs of different endpoints that depend, among the endpoints that `keep` accepts.
    pub fn depending(&self, keep: impl Fn(&Endpoint) -> bool) -> Depending {
        let members: Vec<EndpointId> =
            self.endpoint_ids().filter(|(_, endpoint)| keep(endpoint)).map(|(id, _)| id).collect();
        let (found, whole) = self.moved(&members, false);
        Depending { count: found.all(), whole }
    }

    /// Counts the ordered pairs of `members` that depend. With `themselves`, an endpoint that may have two pods forms a pair
    /// with itself. The second value is false when not all pairs were looked at.
    pub(crate) fn moved(&self, members: &[EndpointId], themselves: bool) -> (Moved, bool) {
        let mut moved = Moved::default();
        let whole = self.each_depending(members, |[sources, destinations], same, [source, destination], _| {
            let mut count = sources.len() as u64 * destinations.len() as u64;
            if same {
                let alone = |id: &&EndpointId| !themselves || !self.has_two_pods(**id);
                count -= sources.iter().filter(alone).count() as u64;
            }
            match self.default_state(source, destination) {
                PairState::Open => moved.open += count,
                PairState::Blocked(_) => moved.blocked += count,
                PairState::Allowed | PairState::Depends => moved.allowed += count,
            }
        });
        (moved, whole)
    }

    /// Visits the pairs of kinds that depend: the endpoints of both, whether they are one kind, two of them, and what passes in
    /// the most favourable completion. Returns whether all pairs were looked at.
    pub(super) fn each_depending(
        &self,
        members: &[EndpointId],
        mut visit: impl FnMut([&[EndpointId]; 2], bool, [EndpointId; 2], &ConnectionSet),
    ) -> bool {
        let hosts_count = members.iter().any(|id| self.endpoint(*id).host_network);
        let mut kinds: BTreeMap<Kind<'_>, Vec<EndpointId>> = BTreeMap::new();
        for id in members {
            let (namespace, hosts) = self.uncertain_by(*id, hosts_count);
            kinds.entry((self.endpoint(*id).class, namespace, hosts)).or_default().push(*id);
        }
        let mut memory = FxHashMap::default();
        let kinds: Vec<(Traits, &Vec<EndpointId>)> = kinds
            .values()
            .map(|ids| (ids.first().map(|id| self.traits(*id, &mut memory)).unwrap_or_default(), ids))
            .collect();
        let mut asked = 0;
        let candidates = Candidates::new(kinds.iter().map(|(traits, _)| traits));
        for (from, (source, sources)) in kinds.iter().enumerate() {
            for to in candidates.of(source) {
                let Some((destination, destinations)) = kinds.get(to) else { continue };
                if !candidate(source, destination) {
                    continue;
                }
                if self.is_blocked_anyway([source, destination], [sources, destinations]) {
                    continue;
                }
                asked += 1;
                if asked > ASKED || self.leaves_pairs_unasked() {
                    return false;
                }
                let ends = sources.iter().flat_map(|source| destinations.iter().map(move |to| (*source, *to)));
                let two = ends.clone().find(|(source, to)| source != to).or_else(|| ends.clone().next());
                let alone = |id: EndpointId| from == to && sources.len() == 1 && !self.has_two_pods(id);
                let Some((one, two)) = two.filter(|(source, _)| !alone(*source)) else { continue };
                if let Some(favourable) = self.pair_depends(one, two) {
                    visit([sources, destinations], from == to, [one, two], &favourable);
                }
            }
        }
        !self.leaves_pairs_unasked()
    }

    /// What besides its class decides whether pairs of an endpoint depend: its namespace, and its nodes where an endpoint shares
    /// the network of one (`hosts_count`).
    pub(super) fn uncertain_by(&self, id: EndpointId, hosts_count: bool) -> (Option<&str>, &[Option<HostId>]) {
        let endpoint = self.endpoint(id);
        let open = self.world.classes.get(ClassId(endpoint.class)).is_some_and(|class| class.open.is_some());
        let hosts = if hosts_count { endpoint.hosts.as_slice() } else { &[] };
        (endpoint.namespace.as_deref().filter(|_| open), hosts)
    }

    /// Whether an end of which nothing is left open lets nothing pass: then the other end does not matter.
    fn is_blocked_anyway(
        &self,
        [source, destination]: [&Traits; 2],
        [sources, destinations]: [&[EndpointId]; 2],
    ) -> bool {
        let Some((from, to)) = sources.first().zip(destinations.first()).filter(|_| !source.host_network) else {
            return false;
        };
        let ([egress, _], [_, ingress]) = (&source.asks, &destination.asks);
        let (out, into) = self.pair_ids(*from, *to);
        let nothing = |id| self.connections().get(id).is_portless();
        let egress_open = source.unsure || egress.concerns(destination) || egress.concerns(source);
        let ingress_open = destination.unsure || ingress.concerns(source) || ingress.concerns(destination);
        (!egress_open && nothing(out)) || (!ingress_open && nothing(into))
    }

    fn traits(&self, id: EndpointId, memory: &mut FxHashMap<(bool, Vec<PolicyId>), Rc<Asking>>) -> Traits {
        let endpoint = self.endpoint(id);
        let classes = &self.world.classes;
        let Some(class) = classes.get(ClassId(endpoint.class)) else { return Traits::default() };
        let maybe = classes.membership(class).map_or_else(Vec::new, |found| found.maybe.clone());
        let asks = [Direction::Egress, Direction::Ingress].map(|direction| {
            let policies = &endpoint.isolation(direction).policies;
            let key = (direction == Direction::Egress, policies.clone());
            Rc::clone(memory.entry(key).or_insert_with(|| Rc::new(self.asking(policies, direction))))
        });
        Traits {
            open: class.open.is_some() || !maybe.is_empty(),
            is_external: endpoint.is_external(),
            maybe,
            scopes: self.world.unknown.open.get(class.open).to_vec(),
            unsure: self.world.unknown.may_be_subject(class.open),
            asks,
            host_network: endpoint.host_network,
        }
    }

    /// What the rules of policies in this direction ask about labels, addresses and domain names that may be unknown.
    fn asking(&self, policies: &[PolicyId], direction: Direction) -> Asking {
        let mut asking = Asking::default();
        let compiled = |id: &PolicyId| self.world.compiled.get(id.0 as usize)?.rules(direction);
        for atom in policies.iter().filter_map(compiled).flatten().flat_map(CompiledRule::atoms) {
            asking.domain |= matches!(atom, CompiledMatch::Domain(_));
            asking.blocks.extend(atom.block());
            asking.scopes.extend(atom.scope().filter(|scope| self.world.unknown.is_open(*scope)));
        }
        asking
    }
}

/// Whether a pair may depend at all.
fn candidate(source: &Traits, destination: &Traits) -> bool {
    let [egress, _] = &source.asks;
    let [_, ingress] = &destination.asks;
    // A rule may ask about its own end as well.
    let own = |asks: &Asking, own: &Traits| !asks.is_empty() && asks.concerns(own);
    source.unsure
        || destination.unsure
        || egress.concerns(destination)
        || ingress.concerns(source)
        || (own(egress, source) && (destination.open || destination.is_external))
        || (own(ingress, destination) && source.open)
        || source.host_network
}

/// Kinds by what may make pairs with them candidates, so that not all pairs are gone through.
#[derive(Default)]
struct Candidates {
    count: usize,
    /// Destinations that are candidates with everyone, or with all that is open.
    always: Vec<usize>,
    open: Vec<usize>,
    /// Destinations by what is unknown about them.
    by_block: BTreeMap<BlockId, Vec<usize>>,
    by_scope: BTreeMap<ScopeId, Vec<usize>>,
    /// Destinations by what their ingress asks.
    asking_block: BTreeMap<BlockId, Vec<usize>>,
    asking_scope: BTreeMap<ScopeId, Vec<usize>>,
    /// Destinations whose ingress asks about domain names, or about themselves.
    asking: Vec<usize>,
}

impl Candidates {
    fn new<'a>(kinds: impl Iterator<Item = &'a Traits>) -> Self {
        let mut all = Self::default();
        for (at, kind) in kinds.enumerate() {
            all.count = at + 1;
            all.always.extend(kind.unsure.then_some(at));
            all.open.extend((kind.open || kind.is_external).then_some(at));
            for block in &kind.maybe {
                all.by_block.entry(*block).or_default().push(at);
            }
            for scope in &kind.scopes {
                all.by_scope.entry(*scope).or_default().push(at);
            }
            let [_, ingress] = &kind.asks;
            for block in &ingress.blocks {
                all.asking_block.entry(*block).or_default().push(at);
            }
            for scope in &ingress.scopes {
                all.asking_scope.entry(*scope).or_default().push(at);
            }
            all.asking.extend((ingress.domain || ingress.concerns(kind)).then_some(at));
        }
        all
    }

    /// The destinations with which a source may form a candidate, ascending: at least all of them.
    fn of(&self, source: &Traits) -> Vec<usize> {
        if source.unsure || source.host_network {
            return (0..self.count).collect();
        }
        let [egress, _] = &source.asks;
        let mut found = self.always.clone();
        if egress.domain || egress.concerns(source) {
            found.extend(&self.open);
        }
        found.extend(egress.blocks.iter().filter_map(|block| self.by_block.get(block)).flatten());
        found.extend(egress.scopes.iter().filter_map(|scope| self.by_scope.get(scope)).flatten());
        found.extend(source.maybe.iter().filter_map(|block| self.asking_block.get(block)).flatten());
        found.extend(source.scopes.iter().filter_map(|scope| self.asking_scope.get(scope)).flatten());
        if source.open || source.is_external {
            found.extend(&self.asking);
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
