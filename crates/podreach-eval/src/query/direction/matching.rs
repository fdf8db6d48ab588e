//! Rules of one direction that may match the other end, and which of them do.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::policy::{Action, RuleRef, TierId};
use crate::query::address_parts::Part;
use crate::query::verdict::{Hit, Miss};
use crate::reach::classes::ClassId;
use crate::reach::rules::CompiledRule;
use crate::reach::walk::Applicable;
use crate::sets::{AddressSet, ConnectionSet, Families, Family};

/// At most this many rules that came close are named.
const MISSES: usize = 8;
/// At most this many parts of an end that rules tell apart are gone through.
const PATTERNS: usize = 64;

/// A rule with what it means for the other end.
pub(super) struct Found<'a> {
    pub(super) tier: TierId,
    pub(super) rule: &'a CompiledRule,
    pub(super) peer: bool,
    pub(super) ports: Cow<'a, ConnectionSet>,
}

impl Found<'_> {
    pub(super) fn applicable(&self) -> Applicable<'_> {
        Applicable { tier: self.tier, action: self.rule.action, connections: &self.ports }
    }
}

/// Rules with the tiers that they stand in.
type Rules<'a> = Vec<(TierId, &'a CompiledRule)>;

/// Parts of the other end, joined where the same rules match them, and the rules that may match some of them. `naming` gives the
/// rules that may match a class.
pub(super) fn patterns<'a>(parts: Vec<Part>, naming: impl Fn(ClassId) -> Rules<'a>) -> (Vec<Part>, Rules<'a>) {
    if let [part] = parts.as_slice() {
        let rules = naming(part.class);
        return (parts, rules);
    }
    let mut known: FxHashMap<Vec<RuleRef>, usize> = FxHashMap::default();
    let mut alike: Vec<(ClassId, Vec<AddressSet>)> = Vec::new();
    let mut all_rules: BTreeMap<RuleRef, (TierId, &CompiledRule)> = BTreeMap::new();
    for part in parts {
        let rules = naming(part.class);
        let named = rules.iter().filter(|(_, rule)| rule.others.classes().contains(part.class.0));
        let named: Vec<RuleRef> = named.map(|(_, rule)| rule.origin).collect();
        let next = alike.len();
        let at = match known.get(&named) {
            Some(at) => *at,
            None if next == PATTERNS => break,
            None => {
                known.insert(named, next);
                alike.push((part.class, Vec::new()));
                all_rules.extend(rules.into_iter().map(|(tier, rule)| (rule.origin, (tier, rule))));
                next
            }
        };
        if let Some((_, sets)) = alike.get_mut(at) {
            sets.extend(part.addresses);
        }
    }
    let parts =
        alike.into_iter().map(|(class, sets)| Part { class, addresses: Some(AddressSet::union_all(&sets)) }).collect();
    (parts, all_rules.into_values().collect())
}

/// Notes which rules match their own end, which speaks one family or both, and some of the parts.
pub(super) fn note_matches<'p>(
    found: &mut [Found<'_>],
    own: ClassId,
    parts: impl IntoIterator<Item = &'p Part> + Clone,
    spoken: Option<Family>,
) {
    for found in found {
        let mut over = parts.clone().into_iter().map(|part| found.rule.matches(own, part.class.0, spoken));
        let matching = over.find(|families| !families.is_none());
        found.peer = matching.is_some();
        if let Some(family) = matching.and_then(Families::only) {
            found.ports = Cow::Owned(found.ports.only(family));
        }
    }
}

/// Rules that did not match, nearest first: those after the rule that decides, then those whose peers match, then those whose
/// ports match. Of tiers after the last one that was reached, only the first kind counts. `others` are rules
/// in order of evaluation; those that are not among the found ones do not name the other end.
pub(super) fn misses<'a>(
    found: &[Found<'_>],
    others: impl Iterator<Item = Found<'a>>,
    asked: &ConnectionSet,
    hits: &[Hit],
    last: TierId,
) -> Vec<Miss> {
    let hits: BTreeSet<RuleRef> = hits.iter().map(|hit| hit.rule).collect();
    let miss = |found: &Found<'_>| Miss {
        rule: found.rule.origin,
        peer_matches: found.peer,
        port_matches: !found.ports.intersection(asked).is_none(),
        selects: true,
    };
    let mut misses: Vec<Miss> = found
        .iter()
        .filter(|found| found.rule.action == Action::Allow && !found.rule.off)
        .map(|found| (found.tier, miss(found)))
        .filter(|(tier, miss)| *tier <= last || (miss.peer_matches && miss.port_matches))
        .map(|(_, miss)| miss)
        .filter(|miss| !hits.contains(&miss.rule))
        .collect();
    let near: BTreeSet<RuleRef> = found.iter().map(|found| found.rule.origin).collect();
    let others = others
        .filter(|other| other.rule.action == Action::Allow && !other.rule.off && other.tier <= last)
        .filter(|other| !near.contains(&other.rule.origin));
    let mut with_port = 0;
    for miss in others.map(|other| miss(&other)) {
        with_port += usize::from(miss.port_matches);
        misses.push(miss);
        if with_port == MISSES {
            break;
        }
    }
    misses.sort_by_key(|miss| (!miss.peer_matches, !miss.port_matches, miss.rule));
    misses.truncate(MISSES);
    misses
}
