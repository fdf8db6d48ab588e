//! Pods and namespaces of the input by their labels, whether policies apply to them or not: what a selector nearly matches.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::inventory::NamespaceInfo;
use crate::kinds::well_known::NAME_LABEL;
use crate::kinds::{Resources, WorkloadKind, WorkloadSpec};
use crate::reach::unknown::alternatives;
use crate::sets::{Labels, Requirement, Selector, UNKNOWN_VALUE};

use super::selectors::is_name;
use super::sink::Sink;

/// At most so many pods are looked at for one selector.
const LOOKED_AT: usize = 2_000;
/// Where the first ones will do: so many.
const FEW: usize = 20;

/// Pods by label.
#[derive(Debug, Default)]
struct Pods<'a> {
    /// By namespace. Of pods that follow each other and have the same labels, the first.
    list: Vec<&'a WorkloadSpec>,
    /// By label: places in `list`, ascending.
    with: FxHashMap<(&'a str, &'a str), Vec<u32>>,
    /// By value of a label that names something: the same.
    named: FxHashMap<&'a str, Vec<u32>>,
    /// By label of a controller itself: the same.
    controllers_with: FxHashMap<(&'a str, &'a str), Vec<u32>>,
}

impl<'a> Pods<'a> {
    fn new(resources: &'a Resources) -> Self {
        let mut list: Vec<&WorkloadSpec> = resources.pods.iter().map(|pod| &**pod).collect();
        list.sort_by(|left, right| left.meta.namespace.cmp(&right.meta.namespace));
        list.dedup_by(|next, kept| {
            next.meta.namespace == kept.meta.namespace
                && next.labels == kept.labels
                && next.meta.labels == kept.meta.labels
                && (runs(next), next.host_network) == (runs(kept), kept.host_network)
        });
        let mut found = Self { list, ..Self::default() };
        for (at, pod) in (0..).zip(&found.list) {
            for (key, value) in pod.labels.iter() {
                found.with.entry((key, value)).or_default().push(at);
                if is_name(key) {
                    found.named.entry(value).or_default().push(at);
                }
            }
            if pod.kind != WorkloadKind::Pod {
                for (key, value) in &pod.meta.labels {
                    found.controllers_with.entry((key, value)).or_default().push(at);
                }
            }
        }
        found
    }

    fn at(&self, places: impl IntoIterator<Item = u32>) -> impl Iterator<Item = &'a WorkloadSpec> {
        places.into_iter().filter_map(|at| self.list.get(at as usize).copied())
    }
}

/// Pods and namespaces by label.
#[derive(Debug)]
pub(crate) struct ByLabel<'a> {
    resources: &'a Resources,
    /// Made when it is first asked for.
    pods: OnceCell<Pods<'a>>,
    namespaces: Vec<&'a NamespaceInfo>,
    /// By label: places in `namespaces`, ascending.
    namespaces_with: FxHashMap<(&'a str, &'a str), Vec<u32>>,
    /// Names of namespaces whose labels are not known.
    unknown: Vec<&'a str>,
}

impl<'a> ByLabel<'a> {
    pub(super) fn new(resources: &'a Resources, namespaces: &'a [NamespaceInfo]) -> Self {
        let mut namespaces_with: FxHashMap<(&str, &str), Vec<u32>> = FxHashMap::default();
        for (at, namespace) in (0..).zip(namespaces) {
            for (key, value) in &namespace.labels {
                namespaces_with.entry((key, value)).or_default().push(at);
            }
        }
        let unknown = namespaces.iter().filter(|one| !one.declared).map(|one| &*one.name).collect();
        Self { resources, pods: OnceCell::new(), namespaces: namespaces.iter().collect(), namespaces_with, unknown }
    }

