//! Counts between cards: how many pairs of their members are in which state, and on which ports. Worked out over behaviours.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::query::{BlockedBy, PairState};
use crate::sets::Protocol;

use super::super::compared::Differences;
use super::super::counts::PairCounts;
use super::Folding;
use super::lines::{Label, OPEN};

/// Pairs of two cards in one state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    pub(super) count: u64,
    pub(super) labels: BTreeSet<u32>,
    /// Beside a baseline, those that differ; on the line of what passes also those where nothing passes any more.
    pub(super) differs: Differences,
    /// Of those that differ, pairs with an end that is gone.
    pub(super) gone: u64,
}

impl Pairs {
    fn join(&mut self, other: Self) {
        self.labels.extend(other.labels);
        self.differs = self.differs.and(&other.differs);
        self.gone += other.gone;
    }
}

/// Members of a card with one behaviour.
#[derive(Clone, Copy, Debug)]
struct Share {
    card: u32,
    count: u64,
    /// Members of which no two pods exist.
    alone: u64,
}

/// The members of cards, by behaviour.
pub(super) struct Shares<'a> {
    folding: &'a Folding,
    /// By behaviour.
    of: Vec<Vec<Share>>,
    /// By card: its members, those without two pods, and whether it is outside.
    cards: Vec<(u64, u64, bool)>,
}

/// Which lines are counted.
pub(super) struct Counted<'a> {
    /// Lines that are not: a badge says what they do. Source, destination, label.
    pub(super) without: &'a dyn Fn(u32, u32, u32) -> bool,
    /// Only lines with such a label.
    pub(super) label: &'a dyn Fn(&Label) -> bool,
    /// Changes count on this port only.
    pub(super) port: Option<(Protocol, u16)>,
}

/// By source card, destination card and state. Blocked only where pairs were closed and no line is left.
pub(super) type Between = BTreeMap<(u32, u32, PairState), Pairs>;

/// By source card and destination card: pairs by state, and the labels of those that are connected.
pub(super) type Cells = BTreeMap<(u32, u32), Cell>;

/// Pairs of two cards by state.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub(super) counts: PairCounts,
    /// The labels of those that are connected.
    pub(super) labels: BTreeSet<u32>,
    /// Those that differ from the baseline.
    pub(super) differs: Differences,
}

/// So many pairs of cards and behaviours are looked at.
const STEPS: usize = 20_000_000;

