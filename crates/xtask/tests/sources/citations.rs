//! Cases cite sections of `docs/semantics`: each of these is there.

use std::collections::BTreeSet;
use std::fs;

use crate::{files, root};

/// The section that a text begins with: `A3`, `B`, `section 0`, `design 4`, `limits`. Other texts cite something else.
fn section(text: &str) -> Option<String> {
    let mut words = text.split([' ', ',', ':', '`', '"']).filter(|word| !word.is_empty());
    let first = words.next()?;
    let digits = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let of_letter = first.starts_with(|c: char| c.is_ascii_uppercase())
        && first.get(1..).is_some_and(|rest| rest.is_empty() || digits(rest));
    match first {
        "section" | "design" => words.next().filter(|word| digits(word)).map(|number| format!("{first} {number}")),
        "limits" | "names" => Some(first.to_owned()),
        // A finding.
        _ if first.starts_with('L') => None,
        _ => of_letter.then(|| first.to_owned()),
    }
}

#[test]
fn every_cited_section_is_there() {
    let documents = files(&root().join("docs/semantics"), "md");
    let cases = files(&root().join("crates/podreach-eval/tests/cases"), "yaml");
    let mut sections = BTreeSet::new();
    for document in &documents {
        let text = fs::read_to_string(document).unwrap();
        sections.extend(text.lines().filter_map(|line| section(line.strip_prefix("## ")?)));
    }
    assert!(sections.contains("A3") && sections.contains("section 0"), "{sections:?}");
    let (mut cited, mut missing) = (BTreeSet::new(), Vec::new());
    for case in &cases {
        // Some are in other encodings on purpose.
        let text = String::from_utf8_lossy(&fs::read(case).unwrap()).into_owned();
        for source in text.lines().filter_map(|line| line.strip_prefix("# source: ")) {
            for section in source.split("; ").filter_map(section) {
                if !sections.contains(&section) {
                    missing.push(format!("{}: {section}", case.display()));
                }
                cited.insert(section);
            }
        }
    }
    assert!(cited.len() > 15, "{cited:?}");
    assert!(missing.is_empty(), "sections that are not in docs/semantics:\n{}", missing.join("\n"));
}
