//! How cards and bundles are worded: common names, ports.

use std::collections::BTreeSet;

use crate::sets::{ConnectionSet, Protocol};

use super::super::numbers::grouped;
use super::Folding;

/// More ranges than this are a number of ports.
const RANGES: usize = 3;

/// Ports of several pairs together: `TCP 80,443; UDP 53`; `TCP 12 ports` where there are more than three ranges. TCP comes
/// first, then UDP, then SCTP.
pub(super) fn ports(set: &ConnectionSet) -> String {
    if set.is_all() {
        return "all".to_owned();
    }
    let mut texts: Vec<String> = Vec::new();
    for protocol in [Protocol::Tcp, Protocol::Udp, Protocol::Sctp] {
        let ports = set.ports(protocol);
        if ports.is_empty() {
            continue;
        }
        if ports.is_all() {
            texts.push(protocol.to_string());
            continue;
        }
        let names = ports.names().count();
        if ports.numbers().ranges().len() + names <= RANGES {
            texts.push(format!("{protocol} {ports}"));
        } else {
            let width = |(first, last): &(u16, u16)| usize::from(last - first) + 1;
            let count = ports.numbers().ranges().iter().map(width).sum::<usize>() + names;
            texts.push(format!("{protocol} {} ports", grouped(count)));
        }
    }
    if texts.is_empty() { set.short_notation() } else { texts.join("; ") }
}

impl Folding {
    /// What several labels hold together.
    pub(super) fn union(&self, labels: &BTreeSet<u32>) -> ConnectionSet {
        let mut all = labels.iter().filter_map(|label| self.lines.label(*label)).map(|label| &label.connections);
        let first = all.next().cloned().unwrap_or_default();
        all.fold(first, |union, next| union.union(next))
    }
}

/// The beginning that names have in common, up to a separator that is part of it: `tenant-` of `tenant-001` and `tenant-002`.
/// Empty where they have none.
pub(super) fn stem<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let Some(first) = names.next() else { return String::new() };
    let mut common = first.len();
    for name in names {
        let same = first.bytes().zip(name.bytes()).take_while(|(one, two)| one == two).count();
        common = common.min(same);
    }
    let whole = first.get(..common).unwrap_or("");
    let end = whole.rfind(['-', '.', '_']).map_or(0, |at| at + 1);
    whole.get(..end).filter(|stem| stem.len() > 2).unwrap_or("").to_owned()
}

/// How members are called together: `web, api`, `kafka-0, kafka-1 and 3 more`, `tenant-001 … 064`.
pub(super) fn members(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one}, {two}"),
        [first, second, .., last] => {
            let stem = stem(names.iter().copied());
            match last.get(stem.len()..).filter(|_| !stem.is_empty()) {
                Some(end) => format!("{first} … {end}"),
                None => format!("{first}, {second} and {} more", grouped(names.len() - 2)),
            }
        }
    }
}
