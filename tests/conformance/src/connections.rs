//! Lists of connections brought into one form, so that structure is compared and not text.

use std::collections::{BTreeMap, BTreeSet};

use podreach_report::Row;

use crate::case::Connection;
use crate::pairs::{Pairs, Range, range};

/// Ports of SCTP, TCP, UDP as sorted ranges, and names of ports with their protocols.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ports(BTreeMap<String, Vec<(u16, u16)>>, BTreeSet<(String, String)>);

impl Ports {
    /// Reads `All Connections`, `No Connections` or `TCP 1-79,81-65535,UDP 53`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        Self::read(text, false)
    }

    /// Reads the same with names of ports, `TCP 80,http`; a name without protocol stands for any of the three.
    fn read(text: &str, names: bool) -> Result<Self, String> {
        let mut ports = Self::default();
        if text == "No Connections" {
            return Ok(ports);
        }
        let text = if text == "All Connections" { "SCTP 1-65535,TCP 1-65535,UDP 1-65535" } else { text };
        let mut protocol = String::new();
        for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
            if ["SCTP", "TCP", "UDP"].contains(&word) {
                word.clone_into(&mut protocol);
                continue;
            }
            if names && word.starts_with(|first: char| first.is_ascii_alphabetic()) {
                let all = ["SCTP", "TCP", "UDP"].map(str::to_owned);
                let one = std::slice::from_ref(&protocol);
                let protocols = if protocol.is_empty() { all.as_slice() } else { one };
                ports.1.extend(protocols.iter().map(|protocol| (protocol.clone(), word.to_owned())));
                continue;
            }
            let (first, last) = word.split_once('-').unwrap_or((word, word));
            let number = |text: &str| text.parse::<u16>().map_err(|error| format!("`{text}` in `{word}`: {error}"));
            ports.0.entry(protocol.clone()).or_default().push((number(first)?, number(last)?));
        }
        for ranges in ports.0.values_mut() {
            ranges.sort_unstable();
        }
        Ok(ports)
    }
}

/// A list of connections between workloads and at the border.
pub(crate) type Connections = Pairs<Ports>;

impl Connections {
    /// The list that a case expects.
    pub(crate) fn expected(rows: &[Connection]) -> Result<Self, String> {
        Self::new(rows.iter().map(|row| (row.src.as_str(), row.dst.as_str(), row.conn.as_str())), false)
    }

    /// Our list.
    pub(crate) fn ours<'a>(rows: impl Iterator<Item = Row<'a>>) -> Result<Self, String> {
        Self::new(rows.map(|row| (row.src, row.dst, row.conn)), false)
    }

    /// What workloads are exposed to, as rows; ports may be names.
    pub(crate) fn exposed<'a>(rows: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> Result<Self, String> {
        Self::new(rows, true)
    }

    fn new<'a>(rows: impl Iterator<Item = (&'a str, &'a str, &'a str)>, names: bool) -> Result<Self, String> {
        let mut list = Self::default();
        for (source, destination, conn) in rows {
            let ports = Ports::read(conn, names)?;
            match (addresses(source), addresses(destination)) {
                (None, None) => {
                    list.inside.insert((source.into(), destination.into()), ports);
                }
                (Some(range), _) => list.border.entry((destination.into(), true)).or_default().push((range, ports)),
                (_, Some(range)) => list.border.entry((source.into(), false)).or_default().push((range, ports)),
            }
        }
        Ok(list.merged())
    }
}

/// The range of `a.b.c.d-e.f.g.h[External]`.
fn addresses(peer: &str) -> Option<Range> {
    range(peer.strip_suffix("[External]")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: &[(&str, &str, &str)]) -> Connections {
        Connections::new(rows.iter().copied(), false).unwrap()
    }

    #[test]
    fn ranges_that_are_equal_and_adjacent_are_one() {
        let cut = list(&[
            ("0.0.0.0-9.255.255.255[External]", "a/b[Pod]", "TCP 80"),
            ("10.0.0.0-255.255.255.255[External]", "a/b[Pod]", "TCP 80"),
        ]);
        let whole = list(&[("0.0.0.0-255.255.255.255[External]", "a/b[Pod]", "TCP 80")]);
        assert_eq!(cut.difference(&whole), None);
        let other = list(&[("0.0.0.0-255.255.255.255[External]", "a/b[Pod]", "TCP 81")]);
        assert!(whole.difference(&other).is_some());
    }

    #[test]
    fn notations_of_one_set_are_equal() {
        let all = Ports::parse("All Connections").unwrap();
        assert_eq!(all, Ports::parse("TCP 1-65535,UDP 1-65535,SCTP 1-65535").unwrap());
        assert_eq!(Ports::parse("TCP 80,UDP 53,54").unwrap(), Ports::parse("UDP 53,54,TCP 80").unwrap());
        assert!(Ports::parse("TCP eighty").is_err());
    }
}
