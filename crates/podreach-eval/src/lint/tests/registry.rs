//! Codes and names.

use std::collections::BTreeSet;

use super::super::lints;

#[test]
fn codes_and_names_are_those_of_one_finding() {
    let codes: BTreeSet<&str> = lints().map(|lint| lint.code).collect();
    let names: BTreeSet<&str> = lints().map(|lint| lint.name).collect();
    assert_eq!((codes.len(), names.len()), (lints().count(), lints().count()), "each stands once");
    for lint in lints() {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(lint.name.bytes().all(plain) && lint.name.contains('-'), "{}: {}", lint.code, lint.name);
    }
}

#[test]
fn files_are_named_after_their_finding() {
    for lint in lints() {
        let file = lint.name.replace('-', "_");
        let groups = ["reading", "direction", "selectors", "ports", "networks", "intent", "admin", "comments"];
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/lint");
        let mut paths = groups.iter().map(|group| format!("{root}/{group}/{file}.rs"));
        assert!(paths.any(|path| std::path::Path::new(&path).exists()), "{}: {file}.rs", lint.code);
    }
}
