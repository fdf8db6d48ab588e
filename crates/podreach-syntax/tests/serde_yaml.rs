//! Our values are those of `serde_yaml`, on documents that YAML 1.1 and 1.2 read alike: no `yes`, `on` or `y`, no leading
//! zeros or underscores in numbers, no doubled or non-string keys, no merge keys, no numbers beyond 64 bits.
#![allow(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use podreach_syntax::{Limits, Node, Severity, Sources, Value, parse};
use proptest::prelude::*;

/// A document, as it is written.
#[derive(Clone, Debug)]
enum Tree {
    /// A scalar's own text.
    Scalar(String),
    /// A block scalar: its header, and its lines.
    Block(&'static str, Vec<String>),
    List {
        items: Vec<Tree>,
        flow: bool,
    },
    Map {
        entries: Vec<(String, Tree)>,
        flow: bool,
    },
}

/// Words that YAML 1.1 reads as booleans and YAML 1.2 as text.
const OLD_WORDS: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "true", "false"];

fn plain() -> impl Strategy<Value = String> {
    "[a-zA-Z][a-zA-Z0-9_./ -]{0,8}[a-zA-Z0-9]".prop_filter("read differently by YAML 1.1", |text| {
        !OLD_WORDS.contains(&text.to_ascii_lowercase().as_str()) && !text.contains("  ")
    })
}

fn quoted() -> impl Strategy<Value = String> {
    ("[ -~äß日🚀\n\t]{0,12}", any::<bool>()).prop_map(|(text, double)| {
        if double || text.contains(['\n', '\t']) {
            serde_json::to_string(&text).unwrap()
        } else {
            format!("'{}'", text.replace('\'', "''"))
        }
    })
}

fn scalar() -> impl Strategy<Value = String> {
    let word = |text: &'static str| Just(text.to_owned()).boxed();
    let words =
        ["null", "~", "Null", "NULL", "true", "True", "TRUE", "false", "False", "0x1F", "0o17", "2026-01-01", "1:30"];
    prop_oneof![
        4 => plain(),
        3 => quoted(),
        2 => any::<i64>().prop_map(|number| number.to_string()),
        1 => any::<u64>().prop_map(|number| number.to_string()),
        1 => (-999_i32..999, 0_u32..1000).prop_map(|(whole, part)| format!("{whole}.{part}")),
        1 => (1_i32..9, 0_u32..9, -9_i32..9).prop_map(|(whole, part, power)| format!("{whole}.{part}e{power:+}")),
        2 => proptest::strategy::Union::new(words.map(word)),
    ]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-zA-Z][a-zA-Z0-9_./-]{1,8}".prop_filter("a word of YAML 1.1", |text| !OLD_WORDS.contains(&text.to_ascii_lowercase().as_str()) && !text.eq_ignore_ascii_case("null")), 1 => quoted()]
}

fn tree() -> impl Strategy<Value = Tree> {
    let block =
        (prop_oneof![Just("|"), Just("|-"), Just(">"), Just(">-")], prop::collection::vec("[a-z][ -~]{0,10}", 1..4))
            .prop_map(|(header, lines)| {
                Tree::Block(header, lines.iter().map(|line| line.trim_end().to_owned()).collect())
            });
    let leaf = prop_oneof![5 => scalar().prop_map(Tree::Scalar), 1 => block];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            (prop::collection::vec(inner.clone(), 0..5), any::<bool>())
                .prop_map(|(items, flow)| Tree::List { flow: flow || items.is_empty(), items }),
            (prop::collection::btree_map(key(), inner, 0..5), any::<bool>()).prop_map(|(entries, flow)| Tree::Map {
                flow: flow || entries.is_empty(),
                entries: entries.into_iter().collect()
            }),
        ]
    })
}

