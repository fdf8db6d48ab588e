//! Selectors and labels as text.

use super::{Labels, Requirement};

pub(super) fn map(labels: &Labels) -> String {
    let items: Vec<String> = labels.iter().map(|(key, value)| format!("{key}: \"{value}\"")).collect();
    format!("{{{}}}", items.join(", "))
}

pub(super) fn list(items: &[&str]) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("\"{item}\"")).collect();
    format!("[{}]", items.join(", "))
}

pub(super) fn selector(requirements: &[Requirement]) -> String {
    let mut labels = Vec::new();
    let mut expressions = Vec::new();
    for requirement in requirements {
        let with = |key: &str, operator: &str, values: &[&str]| {
            let values = if values.is_empty() { String::new() } else { format!(", values: {}", list(values)) };
            format!("{{key: {key}, operator: {operator}{values}}}")
        };
        match requirement {
            Requirement::Label(key, value) => labels.push(format!("{key}: \"{value}\"")),
            Requirement::In(key, values) => expressions.push(with(key, "In", values)),
            Requirement::NotIn(key, values) => expressions.push(with(key, "NotIn", values)),
            Requirement::Exists(key) => expressions.push(with(key, "Exists", &[])),
            Requirement::DoesNotExist(key) => expressions.push(with(key, "DoesNotExist", &[])),
        }
    }
    let mut parts = Vec::new();
    if !labels.is_empty() {
        parts.push(format!("matchLabels: {{{}}}", labels.join(", ")));
    }
    if !expressions.is_empty() {
        parts.push(format!("matchExpressions: [{}]", expressions.join(", ")));
    }
    format!("{{{}}}", parts.join(", "))
}

/// A selector in kubectl's notation: keys in order, then equality, sets, existence.
pub fn canonical(requirements: &[Requirement]) -> String {
    let mut parts: Vec<(&str, u8, Vec<&str>, String)> = requirements
        .iter()
        .map(|requirement| {
            let sorted = |values: &Vec<&'static str>| {
                let mut values = values.clone();
                values.sort_unstable();
                values.join(",")
            };
            match requirement {
                Requirement::Label(key, value) => (*key, 0, vec![*value], format!("{key}={value}")),
                Requirement::In(key, values) => (*key, 1, values.clone(), format!("{key} in ({})", sorted(values))),
                Requirement::NotIn(key, values) => {
                    (*key, 2, values.clone(), format!("{key} notin ({})", sorted(values)))
                }
                Requirement::Exists(key) => (*key, 3, Vec::new(), (*key).to_owned()),
                Requirement::DoesNotExist(key) => (*key, 4, Vec::new(), format!("!{key}")),
            }
        })
        .collect();
    parts.sort();
    parts.dedup();
    parts.into_iter().map(|part| part.3).collect::<Vec<_>>().join(",")
}
