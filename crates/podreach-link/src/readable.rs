//! The readable form: YAML in a `yaml` parameter, indentation written as a number. Links to the Tufin viewer look so.
//!
//! A newline and the blanks behind it are written as the newline and the length of the run; `3name` is two blanks. A
//! variant puts `|~|` behind the number. Percent-encoding is `encodeURIComponent` with `:` and `,` left bare.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::LinkError;

/// A readable link holds at most this much text.
pub const MAX_READABLE_BYTES: usize = 256 * 1024;

const MARKER: &str = "|~|";
/// What stays as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b':').remove(b',');

/// The value of a `yaml` parameter. The short form is used when it decodes to the same text, else the text is
/// percent-encoded as it is. Line ends become LF. Blanks and newlines at the end are kept where a form can say them. `check` is
/// the one that the reader uses (see [`decode_readable`]).
///
/// # Errors
/// When the text is too large, or when no form of it would be read as the same text.
pub fn encode_readable(text: &str, check: impl Fn(&str) -> Result<(), usize>) -> Result<String, LinkError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.len() > MAX_READABLE_BYTES {
        return Err(LinkError::TooLarge);
    }
    let read = |written: &str| decode_readable(written, &check).ok();
    let same = |written: &String| read(written).is_some_and(|read| read == text);
    let plain = text.trim_end();
    let similar = |written: &String| read(written).is_some_and(|read| read.trim_end() == plain);
    forms(&text).find(same).or_else(|| forms(plain).find(similar)).ok_or(LinkError::Unreadable)
}

/// Ways to write a text, the shortest first.
fn forms(text: &str) -> impl Iterator<Item = String> {
    let forms: [fn(&str) -> String; 4] = [
        |text| percent(&compress(text, "")),
        percent,
        // Text with a digit at the start of a line reads as compressed; the marker leaves no doubt.
        |text| percent(&compress(text, MARKER)),
        // A newline says that text of one line which holds `%20` is not encoded twice.
        |text| percent(&format!("{text}\n")),
    ];
    forms.into_iter().map(move |form| form(text))
}

fn percent(text: &str) -> String {
    let out = utf8_percent_encode(text, ENCODED).to_string();
    // A reader takes a full stop or comma at the end for the sentence's around the link.
    match out.strip_suffix(['.', ',']) {
        Some(rest) if out.ends_with('.') => format!("{rest}%2E"),
        Some(rest) => format!("{rest}%2C"),
        None => out,
    }
}

/// Writes every run of a newline and blanks as the newline and the run's length, with a marker behind it. With a marker,
/// lines without blanks get a number too.
fn compress(text: &str, marker: &str) -> String {
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or("").to_owned();
    for line in lines {
        let content = line.trim_start_matches(' ');
        let blanks = line.len() - content.len();
        out.push('\n');
        if blanks > 0 || !marker.is_empty() {
            out.push_str(&(blanks + 1).to_string());
            out.push_str(marker);
        }
        out.push_str(content);
    }
    out
}

