//! Places inside of what is written: a word of a list, the key and the value of a label.

use podreach_syntax::{Sources, Span};

use crate::sets::{Operator, Requirement};

/// The first place of a word inside a span.
pub(super) fn within(sources: &Sources, span: Span, word: &str) -> Option<Span> {
    part(span, sources.text(span).find(word)?, word.len())
}

/// The key of a label that a selector wants by `matchLabels`, without quotes.
pub(super) fn key_of(sources: &Sources, requirement: &Requirement) -> Option<Span> {
    let Operator::Equals(_) = requirement.operator else { return None };
    let at = sources.text(requirement.span).find(&*requirement.key)?;
    part(requirement.span, at, requirement.key.len()).filter(|_| at <= 1)
}

/// The value of a label that a selector wants by `matchLabels`, without quotes.
pub(super) fn value_of(sources: &Sources, requirement: &Requirement) -> Option<Span> {
    let Operator::Equals(value) = &requirement.operator else { return None };
    let text = sources.text(requirement.span);
    let at = text.rfind(&**value)?;
    let near_end = text.len() <= at + value.len() + 1;
    part(requirement.span, at, value.len()).filter(|_| near_end && !value.is_empty())
}

fn part(span: Span, at: usize, length: usize) -> Option<Span> {
    let start = span.start.checked_add(u32::try_from(at).ok()?)?;
    Some(Span { start, end: start.checked_add(u32::try_from(length).ok()?)?, ..span })
}
