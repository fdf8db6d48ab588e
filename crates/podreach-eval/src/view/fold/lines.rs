//! What passes between behaviours, where a policy has a say: the lines that a picture may draw. Where no policy has one,
//! everything passes, and nothing is listed.

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::query::PairState;
use crate::sets::{ConnId, ConnectionSet, Protocol};

use super::super::change::EdgeChange;

use super::behaviours::{Behaviours, Rules};
use super::options::LineState;

/// A line from a behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    /// The behaviour that it goes to.
    pub(super) to: u32,
    /// Number of its label.
    pub(super) label: u32,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Label {
    /// Blocked only where it was closed.
    pub(super) state: PairState,
    pub(super) connections: ConnectionSet,
    /// Of a pair that depends: whether it would be open, because no policy has a say about it.
    pub(super) over_open: bool,
    /// Beside a baseline, what changed: place among the changes.
    pub(super) change: Option<u32>,
}

impl Label {
    /// The label of pairs that did not change.
    pub(super) const fn plain(state: PairState, connections: ConnectionSet) -> Self {
        Self { state, connections, over_open: false, change: None }
    }

    /// What changed along such lines.
    pub(super) fn change<'a>(&self, lines: &'a Lines) -> Option<&'a LineChange> {
        lines.changes.get(self.change? as usize)
    }

    /// Whether something passes; on a port, if one is asked for.
    pub(super) fn passes(&self, port: Option<(Protocol, u16)>) -> bool {
        port.is_none_or(|(protocol, port)| self.connections.contains(protocol, port))
    }

    /// Whether it is in a state; in any, if none is asked for.
    pub(super) fn is_in(&self, state: Option<LineState>) -> bool {
        state.is_none_or(|state| {
            self.state
                == match state {
                    LineState::Allowed => PairState::Allowed,
                    LineState::Open => PairState::Open,
                    LineState::Depends => PairState::Depends,
                }
        })
    }
}

/// What changed along a line.
#[derive(Clone, Debug)]
pub(super) struct LineChange {
    pub(super) edge: EdgeChange,
    /// What passes now and did not before.
    pub(super) opens: ConnectionSet,
    /// What passed before and does not now.
    pub(super) closes: ConnectionSet,
    /// The label that it would have without the change.
    pub(super) plain: u32,
}

impl LineChange {
    /// Whether something opens and whether something closes; on a port, if one is asked for.
    pub(super) fn on(&self, port: Option<(Protocol, u16)>) -> [bool; 2] {
        match port {
            None => [!self.edge.opens.is_empty(), !self.edge.closes.is_empty()],
            Some((protocol, port)) => [&self.opens, &self.closes].map(|set| set.contains(protocol, port)),
        }
    }

    pub(super) fn is_on(&self, port: Option<(Protocol, u16)>) -> bool {
        self.on(port) != [false; 2]
    }
}

/// All lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    /// By behaviour, ascending.
    pub(super) from: Vec<Vec<Line>>,
    /// The same by destination: `to` is the source.
    pub(super) into: Vec<Vec<Line>>,
    pub(super) labels: Vec<Label>,
    /// What changed beside a baseline.
    pub(super) changes: Vec<LineChange>,
    /// Whether all of them are here. Otherwise there are too many: then none are.
    pub(super) whole: bool,
}

/// The label of pairs that are open.
pub(super) const OPEN: u32 = 0;
/// No label: nothing passes.
pub(super) const BLOCKED: u32 = u32::MAX;

/// At most this many lines, and this many look-ups for them.
const LINES: usize = 4_000_000;
const LOOKS: usize = 40_000_000;

/// Labels by their content.
#[derive(Default)]
pub(super) struct Labels {
    list: Vec<Label>,
    known: FxHashMap<Label, u32>,
    of_ids: FxHashMap<(ConnId, ConnId, bool), Option<u32>>,
}

impl Labels {
    /// These labels, to which others are added.
    pub(super) fn new(list: Vec<Label>) -> Self {
        let known = list.iter().cloned().zip(0..).collect();
        let mut labels = Self { list, known, of_ids: FxHashMap::default() };
        labels.of(Label::plain(PairState::Open, ConnectionSet::all()));
        labels
    }

