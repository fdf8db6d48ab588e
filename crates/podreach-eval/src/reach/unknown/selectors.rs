//! Namespace selectors where the labels of the namespace are not known: all but `kubernetes.io/metadata.name`.

use rustc_hash::FxHashMap;

use crate::kinds::well_known::NAME_LABEL;
use crate::reach::pod_variants::{NamespaceRefs, PodVariant};
use crate::reach::scopes::{Matcher, ScopeId, Scopes, intersect};
use crate::sets::{Intervals, LabelValue, Requirement, Selector};

/// Whether a requirement is about a label that an unknown namespace may have or not.
pub(crate) fn is_about_unknown(requirement: &Requirement) -> bool {
    &*requirement.key != NAME_LABEL
}

/// The alternatives of a selector that may match a namespace of this name.
pub(crate) fn alternatives<'a>(
    selector: &'a Selector,
    name: &str,
) -> impl Iterator<Item = &'a [Requirement]> + use<'a> {
    let labels = [(NAME_LABEL.into(), name.into())].into();
    let named = move |all: &&[Requirement]| {
        all.iter().filter(|requirement| !is_about_unknown(requirement)).all(|requirement| requirement.matches(&labels))
    };
    selector.alternatives().filter(named)
}

/// Whether a namespace of which only the name is known may match a selector, and may not.
fn is_open(selector: &Selector, name: &str) -> bool {
    is_open_for(alternatives(selector, name))
}

/// Whether some namespace of which only the name is known may match a selector, and may not.
fn is_open_anywhere(selector: &Selector) -> bool {
    is_open_for(selector.alternatives())
}

/// Whether some labels match one of the alternatives, and others match none.
fn is_open_for<'a>(alternatives: impl Iterator<Item = &'a [Requirement]>) -> bool {
    let mut open = false;
    for all in alternatives {
        match by_unknown(all) {
            Fits::Always => return false,
            Fits::Sometimes => open = true,
            Fits::Never => {}
        }
    }
    open
}

/// Which labels match requirements.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fits {
    Never,
    Sometimes,
    Always,
}

/// Which labels match the requirements on keys that are not known. Keys are independent of each other: each is tried by itself.
fn by_unknown(requirements: &[Requirement]) -> Fits {
    let open: Vec<&Requirement> = requirements.iter().filter(|requirement| is_about_unknown(requirement)).collect();
    let mut always = true;
    // Requirements are in order of their keys.
    for of_key in open.chunk_by(|left, right| left.key == right.key) {
        let fits = |value: &LabelValue| of_key.iter().all(|requirement| value.matches(&requirement.operator));
        let values = LabelValue::distinct(of_key.iter().map(|requirement| &requirement.operator));
        let count = values.iter().filter(|value| fits(value)).count();
        if count == 0 {
            return Fits::Never;
        }
        always &= count == values.len();
    }
    if always { Fits::Always } else { Fits::Sometimes }
}

/// Index of a set of scopes whose answer is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct OpenId(u32);

impl OpenId {
    /// Nothing is open.
    pub(crate) const NONE: Self = Self(0);

    /// Whether something is open.
    pub(crate) const fn is_some(self) -> bool {
        self.0 != 0
    }
}

/// Distinct sets of scopes whose answer is open.
#[derive(Clone, Debug)]
pub(crate) struct OpenScopes {
    sets: Vec<Vec<ScopeId>>,
    ids: FxHashMap<Vec<ScopeId>, OpenId>,
}

impl Default for OpenScopes {
    fn default() -> Self {
        Self { sets: vec![Vec::new()], ids: [(Vec::new(), OpenId::NONE)].into_iter().collect() }
    }
}

impl OpenScopes {
    fn intern(&mut self, set: Vec<ScopeId>) -> OpenId {
        let next = OpenId(self.sets.len() as u32);
        *self.ids.entry(set).or_insert_with_key(|set| {
            self.sets.push(set.clone());
            next
        })
    }

