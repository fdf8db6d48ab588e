//! Policies and rules that JSON documents refer to.

use podreach_eval::Analysis;
use podreach_eval::policy::{Policy, RuleRef};
use podreach_syntax::Sources;
use serde_json::{Map, Value, json};

use crate::place::place;

/// A policy by its kind and its name.
pub(crate) fn policy(policy: &Policy) -> Value {
    json!({"kind": policy.kind, "namespace": policy.namespace, "name": policy.name})
}

/// A rule by its policy, with its place and more keys.
pub(crate) fn rule<const N: usize>(
    analysis: &Analysis,
    sources: &Sources,
    rule: RuleRef,
    more: [(&str, Value); N],
) -> Value {
    let policy = analysis.policy(rule.policy);
    let mut keys = Map::new();
    let mut put = |key: &str, value: Value| keys.insert(key.to_owned(), value);
    put("kind", json!(policy.map(|policy| &*policy.kind)));
    put("namespace", json!(policy.and_then(|policy| policy.namespace.as_deref())));
    put("policy", json!(policy.map(|policy| &*policy.name)));
    put("direction", json!(rule.direction.as_str()));
    put("index", json!(rule.index));
    put("at", json!(analysis.rule(rule).and_then(|found| place(sources, found.span))));
    for (key, value) in more {
        put(key, value);
    }
    Value::Object(keys)
}
