//! A cell of the folded matrix as it is shown: fills by state, the number on top, and its name.

use podreach_eval::view::{EdgeChange, MatrixCell, MatrixRow, PairChange, PairCounts};

use super::super::grid::Filter;
use super::super::numbers::{exact, short, step};

/// A fill: the class of its state, and how much of the cell it takes.
pub(crate) type Fill = (&'static str, u8);

/// A cell as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    /// From left to right.
    pub(crate) fills: Vec<Fill>,
    /// What stands on top; empty for nothing.
    pub(crate) number: String,
    /// In place of the number, how many pairs opened and closed, with the classes of both.
    pub(crate) signs: Vec<(&'static str, String)>,
    /// The class of the number.
    pub(crate) tone: &'static str,
    /// Its name for screen readers, with exact numbers.
    pub(crate) label: String,
    /// The state of the contract: the one that most is connected by.
    pub(crate) state: &'static str,
    /// What happened to it, in the word of the contract.
    pub(crate) change: Option<&'static str>,
}

/// What a cell shows of its pairs.
pub(crate) fn shown(
    cell: &MatrixCell,
    change: Option<&EdgeChange>,
    [from, to]: [&MatrixRow; 2],
    filter: Filter,
) -> Shown {
    let PairCounts { allowed, open, blocked, depends } = cell.counts;
    let all = cell.counts.all();
    let states = [
        ("is-allowed", allowed, Filter::Allowed),
        ("is-open", open, Filter::Open),
        ("is-depends", depends, Filter::Depends),
    ];
    let wanted = states.into_iter().filter(|(_, count, of)| *count > 0 && (filter == Filter::All || filter == *of));
    let wanted: Vec<_> = wanted.collect();
    let count = match filter {
        Filter::Blocked => blocked,
        _ => wanted.iter().map(|(_, count, _)| count).sum(),
    };
    let sign = match () {
        () if depends > 0 && wanted.iter().any(|(class, ..)| *class == "is-depends") => "?",
        () if cell.by_address => "*",
        () => "",
    };
    let signs = [("is-opened", "+", cell.differs.opens), ("is-closed", "−", cell.differs.closes)];
    let signs = signs.into_iter().filter(|(.., count)| *count > 0);
    let number = if count > 0 { short(count) } else { String::new() };
    let tone = match wanted.as_slice() {
        [(class, ..)] => class,
        [] => "is-blocked",
        _ => "is-several",
    };
    Shown {
        fills: wanted.iter().map(|(class, count, _)| (*class, step(*count, all))).collect(),
        number: if sign.is_empty() || count == 0 { number } else { format!("{sign}{number}") },
        signs: signs.map(|(class, sign, count)| (class, format!("{sign}{}", short(count)))).collect(),
        tone,
        label: label(cell, change, from, to),
        state: state(&cell.counts),
        change: change.map(|change| change.what).or_else(|| happened(cell)).map(PairChange::as_str),
    }
}

/// What happened to several pairs. Where something passes all the same, nothing is said to be closed.
fn happened(cell: &MatrixCell) -> Option<PairChange> {
    let passes = cell.counts.all() > cell.counts.blocked;
    cell.differs.what().map(|what| if what == PairChange::Closed && passes { PairChange::Changed } else { what })
}

const fn state(counts: &PairCounts) -> &'static str {
    match counts {
        PairCounts { allowed: 1.., .. } => "allowed",
        PairCounts { open: 1.., .. } => "open",
        PairCounts { depends: 1.., .. } => "depends",
        _ => "blocked",
    }
}

fn label(cell: &MatrixCell, change: Option<&EdgeChange>, from: &MatrixRow, to: &MatrixRow) -> String {
    let counts = cell.counts;
    let all = counts.all();
    let single = all == 1;
    let parts = [
        ("allowed", counts.allowed),
        ("open", counts.open),
        ("dependent on what the input does not say", counts.depends),
        ("blocked", counts.blocked),
    ];
    let says = parts.into_iter().filter(|(_, count)| *count > 0).map(|(word, count)| {
        // The ports are those of all pairs that are connected: with open ones among them they say nothing about the others.
        let only = counts.open == 0 && counts.depends == 0;
        let ports = if word == "allowed" && only && !cell.ports.is_empty() && cell.ports != "none" {
            format!(" on {}", if cell.ports == "all" { "every port" } else { &cell.ports })
        } else {
            String::new()
        };
        if single { format!("{word}{ports}") } else { format!("{} {word}{ports}", exact(count)) }
    });
    let says: Vec<String> = says.collect();
    let of = if single { String::new() } else { format!("{} pairs, ", exact(all)) };
    let by_address = if cell.by_address { ", only because an ipBlock covers the pod's address" } else { "" };
    let change = match change {
        Some(change) => format!(", {}: {}", change.what.as_str(), change.short()),
        None if cell.differs.all > 0 => format!(", {}", cell.differs.words()),
        None => String::new(),
    };
    format!("{} to {}: {of}{}{by_address}{change}", from.title, to.title, says.join(", "))
}

