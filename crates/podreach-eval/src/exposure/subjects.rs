//! Policies by the pods, existing or not, that they select.

use std::collections::BTreeMap;

use crate::policy::{EndpointMatch, EndpointPredicate, PodSelector, Policies, PolicyId};

use super::regions::{RegionId, Regions};

/// Policies by what they select.
#[derive(Debug, Default)]
pub(super) struct Subjects<'a> {
    /// Those whose subject is one selector.
    by_region: BTreeMap<RegionId, Vec<PolicyId>>,
    /// The others.
    compound: Vec<(PolicyId, &'a EndpointPredicate)>,
}

impl<'a> Subjects<'a> {
    pub(super) fn new(policies: &'a Policies, regions: &Regions<'_>) -> Self {
        let mut subjects = Self::default();
        for policy in &policies.list {
            match policy.subject.pods() {
                Some(scope) => regions.of(scope).iter().for_each(|region| subjects.add(*region, policy.id)),
                None => subjects.compound.push((policy.id, &policy.subject)),
            }
        }
        subjects
    }

    fn add(&mut self, region: RegionId, policy: PolicyId) {
        self.by_region.entry(region).or_default().push(policy);
    }

    /// Policies that select every pod of a region; `around` are the regions that hold it.
    pub(super) fn of_all(&self, region: RegionId, around: &[RegionId], regions: &Regions<'_>) -> Vec<PolicyId> {
        let plain = around.iter().filter_map(|region| self.by_region.get(region)).flatten().copied();
        let surely = |subject: &EndpointPredicate| subject.surely_holds(&mut |atom| matches(atom, region, regions));
        let compound = self.compound.iter().filter(|(_, subject)| surely(subject)).map(|(id, _)| *id);
        plain.chain(compound).collect()
    }

    /// Policies that select some pod that can be in a region.
    pub(super) fn of_some(&self, region: RegionId, regions: &Regions<'_>) -> Vec<PolicyId> {
        let plain = self.by_region.iter().filter(|(subject, _)| regions.overlap(region, **subject));
        let plain = plain.flat_map(|(_, policies)| policies).copied();
        let may = |subject: &EndpointPredicate| subject.may_hold(&mut |atom| matches(atom, region, regions));
        let compound = self.compound.iter().filter(|(_, subject)| may(subject)).map(|(id, _)| *id);
        plain.chain(compound).collect()
    }
}

/// Whether every pod of a region matches, and whether some can; addresses of such pods are not known.
fn matches(atom: &EndpointMatch, region: RegionId, regions: &Regions<'_>) -> (bool, bool) {
    let of_pods = |scope: &PodSelector| regions.matches(region, scope);
    match atom {
        EndpointMatch::Pods(scope) => of_pods(scope),
        EndpointMatch::Addresses { .. } | EndpointMatch::Nodes { .. } | EndpointMatch::Domain(_) => (false, true),
    }
}