    /// All of them.
    pub(super) fn into_list(self) -> Vec<Label> {
        self.list
    }

    pub(super) fn of(&mut self, label: Label) -> u32 {
        let next = self.list.len() as u32;
        *self.known.entry(label).or_insert_with_key(|label| {
            self.list.push(label.clone());
            next
        })
    }

    /// The label of what both ends allow; `None` where nothing passes.
    fn of_ends(&mut self, analysis: &Analysis, egress: ConnId, ingress: ConnId, silent: bool) -> Option<u32> {
        if let Some(known) = self.of_ids.get(&(egress, ingress, silent)) {
            return *known;
        }
        let table = analysis.connections();
        let connections = table.get(egress).intersection(table.get(ingress)).flat();
        let found = if connections.is_portless() {
            None
        } else if silent {
            Some(OPEN)
        } else {
            Some(self.of(Label::plain(PairState::Allowed, connections)))
        };
        self.of_ids.insert((egress, ingress, silent), found);
        found
    }
}

impl Lines {
    pub(super) fn new(
        analysis: &Analysis,
        behaviours: &Behaviours<'_>,
        mut labels: Labels,
        depending: &[(u32, u32, u32)],
    ) -> Self {
        let Some(mut from) = listed(analysis, behaviours, &mut labels) else {
            let none = vec![Vec::new(); behaviours.list.len()];
            return Self::of(none, labels.list, Vec::new(), false);
        };
        for (source, to, label) in depending {
            let Some(lines) = from.get_mut(*source as usize) else { continue };
            let rules = |at: u32, is_source: bool| {
                let found = behaviours.list.get(at as usize)?;
                if is_source { found.egress } else { found.ingress }
            };
            let free = rules(*source, true).is_none() && rules(*to, false).is_none();
            let mut number = *label;
            if free && let Some(label) = labels.list.get(*label as usize).cloned() {
                number = labels.of(Label { over_open: true, ..label });
            }
            match lines.binary_search_by_key(to, |line| line.to) {
                Ok(at) => lines.get_mut(at).into_iter().for_each(|line| line.label = number),
                Err(at) => lines.insert(at, Line { to: *to, label: number }),
            }
        }
        Self::of(from, labels.list, Vec::new(), true)
    }

    /// Lines by source, each ascending.
    pub(super) fn of(from: Vec<Vec<Line>>, labels: Vec<Label>, changes: Vec<LineChange>, whole: bool) -> Self {
        let mut into = vec![Vec::new(); from.len()];
        for (lines, source) in from.iter().zip(0_u32..) {
            for line in lines {
                let turned = Line { to: source, label: line.label };
                into.get_mut(line.to as usize).into_iter().for_each(|lines: &mut Vec<Line>| lines.push(turned));
            }
        }
        Self { from, into, labels, changes, whole }
    }

    /// What changed along lines with a label.
    pub(super) fn change(&self, number: u32) -> Option<&LineChange> {
        self.label(number)?.change(self)
    }

    /// Whether something changed along lines with a label.
    pub(super) fn is_changed(&self, number: u32) -> bool {
        self.label(number).is_some_and(|label| label.change.is_some())
    }

    /// The label as it is without regard to the baseline.
    pub(super) fn plain(&self, number: u32) -> u32 {
        self.change(number).map_or(number, |change| change.plain)
    }

    pub(super) fn label(&self, number: u32) -> Option<&Label> {
        self.labels.get(number as usize)
    }

    /// Whether a line is drawn: open pairs are not, but for those that changed.
    pub(super) const fn is_line(label: u32) -> bool {
        label != OPEN && label != BLOCKED
    }

    /// The number of the label of a pair of behaviours that is listed.
    pub(super) fn between(&self, source: u32, destination: u32) -> Option<u32> {
        let lines = self.from.get(source as usize)?;
        let at = lines.binary_search_by_key(&destination, |line| line.to).ok()?;
        lines.get(at).map(|line| line.label)
    }
}

/// Behaviours by class, to find those of a piece.
struct ByClass(Vec<(u32, u32)>);

