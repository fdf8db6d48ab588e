//! Fixes of the findings in examples settle them.

use podreach_syntax::{Fix, Sources};

use super::super::{Findings, lints};
use super::examples::{findings, section, yaml};

/// The text of the one source with a fix.
fn fixed(sources: &Sources, text: &str, fix: &Fix) -> String {
    let mut text = text.to_owned();
    for edit in fix.edits.iter().rev() {
        let place = sources.place(edit.span);
        text.replace_range(place.start as usize..place.end as usize, &edit.text);
    }
    text
}

#[test]
fn fixes_settle_their_findings() {
    let mut fixes = 0;
    for lint in lints() {
        let text = lint.documentation();
        let example = yaml(section(&text, "Example").unwrap_or_default());
        let (sources, found) = findings(&example);
        let of_code = |found: &Findings| found.found.iter().filter(|one| one.diagnostic.code == lint.code).count();
        for one in found.found.iter().filter(|one| one.diagnostic.code == lint.code) {
            for fix in &one.diagnostic.fixes {
                let fixed = fixed(&sources, &example, fix);
                let (_, after) = findings(&fixed);
                assert!(of_code(&after) < of_code(&found), "{}, {}:\n{fixed}", lint.code, fix.title);
                fixes += 1;
            }
        }
    }
    assert!(fixes >= 5, "{fixes} fixes");
}