    /// The scopes of a set, ascending.
    pub(crate) fn get(&self, id: OpenId) -> &[ScopeId] {
        self.sets.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// All scopes that are open for some class.
    pub(crate) fn all(&self) -> impl Iterator<Item = ScopeId> {
        self.sets.iter().flatten().copied()
    }
}

/// Finds which scopes are open for a unit.
#[derive(Debug)]
pub(crate) struct Opener {
    /// By home: its set of open selectors; 0 is none.
    of_home: Vec<u32>,
    sets: Vec<Vec<u32>>,
    memory: FxHashMap<(u32, u32), OpenId>,
}

impl Opener {
    /// Asks every selector about every namespace without a Namespace object. Most selectors do not ask for the name, and
    /// are asked once.
    pub(crate) fn new(scopes: &Scopes<'_>, homes: &NamespaceRefs<'_>) -> Self {
        let mut opener = Self { of_home: Vec::new(), sets: vec![Vec::new()], memory: FxHashMap::default() };
        if homes.declared.iter().all(|declared| *declared) {
            return opener;
        }
        let asks_name = |selector: &Selector| !selector.requirements().all(is_about_unknown);
        let (mut anywhere, mut by_name) = (Vec::new(), Vec::new());
        for (id, selector) in (0_u32..).zip(&scopes.namespaces.selectors) {
            if is_open_anywhere(selector) {
                if asks_name(selector) { by_name.push((id, *selector)) } else { anywhere.push(id) }
            }
        }
        let mut ids: FxHashMap<Vec<u32>, u32> = [(Vec::new(), 0)].into_iter().collect();
        for ((name, _), declared) in homes.list.iter().zip(&homes.declared) {
            let Some(name) = name.filter(|_| !*declared) else {
                opener.of_home.push(0);
                continue;
            };
            let here = by_name.iter().filter(|(_, selector)| is_open(selector, name)).map(|(id, _)| *id);
            let mut open: Vec<u32> = anywhere.iter().copied().chain(here).collect();
            open.sort_unstable();
            let next = opener.sets.len() as u32;
            let id = *ids.entry(open).or_insert_with_key(|open| {
                opener.sets.push(open.clone());
                next
            });
            opener.of_home.push(id);
        }
        opener
    }

    /// The scopes that are open for a unit whose scopes were asked before.
    pub(crate) fn of(&mut self, matcher: &mut Matcher<'_, '_>, unit: &PodVariant<'_>, open: &mut OpenScopes) -> OpenId {
        let set = self.of_home.get(unit.home.0 as usize).copied().unwrap_or(0);
        if set == 0 || unit.host_network {
            return OpenId::NONE;
        }
        let Some((labels, pods)) = matcher.labels.get(unit.labels) else { return OpenId::NONE };
        if let Some(known) = self.memory.get(&(set, *labels)) {
            return *known;
        }
        let mut found = Vec::new();
        let selectors = self.sets.get(set as usize).map_or(&[][..], Vec::as_slice);
        let namespaces = Intervals::from_sorted(selectors.iter().copied());
        for runs in pods.iter().filter_map(|pods| matcher.scopes.matching.get(&pods)) {
            let scopes = intersect(runs, namespaces.ranges()).into_iter().flat_map(|(first, last)| first..=last);
            found.extend(scopes.map(ScopeId));
        }
        found.sort_unstable();
        let id = open.intern(found);
        self.memory.insert((set, *labels), id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sets::Operator;
    use podreach_syntax::Span;

    fn open(requirements: Vec<(&str, Operator)>, name: &str) -> bool {
        let requirement =
            |(key, operator): (&str, Operator)| Requirement { key: key.into(), operator, span: Span::default() };
        is_open(&Selector::new(requirements.into_iter().map(requirement).collect(), Span::default()), name)
    }

    #[test]
    fn only_what_may_be_met_and_may_not_is_open() {
        let equals = |value: &str| Operator::Equals(value.into());
        let none = |value: &str| Operator::NotIn(vec![value.into()]);
        assert!(!open(vec![], "a"));
        assert!(open(vec![("env", equals("x"))], "a"));
        assert!(open(vec![("env", none("x"))], "a"));
        assert!(open(vec![("env", Operator::Exists)], "a"));
        assert!(open(vec![("env", Operator::DoesNotExist)], "a"));
        assert!(!open(vec![("env", Operator::Exists), ("env", Operator::DoesNotExist)], "a"));
        assert!(!open(vec![("env", equals("x")), ("env", equals("y"))], "a"));
        assert!(!open(vec![("env", equals("x")), ("env", none("x"))], "a"));
        assert!(!open(vec![(NAME_LABEL, equals("a"))], "a"));
        assert!(!open(vec![(NAME_LABEL, equals("b")), ("env", equals("x"))], "a"));
        assert!(open(vec![(NAME_LABEL, none("b")), ("env", equals("x"))], "a"));
    }
}
