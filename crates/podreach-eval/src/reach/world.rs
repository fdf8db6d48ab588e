//! Everything that was worked out from an input, put together in one pass.

use std::sync::Arc;

use crate::budget::Budget;
use crate::inventory::hosts::Hosts;
use crate::inventory::namespaces::represented_scopes;
use crate::inventory::replicas::{NamedPods, told_apart};
use crate::inventory::representatives::{Representative, representatives};
use crate::inventory::services::{Backend, services};
use crate::inventory::workloads::fold;
use crate::inventory::{Endpoint, KnownAddresses, NamespaceInfo, ServiceNode};
use crate::kinds::Resources;
use crate::options::Options;
use crate::policy::{PodSelector, Policies, Semantics};

use super::class_ranges::ClassRanges;
use super::classes::Classes;
use super::endpoints::Placed;
use super::engine::{By, Engine};
use super::named_by::NamedBy;
use super::outside::Outside;
use super::pod_variants::{NamespaceRefs, PodVariant, of_workloads};
use super::predicates::Compiler;
use super::rules::{CompiledPolicy, compile};
use super::same_shape::NumberedScopes;
use super::scopes::{Matcher, Scopes};
use super::unknown::{OpenScopes, Unknown, place_on_nodes};

/// Classes, rules and what may pass between them.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) classes: Arc<Classes>,
    pub(crate) compiled: Vec<Arc<CompiledPolicy>>,
    pub(crate) engine: Engine,
    pub(crate) outside: Arc<Outside>,
    /// Which classes are pods, addresses outside, and so on.
    pub(crate) ranges: ClassRanges,
    /// What the input leaves open.
    pub(crate) unknown: Unknown,
    /// The nodes that it knows.
    pub(crate) hosts: Arc<Hosts>,
    /// Whether selectors name more pods of StatefulSets than are evaluated one by one.
    pub(crate) replicas_cut: bool,
    /// Which rules name which classes.
    pub(crate) named_by: NamedBy,
    /// How many representatives are left out.
    pub(crate) left_out: usize,
    /// What the plugin does.
    pub(crate) semantics: Semantics,
    /// The scopes of each policy by number.
    pub(crate) numbered: Arc<NumberedScopes>,
    /// The rules that representatives are under, all of them together, or more.
    pub(crate) burden: usize,
    /// How many representatives there are.
    pub(crate) representatives: usize,
}

/// Folds, matches, cuts and evaluates.
pub(crate) fn build(
    resources: &Resources,
    policies: &Policies,
    namespaces: &[NamespaceInfo],
    options: &Options,
    budget: &Budget,
) -> (World, Vec<Endpoint>, Vec<ServiceNode>, KnownAddresses) {
    let mut named =
        NamedPods::new(policies, &resources.services, &resources.backings, &resources.pods, options.named_replicas);
    let workloads = fold(&resources.pods, &mut named);
    let scopes = Scopes::new(represented_scopes(policies));
    let mut homes = NamespaceRefs::new(namespaces);
    let placed = of_workloads(&workloads, &homes);
    let mut matcher = Matcher::new(&scopes);
    let satisfied = satisfied(&placed, &homes, &mut matcher);
    let is_satisfied =
        |scope: &PodSelector| scopes.id(scope).and_then(|id| satisfied.get(id.0 as usize)).copied().unwrap_or(false);
    let mut representatives = representatives(policies, namespaces, resources.has_entries(), is_satisfied);
    let outside = Outside::new(policies, budget);
    let all = representatives.len();
    let burden = burden(&representatives, policies, namespaces, &scopes);
    if burden > bearable(budget) {
        keep_few(&mut representatives, kept(budget));
    }
    let left_out = all - representatives.len();
    let mut units: Vec<PodVariant<'_>> = placed.iter().map(|(unit, _, _)| *unit).collect();
    units.extend(of_representatives(&representatives, &mut homes));
    let hosts = Hosts::new(&resources.nodes, &workloads);
    let mut open = OpenScopes::default();
    let blocks = options.semantics.ip_block_pods;
    let (mut classes, mut of_unit) = Classes::new(&units, &homes, &mut matcher, &outside, policies, blocks, &mut open);
    if place_on_nodes(&mut units, &placed, &of_unit, &workloads, &hosts) {
        (classes, of_unit) = Classes::new(&units, &homes, &mut matcher, &outside, policies, blocks, &mut open);
    }
    let scope = |scope: &PodSelector| scopes.id(scope);
    let compiled = compile(policies, &Compiler { classes: &classes, scope: &scope, outside: &outside, budget });
    let engine = Engine::new(&By { policies, compiled: &compiled, classes: &classes, budget });
    let ranges = ClassRanges::new(classes.list.len(), &outside);
    let unknown = Unknown::new(open, &scopes, &compiled);
    let replicas_cut = named.is_cut();
    let world = World {
        classes: Arc::new(classes),
        compiled,
        engine,
        outside: Arc::new(outside),
        ranges,
        unknown,
        hosts: Arc::new(hosts),
        replicas_cut,
        named_by: NamedBy::default(),
        left_out,
        semantics: options.semantics,
        numbered: Arc::new(NumberedScopes::new(policies, &scopes)),
        burden,
        representatives: representatives.len(),
    };
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
    let services = services(&resources.services, &resources.backings, backends.iter().copied(), outside, budget);
    let known = KnownAddresses::new(resources, &services, backends.into_iter());
    (world, endpoints, services, known)
}

