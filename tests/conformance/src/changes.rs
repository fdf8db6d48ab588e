//! Differences of two inputs brought into one form, so that structure is compared and not text.

use podreach_eval::diff::{Diff, EndRef, Note};

use crate::case::Change;
use crate::connections::Ports;
use crate::pairs::{Pairs, Range, range};

/// What happened: its kind, what passed, what passes, and what is said about workloads.
pub(crate) type What = (String, Ports, Ports, String);

/// Changes between workloads and at the border.
pub(crate) type Changes = Pairs<What>;

/// One end of a change.
enum End {
    Inside(String),
    Outside(Vec<Range>),
}

impl Changes {
    /// What a case expects.
    pub(crate) fn expected(rows: &[Change]) -> Result<Self, String> {
        let mut list = Self::default();
        for row in rows {
            let what = (row.kind.clone(), Ports::parse(&row.ref1)?, Ports::parse(&row.ref2)?, row.info.clone());
            list.add(end(&row.src), end(&row.dst), &what)?;
        }
        Ok(list.merged())
    }

    /// Our comparison; of the outside IPv4 alone, which is what cases know.
    pub(crate) fn ours(diff: &Diff) -> Result<Self, String> {
        let name = |end: EndRef<'_>| match end {
            EndRef::Peer(id) => End::Inside(diff.peer(id).map(|peer| peer.name.clone()).unwrap_or_default()),
            EndRef::Outside(addresses) => {
                let ranges = addresses.ranges().filter_map(|(first, last)| range(&format!("{first}-{last}")));
                End::Outside(ranges.filter(|(v6, _, _)| !v6).collect())
            }
            EndRef::Named(name) => End::Inside(name.to_owned()),
        };
        let mut list = Self::default();
        for change in &diff.connections {
            let (before, after) = (change.before.list_notation(), change.after.list_notation());
            for (source, destination) in diff.pairs(change) {
                let mut info = String::new();
                for note in diff.notes(&change.causes, [source, destination]) {
                    if let Note::Existence(id, existence) = note {
                        let name = diff.peer(id).map_or("", |peer| &peer.name);
                        info = format!("workload {name} {}", existence.as_str());
                    }
                }
                let kind = change.kind().as_str().to_owned();
                let what = (kind, Ports::parse(&before)?, Ports::parse(&after)?, info);
                list.add(name(source), name(destination), &what)?;
            }
        }
        Ok(list.merged())
    }

    fn add(&mut self, source: End, destination: End, what: &What) -> Result<(), String> {
        match (source, destination) {
            (End::Inside(source), End::Inside(destination)) => {
                let pair = (source, destination);
                if self.inside.contains_key(&pair) {
                    return Err(format!("{} => {} comes twice", pair.0, pair.1));
                }
                self.inside.insert(pair, what.clone());
            }
            (End::Outside(ranges), End::Inside(peer)) => self.at_border(peer, true, ranges, what),
            (End::Inside(peer), End::Outside(ranges)) => self.at_border(peer, false, ranges, what),
            (End::Outside(_), End::Outside(_)) => return Err("the outside with the outside".to_owned()),
        }
        Ok(())
    }

    fn at_border(&mut self, peer: String, inward: bool, ranges: Vec<Range>, what: &What) {
        if !ranges.is_empty() {
            let known = self.border.entry((peer, inward)).or_default();
            known.extend(ranges.into_iter().map(|range| (range, what.clone())));
        }
    }
}

/// A peer, or ranges of addresses joined by commas.
fn end(name: &str) -> End {
    let ranges = name.strip_suffix("[External]").map(|ranges| ranges.split(',').map(str::trim).map(range).collect());
    match ranges {
        Some(Some(ranges)) => End::Outside(ranges),
        _ => End::Inside(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(src: &str, ref2: &str) -> Change {
        let [kind, dst, ref1] = ["changed", "a/b[Pod]", "UDP 53"].map(str::to_owned);
        Change { kind, src: src.into(), dst, ref1, ref2: ref2.into(), info: String::new() }
    }

    #[test]
    fn ranges_that_changed_alike_are_one() {
        let cut = [
            change("0.0.0.0-9.255.255.255[External]", "TCP 53"),
            change("10.0.0.0-255.255.255.255[External]", "TCP 53"),
        ];
        let cut = Changes::expected(&cut).unwrap();
        let whole = Changes::expected(&[change("0.0.0.0-255.255.255.255[External]", "TCP 53")]).unwrap();
        assert_eq!(cut.difference(&whole), None);
        let joined = change("0.0.0.0-9.255.255.255,10.0.0.0-255.255.255.255[External]", "TCP 53");
        assert_eq!(Changes::expected(&[joined]).unwrap().difference(&whole), None);
        let other = Changes::expected(&[change("0.0.0.0-255.255.255.255[External]", "TCP 54")]).unwrap();
        assert!(whole.difference(&other).is_some());
        assert!(Changes::expected(&[change("x/y[Pod]", "TCP 1"), change("x/y[Pod]", "TCP 1")]).is_err());
    }
}
