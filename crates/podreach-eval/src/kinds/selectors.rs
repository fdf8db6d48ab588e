//! Label selectors, as built-in kinds and as custom resources read them.
//!
//! Source: apimachinery's `LabelSelector` and its validation. A CRD looks at types alone: operators, keys and values are left
//! to the plugin, which cannot use such a selector. It also drops null members, so that what is left selects more.

use podreach_syntax::{Diagnostic, Node, Span, Value};

use crate::sets::{Operator, Requirement, Selector};

use super::fields;
use super::labels::label_value;
use super::reader::{Reader, shown};
use super::schema;
use super::validate;

/// Who checks a selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checks {
    /// The API server, as of all built-in kinds.
    BuiltIn,
    /// The schema of a CRD; the words say what becomes of a selector that the plugin cannot use.
    Crd(&'static str),
}

/// A selector as it was read.
#[derive(Clone, Debug)]
pub(crate) struct ReadSelector {
    /// What it matches at most: requirements that cannot be used are left out.
    pub(crate) selector: Selector,
    /// Whether it exists in the cluster in a form that no plugin can use.
    pub(crate) unusable: bool,
}

/// Reads a selector of a built-in kind.
pub(crate) fn selector(node: &Node, path: &str, reader: &mut Reader) -> Selector {
    read(node, path, Checks::BuiltIn, reader).selector
}

/// Reads a selector. Requirements that cannot be read are reported and left out.
pub(crate) fn read(node: &Node, path: &str, checks: Checks, reader: &mut Reader) -> ReadSelector {
    fields::check(reader.map(node, path), schema::names("LabelSelector"), path, reader);
    let mut found = Reading { checks, reader, unusable: false };
    let mut requirements = Vec::new();
    if let Some(labels) = node.get("matchLabels") {
        let path = format!("{path}.matchLabels");
        for entry in found.reader.map(labels, &path) {
            let path = format!("{path}.{}", entry.key.value);
            if entry.value.is_null() && checks != Checks::BuiltIn {
                found.dropped(&entry.value, &path);
                continue;
            }
            let usable = found.key(&entry.key.value, entry.key.span);
            if let Some(value) = found.value(&entry.value, &path).filter(|_| usable) {
                let span = entry.key.span.to(entry.value.span);
                requirements.push(Requirement {
                    key: entry.key.value.clone(),
                    operator: Operator::Equals(value),
                    span,
                });
            }
        }
    }
    if let Some(expressions) = node.get("matchExpressions") {
        let path = format!("{path}.matchExpressions");
        for (at, item) in found.reader.list(expressions, &path).iter().enumerate() {
            requirements.extend(found.expression(item, &format!("{path}[{at}]")));
        }
    }
    ReadSelector { unusable: found.unusable, selector: Selector::new(requirements, node.span) }
}

struct Reading<'a> {
    checks: Checks,
    reader: &'a mut Reader,
    unusable: bool,
}

impl Reading<'_> {
    /// Says what the API server checks in built-in kinds only. Returns whether the requirement still counts: in a built-in
    /// kind as it is written, for the picture of what a client that does not check would apply.
    fn unchecked(&mut self, span: Span, message: String, help: impl Into<String>) -> bool {
        match self.checks {
            Checks::BuiltIn => {
                self.reader.error("L12", span, message, help);
                true
            }
            Checks::Crd(outcome) => {
                self.unusable = true;
                let help = format!("{}; the CRD does not check this, and {outcome}", help.into());
                self.reader.diagnostics.push(Diagnostic::warning("L12", span, message).help(help));
                false
            }
        }
    }

    /// A null member of a custom resource.
    fn dropped(&mut self, node: &Node, path: &str) {
        let message = format!("`{path}` is null; the API server drops the key, so that the selector matches more");
        self.reader.error(super::NULL_DROPPED, node.span, message, "write `\"\"` for an empty value");
    }

    fn key(&mut self, key: &str, span: Span) -> bool {
        match validate::label_key(key) {
            None => true,
            Some(why) => {
                self.unchecked(span, format!("`{key}` is not a valid label key: {why}"), validate::LABEL_KEY_HELP)
            }
        }
    }

    /// A label value; `None` where it cannot be used.
    fn value(&mut self, node: &Node, path: &str) -> Option<Box<str>> {
        let (Checks::Crd(_), Value::String(text)) = (self.checks, &node.value) else {
            return Some(label_value(node, path, self.reader));
        };
        match validate::label_value(text) {
            None => Some(text.clone()),
            Some(why) => {
                let message = format!("`{text}` is not a valid label value: {why}");
                self.unchecked(node.span, message, validate::LABEL_VALUE_HELP).then(|| text.clone())
            }
        }
    }

    fn required(&mut self, node: &Node, key: &str, path: &str) -> Option<(Box<str>, Span)> {
        match node.get(key).filter(|found| !found.is_null()) {
            Some(found) => Some((self.reader.string(found, &format!("{path}.{key}"))?.into(), found.span)),
            None => {
                let help = format!("add `{key}`");
                self.reader.error("L12", node.span, format!("`{path}` has no `{key}`"), help);
                None
            }
        }
    }

    fn expression(&mut self, node: &Node, path: &str) -> Option<Requirement> {
        fields::check(self.reader.map(node, path), schema::names("LabelSelectorRequirement"), path, self.reader);
        let (key, key_span) = self.required(node, "key", path)?;
        let mut usable = self.key(&key, key_span);
        let (operator, operator_span) = self.required(node, "operator", path)?;
        let written = node.get("values");
        let items = written.map_or(&[][..], |found| self.reader.list(found, &format!("{path}.values")));
        let mut values: Vec<Box<str>> = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let path = format!("{path}.values[{at}]");
            if item.is_null() && self.checks != Checks::BuiltIn {
                self.reader.error("V02", item.span, format!("`{path}` is null; it has to be a string"), "write `\"\"`");
            }
            let value = self.value(item, &path);
            usable &= value.is_some();
            values.push(value.unwrap_or_default());
        }
        // Values of the wrong type were reported; that they are missing too would say it twice.
        let readable = written.is_none_or(|found| matches!(found.value, Value::List(_) | Value::Null));
        let wants = matches!(&*operator, "In" | "NotIn");
        let operator = match &*operator {
            "In" => Operator::In(values.clone()),
            "NotIn" => Operator::NotIn(values.clone()),
            "Exists" => Operator::Exists,
            "DoesNotExist" => Operator::DoesNotExist,
            other => {
                let known = ["In", "NotIn", "Exists", "DoesNotExist"];
                let meant = known.into_iter().find(|known| known.eq_ignore_ascii_case(other));
                let help = match meant {
                    Some(near) => format!("write `{near}`; case matters"),
                    None => "write `In`, `NotIn`, `Exists` or `DoesNotExist`".to_owned(),
                };
                self.unchecked(operator_span, format!("`{other}` is not an operator"), help);
                if let Some(meant) = meant {
                    self.reader.offer(operator_span, other, meant);
                }
                return None;
            }
        };
        let name = node.get("operator").map(shown).unwrap_or_default();
        if wants && values.is_empty() && readable {
            let span = written.filter(|found| !found.span.is_empty()).map_or(operator_span, |found| found.span);
            usable &= self.unchecked(span, format!("`{name}` needs at least one value"), "add `values: [ … ]`");
        } else if !wants && !values.is_empty() {
            let span = written.map_or(operator_span, |found| found.span);
            let help = "remove `values`, or use `In`";
            usable &= self.unchecked(span, format!("`{name}` takes no values"), help);
        }
        usable.then_some(Requirement { key, operator, span: node.span })
    }
}
