//! Values in the layout of a link that several of its parts have.

use serde_json::{Map, Value};

/// A link never unfolds to more than this.
pub const MAX_DECODED_BYTES: usize = 16 << 20;

/// A text; `None` where there is none.
pub(crate) fn read_text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// A list of texts; what is no text is left out.
pub(crate) fn read_list(value: &Value, key: &str) -> Vec<String> {
    let list = value.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Writes a list of texts; an empty one is not written.
pub(crate) fn write_list(map: &mut Map<String, Value>, key: &str, list: &[String]) {
    if !list.is_empty() {
        map.insert(key.to_owned(), list.iter().map(String::as_str).collect());
    }
}
