//! Keeps words that `docs/vocabulary.md` lists as not ours out of messages and public names.

use std::fs;

use crate::{files, root};

/// What the right column of the table quotes.
fn unwanted() -> Vec<String> {
    let text = fs::read_to_string(root().join("docs/vocabulary.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| ")).skip(1);
    let cells = rows.filter_map(|row| row.trim_end_matches('|').rsplit('|').next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// The string literals of a line of code, and the public name that it declares.
fn said(line: &str) -> Vec<String> {
    let code = line.trim_start();
    if code.starts_with("//") {
        return Vec::new();
    }
    let mut said = Vec::new();
    let mut rest = code;
    while let Some((_, after)) = rest.split_once('"') {
        let mut end = 0;
        let mut escaped = false;
        for (at, character) in after.char_indices() {
            end = at;
            if character == '"' && !escaped {
                break;
            }
            escaped = character == '\\' && !escaped;
        }
        said.extend(after.get(..end).map(str::to_owned));
        rest = after.get(end + 1..).unwrap_or_default();
    }
    if let Some(name) = code.strip_prefix("pub ") {
        let name = name.split(|c: char| !c.is_alphanumeric() && c != '_').nth(1);
        said.extend(name.map(|name| name.replace('_', " ")));
    }
    said
}

/// Whether a text has a word, which may begin a sentence.
fn has(said: &str, word: &str) -> bool {
    let mut letters = word.chars();
    let first = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    said.contains(word) || said.contains(&first)
}

#[test]
fn a_word_may_begin_a_sentence() {
    assert!(has("Ways in from outside: 3", "ways in") && has("3 ways in", "ways in"));
    assert!(!has("always", "ways in"));
}

#[test]
fn a_line_says_its_literals_and_its_public_name() {
    assert_eq!(said(r#"let a = f("b \"c\" d", "e");"#), [r#"b \"c\" d"#, "e"]);
    assert_eq!(said("pub fn keeps_out(one: u8) {"), ["keeps out"]);
    assert!(said("// \"keeps out\"").is_empty());
}

#[test]
fn messages_and_public_names_use_the_words_of_the_field() {
    let unwanted = unwanted();
    assert!(unwanted.len() > 10, "{unwanted:?}");
    let packages = fs::read_dir(root().join("crates")).unwrap().map(|package| package.unwrap().path());
    let folders = packages.chain([root().join("web")]).map(|package| package.join("src"));
    let sources: Vec<_> = folders.flat_map(|folder| files(&folder, "rs")).collect();
    assert!(sources.len() > 100);
    let mut found = Vec::new();
    for file in sources {
        let text = fs::read_to_string(&file).unwrap();
        for (line, number) in text.lines().zip(1..) {
            let here = said(line);
            let words = unwanted.iter().filter(|word| here.iter().any(|said| has(said, word)));
            found.extend(words.map(|word| format!("{}:{number}: `{word}`", file.display())));
        }
    }
    assert!(found.is_empty(), "words that docs/vocabulary.md replaces:\n{}", found.join("\n"));
}
