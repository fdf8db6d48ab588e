//! Namespaces that policies select or match, as sets of all namespaces that could be.

use rustc_hash::FxHashMap;

use crate::inventory::NamespaceInfo;
use crate::kinds::well_known::NAME_LABEL;
use crate::sets::{Labels, Requirement};

use super::labels::{LabelSet, Values};

/// Where the pods of a region live.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// In the namespace of this name.
    Named(Box<str>),
    /// In namespaces with such labels, existing or not.
    Labels(LabelSet),
}

/// Namespaces whose labels are known, by name.
#[derive(Debug, Default)]
pub(super) struct Known<'a> {
    labels: FxHashMap<&'a str, (&'a Labels, bool)>,
}

impl<'a> Known<'a> {
    pub(super) fn new(namespaces: &'a [NamespaceInfo]) -> Self {
        let known = namespaces.iter().map(|found| (&*found.name, (&found.labels, found.declared)));
        Self { labels: known.collect() }
    }

    /// The labels of a namespace; one that is not in the input has its name alone.
    fn matches(&self, name: &str, set: &LabelSet) -> bool {
        match self.labels.get(name) {
            Some((labels, _)) => set.holds(labels),
            None => set.holds(&[(NAME_LABEL.into(), name.into())].into()),
        }
    }

    fn is_declared(&self, name: &str) -> bool {
        self.labels.get(name).is_some_and(|(_, declared)| *declared)
    }

    /// The place of namespaces that match requirements; `None` when no namespace can be there.
    pub(super) fn place(&self, requirements: &[Requirement]) -> Option<Place> {
        // Every namespace carries its name.
        let set = LabelSet::of_all(requirements)?.with(NAME_LABEL, &Values::present())?;
        let only = match set.at(NAME_LABEL).and_then(Values::finite) {
            Some(names) if names.len() == 1 => names.first().cloned(),
            _ => None,
        };
        let Some(name) = only else { return Some(Place::Labels(set)) };
        if self.matches(&name, &set) {
            Some(Place::Named(name))
        } else {
            // The labels of a namespace that is not in the input may still become what is asked.
            (!self.is_declared(&name)).then_some(Place::Labels(set))
        }
    }

    pub(super) fn is_inside(&self, inner: &Place, outer: &Place) -> bool {
        match (inner, outer) {
            (Place::Named(inner), Place::Named(outer)) => inner == outer,
            (Place::Named(inner), Place::Labels(outer)) => self.matches(inner, outer),
            (Place::Labels(inner), outer) => match inner.at(NAME_LABEL).and_then(Values::finite) {
                // Of namespaces that are counted by name, what is known tells more than what the selector asks.
                Some(names) => names.iter().all(|name| match outer {
                    _ if self.is_declared(name) && !self.matches(name, inner) => true,
                    Place::Named(outer) => name == outer,
                    Place::Labels(outer) if self.is_declared(name) => self.matches(name, outer),
                    Place::Labels(outer) => {
                        inner.clone().with(NAME_LABEL, &Values::only(name)).is_none_or(|one| one.is_subset(outer))
                    }
                }),
                None => matches!(outer, Place::Labels(outer) if inner.is_subset(outer)),
            },
        }
    }

    /// The namespaces of a place that are not in another.
    pub(super) fn difference(&self, place: &Place, other: &Place) -> Vec<Place> {
        match (place, other) {
            _ if self.is_inside(place, other) => Vec::new(),
            (Place::Named(_), _) => vec![place.clone()],
            (Place::Labels(set), Place::Named(name)) => LabelSet::default()
                .with(NAME_LABEL, &Values::only(name))
                .map_or_else(Vec::new, |name| set.difference(&name).into_iter().map(Place::Labels).collect()),
            (Place::Labels(set), Place::Labels(other)) => {
                set.difference(other).into_iter().map(Place::Labels).collect()
            }
        }
    }

    pub(super) fn overlap(&self, left: &Place, right: &Place) -> bool {
        match (left, right) {
            (Place::Named(left), Place::Named(right)) => left == right,
            (Place::Named(name), Place::Labels(set)) | (Place::Labels(set), Place::Named(name)) => {
                self.matches(name, set)
            }
            (Place::Labels(left), Place::Labels(right)) => left.overlaps(right),
        }
    }
}
