//! What findings look at: the evaluated input with its objects as they are written, and what many of them ask.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use podreach_syntax::{Severity, Sources};
use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId, NamespaceInfo, ServiceNode};
use crate::kinds::well_known::NAME_LABEL;
use crate::kinds::{AnyPolicy, NetworkPolicy, NetworkPolicyRule, Resources};
use crate::policy::{Direction, Policy, PolicyId, RuleRef};
use crate::reach::CompiledMatch;
use crate::sets::{Intervals, Labels, Requirement, Selector};

use super::fixes::Allowance;
use super::makers::{Likelihood, Maker, makers};
use super::pods::ByLabel;
use super::registry::Need;
use super::selectors::Dead;

/// A NetworkPolicy as it is evaluated and as it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NetworkPolicyAt<'a> {
    pub(crate) id: PolicyId,
    pub(crate) policy: &'a Policy,
    pub(crate) written: &'a NetworkPolicy,
}

impl<'a> NetworkPolicyAt<'a> {
    pub(crate) fn namespace(&self) -> &'a str {
        &self.written.meta.namespace
    }

    pub(crate) fn name(&self) -> &'a str {
        &self.written.meta.name.value
    }

    /// Rules of a direction that it isolates; others have no effect.
    pub(crate) fn rules(self, direction: Direction) -> impl Iterator<Item = (RuleRef, &'a NetworkPolicyRule)> {
        let rules = if self.written.isolates(direction) { self.written.rules(direction) } else { &[] };
        (0..).zip(rules).map(move |(index, rule)| (RuleRef { policy: self.id, direction, index }, rule))
    }

    /// Rules of both directions that it isolates.
    pub(crate) fn all_rules(self) -> impl Iterator<Item = (RuleRef, &'a NetworkPolicyRule)> {
        BOTH.into_iter().flat_map(move |direction| self.rules(direction))
    }
}

/// Both directions, ingress first.
pub(crate) const BOTH: [Direction; 2] = [Direction::Ingress, Direction::Egress];

/// Findings of text that cannot be read.
const UNREAD: [&str; 9] = ["L16", "L18", "S01", "S02", "S06", "S10", "S11", "S12", "S13"];

/// An evaluated input.
#[derive(Debug)]
pub(crate) struct Input<'a> {
    pub(crate) analysis: &'a Analysis,
    pub(crate) sources: &'a Sources,
    pub(crate) resources: &'a Resources,
    /// Whether some of the input cannot be read, which may be anything.
    pub(crate) is_partial: bool,
    network: Vec<NetworkPolicyAt<'a>>,
    /// Workloads by class.
    by_class: Vec<Vec<EndpointId>>,
    /// Workloads by namespace, those on the network of their node too.
    by_namespace: BTreeMap<&'a str, Vec<EndpointId>>,
    namespaces: FxHashMap<&'a str, &'a NamespaceInfo>,
    makers: BTreeMap<&'a str, Vec<Maker<'a>>>,
    /// By workload: the Services that select it, by place.
    services: FxHashMap<EndpointId, Vec<usize>>,
    by_label: OnceCell<ByLabel<'a>>,
    /// What fixes may still read.
    pub(super) allowance: Allowance,
    /// Selectors of pods that match none; none where that takes too many steps.
    pub(super) dead: OnceCell<Option<Vec<Dead<'a>>>>,
}

