//! Where a text cannot be cut, because anchors and aliases lead from what goes to what stays: its documents written anew as
//! JSON, without what is left out.

use podreach_syntax::{Limits, Node, Severity, Sources, Value, parse};
use serde_json::{Map, Number, Value as Json};

use super::cuts::Cuts;
use super::prune::prune;
use super::{DUPLICATE, IsPolicy};

/// The documents of a text as JSON, and what is no longer in them. `None` where a part of the text cannot be read, or does not
/// read as the same again.
pub(super) fn rewrite(text: &str, is_policy: IsPolicy) -> Option<(String, Vec<&'static str>)> {
    let parsed = parse(&Sources::single("", text), &Limits::PAGE);
    let broken = parsed.diagnostics.iter().any(|found| found.severity == Severity::Error && found.code != DUPLICATE);
    if broken || parsed.documents.is_empty() {
        return None;
    }
    let mut cuts = Cuts::new(text, is_policy);
    let mut pruned = Vec::new();
    for document in &parsed.documents {
        cuts.object(&document.root, "", 0);
        pruned.push(prune(&document.root, "", 0, is_policy));
    }
    let written =
        pruned.iter().map(|root| serde_json::to_string_pretty(&json(root)?).ok()).collect::<Option<Vec<_>>>()?;
    let anew = written.join("\n---\n") + "\n";
    let again = parse(&Sources::single("", anew.as_str()), &Limits::PAGE);
    let same = again.documents.len() == pruned.len()
        && again.documents.iter().zip(&pruned).all(|(document, root)| sorted(&document.root) == sorted(root));
    let mut found: Vec<&'static str> = cuts.list.into_iter().flat_map(|cut| cut.what).collect();
    found.push("comments and anchors");
    same.then_some((anew, found))
}

fn json(node: &Node) -> Option<Json> {
    Some(match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => Number::from_i128(*value)?.into(),
        Value::Float(value) => Number::from_f64(*value)?.into(),
        Value::String(text) => (&**text).into(),
        Value::List(items) => items.iter().map(json).collect::<Option<Vec<_>>>()?.into(),
        Value::Map(entries) => {
            let pairs = entries.iter().map(|entry| Some((entry.key.value.to_string(), json(&entry.value)?)));
            pairs.collect::<Option<Map<_, _>>>()?.into()
        }
    })
}

/// The same with keys in order, in which JSON is written.
fn sorted(node: &Node) -> Node {
    let mut copy = node.clone();
    match &mut copy.value {
        Value::List(items) => {
            for item in items {
                *item = sorted(item);
            }
        }
        Value::Map(entries) => {
            entries.sort_by(|one, other| one.key.value.cmp(&other.key.value));
            for entry in entries {
                entry.value = sorted(&entry.value);
            }
        }
        _ => {}
    }
    copy
}
