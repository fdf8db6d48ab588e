//! What policies ask of ends, as sets of classes: the one place where predicates are compiled.

use crate::budget::Budget;
use crate::policy::{BlockPods, EndpointMatch, EndpointPredicate, PodSelector, Predicate, Rule};
use crate::sets::{Families, Family, Intervals, Selector};

use super::classes::{Class, ClassId, ClassKind, Classes};
use super::outside::{BlockId, Outside};
use super::scopes::ScopeId;

/// An atom of a predicate, with the numbers that stand for what it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CompiledMatch {
    /// Pods in a scope; none where no policy of the input uses it.
    Pods(Option<ScopeId>),
    /// Addresses; those of several peers of a rule share a block.
    Addresses(Option<BlockId>),
    /// Nodes, by their addresses where these are known.
    Nodes { block: Option<BlockId>, selector: Box<Selector> },
    /// What a DNS name resolves to.
    Domain(Box<str>),
}

impl CompiledMatch {
    /// The scope that it names.
    pub(crate) const fn scope(&self) -> Option<ScopeId> {
        match self {
            Self::Pods(scope) => *scope,
            Self::Addresses(_) | Self::Nodes { .. } | Self::Domain(_) => None,
        }
    }

    /// The block that it names.
    pub(crate) const fn block(&self) -> Option<BlockId> {
        match self {
            Self::Addresses(block) | Self::Nodes { block, .. } => *block,
            Self::Pods(_) | Self::Domain(_) => None,
        }
    }
}

/// A predicate of which the atoms are compiled.
pub(crate) type CompiledPredicate = Predicate<CompiledMatch>;

/// Classes over the families of addresses: most are in for both or for none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClassSet {
    /// Those that are in over some family.
    classes: Intervals<u32>,
    /// Of them, those that are in over IPv4 alone and over IPv6 alone, where there are any.
    over_one: Option<Box<[Intervals<u32>; 2]>>,
}

impl ClassSet {
    /// Classes that are in over all families that they speak.
    pub(crate) const fn of(classes: Intervals<u32>) -> Self {
        Self { classes, over_one: None }
    }

    fn by_family([v4, v6]: [Intervals<u32>; 2]) -> Self {
        if v4 == v6 {
            return Self::of(v4);
        }
        let over_one = [v4.difference(&v6), v6.difference(&v4)];
        Self { classes: v4.union(&v6), over_one: Some(Box::new(over_one)) }
    }

    fn each_family(&self) -> [Intervals<u32>; 2] {
        match &self.over_one {
            None => [self.classes.clone(), self.classes.clone()],
            Some(over_one) => {
                let [four, six] = &**over_one;
                [self.classes.difference(six), self.classes.difference(four)]
            }
        }
    }

    fn zip(&self, other: &Self, with: impl Fn(&Intervals<u32>, &Intervals<u32>) -> Intervals<u32>) -> Self {
        if self.over_one.is_none() && other.over_one.is_none() {
            return Self::of(with(&self.classes, &other.classes));
        }
        let ([a, b], [x, y]) = (self.each_family(), other.each_family());
        Self::by_family([with(&a, &x), with(&b, &y)])
    }

    /// The classes that are in over some family.
    pub(crate) const fn classes(&self) -> &Intervals<u32> {
        &self.classes
    }

    /// Whether it tells the families of some class apart.
    pub(crate) const fn tells_families(&self) -> bool {
        self.over_one.is_some()
    }

    /// The families over which a class is in.
    pub(crate) fn at(&self, class: u32) -> Families {
        if !self.classes.contains(class) {
            return Families::NONE;
        }
        let mut over_one = self.over_one.iter().flat_map(|sets| sets.iter().zip(Family::ALL));
        let only = over_one.find(|(classes, _)| classes.contains(class));
        only.map_or(Families::BOTH, |(_, family)| Families::one(family))
    }

    /// Its classes by the families over which they are in, for an end that speaks one family or both.
    pub(crate) fn by_families(&self, spoken: Option<Family>) -> Vec<(Intervals<u32>, Families)> {
        let Some(over_one) = &self.over_one else { return vec![(self.classes.clone(), Families::BOTH)] };
        let [four, six] = &**over_one;
        match spoken {
            None => {
                let all = self.classes.difference(four).difference(six);
                let one = |classes: &Intervals<u32>, family| (classes.clone(), Families::one(family));
                vec![(all, Families::BOTH), one(four, Family::V4), one(six, Family::V6)]
            }
            Some(Family::V4) => vec![(self.classes.difference(six), Families::BOTH)],
            Some(Family::V6) => vec![(self.classes.difference(four), Families::BOTH)],
        }
    }
}

