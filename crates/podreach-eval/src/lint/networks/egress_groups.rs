//! Workloads that policies isolate for egress, in groups of those under the same policies.

use std::collections::BTreeMap;

use crate::inventory::EndpointId;
use crate::kinds::ForeignPolicy;
use crate::policy::{Direction, PolicyId};
use crate::sets::Labels;

use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::sink::Sink;

/// Workloads under the same policies.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// NetworkPolicies that isolate them for egress, in the order of the input.
    pub(super) policies: Vec<NetworkPolicyAt<'a>>,
    /// Whether other policies apply as well, whose rules come before or after.
    pub(super) with_others: bool,
    pub(super) workloads: Vec<EndpointId>,
}

/// Workloads that NetworkPolicies isolate for egress. Those are left out to which a policy may apply that is not evaluated: one
/// of another project, or one that the API server rejects.
pub(super) fn groups<'a>(input: &Input<'a>, sink: &Sink<'_>) -> Vec<Group<'a>> {
    let mut network: BTreeMap<PolicyId, NetworkPolicyAt<'a>> = BTreeMap::new();
    network.extend(input.network_policies().map(|policy| (policy.id, policy)));
    let unread = Unread::new(input);
    let mut found: BTreeMap<&[PolicyId], Vec<EndpointId>> = BTreeMap::new();
    for (namespace, ids) in input.workloads() {
        for id in ids {
            let endpoint = input.endpoint(*id);
            let policies = &endpoint.egress.policies;
            if endpoint.host_network || !endpoint.egress.isolated {
                continue;
            }
            if !sink.spend(policies.len() + unread.len()) {
                return Vec::new();
            }
            if !unread.may_apply(namespace, &endpoint.labels) {
                found.entry(policies).or_default().push(*id);
            }
        }
    }
    let groups = found.into_iter().map(|(ids, workloads)| {
        let policies: Vec<NetworkPolicyAt<'a>> = ids.iter().filter_map(|id| network.get(id).copied()).collect();
        let with_others = policies.len() < ids.len();
        let isolating = policies.into_iter().filter(|policy| policy.written.isolates(Direction::Egress));
        Group { policies: isolating.collect(), with_others, workloads }
    });
    groups.filter(|group| !group.policies.is_empty()).collect()
}

/// Policies that are in the input and are not evaluated.
struct Unread<'a> {
    foreign: Vec<(&'a str, &'a ForeignPolicy)>,
    rejected: Vec<&'a str>,
}

impl<'a> Unread<'a> {
    fn new(input: &Input<'a>) -> Self {
        let resources = input.resources;
        let foreign = resources.ignored.iter().filter_map(|one| Some((&*one.namespace, one.policy.as_ref()?)));
        let rejected = resources.rejected_policies.iter().map(|one| &*one.meta.namespace);
        Self { foreign: foreign.collect(), rejected: rejected.collect() }
    }

    fn len(&self) -> usize {
        self.foreign.len() + self.rejected.len()
    }

    fn may_apply(&self, namespace: &str, labels: &Labels) -> bool {
        let here = |of: &str| of.is_empty() || of == namespace;
        self.rejected.iter().any(|of| here(of))
            || self.foreign.iter().any(|(of, policy)| (policy.cluster_wide || here(of)) && policy.pods.matches(labels))
    }
}
