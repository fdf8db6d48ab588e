//! How many pairs depend on what the input does not say. Counted by kinds: endpoints with equal answers are looked at once.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::hosts::HostId;
use crate::inventory::{Endpoint, EndpointId};
use crate::policy::{Direction, PolicyId};
use crate::query::PairState;
use crate::reach::ClassId;
use crate::reach::predicates::CompiledMatch;
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
#[derive(Clone, Copy, Debug, Default)]
struct Traits {
    /// Whether something about it is unknown, as a source and as a destination: labels of its namespace, its address, and
    /// for destinations what domain names resolve to.
    open: [bool; 2],
    /// Whether unknown labels decide if a policy applies to it.
    unsure: bool,
    /// For egress and for ingress: whether it has rules whose match may depend on something unknown.
    picky: [bool; 2],
    host_network: bool,
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
        // Whoever makes no difference at either end is left out before pairs are formed.
        let telling = |traits: &Traits| traits.unsure || traits.picky.contains(&true) || traits.host_network;
        let all: Vec<usize> = (0..kinds.len()).collect();
        let few: Vec<usize> =
            kinds.iter().zip(0..).filter(|((traits, _), _)| telling(traits)).map(|(_, at)| at).collect();
        let pairs = all.iter().flat_map(|from| {
            let of_all = kinds.get(*from).is_some_and(|(traits, _)| telling(traits));
            let others = if of_all { &all } else { &few };
            others.iter().map(move |to| (*from, *to))
        });
        for (from, to) in pairs {
            let (Some((source, sources)), Some((destination, destinations))) = (kinds.get(from), kinds.get(to)) else {
                continue;
            };
            if !candidate(*source, *destination) {
                continue;
            }
            asked += 1;
            if asked > ASKED || self.leaves_pairs_unasked() {
                return false;
            }
            let ends = sources.iter().flat_map(|source| destinations.iter().map(move |to| (*source, *to)));
            let two = ends.clone().find(|(source, to)| source != to).or_else(|| ends.clone().next());
            let alone = |id: EndpointId| from == to && sources.len() == 1 && !self.has_two_pods(id);
            let Some((source, destination)) = two.filter(|(source, _)| !alone(*source)) else { continue };
            if let Some(favourable) = self.pair_depends(source, destination) {
                visit([sources, destinations], from == to, [source, destination], &favourable);
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

    fn traits(&self, id: EndpointId, memory: &mut FxHashMap<(bool, Vec<PolicyId>), bool>) -> Traits {
        let endpoint = self.endpoint(id);
        let classes = &self.world.classes;
        let Some(class) = classes.get(ClassId(endpoint.class)) else { return Traits::default() };
        let maybe = classes.membership(class).is_some_and(|found| !found.maybe.is_empty());
        let picky = [Direction::Egress, Direction::Ingress].map(|direction| {
            let policies = &endpoint.isolation(direction).policies;
            let key = (direction == Direction::Egress, policies.clone());
            *memory.entry(key).or_insert_with(|| policies.iter().any(|id| self.is_picky(*id, direction)))
        });
        Traits {
            open: [class.open.is_some() || maybe, class.open.is_some() || maybe || endpoint.is_external()],
            unsure: self.world.unknown.may_be_subject(class.open),
            picky,
            host_network: endpoint.host_network,
        }
    }

    /// Whether a policy has a rule in this direction whose match may depend on unknown labels, addresses or domain names.
    fn is_picky(&self, policy: PolicyId, direction: Direction) -> bool {
        let compiled = self.world.compiled.get(policy.0 as usize).and_then(|policy| policy.rules(direction));
        let picky = |atom: &CompiledMatch| match atom {
            CompiledMatch::Domain(_) => true,
            atom => atom.block().is_some() || atom.scope().is_some_and(|scope| self.world.unknown.is_open(scope)),
        };
        compiled.into_iter().flatten().any(|compiled| compiled.atoms().any(picky))
    }
}

/// Whether a pair may depend at all.
fn candidate(source: Traits, destination: Traits) -> bool {
    let [egress, _] = source.picky;
    let [_, ingress] = destination.picky;
    source.unsure
        || destination.unsure
        || (egress && destination.open[1])
        || (ingress && source.open[0])
        || source.host_network
}
