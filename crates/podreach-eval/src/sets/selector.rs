//! Label selectors: requirements that are all to be met, and their canonical text.

use std::collections::BTreeMap;
use std::fmt;

use podreach_syntax::Span;

/// Labels of an object, by key.
pub type Labels = BTreeMap<Box<str>, Box<str>>;

/// The value of a label that is there and whose value the input does not tell. No selector of an accepted policy can name it.
pub const UNKNOWN_VALUE: &str = "(unknown)";

/// What a requirement asks of a label. Source of the meaning: `LabelSelectorRequirement` of Kubernetes' meta/v1 API.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// `matchLabels`: the label has exactly this value.
    Equals(Box<str>),
    /// The label exists and has one of the values.
    In(Vec<Box<str>>),
    /// The label is missing or has none of the values.
    NotIn(Vec<Box<str>>),
    /// The label exists.
    Exists,
    /// The label is missing.
    DoesNotExist,
}

impl Operator {
    /// The values that it names.
    pub fn values(&self) -> &[Box<str>] {
        match self {
            Self::Equals(value) => std::slice::from_ref(value),
            Self::In(values) | Self::NotIn(values) => values,
            Self::Exists | Self::DoesNotExist => &[],
        }
    }
}

/// One requirement of a selector.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Label key.
    pub key: Box<str>,
    /// What is asked of it.
    pub operator: Operator,
    /// Where it is written.
    pub span: Span,
}

impl Requirement {
    /// Whether labels meet the requirement.
    pub fn matches(&self, labels: &Labels) -> bool {
        let value = labels.get(&self.key);
        match &self.operator {
            Operator::Equals(wanted) => value == Some(wanted),
            Operator::In(values) => value.is_some_and(|value| values.contains(value)),
            Operator::NotIn(values) => value.is_none_or(|value| !values.contains(value)),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
        }
    }
}

/// A label selector. Without requirements it matches everything. Equality and order look at what is asked, in canonical
/// order, not at places.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    requirements: Vec<Requirement>,
    span: Span,
}

impl Selector {
    /// A selector of these requirements; they are brought into canonical order (by key, then operator).
    pub fn new(mut requirements: Vec<Requirement>, span: Span) -> Self {
        requirements.sort_by(|left, right| (&left.key, &left.operator).cmp(&(&right.key, &right.operator)));
        requirements.dedup_by(|left, right| left.key == right.key && left.operator == right.operator);
        Self { requirements, span }
    }

    /// The selector that matches everything, written at a place.
    pub const fn everything(span: Span) -> Self {
        Self { requirements: Vec::new(), span }
    }

    /// Requirements in canonical order.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// Where the selector is written.
    pub const fn span(&self) -> Span {
        self.span
    }

    /// Whether it asks for nothing.
    pub const fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Whether labels meet all requirements.
    pub fn matches(&self, labels: &Labels) -> bool {
        self.requirements.iter().all(|requirement| requirement.matches(labels))
    }

    /// Whether all labels that meet this selector meet the other one, too. A selector that nothing meets implies nothing
    /// but what it asks itself.
    pub fn implies(&self, other: &Self) -> bool {
        other.requirements.iter().all(|wanted| self.implies_one(wanted))
    }

    fn implies_one(&self, wanted: &Requirement) -> bool {
        let here = || self.requirements.iter().filter(|known| known.key == wanted.key).map(|known| &known.operator);
        let meets = |value: &str| {
            let labels: Labels = [(wanted.key.clone(), value.into())].into();
            (
                here().all(|known| Requirement { operator: known.clone(), ..wanted.clone() }.matches(&labels)),
                wanted.matches(&labels),
            )
        };
        let excluded: Vec<&Box<str>> = here()
            .filter_map(|known| if let Operator::NotIn(values) = known { Some(values) } else { None })
            .flatten()
            .collect();
        if here().any(|known| *known == Operator::DoesNotExist) {
            return matches!(wanted.operator, Operator::DoesNotExist | Operator::NotIn(_));
        }
        let listed = here().find_map(|known| match known {
            Operator::Equals(value) => Some(std::slice::from_ref(value)),
            Operator::In(values) => Some(values.as_slice()),
            _ => None,
        });
        if let Some(values) = listed {
            return values.iter().map(|value| meets(value)).all(|(known, wanted)| wanted || !known);
        }
        match &wanted.operator {
            Operator::Exists => here().any(|known| *known == Operator::Exists),
            Operator::NotIn(values) => values.iter().all(|value| excluded.contains(&value)),
            Operator::Equals(_) | Operator::In(_) | Operator::DoesNotExist => false,
        }
    }

    fn key(&self) -> impl Iterator<Item = (&str, &Operator)> {
        self.requirements.iter().map(|requirement| (&*requirement.key, &requirement.operator))
    }
}

impl PartialEq for Selector {
    fn eq(&self, other: &Self) -> bool {
        self.key().eq(other.key())
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
        self.key().cmp(other.key())
    }
}

impl std::hash::Hash for Selector {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        for item in self.key() {
            item.hash(state);
        }
    }
}

/// kubectl's notation, keys sorted: `app=api`, `tier in (a,b)`, `!x`; `*` when nothing is asked.
impl fmt::Display for Selector {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.requirements.is_empty() {
            return out.write_str("*");
        }
        for (at, Requirement { key, operator, .. }) in self.requirements.iter().enumerate() {
            if at > 0 {
                out.write_str(",")?;
            }
            match operator {
                Operator::Equals(value) => write!(out, "{key}={value}")?,
                Operator::In(values) => write!(out, "{key} in ({})", sorted(values))?,
                Operator::NotIn(values) => write!(out, "{key} notin ({})", sorted(values))?,
                Operator::Exists => write!(out, "{key}")?,
                Operator::DoesNotExist => write!(out, "!{key}")?,
            }
        }
        Ok(())
    }
}

fn sorted(values: &[Box<str>]) -> String {
    let mut values: Vec<&str> = values.iter().map(|value| &**value).collect();
    values.sort_unstable();
    values.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

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

    /// What is known of labels by one selector, and whether another one is met for sure.
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
