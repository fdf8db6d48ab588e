//! Families: namespaces that belong together by name or by a label, of which nearly all behave alike. The others are unlike.

use std::collections::BTreeMap;

use crate::analysis::Analysis;

use super::Folding;
use super::words::stem;

/// So many namespaces are a family.
const LEAST: usize = 5;

/// A family.
#[derive(Clone, Debug)]
pub(super) struct Family {
    /// `tenant-*`, `team=shop`.
    pub(super) name: String,
    /// The group that nearly all of it are.
    pub(super) main: u32,
    /// Those that are, ascending.
    pub(super) alike: Vec<u32>,
    /// Whether the group has no others, so that a box can hold all of it.
    pub(super) boxed: bool,
    /// The places that are unlike, ascending.
    pub(super) unlike: Vec<u32>,
}

/// So many that are unlike their family have cards of their own. Of more, those that are alike among themselves fold.
const UNLIKE: usize = 8;

impl Family {
    /// Whether those that are unlike fold with each other.
    pub(super) const fn folds_unlike(&self) -> bool {
        self.unlike.len() > UNLIKE
    }
}

/// The families in which something is unlike. A namespace is in one at most: those by name come first.
pub(super) fn families(analysis: &Analysis, folding: &Folding, groups: &[u32]) -> Vec<Family> {
    let mut found: Vec<Family> = Vec::new();
    let mut by_name: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut by_label: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (place, at) in folding.places.iter().zip(0_u32..) {
        let Some(name) = &place.namespace else { continue };
        // `tenant-` of `tenant-001`: names that count.
        let digits = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let by = if digits.len() < name.len() { digits.to_owned() } else { stem([&**name]) };
        if !by.is_empty() {
            by_name.entry(by).or_default().push(at);
        }
        let labels = analysis
            .namespaces
            .binary_search_by(|info| info.name.cmp(name))
            .ok()
            .and_then(|at| analysis.namespaces.get(at))
            .map(|info| &info.labels);
        for (key, value) in labels.into_iter().flat_map(|labels| labels.iter()) {
            if **key != *"kubernetes.io/metadata.name" && **key != *"name" {
                by_label.entry(format!("{key}={value}")).or_default().push(at);
            }
        }
    }
    let named = by_name.into_iter().map(|(name, places)| (format!("{name}*"), places));
    for (name, places) in named.chain(by_label) {
        let is_taken = |place: &u32| {
            let group = groups.get(*place as usize);
            found.iter().any(|family| family.unlike.contains(place) || (family.boxed && Some(&family.main) == group))
        };
        if places.len() < LEAST || places.iter().any(is_taken) {
            continue;
        }
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        for group in places.iter().filter_map(|place| groups.get(*place as usize)) {
            *sizes.entry(*group).or_default() += 1;
        }
        let main = sizes.into_iter().max_by_key(|(group, size)| (*size, std::cmp::Reverse(*group)));
        let Some((main, size)) = main.filter(|(_, size)| size * 10 >= places.len() * 8 && *size < places.len()) else {
            continue;
        };
        let (alike, unlike) = places.into_iter().partition(|place| groups.get(*place as usize) == Some(&main));
        let boxed = groups.iter().filter(|group| **group == main).count() == size;
        found.push(Family { name, main, alike, boxed, unlike });
    }
    found
}
