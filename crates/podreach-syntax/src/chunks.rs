//! Cuts a source into the texts of its documents, so that a broken one does not take the others with it.
//!
//! kubectl does the same: a line that starts with `---` separates documents, and a document that starts with `{` may be
//! followed by more objects. A document that starts with `[` is an array of them, as `jq .items` prints it.

/// What a text is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A document, or several.
    Document,
    /// An item of a list. The first one stands for the list as well, and knows where that begins.
    Item { list: Option<usize> },
}

/// The text of one document: byte range in the source, whether it is in braces, and where a directive before it names another
/// version of YAML than 1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) braces: bool,
    pub(crate) directive: Option<usize>,
    pub(crate) form: Form,
}

/// Cuts a whole source.
pub(crate) fn chunks(text: &str) -> Vec<Chunk> {
    let mut list = Vec::new();
    let body = body(text);
    scan(text, body, body, &mut list, |_| false);
    list
}

/// Where a text begins, behind a mark of its byte order.
pub(crate) fn body(text: &str) -> usize {
    text.strip_prefix('\u{feff}').map_or(0, |_| '\u{feff}'.len_utf8())
}

/// Cuts a source from a place on where a document may begin; `line_start` is the first line that may be a separator. Before a
/// separator that ends a document, it is asked whether the rest is known.
pub(crate) fn scan(
    text: &str,
    mut start: usize,
    mut line_start: usize,
    list: &mut Vec<Chunk>,
    mut is_known: impl FnMut(usize) -> bool,
) {
    let mut directive = None;
    while let Some(line) = text.get(line_start..) {
        if line.is_empty() {
            break;
        }
        if is_separator(line) {
            let before = list.len();
            directive = push(text, start, line_start, directive, list);
            if list.len() > before && directive.is_none() && is_known(line_start) {
                return;
            }
            start = line_start + 3;
        }
        line_start = line.find('\n').map_or(text.len(), |at| line_start + at + 1);
    }
    push(text, start, text.len(), directive, list);
}

fn is_separator(line: &str) -> bool {
    line.strip_prefix("---").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

/// Where a line names another version than the one that kubectl reads.
fn other_version(part: &str, start: usize) -> Option<usize> {
    let mut at = start;
    for line in part.split_inclusive('\n') {
        let content = line.trim_end();
        if let Some(version) = content.strip_prefix("%YAML") {
            return (version.trim() != "1.1").then_some(at);
        }
        if !content.is_empty() && !content.starts_with(['#', '%']) {
            return None;
        }
        at += line.len();
    }
    None
}

/// Adds what stands between two separators; gives the directive that holds for what comes next.
fn push(text: &str, start: usize, end: usize, directive: Option<usize>, list: &mut Vec<Chunk>) -> Option<usize> {
    let part = text.get(start..end)?;
    let directive = other_version(part, start).or(directive);
    let mut content = part.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', '%']));
    let Some(first) = content.next() else { return directive };
    // What starts with two braces is a template and no object.
    if !first.starts_with(['{', '[']) || ["{{", "{%", "{#"].iter().any(|open| first.starts_with(open)) {
        // Ordinary YAML: one document (or several, parted by `...`).
        list.push(Chunk { start, end, braces: false, directive, form: Form::Document });
        return None;
    }
    let bytes = part.as_bytes();
    let mut at = 0;
    while let Some(open) = next_object(bytes, at) {
        let close = object_end(bytes, open);
        list.push(Chunk { start: start + open, end: start + close, braces: true, directive, form: Form::Document });
        at = close;
    }
    // What follows the last object is either nothing or something the parser should complain about.
    let rest = part.get(at..).unwrap_or("");
    let rest_line =
        rest.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#') && *line != "...");
    if let (Some(_), Some(last)) = (rest_line, list.last_mut()) {
        last.end = end;
    }
    None
}

/// The next `{` or `[` after white space and comments; `None` at anything else.
fn next_object(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'{' | b'[' => return Some(at),
            b'#' | b'%' => at += bytes.get(at..)?.iter().position(|byte| *byte == b'\n')?,
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            _ => return None,
        }
    }
}

/// One past the brace that closes the one at `open`; the end of the text when none does.
fn object_end(bytes: &[u8], open: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = open;
    // A quote or a comment only starts where a value could; inside a plain word it is an ordinary character.
    let mut before = b'{';
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            b'"' | b'\'' if matches!(before, b'{' | b'[' | b',' | b':') => at = quote_end(bytes, at, *byte),
            b'#' if bytes.get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_whitespace) => {
                let rest = bytes.get(at..).unwrap_or(&[]);
                at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            }
            _ => {}
        }
        if let Some(byte) = bytes.get(at).filter(|byte| !byte.is_ascii_whitespace()) {
            before = *byte;
        }
        at += 1;
    }
    bytes.len()
}

/// The closing quote of the string that starts at `at`.
fn quote_end(bytes: &[u8], at: usize, quote: u8) -> usize {
    let mut end = at + 1;
    while let Some(byte) = bytes.get(end) {
        if *byte == b'\\' && quote == b'"' {
            end += 1;
        } else if *byte == quote {
            if quote == b'\'' && bytes.get(end + 1) == Some(&quote) {
                end += 1;
            } else {
                return end;
            }
        }
        end += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> =
            chunks(text).iter().map(|chunk| text.get(chunk.start..chunk.end).unwrap().trim()).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn separators() {
        check("a: 1\n---\nb: 2\n", &["a: 1", "b: 2"]);
        check("--- # c\na: 1\n---\n# only a comment\n---\n", &["# c\na: 1"]);
        check("a: |\n  ---\n  x\n", &["a: |\n  ---\n  x"]);
        check("a: ---x\n----\n", &["a: ---x\n----"]);
        check("\u{feff}a: 1\r\n---\r\nb: 2\r\n", &["a: 1", "b: 2"]);
        check("", &[]);
    }

    #[test]
    fn objects_in_a_row() {
        check(
            "{\"a\": \"}{\"}\n{\"b\": [1, {\"c\": \"\\\"}\"}]}",
            &["{\"a\": \"}{\"}", "{\"b\": [1, {\"c\": \"\\\"}\"}]}"],
        );
        check("{a: 'it''s }', # } no\n b: it's}", &["{a: 'it''s }', # } no\n b: it's}"]);
        check("[{\"a\": \"]\"}]\n[{b: [1]}] {c: 2}", &["[{\"a\": \"]\"}]", "[{b: [1]}]", "{c: 2}"]);
        check("{{ if a }}\n{b: 1}\n", &["{{ if a }}\n{b: 1}"]);
        check("{\"a\": 1} rest", &["{\"a\": 1} rest"]);
        check("{\"a\": [", &["{\"a\": ["]);
    }
}
