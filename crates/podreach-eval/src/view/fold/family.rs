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
    /// How many are.
    pub(super) alike: usize,
    /// The places that are unlike, ascending.
    pub(super) unlike: Vec<u32>,
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
            found.iter().any(|family| family.unlike.contains(place) || Some(&family.main) == group)
        };
        if places.len() < LEAST || places.iter().any(is_taken) {
            continue;
        }
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        for group in places.iter().filter_map(|place| groups.get(*place as usize)) {
            *sizes.entry(*group).or_default() += 1;
        }
        let Some((main, alike)) = sizes.into_iter().max_by_key(|(group, size)| (*size, std::cmp::Reverse(*group)))
        else {
            continue;
        };
        if alike * 10 < places.len() * 8 || alike == places.len() {
            continue;
        }
        let unlike = places.iter().copied().filter(|place| groups.get(*place as usize) != Some(&main)).collect();
        found.push(Family { name, main, alike, unlike });
    }
    found
}