/// In flow style, where block scalars cannot stand.
fn flow(tree: &Tree) -> String {
    match tree {
        Tree::Scalar(text) => text.clone(),
        Tree::Block(_, lines) => serde_json::to_string(&lines.join("\n")).unwrap(),
        Tree::List { items, .. } => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Tree::Map { entries, .. } => {
            let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key}: {}", flow(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// What stands behind a key or a dash: the rest of its line, and the lines below it.
fn below(tree: &Tree, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match tree {
        Tree::List { items, flow: false } => {
            out.push('\n');
            for item in items {
                out.push_str(&format!("{pad}-"));
                below(item, indent + 2, out);
            }
        }
        Tree::Map { entries, flow: false } => {
            out.push('\n');
            for (key, value) in entries {
                out.push_str(&format!("{pad}{key}:"));
                below(value, indent + 2, out);
            }
        }
        Tree::Block(header, lines) => {
            out.push_str(&format!(" {header}\n"));
            for line in lines {
                out.push_str(&format!("{pad}{line}\n"));
            }
        }
        other => out.push_str(&format!(" {} # comment\n", flow(other))),
    }
}

fn same(ours: &Node, theirs: &serde_yaml::Value) -> bool {
    use serde_yaml::Value as Yaml;
    match (&ours.value, theirs) {
        (Value::Null, Yaml::Null) => true,
        (Value::Bool(left), Yaml::Bool(right)) => left == right,
        (Value::String(left), Yaml::String(right)) => **left == **right,
        // A float without a fraction is a whole number to Kubernetes: it goes through JSON, where `8080.0` is 8080.
        (Value::Int(left), Yaml::Number(right)) => {
            let whole = right.as_i64().map(i128::from).or_else(|| right.as_u64().map(i128::from));
            whole.map_or_else(|| right.as_f64() == Some(*left as f64), |right| right == *left)
        }
        (Value::Float(left), Yaml::Number(right)) => {
            right.as_f64().is_some_and(|right| (left - right).abs() <= left.abs() * 1e-12)
        }
        (Value::List(left), Yaml::Sequence(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Map(left), Yaml::Mapping(right)) => {
            left.len() == right.len()
                && left.iter().all(|entry| right.get(&*entry.key.value).is_some_and(|value| same(&entry.value, value)))
        }
        _ => false,
    }
}

/// Keys that are written in different ways may still be the same key.
fn has_doubled_keys(tree: &Tree) -> bool {
    match tree {
        Tree::Scalar(_) | Tree::Block(..) => false,
        Tree::List { items, .. } => items.iter().any(has_doubled_keys),
        Tree::Map { entries, .. } => {
            let mut keys: Vec<String> =
                entries.iter().map(|(key, _)| serde_yaml::from_str(key).unwrap_or_else(|_| key.clone())).collect();
            keys.sort();
            keys.windows(2).any(|pair| pair.first() == pair.last())
                || entries.iter().any(|(_, value)| has_doubled_keys(value))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_are_those_of_serde_yaml(entries in prop::collection::btree_map(key(), tree(), 1..5)) {
        let document = Tree::Map { entries: entries.into_iter().collect(), flow: false };
        prop_assume!(!has_doubled_keys(&document));
        let mut text = String::from("# a document");
        below(&document, 0, &mut text);
        let theirs: serde_yaml::Value = match serde_yaml::from_str(&text) {
            Ok(value) => value,
            Err(error) => return Err(TestCaseError::fail(format!("the generator wrote no YAML: {error}\n{text}"))),
        };
        let parsed = parse(&Sources::single("random.yaml", text.as_str()), &Limits::PAGE);
        // Braces that look like a template's are warned about, and read all the same.
        let errors = parsed.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        prop_assert_eq!(errors, 0, "{:?}\n{}", parsed.diagnostics, text);
        let [ours] = parsed.documents.as_slice() else {
            return Err(TestCaseError::fail(format!("{} documents\n{text}", parsed.documents.len())));
        };
        prop_assert!(same(&ours.root, &theirs), "{:?}\n{theirs:?}\n{text}", ours.root);
    }
}
