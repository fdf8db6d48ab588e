//! Selectors as they are written: requirements joined by and, or and not, in any depth.

use podreach_syntax::Span;

use super::requirement::{Operator, Requirement};
use super::selector::Selector;

/// At most so many requirements stand in all alternatives of a selector together.
const REQUIREMENTS: usize = 4_096;

/// A selector as it is written. A label selector of Kubernetes is an [`Expression::All`] of requirements; Calico's language has
/// all of it.
#[derive(Clone, Debug)]
pub enum Expression {
    /// One requirement.
    Requirement(Requirement),
    /// All of them match; without any, everything does.
    All(Vec<Expression>),
    /// One of them matches; without any, nothing does.
    Any(Vec<Expression>),
    /// It does not match.
    Not(Box<Expression>),
}

/// Alternatives, of which one has to match.
type Alternatives = Vec<Vec<Requirement>>;

impl Expression {
    /// The selector that it means: alternatives, each of which matches where all of its requirements do. `None` where writing
    /// them out takes more than 4,096 requirements.
    pub fn selector(&self, span: Span) -> Option<Selector> {
        Some(Selector::of_alternatives(self.alternatives(true)?, span))
    }

    /// The alternatives of the expression, or of its negation.
    fn alternatives(&self, positive: bool) -> Option<Alternatives> {
        match (self, positive) {
            (Self::Requirement(one), true) => Some(vec![vec![one.clone()]]),
            (Self::Requirement(one), false) => {
                Some(vec![vec![Requirement { operator: one.operator.negated(), ..one.clone() }]])
            }
            (Self::Not(inner), _) => inner.alternatives(!positive),
            (Self::All(parts), true) | (Self::Any(parts), false) => {
                parts.iter().try_fold(vec![Vec::new()], |all, part| both(&all, &part.alternatives(positive)?))
            }
            (Self::Any(parts), true) | (Self::All(parts), false) => {
                parts.iter().try_fold(Vec::new(), |mut all, part| {
                    all.extend(part.alternatives(positive)?);
                    bounded(all)
                })
            }
        }
    }
}

/// Every alternative of one side together with every one of the other.
fn both(left: &Alternatives, right: &Alternatives) -> Option<Alternatives> {
    let weight = |side: &Alternatives| side.iter().map(|one| one.len() + 1).sum::<usize>();
    let pairs = weight(left).saturating_mul(right.len()).saturating_add(weight(right).saturating_mul(left.len()));
    if pairs > 4 * REQUIREMENTS {
        return None;
    }
    let joined =
        |one: &Vec<Requirement>| right.iter().map(|other| [one.as_slice(), other].concat()).collect::<Vec<_>>();
    bounded(left.iter().flat_map(joined).collect())
}

fn bounded(all: Alternatives) -> Option<Alternatives> {
    (all.iter().map(|one| one.len() + 1).sum::<usize>() <= REQUIREMENTS).then_some(all)
}

/// A requirement that no labels match.
pub(super) fn never() -> Requirement {
    Requirement { key: "".into(), operator: Operator::In(Vec::new()), span: Span::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sets::{Labels, Pattern};

    fn one(key: &str, operator: Operator) -> Expression {
        Expression::Requirement(Requirement { key: key.into(), operator, span: Span::default() })
    }

    /// As the language says it, without alternatives.
    fn naive(expression: &Expression, labels: &Labels) -> bool {
        match expression {
            Expression::Requirement(one) => one.matches(labels),
            Expression::All(parts) => parts.iter().all(|part| naive(part, labels)),
            Expression::Any(parts) => parts.iter().any(|part| naive(part, labels)),
            Expression::Not(inner) => !naive(inner, labels),
        }
    }

    fn make(random: &mut dyn FnMut(u64) -> u64, depth: u32) -> Expression {
        let key = ["x", "y"][random(2) as usize];
        if depth == 0 || random(3) == 0 {
            let value: Box<str> = ["a", "ab", "b"][random(3) as usize].into();
            return one(
                key,
                match random(8) {
                    0 => Operator::Equals(value),
                    1 => Operator::In(vec![value, "b".into()]),
                    2 => Operator::NotIn(vec![value]),
                    3 => Operator::Exists,
                    4 => Operator::DoesNotExist,
                    5 => Operator::Like(Pattern::Contains(value)),
                    6 => Operator::Like(Pattern::StartsWith(value)),
                    _ => Operator::NotLike(Pattern::EndsWith(value)),
                },
            );
        }
        let parts = (0..random(3)).map(|_| make(random, depth - 1)).collect();
        match random(3) {
            0 => Expression::All(parts),
            1 => Expression::Any(parts),
            _ => Expression::Not(Box::new(make(random, depth - 1))),
        }
    }

    #[test]
    fn selectors_match_what_expressions_mean() {
        let mut seed = 5_u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let values = [None, Some("a"), Some("ab"), Some("b"), Some("c")];
        let labels: Vec<Labels> = values
            .iter()
            .flat_map(|x| values.iter().map(move |y| [("x", x), ("y", y)]))
            .map(|pairs| pairs.iter().filter_map(|(key, value)| Some(((*key).into(), (**value)?.into()))).collect())
            .collect();
        for _ in 0..3_000 {
            let expression = make(&mut random, 4);
            let Some(selector) = expression.selector(Span::default()) else { continue };
            for labels in &labels {
                assert_eq!(selector.matches(labels), naive(&expression, labels), "{expression:?} {labels:?}");
            }
        }
    }

    #[test]
    fn what_grows_without_end_is_no_selector() {
        let pair = |at: usize| {
            let either = |value: &str| one(&format!("k{at}"), Operator::Equals(value.into()));
            Expression::Any(vec![either("a"), either("b")])
        };
        assert!(Expression::All((0..6).map(pair).collect()).selector(Span::default()).is_some());
        assert!(Expression::All((0..40).map(pair).collect()).selector(Span::default()).is_none());
    }
}
