//! When a new evaluation takes the place of the picture, and when the last good one stays.

use podreach_eval::Analysis;
use podreach_syntax::{Diagnostic, Severity};

/// A change of more bytes than this is no typing: the person pasted or opened something.
const TYPED: usize = 200;

/// Whether some document could not be read at all.
fn is_broken(diagnostics: &[Diagnostic]) -> bool {
    let unreadable = |found: &Diagnostic| {
        found.severity == Severity::Error && (found.code.starts_with('S') || matches!(found.code, "L16" | "L18"))
    };
    diagnostics.iter().any(unreadable)
}

/// Whether to keep the last picture: the text is broken by typing, so that things do not jump while a person writes. `before`
/// and `now` are the bytes of both inputs.
pub(super) fn keeps_last(diagnostics: &[Diagnostic], has_picture: bool, before: usize, now: usize) -> bool {
    has_picture && now > 0 && before.abs_diff(now) <= TYPED && is_broken(diagnostics)
}

/// Whether there is anything to draw.
pub(super) fn has_picture(analysis: &Analysis) -> bool {
    analysis.endpoints.iter().any(|endpoint| !endpoint.is_external() && !endpoint.hidden)
}

#[cfg(test)]
mod tests {
    use super::*;
    use podreach_syntax::Span;

    #[test]
    fn the_last_picture_stays_while_typing_breaks_the_text() {
        let broken = [Diagnostic::error("S01", Span::default(), "x")];
        let rejected = [Diagnostic::error("L05", Span::default(), "x")];
        assert!(keeps_last(&broken, true, 100, 101));
        assert!(!keeps_last(&rejected, true, 100, 101), "an object that is rejected is no broken text");
        assert!(!keeps_last(&broken, false, 100, 101), "no picture to keep");
        assert!(!keeps_last(&broken, true, 100, 5000), "something else was pasted");
        assert!(!keeps_last(&broken, true, 100, 0), "everything was deleted");
    }
}
