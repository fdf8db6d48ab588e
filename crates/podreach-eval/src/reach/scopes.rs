//! Which scopes match which units. Selectors are indexed by a label value that they need, so that a unit is compared only with
//! selectors that may match it: the work grows with the input, not with pods times policies.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::policy::{NamespaceScope, PodSelector};
use crate::sets::{Intervals, Labels, Operator, Requirement, Selector};

use super::pod_variants::{HomeId, NamespaceRefs, PodVariant};

/// Index of a distinct scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ScopeId(pub(crate) u32);

/// A set of scopes, as ranges: what excludes little is in nearly all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ScopeSet(Intervals<u32>);

impl ScopeSet {
    /// Whether a scope is in the set.
    pub(crate) fn contains(&self, scope: ScopeId) -> bool {
        self.0.contains(scope.0)
    }

    /// The scopes as ranges, ascending.
    pub(crate) fn ranges(&self) -> &[(u32, u32)] {
        self.0.ranges()
    }

    /// The scopes that are in one of the sets alone, ascending.
    pub(crate) fn differing(&self, other: &Self) -> Intervals<u32> {
        self.0.difference(&other.0).union(&other.0.difference(&self.0))
    }
}

/// Distinct selectors with an index by needed label values.
#[derive(Debug, Default)]
pub(super) struct SelectorIndex<'a> {
    pub(super) selectors: Vec<&'a Selector>,
    ids: FxHashMap<&'a Selector, u32>,
    by_value: FxHashMap<(&'a str, &'a str), Vec<u32>>,
    by_key: FxHashMap<&'a str, Vec<u32>>,
    /// Selectors that need no label: they match unless a label is there that they exclude.
    rest: Vec<u32>,
    /// Of those, the ones that exclude a label of a value, or of any.
    excluding: FxHashMap<(&'a str, Option<&'a str>), Vec<u32>>,
}

impl<'a> SelectorIndex<'a> {
    fn intern(&mut self, selector: &'a Selector) -> u32 {
        if let Some(id) = self.ids.get(selector) {
            return *id;
        }
        let id = self.selectors.len() as u32;
        self.selectors.push(selector);
        self.ids.insert(selector, id);
        for alternative in selector.alternatives() {
            let needed = alternative.iter().find_map(|one| Some((&*one.key, one.operator.needed_values()?)));
            if let Some((key, values)) = needed {
                let mut values: Vec<&str> = values.iter().map(|value| &**value).collect();
                values.sort_unstable();
                values.dedup();
                for value in values {
                    self.by_value.entry((key, value)).or_default().push(id);
                }
            } else if let Some(requirement) = alternative.iter().find(|one| one.operator.needs_label()) {
                self.by_key.entry(&requirement.key).or_default().push(id);
            } else {
                self.exclude(id, alternative, selector.conjunction().is_none());
            }
        }
        id
    }

    /// Adds a selector of which an alternative needs no label. Where labels that it excludes say nothing for sure, because a
    /// part of their value counts or another alternative may match, it is asked.
    fn exclude(&mut self, id: u32, alternative: &'a [Requirement], others: bool) {
        if self.rest.last() != Some(&id) {
            self.rest.push(id);
        }
        for requirement in alternative {
            let values: Vec<Option<&str>> = match &requirement.operator {
                Operator::NotIn(values) => values.iter().map(|value| Some(&**value)).collect(),
                Operator::DoesNotExist | Operator::NotLike(_) => vec![None],
                Operator::Equals(_) | Operator::In(_) | Operator::Exists | Operator::Like(_) => Vec::new(),
            };
            for value in values {
                self.excluding.entry((&requirement.key, value)).or_default().push(id);
            }
            if others || requirement.operator.pattern().is_some() {
                self.by_key.entry(&requirement.key).or_default().push(id);
            }
        }
    }

    /// Selectors that match labels. Those that need no label are not asked one by one.
    fn matching(&self, labels: &Labels) -> Intervals<u32> {
        let (mut found, mut excluded) = (Vec::new(), Vec::new());
        for (key, value) in labels {
            found.extend(self.by_value.get(&(&**key, &**value)).into_iter().flatten());
            found.extend(self.by_key.get(&**key).into_iter().flatten());
            for value in [Some(&**value), None] {
                excluded.extend(self.excluding.get(&(&**key, value)).into_iter().flatten());
            }
        }
        found.retain(|id| self.selectors.get(*id as usize).is_some_and(|selector| selector.matches(labels)));
        let set = |mut ids: Vec<u32>| {
            ids.sort_unstable();
            Intervals::from_sorted(ids)
        };
        let rest = Intervals::from_sorted(self.rest.iter().copied());
        rest.difference(&set(excluded)).union(&set(found))
    }
}

/// Scopes by the selector of their namespaces, where selectors and scopes are numbered alike: the first of each and how many.
pub(super) type Runs = Vec<(u32, u32, u32)>;

/// All scopes of the policies, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Scopes<'a> {
    list: Vec<&'a PodSelector>,
    ids: FxHashMap<&'a PodSelector, ScopeId>,
    pods: SelectorIndex<'a>,
    pub(super) namespaces: SelectorIndex<'a>,
    named: FxHashMap<(&'a str, u32), ScopeId>,
    /// By selector of pods, the scopes that choose namespaces by label.
    pub(super) matching: FxHashMap<u32, Runs>,
}

