//! Names come from other people's manifests: kinds, labels and selectors hold what they like. Each format takes them as text
//! and as nothing else.

use std::borrow::Cow;
use std::fmt::Write as _;

pub(crate) use podreach_syntax::visible as plain;

/// A quoted string of the DOT language.
pub(crate) fn dot(text: &str) -> String {
    format!("\"{}\"", plain(text).replace('\\', "\\\\").replace('"', "\\\""))
}

/// A quoted label of a Mermaid flowchart. What is not plainly text is written as an entity, `#60;`.
pub(crate) fn mermaid(text: &str) -> String {
    let mut out = String::from("\"");
    for found in plain(text).chars() {
        match found {
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

/// What a spreadsheet takes for the beginning of a formula, the full-width forms among it. Source: OWASP, "CSV Injection".
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A field of comma separated values (RFC 4180). A field that a spreadsheet would compute, perhaps after it dropped blanks or
/// quotes, begins with an apostrophe. What some take for a separator stands in quotes.
pub(crate) fn csv(text: &str) -> Cow<'_, str> {
    let shown = plain(text);
    let formula = shown.trim_start_matches([' ', '"', '\'']).starts_with(FORMULA);
    let safe = if formula { Cow::Owned(format!("'{shown}")) } else { shown };
    if safe.contains([',', '"', ';']) { Cow::Owned(format!("\"{}\"", safe.replace('"', "\"\""))) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        let evil = "a\"];\n x -> y\\ | <script> `](http://x) @me #59; &amp;";
        assert_eq!(dot(evil), "\"a\\\"];\\\\n x -> y\\\\ | <script> `](http://x) @me #59; &amp;\"");
        let label = mermaid(evil);
        assert!(
            !label.trim_matches('"').contains(['"', '[', ']', '<', '>', '|', '`', '\n', '&', '@', '\\']),
            "{label}"
        );
        // A number sign of the input does not begin an entity.
        assert!(label.contains("#35;59#59;"), "{label}");
        assert_eq!(dot("\u{202e}a"), "\"\\\\u{202e}a\"");
        assert_eq!(mermaid("\u{202e}a"), "\"#92;u#123;202e#125;a\"");
    }

    #[test]
    fn formulas_are_text() {
        for evil in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "  +1", "\"=1", "\" =1", "'=1", "＝1", "－1", "＠A", " ＋1"]
        {
            let field = csv(evil);
            assert!(field.trim_start_matches('"').starts_with('\''), "{evil}: {field}");
        }
        // Blanks and controls that a program might drop are written out.
        assert_eq!(csv("\t=1"), "\\t=1");
        assert_eq!(csv("\n=1\r"), "\\n=1\\r");
        assert_eq!(csv("\u{a0}=1"), "\\u{a0}=1");
        assert_eq!(csv("a,b"), "\"a,b\"");
        assert_eq!(csv("a;=b"), "\"a;=b\"");
        assert_eq!(csv("=\"x\",y"), "\"'=\"\"x\"\",y\"");
        assert_eq!(csv("default/web[Deployment]"), "default/web[Deployment]");
    }
}
