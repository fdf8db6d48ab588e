//! Names come from other people's manifests: kinds, labels and selectors hold what they like. Each format takes them as text
//! and as nothing else.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Text for terminals: no line ends and no control sequences.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) {
        Cow::Owned(text.chars().map(|found| if found.is_control() { ' ' } else { found }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// A quoted string of the DOT language.
pub(crate) fn dot(text: &str) -> String {
    format!("\"{}\"", plain(text).replace('\\', "\\\\").replace('"', "\\\""))
}

/// A quoted label of a Mermaid flowchart. What is not plainly text is written as an entity, `#60;`.
pub(crate) fn mermaid(text: &str) -> String {
    let mut out = String::from("\"");
    for found in text.chars() {
        match found {
            _ if found.is_control() => out.push(' '),
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '.' | ',' | ':' | '/' | '-' | '_' | '=' | '(' | ')' | '+' => {
                out.push(found);
            }
            // Letters of other scripts.
            _ if found.is_alphanumeric() => out.push(found),
            _ => {
                let _ = write!(out, "#{};", u32::from(found));
            }
        }
    }
    out.push('"');
    out
}

/// A field of comma separated values (RFC 4180). A field that a spreadsheet would take for a formula begins with an
/// apostrophe. Source: OWASP, "CSV Injection".
pub(crate) fn csv(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) };
    if safe.contains([',', '"', '\n', '\r']) { Cow::Owned(format!("\"{}\"", safe.replace('"', "\"\""))) } else { safe }
}

/// A cell of a Markdown table, as text: no markup, no link, no mention.
pub(crate) fn cell(text: &str) -> Cow<'_, str> {
    let special = |found: char| found.is_control() || "\\|<>&*`~@[".contains(found);
    if !text.contains(special) && !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut before = ' ';
    for found in text.chars() {
        match found {
            _ if found.is_control() => out.push(' '),
            '\\' | '|' | '*' | '`' | '~' => {
                out.push('\\');
                out.push(found);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            // Brackets make a link only together with what follows.
            '(' | '[' if before == ']' => {
                out.push('\\');
                out.push(found);
            }
            '/' if before == ':' => out.push_str("&#47;"),
            _ => out.push(found),
        }
        before = found;
    }
    Cow::Owned(out)
}

/// The same as code, in a cell or in a line.
pub(crate) fn code(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|found| match found {
            '`' => '\'',
            _ if found.is_control() => ' ',
            _ => found,
        })
        .collect();
    format!("`{}`", clean.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        let evil = "a\"];\n x -> y\\ | <script> `](http://x) @me #59; &amp;";
        assert_eq!(dot(evil), "\"a\\\"];  x -> y\\\\ | <script> `](http://x) @me #59; &amp;\"");
        let label = mermaid(evil);
        assert!(!label.trim_matches('"').contains(['"', '[', ']', '<', '>', '|', '`', '\n', '&', '@']), "{label}");
        // A number sign of the input does not begin an entity.
        assert!(label.contains("#35;59#59;"), "{label}");
        let cell = cell(evil);
        for markup in ["\n", " | ", "<script", "](", "://", "@me", " `"] {
            assert!(!cell.contains(markup), "{markup} in {cell}");
        }
        assert_eq!(plain("a\u{1b}[31m\nb"), "a [31m b");
        assert_eq!(code("a`b|c\nd"), "`a'b\\|c d`");
    }

    #[test]
    fn formulas_are_text() {
        for evil in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert!(csv(evil).trim_start_matches('"').starts_with('\''), "{evil}");
        }
        assert_eq!(csv("a,b"), "\"a,b\"");
        assert_eq!(csv("=\"x\",y"), "\"'=\"\"x\"\",y\"");
        assert_eq!(csv("default/web[Deployment]"), "default/web[Deployment]");
    }

    #[test]
    fn plain_names_stay_as_they_are() {
        assert_eq!(cell("default/web[Deployment]"), "default/web[Deployment]");
        assert_eq!(cell("external:10.0.0.0/8 except 10.1.0.0/16"), "external:10.0.0.0/8 except 10.1.0.0/16");
        assert_eq!(cell("rep:*/*"), "rep:\\*/\\*");
    }
}
