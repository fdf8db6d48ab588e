//! A line of the input as it is shown, with the place that is marked in it.

use std::borrow::Cow;
use std::ops::Range;

use podreach_syntax::visible;

/// A visible line and a range of its bytes.
pub(super) struct Excerpt<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) range: Range<usize>,
}

/// Makes a line visible. Tabs stay: the renderer widens them and its marks alike. The range moves with what is before it and
/// widens with what is in it.
pub(super) fn of(text: &str, range: Range<usize>) -> Excerpt<'_> {
    let parts = [text.get(..range.start), text.get(range.clone()), text.get(range.end..)];
    let [Some(before), Some(within), Some(behind)] = parts.map(|part| part.map(shown)) else {
        return Excerpt { text: visible(text), range: 0..0 };
    };
    let range = before.len()..before.len() + within.len();
    if range.end + behind.len() == text.len() {
        return Excerpt { text: Cow::Borrowed(text), range };
    }
    Excerpt { text: Cow::Owned([before, within, behind].concat()), range }
}

fn shown(part: &str) -> Cow<'_, str> {
    if part.contains('\t') {
        Cow::Owned(part.split('\t').map(visible).collect::<Vec<_>>().join("\t"))
    } else {
        visible(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_moves_with_its_text() {
        let check = |text: &str, range: Range<usize>, shown: &str, marked: &str| {
            let found = of(text, range);
            assert_eq!((&*found.text, found.text.get(found.range.clone()).unwrap()), (shown, marked));
        };
        check("name: web", 6..9, "name: web", "web");
        check("\tna\u{202e}me: w\u{1b}b # \u{200b}", 10..13, "\tna\\u{202e}me: w\\u{1b}b # \\u{200b}", "w\\u{1b}b");
        check("a\u{301}", 0..3, "a\u{301}", "a\u{301}");
        check("", 0..0, "", "");
    }
}