impl<'a> Input<'a> {
    pub(super) fn new(analysis: &'a Analysis, sources: &'a Sources) -> Self {
        let mut by_class = vec![Vec::new(); analysis.class_count()];
        let mut by_namespace: BTreeMap<&str, Vec<EndpointId>> = BTreeMap::new();
        for (id, endpoint) in analysis.endpoint_ids().filter(|(_, endpoint)| endpoint.is_workload()) {
            by_class.get_mut(endpoint.class() as usize).into_iter().for_each(|class| class.push(id));
            by_namespace.entry(endpoint.namespace.as_deref().unwrap_or_default()).or_default().push(id);
        }
        // Of policies that are written twice, the last one is evaluated; as written they stand in the same order.
        let written = analysis.policies.as_read.iter().zip(analysis.written.iter());
        let network = written.filter_map(|(id, written)| match &**written {
            AnyPolicy::Network(written) => {
                Some(NetworkPolicyAt { id: *id, policy: analysis.policies.get(*id)?, written })
            }
            AnyPolicy::Admin(_) => None,
        });
        let mut services: FxHashMap<EndpointId, Vec<usize>> = FxHashMap::default();
        for (at, node) in analysis.services.iter().enumerate() {
            node.backends.iter().for_each(|backend| services.entry(*backend).or_default().push(at));
        }
        Self {
            analysis,
            sources,
            resources: &analysis.resources,
            is_partial: analysis
                .diagnostics
                .iter()
                .any(|found| found.severity == Severity::Error && UNREAD.contains(&found.code)),
            network: network.collect(),
            by_class,
            by_namespace,
            namespaces: analysis.namespaces.iter().map(|namespace| (&*namespace.name, namespace)).collect(),
            makers: makers(&analysis.resources.ignored),
            services,
            by_label: OnceCell::new(),
            allowance: Allowance::default(),
            dead: OnceCell::new(),
        }
    }

    /// Whether it holds what a finding needs.
    pub(super) fn has(&self, need: Need) -> bool {
        match need {
            Need::Workloads => !self.by_namespace.is_empty(),
            Need::Services => !self.analysis.services.is_empty(),
            Need::Namespaces => !self.resources.namespaces.is_empty(),
            Need::Plugin => false,
        }
    }

