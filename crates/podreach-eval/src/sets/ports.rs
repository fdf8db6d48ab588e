//! Ports of one protocol: numbers, and names that have no number yet.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use super::Intervals;

/// First valid port.
pub(super) const FIRST_PORT: u16 = 1;

/// Ports of one protocol: numbers 1 to 65535, and names that have no number yet.
///
/// A name is a point of its own beside the numbers. It stands for a port of a representative, whose containers are not
/// known; every set that holds all numbers holds all names too.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct PortSet {
    numbers: Intervals<u16>,
    names: Names,
}

/// A finite set of names, or everything but a finite set.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Names {
    Only(BTreeSet<Box<str>>),
    AllExcept(BTreeSet<Box<str>>),
}

impl Default for Names {
    fn default() -> Self {
        Self::Only(BTreeSet::new())
    }
}

impl Names {
    fn complement(&self) -> Self {
        match self {
            Self::Only(names) => Self::AllExcept(names.clone()),
            Self::AllExcept(names) => Self::Only(names.clone()),
        }
    }

    fn intersection(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Only(left), Self::Only(right)) => Self::Only(left.intersection(right).cloned().collect()),
            (Self::Only(only), Self::AllExcept(except)) | (Self::AllExcept(except), Self::Only(only)) => {
                Self::Only(only.difference(except).cloned().collect())
            }
            (Self::AllExcept(left), Self::AllExcept(right)) => Self::AllExcept(left.union(right).cloned().collect()),
        }
    }

    fn union(&self, other: &Self) -> Self {
        self.complement().intersection(&other.complement()).complement()
    }
}

impl PortSet {
    /// No port.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Every port, numbered or named.
    pub fn all() -> Self {
        Self { numbers: Intervals::range(FIRST_PORT, u16::MAX), names: Names::AllExcept(BTreeSet::new()) }
    }

    /// The ports from `first` to `last`, both included. A range over all numbers is [`PortSet::all`].
    pub fn range(first: u16, last: u16) -> Self {
        let first = first.max(FIRST_PORT);
        if first == FIRST_PORT && last == u16::MAX {
            return Self::all();
        }
        Self { numbers: Intervals::range(first, last), names: Names::default() }
    }

    /// Numbered ranges and names together.
    pub fn collected(ranges: Vec<(u16, u16)>, names: BTreeSet<Box<str>>) -> Self {
        let ranges = ranges.into_iter().map(|(first, last)| (first.max(FIRST_PORT), last)).collect();
        let set = Self { numbers: Intervals::from_ranges(ranges), names: Names::Only(names) };
        if set.numbers.ranges() == [(FIRST_PORT, u16::MAX)] { Self::all() } else { set }
    }

    /// A port that is known by name only.
    pub fn named(name: &str) -> Self {
        Self { numbers: Intervals::empty(), names: Names::Only([name.into()].into()) }
    }

    /// Numbers in the set.
    pub const fn numbers(&self) -> &Intervals<u16> {
        &self.numbers
    }

    /// Names that the set holds besides what [`PortSet::all`] implies.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = match &self.names {
            Names::Only(names) => Some(names),
            Names::AllExcept(_) => None,
        };
        names.into_iter().flatten().map(|name| &**name)
    }

    /// The names in the set, be there an end to them or not.
    pub(super) const fn all_names(&self) -> &Names {
        &self.names
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.names == Names::default()
    }

    /// Whether every port is in the set.
    pub fn is_all(&self) -> bool {
        *self == Self::all()
    }

    /// What it takes to go through it, in steps.
    pub(super) fn weight(&self) -> usize {
        let (Names::Only(names) | Names::AllExcept(names)) = &self.names;
        2 + self.numbers.ranges().len() + names.len()
    }

    /// Whether a numbered port is in the set.
    pub fn contains(&self, port: u16) -> bool {
        self.numbers.contains(port)
    }

    fn zip(
        &self,
        other: &Self,
        numbers: impl Fn(&Intervals<u16>, &Intervals<u16>) -> Intervals<u16>,
        names: Names,
    ) -> Self {
        Self::put_together(numbers(&self.numbers, &other.numbers), names)
    }

    /// Numbers and names, in the one form that means them.
    pub(super) fn put_together(numbers: Intervals<u16>, names: Names) -> Self {
        // A union that fills up all numbers is everything: no port is left that a name could stand for.
        if numbers.ranges() == [(FIRST_PORT, u16::MAX)] && matches!(names, Names::Only(_)) {
            return Self::all();
        }
        // The same the other way: with no number left, no name can stand for one.
        if numbers.is_empty() && matches!(names, Names::AllExcept(_)) {
            return Self::empty();
        }
        Self { numbers, names }
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        self.zip(other, Intervals::union, self.names.union(&other.names))
    }

    pub(super) fn intersection(&self, other: &Self) -> Self {
        self.zip(other, Intervals::intersection, self.names.intersection(&other.names))
    }

    pub(super) fn difference(&self, other: &Self) -> Self {
        self.zip(other, Intervals::difference, self.names.intersection(&other.names.complement()))
    }
}

/// Ranges and names, comma separated: `80,8000-8100,http`.
impl fmt::Display for PortSet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for (first, last) in self.numbers.ranges() {
            let comma = if text.is_empty() { "" } else { "," };
            if first == last {
                write!(text, "{comma}{first}")?;
            } else {
                write!(text, "{comma}{first}-{last}")?;
            }
        }
        for name in self.names() {
            let comma = if text.is_empty() { "" } else { "," };
            write!(text, "{comma}{name}")?;
        }
        out.write_str(&text)
    }
}