impl<'a> Scopes<'a> {
    pub(crate) fn new(scopes: impl Iterator<Item = &'a PodSelector>) -> Self {
        let mut all = Self::default();
        // Scopes that choose namespaces by label come last, so that those of many selectors are numbered in a row.
        let (named, matching): (Vec<_>, Vec<_>) =
            scopes.partition(|scope| matches!(scope.namespaces, NamespaceScope::Named(_)));
        let mut pairs: Vec<(u32, u32, u32)> = Vec::new();
        for scope in named.into_iter().chain(matching) {
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
                    pairs.push((pods, namespaces, id.0));
                }
            }
        }
        pairs.sort_unstable();
        for (pods, namespaces, id) in pairs {
            let runs = all.matching.entry(pods).or_default();
            match runs.last_mut() {
                Some((first, scope, count)) if *first + *count == namespaces && *scope + *count == id => *count += 1,
                _ => runs.push((namespaces, id, 1)),
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

    pub(crate) fn id(&self, scope: &PodSelector) -> Option<ScopeId> {
        self.ids.get(scope).copied()
    }
}

/// Answers with memory: units of one home with equal labels are asked once.
#[derive(Debug)]
pub(crate) struct Matcher<'s, 'a> {
    pub(super) scopes: &'s Scopes<'a>,
    homes: Vec<Intervals<u32>>,
    pub(super) labels: BTreeMap<&'s Labels, (u32, Intervals<u32>)>,
    memory: FxHashMap<(HomeId, u32), ScopeSet>,
}

impl<'s, 'a> Matcher<'s, 'a> {
    pub(crate) fn new(scopes: &'s Scopes<'a>) -> Self {
        Self { scopes, homes: Vec::new(), labels: BTreeMap::new(), memory: FxHashMap::default() }
    }

    /// The scopes that a unit is in. Host-network pods are in none: plugins do not know their labels.
    pub(crate) fn scopes_of(&mut self, unit: &PodVariant<'s>, homes: &NamespaceRefs<'_>) -> ScopeSet {
        if unit.host_network {
            return ScopeSet::default();
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
        let mut found: Vec<(u32, u32)> = Vec::new();
        for selector in selectors.iter() {
            let named = name.and_then(|name| self.scopes.named.get(&(name, selector)));
            found.extend(named.map(|scope| (scope.0, scope.0)));
            let runs = self.scopes.matching.get(&selector);
            if let Some((runs, namespaces)) = runs.zip(self.homes.get(unit.home.0 as usize)) {
                found.extend(intersect(runs, namespaces.ranges()));
            }
        }
        let found = ScopeSet(Intervals::from_ranges(found));
        self.memory.insert(key, found.clone());
        found
    }
}

/// The scopes of the runs whose namespace selectors are in the ranges.
pub(super) fn intersect(runs: &Runs, ranges: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    let mut add = |(first, scope, count): (u32, u32, u32), (from, to): (u32, u32)| {
        let (low, high) = (from.max(first), to.min(first + (count - 1)));
        if low <= high {
            found.push((scope + (low - first), scope + (high - first)));
        }
    };
    // The few are looked up among the many.
    if runs.len() < ranges.len() {
        for run in runs {
            let from = ranges.partition_point(|(_, last)| *last < run.0);
            let here = ranges.get(from..).unwrap_or(&[]).iter();
            here.take_while(|(first, _)| *first < run.0 + run.2).for_each(|range| add(*run, *range));
        }
    } else {
        for range in ranges {
            let from = runs.partition_point(|(first, _, count)| *first + (*count - 1) < range.0);
            let here = runs.get(from..).unwrap_or(&[]).iter();
            here.take_while(|(first, _, _)| *first <= range.1).for_each(|run| add(*run, *range));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Span;

    use super::*;
    use crate::sets::{Expression, Pattern};

    /// The index finds what asking every selector finds.
    #[test]
    fn the_index_finds_what_matches() {
        let one = |key: &str, operator: Operator| {
            Expression::Requirement(Requirement { key: key.into(), operator, span: Span::default() })
        };
        let operators = [
            Operator::Equals("a".into()),
            Operator::In(vec!["a".into(), "b".into()]),
            Operator::NotIn(vec!["a".into()]),
            Operator::Exists,
            Operator::DoesNotExist,
            Operator::Like(Pattern::StartsWith("a".into())),
            Operator::NotLike(Pattern::Contains("b".into())),
        ];
        let all: Vec<Expression> =
            ["x", "y"].iter().flat_map(|key| operators.iter().map(|operator| one(key, operator.clone()))).collect();
        let mut expressions = vec![Expression::All(Vec::new()), Expression::Any(Vec::new())];
        for left in &all {
            for right in &all {
                let both = vec![left.clone(), right.clone()];
                expressions.push(Expression::All(both.clone()));
                expressions.push(Expression::Any(both.clone()));
                expressions.push(Expression::Not(Box::new(Expression::All(both))));
            }
        }
        let selectors: Vec<Selector> =
            expressions.iter().filter_map(|expression| expression.selector(Span::default())).collect();
        let mut index = SelectorIndex::default();
        for selector in &selectors {
            index.intern(selector);
        }
        let values = [None, Some("a"), Some("b"), Some("ab"), Some("c")];
        for (x, y) in values.iter().flat_map(|x| values.iter().map(move |y| (x, y))) {
            let pairs = [("x", x), ("y", y)];
            let labels: Labels =
                pairs.iter().filter_map(|(key, value)| Some(((*key).into(), (**value)?.into()))).collect();
            let expected = (0_u32..).zip(&index.selectors).filter(|(_, selector)| selector.matches(&labels));
            let expected = Intervals::from_sorted(expected.map(|(id, _)| id));
            assert_eq!(index.matching(&labels), expected, "{labels:?}");
        }
    }
}
