//! Rules asked one after the other, each taking what is left: which kind of rule takes which connections. The work grows with
//! the rules and their port ranges, not with rules times what was taken before.

use std::collections::BTreeSet;

use super::ports::Names;
use super::{ConnectionSet, Family, Intervals, OtherProtocols, PortSet, Protocol};

/// What rules take of a set, by kind of rule, and what none of them takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Taken<const KINDS: usize> {
    /// By kind.
    pub(crate) by: [ConnectionSet; KINDS],
    /// What is left.
    pub(crate) rest: ConnectionSet,
}

/// Goes through rules in order; the first one that names a connection takes it. Rules of a kind outside `0..KINDS` take
/// nothing.
pub(crate) fn first_match<'a, const KINDS: usize>(
    question: &ConnectionSet,
    rules: impl Iterator<Item = (usize, &'a ConnectionSet)> + Clone,
) -> Taken<KINDS> {
    if question.differs_by_source() || rules.clone().any(|(_, set)| set.differs_by_source()) {
        return one_by_one(question, rules);
    }
    let differs = question.differs_by_family() || rules.clone().any(|(_, set)| set.differs_by_family());
    if !differs {
        return one_family(question, rules);
    }
    let [four, six] = Family::ALL.map(|family| {
        let rules = rules.clone().map(|(kind, set)| (kind, set.family(family)));
        one_family::<KINDS>(question.family(family), rules)
    });
    let both = four.by.into_iter().zip(six.by).map(|(four, six)| ConnectionSet::by_family(four, six));
    let mut by: [ConnectionSet; KINDS] = std::array::from_fn(|_| ConnectionSet::none());
    for (slot, set) in by.iter_mut().zip(both) {
        *slot = set;
    }
    Taken { by, rest: ConnectionSet::by_family(four.rest, six.rest) }
}

/// The same where source ports count, which is rare: each rule takes its part of all that is left.
fn one_by_one<'a, const KINDS: usize>(
    question: &ConnectionSet,
    rules: impl Iterator<Item = (usize, &'a ConnectionSet)>,
) -> Taken<KINDS> {
    let mut taken = Taken { by: std::array::from_fn(|_| ConnectionSet::none()), rest: question.clone() };
    for (kind, set) in rules {
        let Some(slot) = taken.by.get_mut(kind) else { continue };
        let hit = taken.rest.intersection(set);
        if !hit.is_none() {
            *slot = slot.union(&hit);
            taken.rest = taken.rest.difference(&hit);
        }
    }
    taken
}

/// What is in any of some sets.
pub(crate) fn union_all<'a>(sets: impl Iterator<Item = &'a ConnectionSet> + Clone) -> ConnectionSet {
    if sets.clone().any(ConnectionSet::differs_by_source) {
        return sets.fold(ConnectionSet::none(), |all, set| all.union(set));
    }
    if sets.clone().any(ConnectionSet::differs_by_family) {
        let [four, six] = Family::ALL.map(|family| union_of_one(sets.clone().map(|set| set.family(family))));
        return ConnectionSet::by_family(four, six);
    }
    union_of_one(sets)
}

fn union_of_one<'a>(sets: impl Iterator<Item = &'a ConnectionSet> + Clone) -> ConnectionSet {
    let mut all = ConnectionSet::none();
    for protocol in Protocol::ALL {
        let ports = || sets.clone().map(|set| set.ports(protocol));
        let ranges = ports().flat_map(|ports| ports.numbers().ranges()).copied().collect();
        let (mut only, mut except) = (BTreeSet::new(), None::<BTreeSet<Box<str>>>);
        for names in ports().map(PortSet::all_names) {
            match (names, &mut except) {
                (Names::Only(names), _) => only.extend(names.iter().cloned()),
                (Names::AllExcept(names), None) => except = Some(names.clone()),
                (Names::AllExcept(names), Some(known)) => known.retain(|name| names.contains(name)),
            }
        }
        all.set_ports(protocol, PortSet::put_together(Intervals::from_ranges(ranges), together(only, except)));
    }
    let other = sets.map(ConnectionSet::other_protocols);
    all.set_other_protocols(other.fold(OtherProtocols::None, |all, one| all.union(one)));
    all
}

/// Some names, and all but a few others where there is no end to them.
fn together(only: BTreeSet<Box<str>>, except: Option<BTreeSet<Box<str>>>) -> Names {
    match except {
        None => Names::Only(only),
        Some(except) => Names::AllExcept(except.into_iter().filter(|name| !only.contains(name)).collect()),
    }
}

