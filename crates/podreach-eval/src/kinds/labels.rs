//! Decodes maps of labels, with the checks of keys and values.

use podreach_syntax::{Node, Value};

use crate::sets::Labels;

use super::reader::{Reader, shown};
use super::validate;

/// Reads labels. A value that YAML does not read as text is an error, since the API server rejects it; its written form
/// is kept so that the picture stays useful.
pub(crate) fn labels(node: Option<&Node>, path: &str, reader: &mut Reader) -> Labels {
    let mut labels = Labels::new();
    let Some(node) = node else { return labels };
    for entry in reader.map(node, path) {
        let key = &entry.key.value;
        if let Some(why) = validate::label_key(key) {
            reader.error(
                "L12",
                entry.key.span,
                format!("`{key}` is not a valid label key: {why}"),
                validate::LABEL_KEY_HELP,
            );
        }
        labels.insert(key.clone(), label_value(&entry.value, &format!("{path}.{key}"), reader));
    }
    labels
}

/// Reads one label value.
pub(crate) fn label_value(node: &Node, path: &str, reader: &mut Reader) -> Box<str> {
    match &node.value {
        Value::String(text) => {
            if let Some(why) = validate::label_value(text) {
                let message = format!("`{text}` is not a valid label value: {why}");
                reader.error("L12", node.span, message, validate::LABEL_VALUE_HELP);
            }
            text.clone()
        }
        Value::List(_) | Value::Map(_) => {
            reader.wrong_type(node, path, "a string");
            "".into()
        }
        Value::Null => {
            // Go's decoding of JSON leaves the zero value where null stands.
            let message = format!("the label value of `{path}` is null; it is read as the empty string");
            reader.warn("L03", node.span, message, "write `\"\"` if that is meant");
            "".into()
        }
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
            let text = shown(node);
            let message = format!("the label value of `{path}` is read as {} (`{text}`), not as text", node.describe());
            reader.error("L03", node.span, message, "put it in quotes");
            text.into()
        }
    }
}
