//! Changes of an object, made on its tree: what is read when they were made on its text.

use crate::node::{Node, Value};

use super::content::Content;
use super::path::{Path, Step};

/// A change of an object. Places are those of the object as it is written, whatever else is changed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Inserts an item into a sequence in front of the one with this index, or behind the last one.
    Item {
        /// The sequence, which has items.
        list: Path,
        /// The index, from 0 to how many items there are.
        at: usize,
        /// The item.
        content: Content,
    },
    /// Inserts a key into a mapping.
    Key {
        /// The mapping, which has keys, but not this one.
        map: Path,
        /// The key.
        key: String,
        /// Its value.
        content: Content,
        /// The key that it stands behind; none for the end.
        after: Option<String>,
    },
    /// Replaces a value.
    Value {
        /// The value.
        at: Path,
        /// What stands there then.
        content: Content,
    },
    /// Removes an item or a key, of which there are others beside it.
    Remove {
        /// What is removed.
        at: Path,
    },
}

impl Change {
    /// Where it takes place. What is changed in this order, the greatest first, moves no other place.
    pub(super) fn place(&self) -> Path {
        match self {
            Self::Item { list, at, .. } => list.clone().item(*at),
            Self::Key { map, key, .. } => map.clone().key(key.as_str()),
            Self::Value { at, .. } | Self::Remove { at } => at.clone(),
        }
    }

    /// Makes it on a tree.
    pub(super) fn make(&self, root: &mut Node) -> Option<()> {
        match self {
            Self::Item { list, at, content } => {
                let items = inside(root, list)?.as_list_mut()?;
                (*at <= items.len() && !items.is_empty()).then(|| items.insert(*at, content.read()))
            }
            Self::Key { map, key, content, after } => {
                let Value::Map(entries) = &mut inside(root, map)?.value else { return None };
                let place = |key: &str| entries.iter().position(|entry| &*entry.key.value == key);
                let at = after.as_ref().map_or(Some(entries.len()), |after| Some(place(after)? + 1))?;
                let free = place(key).is_none() && !entries.is_empty();
                free.then(|| entries.insert(at, content.under(key)))
            }
            Self::Value { at, content } => {
                *inside(root, at)? = content.read();
                Some(())
            }
            Self::Remove { at } => {
                let (parent, step) = at.split()?;
                match (&mut inside(root, &parent)?.value, step) {
                    (Value::List(items), Step::Item(at)) => {
                        (*at < items.len() && items.len() > 1).then(|| items.remove(*at))?;
                    }
                    (Value::Map(entries), Step::Key(key)) => {
                        let at = entries.iter().position(|entry| *entry.key.value == **key)?;
                        (entries.len() > 1).then(|| entries.remove(at))?;
                    }
                    _ => return None,
                }
                Some(())
            }
        }
    }
}

fn inside<'n>(root: &'n mut Node, path: &Path) -> Option<&'n mut Node> {
    path.steps().iter().try_fold(root, |node, step| match (&mut node.value, step) {
        (Value::List(items), Step::Item(at)) => items.get_mut(*at),
        (Value::Map(entries), Step::Key(key)) => {
            entries.iter_mut().find(|entry| *entry.key.value == **key).map(|entry| &mut entry.value)
        }
        _ => None,
    })
}