fn one_family<'a, const KINDS: usize>(
    question: &ConnectionSet,
    rules: impl Iterator<Item = (usize, &'a ConnectionSet)> + Clone,
) -> Taken<KINDS> {
    let mut taken = Taken { by: std::array::from_fn(|_| ConnectionSet::none()), rest: ConnectionSet::none() };
    for protocol in Protocol::ALL {
        let mut left = Left::new(question.ports(protocol));
        let mut found: [Found; KINDS] = std::array::from_fn(|_| Found::default());
        for (kind, set) in rules.clone() {
            if let Some(found) = found.get_mut(kind) {
                left.take(set.ports(protocol), found);
            }
        }
        for (set, found) in taken.by.iter_mut().zip(found) {
            set.set_ports(protocol, found.ports());
        }
        taken.rest.set_ports(protocol, left.ports());
    }
    let mut other = question.other_protocols().clone();
    for (kind, set) in rules {
        let Some(slot) = taken.by.get_mut(kind) else { continue };
        let hit = other.intersection(set.other_protocols());
        other = other.difference(&hit);
        slot.set_other_protocols(slot.other_protocols().union(&hit));
    }
    taken.rest.set_other_protocols(other);
    taken
}

/// Ports that no rule has taken yet.
struct Left {
    /// By first port: the last one of each range.
    numbers: std::collections::BTreeMap<u16, u16>,
    names: Names,
}

/// Ports that rules of one kind took.
#[derive(Default)]
struct Found {
    ranges: Vec<(u16, u16)>,
    names: Vec<Names>,
}

impl Left {
    fn new(ports: &PortSet) -> Self {
        Self { numbers: ports.numbers().ranges().iter().copied().collect(), names: ports.all_names().clone() }
    }

    fn take(&mut self, rule: &PortSet, found: &mut Found) {
        let mut some = false;
        for (first, last) in rule.numbers().ranges() {
            some |= self.take_range(*first, *last, found);
        }
        self.take_names(rule.all_names(), some, found);
        // With no number left, no name can stand for one.
        if self.numbers.is_empty() && matches!(self.names, Names::AllExcept(_)) {
            self.names = Names::default();
        }
    }

    fn take_range(&mut self, first: u16, last: u16, found: &mut Found) -> bool {
        let mut some = false;
        // The range that begins before and reaches in, then all that begin within; each is cut once.
        let before = self.numbers.range(..first).next_back().map(|(start, end)| (*start, *end));
        let mut at = before.filter(|(_, end)| *end >= first);
        if at.is_none() {
            at = self.numbers.range(first..=last).next().map(|(start, end)| (*start, *end));
        }
        while let Some((start, end)) = at {
            self.numbers.remove(&start);
            let (from, to) = (start.max(first), end.min(last));
            found.ranges.push((from, to));
            some = true;
            if let Some(edge) = from.checked_sub(1).filter(|edge| start <= *edge) {
                self.numbers.insert(start, edge);
            }
            if let Some(edge) = to.checked_add(1).filter(|edge| *edge <= end) {
                self.numbers.insert(edge, end);
                return some;
            }
            at = to
                .checked_add(1)
                .filter(|next| *next <= last)
                .and_then(|next| self.numbers.range(next..=last).next())
                .map(|(start, end)| (*start, *end));
        }
        some
    }

    /// `some` tells whether the rule took a number: names without end stand for numbers.
    fn take_names(&mut self, rule: &Names, some: bool, found: &mut Found) {
        match (&mut self.names, rule) {
            (Names::Only(left), Names::Only(names)) => {
                let taken: BTreeSet<Box<str>> = names.iter().filter(|name| left.remove(*name)).cloned().collect();
                found.add(Names::Only(taken));
            }
            (Names::AllExcept(except), Names::Only(names)) => {
                let taken: BTreeSet<Box<str>> =
                    names.iter().filter(|name| except.insert((*name).clone())).cloned().collect();
                found.add(Names::Only(taken));
            }
            (Names::Only(left), Names::AllExcept(except)) => {
                let (stay, taken) = std::mem::take(left).into_iter().partition(|name| except.contains(name));
                *left = stay;
                found.add(Names::Only(taken));
            }
            (Names::AllExcept(gone), Names::AllExcept(except)) if some => {
                let stay = except.iter().filter(|name| !gone.contains(*name)).cloned().collect();
                gone.extend(except.iter().cloned());
                let taken = std::mem::replace(&mut self.names, Names::Only(stay));
                found.add(taken);
            }
            (Names::AllExcept(_), Names::AllExcept(_)) => {}
        }
    }

