//! The JSON Schemas in `schema/` are made from the types that are written, and stay so.

use std::path::PathBuf;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use crate::Row;
use crate::diff::DiffOut;
use crate::explanation::AnswerOut;
use crate::exposure::ExposureOut;
use crate::findings::FindingsOut;
use crate::full::FullOut;
use crate::paths::PathsOut;
use crate::suggestions::SuggestionsOut;

fn schema<T: JsonSchema>(title: &str) -> Schema {
    let mut schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    tidy(schema.ensure_object().values_mut());
    schema.insert("title".to_owned(), title.into());
    schema
}

/// A description is one line, and a key that is left out where there is nothing is never null.
fn tidy<'a>(values: impl Iterator<Item = &'a mut Value>) {
    for value in values {
        match value {
            Value::Object(map) => {
                let required = map.get("required").cloned().unwrap_or_default();
                let is_required = |key: &String| required.as_array().is_some_and(|keys| keys.contains(&json!(key)));
                if let Some(Value::Object(properties)) = map.get_mut("properties") {
                    properties.iter_mut().filter(|(key, _)| !is_required(key)).for_each(|(_, value)| not_null(value));
                }
                if let Some(Value::String(text)) = map.get_mut("description") {
                    *text = text.replace('\n', " ");
                }
                tidy(map.values_mut());
            }
            Value::Array(items) => tidy(items.iter_mut()),
            _ => {}
        }
    }
}

/// Takes null out of what a value may be.
fn not_null(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    if let Some(Value::Array(types)) = map.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            map.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = map.remove("anyOf") {
        let others: Vec<Value> = choices.into_iter().filter(|choice| choice["type"] != "null").collect();
        match others.as_slice() {
            [Value::Object(only)] => map.extend(only.clone()),
            _ => drop(map.insert("anyOf".to_owned(), others.into())),
        }
    }
}

/// File names with what they hold.
fn all() -> [(&'static str, Schema); 8] {
    [
        ("list.json", schema::<Vec<Row<'_>>>("podreach list -o json")),
        ("full.json", schema::<FullOut<'_>>("podreach list -o full")),
        ("exposure.json", schema::<ExposureOut<'_, '_>>("podreach list -o json --exposure")),
        ("explain.json", schema::<AnswerOut<'_>>("podreach can -o json, podreach explain -o json")),
        ("diff.json", schema::<DiffOut<'_>>("podreach diff -o json")),
        ("lint.json", schema::<FindingsOut<'_>>("podreach lint -o json")),
        ("suggest.json", schema::<SuggestionsOut<'_>>("podreach suggest -o json")),
        ("ways.json", schema::<PathsOut<'_>>("podreach ways -o json")),
    ]
}

#[test]
fn schemas_are_as_the_types() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schema");
    let write = std::env::var_os("PODREACH_WRITE_SCHEMAS").is_some();
    for (name, schema) in all() {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let path = folder.join(name);
        if write {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let known = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            known.replace("\r\n", "\n") == text,
            "schema/{name} is not as the types say; \
             `PODREACH_WRITE_SCHEMAS=1 cargo test -p podreach-report --lib schema` writes it"
        );
    }
}
