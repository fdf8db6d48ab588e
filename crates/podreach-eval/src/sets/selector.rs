//! Label selectors in one canonical form: alternatives of requirements, and their text.

use std::collections::BTreeMap;
use std::fmt;

use podreach_syntax::Span;

use super::requirement::{Operator, Requirement};

/// Labels of an object, by key.
pub type Labels = BTreeMap<Box<str>, Box<str>>;

/// The value of a label that is there and whose value is not in the input. No selector of an accepted policy can name it.
pub const UNKNOWN_VALUE: &str = "(unknown)";

/// A label selector: alternatives of which one has to match; an alternative matches where all of its requirements do. One
/// alternative without requirements matches everything. Label selectors of Kubernetes have one alternative; others come from
/// an [`Expression`](super::Expression). Equality and order look at what is asked, in canonical order, not at places.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    requirements: Vec<Requirement>,
    /// Other alternatives, where there are any; hardly any selector has them.
    or: Option<Box<[Vec<Requirement>]>>,
    span: Span,
}

impl Selector {
    /// A selector of these requirements, which have to match all; they are brought into canonical order (by key, then
    /// operator).
    pub fn new(requirements: Vec<Requirement>, span: Span) -> Self {
        Self { requirements: canonical(requirements), or: None, span }
    }

    /// A selector of alternatives; without any, it matches nothing.
    pub(super) fn of_alternatives(alternatives: Vec<Vec<Requirement>>, span: Span) -> Self {
        let mut all: Vec<Vec<Requirement>> = alternatives.into_iter().map(canonical).collect();
        all.sort_by(|left, right| key(left).cmp(key(right)));
        all.dedup_by(|left, right| key(left).eq(key(right)));
        if all.first().is_some_and(Vec::is_empty) {
            return Self::everything(span);
        }
        let mut all = all.into_iter();
        let requirements = all.next().unwrap_or_else(|| vec![super::expression::never()]);
        let or: Vec<Vec<Requirement>> = all.collect();
        Self { requirements, or: (!or.is_empty()).then(|| or.into_boxed_slice()), span }
    }

    /// The selector that matches everything, written at a place.
    pub const fn everything(span: Span) -> Self {
        Self { requirements: Vec::new(), or: None, span }
    }

    /// The alternatives, in canonical order; there is at least one. Each matches where all of its requirements do, which stand
    /// in canonical order.
    pub fn alternatives(&self) -> impl Iterator<Item = &[Requirement]> + Clone {
        std::iter::once(self.requirements.as_slice()).chain(self.or.iter().flat_map(|or| or.iter().map(Vec::as_slice)))
    }

    /// The requirements of all alternatives.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> + Clone {
        self.alternatives().flatten()
    }

    /// Its requirements where there is one alternative, as every label selector of Kubernetes has.
    pub fn conjunction(&self) -> Option<&[Requirement]> {
        self.or.is_none().then_some(&self.requirements)
    }

    /// Where the selector is written.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// The same selector, written nowhere.
    #[must_use]
    pub fn without_places(&self) -> Self {
        let plain = |list: &[Requirement]| -> Vec<Requirement> {
            list.iter().map(|one| Requirement { span: Span::default(), ..one.clone() }).collect()
        };
        let or = self.or.as_ref().map(|or| or.iter().map(|list| plain(list)).collect());
        Self { requirements: plain(&self.requirements), or, span: Span::default() }
    }

    /// Whether it asks for nothing.
    pub const fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Whether one of the alternatives matches labels.
    pub fn matches(&self, labels: &Labels) -> bool {
        self.alternatives().any(|all| all.iter().all(|requirement| requirement.matches(labels)))
    }

    /// Whether the other selector is sure to match all labels that this one matches. A selector that matches nothing implies
    /// nothing but what it asks itself.
    pub fn implies(&self, other: &Self) -> bool {
        self.alternatives()
            .all(|known| other.alternatives().any(|wanted| wanted.iter().all(|wanted| implies_one(known, wanted))))
    }
}

fn canonical(mut requirements: Vec<Requirement>) -> Vec<Requirement> {
    requirements.sort_by(|left, right| (&left.key, &left.operator).cmp(&(&right.key, &right.operator)));
    requirements.dedup_by(|left, right| left.key == right.key && left.operator == right.operator);
    requirements
}

