//! What is said about pairs of workloads, and about workloads and addresses outside, so that two lists can be compared.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::net::IpAddr;

/// Addresses of one family, first and last.
pub(crate) type Range = (bool, u128, u128);

/// Something about pairs of workloads, and at the border to the outside, where ranges of which the same is said and that
/// lie next to each other are one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pairs<T> {
    pub(crate) inside: BTreeMap<(String, String), T>,
    /// By workload and whether it is the destination.
    pub(crate) border: BTreeMap<(String, bool), Vec<(Range, T)>>,
}

impl<T> Default for Pairs<T> {
    fn default() -> Self {
        Self { inside: BTreeMap::new(), border: BTreeMap::new() }
    }
}

impl<T: Ord + Debug> Pairs<T> {
    /// Puts ranges together.
    pub(crate) fn merged(mut self) -> Self {
        for ranges in self.border.values_mut() {
            ranges.sort();
            let mut merged: Vec<(Range, T)> = Vec::new();
            for (range, what) in ranges.drain(..) {
                match merged.last_mut() {
                    Some(((v6, _, end), known))
                        if *v6 == range.0 && *known == what && end.checked_add(1) == Some(range.1) =>
                    {
                        *end = range.2;
                    }
                    _ => merged.push((range, what)),
                }
            }
            *ranges = merged;
        }
        self
    }

    /// Without addresses of IPv6, which some sources do not know.
    pub(crate) fn v4_only(mut self) -> Self {
        for ranges in self.border.values_mut() {
            ranges.retain(|((v6, _, _), _)| !v6);
        }
        self.border.retain(|_, ranges| !ranges.is_empty());
        self
    }

    /// The first difference, or nothing.
    pub(crate) fn difference(&self, ours: &Self) -> Option<String> {
        for pair in self.inside.keys().chain(ours.inside.keys()) {
            let (expected, found) = (self.inside.get(pair), ours.inside.get(pair));
            if expected != found {
                return Some(format!("{} => {}: expected {expected:?}, got {found:?}", pair.0, pair.1));
            }
        }
        for key in self.border.keys().chain(ours.border.keys()) {
            let (expected, found) = (self.border.get(key), ours.border.get(key));
            if expected != found {
                let way = if key.1 { "from outside" } else { "to outside" };
                return Some(format!("{} {way}: expected {expected:?}, got {found:?}", key.0));
            }
        }
        None
    }
}

/// The range of `a.b.c.d-e.f.g.h`.
pub(crate) fn range(text: &str) -> Option<Range> {
    let (first, last) = text.split_once('-')?;
    let bits = |text: &str| match text.parse().ok()? {
        IpAddr::V4(address) => Some((false, u128::from(address.to_bits()))),
        IpAddr::V6(address) => Some((true, address.to_bits())),
    };
    let ((v6, first), (_, last)) = (bits(first)?, bits(last)?);
    Some((v6, first, last))
}
