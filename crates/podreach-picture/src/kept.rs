//! Where cards stood in earlier pictures, so that they stand there again.

use podreach_eval::view::{GraphView, Level, NodeId};
use podreach_layout::Arranged;
use serde::{Deserialize, Serialize};

use crate::arrangement::Arrangement;

/// Places of cards in earlier pictures, for each level and size of screen. Plain data: keep it as long as a picture of the same
/// input is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pictures: Vec<(Key, Arranged)>,
}

/// What pictures have to have in common for their places to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    level: Level,
    compact: bool,
}

impl Key {
    pub(crate) fn of(view: &GraphView, options: &Arrangement) -> Self {
        let level = view.folding.as_ref().map(|folding| folding.level).unwrap_or_default();
        Self { level, compact: options.compact }
    }
}

impl Kept {
    /// The places of pictures like this one.
    pub(crate) fn places(&self, key: Key) -> Option<&Arranged> {
        self.pictures.iter().find(|(known, _)| *known == key).map(|(_, places)| places)
    }

    /// The same with the places of another picture.
    pub(crate) fn with(&self, key: Key, places: Option<Arranged>) -> Self {
        let others = self.pictures.iter().filter(|(known, _)| *known != key).cloned();
        Self { pictures: others.chain(places.map(|places| (key, places))).collect() }
    }
}

/// Whether most of what a view shows had a place before. Otherwise it is another picture, and better arranged anew.
pub(crate) fn is_same_picture(view: &GraphView, before: &Arranged) -> bool {
    let known = |id: &NodeId| {
        let id = match id {
            NodeId::Group(name) => [id.to_string(), NodeId::Namespace(name.clone()).to_string()],
            id => [id.to_string(), String::new()],
        };
        before.ids().any(|known| id.iter().any(|id| id == known))
    };
    let boxes = view.namespaces.iter().map(|namespace| &namespace.id);
    let cards = view.nodes.iter().filter(|node| node.namespace.is_none()).map(|node| &node.id);
    let (mut all, mut found) = (0_usize, 0_usize);
    for id in boxes.chain(cards).filter(|id| !matches!(id, NodeId::External(_))) {
        all += 1;
        found += usize::from(known(id));
    }
    found * 2 > all
}
