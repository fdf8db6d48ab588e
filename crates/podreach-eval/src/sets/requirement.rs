//! What a selector asks of one label.

use std::fmt;

use podreach_syntax::Span;

use super::selector::Labels;

/// A part of a label's value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pattern {
    /// The value contains this text.
    Contains(Box<str>),
    /// The value starts with this text.
    StartsWith(Box<str>),
    /// The value ends with this text.
    EndsWith(Box<str>),
}

impl Pattern {
    /// Whether a value has this part.
    pub fn matches(&self, value: &str) -> bool {
        match self {
            Self::Contains(text) => value.contains(&**text),
            Self::StartsWith(text) => value.starts_with(&**text),
            Self::EndsWith(text) => value.ends_with(&**text),
        }
    }

    /// The text of the part.
    pub const fn text(&self) -> &str {
        match self {
            Self::Contains(text) | Self::StartsWith(text) | Self::EndsWith(text) => text,
        }
    }

    /// Whether every value that has this part has the other one too.
    pub fn implies(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::StartsWith(text), Self::StartsWith(wanted)) => text.starts_with(&**wanted),
            (Self::EndsWith(text), Self::EndsWith(wanted)) => text.ends_with(&**wanted),
            (one, Self::Contains(wanted)) => one.text().contains(&**wanted),
            (_, other) => other.text().is_empty(),
        }
    }
}

/// Calico's words: `contains 'a'`, `starts with 'a'`, `ends with 'a'`.
impl fmt::Display for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self {
            Self::Contains(_) => "contains",
            Self::StartsWith(_) => "starts with",
            Self::EndsWith(_) => "ends with",
        };
        write!(out, "{verb} '{}'", self.text())
    }
}

/// What a requirement asks of a label. Sources of the meaning: `LabelSelectorRequirement` of Kubernetes' meta/v1 API; Calico's
/// selector language, where a missing label matches what is negated and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// `matchLabels`: the label has exactly this value.
    Equals(Box<str>),
    /// The label exists and has one of the values; without values no label matches.
    In(Vec<Box<str>>),
    /// The label is missing or has none of the values.
    NotIn(Vec<Box<str>>),
    /// The label exists.
    Exists,
    /// The label is missing.
    DoesNotExist,
    /// The label exists and its value has this part.
    Like(Pattern),
    /// The label is missing or its value does not have this part.
    NotLike(Pattern),
}

impl Operator {
    /// The values that it names.
    pub fn values(&self) -> &[Box<str>] {
        match self {
            Self::Equals(value) => std::slice::from_ref(value),
            Self::In(values) | Self::NotIn(values) => values,
            Self::Exists | Self::DoesNotExist | Self::Like(_) | Self::NotLike(_) => &[],
        }
    }

    /// The values of which the label has to have one; `None` where other values match as well, or none is needed.
    pub fn needed_values(&self) -> Option<&[Box<str>]> {
        match self {
            Self::Equals(_) | Self::In(_) => Some(self.values()),
            Self::NotIn(_) | Self::Exists | Self::DoesNotExist | Self::Like(_) | Self::NotLike(_) => None,
        }
    }

    /// The part of a value that it asks for or excludes.
    pub const fn pattern(&self) -> Option<&Pattern> {
        match self {
            Self::Like(pattern) | Self::NotLike(pattern) => Some(pattern),
            Self::Equals(_) | Self::In(_) | Self::NotIn(_) | Self::Exists | Self::DoesNotExist => None,
        }
    }

    /// Whether only a label that exists matches.
    pub const fn needs_label(&self) -> bool {
        matches!(self, Self::Equals(_) | Self::In(_) | Self::Exists | Self::Like(_))
    }

    /// Whether a label of this value matches; `None` is a missing label.
    pub fn matches(&self, value: Option<&str>) -> bool {
        let among = |values: &[Box<str>]| value.is_some_and(|value| values.iter().any(|one| **one == *value));
        match self {
            Self::Equals(wanted) => value == Some(wanted),
            Self::In(values) => among(values),
            Self::NotIn(values) => !among(values),
            Self::Exists => value.is_some(),
            Self::DoesNotExist => value.is_none(),
            Self::Like(pattern) => value.is_some_and(|value| pattern.matches(value)),
            Self::NotLike(pattern) => value.is_none_or(|value| !pattern.matches(value)),
        }
    }

    /// What matches exactly the labels that this does not match.
    #[must_use]
    pub fn negated(&self) -> Self {
        match self {
            Self::Equals(value) => Self::NotIn(vec![value.clone()]),
            Self::In(values) => Self::NotIn(values.clone()),
            Self::NotIn(values) => Self::In(values.clone()),
            Self::Exists => Self::DoesNotExist,
            Self::DoesNotExist => Self::Exists,
            Self::Like(pattern) => Self::NotLike(pattern.clone()),
            Self::NotLike(pattern) => Self::Like(pattern.clone()),
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
    /// Whether the requirement matches labels.
    pub fn matches(&self, labels: &Labels) -> bool {
        self.operator.matches(labels.get(&self.key).map(|value| &**value))
    }
}

/// kubectl's notation, and Calico's where kubectl has none: `app=api`, `tier in (a,b)`, `!x`, `app starts with 'a'`.
impl fmt::Display for Requirement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        match &self.operator {
            Operator::Equals(value) => write!(out, "{key}={value}"),
            Operator::In(values) => write!(out, "{key} in ({})", sorted(values)),
            Operator::NotIn(values) => write!(out, "{key} notin ({})", sorted(values)),
            Operator::Exists => write!(out, "{key}"),
            Operator::DoesNotExist => write!(out, "!{key}"),
            Operator::Like(pattern) => write!(out, "{key} {pattern}"),
            Operator::NotLike(pattern) => write!(out, "!({key} {pattern})"),
        }
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

    #[test]
    fn a_missing_label_matches_what_is_negated() {
        let like = Operator::Like(Pattern::StartsWith("pro".into()));
        assert!(like.matches(Some("prod")) && !like.matches(Some("dev")) && !like.matches(None));
        for operator in [like, Operator::Equals("a".into()), Operator::In(vec!["a".into()]), Operator::Exists] {
            let negated = operator.negated();
            for value in [None, Some("a"), Some("prod"), Some("b")] {
                assert_ne!(operator.matches(value), negated.matches(value), "{operator:?} {value:?}");
                assert_eq!(operator.matches(value), negated.negated().matches(value), "{operator:?} {value:?}");
            }
            assert!(negated.matches(None) && operator.needs_label() && !negated.needs_label());
        }
        assert!(!Operator::In(Vec::new()).matches(Some("a")) && Operator::NotIn(Vec::new()).matches(None));
    }

    #[test]
    fn longer_parts_imply_shorter_ones() {
        let [starts, ends, contains] = [Pattern::StartsWith, Pattern::EndsWith, Pattern::Contains];
        assert!(starts("abc".into()).implies(&starts("ab".into())));
        assert!(starts("abc".into()).implies(&contains("bc".into())));
        assert!(ends("abc".into()).implies(&ends("bc".into())) && ends("abc".into()).implies(&contains("ab".into())));
        assert!(!contains("abc".into()).implies(&starts("abc".into())));
        assert!(!starts("ab".into()).implies(&starts("abc".into())));
        assert!(contains("abc".into()).implies(&starts("".into())));
    }
}
