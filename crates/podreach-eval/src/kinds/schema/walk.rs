//! Checks an object field by field against its type.

use podreach_syntax::{Entry, Node, Value};

use super::super::fields::{nearest, offer};
use super::super::reader::Reader;
use super::Strictness;
use super::table::{Fields, TABLE, Type};
use super::values;
use crate::text::quoted;

/// More fields than this are not listed in a message.
const LISTED: usize = 12;

pub(super) struct Walk<'a> {
    /// Where the walk stands, `spec.ports[0]`.
    pub(super) path: String,
    pub(super) strictness: Strictness,
    pub(super) reader: &'a mut Reader,
}

impl Walk<'_> {
    /// Does something at a deeper place.
    fn at(&mut self, step: &str, then: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if !self.path.is_empty() && !step.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(step);
        then(self);
        self.path.truncate(length);
    }

    pub(super) fn object(&mut self, fields: &Fields, node: &Node) {
        let entries = match &node.value {
            Value::Map(entries) => entries.as_slice(),
            Value::Null => &[],
            _ => return self.reader.wrong_type(node, &self.path, "a mapping"),
        };
        // Metadata of custom resources is decoded as that of all others.
        let outer = self.strictness;
        if fields.name == "ObjectMeta" && outer == Strictness::Crd {
            self.strictness = Strictness::BuiltIn;
        }
        for entry in entries {
            match fields.list.iter().find(|field| *field.name == *entry.key.value) {
                Some(field) => self.at(field.name, |walk| walk.value(&field.holds, &entry.value)),
                None if self.strictness == Strictness::Old => {}
                None => self.unknown(fields, entry, entries),
            }
        }
        for field in fields.list.iter().filter(|field| field.required) {
            if self.strictness != Strictness::Old && self.is_missing(node.get(field.name)) {
                self.missing(node, field.name);
            }
        }
        self.strictness = outer;
    }

    /// Whether nothing is there. To built-in kinds an empty text is nothing, to a CRD null alone is.
    fn is_missing(&self, node: Option<&Node>) -> bool {
        match node.map(|node| &node.value) {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => text.is_empty() && self.strictness == Strictness::BuiltIn,
            Some(_) => false,
        }
    }

    fn missing(&mut self, node: &Node, name: &str) {
        let first = node.as_map().and_then(|entries| entries.first());
        let span = node.entry(name).or(first).map_or(node.span, |entry| entry.key.span);
        let message = if self.path.is_empty() {
            format!("the object has no `{name}`")
        } else {
            format!("`{}` has no `{name}`", self.path)
        };
        self.reader.error(values::MISSING, span, message, format!("add `{name}`; the API server requires it"));
    }

    fn unknown(&mut self, fields: &Fields, entry: &Entry, entries: &[Entry]) {
        let key = &entry.key.value;
        let known: Vec<&str> = fields.list.iter().map(|field| field.name).collect();
        let (advice, near) = (meant(fields.name, key), nearest(key, &known));
        let help = match (advice, near) {
            (Some(advice), _) => advice.to_owned(),
            (None, Some(near)) => format!("did you mean `{near}`? A client that does not check drops the field"),
            (None, None) if known.len() <= LISTED => format!("known fields here: {}", quoted(&known)),
            (None, None) => "remove it, or look where it belongs; a client that does not check drops it".to_owned(),
        };
        let place = if self.path.is_empty() { "the object".to_owned() } else { format!("`{}`", self.path) };
        self.reader.error("L01", entry.key.span, format!("`{key}` is not a field of {place}"), help);
        offer(entry, near.filter(|_| advice.is_none()), entries, self.reader);
    }

    pub(super) fn value(&mut self, holds: &Type, node: &Node) {
        if node.is_null() {
            return;
        }
        match holds {
            Type::Any => {}
            Type::List(item, wanted) => self.list(item, *wanted, node),
            Type::Map(item) => match &node.value {
                Value::Map(entries) => {
                    for entry in entries {
                        self.at(&entry.key.value, |walk| walk.value(item, &entry.value));
                    }
                }
                _ => self.reader.wrong_type(node, &self.path, "a mapping"),
            },
            Type::Object(_) => {
                if let Some(fields) = fields_of(holds) {
                    self.object(fields, node);
                }
            }
            _ => values::check(holds, node, &self.path, self.strictness, self.reader),
        }
    }

    fn list(&mut self, item: &Type, wanted: bool, node: &Node) {
        let Value::List(items) = &node.value else {
            return self.reader.wrong_type(node, &self.path, "a list");
        };
        if items.is_empty() && wanted {
            let message = format!("`{}` is empty", self.path);
            self.reader.error(values::MISSING, node.span, message, "the API server requires at least one item");
        }
        for (at, found) in items.iter().enumerate() {
            self.at(&format!("[{at}]"), |walk| {
                if found.is_null() && walk.strictness == Strictness::Crd {
                    let message = format!("`{}` is null", walk.path);
                    walk.reader.error("V02", found.span, message, "write an item, or remove this one");
                } else if let (true, Some(fields)) = (found.is_null(), fields_of(item)) {
                    // To built-in kinds a null item is one of which every field is missing.
                    walk.object(fields, found);
                } else {
                    walk.value(item, found);
                }
            });
        }
    }
}

fn fields_of(holds: &Type) -> Option<&'static Fields> {
    match holds {
        Type::Object(at) => TABLE.objects.get(*at),
        _ => None,
    }
}

/// Advice for fields that other versions or kinds have in this place.
fn meant(holder: &str, key: &str) -> Option<&'static str> {
    Some(match (holder, key) {
        ("IngressBackend", "serviceName" | "servicePort") => {
            "write `service: {name: web, port: {number: 80}}`; `serviceName` and `servicePort` are of v1beta1, which Kubernetes 1.22 removed"
        }
        ("IngressSpec", "backend") => "write `defaultBackend`; `backend` is of v1beta1, which Kubernetes 1.22 removed",
        ("ObjectMeta", "clusterName") => "remove it; Kubernetes 1.24 removed the field",
        ("DaemonSetSpec", "replicas") => "remove it: a DaemonSet runs one pod on each node",
        ("CronJobSpec", "template") => "the template of a CronJob belongs under `spec.jobTemplate.spec.template`",
        ("PodTemplateSpec", "labels") => "labels of pods belong under `metadata` of the template",
        _ => return None,
    })
}