/// Reads the value of a `yaml` parameter, of either form, even when it was encoded twice or when its link carries
/// leftovers of the text around it. `check` says whether a text can be read as YAML, or the number (from 1) of the line where
/// it cannot: a line that cannot stand there may have swallowed a blank line.
///
/// # Errors
/// When it is larger than the limit.
pub fn decode_readable(parameter: &str, check: impl Fn(&str) -> Result<(), usize>) -> Result<String, LinkError> {
    if parameter.len() > MAX_READABLE_BYTES * 3 {
        return Err(LinkError::TooLarge);
    }
    let parameter = parameter.split(['&', '#']).next().unwrap_or("");
    let mut text = percent_decoded(&strip_leftovers(parameter).replace('+', " "));
    if !text.contains('\n') && (text.contains("%0A") || text.contains("%0a") || text.contains("%20")) {
        text = percent_decoded(&text.replace('+', " "));
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.len() > MAX_READABLE_BYTES {
        return Err(LinkError::TooLarge);
    }
    let compressed = text.split('\n').skip(1).any(|line| line.starts_with(|first: char| first.is_ascii_digit()));
    if !compressed {
        return Ok(text);
    }
    let plain = expand(&text, None)?;
    match check(&plain) {
        Err(line) if line > 1 => {
            let other = expand(&text, Some(line - 1))?;
            Ok(if check(&other).is_ok() { other } else { plain })
        }
        _ => Ok(plain),
    }
}

fn percent_decoded(text: &str) -> String {
    match percent_decode_str(text).decode_utf8() {
        Ok(decoded) => decoded.into_owned(),
        // Sequences that are no text stay as they were written.
        Err(_) => lenient(text),
    }
}

fn lenient(text: &str) -> String {
    let bytes: Vec<u8> = percent_decode_str(text).collect();
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Markdown and prose around a link end up behind it: an unbalanced bracket, quotes, a full stop.
fn strip_leftovers(mut text: &str) -> &str {
    loop {
        let unbalanced = text.matches(')').count() > text.matches('(').count();
        text = match text.chars().last() {
            Some(')') if unbalanced => text.strip_suffix(')').unwrap_or(text),
            Some(last @ ('>' | '"' | '\'' | '.' | ',')) => text.strip_suffix(last).unwrap_or(text),
            _ => return text,
        };
    }
}

/// Turns numbers at the starts of lines back into blanks. `swallowed` is the index of a line before which a blank line was
/// counted into the number.
fn expand(text: &str, swallowed: Option<usize>) -> Result<String, LinkError> {
    const DEEPER: usize = 14;
    let mut out = String::with_capacity(text.len() * 2);
    let mut indent = 0;
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let found = if at == 0 { None } else { run_length(line, indent + DEEPER) };
        let Some((run, content)) = found else {
            indent = line.len() - line.trim_start_matches(' ').len();
            out.push_str(line);
            continue;
        };
        indent = run - 1;
        if swallowed == Some(at) && run >= 2 {
            out.push('\n');
            indent = run - 2;
        }
        out.extend(std::iter::repeat_n(' ', indent));
        out.push_str(content);
        if out.len() > MAX_READABLE_BYTES * 4 {
            return Err(LinkError::TooLarge);
        }
    }
    Ok(out)
}

/// The length of the run that a line's number stands for, and the rest of the line. Keys may start with digits themselves, so
/// the longest number that makes a likely indentation is taken.
fn run_length(line: &str, deepest: usize) -> Option<(usize, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for length in (1..=digits.min(3)).rev() {
        let (number, rest) = line.split_at_checked(length)?;
        if number.starts_with('0') {
            continue;
        }
        let Ok(run) = number.parse::<usize>() else { continue };
        if let Some(content) = rest.strip_prefix(MARKER) {
            return Some((run.max(1), content));
        }
        if run >= 2 && run - 1 <= deepest {
            return Some((run, rest));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(text: &str) -> String {
        encode_readable(text, |_| Ok(())).unwrap()
    }

    /// Reads without a look at the YAML.
    fn read(parameter: &str) -> Result<String, LinkError> {
        decode_readable(parameter, |_| Ok(()))
    }

    fn check(parameter: &str, text: &str) {
        assert_eq!(read(parameter).as_deref(), Ok(text), "{parameter}");
    }

    #[test]
    fn numbers_are_indentation() {
        check("a:%0A3b:%201", "a:\n  b: 1");
        check("a:%0A3-%20b%0A5c:%201%0Ad:%202", "a:\n  - b\n    c: 1\nd: 2");
        check("x:%0A3%7C~%7Cy:%201%0A3%7C~%7C%23%20c", "x:\n  y: 1\n  # c");
        assert_eq!(written("a:\n  b: [x, y]"), "a:%0A3b:%20%5Bx,%20y%5D");
    }

    #[test]
    fn the_end_of_a_text_is_kept() {
        for text in ["a: 1\n", "a:\n  b: 1\n", "a:\n  b: |+\n    x\n\n\n", "a: 1", "a:\n  - 1\n  "] {
            check(&written(text), text);
        }
        assert_eq!(written("a:\n  b: 1\n"), "a:%0A3b:%201%0A");
    }

    #[test]
    fn keys_that_start_with_digits_stay_whole() {
        check("labels:%0A33scale:%20a", "labels:\n  3scale: a");
        assert_eq!(read(&written("a:\n  10x: 1\n  2y: 2")).as_deref(), Ok("a:\n  10x: 1\n  2y: 2"));
    }

    #[test]
    fn plain_and_mistreated_links() {
        check("a%3A%0A++b%3A+1", "a:\n  b: 1");
        check("a:%250A3b:%25201", "a:\n  b: 1");
        check("a:%0D%0A3b:%201).", "a:\n  b: 1");
        check("a:%0A3b:%201&utm=x", "a:\n  b: 1");
        check("a:%0A3b:%20%FF", "a:\n  b: %FF");
    }

    #[test]
    fn a_swallowed_blank_line_is_found_by_asking() {
        let valid = |text: &str| if text.contains("\n\n  c") { Ok(()) } else { Err(3) };
        assert_eq!(decode_readable("a:%0A3b:%201%0A4c:%202", valid).as_deref(), Ok("a:\n  b: 1\n\n  c: 2"));
    }

    #[test]
    fn what_is_written_is_read_with_the_same_check() {
        // Read without a look at the YAML, the short form of a broken text would be repaired.
        let broken = "a:\n  b: 1\n   c: 2";
        let valid = |text: &str| if text.contains("\n   c") { Err(3) } else { Ok(()) };
        let written = encode_readable(broken, valid).unwrap();
        assert_eq!(decode_readable(&written, valid).as_deref(), Ok(broken));
        let url = "{\"url\": \"http://x/%20y\"}";
        assert_eq!(read(&encode_readable(url, |_| Ok(())).unwrap()).unwrap().trim_end(), url);
        let large = "a".repeat(MAX_READABLE_BYTES + 1);
        assert_eq!(encode_readable(&large, |_| Ok(())), Err(LinkError::TooLarge));
    }

    #[test]
    fn size_is_bounded() {
        assert_eq!(read(&"a".repeat(MAX_READABLE_BYTES * 4)), Err(LinkError::TooLarge));
        let deep = format!("a:{}", "%0A999%7C~%7Cx".repeat(20_000));
        assert_eq!(read(&deep), Err(LinkError::TooLarge));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(text in "[ -~äß🚀]{0,20}(\n[ ]{0,6}[ -~ä]{0,12}){0,8}") {
            let found = read(&written(&text)).unwrap();
            prop_assert_eq!(found.trim_end(), text.trim_end());
        }

        #[test]
        fn anything_is_read_calmly(text in ".{0,200}") {
            let _ = read(&text);
        }
    }
}