impl<'a> Shares<'a> {
    pub(super) fn new<'m>(
        analysis: &Analysis,
        folding: &'a Folding,
        cards: impl Iterator<Item = &'m [EndpointId]>,
    ) -> Self {
        let mut of: Vec<Vec<Share>> = vec![Vec::new(); folding.behaviours.len()];
        let mut list = Vec::new();
        for (members, card) in cards.zip(0_u32..) {
            let (mut all, mut outside, mut count) = (0, false, 0);
            for id in members {
                let Some(behaviour) = folding.behaviour_of(*id) else { continue };
                let Some(one) = folding.behaviour(behaviour) else { continue };
                let alone = u64::from(!folding.has_two_pods(analysis, *id));
                // What is gone has no pairs but those that were closed.
                count += u64::from(!one.is_gone);
                all += if one.is_gone { 0 } else { alone };
                outside |= one.is_external;
                let Some(shares) = of.get_mut(behaviour as usize) else { continue };
                match shares.last_mut().filter(|share| share.card == card) {
                    Some(share) => {
                        share.count += 1;
                        share.alone += alone;
                    }
                    None => shares.push(Share { card, count: 1, alone }),
                }
            }
            list.push((count, all, outside));
        }
        Self { folding, of, cards: list }
    }

    /// All pairs between two cards: a member and itself are one where it has two pods, two parts of the outside are none.
    pub(super) fn all(&self, from: u32, to: u32) -> u64 {
        let card = |at: u32| self.cards.get(at as usize).copied().unwrap_or_default();
        let ((sources, alone, outside), (destinations, _, beyond)) = (card(from), card(to));
        if outside && beyond {
            return 0;
        }
        (sources * destinations).saturating_sub(if from == to { alone } else { 0 })
    }

    /// The pairs of two shares.
    fn pairs(source: Share, destination: Share, same: bool) -> u64 {
        let own = if same && source.card == destination.card { source.alone } else { 0 };
        (source.count * destination.count).saturating_sub(own)
    }

    /// Counts what is connected by a rule, or may be. The second value is false over the limit on steps.
    pub(super) fn between(&self, counted: &Counted<'_>) -> (Between, bool) {
        let mut found: FxHashMap<(u32, u32, PairState), Pairs> = FxHashMap::default();
        let mut left = STEPS;
        let whole = self.each(
            &mut left,
            |_| true,
            |from, to, label, count| {
                let Some(known) = self.folding.lines.label(label.2) else { return };
                if label.2 == OPEN
                    || count == 0
                    || !(counted.label)(known)
                    || (counted.without)(label.0, label.1, label.2)
                {
                    return;
                }
                // What does not pass on the port any more is closed there.
                let state = if known.passes(counted.port) { known.state } else { PairState::Blocked(BlockedBy::Both) };
                let pairs = found.entry((from, to, state)).or_default();
                pairs.count += count;
                pairs.labels.insert(label.2);
                if let Some(change) = self.folding.lines.change(label.2) {
                    pairs.differs.count(count, change.on(counted.port));
                    let is_gone = |at: u32| self.folding.behaviour(at).is_some_and(|one| one.is_gone);
                    pairs.gone += if is_gone(label.0) || is_gone(label.1) { count } else { 0 };
                }
            },
        );
        (self.joined(found.into_iter().collect()), whole)
    }

    /// Puts what was closed on the line of what still passes between the same cards, and counts all open pairs where some were
    /// opened.
    fn joined(&self, found: Between) -> Between {
        let (closed, mut found): (Between, Between) =
            found.into_iter().partition(|((.., state), _)| matches!(state, PairState::Blocked(_)));
        for ((from, to, state), pairs) in closed {
            let left = [PairState::Allowed, PairState::Depends, PairState::Open];
            match left.into_iter().find(|state| found.contains_key(&(from, to, *state))) {
                Some(left) => found.entry((from, to, left)).or_default().join(pairs),
                None => {
                    found.insert((from, to, state), pairs);
                }
            }
        }
        let open: BTreeSet<(u32, u32)> =
            found.keys().filter(|(.., state)| *state == PairState::Open).map(|(from, to, _)| (*from, *to)).collect();
        if !open.is_empty() {
            let (rows, columns): (BTreeSet<u32>, BTreeSet<u32>) = open.iter().copied().unzip();
            let (rows, columns): (Vec<u32>, Vec<u32>) = (rows.into_iter().collect(), columns.into_iter().collect());
            let cells = self.counts(&rows, &columns, &|_: &Label| true, None).unwrap_or_default();
            for (from, to) in open {
                if let (Some(cell), Some(pairs)) = (cells.get(&(from, to)), found.get_mut(&(from, to, PairState::Open)))
                {
                    pairs.count = cell.counts.open;
                }
            }
        }
        found
    }

    /// Visits what is listed between cards: source card, destination card, behaviours and label, number of pairs. Sources of
    /// which nothing is known are left out.
    fn each(
        &self,
        left: &mut usize,
        is_wanted: impl Fn(u32) -> bool,
        mut visit: impl FnMut(u32, u32, (u32, u32, u32), u64),
    ) -> bool {
        let lines = self.folding.lines.from.iter().zip(&self.of).zip(0_u32..);
        for ((lines, sources), at) in lines.filter(|((_, sources), _)| !sources.is_empty()) {
            if self.folding.behaviour(at).is_some_and(|one| one.is_only_reached) {
                continue;
            }
            for line in lines {
                let Some(destinations) = self.of.get(line.to as usize) else { continue };
                let Some(rest) = left.checked_sub(1 + sources.len() * destinations.len()) else { return false };
                *left = rest;
                for source in sources.iter().filter(|source| is_wanted(source.card)) {
                    for destination in destinations {
                        let count = Self::pairs(*source, *destination, line.to == at);
                        visit(source.card, destination.card, (at, line.to, line.label), count);
                    }
                }
            }
        }
        true
    }

    /// By card: members whose egress, and whose ingress, no policy has a say about; both at once and without two pods.
    pub(super) fn free(&self) -> Vec<[u64; 3]> {
        let mut free = vec![[0_u64; 3]; self.cards.len()];
        for (shares, at) in self.of.iter().zip(0_u32..) {
            let Some(one) = self.folding.behaviour(at) else { continue };
            let is_source = one.egress.is_none() && !one.is_only_reached;
            for share in shares {
                let Some([out, into, alone]) = free.get_mut(share.card as usize) else { continue };
                *out += if is_source { share.count } else { 0 };
                *into += if one.ingress.is_none() { share.count } else { 0 };
                *alone += if is_source && one.ingress.is_none() { share.alone } else { 0 };
            }
        }
        free
    }

    /// By card, whether it is outside.
    pub(super) fn outside(&self) -> impl Iterator<Item = bool> {
        self.cards.iter().map(|(_, _, outside)| *outside)
    }

    /// All pairs of a card with all cards, one way.
    pub(super) fn pairs_of(&self, card: u32) -> u64 {
        let (members, alone, outside) = self.cards.get(card as usize).copied().unwrap_or_default();
        let others = self.cards.iter().filter(|(_, _, beyond)| !(outside && *beyond));
        let others: u64 = others.map(|(members, ..)| members).sum();
        (members * others).saturating_sub(if outside { 0 } else { alone })
    }

    /// Visits what is listed between all cards: source card, destination card, label and its number, number of pairs.
    pub(super) fn each_label(&self, mut visit: impl FnMut(u32, u32, &Label, u32, u64)) -> bool {
        let mut left = STEPS;
        self.each(
            &mut left,
            |_| true,
            |from, to, (_, _, number), count| {
                if let Some(label) = self.folding.lines.label(number) {
                    visit(from, to, label, number, count);
                }
            },
        )
    }

    /// The pairs by state of some source cards with some destination cards, and the labels of what is connected; changes on a
    /// port, if one is given. `None` over the limit on steps.
    pub(super) fn counts(
        &self,
        rows: &[u32],
        columns: &[u32],
        wanted: &dyn Fn(&Label) -> bool,
        port: Option<(Protocol, u16)>,
    ) -> Option<Cells> {
        let mut found = Cells::new();
        let (in_rows, in_columns): (BTreeSet<u32>, BTreeSet<u32>) =
            (rows.iter().copied().collect(), columns.iter().copied().collect());
        let free = self.free();
        let open = Label::plain(PairState::Open, crate::sets::ConnectionSet::all());
        let open_wanted = wanted(&open);
        for row in rows {
            for column in columns {
                let mut counts = PairCounts::default();
                let look = |card: &u32| free.get(*card as usize).copied().unwrap_or_default();
                let ([out, _, alone], [_, into, _]) = (look(row), look(column));
                let all = self.all(*row, *column);
                if all > 0 {
                    counts.open = (out * into).saturating_sub(if row == column { alone } else { 0 });
                }
                found.insert((*row, *column), Cell { counts, ..Cell::default() });
            }
        }
        let mut left = STEPS;
        let whole = self.each(
            &mut left,
            |card| in_rows.contains(&card),
            |from, to, (_, _, number), count| {
                if count == 0 || !in_columns.contains(&to) {
                    return;
                }
                let Some(Cell { counts, labels, differs }) = found.get_mut(&(from, to)) else { return };
                let Some(label) = self.folding.lines.label(number) else { return };
                if label.over_open {
                    counts.open = counts.open.saturating_sub(count);
                }
                if number == OPEN {
                    counts.open += count;
                    return;
                }
                if let Some(change) = label.change(&self.folding.lines) {
                    differs.count(count, change.on(port));
                }
                if wanted(label) {
                    counts.pass(label.state, count);
                    labels.insert(number);
                }
            },
        );
        for ((row, column), Cell { counts, labels, .. }) in &mut found {
            if !open_wanted {
                counts.open = 0;
            }
            if counts.open > 0 {
                labels.insert(OPEN);
            }
            let passing = counts.allowed + counts.open + counts.depends;
            counts.blocked = self.all(*row, *column).saturating_sub(passing);
        }
        whole.then_some(found)
    }

    /// Blocked pairs of a card with all others, by source card, destination card and which end blocks. `None` over the limit.
    pub(super) fn blocked(&self, analysis: &Analysis, card: u32) -> Option<BTreeMap<(u32, u32, PairState), u64>> {
        let mut found = BTreeMap::new();
        let mut left = STEPS;
        let list = &self.folding.behaviours;
        let here = self.of.iter().zip(0_u32..).filter(|(shares, _)| shares.iter().any(|share| share.card == card));
        let here: Vec<u32> = here.map(|(_, at)| at).collect();
        let ends = |from: u32, to: u32| -> Option<PairState> {
            if self.folding.lines.plain(self.folding.label_between(from, to)) != super::lines::BLOCKED {
                return None;
            }
            let (source, destination) = (list.get(from as usize)?, list.get(to as usize)?);
            if source.is_gone
                || destination.is_gone
                || (source.is_external && destination.is_external)
                || source.is_only_reached
            {
                return None;
            }
            let table = analysis.connections();
            let engine = &analysis.world.engine;
            let (from, to) = (crate::reach::ClassId(source.class), crate::reach::ClassId(destination.class));
            let out = table.get(engine.egress(from, to)).is_portless();
            let into = table.get(engine.ingress(from, to, &analysis.world.classes)).is_portless();
            Some(PairState::Blocked(match (out, into) {
                (true, false) => BlockedBy::Source,
                (false, true) => BlockedBy::Destination,
                _ => BlockedBy::Both,
            }))
        };
        for own in here {
            let mine: Vec<Share> =
                self.of.get(own as usize).into_iter().flatten().filter(|share| share.card == card).copied().collect();
            for (others, at) in self.of.iter().zip(0_u32..) {
                left = left.checked_sub(1 + others.len())?;
                for (from, to, outward) in [(own, at, true), (at, own, false)] {
                    let Some(state) = ends(from, to) else { continue };
                    for (mine, other) in mine.iter().flat_map(|mine| others.iter().map(move |other| (*mine, *other))) {
                        // Pairs within the card are counted once.
                        if !outward && other.card == card {
                            continue;
                        }
                        let (source, destination) = if outward { (mine, other) } else { (other, mine) };
                        let count = Self::pairs(source, destination, own == at);
                        if count > 0 {
                            *found.entry((source.card, destination.card, state)).or_default() += count;
                        }
                    }
                }
            }
        }
        Some(found)
    }
}
