//! Values in the layout of a link that several of its parts have.

use serde::{Serialize, Serializer};
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

/// A value as JSON that has whole numbers alone, which is what links have: to write others, serde_json brings
/// a table of 10 kB into the page.
pub(crate) struct Written<'a>(pub(crate) &'a Value);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => to.serialize_unit(),
            Value::Bool(is) => to.serialize_bool(*is),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => to.serialize_u64(number),
                (None, Some(number)) => to.serialize_i64(number),
                (None, None) => Err(serde::ser::Error::custom("a number of a link is whole")),
            },
            Value::String(text) => to.serialize_str(text),
            Value::Array(list) => to.collect_seq(list.iter().map(Written)),
            Value::Object(map) => to.collect_map(map.iter().map(|(key, value)| (key, Written(value)))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_numbers_are_written_as_ever_and_others_not_at_all() {
        let value = json!({"s": [["a\u{7}\"é", "x: 1\n"], ["b", 0, 18]], "w": u64::MAX, "i": -3, "t": true, "n": null});
        assert_eq!(serde_json::to_string(&Written(&value)).unwrap(), value.to_string());
        assert!(serde_json::to_string(&Written(&json!({"s": [0.5]}))).is_err());
    }
}
