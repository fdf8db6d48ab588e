//! Everything that was worked out from an input, put together in one pass.

use crate::analysis::IpBlockPods;
use crate::inventory::namespaces::scopes as policy_scopes;
use crate::inventory::representatives::{Representative, representatives};
use crate::inventory::services::{Backend, services};
use crate::inventory::workloads::{Workload, fold};
use crate::inventory::{Endpoint, NamespaceInfo, ServiceNode};
use crate::kinds::Resources;
use crate::policy::{PodScope, Policies};

use super::classes::{ClassId, Classes};
use super::engine::Engine;
use super::named_by::NamedBy;
use super::outside::Outside;
use super::rules::{CompiledPolicy, compile};
use super::scopes::{Matcher, Scopes};
use super::units::{Homes, Unit, of_workloads};

/// Classes, rules and what may pass between them.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) classes: Classes,
    pub(crate) compiled: Vec<CompiledPolicy>,
    pub(crate) engine: Engine,
    pub(crate) outside: Outside,
    /// Number of classes that are pods.
    pub(crate) pod_classes: usize,
    /// Which rules name which classes.
    pub(crate) named_by: NamedBy,
}

/// Folds, matches, cuts and evaluates.
pub(crate) fn build(
    resources: &Resources,
    policies: &Policies,
    namespaces: &[NamespaceInfo],
    ip_block_pods: IpBlockPods,
) -> (World, Vec<Endpoint>, Vec<ServiceNode>) {
    let workloads = fold(&resources.pods);
    let scopes = Scopes::new(policy_scopes(policies));
    let representatives = missing(&workloads, policies, namespaces, &scopes, resources.has_entries());
    let mut homes = Homes::new(namespaces);
    let placed = of_workloads(&workloads, &homes);
    let mut units: Vec<Unit<'_>> = placed.iter().map(|(unit, _, _)| *unit).collect();
    for representative in &representatives {
        let home = homes.of(representative);
        units.push(Unit { home, labels: &representative.labels, ports: None, addresses: &[], host_network: false });
    }
    let outside = Outside::new(policies);
    let (classes, of_unit) = Classes::new(&units, &homes, &scopes, &outside, policies, ip_block_pods);
    let compiled = compile(policies, &classes, &scopes, &outside);
    let engine = Engine::new(policies, &compiled, &classes, &scopes);
    let pod_classes = classes.list.len().saturating_sub(outside.groups.len() + outside.unaddressed.len() + 1);
    let world = World { classes, compiled, engine, outside, pod_classes, named_by: NamedBy::default() };
    let of_pods: Vec<(usize, usize, ClassId)> =
        placed.iter().zip(&of_unit).map(|((_, workload, variant), class)| (*workload, *variant, *class)).collect();
    let of_representatives = of_unit.get(placed.len()..).unwrap_or(&[]);
    let (endpoints, of_placed) =
        super::endpoints::endpoints(&world, &workloads, &of_pods, &representatives, of_representatives, policies);
    let backends = placed.iter().zip(of_placed).filter_map(|((unit, workload, variant), endpoint)| {
        let workload = workloads.get(*workload)?;
        Some(Backend {
            namespace: &workload.namespace,
            pod: workload.variants.get(*variant).and_then(|variant| variant.pod.as_deref()),
            labels: unit.labels,
            ports: unit.ports?,
            addresses: if unit.host_network { &[] } else { unit.addresses },
            endpoint,
        })
    });
    let outside = super::endpoints::outside_at(&endpoints);
    let services = services(&resources.services, &resources.backings, backends, outside);
    (world, endpoints, services)
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
    let mut edges = vec![0_i64; scopes.len() + 1];
    let placed = of_workloads(workloads, &homes);
    let mut matcher = Matcher::new(scopes);
    for (unit, _, _) in &placed {
        for (first, last) in matcher.scopes_of(unit, &homes).ranges() {
            for (at, edge) in [(*first as usize, 1), (*last as usize + 1, -1)] {
                edges.get_mut(at).into_iter().for_each(|found| *found += edge);
            }
        }
    }
    // How many units are in each scope.
    let counts = edges.iter().scan(0, |count, edge| {
        *count += edge;
        Some(*count > 0)
    });
    let satisfied: Vec<bool> = counts.collect();
    let is_satisfied =
        |scope: &PodScope| scopes.id(scope).and_then(|id| satisfied.get(id.0 as usize)).copied().unwrap_or(false);
    representatives(policies, namespaces, stranger, is_satisfied)
}
