//! What an object says, as numbers: enough to tell that two objects are written alike, and where they differ.

use std::hash::{Hash, Hasher};

use podreach_syntax::{Entry, Node, Span, Value};
use rustc_hash::FxHasher;

/// What an object says, whatever its comments, its style and the order of its keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    whole: u64,
    /// Its fields and the fields of these, in the order in which they are written.
    fields: Box<[Field]>,
}

/// A field such as `spec.ingress`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Field {
    path: u64,
    value: u64,
    key: Span,
}

impl Content {
    /// The content of an object. Its kind and its version may be those of the list that it is in.
    pub(crate) fn of(object: &Node, api_version: &str) -> Self {
        let written = object.as_map().unwrap_or(&[]);
        let mut whole = of_text(api_version);
        let mut fields = Vec::new();
        for entry in written.iter().filter(|entry| !matches!(&*entry.key.value, "apiVersion" | "kind")) {
            let path = of_text(&entry.key.value);
            match &entry.value.value {
                Value::Map(inner) if !inner.is_empty() => {
                    let inner = inner.iter().map(|inner| Field {
                        path: mixed(path, of_text(&inner.key.value)),
                        value: of_node(&inner.value),
                        key: inner.key.span,
                    });
                    fields.extend(inner);
                }
                _ => fields.push(Field { path, value: of_node(&entry.value), key: entry.key.span }),
            }
        }
        for field in &fields {
            whole = whole.wrapping_add(mixed(field.path, field.value));
        }
        Self { whole, fields: fields.into() }
    }

    /// Whether two objects say the same.
    pub(crate) const fn is_same(&self, other: &Self) -> bool {
        self.whole == other.whole
    }

    /// The first field that another object has not or has otherwise, and the place of that field there.
    pub(crate) fn first_difference(&self, other: &Self) -> Option<(Span, Option<Span>)> {
        self.fields.iter().find_map(|field| {
            let found = other.fields.iter().find(|other| other.path == field.path);
            found.is_none_or(|other| other.value != field.value).then(|| (field.key, found.map(|other| other.key)))
        })
    }
}

fn of_text(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

fn of_node(node: &Node) -> u64 {
    match &node.value {
        Value::Null => 1,
        Value::Bool(value) => mixed(2, u64::from(*value)),
        Value::Int(value) => mixed(mixed(3, *value as u64), (*value >> 64) as u64),
        Value::Float(value) => mixed(4, value.to_bits()),
        Value::String(text) => mixed(5, of_text(text)),
        Value::List(items) => items.iter().fold(6, |all, item| mixed(all, of_node(item))),
        Value::Map(entries) => {
            let entry = |entry: &Entry| mixed(of_text(&entry.key.value), of_node(&entry.value));
            entries.iter().map(entry).fold(7, u64::wrapping_add)
        }
    }
}

/// Two numbers as one, in which every bit depends on every bit of both.
const fn mixed(one: u64, other: u64) -> u64 {
    let mut z = one.rotate_left(32).wrapping_add(0x9e37_79b9_7f4a_7c15) ^ other.wrapping_mul(0xd6e8_feb8_6659_fd93);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use podreach_syntax::{Limits, Sources, parse};

    use super::*;

    fn of(yaml: &str) -> Content {
        let mut sources = Sources::new();
        sources.add("a.yaml", yaml);
        let parsed = parse(&sources, &Limits::default());
        Content::of(&parsed.documents[0].root, "v1")
    }

    #[test]
    fn order_and_style_do_not_matter() {
        let one = of("kind: Pod\nmetadata: {name: a, labels: {app: x, tier: web}}\nspec: {ports: [1, 2]}\n");
        let same = of(
            "# Comment\nspec:\n  ports:\n    - 1\n    - 2\nmetadata: {labels: {tier: 'web', app: \"x\"}, name: a}\n",
        );
        assert!(one.is_same(&same) && one.first_difference(&same).is_none());
        for other in [
            "metadata: {name: a, labels: {app: web, tier: x}}\nspec: {ports: [1, 2]}\n",
            "metadata: {name: a, labels: {app: x, tier: web}}\nspec: {ports: [2, 1]}\n",
            "metadata: {name: a, labels: {app: x, tier: web}}\nspec: {ports: ['1', 2]}\n",
            "metadata: {name: a, labels: {app: x}}\nspec: {ports: [1, 2]}\n",
        ] {
            assert!(!one.is_same(&of(other)) && one.first_difference(&of(other)).is_some(), "{other}");
        }
    }
}
