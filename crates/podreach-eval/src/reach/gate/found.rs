//! Rules of a gate that may concern the other end, and which of them do.

use rustc_hash::FxHashMap;

use crate::policy::{Action, RuleRef};
use crate::reach::classes::ClassId;
use crate::reach::parts::{Part, all};
use crate::reach::rules::{CompiledRule, Over};
use crate::reach::verdict::{Hit, Miss};
use crate::reach::walk::Applicable;
use crate::sets::{AddressSet, ConnectionSet, Family};

/// At most this many rules that came close are named.
const MISSES: usize = 8;
/// At most this many parts of an end that rules tell apart are gone through.
const PATTERNS: usize = 64;

/// A rule with what it means for the other end.
pub(super) struct Found<'a> {
    pub(super) tier: usize,
    pub(super) rule: &'a CompiledRule,
    pub(super) peer: bool,
    pub(super) ports: ConnectionSet,
}

impl Found<'_> {
    pub(super) fn applicable(&self) -> Applicable<'_> {
        Applicable { tier: self.tier, action: self.rule.action, connections: &self.ports }
    }
}

/// Parts that the rules of a gate tell apart; those that the same of them name are put together.
pub(super) fn patterns(parts: Vec<Part>, found: &[Found<'_>]) -> Vec<Part> {
    if parts.len() < 2 {
        return parts;
    }
    let mut known: FxHashMap<Vec<bool>, usize> = FxHashMap::default();
    let mut alike: Vec<(ClassId, Vec<AddressSet>)> = Vec::new();
    for part in parts {
        let named = found.iter().map(|found| found.rule.peers.contains(part.class.0)).collect();
        let next = alike.len();
        let at = *known.entry(named).or_insert(next);
        if at == next {
            if next == PATTERNS {
                break;
            }
            alike.push((part.class, Vec::new()));
        }
        if let Some((_, sets)) = alike.get_mut(at) {
            sets.extend(part.addresses);
        }
    }
    alike.into_iter().map(|(class, sets)| Part { class, addresses: Some(all(&sets)) }).collect()
}

/// Notes which rules name some of the parts, for an end that speaks one family or both.
pub(super) fn meet<'p>(
    found: &mut [Found<'_>],
    parts: impl IntoIterator<Item = &'p Part> + Clone,
    family: Option<Family>,
) {
    for found in found {
        let met = parts.clone().into_iter().find_map(|part| found.rule.meets(part.class.0, family));
        found.peer = met.is_some();
        if let Some(Over::One(family)) = met {
            found.ports = found.ports.only(family);
        }
    }
}

/// Rules that did not match, nearest first: those that come too late, then those that name the other end, then those that
/// name the port. Of tiers after the last one that anything came to, only those that come too late count.
pub(super) fn misses(found: &[Found<'_>], asked: &ConnectionSet, hits: &[Hit], last: usize) -> Vec<Miss> {
    let hits: std::collections::BTreeSet<RuleRef> = hits.iter().map(|hit| hit.rule).collect();
    let mut misses: Vec<Miss> = found
        .iter()
        .filter(|found| found.rule.action == Action::Allow)
        .filter(|found| found.tier <= last || (found.peer && !found.ports.intersection(asked).is_none()))
        .map(|found| Miss {
            rule: found.rule.origin,
            peer_matches: found.peer,
            port_matches: !found.ports.intersection(asked).is_none(),
            lacks: None,
        })
        .filter(|miss| !hits.contains(&miss.rule))
        .collect();
    misses.sort_by_key(|miss| (!miss.peer_matches, !miss.port_matches, miss.rule));
    misses.truncate(MISSES);
    misses
}
