//! The same rules on the tree, for comparison with what cutting the text gave.

use podreach_syntax::{Node, Value};

use super::IsPolicy;
use super::fields::{is_dropped, is_left_alone, kind_of, object_place, place};

/// A tree without what is dropped.
pub(super) fn prune(node: &Node, in_list_of: &str, depth: usize, is_policy: IsPolicy) -> Node {
    let mut copy = node.clone();
    if let (Value::List(items), true) = (&mut copy.value, depth < 16) {
        for item in items {
            *item = prune(item, in_list_of, depth + 1, is_policy);
        }
        return copy;
    }
    let kind = kind_of(node, in_list_of);
    let Some(of) = kind.strip_suffix("List").filter(|_| depth < 16) else {
        return cleaned(node, object_place(node, kind, is_policy));
    };
    if let Value::Map(entries) = &mut copy.value {
        entries.retain(|entry| is_dropped("list", &entry.key.value, &entry.value).is_none());
        for entry in entries {
            match (&*entry.key.value, &mut entry.value.value) {
                ("items", Value::List(items)) => {
                    for item in items {
                        *item = prune(item, of, depth + 1, is_policy);
                    }
                }
                ("metadata", _) => entry.value = cleaned(&entry.value, "metadata"),
                _ => {}
            }
        }
    }
    copy
}

fn cleaned(node: &Node, parent: &'static str) -> Node {
    let mut copy = node.clone();
    match &mut copy.value {
        Value::Map(entries) => {
            entries.retain(|entry| is_dropped(parent, &entry.key.value, &entry.value).is_none());
            if !is_left_alone(parent) {
                for entry in entries {
                    entry.value = cleaned(&entry.value, place(parent, &entry.key.value));
                }
            }
        }
        Value::List(items) => {
            for item in items {
                *item = cleaned(item, parent);
            }
        }
        _ => {}
    }
    // A mapping of which nothing is left reads as null in block style.
    if matches!(&copy.value, Value::Map(entries) if entries.is_empty()) {
        copy.value = Value::Null;
    }
    copy
}
