//! Labels that selectors admit, as sets: which label values may stand at a key. Selectors that ask the same in different
//! words are the same set, and it is known whether all labels that match one selector match another.

use std::collections::{BTreeMap, BTreeSet};

use crate::sets::{Labels, Operator, Pattern, Requirement};

/// What may stand at one key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Values {
    /// Whether the label may be missing.
    absent: bool,
    /// Whether `listed` are the values that may not stand there, rather than those that may.
    all_but: bool,
    listed: BTreeSet<Box<str>>,
    /// Parts that a value has to have, and parts that it must not have. Where values are listed, these are the ones that do.
    parts: BTreeSet<(Pattern, bool)>,
}

impl Values {
    /// Any value; the label is there.
    pub(super) const fn present() -> Self {
        Self { absent: false, all_but: true, listed: BTreeSet::new(), parts: BTreeSet::new() }
    }

    /// Whatever there may be, the missing label too.
    fn anything() -> Self {
        Self { absent: true, ..Self::present() }
    }

    /// No label at all.
    fn missing() -> Self {
        Self { absent: true, ..Self::of_list([].iter()) }
    }

    fn of_list<'v>(values: impl Iterator<Item = &'v Box<str>>) -> Self {
        Self { all_but: false, listed: values.cloned().collect(), ..Self::present() }
    }

    /// This value alone.
    pub(super) fn only(value: &str) -> Self {
        Self::of_list([value.into()].iter())
    }

    fn of(operator: &Operator) -> Self {
        match operator {
            Operator::Equals(_) | Operator::In(_) => Self::of_list(operator.values().iter()),
            Operator::NotIn(values) => Self { listed: values.iter().cloned().collect(), ..Self::anything() },
            Operator::Exists => Self::present(),
            Operator::DoesNotExist => Self::missing(),
            Operator::Like(part) => Self { parts: [(part.clone(), true)].into(), ..Self::present() },
            Operator::NotLike(part) => Self { parts: [(part.clone(), false)].into(), ..Self::anything() },
        }
    }

    fn is_empty(&self) -> bool {
        !self.absent && !self.all_but && self.listed.is_empty()
    }

    fn has(&self, value: &str) -> bool {
        self.listed.contains(value) != self.all_but && self.has_parts(value)
    }

    fn has_parts(&self, value: &str) -> bool {
        self.parts.iter().all(|(part, wanted)| part.matches(value) == *wanted)
    }

    fn holds(&self, value: Option<&str>) -> bool {
        value.map_or(self.absent, |value| self.has(value))
    }

    /// The values, when they can be counted.
    pub(super) fn finite(&self) -> Option<&BTreeSet<Box<str>>> {
        (!self.all_but).then_some(&self.listed)
    }

    fn intersection(&self, other: &Self) -> Self {
        let absent = self.absent && other.absent;
        let (all_but, listed) = match (self.all_but, other.all_but) {
            (true, true) => (true, self.listed.union(&other.listed).cloned().collect()),
            (true, false) => (false, other.listed.difference(&self.listed).cloned().collect()),
            (false, true) => (false, self.listed.difference(&other.listed).cloned().collect()),
            (false, false) => (false, self.listed.intersection(&other.listed).cloned().collect()),
        };
        let parts: BTreeSet<(Pattern, bool)> = self.parts.union(&other.parts).cloned().collect();
        let mut both = Self { absent, all_but, listed, parts };
        if !all_but {
            let values = std::mem::take(&mut both.listed);
            both.listed = values.into_iter().filter(|value| both.has_parts(value)).collect();
            both.parts.clear();
        } else if both.contradicts_itself() {
            both = Self { absent, ..Self::of_list([].iter()) };
        }
        both
    }

    /// Whether a part is asked for that has one which is excluded.
    fn contradicts_itself(&self) -> bool {
        let with = |wanted: bool| self.parts.iter().filter(move |(_, has)| *has == wanted).map(|(part, _)| part);
        with(true).any(|wanted| with(false).any(|excluded| wanted.implies(excluded)))
    }

    /// What is in this and not in the other, as sets that add up to it.
    fn difference(&self, other: &Self) -> Vec<Self> {
        let listed = Self {
            absent: !other.absent,
            all_but: !other.all_but,
            listed: other.listed.clone(),
            parts: BTreeSet::new(),
        };
        let part =
            |(part, wanted): &(Pattern, bool)| Self { parts: [(part.clone(), !wanted)].into(), ..Self::present() };
        let rest = std::iter::once(listed).chain(other.parts.iter().map(part));
        rest.map(|rest| self.intersection(&rest)).filter(|left| !left.is_empty()).collect()
    }

    /// Values of labels never run out: all but some are never among some.
    fn is_subset(&self, other: &Self) -> bool {
        let values = match (self.all_but, other.all_but) {
            (true, true) => {
                let gives = |part: &(Pattern, bool)| self.parts.iter().any(|known| surely_gives(known, part));
                other.listed.iter().all(|value| !self.has(value)) && other.parts.iter().all(gives)
            }
            (true, false) => false,
            (false, _) => self.listed.iter().all(|value| other.has(value)),
        };
        values && (!self.absent || other.absent)
    }
}

/// Whether a value that has a part, or has it not, is sure to have another one, or not.
fn surely_gives(known: &(Pattern, bool), wanted: &(Pattern, bool)) -> bool {
    match (known, wanted) {
        ((known, true), (wanted, true)) => known.implies(wanted),
        ((known, false), (wanted, false)) => wanted.implies(known),
        ((_, true), (_, false)) | ((_, false), (_, true)) => false,
    }
}

