//! What stands in a sheet: cards without a box and boxes, with who reaches whom among them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{LayoutInput, Place, Weight};
use crate::plan::{prevailing, strong};
use crate::rows::{self, by_names, sort_rows};

/// A card without a box, or a box.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Item {
    pub(super) group: Option<usize>,
    pub(super) members: Vec<usize>,
    pub(super) rank: usize,
    /// Whether a line joins it with another one or with a shore.
    pub(super) is_joined: bool,
    /// Whether nobody reaches it.
    pub(super) is_source: bool,
    /// Whether lines run between its members.
    pub(super) is_tied: bool,
    /// How many others it is joined with.
    pub(super) partners: usize,
}

/// All cards without a box and all boxes, by name.
pub(super) struct Items {
    pub(super) all: Vec<Item>,
    pub(super) shores: Vec<usize>,
    pub(super) edges: Vec<(usize, usize)>,
    pub(super) strong: Vec<(usize, usize)>,
    pub(super) entered: Vec<bool>,
}

impl Items {
    pub(super) fn of(input: &LayoutInput) -> Self {
        let group_of = |node: usize| match input.nodes.get(node).map(|node| node.place) {
            Some(Place::InGroup(group)) if group < input.groups.len() => Some(group),
            _ => None,
        };
        let is_shore = |node: usize| input.nodes.get(node).is_some_and(|node| node.place == Place::Shore);
        let mut by_name: BTreeMap<(&str, bool, usize), Item> = BTreeMap::new();
        for (at, group) in input.groups.iter().enumerate() {
            by_name.insert((&group.id, true, at), Item { group: Some(at), is_source: true, ..Item::default() });
        }
        for (at, node) in input.nodes.iter().enumerate().filter(|(at, _)| !is_shore(*at)) {
            match group_of(at) {
                Some(group) => {
                    let key = input.groups.get(group).map(|found| (found.id.as_str(), true, group));
                    if let Some(item) = key.and_then(|key| by_name.get_mut(&key)) {
                        item.members.push(at);
                    }
                }
                None => {
                    by_name
                        .insert((&node.id, false, at), Item { members: vec![at], is_source: true, ..Item::default() });
                }
            }
        }
        let mut all: Vec<Item> = by_name.into_values().collect();
        for item in &mut all {
            item.members.sort_by_key(|node| input.nodes.get(*node).map(|node| node.id.as_str()));
        }
        let mut item_of = vec![None; input.nodes.len()];
        for (at, item) in all.iter().enumerate() {
            for node in &item.members {
                if let Some(item_of) = item_of.get_mut(*node) {
                    *item_of = Some(at);
                }
            }
        }
        let item_of = |node: usize| item_of.get(node).copied().flatten();
        for edge in input.lasting().filter(|edge| edge.from != edge.to) {
            for (own, other) in [(edge.from, edge.to), (edge.to, edge.from)] {
                let (Some(at), partner) = (item_of(own), item_of(other)) else { continue };
                let Some(item) = all.get_mut(at) else { continue };
                item.is_tied |= partner == Some(at);
                item.is_joined |= partner != Some(at);
                item.is_source &= partner == Some(at) || own != edge.to || edge.weight != Weight::Strong;
            }
        }
        let strong = strong(input);
        let edges: Vec<(usize, usize)> =
            strong.iter().filter_map(|(from, to)| Some((item_of(*from)?, item_of(*to)?))).collect();
        let edges: Vec<(usize, usize)> = prevailing(&edges).into_iter().filter(|(from, to)| from != to).collect();
        rank(&mut all, &edges);
        let entered = rows::entered_from_elsewhere(input, group_of);
        let shores = (0..input.nodes.len()).filter(|node| is_shore(*node)).collect();
        Self { all, shores, edges, strong, entered }
    }

    /// How many layers there are.
    pub(super) fn depth(&self) -> usize {
        self.all.iter().map(|item| item.rank + 1).max().unwrap_or(0)
    }

    /// Items by rank, ordered so that few lines cross.
    pub(super) fn layers(&self, main: &[usize], merged: Option<usize>) -> Vec<Vec<usize>> {
        let mut layers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in main {
            let rank = self.all.get(*at).map_or(0, |item| item.rank);
            layers.entry(rank).or_default().push(*at);
        }
        let mut layers: Vec<Vec<usize>> = layers.into_values().collect();
        if let Some(at) = merged.filter(|at| at + 1 < layers.len()) {
            let upper = layers.remove(at);
            layers.get_mut(at).into_iter().for_each(|lower| lower.extend(&upper));
        }
        sort_rows(&mut layers, &self.edges, |_| false);
        layers
    }
}

/// Whoever reaches stands above whom it reaches; what nobody reaches stands close above.
fn rank(items: &mut [Item], edges: &[(usize, usize)]) {
    let order: Vec<usize> = (0..items.len()).collect();
    let ranks = by_names(&order, edges);
    for (item, rank) in items.iter_mut().zip(&ranks) {
        item.rank = *rank;
    }
    for (at, item) in items.iter_mut().enumerate() {
        let partners: BTreeSet<usize> = edges
            .iter()
            .filter_map(|(from, to)| if *from == at { Some(*to) } else { (*to == at).then_some(*from) })
            .collect();
        item.partners = partners.len();
        let below = edges.iter().filter(|(from, _)| *from == at).filter_map(|(_, to)| ranks.get(*to)).min();
        if let (true, Some(below)) = (item.is_source, below) {
            item.rank = item.rank.max(below.saturating_sub(1));
        }
    }
}
