//! Which scopes match which units. Selectors are indexed by a label value that they need, so that a unit meets only
//! selectors that may match it: the work grows with the input, not with pods times policies.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::policy::{NamespaceScope, PodScope};
use crate::sets::{Labels, Operator, Selector};

use super::units::{HomeId, Homes, Unit};

/// Index of a distinct scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ScopeId(pub(crate) u32);

/// Distinct selectors with an index by needed label values.
#[derive(Debug, Default)]
pub(super) struct SelectorIndex<'a> {
    pub(super) selectors: Vec<&'a Selector>,
    ids: FxHashMap<&'a Selector, u32>,
    by_value: FxHashMap<(&'a str, &'a str), Vec<u32>>,
    by_key: FxHashMap<&'a str, Vec<u32>>,
    /// Selectors that need no label.
    rest: Vec<u32>,
}

impl<'a> SelectorIndex<'a> {
    fn intern(&mut self, selector: &'a Selector) -> u32 {
        if let Some(id) = self.ids.get(selector) {
            return *id;
        }
        let id = self.selectors.len() as u32;
        self.selectors.push(selector);
        self.ids.insert(selector, id);
        let needed = selector.requirements().iter().find_map(|requirement| match &requirement.operator {
            Operator::Equals(value) => Some((&*requirement.key, std::slice::from_ref(value))),
            Operator::In(values) => Some((&*requirement.key, values.as_slice())),
            _ => None,
        });
        let exists = selector.requirements().iter().find(|requirement| requirement.operator == Operator::Exists);
        if let Some((key, values)) = needed {
            let mut values: Vec<&str> = values.iter().map(|value| &**value).collect();
            values.sort_unstable();
            values.dedup();
            for value in values {
                self.by_value.entry((key, value)).or_default().push(id);
            }
        } else if let Some(requirement) = exists {
            self.by_key.entry(&requirement.key).or_default().push(id);
        } else {
            self.rest.push(id);
        }
        id
    }

    /// Selectors that match labels, ascending.
    fn matching(&self, labels: &Labels) -> Vec<u32> {
        let mut found = self.rest.clone();
        for (key, value) in labels {
            found.extend(self.by_value.get(&(&**key, &**value)).into_iter().flatten());
            found.extend(self.by_key.get(&**key).into_iter().flatten());
        }
        found.retain(|id| self.selectors.get(*id as usize).is_some_and(|selector| selector.matches(labels)));
        found.sort_unstable();
        found
    }
}

/// All scopes of the policies, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Scopes<'a> {
    list: Vec<&'a PodScope>,
    ids: FxHashMap<&'a PodScope, ScopeId>,
    pods: SelectorIndex<'a>,
    pub(super) namespaces: SelectorIndex<'a>,
    named: FxHashMap<(&'a str, u32), ScopeId>,
    pub(super) matching: FxHashMap<(u32, u32), ScopeId>,
}

impl<'a> Scopes<'a> {
    pub(crate) fn new(scopes: impl Iterator<Item = &'a PodScope>) -> Self {
        let mut all = Self::default();
        for scope in scopes {
            if all.ids.contains_key(scope) {
                continue;
            }
            let id = ScopeId(all.list.len() as u32);
            all.list.push(scope);
            all.ids.insert(scope, id);
            let pods = all.pods.intern(&scope.pods);
            match &scope.namespaces {
                NamespaceScope::Named(name) => {
                    all.named.insert((name, pods), id);
                }
                NamespaceScope::Matching(selector) => {
                    let namespaces = all.namespaces.intern(selector);
                    all.matching.insert((namespaces, pods), id);
                }
            }
        }
        all
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The namespace selector of a scope; `None` where it names a namespace.
    pub(super) fn namespaces_of(&self, id: ScopeId) -> Option<&'a Selector> {
        match &self.list.get(id.0 as usize)?.namespaces {
            NamespaceScope::Matching(selector) => Some(selector),
            NamespaceScope::Named(_) => None,
        }
    }

    pub(crate) fn id(&self, scope: &PodScope) -> Option<ScopeId> {
        self.ids.get(scope).copied()
    }
}

/// Answers with memory: units of one home with equal labels are asked once.
#[derive(Debug)]
pub(crate) struct Matcher<'s, 'a> {
    pub(super) scopes: &'s Scopes<'a>,
    homes: Vec<Vec<u32>>,
    pub(super) labels: BTreeMap<&'s Labels, (u32, Vec<u32>)>,
    memory: FxHashMap<(HomeId, u32), Vec<ScopeId>>,
}

impl<'s, 'a> Matcher<'s, 'a> {
    pub(crate) fn new(scopes: &'s Scopes<'a>) -> Self {
        Self { scopes, homes: Vec::new(), labels: BTreeMap::new(), memory: FxHashMap::default() }
    }

    /// The scopes that a unit is in, ascending. Host-network pods are in none: plugins do not know their labels.
    pub(crate) fn scopes_of(&mut self, unit: &Unit<'s>, homes: &Homes<'_>) -> Vec<ScopeId> {
        if unit.host_network {
            return Vec::new();
        }
        while self.homes.len() < homes.list.len() {
            let labels = homes.list.get(self.homes.len()).map(|(_, labels)| *labels);
            self.homes.push(labels.map(|labels| self.scopes.namespaces.matching(labels)).unwrap_or_default());
        }
        let next = self.labels.len() as u32;
        let (label_id, selectors) =
            self.labels.entry(unit.labels).or_insert_with(|| (next, self.scopes.pods.matching(unit.labels)));
        let key = (unit.home, *label_id);
        if let Some(known) = self.memory.get(&key) {
            return known.clone();
        }
        let name = homes.list.get(unit.home.0 as usize).and_then(|(name, _)| *name);
        let namespace_selectors = self.homes.get(unit.home.0 as usize);
        let mut found = Vec::new();
        for selector in selectors.iter() {
            if let Some(name) = name {
                found.extend(self.scopes.named.get(&(name, *selector)));
            }
            for namespaces in namespace_selectors.into_iter().flatten() {
                found.extend(self.scopes.matching.get(&(*namespaces, *selector)));
            }
        }
        found.sort_unstable();
        self.memory.insert(key, found.clone());
        found
    }
}
