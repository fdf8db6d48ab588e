//! The JSON documents are as the schemas of `podreach-report` describe them: every key of every object is described, with its
//! type and in words, and every key that is described is found.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::run::{podreach, podreach_with};

/// A schema, and the keys of it that were found.
struct Walk {
    name: &'static str,
    schema: Value,
    seen: BTreeSet<(String, String)>,
}

/// What is said about a value: the schemas that hold for it together.
type Holds<'a> = Vec<&'a Map<String, Value>>;

impl Walk {
    fn new(name: &'static str) -> Self {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../podreach-report/schema").join(name);
        let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        Self { name, schema, seen: BTreeSet::new() }
    }

    /// Holds the result of a command against the schema.
    fn check(&mut self, words: &str) {
        self.check_value(words, &podreach(words).json());
    }

    fn check_value(&mut self, words: &str, value: &Value) {
        let seen = fit(&self.schema, &self.schema, value, "").unwrap_or_else(|why| panic!("{words}: {why}"));
        self.seen.extend(seen);
    }

    /// Every key that is described has to have been found.
    fn end(self) {
        self.end_but(&[]);
    }

    /// The same but for some objects, whose keys are found elsewhere.
    fn end_but(self, objects: &[&str]) {
        let mut described = BTreeSet::new();
        keys(&self.schema, "", &mut described);
        // Nothing can be switched off on the command line.
        described.retain(|(object, key)| !objects.contains(&object.as_str()) && key != "off");
        let unseen: Vec<_> = described.difference(&self.seen).collect();
        assert!(unseen.is_empty(), "described in {} and never found: {unseen:?}", self.name);
    }
}

/// The schema that a reference leads to, and its name.
fn resolve<'a>(root: &'a Value, schema: &'a Value, name: &str) -> (&'a Value, String) {
    match schema["$ref"].as_str() {
        Some(reference) if reference != "#" => {
            let name = reference.strip_prefix("#/$defs/").unwrap();
            (&root["$defs"][name], name.to_owned())
        }
        Some(_) => (root, String::new()),
        None => (schema, name.to_owned()),
    }
}