fn key(requirements: &[Requirement]) -> impl Iterator<Item = (&str, &Operator)> {
    requirements.iter().map(|requirement| (&*requirement.key, &requirement.operator))
}

/// Whether a requirement is sure to match all labels that some others match.
fn implies_one(known: &[Requirement], wanted: &Requirement) -> bool {
    let here = || known.iter().filter(|known| known.key == wanted.key).map(|known| &known.operator);
    if here().any(|known| *known == Operator::DoesNotExist) {
        return !wanted.operator.needs_label();
    }
    if let Some(values) = here().find_map(Operator::needed_values) {
        let known_match = |value: &str| here().all(|known| known.matches(Some(value)));
        return values.iter().all(|value| wanted.operator.matches(Some(value)) || !known_match(value));
    }
    match &wanted.operator {
        Operator::Exists => here().any(Operator::needs_label),
        Operator::NotIn(values) => values.iter().all(|value| here().any(|known| !known.matches(Some(value)))),
        Operator::Like(wanted) => here().any(|known| matches!(known, Operator::Like(known) if known.implies(wanted))),
        Operator::NotLike(wanted) => {
            here().any(|known| matches!(known, Operator::NotLike(known) if wanted.implies(known)))
        }
        Operator::Equals(_) | Operator::In(_) | Operator::DoesNotExist => false,
    }
}

impl PartialEq for Selector {
    fn eq(&self, other: &Self) -> bool {
        let others = |selector: &Self| selector.or.as_ref().map_or(0, |or| or.len());
        let mut both = self.alternatives().zip(other.alternatives());
        others(self) == others(other) && both.all(|(one, other)| key(one).eq(key(other)))
    }
}

impl Eq for Selector {}

impl PartialOrd for Selector {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Selector {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let one = self.alternatives().map(|all| key(all).collect::<Vec<_>>());
        one.cmp(other.alternatives().map(|all| key(all).collect::<Vec<_>>()))
    }
}

impl std::hash::Hash for Selector {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        for all in self.alternatives() {
            all.len().hash(state);
            key(all).for_each(|item| item.hash(state));
        }
    }
}