impl ByClass {
    fn within(&self, first: u32, last: u32) -> &[(u32, u32)] {
        let start = self.0.partition_point(|(class, _)| *class < first);
        let end = self.0.partition_point(|(class, _)| *class <= last);
        self.0.get(start..end).unwrap_or(&[])
    }
}

/// Lines by source. `None` where there are too many.
fn listed(analysis: &Analysis, behaviours: &Behaviours<'_>, labels: &mut Labels) -> Option<Vec<Vec<Line>>> {
    let list = &behaviours.list;
    let mut by_class: Vec<(u32, u32)> = list.iter().zip(0..).map(|(one, at)| (one.class, at)).collect();
    by_class.sort_unstable();
    let by_class = ByClass(by_class);
    let mut looks = LOOKS;
    // By behaviour: the ingress rules that let it pass, with what.
    let mut passing: Vec<Vec<(u32, ConnId)>> = vec![Vec::new(); list.len()];
    for (rules, number) in behaviours.ingress.iter().zip(0_u32..) {
        for (first, last, id) in rules.pieces() {
            let within = by_class.within(first, last);
            looks = looks.checked_sub(1 + within.len())?;
            for (_, at) in within {
                passing.get_mut(*at as usize)?.push((number, id));
            }
        }
    }
    let mut users: Vec<Vec<u32>> = vec![Vec::new(); behaviours.ingress.len()];
    let mut free: Vec<u32> = Vec::new();
    for (behaviour, at) in list.iter().zip(0_u32..) {
        match behaviour.ingress {
            Some(rules) => users.get_mut(rules as usize)?.push(at),
            None => free.push(at),
        }
    }
    let mut row = vec![ConnId::NONE; behaviours.ingress.len()];
    let (mut all, mut count) = (Vec::with_capacity(list.len()), 0_usize);
    for (source, passing) in list.iter().zip(&passing) {
        for (rules, id) in passing {
            row.get_mut(*rules as usize).into_iter().for_each(|slot| *slot = *id);
        }
        let egress = source.egress.and_then(|at| behaviours.egress.get(at as usize));
        let mut found: Vec<Line> = Vec::new();
        let mut add = |to: u32, out: ConnId| {
            let Some(destination) = list.get(to as usize) else { return };
            if source.is_external && destination.is_external {
                return;
            }
            let into = destination
                .ingress
                .map_or(ConnId::ALL, |rules| row.get(rules as usize).copied().unwrap_or(ConnId::NONE));
            if out == ConnId::NONE || into == ConnId::NONE {
                return;
            }
            let ingress = destination.ingress.and_then(|at| behaviours.ingress.get(at as usize));
            let says = |rules: Option<&Rules<'_>>, other: &super::behaviours::Behaviour| {
                rules.is_some_and(|rules| other.classes().any(|class| !rules.is_silent(class)))
            };
            let silent = !says(egress, destination) && !says(ingress, source);
            if let Some(label) = labels.of_ends(analysis, out, into, silent) {
                found.push(Line { to, label });
            }
        };
        let entered = passing.iter().filter_map(|(rules, _)| users.get(*rules as usize)).flatten();
        let width: usize = passing.iter().filter_map(|(rules, _)| users.get(*rules as usize)).map(Vec::len).sum();
        match egress {
            None => {
                looks = looks.checked_sub(width)?;
                entered.for_each(|to| add(*to, ConnId::ALL));
            }
            Some(egress) => {
                let pieces = egress.pieces();
                let within: usize = pieces.iter().map(|(first, last, _)| by_class.within(*first, *last).len()).sum();
                looks = looks.checked_sub(pieces.len() + within.min(width + free.len()))?;
                if within <= width + free.len() {
                    for (first, last, id) in pieces {
                        by_class.within(first, last).iter().for_each(|(_, to)| add(*to, id));
                    }
                } else {
                    let class = |to: u32| list.get(to as usize).map_or(ConnId::NONE, |one| egress.get(one.class));
                    entered.chain(&free).for_each(|to| add(*to, class(*to)));
                }
            }
        }
        found.sort_unstable();
        count += found.len();
        if count > LINES {
            return None;
        }
        all.push(found);
        for (rules, _) in passing {
            row.get_mut(*rules as usize).into_iter().for_each(|slot| *slot = ConnId::NONE);
        }
    }
    Some(all)
}
