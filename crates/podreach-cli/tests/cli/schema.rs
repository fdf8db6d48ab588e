//! The JSON documents are as `SCHEMA.md` of `podreach-report` describes them: every key of every object is described with
//! its type, and every key that is described is found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;

use crate::run::podreach;

/// A key as described: the words of its type, and the section that describes the objects in it.
struct Key {
    kind: String,
    object: Option<String>,
}

impl Key {
    fn is_optional(&self) -> bool {
        self.kind.contains("optional")
    }
}

/// Sections with their keys.
fn schema() -> BTreeMap<String, BTreeMap<String, Key>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../podreach-report/SCHEMA.md");
    let mut sections: BTreeMap<String, BTreeMap<String, Key>> = BTreeMap::new();
    let mut section = String::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        if let Some(name) = line.strip_prefix("### ") {
            section = name.to_lowercase();
            assert!(!sections.contains_key(&section), "{section} comes twice");
            sections.insert(section.clone(), BTreeMap::new());
        } else if line.starts_with("## ") {
            section.clear();
        } else if let (Some(row), Some(keys)) = (line.strip_prefix("| `"), sections.get_mut(&section)) {
            let cells: Vec<&str> = row.split(" | ").collect();
            let [key, kind, words] = cells[..] else { panic!("{line}") };
            assert!(words.len() > 3, "{line}");
            let object = kind.split_once("](#").map(|(_, rest)| rest.split(')').next().unwrap().to_owned());
            let found = Key { kind: kind.to_owned(), object };
            keys.insert(key.trim_end_matches('`').to_owned(), found);
        }
    }
    sections
}

struct Walk {
    schema: BTreeMap<String, BTreeMap<String, Key>>,
    seen: BTreeSet<(String, String)>,
}

impl Walk {
    fn object(&mut self, section: &str, value: &Value, path: &str) {
        let map = value.as_object().unwrap_or_else(|| panic!("{path} is no object: {value}"));
        for key in map.keys() {
            let described = self.schema.get(section).unwrap_or_else(|| panic!("no section {section}"));
            let described = described.get(key).unwrap_or_else(|| panic!("{path}.{key} is not described in {section}"));
            let (kind, object) = (described.kind.clone(), described.object.clone());
            self.seen.insert((section.to_owned(), key.clone()));
            self.value(&kind, object.as_deref(), &map[key], &format!("{path}.{key}"));
        }
        for (key, described) in &self.schema[section] {
            assert!(described.is_optional() || map.contains_key(key), "{path} has no {key}");
        }
    }

    fn value(&mut self, kind: &str, object: Option<&str>, value: &Value, path: &str) {
        let is = |word: &str| kind.contains(word);
        match value {
            Value::Null => assert!(is("or null"), "{path} is null"),
            Value::Bool(_) => assert!(is("boolean"), "{path}: {value}"),
            Value::Number(_) => assert!(is("integer") && value.is_u64(), "{path}: {value}"),
            Value::String(_) => assert!(is("string"), "{path}: {value}"),
            Value::Array(items) => {
                assert!(is("array of"), "{path}: {value}");
                for (at, item) in items.iter().enumerate() {
                    let kind = kind.replacen("array of ", "", 1).replacen("arrays of", "array of", 1);
                    self.value(&kind.replace(" or null", ""), object, item, &format!("{path}[{at}]"));
                }
            }
            Value::Object(map) => match object {
                Some(section) => self.object(section, value, path),
                None => {
                    assert!(is("object of strings"), "{path}: {value}");
                    assert!(map.values().all(Value::is_string), "{path}: {value}");
                }
            },
        }
    }
}

#[test]
fn documents_are_as_described() {
    let mut walk = Walk { schema: schema(), seen: BTreeSet::new() };
    for input in [
        "reference",
        "blocks.yaml",
        "refused.yaml",
        "rejected.yaml",
        "kubectl.yaml",
        "service.yaml",
        "split.yaml",
        "broken.yaml",
        "entries.yaml",
        "gateway.yaml",
        "depends.yaml",
    ] {
        let rows = podreach(&format!("list {input} -o json --representatives")).json();
        for row in rows.as_array().unwrap() {
            walk.object("row", row, input);
        }
        walk.object("full", &podreach(&format!("list {input} -o full")).json(), input);
    }
    for words in [
        "explain web db reference",
        "explain web api reference",
        "explain kube-dns 1.1.1.1 reference",
        "explain b a any-address.yaml",
        "can web db reference --port 5984",
        "can web db reference --protocol TCP",
        "can 10.0.0.1 gate blocks.yaml --port https",
        "can gate 203.0.113.7 blocks.yaml",
        "can client web depends.yaml --port 8080",
        "can client web depends.yaml --port 9090",
        "can agent web depends.yaml --port 1",
        "can client 198.51.100.7 depends.yaml",
        "can x/b x/a left-out.yaml",
        "can shop/client shop/db-2 known.yaml",
        "can shop/db-2 10.42.0.9 known.yaml",
    ] {
        walk.object("verdict", &podreach(&format!("{words} -o json")).json(), words);
    }
    for words in [
        "explain 10.0.0.0/7 gate blocks.yaml",
        "explain web service:api reference",
        "can 1.1.1.1 service:web reference",
        "can 203.0.113.5 service:shop/web depends.yaml --port 80",
        "can x/b service:x/a left-out.yaml",
        "can shop/client 10.43.0.1 known.yaml",
        "can 10.42.0.9 10.43.0.0/16 known.yaml",
    ] {
        walk.object("parts", &podreach(&format!("{words} -o json")).json(), words);
    }
    for words in [
        "diff diff/old diff/new",
        "diff diff/new diff/old",
        "diff blocks.yaml reference",
        "diff reference blocks.yaml --representatives",
    ] {
        walk.object("diff", &podreach(&format!("{words} -o json")).json(), words);
    }
    for words in
        ["ways shop/web entries.yaml", "ways shop/web gateway.yaml", "ways x/a left-out.yaml", "ways x/b left-out.yaml"]
    {
        walk.object("ways", &podreach(&format!("{words} -o json")).json(), words);
    }
    let described = walk.schema.iter();
    let described = described.flat_map(|(section, keys)| keys.keys().map(move |key| (section.clone(), key.clone())));
    // Only a list that takes millions of looks at rules has it.
    let is_rare = |key: &(String, String)| key.1 == "connectionsWithRules";
    let unseen: Vec<_> = described.filter(|key| !walk.seen.contains(key) && !is_rare(key)).collect();
    assert!(unseen.is_empty(), "described and never found: {unseen:?}");
}
