//! Everything that was worked out from an input, put together in one pass.

use crate::analysis::Options;
use crate::inventory::hosts::Hosts;
use crate::inventory::namespaces::scopes as policy_scopes;
use crate::inventory::replicas::{NamedPods, told_apart};
use crate::inventory::representatives::{Representative, representatives};
use crate::inventory::services::{Backend, services};
use crate::inventory::workloads::{Workload, fold};
use crate::inventory::{Endpoint, KnownAddresses, NamespaceInfo, ServiceNode};
use crate::kinds::Resources;
use crate::policy::{PodScope, Policies};

use super::classes::Classes;
use super::endpoints::Placed;
use super::engine::Engine;
use super::outside::Outside;
use super::rules::{CompiledPolicy, compile};
use super::scopes::{Matcher, Scopes};
use super::units::{Homes, Unit, of_workloads};
use super::unknown::{OpenScopes, Unknown, place_on_nodes};

/// Classes, rules and what may pass between them.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) classes: Classes,
    pub(crate) compiled: Vec<CompiledPolicy>,
    pub(crate) engine: Engine,
    pub(crate) outside: Outside,
    /// Number of classes that are pods.
    pub(crate) pod_classes: usize,
    /// What the input leaves open.
    pub(crate) unknown: Unknown,
    /// The nodes that it knows.
    pub(crate) hosts: Hosts,
    /// Whether selectors name more pods of StatefulSets than are told apart.
    pub(crate) replicas_cut: bool,
}

/// Folds, matches, cuts and evaluates.
pub(crate) fn build(
    resources: &Resources,
    policies: &Policies,
    namespaces: &[NamespaceInfo],
    options: &Options,
) -> (World, Vec<Endpoint>, Vec<ServiceNode>, KnownAddresses) {
    let mut named =
        NamedPods::new(policies, &resources.services, &resources.backings, &resources.pods, options.named_replicas);
    let workloads = fold(&resources.pods, &mut named);
    let scopes = Scopes::new(policy_scopes(policies));
    let representatives = missing(&workloads, policies, namespaces, &scopes, resources.has_entries());
    let mut homes = Homes::new(namespaces);
    let placed = of_workloads(&workloads, &homes);
    let mut units: Vec<Unit<'_>> = placed.iter().map(|(unit, _, _)| *unit).collect();
    for representative in &representatives {
        let home = homes.of(representative);
        units.push(Unit {
            home,
            labels: &representative.labels,
            ports: None,
            addresses: &[],
            host_network: false,
            node: None,
        });
    }
    let outside = Outside::new(policies);
    let hosts = Hosts::new(&resources.nodes, &workloads);
    let mut open = OpenScopes::default();
    let blocks = options.ip_block_pods;
    let (mut classes, mut of_unit) = Classes::new(&units, &homes, &scopes, &outside, policies, blocks, &mut open);
    if place_on_nodes(&mut units, &placed, &of_unit, &workloads, &hosts) {
        (classes, of_unit) = Classes::new(&units, &homes, &scopes, &outside, policies, blocks, &mut open);
    }
    let compiled = compile(policies, &classes, &scopes, &outside);
    let engine = Engine::new(policies, &compiled, &classes, &scopes);
    let pod_classes = classes.list.len().saturating_sub(outside.groups.len() + outside.unaddressed.len() + 1);
    let unknown = Unknown::new(open, &scopes, &compiled);
    let replicas_cut = named.is_cut();
    let world = World { classes, compiled, engine, outside, pod_classes, unknown, hosts, replicas_cut };
    let labels = placed.iter().map(|(unit, workload, _)| (*workload, unit.labels));
    let apart = told_apart(&resources.services, &workloads, labels);
    let of_pods: Vec<Placed> = placed
        .iter()
        .zip(&of_unit)
        .zip(apart)
        .map(|(((_, workload, variant), class), apart)| Placed {
            workload: *workload,
            variant: *variant,
            part: (*class, apart),
        })
        .collect();
    let of_representatives = of_unit.get(placed.len()..).unwrap_or(&[]);
    let (endpoints, of_placed) =
        super::endpoints::endpoints(&world, &workloads, &of_pods, &representatives, of_representatives, policies);
    let backends: Vec<Backend<'_>> = placed
        .iter()
        .zip(of_placed)
        .filter_map(|((unit, workload, variant), endpoint)| {
            let workload = workloads.get(*workload)?;
            Some(Backend {
                namespace: &workload.namespace,
                pod: workload.variants.get(*variant).and_then(|variant| variant.pod.as_deref()),
                labels: unit.labels,
                ports: unit.ports?,
                addresses: if unit.host_network { &[] } else { unit.addresses },
                endpoint,
            })
        })
        .collect();
    let outside = super::endpoints::outside_at(&endpoints);
    let services = services(&resources.services, &resources.backings, backends.iter().copied(), outside);
    let known = KnownAddresses::new(resources, &services, backends.into_iter());
    (world, endpoints, services, known)
}

/// Representatives for the scopes that no workload satisfies, and the stranger where somebody may have to stand in for a
/// controller.
fn missing(
    workloads: &[Workload],
    policies: &Policies,
    namespaces: &[NamespaceInfo],
    scopes: &Scopes<'_>,
    stranger: bool,
) -> Vec<Representative> {
    let homes = Homes::new(namespaces);
    let mut satisfied = vec![false; scopes.len()];
    let placed = of_workloads(workloads, &homes);
    let mut matcher = Matcher::new(scopes);
    for (unit, _, _) in &placed {
        for scope in matcher.scopes_of(unit, &homes) {
            if let Some(found) = satisfied.get_mut(scope.0 as usize) {
                *found = true;
            }
        }
    }
    let is_satisfied =
        |scope: &PodScope| scopes.id(scope).and_then(|id| satisfied.get(id.0 as usize)).copied().unwrap_or(false);
    representatives(policies, namespaces, stranger, is_satisfied)
}