/// Labels by what may stand at each key; anything may stand at keys that are not named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct LabelSet {
    keys: BTreeMap<Box<str>, Values>,
}

impl LabelSet {
    /// The labels that match all requirements; `None` when no labels do.
    pub(super) fn of_all(requirements: &[Requirement]) -> Option<Self> {
        requirements.iter().try_fold(Self::default(), |set, requirement| {
            set.with(&requirement.key, &Values::of(&requirement.operator))
        })
    }

    /// The same with one more demand; `None` when no labels are left.
    pub(super) fn with(mut self, key: &str, values: &Values) -> Option<Self> {
        let values = self.keys.get(key).map_or_else(|| values.clone(), |known| known.intersection(values));
        let possible = !values.is_empty();
        self.keys.insert(key.into(), values);
        possible.then_some(self)
    }

    /// What may stand at a key, where something is asked.
    pub(super) fn at(&self, key: &str) -> Option<&Values> {
        self.keys.get(key)
    }

    /// What is asked, by key.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&str, &Values)> {
        self.keys.iter().map(|(key, values)| (&**key, values))
    }

    /// Whether labels are in the set.
    pub(super) fn holds(&self, labels: &Labels) -> bool {
        self.keys.iter().all(|(key, values)| values.holds(labels.get(key).map(|value| &**value)))
    }

    /// Whether all labels of this set are in the other.
    pub(super) fn is_subset(&self, other: &Self) -> bool {
        other.keys.iter().all(|(key, wanted)| self.keys.get(key).is_some_and(|values| values.is_subset(wanted)))
    }

    /// The labels of this set that are not in the other, as sets that add up to them.
    pub(super) fn difference(&self, other: &Self) -> Vec<Self> {
        let anything = Values::anything();
        let without = |(key, values)| {
            let rest = self.at(key).unwrap_or(&anything).difference(values);
            rest.into_iter().filter_map(move |rest| self.clone().with(key, &rest))
        };
        other.keys().flat_map(without).collect()
    }

    /// Whether some labels are in both.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let at_key =
            |(key, values): (&str, &Values)| other.at(key).is_none_or(|others| !values.intersection(others).is_empty());
        self.keys().all(at_key)
    }
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Span;

    use super::*;
    use crate::sets::Selector;

    fn operators() -> Vec<Operator> {
        let list = |values: &[&str]| values.iter().map(|value| (*value).into()).collect::<Vec<Box<str>>>();
        vec![
            Operator::Equals("a".into()),
            Operator::In(list(&["a", "b"])),
            Operator::In(list(&["b", "c"])),
            Operator::NotIn(list(&["a"])),
            Operator::NotIn(list(&["a", "b"])),
            Operator::Exists,
            Operator::DoesNotExist,
            Operator::Like(Pattern::StartsWith("a".into())),
            Operator::NotLike(Pattern::Contains("a".into())),
            Operator::Like(Pattern::StartsWith("aa".into())),
        ]
    }

    /// All selectors of up to two requirements over two keys, and all labels that they could tell apart.
    fn universe() -> (Vec<Selector>, Vec<Labels>) {
        let one = |key: &str, operator: Operator| Requirement { key: key.into(), operator, span: Span::default() };
        let all: Vec<Requirement> =
            ["x", "y"].iter().flat_map(|key| operators().into_iter().map(|operator| one(key, operator))).collect();
        let mut selectors = vec![Selector::default()];
        for first in &all {
            selectors.push(Selector::new(vec![first.clone()], Span::default()));
            for second in &all {
                selectors.push(Selector::new(vec![first.clone(), second.clone()], Span::default()));
            }
        }
        selectors.sort();
        selectors.dedup();
        let values = [None, Some("a"), Some("b"), Some("c"), Some("other"), Some("ax"), Some("aax"), Some("xa")];
        let labels = values.iter().flat_map(|x| values.iter().map(move |y| (x, y))).map(|(x, y)| {
            let pairs = [("x", x), ("y", y)];
            pairs.iter().filter_map(|(key, value)| Some(((*key).into(), (**value)?.into()))).collect()
        });
        (selectors, labels.collect())
    }

    /// The labels that a selector of one alternative matches.
    fn of(selector: &Selector) -> Option<LabelSet> {
        LabelSet::of_all(selector.conjunction()?)
    }

    /// Sets say what trying all labels says.
    #[test]
    fn sets_are_what_selectors_match() {
        let (selectors, labels) = universe();
        let matching: Vec<Vec<bool>> =
            selectors.iter().map(|selector| labels.iter().map(|one| selector.matches(one)).collect()).collect();
        for (left, of_left) in selectors.iter().zip(&matching) {
            let Some(set) = of(left) else {
                assert!(!of_left.contains(&true), "{left}");
                continue;
            };
            assert!(of_left.contains(&true), "{left}");
            assert!(labels.iter().zip(of_left).all(|(one, matches)| set.holds(one) == *matches), "{left}");
            for (right, of_right) in selectors.iter().zip(&matching) {
                let Some(other) = of(right) else { continue };
                let both = || of_left.iter().zip(of_right);
                assert_eq!(set.is_subset(&other), both().all(|(left, right)| !left || *right), "{left} in {right}");
                assert_eq!(set.overlaps(&other), both().any(|(left, right)| *left && *right), "{left} and {right}");
                for (one, (left, right)) in labels.iter().zip(both()) {
                    let left_over = set.difference(&other).iter().any(|part| part.holds(one));
                    assert_eq!(left_over, *left && !right, "{one:?}");
                }
                if of_left == of_right {
                    assert!(set.is_subset(&other) && other.is_subset(&set), "{left} is {right}");
                }
            }
        }
    }
}