    fn pods(&self) -> &Pods<'a> {
        self.pods.get_or_init(|| Pods::new(self.resources))
    }

    /// The pods of a namespace, whether they run or not.
    pub(crate) fn of(&self, namespace: &str) -> &[&'a WorkloadSpec] {
        let list = &self.pods().list;
        let first = list.partition_point(|pod| &*pod.meta.namespace < namespace);
        let rest = list.get(first..).unwrap_or(&[]);
        rest.get(..rest.partition_point(|pod| &*pod.meta.namespace == namespace)).unwrap_or(&[])
    }

    /// Whether some object of a namespace, at rest or on the network of its node as well, has labels that a selector may match.
    pub(crate) fn may_match(&self, namespace: &str, selector: &Selector, sink: &Sink<'_>) -> bool {
        let may_match = |pod: &WorkloadSpec| selector.requirements().all(|one| may_be(one, &pod.labels));
        match self.with(selector, sink) {
            Some(list) => list.iter().any(|pod| &*pod.meta.namespace == namespace && may_match(pod)),
            None => {
                let here = self.of(namespace);
                here.len() > LOOKED_AT || !sink.spend(8 * here.len()) || here.iter().any(|pod| may_match(pod))
            }
        }
    }

    /// Of each other namespace with running pods that a selector is sure to match, the first of them.
    pub(crate) fn elsewhere(&self, namespace: &str, selector: &Selector, sink: &Sink<'_>) -> Vec<&'a WorkloadSpec> {
        let list = self.with(selector, sink).unwrap_or_default();
        let matched = list
            .into_iter()
            .filter(|pod| &*pod.meta.namespace != namespace && is_evaluated(pod) && selector.matches(&pod.labels));
        let mut found: Vec<&WorkloadSpec> = matched.collect();
        found.dedup_by(|next, kept| next.meta.namespace == kept.meta.namespace);
        found
    }

    /// Pods of a namespace that run and have a value at a key which names something, the first few.
    pub(crate) fn named(&self, namespace: &str, value: &str) -> Vec<&'a WorkloadSpec> {
        self.few(self.pods().named.get(value), namespace)
    }

    /// Controllers of a namespace whose pods run and that have a label themselves, the first few.
    pub(crate) fn controllers(&self, namespace: &str, key: &str, value: &str) -> Vec<&'a WorkloadSpec> {
        self.few(self.pods().controllers_with.get(&(key, value)), namespace)
    }

    fn few(&self, places: Option<&Vec<u32>>, namespace: &str) -> Vec<&'a WorkloadSpec> {
        let namespace_of = |at: &u32| self.pods().list.get(*at as usize).map(|pod| &*pod.meta.namespace);
        let all = places.map_or(&[][..], Vec::as_slice);
        let first = all.partition_point(|at| namespace_of(at) < Some(namespace));
        let here = all.iter().skip(first).take(FEW).take_while(|at| namespace_of(at) == Some(namespace));
        self.pods().at(here.copied()).filter(|pod| is_evaluated(pod)).collect()
    }

    /// Pods that have what one requirement of a selector asks for, or a label of unknown value there; absent where no
    /// requirement asks for a value, or where too many have it.
    fn with(&self, selector: &Selector, sink: &Sink<'_>) -> Option<Vec<&'a WorkloadSpec>> {
        let places = |one: &Requirement| -> Option<Vec<u32>> {
            let values = one.operator.needed_values()?.iter().map(|value| &**value).chain([UNKNOWN_VALUE]);
            let lists = values.filter_map(|value| self.pods().with.get(&(&*one.key, value)));
            let mut all: Vec<u32> = lists.take(64).flat_map(|list| list.iter().take(LOOKED_AT + 1)).copied().collect();
            all.sort_unstable();
            all.dedup();
            Some(all)
        };
        let lists = selector.conjunction()?.iter().take(8).filter_map(places);
        let shortest = lists.min_by_key(Vec::len).filter(|list| list.len() <= LOOKED_AT)?;
        sink.spend(8 * shortest.len() + 8).then(|| self.pods().at(shortest).collect())
    }

    /// The known namespaces that a selector matches.
    pub(crate) fn namespaces(&self, selector: &Selector) -> impl Iterator<Item = &'a NamespaceInfo> + '_ {
        let needed = selector.conjunction().into_iter().flatten().find_map(|one| {
            let values = one.operator.needed_values()?;
            let lists = values.iter().filter_map(|value| self.namespaces_with.get(&(&*one.key, &**value)));
            Some(lists.flatten().copied().collect::<Vec<u32>>())
        });
        let all = needed.is_none().then_some(0..self.namespaces.len() as u32).into_iter().flatten();
        let places = needed.into_iter().flatten().chain(all);
        let selector = selector.clone();
        places
            .filter_map(|at| self.namespaces.get(at as usize).copied())
            .filter(move |namespace| selector.matches(&namespace.labels))
    }

    /// Whether it is open if a selector matches some namespace of which only the name is known.
    pub(crate) fn is_open(&self, selector: &Selector) -> bool {
        if selector.is_empty() {
            return false;
        }
        let is_open = |name: &str| {
            let labels: Labels = [(NAME_LABEL.into(), name.into())].into();
            !selector.matches(&labels) && alternatives(selector, name).next().is_some()
        };
        let named = selector.requirements().find(|one| &*one.key == NAME_LABEL);
        match named.and_then(|one| one.operator.needed_values()) {
            Some(names) => names.iter().any(|name| self.unknown.binary_search(&&**name).is_ok() && is_open(name)),
            None => self.unknown.iter().any(|name| is_open(name)),
        }
    }
}

/// Whether an object has pods that run.
pub(crate) fn runs(pod: &WorkloadSpec) -> bool {
    !pod.finished && pod.replicas != Some(0)
}

/// Whether policies apply to the pods of an object.
pub(crate) fn is_evaluated(pod: &WorkloadSpec) -> bool {
    runs(pod) && !pod.host_network
}

/// Whether a requirement may match labels of which some values are not known.
fn may_be(requirement: &Requirement, labels: &Labels) -> bool {
    labels.get(&requirement.key).is_some_and(|value| &**value == UNKNOWN_VALUE) || requirement.matches(labels)
}
