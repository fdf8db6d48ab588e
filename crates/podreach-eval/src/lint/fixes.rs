//! Fixes that change the objects of an input: what is inserted is written in the style of the object.

use std::cell::Cell;

use podreach_syntax::{Change, Content, Diagnostic, Fix, Path, Sources, Span, Step, Written};

use crate::policy::Direction;

use super::input::{Input, NetworkPolicyAt};

/// Bytes of objects that are read to be changed, all findings of an input together. What is beyond has no fix until others are made.
const BYTES: usize = 1 << 19;

/// What may still be read.
#[derive(Debug)]
pub(super) struct Allowance(Cell<usize>);

impl Default for Allowance {
    fn default() -> Self {
        Self(Cell::new(BYTES))
    }
}

impl Allowance {
    fn take(&self, bytes: usize) -> bool {
        let left = self.0.get().checked_sub(bytes);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// An object that a fix changes.
pub(super) struct Object<'a> {
    sources: &'a Sources,
    written: Written<'a>,
}

impl Object<'_> {
    /// The path to the innermost value with a span.
    pub(super) fn path(&self, span: Span) -> Option<Path> {
        self.written.path_to(self.sources, span)
    }

    /// The value at a path, to be written elsewhere.
    pub(super) fn content_at(&self, path: &Path) -> Option<Content> {
        Content::of(self.written.value(path)?)
    }

    /// The path to the one item of a sequence that is this text.
    pub(super) fn item(&self, list: &Path, text: &str) -> Option<Path> {
        let items = self.written.value(list)?.as_list()?;
        let mut found = items.iter().enumerate().filter(|(_, item)| item.as_str() == Some(text));
        let (at, _) = found.next().filter(|_| found.next().is_none())?;
        Some(list.clone().item(at))
    }

    /// Inserts an item like the one with a span behind it, with another value under a key.
    pub(super) fn behind(&self, item: Span, key: &str, value: &str) -> Option<Change> {
        let path = self.path(item)?;
        let (list, Step::Item(at)) = path.split()? else { return None };
        let Content::Map(mut entries) = self.content_at(&path)? else { return None };
        *entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)? = value.into();
        Some(Change::Item { list, at: at + 1, content: Content::Map(entries) })
    }

    /// Whether a mapping has one key only, or a sequence one item.
    pub(super) fn is_only(&self, path: &Path) -> bool {
        self.written.value(path).is_some_and(|node| match (node.as_map(), node.as_list()) {
            (Some(entries), _) => entries.len() == 1,
            (_, Some(items)) => items.len() == 1,
            _ => false,
        })
    }

    /// Writes a value, with what leads there.
    pub(super) fn set(&self, path: Path, content: impl Into<Content>) -> Option<Change> {
        self.written.set(path, content)
    }

    /// Adds an item to a sequence, which is made where there is none.
    pub(super) fn append(&self, path: Path, content: impl Into<Content>) -> Option<Change> {
        self.written.append(path, content)
    }
}

impl Input<'_> {
    /// Changes of a policy that settle a finding; none where they cannot be made safely.
    pub(super) fn fix<C: IntoIterator<Item = Change>>(
        &self,
        policy: NetworkPolicyAt<'_>,
        title: impl Into<String>,
        changes: impl FnOnce(&Object<'_>) -> Option<C>,
    ) -> Option<Fix> {
        let span = policy.policy.span;
        if !self.allowance.take(span.len() as usize + 100) {
            return None;
        }
        let object = Object { sources: self.sources, written: Written::of(self.sources, span)? };
        let edits = object.written.edits(changes(&object)?)?;
        Some(Fix { title: title.into(), edits })
    }

    /// Writes the directions of a policy out: those that it isolates, or others.
    pub(super) fn fix_types(&self, policy: NetworkPolicyAt<'_>, directions: &[Direction]) -> Option<Fix> {
        let types: Vec<&str> = directions.iter().map(|direction| policy_type(*direction)).collect();
        let title = format!("write `policyTypes: [{}]`", types.join(", "));
        self.fix(policy, title, |object| {
            let (map, key, content) = (Path::of("spec"), "policyTypes", Content::list(types));
            let is_new = object.written.value(&map.clone().key(key)).is_none();
            let after = object.written.value(&map.clone().key("podSelector")).filter(|_| is_new);
            Some([match after {
                Some(_) => Change::Key { map, key: key.to_owned(), content, after: Some("podSelector".to_owned()) },
                None => object.set(map.key(key), content)?,
            }])
        })
    }
}

/// A direction as a policy type.
pub(super) const fn policy_type(direction: Direction) -> &'static str {
    match direction {
        Direction::Ingress => "Ingress",
        Direction::Egress => "Egress",
    }
}

/// The only entry of `namespaceSelector`, for a namespace by its name.
pub(super) fn namespace_by_name(name: &str) -> Content {
    let label = Content::map([(crate::kinds::well_known::NAME_LABEL, name)]);
    Content::map([("matchLabels", label)])
}

/// A diagnostic with those fixes that can be made.
pub(super) fn with_fixes(diagnostic: Diagnostic, fixes: impl IntoIterator<Item = Option<Fix>>) -> Diagnostic {
    fixes.into_iter().flatten().fold(diagnostic, Diagnostic::fix)
}