/// What predicates are compiled with.
#[derive(Clone, Copy)]
pub(super) struct Compiler<'a> {
    pub(super) classes: &'a Classes,
    /// The number of a scope.
    pub(super) scope: &'a dyn Fn(&PodSelector) -> Option<ScopeId>,
    pub(super) outside: &'a Outside,
    pub(super) budget: &'a Budget,
}

impl Compiler<'_> {
    /// A predicate with each address block by itself.
    pub(super) fn predicate(&self, predicate: &EndpointPredicate) -> CompiledPredicate {
        predicate.map(&mut |atom| self.atom(atom, self.outside.block(atom)))
    }

    /// The peers of a rule. Addresses of those that are nothing else share a block.
    pub(super) fn peers(&self, rule: &Rule) -> Vec<CompiledPredicate> {
        let blocks = self.outside.plain_blocks(rule);
        let of_kind = |pods: BlockPods| blocks.iter().find(|(kind, _)| *kind == pods).map(|(_, block)| *block);
        let plain = |atom: &EndpointMatch| self.atom(atom, atom.addresses().and_then(|(_, pods)| of_kind(pods)));
        let peers = rule.peers.iter().flatten().map(|peer| &peer.matches);
        peers.map(|matches| matches.atom().map_or_else(|| self.predicate(matches), |atom| plain(atom).into())).collect()
    }

    fn atom(&self, atom: &EndpointMatch, block: Option<BlockId>) -> CompiledMatch {
        match atom {
            EndpointMatch::Pods(scope) => CompiledMatch::Pods((self.scope)(scope)),
            EndpointMatch::Addresses { .. } => CompiledMatch::Addresses(block),
            EndpointMatch::Nodes { selector, set } => {
                CompiledMatch::Nodes { block: block.filter(|_| !set.is_empty()), selector: Box::new(selector.clone()) }
            }
            EndpointMatch::Domain(name) => CompiledMatch::Domain(name.clone()),
        }
    }

    /// The classes that match a predicate. Nothing where the budget ends.
    pub(super) fn class_set(&self, predicate: &EndpointPredicate) -> ClassSet {
        let nothing = ClassSet::default;
        predicate.evaluate(
            &mut |atom| self.any_of(&[(atom, self.outside.block(atom))]),
            &|parts| {
                let everyone = ClassSet::of(self.classes.all());
                parts.iter().fold(everyone, |all, part| all.zip(part, Intervals::intersection))
            },
            &|parts| parts.iter().fold(nothing(), |all, part| all.zip(part, Intervals::union)),
            &|part| ClassSet::of(self.classes.all()).zip(&part, Intervals::difference),
        )
    }

    /// The classes that match one of the peers of a rule; all where it has none.
    pub(super) fn peer_set(&self, rule: &Rule, compiled: &[CompiledPredicate]) -> ClassSet {
        let Some(peers) = &rule.peers else { return ClassSet::of(self.classes.all()) };
        let plain = peers
            .iter()
            .zip(compiled)
            .filter_map(|(peer, compiled)| Some((peer.matches.atom()?, compiled.atom()?.block())));
        let plain = self.any_of(&plain.collect::<Vec<_>>());
        let compound = peers.iter().map(|peer| &peer.matches).filter(|matches| matches.atom().is_none());
        compound.fold(plain, |all, matches| all.zip(&self.class_set(matches), Intervals::union))
    }

    /// The classes that match one of some atoms, each with the block of its addresses.
    fn any_of(&self, atoms: &[(&EndpointMatch, Option<BlockId>)]) -> ClassSet {
        let mut ranges = Vec::new();
        for (atom, _) in atoms {
            if let EndpointMatch::Pods(scope) = atom {
                let members = (self.scope)(scope).and_then(|id| self.classes.by_scope.get(id.0 as usize));
                if !self.budget.spend(members.map_or(1, |members| 1 + 4 * members.ranges().len())) {
                    return ClassSet::default();
                }
                ranges.extend(members.into_iter().flat_map(Intervals::ranges));
            }
        }
        let first = self.classes.list.len().saturating_sub(self.outside.unaddressed.len() + 1) as u32;
        for (at, unaddressed) in (first..).zip(&self.outside.unaddressed) {
            if atoms.iter().any(|(atom, _)| unaddressed.is_named_by(atom)) {
                ranges.push((at, at));
            }
        }
        // All nodes are also those that are not in the input: the own node, and those that pods share a network with.
        let all_nodes =
            |atom: &EndpointMatch| matches!(atom, EndpointMatch::Nodes { selector, .. } if selector.is_empty());
        if atoms.iter().any(|(atom, _)| all_nodes(atom)) {
            let found = (0..).zip(&self.classes.list).filter(|(_, class)| is_on_node(class));
            ranges.extend(found.map(|(at, _)| (at, at)));
        }
        let mut blocks: Vec<BlockId> = atoms.iter().filter_map(|(_, block)| *block).collect();
        blocks.sort_unstable();
        blocks.dedup();
        let mut set = ClassSet::of(Intervals::from_ranges(ranges));
        for block in blocks {
            set = set.zip(&self.block_set(block), Intervals::union);
        }
        set
    }

    /// The classes that an address block matches.
    fn block_set(&self, block: BlockId) -> ClassSet {
        let at = block.0 as usize;
        let classes = self.classes.by_block.get(at).cloned().unwrap_or_default();
        let by_family = self.classes.over_one.each_ref().map(|held| held.get(at).cloned().unwrap_or_default());
        let over_one = by_family.iter().any(|members| !members.is_empty()).then(|| Box::new(by_family));
        ClassSet { classes, over_one }
    }
}

