//! The pods of a StatefulSet whose pods are not in the input. Their names and labels follow from its name and their ordinals. Each pod
//! that some selector or Endpoints object names is a replica of its own; the others are one replica together, so that the work
//! grows with the selectors and not with `replicas`.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::kinds::added::ordinal;
use crate::kinds::well_known::{POD_INDEX, POD_NAME};
use crate::kinds::{EndpointsObject, Service, WorkloadKind, WorkloadSpec};
use crate::policy::{NamespaceScope, Policies};
use crate::sets::{Intervals, Labels};

use super::namespaces::represented_scopes;
use super::workloads::{Variant, Workload};

/// A namespace, or any.
type Place<'a> = Option<&'a str>;

/// The pods that selectors and Endpoints name.
#[derive(Debug, Default)]
pub(crate) struct NamedPods<'a> {
    /// Ordinals by namespace and StatefulSet.
    of_set: FxHashMap<(Place<'a>, &'a str), BTreeSet<u32>>,
    /// Ordinals of whatever StatefulSet, by namespace.
    of_any: FxHashMap<Place<'a>, BTreeSet<u32>>,
    /// Pods of the input that no controller owns and that are called like the pods of a StatefulSet: ordinals by namespace and
    /// StatefulSet.
    taken: FxHashMap<(&'a str, &'a str), Vec<u32>>,
    /// How many more pods may stand for themselves.
    left: usize,
    cut: bool,
}

impl<'a> NamedPods<'a> {
    /// Looks at every pod selector of policies, at Services and at what stands in for their selectors.
    pub(crate) fn new(
        policies: &'a Policies,
        services: &'a [Arc<Service>],
        backings: &'a [EndpointsObject],
        pods: &'a [Arc<WorkloadSpec>],
        limit: usize,
    ) -> Self {
        let mut named = Self { left: limit, ..Self::default() };
        if !pods.iter().any(|pod| pod.numbered.is_some()) {
            return named;
        }
        for scope in represented_scopes(policies) {
            let place = match &scope.namespaces {
                NamespaceScope::Named(name) => Some(&**name),
                NamespaceScope::Matching(_) => None,
            };
            for one in scope.pods.requirements() {
                for value in one.operator.values() {
                    named.add(place, &one.key, value);
                }
            }
        }
        for service in services {
            let selector = service.selector.iter();
            selector.for_each(|(key, value)| named.add(Some(&service.meta.namespace), key, value));
        }
        for backing in backings {
            let pods = backing.subsets.iter().flat_map(|subset| &subset.addresses).filter_map(|one| one.pod.as_deref());
            pods.for_each(|pod| named.add(Some(&backing.meta.namespace), POD_NAME, pod));
        }
        let bare = pods.iter().filter(|pod| pod.kind == WorkloadKind::Pod && pod.owner.is_none());
        for pod in bare {
            if let Some((set, digits)) = ordinal(&pod.meta.name.value)
                && let Ok(number) = digits.parse()
            {
                named.taken.entry((&pod.meta.namespace, set)).or_default().push(number);
            }
        }
        named.taken.values_mut().for_each(|numbers| numbers.sort_unstable());
        named
    }

    fn add(&mut self, place: Place<'a>, key: &str, value: &'a str) {
        match key {
            POD_NAME => {
                let Some((set, digits)) = ordinal(value) else { return };
                let Ok(number) = digits.parse() else { return };
                self.of_set.entry((place, set)).or_default().insert(number);
            }
            POD_INDEX => {
                let Some(number) = value.parse().ok().filter(|number: &u32| number.to_string() == value) else {
                    return;
                };
                self.of_any.entry(place).or_default().insert(number);
            }
            _ => {}
        }
    }

