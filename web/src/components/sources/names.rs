//! Names of sources as people see them: two files of one name are told apart.

use std::collections::{BTreeMap, BTreeSet};

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
    use super::labels;

    #[test]
    fn equal_names_are_numbered() {
        let names = ["api.yaml", "db.yaml", "api.yaml", "api.yaml"];
        assert_eq!(labels(&names), ["api.yaml", "db.yaml", "api.yaml (2)", "api.yaml (3)"]);
        let sly = ["a", "a (2)", "a", "a"];
        assert_eq!(labels(&sly), ["a", "a (2)", "a (3)", "a (4)"]);
    }
}