    fn ports(self) -> PortSet {
        PortSet::put_together(Intervals::from_ranges(self.numbers.into_iter().collect()), self.names)
    }
}

impl Found {
    fn add(&mut self, names: Names) {
        if names != Names::default() {
            self.names.push(names);
        }
    }

    /// What was taken does not overlap, and at most one part of it is without end.
    fn ports(self) -> PortSet {
        let (mut only, mut except) = (BTreeSet::new(), None);
        for names in self.names {
            match names {
                Names::Only(names) => only.extend(names),
                Names::AllExcept(names) => except = Some(names),
            }
        }
        PortSet::put_together(Intervals::from_ranges(self.ranges), together(only, except))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule by rule, as the specification says it.
    fn naive(question: &ConnectionSet, rules: &[(usize, ConnectionSet)]) -> Taken<3> {
        let mut taken = Taken { by: std::array::from_fn(|_| ConnectionSet::none()), rest: question.clone() };
        for (kind, set) in rules {
            let hit = taken.rest.intersection(set);
            if hit.is_none() {
                continue;
            }
            taken.rest = taken.rest.difference(&hit);
            taken.by[*kind] = taken.by[*kind].union(&hit);
        }
        taken
    }

    #[test]
    fn first_rules_take_what_they_take_one_by_one() {
        let mut seed = 11_u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let edge = |at: u64| if at > 11 { u16::MAX } else { at as u16 };
        let mut names = 0;
        for _ in 0..20_000 {
            let mut set = || {
                let protocol = Protocol::ALL[random(2) as usize];
                let ports = |kind: u64, a: u64, b: u64| match kind {
                    0 => PortSet::all(),
                    1 | 2 => PortSet::named(["a", "b", "c"][(a % 3) as usize]),
                    _ => PortSet::range(edge(a.min(b)), edge(a.max(b))),
                };
                let mut set = ConnectionSet::of(protocol, ports(random(6), random(13), random(13)));
                for _ in 0..random(3) {
                    let other = ConnectionSet::of(protocol, ports(random(6), random(13), random(13)));
                    set = if random(3) == 0 { other.difference(&set) } else { set.union(&other) };
                }
                set = match random(9) {
                    0 => ConnectionSet::all(),
                    1 => ConnectionSet::all().difference(&set),
                    _ => set,
                };
                match random(40) {
                    0..=3 => set.only(Family::V4),
                    4..=7 => set.only(Family::V6),
                    8 => set.union(&ConnectionSet::of_other(OtherProtocols::icmp(Family::V4, Some(8), None))),
                    9 => set.difference(&ConnectionSet::of_protocol_number(47)),
                    10 => set.intersection(&ConnectionSet::from_source_ports(Protocol::Tcp, 5, 9)),
                    11 => set.difference(&ConnectionSet::from_source_ports(Protocol::Udp, 0, edge(random(13)))),
                    _ => set,
                }
            };
            let question = if set().is_none() { set() } else { ConnectionSet::all() };
            let rules: Vec<(usize, ConnectionSet)> = (0..6).map(|at| (at % 3, set())).collect();
            let found = first_match(&question, rules.iter().map(|(kind, set)| (*kind, set)));
            assert_eq!(found, naive(&question, &rules), "{question:?} {rules:?}");
            names += usize::from(found.by.iter().any(|set| set.ports(Protocol::Tcp).names().next().is_some()));
            let all = rules.iter().fold(ConnectionSet::none(), |all, (_, set)| all.union(set));
            let together = union_all(rules.iter().map(|(_, set)| set));
            // The order in which names without end come together may count for names that no rule uses.
            let endless = |set: &ConnectionSet| {
                let ports = Protocol::ALL.map(|protocol| set.ports(protocol).all_names().clone());
                ports.iter().any(|names| matches!(names, Names::AllExcept(names) if !names.is_empty()))
            };
            if !rules
                .iter()
                .any(|(_, set)| endless(set) || endless(set.family(Family::V4)) || endless(set.family(Family::V6)))
            {
                assert_eq!(together, all, "{rules:?}");
            }
            for protocol in Protocol::ALL {
                assert_eq!(together.ports(protocol).numbers(), all.ports(protocol).numbers());
            }
        }
        assert!(names > 100, "{names}");
    }
}
