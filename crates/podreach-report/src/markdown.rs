//! Text in Markdown. After a renderer of GitHub-flavoured Markdown it reads as it was: names make no emphasis, link, mention or
//! tag. Escapes and entities do not hide addresses and mentions, which are looked for in the finished text: only a code span
//! does, so that names, and words that may be part of one, stand in code spans.

use podreach_syntax::visible;

/// A name as code, outside of tables.
pub(crate) fn code(text: &str) -> String {
    span(&visible(text))
}

/// A name as code in a cell of a table, where a bar ends the cell unless a backslash stands before it (GFM, "Tables").
pub(crate) fn code_cell(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for character in visible(text).chars() {
        match (before, character) {
            // Renderers differ in whether this backslash belongs to the bar.
            ('\\', '|') => out.push_str("\\u{7c}"),
            (_, '|') => out.push_str("\\|"),
            _ => out.push(character),
        }
        before = character;
    }
    span(&out)
}

/// A code span: the fence has one backtick more than the longest run within (CommonMark, "Code spans").
fn span(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = |end: Option<char>| end == Some(' ');
    let gap = text.starts_with('`')
        || text.ends_with('`')
        || (blank(text.chars().next()) && blank(text.chars().next_back()) && !text.trim().is_empty());
    let gap = if gap { " " } else { "" };
    format!("{fence}{gap}{text}{gap}{fence}")
}

/// A sentence as text: words of letters and digits stay, whatever else stands in it is code.
pub(crate) fn prose(text: &str) -> String {
    words(text, code)
}

/// The same in a cell of a table.
pub(crate) fn cell(text: &str) -> String {
    words(text, code_cell)
}

/// A connection notation. Ports that have only a name are in it by that name.
pub(crate) fn connections(notation: &str) -> String {
    let ours = |character: char| character.is_ascii_alphanumeric() || matches!(character, ' ' | ',' | '-' | '=' | '>');
    if notation.chars().all(ours) { notation.to_owned() } else { code_cell(notation) }
}

fn words(text: &str, code: fn(&str) -> String) -> String {
    let shown = visible(text);
    let words: Vec<String> = shown.split(' ').map(|word| one(word, code)).collect();
    words.join(" ")
}

/// A word, with what a sentence puts before and behind it.
fn one(word: &str, code: fn(&str) -> String) -> String {
    let core = word.trim_start_matches('(').trim_end_matches(['.', ',', ';', ':', ')', '?', '!']);
    if core.is_empty() || is_plain(core) {
        return word.to_owned();
    }
    let (before, rest) = word.split_once(core).unwrap_or(("", word));
    format!("{before}{}{rest}", code(core))
}

/// Whether a word means nothing but itself: letters, digits and dashes of ours, or numbers as in `10.0.0.0/8` and `80,443`. A
/// word with a full stop or slash among letters may be an address, one with digits a reference (`GH-26`) or a commit.
fn is_plain(word: &str) -> bool {
    let arrow = ["->", "=>", "→", "×"].contains(&word);
    let letters = word.chars().all(|character| character.is_alphabetic() || matches!(character, '-' | '\''));
    let number = word.chars().all(|character| character.is_ascii_digit() || matches!(character, '.' | '/' | ',' | '-'));
    let begins = word.starts_with(|character: char| character.is_alphanumeric());
    let ends = word.ends_with(|character: char| character.is_alphanumeric());
    let commit = word.len() >= 7 && word.chars().all(|character| character.is_ascii_hexdigit());
    arrow || ((letters || number) && begins && ends && !commit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fences_are_long_enough() {
        assert_eq!(code("default/web[Pod]"), "`default/web[Pod]`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("``"), "``` `` ```");
        assert_eq!(code(" a "), "`  a  `");
        assert_eq!(code("a|b\nc"), "`a|b\\nc`");
        assert_eq!(code_cell("a|b"), "`a\\|b`");
        assert_eq!(code_cell("a\\|b"), "`a\\\\u{7c}b`");
        assert_eq!(code(""), "");
    }

    #[test]
    fn sentences_stay_sentences() {
        assert_eq!(prose("web reaches api on TCP 3000."), "web reaches api on TCP 3000.");
        assert_eq!(
            prose("Egress is isolated by deny-all; no rule matches."),
            "Egress is isolated by deny-all; no rule matches."
        );
        assert_eq!(prose("the rest of 10.0.0.0/8 (TCP 80,443) -> api"), "the rest of 10.0.0.0/8 (TCP 80,443) -> api");
        assert_eq!(prose("pods app=web in a@b.co, on TCP 80"), "pods `app=web` in `a@b.co`, on TCP 80");
        assert_eq!(
            cell("is _x_ www.evil.example @octocat #12 GH-12 a|b"),
            "is `_x_` `www.evil.example` `@octocat` `#12` `GH-12` `a\\|b`"
        );
        assert_eq!(prose("at (file.yaml:12)"), "at (`file.yaml:12`)");
    }

    proptest! {
        /// Outside of code spans nothing is left that means anything.
        #[test]
        fn no_markup_is_left(text in "[ a-z_*~`@#|<>&\\[\\]()!:./\\\\-]{0,40}") {
            let shown = cell(&text);
            let mut rest = shown.as_str();
            while let Some(at) = rest.find('`') {
                let (plain, behind) = rest.split_at(at);
                prop_assert!(!plain.contains(['_', '*', '~', '@', '#', '|', '<', '&', '[', '\\']), "{}", shown);
                let fence = behind.len() - behind.trim_start_matches('`').len();
                let code = behind.get(fence..).unwrap();
                let mut run = 0;
                let end = code.char_indices().find(|(at, character)| {
                    run = if *character == '`' { run + 1 } else { 0 };
                    run == fence && !code.get(at + 1..).unwrap().starts_with('`')
                });
                prop_assert!(end.is_some(), "{}", shown);
                rest = code.get(end.unwrap().0 + 1..).unwrap();
            }
            prop_assert!(!rest.contains(['_', '*', '~', '@', '#', '|', '<', '&', '[', '\\']), "{}", shown);
        }
    }
}
