//! Interned connection sets: an edge holds an id, equal sets have equal ids.

use rustc_hash::FxHashMap;

use super::ConnectionSet;

/// Id of a connection set in its [`Connections`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(u32);

impl ConnId {
    /// Nothing passes.
    pub const NONE: Self = Self(0);
    /// Everything passes.
    pub const ALL: Self = Self(1);

    /// Its place in the table.
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The table of all connection sets of an analysis.
#[derive(Clone, Debug)]
pub struct Connections {
    sets: Vec<ConnectionSet>,
    ids: FxHashMap<ConnectionSet, ConnId>,
}

impl Default for Connections {
    fn default() -> Self {
        let sets = vec![ConnectionSet::none(), ConnectionSet::all()];
        let ids = [(ConnectionSet::none(), ConnId::NONE), (ConnectionSet::all(), ConnId::ALL)].into_iter().collect();
        Self { sets, ids }
    }
}

impl Connections {
    /// The id of a set; makes one when it is new.
    pub fn intern(&mut self, set: &ConnectionSet) -> ConnId {
        if let Some(id) = self.ids.get(set) {
            return *id;
        }
        let id = ConnId(self.sets.len() as u32);
        self.sets.push(set.clone());
        self.ids.insert(set.clone(), id);
        id
    }

    /// The set behind an id. Ids of another table give the empty set or a wrong one.
    pub fn get(&self, id: ConnId) -> &ConnectionSet {
        static NOTHING: std::sync::LazyLock<ConnectionSet> = std::sync::LazyLock::new(ConnectionSet::none);
        self.sets.get(id.0 as usize).unwrap_or(&NOTHING)
    }

    /// All sets, in order of their ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &ConnectionSet> {
        self.sets.iter()
    }

    /// How many different sets there are.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Never: nothing and everything are always there.
    pub const fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }
}