/// Why a value does not fit a schema; the keys that were found where it does.
fn fit(root: &Value, schema: &Value, value: &Value, name: &str) -> Result<BTreeSet<(String, String)>, String> {
    let (schema, name) = resolve(root, schema, name);
    let mut holds: Holds<'_> = vec![schema.as_object().unwrap()];
    let mut choices = ["anyOf", "oneOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten().peekable();
    if choices.peek().is_none() {
        return fits_all(root, &holds, value, &name);
    }
    // What stands beside the choices holds for all of them.
    let mut whys = Vec::new();
    for choice in choices {
        let (choice, own) = resolve(root, choice, &name);
        let of_choice = if choice["anyOf"].is_array() || choice["oneOf"].is_array() {
            fit(root, choice, value, &own)
        } else {
            holds.truncate(1);
            holds.push(choice.as_object().unwrap());
            fits_all(root, &holds, value, &own)
        };
        match of_choice {
            Ok(seen) => return Ok(seen),
            Err(why) => whys.push(why),
        }
    }
    Err(whys.join("; or "))
}

fn fits_all(root: &Value, holds: &Holds<'_>, value: &Value, name: &str) -> Result<BTreeSet<(String, String)>, String> {
    let mut seen = BTreeSet::new();
    for schema in holds {
        fits_type(schema, value).map_err(|why| format!("{name}: {why}"))?;
    }
    match value {
        Value::Array(items) => {
            let of_items = holds.iter().find_map(|schema| schema.get("items")).ok_or("no items are described")?;
            for item in items {
                seen.extend(fit(root, of_items, item, name)?);
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                let of_key = holds.iter().find_map(|schema| schema.get("properties")?.get(key));
                let any = holds.iter().find_map(|schema| schema.get("additionalProperties"));
                let of_key = of_key.or(any).ok_or_else(|| format!("{name}.{key} is not described"))?;
                if any.is_none() {
                    seen.insert((name.to_owned(), key.clone()));
                }
                seen.extend(fit(root, of_key, value, &format!("{name}.{key}"))?);
            }
            let required = holds.iter().filter_map(|schema| schema.get("required")?.as_array()).flatten();
            if let Some(key) = required.filter_map(Value::as_str).find(|key| !map.contains_key(*key)) {
                return Err(format!("{name} has no {key}"));
            }
        }
        _ => {}
    }
    Ok(seen)
}

/// Holds a value against the types, constants and bounds of a schema.
fn fits_type(schema: &Map<String, Value>, value: &Value) -> Result<(), String> {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is = match schema.get("type") {
        Some(Value::String(one)) => one == kind,
        Some(Value::Array(several)) => several.iter().any(|one| one == kind),
        _ => true,
    };
    let constant = schema.get("const").is_none_or(|constant| constant == value);
    let below = |key: &str| schema.get(key).and_then(Value::as_u64).zip(value.as_u64());
    let bounds = below("minimum").is_none_or(|(least, value)| least <= value)
        && below("maximum").is_none_or(|(most, value)| value <= most);
    if is && constant && bounds { Ok(()) } else { Err(format!("{value} is no {schema:?}")) }
}

/// All keys of objects, each of which has to be described in words.
fn keys(schema: &Value, name: &str, found: &mut BTreeSet<(String, String)>) {
    match schema {
        Value::Object(map) => {
            for (key, of_key) in map.get("properties").and_then(Value::as_object).into_iter().flatten() {
                found.insert((name.to_owned(), key.clone()));
                let words = of_key["description"].as_str().map_or(0, str::len);
                assert!(words > 3 || of_key["const"].is_string(), "{name}.{key} is not described in words");
                keys(of_key, &format!("{name}.{key}"), found);
            }
            for (key, value) in map.iter().filter(|(key, _)| *key != "properties") {
                match (key.as_str(), value) {
                    ("$defs", Value::Object(defined)) => {
                        defined.iter().for_each(|(name, schema)| keys(schema, name, found));
                    }
                    _ => keys(value, name, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, name, found)),
        _ => {}
    }
}

const INPUTS: [&str; 12] = [
    "reference",
    "blocks.yaml",
    "refused.yaml",
    "rejected.yaml",
    "kubectl.yaml",
    "service.yaml",
    "split.yaml",
    "broken.yaml",
    "entries.yaml",
    "gateway.yaml",
    "depends.yaml",
    "exposure.yaml",
];

#[test]
fn lists_are_as_described() {
    let (mut list, mut full) = (Walk::new("list.json"), Walk::new("full.json"));
    for input in INPUTS {
        list.check(&format!("list {input} -o json --representatives"));
        full.check(&format!("list {input} -o full"));
    }
    // So many rules that not every connection comes with its own.
    let pods: String = (0..40)
        .map(|at| {
            format!(
                "{{apiVersion: v1, kind: Pod, metadata: {{name: p{at}}}, spec: {{containers: [{{name: c}}]}}}}\n---\n"
            )
        })
        .collect();
    let rules: Vec<String> = (1..=1000).map(|port| format!("{{ports: [{{port: {port}}}]}}")).collect();
    let policy = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: many}, spec: {podSelector: {}, ingress: [";
    let input = format!("{pods}{policy}{}]}}}}\n", rules.join(", "));
    let found = podreach_with(&["list", "-", "-o", "full"], &input).json();
    full.check_value("many rules", &found);
    let with_rules = found["connectionsWithRules"].as_u64().unwrap();
    let connections = found["connections"].as_array().unwrap();
    let have = connections.iter().filter(|one| one["ingress"] != serde_json::json!([])).count() as u64;
    assert!(with_rules < connections.len() as u64 && have <= with_rules, "{have} of {with_rules}");
    list.end();
    full.end();
}

#[test]
fn exposure_is_as_described() {
    let mut walk = Walk::new("exposure.json");
    for input in INPUTS {
        walk.check(&format!("list {input} -o json --exposure"));
        walk.check(&format!("list {input} -o json --exposure --representatives"));
    }
    // Only what takes seconds to work out leaves workloads out.
    walk.seen.insert((String::new(), "left_out".to_owned()));
    walk.end();
}

#[test]
fn answers_are_as_described() {
    let mut walk = Walk::new("explain.json");
    for words in [
        "explain web db reference",
        "explain web api reference",
        "explain kube-dns 1.1.1.1 reference",
        "explain b a any-address.yaml",
        "can web db reference --port 5984",
        "can web db reference --protocol TCP",
        "can 10.0.0.1 gate blocks.yaml --port https",
        "can gate 203.0.113.7 blocks.yaml",
        "can client web depends.yaml --port 8080",
        "can client web depends.yaml --port 9090",
        "can agent web depends.yaml --port 1",
        "can client 198.51.100.7 depends.yaml",
        "can x/b x/a left-out.yaml",
        "can shop/client shop/db-2 known.yaml",
        "can shop/db-2 10.42.0.9 known.yaml",
        "explain 10.0.0.0/7 gate blocks.yaml",
        "explain web service:api reference",
        "can 1.1.1.1 service:web reference",
        "can 203.0.113.5 service:shop/web depends.yaml --port 80",
        "can x/b service:x/a left-out.yaml",
        "can shop/client 10.43.0.1 known.yaml",
        "can 10.42.0.9 10.43.0.0/16 known.yaml",
        "can shop/db-2 10.43.0.0/16 known.yaml",
        "can shop/db-2 10.43.0.1 known.yaml",
        "can shop/db-2 service:kubernetes known.yaml",
    ] {
        walk.check(&format!("{words} -o json"));
    }
    walk.end();
}

#[test]
fn comparisons_are_as_described() {
    let mut walk = Walk::new("diff.json");
    for words in [
        "diff diff/old diff/new",
        "diff diff/new diff/old",
        "diff blocks.yaml reference",
        "diff reference blocks.yaml --representatives",
    ] {
        walk.check(&format!("{words} -o json"));
    }
    walk.end();
}

#[test]
fn suggestions_are_as_described() {
    let mut walk = Walk::new("suggest.json");
    let web = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {containers: [{name: a}]}\n---\n\
               apiVersion: v1\nkind: Pod\nmetadata: {name: api, labels: {app: api}}\nspec: {containers: [{name: a}]}\n---\n\
               apiVersion: v1\nkind: Pod\nmetadata: {name: db, labels: {app: db}}\nspec: {containers: [{name: a, ports: [{containerPort: 80}]}]}\n---\n\
               apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {selector: {app: db}, ports: [{port: 8080, targetPort: 80}]}\n---\n\
               apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\n\
               spec: {podSelector: {}, policyTypes: [Ingress, Egress], egress: [{to: [{podSelector: {}}], ports: [{port: 8080}]}]}\n---\n\
               apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: b}\n\
               spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]}\n";
    for arguments in [["allow", "web", "db"], ["deny", "web", "db"]] {
        let run = podreach_with(&[&["suggest"], &arguments[..], &["-", "-o", "json"]].concat(), web);
        walk.check_value("suggest", &run.json());
    }
    let open = web.replace("8080}]}]}\n---", "80}]}]}\n---");
    let run = podreach_with(&["suggest", "deny", "web", "db", "-", "-o", "json"], &open);
    walk.check_value("suggest", &run.json());
    walk.end();
}

#[test]
fn findings_are_as_described() {
    let mut walk = Walk::new("lint.json");
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a} # podreach: allow L13 applied with -n\n\
                  spec: {podSelector: {}, ingress: [{ports: [{port: '80'}]}], policyTypes: [Ingress, Ingress, Ingress]}\n---\n\
                  apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a}]}\n---\n\
                  apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a}]}\n";
    walk.check_value("lint", &podreach_with(&["lint", "-", "-o", "json"], policy).json());
    walk.end();
}

#[test]
fn ways_are_as_described() {
    let mut walk = Walk::new("ways.json");
    let input = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a}]}\n---\n\
                 apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {}}\n";
    walk.check_value("ways, with a note", &podreach_with(&["ways", "a", "-", "-o", "json"], input).json());
    for words in
        ["ways shop/web entries.yaml", "ways shop/web gateway.yaml", "ways x/a left-out.yaml", "ways x/b left-out.yaml"]
    {
        walk.check(&format!("{words} -o json"));
    }
    // Verdicts are those of `can` and `explain`.
    walk.end_but(&["CauseOut", "DeclaredPort", "DependenceOut", "FactOut"]);
}
