//! Pods that policies select or match, as sets of all pods that could be: which of these sets lie in which others.

use std::cell::Cell;

use podreach_syntax::Span;
use rustc_hash::FxHashMap;

use crate::inventory::NamespaceInfo;
use crate::policy::{NamespaceScope, PodSelector};
use crate::sets::{Operator, Requirement, Selector};

use super::labels::LabelSet;
use super::places::{Known, Place};

/// Index of a set of pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RegionId(pub(super) u32);

/// All pods, existing or not, that a scope matches.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Region {
    place: Place,
    pods: LabelSet,
}

/// At most so many parts are looked at to find out whether regions cover another.
const COVER_STEPS: u32 = 2_000;

/// At most so many pairs of regions are compared for that, in all of an exposure; a part counts as some.
const COMPARED: usize = 4_000_000;
const COMPARED_FOR_A_PART: usize = 16;

/// What a region needs a smaller one to ask: how to find it.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Handle {
    /// Nothing of the pod's labels.
    Nothing,
    /// Something at this key.
    Key(Box<str>),
    /// This value, among others, at this key.
    Value(Box<str>, Box<str>),
}

/// All regions of the policies. Scopes that mean the same pods are one region.
#[derive(Debug, Default)]
pub(super) struct Regions<'a> {
    known: Known<'a>,
    list: Vec<Region>,
    /// The selector that each is shown as.
    scopes: Vec<PodSelector>,
    ids: FxHashMap<Region, RegionId>,
    by_scope: FxHashMap<&'a PodSelector, Vec<RegionId>>,
    by_handle: FxHashMap<Handle, Vec<RegionId>>,
    /// Pairs that were compared to find out what is covered.
    compared: Cell<usize>,
}

impl<'a> Regions<'a> {
    /// Any pod in any namespace.
    pub(super) const EVERYTHING: RegionId = RegionId(0);

    pub(super) fn new(namespaces: &'a [NamespaceInfo], scopes: impl Iterator<Item = &'a PodSelector>) -> Self {
        let mut regions = Self { known: Known::new(namespaces), ..Self::default() };
        let everything = NamespaceScope::Matching(Selector::default());
        regions.add(&PodSelector { namespaces: everything, pods: Selector::default() });
        for scope in scopes {
            if !regions.by_scope.contains_key(scope) {
                let ids = regions.add(scope);
                regions.by_scope.insert(scope, ids);
            }
        }
        regions
    }

    /// The regions of a scope: one for each alternative of its selectors.
    fn add(&mut self, scope: &PodSelector) -> Vec<RegionId> {
        let places: Vec<(Place, NamespaceScope)> = match &scope.namespaces {
            NamespaceScope::Named(name) => vec![(Place::Named(name.clone()), scope.namespaces.clone())],
            NamespaceScope::Matching(selector) => {
                let place = |all| {
                    let place = self.known.place(all)?;
                    let namespaces = match &place {
                        Place::Named(name) => NamespaceScope::Named(name.clone()),
                        Place::Labels(_) => NamespaceScope::Matching(plain(all, selector.span())),
                    };
                    Some((place, namespaces))
                };
                selector.alternatives().filter_map(place).collect()
            }
        };
        let mut ids = Vec::new();
        for (place, namespaces) in places {
            for all in scope.pods.alternatives() {
                let Some(pods) = LabelSet::of_all(all) else { continue };
                let selector = PodSelector { namespaces: namespaces.clone(), pods: plain(all, scope.pods.span()) };
                ids.push(self.add_region(Region { place: place.clone(), pods }, selector));
            }
        }
        ids
    }

    fn add_region(&mut self, region: Region, selector: PodSelector) -> RegionId {
        if let Some(id) = self.ids.get(&region) {
            return *id;
        }
        let id = RegionId(self.list.len() as u32);
        for handle in handles(&region.pods) {
            self.by_handle.entry(handle).or_default().push(id);
        }
        self.scopes.push(selector);
        self.ids.insert(region.clone(), id);
        self.list.push(region);
        id
    }

    /// The regions of a scope that policies use, which add up to it; none when no pod can be in it.
    pub(super) fn of(&self, scope: &PodSelector) -> &[RegionId] {
        self.by_scope.get(scope).map_or(&[], Vec::as_slice)
    }

    /// Whether every pod of a region matches a selector of pods, and whether some pod can.
    pub(super) fn matches(&self, id: RegionId, scope: &PodSelector) -> (bool, bool) {
        let regions = self.of(scope);
        (regions.iter().any(|outer| self.is_inside(id, *outer)), regions.iter().any(|other| self.overlap(id, *other)))
    }

