//! Protocols without ports: ICMP by type and code, others by their number.

use super::connections::ranges;
use super::{Family, Intervals, Protocol};

/// IP protocol numbers of ICMP for IPv4 and IPv6. Source: IANA's registry of protocol numbers.
const ICMP: [u8; 2] = [1, 58];

/// A set of protocols without ports. Policies of Kubernetes match all or none of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OtherProtocols {
    /// None.
    #[default]
    None,
    /// All of them.
    All,
    /// Some; neither none nor all.
    Some(Box<OtherSet>),
}

/// Protocols by number, and ICMP by type and code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OtherSet {
    /// Numbers of protocols that are neither ICMP nor have ports.
    numbers: Intervals<u16>,
    /// ICMP for IPv4 and IPv6: the type times 256 and the code.
    icmp: [Intervals<u16>; 2],
}

impl OtherSet {
    fn all() -> Self {
        let has_ports = |number: u8| Protocol::of_number(number).is_some();
        let numbers = (0..=u8::MAX).filter(|number| !has_ports(*number) && !ICMP.contains(number));
        let numbers = numbers.map(|number| (u16::from(number), u16::from(number)));
        let every = || Intervals::range(0, u16::MAX);
        Self { numbers: Intervals::from_ranges(numbers.collect()), icmp: [every(), every()] }
    }

    fn none() -> Self {
        Self { numbers: Intervals::empty(), icmp: [Intervals::empty(), Intervals::empty()] }
    }
}

impl OtherProtocols {
    /// One protocol by its number; nothing for one that has ports.
    pub fn number(number: u8) -> Self {
        let mut set = OtherSet::none();
        match Family::ALL.into_iter().zip(ICMP).find(|(_, icmp)| *icmp == number) {
            Some((family, _)) => return Self::icmp(family, None, None),
            None if Protocol::of_number(number).is_none() => {
                set.numbers = Intervals::range(number.into(), number.into())
            }
            None => {}
        }
        Self::normal(set)
    }

    /// ICMP of a family: of one type, and of one code of it, where these are given.
    pub fn icmp(family: Family, kind: Option<u8>, code: Option<u8>) -> Self {
        let point = |kind: u8, code: u8| u16::from_be_bytes([kind, code]);
        let (first, last) = match (kind, code) {
            (None, _) => (0, u16::MAX),
            (Some(kind), None) => (point(kind, 0), point(kind, u8::MAX)),
            (Some(kind), Some(code)) => (point(kind, code), point(kind, code)),
        };
        let mut set = OtherSet::none();
        let [four, six] = &mut set.icmp;
        *(if family == Family::V4 { four } else { six }) = Intervals::range(first, last);
        Self::normal(set)
    }

    fn normal(set: OtherSet) -> Self {
        if set == OtherSet::none() {
            Self::None
        } else if set == OtherSet::all() {
            Self::All
        } else {
            Self::Some(Box::new(set))
        }
    }

    fn set(&self) -> OtherSet {
        match self {
            Self::None => OtherSet::none(),
            Self::All => OtherSet::all(),
            Self::Some(set) => (**set).clone(),
        }
    }

    fn zip(&self, other: &Self, with: impl Fn(&Intervals<u16>, &Intervals<u16>) -> Intervals<u16>) -> Self {
        let (left, right) = (self.set(), other.set());
        let ([a, b], [x, y]) = (&left.icmp, &right.icmp);
        Self::normal(OtherSet { numbers: with(&left.numbers, &right.numbers), icmp: [with(a, x), with(b, y)] })
    }

    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::None, set) | (set, Self::None) => set.clone(),
            _ => self.zip(other, Intervals::union),
        }
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Self::None,
            (Self::All, set) | (set, Self::All) => set.clone(),
            _ => self.zip(other, Intervals::intersection),
        }
    }

    /// What is in this and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::All) => Self::None,
            (set, Self::None) => set.clone(),
            _ => self.zip(other, Intervals::difference),
        }
    }

    /// What some of them are: `ICMP 8/0`, `ICMPv6`, `protocol 47`. Nothing is said of none and of all.
    pub(super) fn notation(&self) -> Vec<String> {
        let Self::Some(set) = self else { return Vec::new() };
        let mut texts = Vec::new();
        for (name, points) in ["ICMP", "ICMPv6"].into_iter().zip(&set.icmp) {
            if !points.is_empty() {
                texts.push(format!("{name}{}", types(points)));
            }
        }
        if !set.numbers.is_empty() {
            let one = matches!(set.numbers.ranges(), [(first, last)] if first == last);
            let word = if one { "protocol" } else { "protocols" };
            texts.push(format!("{word} {}", ranges(&set.numbers)));
        }
        texts
    }
}

/// Types and codes, after a blank: ` 8`, ` 3/4`, ` 0-7`; nothing for all of them.
fn types(points: &Intervals<u16>) -> String {
    if *points == Intervals::range(0, u16::MAX) {
        return String::new();
    }
    let range = |(first, last): &(u16, u16)| {
        let ([kind, code], [last_kind, last_code]) = (first.to_be_bytes(), last.to_be_bytes());
        match (code, last_code) {
            (0, u8::MAX) if kind == last_kind => format!("{kind}"),
            (0, u8::MAX) => format!("{kind}-{last_kind}"),
            _ if first == last => format!("{kind}/{code}"),
            _ => format!("{kind}/{code}-{last_kind}/{last_code}"),
        }
    };
    format!(" {}", points.ranges().iter().map(range).collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sets::ConnectionSet;

    #[test]
    fn sets_of_protocols() {
        let ping = OtherProtocols::icmp(Family::V4, Some(8), Some(0));
        let echo = OtherProtocols::icmp(Family::V4, Some(8), None);
        let gre = OtherProtocols::number(47);
        assert_eq!(ping.difference(&echo), OtherProtocols::None);
        assert_eq!(echo.intersection(&ping), ping);
        assert_eq!(OtherProtocols::All.difference(&gre).union(&gre), OtherProtocols::All);
        assert_eq!(OtherProtocols::number(1), OtherProtocols::icmp(Family::V4, None, None));
        assert_eq!(OtherProtocols::number(6), OtherProtocols::None);
        let numbers = (0..=u8::MAX).map(OtherProtocols::number);
        assert_eq!(numbers.fold(OtherProtocols::None, |all, one| all.union(&one)), OtherProtocols::All);
    }

    #[test]
    fn what_they_are_called() {
        let text = |set: &OtherProtocols| ConnectionSet::of_other(set.clone()).to_string();
        assert_eq!(text(&OtherProtocols::icmp(Family::V4, Some(8), Some(0))), "ICMP 8/0");
        assert_eq!(text(&OtherProtocols::number(58).union(&OtherProtocols::number(47))), "ICMPv6; protocol 47");
        let rest = OtherProtocols::number(1).difference(&OtherProtocols::icmp(Family::V4, Some(8), None));
        assert_eq!(text(&rest), "ICMP 0-7,9-255");
        assert_eq!((text(&OtherProtocols::None), text(&OtherProtocols::All)), ("none".to_owned(), "none".to_owned()));
    }
}