/// Each representative is evaluated against all others. Where they are under more rules, all of them together, than one for so
/// many steps of the evaluation, few are kept.
const STEPS_A_RULE: u64 = 8_000;
/// Under so many rules all of them are kept.
pub(super) fn bearable(budget: &Budget) -> usize {
    (budget.all() / STEPS_A_RULE) as usize
}

/// So many are kept then: one for so many steps.
const STEPS_A_POD: u64 = 1_600_000;

/// How many representatives are kept where they are under too many rules.
pub(crate) fn kept(budget: &Budget) -> usize {
    (budget.all() / STEPS_A_POD) as usize
}

/// The rules that representatives are under, all of them together.
fn burden(
    representatives: &[Representative],
    policies: &Policies,
    namespaces: &[NamespaceInfo],
    scopes: &Scopes<'_>,
) -> usize {
    // Rules of the policies of each scope, summed up.
    let mut rules = vec![0; scopes.len() + 1];
    for policy in &policies.list {
        let count = policy.all_rules().count();
        for scope in policy.subject.pod_selectors() {
            if let Some(sum) = scopes.id(scope).and_then(|id| rules.get_mut(id.0 as usize + 1)) {
                *sum += count;
            }
        }
    }
    let mut sum = 0;
    for rules in &mut rules {
        sum += *rules;
        *rules = sum;
    }
    let mut homes = NamespaceRefs::new(namespaces);
    let units: Vec<PodVariant<'_>> = of_representatives(representatives, &mut homes).collect();
    let mut matcher = Matcher::new(scopes);
    let mut burden = 0;
    for unit in &units {
        for (first, last) in matcher.scopes_of(unit, &homes).ranges() {
            let sum = |at: u32| rules.get(at as usize).copied().unwrap_or(sum);
            burden += sum(last.saturating_add(1)) - sum(*first);
        }
    }
    burden
}

/// Keeps those that stand for all other pods of a namespace, and the first ones of the rest.
fn keep_few(representatives: &mut Vec<Representative>, count: usize) {
    let mut left = count;
    representatives.retain(|one| {
        let kept = one.selector.is_empty() || left > 0;
        left = left.saturating_sub(usize::from(!one.selector.is_empty()));
        kept
    });
}

fn of_representatives<'a>(
    representatives: &'a [Representative],
    homes: &mut NamespaceRefs<'a>,
) -> impl Iterator<Item = PodVariant<'a>> {
    representatives.iter().map(move |representative| PodVariant {
        home: homes.of(representative),
        labels: &representative.labels,
        ports: None,
        addresses: &[],
        host_network: false,
        node: None,
    })
}

/// By scope: whether some workload is in it.
fn satisfied<'s>(
    placed: &[(PodVariant<'s>, usize, usize)],
    homes: &NamespaceRefs<'_>,
    matcher: &mut Matcher<'s, '_>,
) -> Vec<bool> {
    let mut edges = vec![0_i64; matcher.scopes.len() + 1];
    let mut before: Option<&PodVariant<'_>> = None;
    for (unit, _, _) in placed {
        if before.replace(unit).is_some_and(|before| before.is_labelled_like(unit)) {
            continue;
        }
        for (first, last) in matcher.scopes_of(unit, homes).ranges() {
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
    counts.collect()
}