#[cfg(test)]
mod tests {
    use podreach_eval::view::{Differences, NodeId, NodeKind};

    use super::*;

    fn row(title: &str) -> MatrixRow {
        MatrixRow {
            id: NodeId::namespace(title),
            kind: NodeKind::Group,
            title: title.to_owned(),
            subtitle: String::new(),
            endpoints: 3,
            inside: None,
            depth: 0,
            is_sum: false,
            opens: true,
            found: 0,
        }
    }

    fn cell(allowed: u64, open: u64, blocked: u64, depends: u64) -> MatrixCell {
        let counts = PairCounts { allowed, open, blocked, depends };
        let differs = Differences::default();
        MatrixCell { from: 0, to: 1, counts, ports: "TCP 5432".to_owned(), by_address: false, differs }
    }

    fn of(cell: &MatrixCell, filter: Filter) -> Shown {
        shown(cell, None, [&row("gateway"), &row("data")], filter)
    }

    #[test]
    fn fills_say_which_share_of_pairs_is_in_which_state() {
        let part = of(&cell(12, 0, 756, 0), Filter::All);
        assert_eq!(part.fills, [("is-allowed", 2)]);
        assert_eq!((part.number.as_str(), part.state), ("12", "allowed"));
        assert_eq!(part.label, "gateway to data: 768 pairs, 12 allowed on TCP 5432, 756 blocked");
        let both = of(&cell(20_000, 20_000, 0, 0), Filter::All);
        assert_eq!(both.fills, [("is-allowed", 4), ("is-open", 4)]);
        assert_eq!((both.number.as_str(), both.tone), ("40k", "is-several"));
        let blocked = of(&cell(0, 0, 9, 0), Filter::All);
        assert!(blocked.fills.is_empty() && blocked.number.is_empty() && blocked.state == "blocked");
        let depends = of(&cell(0, 0, 0, 4), Filter::All);
        assert_eq!((depends.fills, depends.number.as_str()), (vec![("is-depends", 5)], "?4"));
    }

    #[test]
    fn a_filter_counts_its_state_alone() {
        let mixed = cell(1, 2, 30, 4);
        let numbers = Filter::ALL.map(|filter| of(&mixed, filter).number);
        assert_eq!(numbers, ["?7", "1", "2", "30", "?4"]);
        assert_eq!(of(&mixed, Filter::Blocked).fills, []);
        assert_eq!(of(&mixed, Filter::Open).fills, [("is-open", 2)]);
    }

    #[test]
    fn what_changed_says_so() {
        let change = EdgeChange {
            what: PairChange::Closed,
            opens: String::new(),
            keeps: String::new(),
            closes: "TCP 80".to_owned(),
            was: None,
            was_ports: "TCP 80".to_owned(),
        };
        let differs = |opens, closes| Differences { opens, closes, all: opens + closes };
        let one = MatrixCell { differs: differs(0, 1), ..cell(0, 0, 1, 0) };
        let closed = shown(&one, Some(&change), [&row("a"), &row("b")], Filter::All);
        assert_eq!((closed.signs, closed.change), (vec![("is-closed", "−1".to_owned())], Some("closed")));
        assert_eq!(closed.label, "a to b: blocked, closed: − TCP 80");
        let many = of(&MatrixCell { differs: differs(12, 3), ..cell(12, 0, 756, 0) }, Filter::All);
        assert_eq!(many.signs, [("is-opened", "+12".to_owned()), ("is-closed", "−3".to_owned())]);
        assert_eq!(many.change, Some("changed"));
        assert_eq!(many.label, "gateway to data: 768 pairs, 12 allowed on TCP 5432, 756 blocked, opens 12, closes 3");
        let starred = MatrixCell { by_address: true, ..cell(1, 0, 0, 0) };
        assert_eq!(of(&starred, Filter::All).number, "*1");
    }
}