    /// Ordinals among those of `made` that are named, ascending; no more than one beyond what may stand for itself.
    fn ordinals(&self, namespace: &str, set: &str, made: &Intervals<u32>) -> BTreeSet<u32> {
        let places = [Some(namespace), None];
        let of_set = places.into_iter().filter_map(|place| self.of_set.get(&(place, set)));
        let of_any = places.into_iter().filter_map(|place| self.of_any.get(&place));
        let most = self.left.saturating_add(1);
        let within = |found: &'_ BTreeSet<u32>| -> Vec<u32> {
            let ranges = made.ranges().iter();
            ranges.flat_map(|(first, last)| found.range(first..=last)).take(most).copied().collect()
        };
        of_set.chain(of_any).flat_map(within).collect()
    }

    /// The pods that a template makes: one for each that is named, and one for the rest.
    pub(crate) fn expand(&mut self, controller: &WorkloadSpec, template: Variant) -> Vec<Variant> {
        let (Some(numbered), Some(count)) = (&controller.numbered, controller.replicas.filter(|count| *count > 0))
        else {
            return vec![template];
        };
        let (namespace, set) = (&*controller.meta.namespace, &*controller.meta.name.value);
        let last = numbered.first.saturating_add(count - 1);
        // A pod of that name that is not its own keeps the StatefulSet from making one.
        let taken = self.taken.get(&(namespace, set)).map(|taken| Intervals::from_sorted(taken.iter().copied()));
        let made = Intervals::range(numbered.first, last).difference(&taken.unwrap_or_default());
        let mut variants = Vec::new();
        let mut named = Vec::new();
        for number in self.ordinals(namespace, set, &made) {
            if self.left == 0 {
                self.cut = true;
                break;
            }
            let name = format!("{set}-{number}");
            named.push(number);
            self.left -= 1;
            let mut labels = Labels::clone(&template.labels);
            labels.insert(POD_NAME.into(), name.as_str().into());
            labels.insert(POD_INDEX.into(), number.to_string().into());
            let numbers = Intervals::range(number, number);
            variants.push(Variant { pod: Some(name.into()), labels: Arc::new(labels), numbers, ..template.clone() });
        }
        let rest = made.difference(&Intervals::from_sorted(named));
        if !rest.is_empty() {
            let count = rest.ranges().iter().map(|(first, last)| last - first + 1).sum();
            variants.insert(0, Variant { count, numbers: rest, ..template });
        }
        variants
    }

    /// Whether more pods are named than stand for themselves.
    pub(crate) const fn is_cut(&self) -> bool {
        self.cut
    }
}

/// Numbers the pods of StatefulSets by which Services tell them apart; 0 where none does. Services that select by other
/// labels lead to workloads, whose pods fare alike where policies do not tell them apart.
pub(crate) fn told_apart<'a>(
    services: &[Arc<Service>],
    workloads: &[Workload],
    variants: impl Iterator<Item = (usize, &'a Labels)>,
) -> Vec<u32> {
    type Key<'k> = (&'k str, &'k str, &'k str);
    let mut by_value: FxHashMap<Key<'_>, Vec<usize>> = FxHashMap::default();
    for (at, service) in services.iter().enumerate() {
        let label = [POD_NAME, POD_INDEX].into_iter().find_map(|key| Some((key, service.selector.get(key)?)));
        if let Some((key, value)) = label {
            by_value.entry((&service.meta.namespace, key, value)).or_default().push(at);
        }
    }
    let mut groups: FxHashMap<Vec<usize>, u32> = [(Vec::new(), 0)].into_iter().collect();
    let group = |(workload, labels): (usize, &Labels)| {
        let Some(workload) = workloads.get(workload).filter(|_| !by_value.is_empty()) else { return 0 };
        let found = |key: &'static str| by_value.get(&(&*workload.namespace, key, &**labels.get(key)?));
        let candidates = [POD_NAME, POD_INDEX].into_iter().filter_map(found).flatten().copied();
        let selects = |at: &usize| services.get(*at).is_some_and(|service| super::services::selects(service, labels));
        let mut chosen: Vec<usize> = candidates.filter(selects).collect();
        chosen.sort_unstable();
        let next = groups.len() as u32;
        *groups.entry(chosen).or_insert(next)
    };
    variants.map(group).collect()
}