    /// All NetworkPolicies, in the order of the input.
    pub(crate) fn network_policies(&self) -> impl Iterator<Item = NetworkPolicyAt<'a>> {
        self.network.iter().copied()
    }

    pub(crate) fn endpoint(&self, id: EndpointId) -> &'a Endpoint {
        self.analysis.endpoint(id)
    }

    /// A namespace that the input knows by name.
    pub(crate) fn namespace(&self, name: &str) -> Option<&'a NamespaceInfo> {
        self.namespaces.get(name).copied()
    }

    /// The workloads of a namespace, those on the network of their node too.
    pub(crate) fn workloads_in(&self, namespace: &str) -> &[EndpointId] {
        self.by_namespace.get(namespace).map_or(&[], Vec::as_slice)
    }

    /// Workloads by namespace.
    pub(crate) fn workloads(&self) -> impl Iterator<Item = (&'a str, &[EndpointId])> {
        self.by_namespace.iter().map(|(namespace, ids)| (*namespace, ids.as_slice()))
    }

    /// Pods and namespaces by their labels.
    pub(crate) fn by_label(&self) -> &ByLabel<'a> {
        self.by_label.get_or_init(|| ByLabel::new(&self.analysis.resources, &self.analysis.namespaces))
    }

    /// Whether a missing pod of a namespace means that there is none: the input has pods of it, and nothing that cannot be read.
    pub(crate) fn knows_pods_of(&self, namespace: &str) -> bool {
        !self.is_partial && !self.workloads_in(namespace).is_empty()
    }

    /// Whether no namespace that the input does not hold may match a selector: it asks for names, or the input is a whole cluster,
    /// with the pods of `kube-system`.
    pub(crate) fn knows_namespaces_of(&self, selector: &Selector) -> bool {
        let is_name = |one: &Requirement| &*one.key == NAME_LABEL && one.operator.needed_values().is_some();
        selector.requirements().any(is_name) || self.knows_pods_of("kube-system")
    }

    /// The classes of pods that a policy selects.
    pub(crate) fn subject(&self, policy: PolicyId) -> Intervals<u32> {
        let world = &self.analysis.world;
        let compiled = world.compiled.get(policy.0 as usize);
        compiled.and_then(|policy| policy.subject.classes(&world.classes)).cloned().unwrap_or_default()
    }

    /// The classes that a rule matches at its other end: pods, and addresses outside.
    pub(crate) fn others(&self, rule: RuleRef) -> Intervals<u32> {
        let compiled = self.analysis.world.compiled.get(rule.policy.0 as usize);
        let rules = compiled.and_then(|policy| policy.rules(rule.direction));
        rules
            .and_then(|rules| rules.get(rule.index as usize))
            .map(|rule| rule.others.classes().clone())
            .unwrap_or_default()
    }

    /// The classes of pods that one peer of a rule matches by its selectors, by its place among the peers.
    pub(crate) fn peer(&self, rule: RuleRef, at: usize) -> Intervals<u32> {
        let world = &self.analysis.world;
        let compiled = world.compiled.get(rule.policy.0 as usize);
        let rules = compiled.and_then(|policy| policy.rules(rule.direction));
        let peer = rules.and_then(|rules| rules.get(rule.index as usize)?.peers.get(at));
        let scope = peer.and_then(|peer| peer.atom()).and_then(CompiledMatch::scope);
        scope.and_then(|scope| world.classes.by_scope.get(scope.0 as usize)).cloned().unwrap_or_default()
    }

    /// The workloads of some classes. What many of them are asked for is paid by [`Sink::spend`](super::sink::Sink::spend).
    pub(crate) fn workloads_of<'s>(&'s self, classes: &'s Intervals<u32>) -> impl Iterator<Item = EndpointId> + 's {
        let lists = classes.ranges().iter().filter_map(|(first, last)| {
            self.by_class.get(*first as usize..=(*last as usize).min(self.by_class.len().saturating_sub(1)))
        });
        lists.flatten().flatten().copied()
    }

    /// The workloads of a class.
    pub(crate) fn class_workloads(&self, class: u32) -> &[EndpointId] {
        self.by_class.get(class as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether some workload is in these classes.
    pub(crate) fn any_workload(&self, classes: &Intervals<u32>) -> bool {
        self.workloads_of(classes).next().is_some()
    }

    /// The workloads at the destination of a rule's connections: those that its policy selects for ingress, and those that its
    /// selectors match for egress. Rules that match everyone or addresses match no workload in particular.
    pub(crate) fn destinations(
        &self,
        policy: NetworkPolicyAt<'_>,
        at: RuleRef,
        rule: &NetworkPolicyRule,
    ) -> Vec<EndpointId> {
        match at.direction {
            Direction::Ingress => self.workloads_of(&self.subject(policy.id)).collect(),
            Direction::Egress => {
                let peers = (0..rule.peers.len()).map(|peer| self.peer(at, peer));
                let all = peers.fold(Intervals::empty(), |all, peer| all.union(&peer));
                self.workloads_of(&all).collect()
            }
        }
    }

    /// The Services that select some workloads, each once, in their order.
    pub(crate) fn services_of(&self, workloads: &[EndpointId]) -> Vec<&'a ServiceNode> {
        let places = workloads.iter().filter_map(|id| self.services.get(id)).flatten();
        let places: BTreeSet<usize> = places.copied().collect();
        places.into_iter().filter_map(|at| self.analysis.services.get(at)).collect()
    }

    /// Whether a controller whose objects are not evaluated probably makes pods with labels like these in a namespace.
    pub(crate) fn may_be_made(&self, namespace: &str, labels: &Labels) -> bool {
        let makers = self.makers.get(namespace).into_iter().flatten();
        let mut likely = makers.filter_map(|maker| maker.likelihood(labels));
        likely.any(|likelihood| matches!(likelihood, Likelihood::Template | Likelihood::Named))
    }

    /// Objects of a namespace that are not evaluated and that pods may be made for.
    pub(super) fn makers_in(&self, namespace: &str) -> &[Maker<'a>] {
        self.makers.get(namespace).map_or(&[], Vec::as_slice)
    }

    /// Whether a namespace has objects of kinds that are not evaluated and that pods may be made for.
    pub(crate) fn has_makers(&self, namespace: &str) -> bool {
        self.makers.contains_key(namespace)
    }
}