    /// The selector that a region is shown as. Namespaces that are known by their name alone are named.
    pub(super) fn scope(&self, id: RegionId) -> Option<&PodSelector> {
        self.scopes.get(id.0 as usize)
    }

    /// Whether every pod of a region is in another.
    pub(super) fn is_inside(&self, inner: RegionId, outer: RegionId) -> bool {
        let [Some(inner), Some(outer)] = [inner, outer].map(|id| self.list.get(id.0 as usize)) else { return false };
        inner.pods.is_subset(&outer.pods) && self.known.is_inside(&inner.place, &outer.place)
    }

    /// Whether a pod can be in both.
    pub(super) fn overlap(&self, left: RegionId, right: RegionId) -> bool {
        let [Some(left), Some(right)] = [left, right].map(|id| self.list.get(id.0 as usize)) else { return false };
        self.known.overlap(&left.place, &right.place) && left.pods.overlaps(&right.pods)
    }

    /// Whether every pod of a region is in one of the others. What takes too many steps to find out is not.
    pub(super) fn is_covered(&self, id: RegionId, others: &[RegionId]) -> bool {
        let compared = self.compared.get().saturating_add(others.len());
        self.compared.set(compared);
        if compared > COMPARED {
            return false;
        }
        let others = others.iter().filter(|other| self.overlap(id, **other));
        let others: Vec<&Region> = others.filter_map(|other| self.list.get(other.0 as usize)).collect();
        let mut steps = COVER_STEPS;
        let covered = self.list.get(id.0 as usize).is_some_and(|region| self.covered(region, &others, &mut steps));
        self.compared.set(compared.saturating_add((COVER_STEPS - steps) as usize * COMPARED_FOR_A_PART));
        covered
    }

    fn covered(&self, region: &Region, others: &[&Region], steps: &mut u32) -> bool {
        let Some((first, rest)) = others.split_first() else { return false };
        let Some(left) = steps.checked_sub(1) else { return false };
        *steps = left;
        if !region.pods.overlaps(&first.pods) || !self.known.overlap(&region.place, &first.place) {
            return self.covered(region, rest, steps);
        }
        let of_pods = region.pods.difference(&first.pods);
        let parts = of_pods.into_iter().map(|pods| Region { place: region.place.clone(), pods });
        let of_places = self.known.difference(&region.place, &first.place);
        let parts = parts.chain(of_places.into_iter().map(|place| Region { place, pods: region.pods.clone() }));
        // Collected first: each part borrows the steps in turn.
        parts.collect::<Vec<_>>().iter().all(|part| self.covered(part, rest, steps))
    }

    /// All regions that hold every pod of a region, itself among them, ascending.
    pub(super) fn around(&self, id: RegionId) -> Vec<RegionId> {
        let Some(region) = self.list.get(id.0 as usize) else { return Vec::new() };
        let mut handles = vec![Handle::Nothing];
        for (key, values) in region.pods.keys() {
            handles.push(Handle::Key(key.into()));
            // A region around it admits all of its values, so any one of them finds it.
            let value = values.finite().and_then(|values| values.first());
            handles.extend(value.map(|value| Handle::Value(key.into(), value.clone())));
        }
        let candidates = handles.iter().filter_map(|handle| self.by_handle.get(handle)).flatten().copied();
        let mut found: Vec<RegionId> = candidates.filter(|outer| self.is_inside(id, *outer)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Requirements in their plainest words: one of a single value is that value.
fn plain(requirements: &[Requirement], span: Span) -> Selector {
    let plain = |requirement: &Requirement| match &requirement.operator {
        Operator::In(values) => match values.as_slice() {
            [only] => Requirement { operator: Operator::Equals(only.clone()), ..requirement.clone() },
            _ => requirement.clone(),
        },
        _ => requirement.clone(),
    };
    Selector::new(requirements.iter().map(plain).collect(), span)
}

/// Where a region is found by those that lie in it.
fn handles(pods: &LabelSet) -> Vec<Handle> {
    // A key with values to look up finds fewest.
    let counted = pods.keys().find_map(|(key, values)| Some((key, values.finite()?)));
    match (counted, pods.keys().next()) {
        (Some((key, values)), _) if !values.is_empty() => {
            values.iter().map(|value| Handle::Value(key.into(), value.clone())).collect()
        }
        (Some((key, _)), _) | (None, Some((key, _))) => vec![Handle::Key(key.into())],
        (None, None) => vec![Handle::Nothing],
    }
}
