//! Exposure: which pods that do not exist may reach a workload or be reached by it, were they created.
//!
//! Policies match pods by selectors, and a pod that matches one later is allowed as well, also where pods match it today. For
//! each direction of a workload the answer is a list of kinds of pods: any pod in any namespace first, then every kind
//! that a rule names. A rule counts for a kind when it matches every pod of the kind; what is said of a kind is true of
//! all its pods which no other kind of the list holds. Where rules only allow (NetworkPolicy), it is the least that all
//! pods of the kind get, and a pod of several kinds gets what all of them get. [`Exposure::of_pod`] answers for one pod.

mod kind;
mod labels;
mod places;
mod regions;
mod side;
mod subjects;

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::budget::Budget;
use crate::inventory::namespaces::scopes;
use crate::inventory::{EndpointId, EndpointKind};
use crate::policy::{Direction, PodSelector, PolicyId};
use crate::reach::classes::{ClassId, NamedPorts, NamedPortsId};
use crate::reach::engine::GroupId;
use crate::reach::ports::EndPorts;
use crate::sets::{ConnId, ConnectionSet, PortSet, Protocol};

pub use kind::{ExposedSet, SideExposure, WorkloadExposure};
use regions::{RegionId, Regions};
use side::{Answer, Blocks, Side};
use subjects::Subjects;

/// Policies, with a number by which equal sets are known.
type PolicySet = (usize, Arc<[PolicyId]>);

/// Exposure of the workloads of an analysis, worked out one by one and remembered: what is alike is worked out once.
#[derive(Debug)]
pub struct Exposure<'a> {
    analysis: &'a Analysis,
    regions: Regions<'a>,
    blocks: Blocks,
    /// Policies by the pods that they select.
    subjects: Subjects<'a>,
    around: FxHashMap<RegionId, Arc<[RegionId]>>,
    selecting_all: FxHashMap<(Direction, RegionId), PolicySet>,
    sets: FxHashMap<Arc<[PolicyId]>, usize>,
    selecting_some: FxHashMap<(Direction, RegionId), Arc<[PolicyId]>>,
    groups: FxHashMap<(Direction, Option<GroupId>), Arc<Kinds>>,
    classes: FxHashMap<(Direction, u32), Arc<SideExposure>>,
    /// How many kinds of pods `classes` holds.
    remembered: usize,
    /// Workloads that were asked for when there were no steps left.
    left_out: BTreeSet<EndpointId>,
    budget: Budget,
}

/// What all of an exposure may take, in steps of about a nanosecond.
const STEPS: u64 = 1_500_000_000;

/// At most so many kinds of pods are remembered for classes of workloads.
const REMEMBERED: usize = 200_000;

/// What the policies of a workload allow by set of pods.
#[derive(Debug, Default)]
struct Kinds {
    side: Side,
    /// Kinds with what is said of them, and whether other kinds hold all their pods.
    list: Vec<(RegionId, Answer, bool)>,
}

impl Analysis {
    /// Which pods that are not there may reach workloads or be reached by them. The work is done when a workload is asked
    /// for.
    ///
    /// ```
    /// use podreach_eval::{Options, analyze};
    /// use podreach_syntax::Sources;
    ///
    /// let yaml = "
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: db, namespace: default, labels: {app: db}}
    /// spec: {containers: [{name: c, image: i}]}
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: db, namespace: default}
    /// spec:
    ///   podSelector: {matchLabels: {app: db}}
    ///   ingress: [{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5984}]}]
    /// ";
    /// let analysis = analyze(&Sources::single("db.yaml", yaml), &Options::default());
    /// let db = analysis.endpoint_by_id("default/db").unwrap();
    /// let exposure = analysis.exposure().of(db).unwrap();
    /// let shown: Vec<String> =
    ///     exposure.ingress.telling().map(|kind| format!("{}: {}", kind.notation(), kind.connections)).collect();
    /// assert_eq!(shown, ["entire-cluster: none", "default/[app=api]: TCP 5984"]);
    /// ```
    pub fn exposure(&self) -> Exposure<'_> {
        let regions = Regions::new(&self.namespaces, scopes(&self.policies));
        let subjects = Subjects::new(&self.policies, &regions);
        Exposure {
            analysis: self,
            regions,
            blocks: self.blocks_of_unknown(),
            subjects,
            around: FxHashMap::default(),
            selecting_all: FxHashMap::default(),
            sets: FxHashMap::default(),
            selecting_some: FxHashMap::default(),
            groups: FxHashMap::default(),
            classes: FxHashMap::default(),
            remembered: 0,
            left_out: BTreeSet::new(),
            budget: Budget::new(STEPS),
        }
    }

    /// The address blocks that hold a pod of which nothing is known: what the class of such a pod says. Where there are
    /// policies, there is one.
    fn blocks_of_unknown(&self) -> Blocks {
        let class = self.endpoint_by_id("rep:*/*").map(|id| self.class_of(id));
        let class = class.and_then(|class| self.world.classes.get(class));
        let membership = class.and_then(|class| self.world.classes.membership(class));
        membership.map_or_else(Blocks::default, |membership| Blocks {
            always: membership.blocks.clone(),
            maybe: membership.maybe.clone(),
        })
    }
}

