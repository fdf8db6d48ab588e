//! What is said of a workload: in each direction, of which kinds of pods, and why.

use std::sync::Arc;

use crate::inventory::EndpointId;
use crate::policy::{Action, Direction, NamespaceScope, PodSelector, PolicyId, RuleRef};
use crate::sets::{ConnId, ConnectionSet};

use super::regions::{RegionId, Regions};

/// Pods of one kind, existing or not, at the other end of a workload's connections.
#[derive(Clone, Debug)]
pub struct ExposedSet {
    /// Which pods: those of this scope. Namespaces that are known by name alone are named.
    pub pods: PodSelector,
    /// What the workload's policies allow.
    pub connections: ConnectionSet,
    /// Rules that have a say in it, in evaluation order; without any, the default decides.
    pub rules: Vec<(RuleRef, Action)>,
    /// What passes at the other end as well, for pods that only the policies of `selecting_all` select there.
    pub both_ends: ConnectionSet,
    /// One end names ports that the other one numbers or names otherwise, so that more than `both_ends` passes where the
    /// destination gives them the same number.
    pub depends_on_names: bool,
    /// Policies that select every such pod and concern traffic from or to the workload.
    pub selecting_all: Arc<[PolicyId]>,
    /// Those that select some of them and not all: they may hold these back, or let them do more than `both_ends`. Not worked
    /// out where nothing passes.
    pub selecting_some: Arc<[PolicyId]>,
    /// Index of a wider kind in the list of which the same is said: then this one adds nothing.
    pub within: Option<usize>,
    /// Every such pod is of another kind of the list as well, and the answer for that kind does not follow from this one. Only
    /// where rules deny or pass on.
    pub covered: bool,
    pub(super) region: RegionId,
}

/// What a workload is exposed to in one direction.
#[derive(Clone, Debug)]
pub struct SideExposure {
    /// Towards the workload or away from it.
    pub direction: Direction,
    /// Policies that concern the workload in this direction.
    pub policies: Vec<PolicyId>,
    /// Whether what no rule allows is dropped: the workload is protected.
    pub isolated: bool,
    /// Parts of the outside that something passes from or to, with what passes ([`Analysis::connections`](crate::Analysis::connections) has the sets).
    pub outside: Vec<(EndpointId, ConnId)>,
    /// Kinds of pods: any pod in any namespace first, then by namespace and selector.
    pub pods: Vec<ExposedSet>,
    /// Whether rules only ever add to what passes (NetworkPolicies): a pod of several kinds then gets what all of them get.
    pub adds_up: bool,
    /// A rule matches addresses that a new pod may have; the rule then applies to such a pod as well.
    pub depends_on_addresses: bool,
}

impl SideExposure {
    /// What is said of any pod in any namespace.
    pub fn cluster(&self) -> Option<&ExposedSet> {
        self.pods.iter().find(|kind| kind.region == Regions::EVERYTHING)
    }

    /// Kinds that say more than a wider one, of pods that no other kind holds.
    pub fn telling(&self) -> impl Iterator<Item = &ExposedSet> {
        self.pods.iter().filter(|kind| kind.within.is_none() && !kind.covered)
    }
}

/// What a workload is exposed to.
#[derive(Clone, Debug)]
pub struct WorkloadExposure {
    /// The workload.
    pub endpoint: EndpointId,
    /// What may reach it.
    pub ingress: Arc<SideExposure>,
    /// What it may reach.
    pub egress: Arc<SideExposure>,
}

impl WorkloadExposure {
    /// One direction.
    pub fn side(&self, direction: Direction) -> &SideExposure {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }
}

impl ExposedSet {
    /// Any pod in any namespace.
    pub fn is_cluster(&self) -> bool {
        self.region == Regions::EVERYTHING
    }

    /// Which pods, for programs and tables: `entire-cluster`, `default/[all pods]`, `[all namespaces]/[role=api]`,
    /// `[env=prod]/[app in (a,b)]`.
    pub fn notation(&self) -> String {
        if self.is_cluster() {
            return "entire-cluster".into();
        }
        let namespaces = match &self.pods.namespaces {
            NamespaceScope::Named(name) => name.to_string(),
            NamespaceScope::Matching(selector) if selector.is_empty() => "[all namespaces]".into(),
            NamespaceScope::Matching(selector) => format!("[{selector}]"),
        };
        let pods = if self.pods.pods.is_empty() { "[all pods]".to_owned() } else { format!("[{}]", self.pods.pods) };
        format!("{namespaces}/{pods}")
    }
}
