//! What a work and its sources are called.

use std::collections::{BTreeMap, BTreeSet};

/// The name of a source that nobody named.
pub(crate) const UNNAMED: &str = "untitled.yaml";

/// A title from the names of the sources: the only one, or the first and how many more. What nobody named is `Untitled`.
pub(crate) fn title_of(names: &[&str]) -> String {
    match names {
        [] | [UNNAMED] => "Untitled".to_owned(),
        [only] => (*only).to_owned(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}

/// A label for each name: the name, and from its second time on a number behind it that no other has.
pub(crate) fn labels(names: &[&str]) -> Vec<String> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let written: BTreeSet<&str> = names.iter().copied().collect();
    names
        .iter()
        .map(|name| {
            let count = seen.entry(name).or_default();
            *count += 1;
            if *count == 1 {
                return (*name).to_owned();
            }
            loop {
                let label = format!("{name} ({count})");
                if !written.contains(label.as_str()) {
                    return label;
                }
                *count += 1;
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{labels, title_of};

    #[test]
    fn titles() {
        assert_eq!(title_of(&["untitled.yaml"]), "Untitled");
        assert_eq!(title_of(&["db.yaml"]), "db.yaml");
        assert_eq!(title_of(&["db.yaml", "web.yaml", "x"]), "db.yaml and 2 more");
    }

    #[test]
    fn equal_names_are_numbered() {
        let names = ["api.yaml", "db.yaml", "api.yaml", "api.yaml"];
        assert_eq!(labels(&names), ["api.yaml", "db.yaml", "api.yaml (2)", "api.yaml (3)"]);
        let sly = ["a", "a (2)", "a", "a"];
        assert_eq!(labels(&sly), ["a", "a (2)", "a (3)", "a (4)"]);
    }
}