impl Exposure<'_> {
    /// How many workloads were asked for without an answer, since those before took all the work that an exposure may be.
    pub fn left_out(&self) -> usize {
        self.left_out.len()
    }

    /// What a workload (or the pods of a representative) is exposed to; `None` for what is no pod, and where working it out
    /// would take too long.
    pub fn of(&mut self, endpoint: EndpointId) -> Option<WorkloadExposure> {
        match self.analysis.endpoint(endpoint).kind {
            EndpointKind::Workload(_) | EndpointKind::Representative => {}
            EndpointKind::External(_) | EndpointKind::OwnNode => return None,
        }
        let [ingress, egress] =
            [Direction::Ingress, Direction::Egress].map(|direction| self.of_side(endpoint, direction));
        let found = ingress.zip(egress).map(|(ingress, egress)| WorkloadExposure { endpoint, ingress, egress });
        if found.is_none() {
            self.left_out.insert(endpoint);
        }
        found
    }

    fn of_side(&mut self, endpoint: EndpointId, direction: Direction) -> Option<Arc<SideExposure>> {
        let class = self.analysis.class_of(endpoint);
        if let Some(known) = self.classes.get(&(direction, class.0)) {
            return Some(Arc::clone(known));
        }
        let made = Arc::new(self.work_out(endpoint, direction)?);
        // Workloads that are alike mostly follow each other; what is remembered is bounded.
        self.remembered = self.remembered.saturating_add(made.pods.len());
        if self.remembered > REMEMBERED {
            self.remembered = made.pods.len();
            self.classes.clear();
        }
        self.classes.insert((direction, class.0), Arc::clone(&made));
        Some(made)
    }

    /// What the policies of a workload allow between it and one pod, by the scopes that the pod is in. Its own
    /// policies and rules of addresses that are not known have no part in it.
    pub fn of_pod(
        &self,
        endpoint: EndpointId,
        direction: Direction,
        is_in: impl Fn(&PodSelector) -> bool,
    ) -> ConnectionSet {
        let class = self.analysis.class_of(endpoint);
        let group = self.analysis.world.engine.side(direction).group(class);
        match self.groups.get(&(direction, group)) {
            Some(kinds) => kinds.side.of_pod(is_in),
            None => self.side(class, direction).of_pod(is_in),
        }
        .connections
    }

    /// Whether every pod of a kind is one of another kind as well.
    pub fn is_inside(&self, inner: &ExposedSet, outer: &ExposedSet) -> bool {
        self.regions.is_inside(inner.region, outer.region)
    }

    /// One side of a workload; `None` where the budget ends.
    fn work_out(&mut self, endpoint: EndpointId, direction: Direction) -> Option<SideExposure> {
        let analysis = self.analysis;
        let class = analysis.class_of(endpoint);
        let kinds = self.kinds(class, direction)?;
        let ends = EndPorts::of(direction, profile(analysis, class), &NamedPorts::Unknown);
        let mut towards: FxHashMap<usize, ConnectionSet> = FxHashMap::default();
        let mut pods: Vec<ExposedSet> = Vec::with_capacity(kinds.list.len());
        for (region, answer, covered) in &kinds.list {
            if !self.budget.spend(A_KIND) {
                return None;
            }
            let (set, selecting_all) = self.selecting_all(direction, *region);
            let (both_ends, depends_on_names) = if selecting_all.is_empty() {
                (answer.connections.clone(), false)
            } else {
                let budget = &self.budget;
                let theirs = towards.entry(set).or_insert_with(|| {
                    side::towards(analysis, direction.opposite(), &selecting_all, class.0, ends, budget)
                });
                let both = answer.connections.intersection(theirs);
                let names = depends_on_names(&answer.connections, theirs, &both);
                (both, names)
            };
            let selecting_some =
                if answer.connections.is_none() { Arc::default() } else { self.selecting_some(direction, *region) };
            let Some(scope) = self.regions.scope(*region) else { continue };
            pods.push(ExposedSet {
                pods: scope.clone(),
                connections: answer.connections.clone(),
                both_ends,
                depends_on_names,
                rules: answer.rules.clone(),
                selecting_all,
                selecting_some,
                within: None,
                covered: *covered,
                region: *region,
            });
        }
        pods.sort_by(|left, right| (!left.is_cluster(), &left.pods).cmp(&(!right.is_cluster(), &right.pods)));
        self.mark_repeated(&mut pods);
        if self.budget.is_exceeded() {
            return None;
        }
        let side = analysis.world.engine.side(direction);
        let outside = analysis.endpoint_ids().filter(|(_, other)| other.is_external());
        let outside = outside.map(|(id, other)| (id, side.get(class, ClassId(other.class))));
        let isolation = analysis.endpoint(endpoint).isolation(direction);
        Some(SideExposure {
            direction,
            policies: isolation.policies.clone(),
            isolated: isolation.isolated,
            outside: outside.filter(|(_, connections)| *connections != ConnId::NONE).collect(),
            pods,
            adds_up: kinds.side.adds_up(),
            depends_on_addresses: kinds.side.depends_on_addresses(),
        })
    }

    /// Finds sets with the same answer as a wider set that is listed, and as all sets between the two.
    fn mark_repeated(&mut self, pods: &mut [ExposedSet]) {
        let places: FxHashMap<RegionId, usize> = pods.iter().enumerate().map(|(at, kind)| (kind.region, at)).collect();
        // Wider kinds lie in fewer others; they are listed first, so that narrower ones know which they repeat.
        let mut order: Vec<usize> = (0..pods.len()).collect();
        order.sort_by_cached_key(|at| (pods.get(*at).map_or(0, |kind| self.around(kind.region).len()), *at));
        let mut listed = vec![false; pods.len()];
        for at in order {
            let Some(kind) = pods.get(at) else { continue };
            let around = self.around(kind.region);
            let around = around.iter().filter(|region| **region != kind.region);
            let around: Vec<(usize, &ExposedSet)> =
                around.filter_map(|region| places.get(region)).filter_map(|at| Some((*at, pods.get(*at)?))).collect();
            let same = |other: &ExposedSet| {
                let names = other.depends_on_names == kind.depends_on_names;
                !other.covered && names && other.both_ends == kind.both_ends && other.connections == kind.connections
            };
            if !self.budget.spend(around.len().saturating_mul(A_COMPARISON).saturating_mul(around.len().max(8) / 8)) {
                return;
            }
            let (same, differing): (Vec<_>, Vec<_>) = around.into_iter().partition(|(_, other)| same(other));
            let between = |wide: &ExposedSet| {
                differing.iter().any(|(_, other)| self.regions.is_inside(other.region, wide.region))
            };
            let is_listed = |at: usize| listed.get(at).copied().unwrap_or(false);
            let within =
                same.iter().find(|(wide_at, wide)| is_listed(*wide_at) && !between(wide)).map(|(wide, _)| *wide);
            if let Some(slot) = listed.get_mut(at) {
                *slot = within.is_none();
            }
            if let Some(kind) = pods.get_mut(at) {
                kind.within = within;
            }
        }
    }

    fn around(&mut self, region: RegionId) -> Arc<[RegionId]> {
        let regions = &self.regions;
        Arc::clone(self.around.entry(region).or_insert_with(|| regions.around(region).into()))
    }

    /// Policies that select every pod of a region and concern its side of connections, in evaluation order.
    fn selecting_all(&mut self, direction: Direction, region: RegionId) -> PolicySet {
        if let Some((set, known)) = self.selecting_all.get(&(direction, region)) {
            return (*set, Arc::clone(known));
        }
        let other = direction.opposite();
        let around = self.around(region);
        let policies = self.subjects.of_all(region, &around, &self.regions).into_iter();
        let concerned = |id: &PolicyId| self.analysis.policy(*id).is_some_and(|policy| policy.rules(other).is_some());
        let mut found: Vec<PolicyId> = policies.filter(concerned).collect();
        found.sort_unstable();
        let found: Arc<[PolicyId]> = found.into();
        let next = self.sets.len();
        let set = *self.sets.entry(Arc::clone(&found)).or_insert(next);
        self.selecting_all.insert((direction, region), (set, Arc::clone(&found)));
        (set, found)
    }

    /// Policies that select some pods of a region, not all, and have a say in its side of connections, in evaluation order.
    fn selecting_some(&mut self, direction: Direction, region: RegionId) -> Arc<[PolicyId]> {
        if let Some(known) = self.selecting_some.get(&(direction, region)) {
            return Arc::clone(known);
        }
        let (other, policies) = (direction.opposite(), &self.analysis.policies);
        let (_, theirs) = self.selecting_all(direction, region);
        let has_a_say = |id: &PolicyId| {
            let Some(policy) = policies.get(*id) else { return false };
            policy.isolates(other) || policy.rules(other).is_some_and(|rules| !rules.is_empty())
        };
        let mut found: Vec<PolicyId> =
            self.subjects.of_some(region, &self.regions).into_iter().filter(has_a_say).collect();
        found.retain(|id| theirs.binary_search(id).is_err());
        found.sort_unstable();
        found.dedup();
        let found: Arc<[PolicyId]> = found.into();
        self.selecting_some.insert((direction, region), Arc::clone(&found));
        found
    }

    /// What the policies of a class say.
    fn side(&self, class: ClassId, direction: Direction) -> Side {
        let analysis = self.analysis;
        let ends = EndPorts::of(direction, profile(analysis, class), &NamedPorts::Unknown);
        let policies = analysis.world.engine.side(direction).policies(class);
        Side::new(analysis, (&self.regions, &self.blocks), direction, class, policies, ends)
    }

    /// The same by kind of pod; `None` where the budget ends.
    fn kinds(&mut self, class: ClassId, direction: Direction) -> Option<Arc<Kinds>> {
        let analysis = self.analysis;
        let key = (direction, analysis.world.engine.side(direction).group(class));
        if let Some(known) = self.groups.get(&key) {
            return Some(Arc::clone(known));
        }
        let side = self.side(class, direction);
        let named: Vec<RegionId> = side.regions().into_iter().filter(|region| *region != Regions::EVERYTHING).collect();
        let adds_up = side.adds_up();
        let mut list = Vec::with_capacity(named.len() + 1);
        for region in std::iter::once(&Regions::EVERYTHING).chain(&named) {
            let around = self.around(*region);
            if !self.budget.spend(A_KIND + A_COMPARISON * around.len()) {
                return None;
            }
            let covered = !adds_up && {
                let others: Vec<RegionId> = named.iter().filter(|other| !around.contains(other)).copied().collect();
                self.regions.is_covered(*region, &others)
            };
            list.push((*region, side.of_regions(*region, &around, &self.regions, &self.budget), covered));
        }
        if self.budget.is_exceeded() {
            return None;
        }
        let made = Arc::new(Kinds { side, list });
        self.groups.insert(key, Arc::clone(&made));
        Some(made)
    }
}

/// Steps for all that is said of a kind, and to compare it with another.
const A_KIND: usize = 1_000;
const A_COMPARISON: usize = 50;

/// Whether what the two ends allow may overlap in more than `both`: in a port that one of them names.
fn depends_on_names(ours: &ConnectionSet, theirs: &ConnectionSet, both: &ConnectionSet) -> bool {
    Protocol::ALL.into_iter().any(|protocol| {
        let [ours, theirs] = [ours, theirs].map(|end| end.difference(both).ports(protocol).clone());
        let named = |ports: &PortSet| ports.names().next().is_some();
        !ours.is_empty() && !theirs.is_empty() && (named(&ours) || named(&theirs))
    })
}

/// How named ports resolve at a class.
fn profile(analysis: &Analysis, class: ClassId) -> &NamedPorts {
    let id = analysis.world.classes.get(class).map_or(NamedPortsId(0), |class| class.profile);
    analysis.world.classes.profile(id)
}