/// Whether a class has the address of a node.
pub(crate) const fn is_on_node(class: &Class) -> bool {
    matches!(class.kind, ClassKind::HostNetwork | ClassKind::OwnNode)
}

/// Where a policy applies: by the scope of its subject, or by classes where it is more than one selector.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    /// The pods of a scope.
    Scope(ScopeId),
    /// Classes that match a predicate.
    Classes(CompiledPredicate, Intervals<u32>),
}

impl Subject {
    pub(super) fn new(subject: &EndpointPredicate, compiler: &Compiler<'_>) -> Self {
        if let Some(scope) = subject.pods().and_then(|pods| (compiler.scope)(pods)) {
            return Self::Scope(scope);
        }
        let pods = (0..).zip(&compiler.classes.list).filter(|(_, class)| class.kind == ClassKind::Pod);
        let pods = Intervals::from_sorted(pods.map(|(at, _)| at));
        let classes = compiler.class_set(subject).classes().intersection(&pods);
        Self::Classes(compiler.predicate(subject), classes)
    }

    /// Whether the policy applies to a class of pods.
    pub(crate) fn holds(&self, id: ClassId, class: &Class) -> bool {
        match self {
            Self::Scope(scope) => class.scopes.contains(*scope),
            Self::Classes(_, classes) => classes.contains(id.0),
        }
    }

    /// The classes that it applies to.
    pub(crate) fn classes<'a>(&'a self, classes: &'a Classes) -> Option<&'a Intervals<u32>> {
        match self {
            Self::Scope(scope) => classes.by_scope.get(scope.0 as usize),
            Self::Classes(_, found) => Some(found),
        }
    }

    /// The scopes that it names.
    pub(crate) fn scopes(&self) -> Vec<ScopeId> {
        match self {
            Self::Scope(scope) => vec![*scope],
            Self::Classes(predicate, _) => predicate.atoms().into_iter().filter_map(CompiledMatch::scope).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_joined_one_by_one() {
        let range = |first, last| Intervals::range(first, last);
        let set = |v4, v6| ClassSet::by_family([v4, v6]);
        let left = set(range(0, 5), range(3, 9));
        assert_eq!(
            (left.at(1), left.at(4), left.at(8)),
            (Families::one(Family::V4), Families::BOTH, Families::one(Family::V6))
        );
        let both = left.zip(&ClassSet::of(range(0, 3)), Intervals::intersection);
        assert_eq!(both, set(range(0, 3), range(3, 3)));
        let rest = ClassSet::of(range(0, 9)).zip(&left, Intervals::difference);
        assert_eq!(rest, set(range(6, 9), range(0, 2)));
        assert_eq!(left.zip(&rest, Intervals::union), ClassSet::of(range(0, 9)));
        assert!(left.tells_families() && !ClassSet::of(range(0, 1)).tells_families());
    }
}