/// kubectl's notation, keys sorted: `app=api`, `tier in (a,b)`, `!x`; `*` when nothing is asked. Alternatives stand between
/// `||`, as in Calico's language.
impl fmt::Display for Selector {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.requirements.is_empty() {
            return out.write_str("*");
        }
        for (at, all) in self.alternatives().enumerate() {
            out.write_str(if at > 0 { " || " } else { "" })?;
            for (at, requirement) in all.iter().enumerate() {
                out.write_str(if at > 0 { "," } else { "" })?;
                requirement.fmt(out)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sets::Pattern;

    fn requirement(key: &str, operator: Operator) -> Requirement {
        Requirement { key: key.into(), operator, span: Span::default() }
    }

    fn selector(list: Vec<(&str, Operator)>) -> Selector {
        Selector::new(list.into_iter().map(|(key, operator)| requirement(key, operator)).collect(), Span::default())
    }

    fn list(values: &[&str]) -> Vec<Box<str>> {
        values.iter().map(|value| (*value).into()).collect()
    }

    /// The selector vectors of Kubernetes' semantics on the labels `env=prod`.
    #[test]
    fn matches_like_kubernetes() {
        let labels: Labels = [("env".into(), "prod".into())].into();
        let check = |key: &str, operator: Operator, expected: bool| {
            assert_eq!(selector(vec![(key, operator.clone())]).matches(&labels), expected, "{key} {operator:?}");
        };
        check("env", Operator::NotIn(list(&["dev"])), true);
        check("tier", Operator::NotIn(list(&["x"])), true);
        check("tier", Operator::DoesNotExist, true);
        check("env", Operator::Exists, true);
        check("env", Operator::In(list(&["dev", "prod"])), true);
        check("env", Operator::In(list(&["dev"])), false);
        check("env", Operator::DoesNotExist, false);
        check("tier", Operator::Equals("x".into()), false);
        assert!(Selector::default().matches(&labels));
    }

    /// What is known of labels by one selector, and whether another one matches for sure.
    #[test]
    fn implies_what_is_sure() {
        let check = |known: Vec<(&str, Operator)>, wanted: (&str, Operator), expected: bool| {
            let (known, wanted) = (selector(known), selector(vec![wanted]));
            assert_eq!(known.implies(&wanted), expected, "{known} implies {wanted}");
            assert!(known.implies(&known) && known.implies(&Selector::default()), "{known}");
        };
        let equals = |value: &str| Operator::Equals(value.into());
        let within = |values: &[&str]| Operator::In(list(values));
        let outside = |values: &[&str]| Operator::NotIn(list(values));
        check(vec![("k", equals("a"))], ("k", within(&["a", "b"])), true);
        check(vec![("k", equals("a"))], ("k", Operator::Exists), true);
        check(vec![("k", equals("a"))], ("k", outside(&["b"])), true);
        check(vec![("k", equals("a"))], ("k", outside(&["a"])), false);
        check(vec![("k", equals("a"))], ("other", outside(&["a"])), false);
        check(vec![("k", within(&["a", "b"]))], ("k", equals("a")), false);
        check(vec![("k", within(&["a", "b"])), ("k", outside(&["b"]))], ("k", equals("a")), true);
        check(vec![("k", within(&["a", "b"])), ("k", within(&["b", "c"]))], ("k", equals("b")), true);
        check(vec![("k", Operator::DoesNotExist)], ("k", outside(&["a"])), true);
        check(vec![("k", Operator::DoesNotExist)], ("k", Operator::Exists), false);
        check(vec![("k", Operator::Exists)], ("k", outside(&["a"])), false);
        check(vec![("k", Operator::Exists)], ("k", within(&["a"])), false);
        check(vec![("k", outside(&["a", "b"]))], ("k", outside(&["b"])), true);
        check(vec![("k", outside(&["a"])), ("k", outside(&["b"]))], ("k", outside(&["a", "b"])), true);
        check(vec![("k", outside(&["a"]))], ("k", outside(&["a", "b"])), false);
        check(vec![("k", outside(&["a"]))], ("k", Operator::DoesNotExist), false);
        check(vec![], ("k", Operator::Exists), false);
        let starts = |text: &str| Pattern::StartsWith(text.into());
        check(vec![("k", equals("prod"))], ("k", Operator::Like(starts("pr"))), true);
        check(vec![("k", Operator::Like(starts("prod")))], ("k", Operator::Like(starts("pr"))), true);
        check(vec![("k", Operator::Like(starts("pr")))], ("k", Operator::Exists), true);
        check(vec![("k", Operator::Like(starts("pr")))], ("k", outside(&["dev"])), true);
        check(vec![("k", Operator::NotLike(starts("pr")))], ("k", Operator::NotLike(starts("prod"))), true);
        check(vec![("k", Operator::NotLike(starts("pr")))], ("k", outside(&["prod"])), true);
        check(vec![("k", Operator::DoesNotExist)], ("k", Operator::NotLike(starts("pr"))), true);
        check(vec![("k", Operator::NotLike(starts("prod")))], ("k", Operator::NotLike(starts("pr"))), false);
    }

    #[test]
    fn alternatives_imply_what_each_of_them_implies() {
        let either = |list: &[&str]| {
            let one = |value: &&str| vec![requirement("k", Operator::Equals((*value).into()))];
            Selector::of_alternatives(list.iter().map(one).collect(), Span::default())
        };
        assert!(either(&["a"]).implies(&either(&["a", "b"])) && !either(&["a", "b"]).implies(&either(&["a"])));
        assert_eq!(either(&["b", "a", "b"]), either(&["a", "b"]));
        assert_eq!(either(&["b", "a"]).to_string(), "k=a || k=b");
        assert!(!either(&[]).matches(&Labels::new()) && !either(&[]).is_empty());
        let everything =
            Selector::of_alternatives(vec![vec![], vec![requirement("k", Operator::Exists)]], Span::default());
        assert_eq!(everything, Selector::default());
    }

    #[test]
    fn prints_like_kubectl_with_sorted_keys() {
        let shown = selector(vec![
            ("z", Operator::DoesNotExist),
            ("tier", Operator::In(list(&["b", "a"]))),
            ("app", Operator::Equals("api".into())),
            ("x", Operator::Exists),
        ]);
        assert_eq!(shown.to_string(), "app=api,tier in (a,b),x,!z");
        assert_eq!(Selector::default().to_string(), "*");
    }
}
