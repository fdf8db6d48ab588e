//! One finding for the same at many places.

use podreach_syntax::{Diagnostic, Fix};

use super::sink::Finding;

/// Other places that are shown.
const SHOWN: usize = 10;
/// Connections, rules and the like that the one finding is about.
const ABOUT: usize = 1_000;

/// Findings as they are, or a single one where there are more than so many: it stands at the first place, and says `of_others`
/// of the others: ``the same holds for 3 more policies``. It has a fix where each of them has one and no choice.
pub(super) fn together(found: Vec<Finding>, most: usize, of_others: impl Fn(usize) -> String) -> Vec<Finding> {
    if found.len() <= most {
        return found;
    }
    let mut found = found.into_iter();
    let Some(first) = found.next() else { return Vec::new() };
    let others = found.as_slice();
    let fix = merged(std::iter::once(&first).chain(others).map(|one| &one.diagnostic));
    let mut diagnostic = first.diagnostic;
    diagnostic.message += &format!("; {}", of_others(others.len()));
    diagnostic.related.truncate(1);
    let places = others.iter().filter_map(|one| one.diagnostic.span);
    diagnostic = places.take(SHOWN).fold(diagnostic, |all, place| all.related(place, "the same here"));
    diagnostic.fixes = fix.into_iter().collect();
    let mut about = first.about;
    for other in found.map(|one| one.about) {
        about.policies.extend(other.policies);
        about.rules.extend(other.rules);
        about.endpoints.extend(other.endpoints);
        about.pairs.extend(other.pairs);
    }
    about.policies.truncate(ABOUT);
    about.rules.truncate(ABOUT);
    about.endpoints.truncate(ABOUT);
    about.pairs.truncate(ABOUT);
    vec![Finding { diagnostic, about }]
}

/// The fixes of all as one, where none has several.
fn merged<'d>(diagnostics: impl Iterator<Item = &'d Diagnostic>) -> Option<Fix> {
    let fixes: Vec<&Fix> =
        diagnostics.map(|one| one.fixes.first().filter(|_| one.fixes.len() == 1)).collect::<Option<_>>()?;
    let title = format!("{}, at {} places", fixes.first()?.title, fixes.len());
    Some(Fix { title, edits: fixes.iter().flat_map(|fix| fix.edits.iter().cloned()).collect() })
}

#[cfg(test)]
mod tests {
    use podreach_syntax::{SourceId, Span};

    use super::*;

    fn finding(at: u32, fix: bool) -> Finding {
        let span = Span::new(SourceId(0).into(), at, at + 1);
        let diagnostic = Diagnostic::warning("L71", span, "it is so");
        Finding::from(if fix { diagnostic.fix(Fix::replace("change it", span, "x")) } else { diagnostic })
    }

    #[test]
    fn many_are_one_with_their_places() {
        let of_others = |count: usize| format!("so are {count} others");
        assert_eq!(together((0..3).map(|at| finding(at, true)).collect(), 3, of_others).len(), 3);
        let found = together((0..20).map(|at| finding(at, true)).collect(), 3, of_others);
        let [one] = &found[..] else { panic!("{found:?}") };
        assert_eq!(one.diagnostic.message, "it is so; so are 19 others");
        assert_eq!(one.diagnostic.related.len(), SHOWN);
        assert_eq!(one.diagnostic.fixes.iter().map(|fix| fix.edits.len()).collect::<Vec<_>>(), [20]);
        let found = together((0..20).map(|at| finding(at, at != 7)).collect(), 3, of_others);
        assert!(found.iter().all(|one| one.diagnostic.fixes.is_empty()));
    }
}
