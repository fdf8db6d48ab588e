//! The object that a place of a text belongs to: its kind, its namespace, and what stands at its paths.

use podreach_eval::kinds::schema::{Place, place};
use podreach_eval::sets::{Operator, Requirement, Selector};
use podreach_syntax::Span;

use super::loose::{Entry, Loose, Step, read};

/// A document with one object of it.
#[derive(Debug)]
pub(super) struct Object<'a> {
    text: &'a str,
    document: Loose,
    /// The steps to the object; none unless it is an item of a list.
    root: usize,
    root_path: Vec<Step>,
    namespace: &'a str,
}

impl<'a> Object<'a> {
    /// The object around a path of a document. Without a namespace of its own, it gets the one that is given.
    pub(super) fn around(text: &'a str, path: &[Step], default_namespace: &'a str) -> Self {
        let document = read(text);
        let is_object = |root: &[Step]| {
            let has = |entry: &Entry| {
                let last = entry.path.split_last();
                last.is_some_and(|(last, before)| before == root && matches!(last.key(), Some("kind" | "apiVersion")))
            };
            document.entries.iter().any(has)
        };
        let lengths = (1..=path.len()).rev();
        let mut roots = lengths.filter_map(|length| path.get(..length)).filter(|root| match root {
            [.., Step::Key(key), Step::Item(_)] => &**key == "items",
            [Step::Item(_)] => true,
            _ => false,
        });
        let root_path = roots.find(|root| is_object(root)).unwrap_or(&[]).to_vec();
        let mut object = Self { text, document, root: root_path.len(), root_path, namespace: default_namespace };
        let namespace = object.value(&keys(&["metadata", "namespace"])).filter(|name| !name.is_empty());
        if let Some(namespace) = namespace {
            object.namespace = namespace;
        }
        object
    }

    /// A path of the document as one of the object.
    pub(super) fn within<'p>(&self, path: &'p [Step]) -> &'p [Step] {
        path.get(self.root..).unwrap_or(&[])
    }

    /// Its kind; empty while there is none.
    pub(super) fn kind(&self) -> &'a str {
        self.value(&keys(&["kind"])).unwrap_or("")
    }

    /// Its version; empty while there is none.
    pub(super) fn api_version(&self) -> &'a str {
        self.value(&keys(&["apiVersion"])).unwrap_or("")
    }

    /// Its namespace.
    pub(super) const fn namespace(&self) -> &'a str {
        self.namespace
    }

    /// Its name; empty while there is none.
    pub(super) fn name(&self) -> &'a str {
        self.value(&keys(&["metadata", "name"])).unwrap_or("")
    }

    /// What the API has at a path of the object.
    pub(super) fn place(&self, path: &[Step]) -> Option<Place> {
        // A key that stands where no kind is written yet belongs to a policy most of the time.
        let kind = Some(self.kind()).filter(|kind| !kind.is_empty()).unwrap_or("NetworkPolicy");
        let steps: Vec<Option<&str>> = path.iter().map(Step::key).collect();
        place(kind, &steps)
    }

    /// The entries at and below a path of the object.
    pub(super) fn below<'s>(&'s self, path: &'s [Step]) -> impl Iterator<Item = (&'s [Step], &'s Entry)> {
        let entries = self.document.entries.iter().filter_map(move |entry| {
            let inside = entry.path.strip_prefix(self.root_path.as_slice())?.strip_prefix(path)?;
            Some((inside, entry))
        });
        entries.take(MOST)
    }

    /// Whether anything stands at a path.
    pub(super) fn has(&self, path: &[Step]) -> bool {
        self.below(path).next().is_some()
    }

    /// The value at a path.
    pub(super) fn value(&self, path: &[Step]) -> Option<&'a str> {
        let entry = self.below(path).find(|(inside, _)| inside.is_empty())?.1;
        self.text.get(entry.value.clone())
    }

    /// The text of an entry's value.
    pub(super) fn text_of(&self, entry: &Entry) -> &'a str {
        self.text.get(entry.value.clone()).unwrap_or("")
    }

    /// The entry whose key or value a byte of the text lies in.
    pub(super) fn entry_at(text: &str, offset: usize) -> Option<Entry> {
        let holds = |range: &std::ops::Range<usize>| !range.is_empty() && range.start <= offset && offset <= range.end;
        read(text).entries.into_iter().find(|entry| holds(&entry.key) || holds(&entry.value))
    }

    /// The label selector at a path, as far as it is written.
    pub(super) fn selector(&self, path: &[Step]) -> Selector {
        let mut requirements: Vec<Requirement> = self.labels(&joined(path, "matchLabels"));
        let expressions = joined(path, "matchExpressions");
        for index in 0..MOST as u32 {
            let at = [expressions.as_slice(), &[Step::Item(index)]].concat();
            if !self.has(&at) {
                break;
            }
            requirements.extend(self.expression(&at));
        }
        Selector::new(requirements, Span::default())
    }

    /// A mapping of labels as requirements.
    pub(super) fn labels(&self, path: &[Step]) -> Vec<Requirement> {
        let labels = self.below(path).filter_map(|(inside, entry)| match inside {
            [Step::Key(key)] => Some(requirement(key, Operator::Equals(self.text_of(entry).into()))),
            _ => None,
        });
        labels.collect()
    }

    fn expression(&self, path: &[Step]) -> Option<Requirement> {
        let key = self.value(&joined(path, "key")).filter(|key| !key.is_empty())?;
        let values = joined(path, "values");
        let values = self.below(&values).filter(|(inside, _)| matches!(inside, [Step::Item(_)]));
        let values = values.map(|(_, entry)| self.text_of(entry).into()).collect();
        let operator = match self.value(&joined(path, "operator"))? {
            "In" => Operator::In(values),
            "NotIn" => Operator::NotIn(values),
            "Exists" => Operator::Exists,
            "DoesNotExist" => Operator::DoesNotExist,
            _ => return None,
        };
        Some(requirement(key, operator))
    }
}

/// No more entries than this are looked at below a path.
const MOST: usize = 2_000;

fn requirement(key: &str, operator: Operator) -> Requirement {
    Requirement { key: key.into(), operator, span: Span::default() }
}

/// Steps by keys.
pub(super) fn keys(list: &[&str]) -> Vec<Step> {
    list.iter().map(|key| Step::Key((*key).into())).collect()
}

/// A path with a key behind it.
pub(super) fn joined(path: &[Step], key: &str) -> Vec<Step> {
    [path, &[Step::Key(key.into())]].concat()
}
