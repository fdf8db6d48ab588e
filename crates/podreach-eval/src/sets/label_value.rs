//! Values of a label that is not known, as far as requirements tell them apart.

use super::requirement::{Operator, Pattern};

/// What the value of an unknown label may be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelValue {
    /// The label is missing.
    Absent,
    /// It has this value.
    Is(Box<str>),
    /// It has a value that no selector names.
    Other,
}

/// Up to this many partial values are combined in pairs.
const PARTS: usize = 8;

impl LabelValue {
    /// Whether a label of this value matches the operator of a requirement.
    pub(crate) fn matches(&self, operator: &Operator) -> bool {
        match self {
            Self::Absent => operator.matches(None),
            Self::Is(value) => operator.matches(Some(value)),
            // No value that is named, and no part of one.
            Self::Other => match operator {
                Operator::Equals(_) | Operator::In(_) | Operator::DoesNotExist | Operator::Like(_) => false,
                Operator::NotIn(_) | Operator::Exists | Operator::NotLike(_) => true,
            },
        }
    }

    /// Every value that some of these requirements on one label tell apart: missing first, then those that are named, then
    /// any other. Each part of a value (prefix, suffix, infix) is a value, and so are any two of them in a row.
    pub(crate) fn distinct<'a>(operators: impl Iterator<Item = &'a Operator> + Clone) -> Vec<Self> {
        let mut values = vec![Self::Absent];
        for operator in operators.clone() {
            values.extend(operator.values().iter().cloned().map(Self::Is));
        }
        let parts = || operators.clone().filter_map(Operator::pattern).map(Pattern::text);
        values.extend(parts().map(|part| Self::Is(part.into())));
        let pairs =
            parts().take(PARTS).flat_map(|first| parts().take(PARTS).map(move |second| format!("{first}{second}")));
        values.extend(pairs.map(|pair| Self::Is(pair.into())));
        values.push(Self::Other);
        values
    }
}
