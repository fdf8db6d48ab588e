//! The folded picture.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::query::PairState;

use super::super::folded::{Badge, Bundle, Level};
use super::super::graph::{EdgeView, GraphView, NodeView};
use super::super::landing::landing;
use super::super::node_id::NodeId;
use super::alike::Closeness;
use super::bundles::{Between, Counted, Shares};
use super::cards::frames;
use super::cut::{Cut, Plan, What};
use super::lines::Label;
use super::options::{FoldOptions, LineState};
use super::{Folding, words};

/// Open pairs are lines where there are no more cards than this, each of one workload, and no more such pairs.
const OPEN_CARDS: usize = 12;
const OPEN_LINES: usize = 40;
/// So many cards may reach the Internet by lines; from the next on, badges say so.
const TO_INTERNET: usize = 2;
/// Namespaces open by themselves while cards and lines take no more than this part of the room.
const SPENT: usize = 2;
const SPENT_LINES: usize = 3;
/// So many namespaces are tried.
const TRIES: usize = 12;

/// What is drawn, before it is said.
pub(super) struct Scene<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) folding: &'a Folding,
    pub(super) options: &'a FoldOptions,
    /// What the filter and the focus leave.
    pub(super) visible: Option<BTreeSet<EndpointId>>,
    pub(super) level: Level,
    pub(super) closeness: Closeness,
    pub(super) cut: Cut,
    /// Cards that reach the Internet, where badges say so.
    internet: BTreeMap<u32, BTreeSet<u32>>,
    between: Between,
    pub(super) whole: bool,
}

impl Analysis {
    /// The folded picture: outside first, then by namespace and name. The folding has to be that of this analysis.
    pub fn folded_view(&self, folding: &Folding, options: &FoldOptions) -> GraphView {
        Scene::new(self, folding, options).view()
    }

    /// The endpoints that each card of a folded picture stands for, in its order.
    pub fn folded_cards(&self, folding: &Folding, options: &FoldOptions) -> Vec<(NodeId, Vec<EndpointId>)> {
        let cards = Scene::new(self, folding, options).cut.cards;
        cards.into_iter().map(|card| (card.id, card.members)).collect()
    }

    /// The endpoints that a node of a folded picture stands for, be it a card or a box.
    pub fn folded_members(&self, folding: &Folding, options: &FoldOptions, node: &NodeId) -> Vec<EndpointId> {
        let scene = Scene::new(self, folding, options);
        if let Some(card) = scene.cut.cards.iter().find(|card| card.id == *node) {
            return card.members.clone();
        }
        let frame = scene.cut.frames.iter().position(|frame| frame.id == *node);
        match frame {
            Some(at) => {
                let inside = scene.cut.cards.iter().filter(|card| card.inside == Some(at));
                inside.flat_map(|card| &card.members).copied().collect()
            }
            None => folding.members(self, node),
        }
    }
}

impl<'a> Scene<'a> {
    pub(super) fn new(analysis: &'a Analysis, folding: &'a Folding, options: &'a FoldOptions) -> Self {
        let visible = folding.visible(analysis, options);
        let mut scene = Self {
            analysis,
            folding,
            options,
            visible,
            level: Level::Workloads,
            closeness: Closeness::Lines,
            cut: Cut::default(),
            internet: BTreeMap::new(),
            between: Between::new(),
            whole: true,
        };
        scene.choose();
        scene
    }

    pub(super) fn plan(&self, level: Level, closeness: Closeness) -> Plan<'_> {
        static NONE: BTreeSet<NodeId> = BTreeSet::new();
        Plan {
            level,
            closeness,
            opened: BTreeSet::new(),
            closed: &NONE,
            keep: &NONE,
            visible: self.visible.as_ref(),
            cards: self.options.cards,
        }
    }

    /// The level, the cut and the lines. What a person opened does not change the level.
    fn choose(&mut self) {
        let all = [
            (Level::Workloads, Closeness::Lines),
            (Level::Stacks, Closeness::Lines),
            (Level::Namespaces, Closeness::Lines),
            (Level::Alike, Closeness::Lines),
            (Level::Alike, Closeness::Partners),
            (Level::Alike, Closeness::Kinds),
        ];
        let wanted = all.into_iter().filter(|(level, _)| self.options.level.is_none_or(|wanted| wanted == *level));
        let choices: Vec<_> = wanted.collect();
        for (level, closeness) in &choices {
            (self.level, self.closeness) = (*level, *closeness);
            if self.options.level == Some(*level) && *level != Level::Alike {
                break;
            }
            let few = self.sizes().get(*level as usize).is_none_or(|cards| *cards <= self.options.cards);
            if !few {
                continue;
            }
            let cut = self.folding.cut(self.analysis, &self.plan(*level, *closeness));
            if cut.cards.len() > self.options.cards {
                continue;
            }
            let (lines, whole) = self.lines_of(&cut);
            if whole && lines <= self.options.lines {
                break;
            }
        }
        let spent = if self.level == Level::Namespaces && self.options.level.is_none() {
            self.spend()
        } else {
            BTreeSet::new()
        };
        let mut plan = self.plan(self.level, self.closeness);
        plan.opened = spent.into_iter().chain(self.options.opened.iter().cloned()).collect();
        plan.closed = &self.options.closed;
        plan.keep = &self.options.keep;
        let cut = self.folding.cut(self.analysis, &plan);
        let (internet, between, whole) = self.connect(&cut);
        (self.cut, self.internet, self.between, self.whole) = (cut, internet, between, whole);
    }

    /// How many cards there are where every workload has one, and where every stack has one.
    pub(super) fn sizes(&self) -> [usize; 2] {
        match &self.visible {
            None => [self.folding.drawn.len(), self.folding.stacks.len()],
            Some(visible) => {
                let stacks: BTreeSet<_> = visible.iter().filter_map(|id| self.folding.stack_of.get(id)).collect();
                [visible.len(), stacks.len()]
            }
        }
    }

    /// The namespaces that open by themselves: those with the most lines, while there is room.
    fn spend(&self) -> BTreeSet<NodeId> {
        let mut opened = BTreeSet::new();
        let mut plan = self.plan(Level::Namespaces, Closeness::Lines);
        let cut = self.folding.cut(self.analysis, &plan);
        let (_, between, _) = self.connect(&cut);
        let mut degrees: BTreeMap<u32, usize> = BTreeMap::new();
        for (from, to, _) in between.keys() {
            *degrees.entry(*from).or_default() += 1;
            *degrees.entry(*to).or_default() += usize::from(from != to);
        }
        let mut ranked: Vec<(std::cmp::Reverse<usize>, NodeId)> = degrees
            .into_iter()
            .filter_map(|(at, degree)| Some((std::cmp::Reverse(degree), cut.cards.get(at as usize)?)))
            .filter(|(_, card)| matches!(card.what, What::Several(_)) && matches!(card.id, NodeId::Namespace(_)))
            .map(|(degree, card)| (degree, card.id.clone()))
            .collect();
        ranked.sort();
        for (_, id) in ranked.into_iter().take(TRIES) {
            opened.insert(id.clone());
            plan.opened.clone_from(&opened);
            let cut = self.folding.cut(self.analysis, &plan);
            let fits = cut.cards.len() * SPENT <= self.options.cards
                && self.lines_of(&cut).0 * SPENT_LINES <= self.options.lines;
            if !fits {
                opened.remove(&id);
            }
        }
        opened
    }

    fn shares(&self, cut: &Cut) -> Shares<'a> {
        Shares::new(self.analysis, self.folding, cut.cards.iter().map(|card| card.members.as_slice()))
    }

    /// How many lines a cut has.
    fn lines_of(&self, cut: &Cut) -> (usize, bool) {
        let (_, between, whole) = self.connect(cut);
        (between.len(), whole)
    }

    /// The lines of a cut, and which cards reach the Internet by badges.
    fn connect(&self, cut: &Cut) -> (BTreeMap<u32, BTreeSet<u32>>, Between, bool) {
        let says = |from: u32, to: u32, label: u32| self.folding.everyone.says(from, to, label);
        let wanted = |label: &Label| self.is_wanted(label);
        let (mut between, whole) = self.shares(cut).between(&Counted { without: &says, label: &wanted });
        let is_internet = |at: u32| {
            let what = cut.cards.get(at as usize).map(|card| card.what);
            matches!(what, Some(What::One(id)) if is_internet(self.analysis, id))
        };
        let mut internet: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        if self.options.focus.is_none() {
            for ((from, to, state), pairs) in &between {
                if *state == PairState::Allowed && is_internet(*to) {
                    internet.entry(*from).or_default().extend(&pairs.labels);
                }
            }
        }
        if internet.len() <= TO_INTERNET {
            internet.clear();
        } else {
            between.retain(|(_, to, state), _| *state != PairState::Allowed || !is_internet(*to));
        }
        (internet, between, whole)
    }

    /// Which cards have lines of which state to which.
    pub(super) fn between(&self) -> impl Iterator<Item = (u32, u32, PairState)> {
        self.between.keys().copied()
    }

    /// Whether the filter wants lines with a label.
    pub(super) fn is_wanted(&self, label: &Label) -> bool {
        let filter = &self.options.filter;
        filter.port.is_none_or(|(protocol, port)| label.connections.contains(protocol, port))
            && filter.state.is_none_or(|state| {
                label.state
                    == match state {
                        LineState::Allowed => PairState::Allowed,
                        LineState::Open => PairState::Open,
                        LineState::Depends => PairState::Depends,
                    }
            })
    }

    fn view(self) -> GraphView {
        let unlike = self.folding.unlike(self.analysis, self.closeness);
        let mut view = GraphView {
            namespaces: frames(self.analysis, &self.cut),
            nodes: self.folding.nodes(self.analysis, &self.cut, &unlike),
            ..GraphView::default()
        };
        for (card, labels) in &self.internet {
            if let Some(node) = view.nodes.get_mut(*card as usize) {
                let ports = words::ports(&self.folding.union(labels));
                node.badges.push(Badge::ReachesInternet { ports });
            }
        }
        self.say_as_everyone(&mut view.nodes);
        let ones = self.cut.cards.iter().all(|card| matches!(card.what, What::One(_)));
        view.edges = if self.level == Level::Workloads && ones && self.cut.cards.len() <= self.options.cards {
            self.every_pair(&mut view.nodes)
        } else {
            self.bundles(&mut view.nodes)
        };
        let drawn: Vec<EndpointId> = self
            .cut
            .cards
            .iter()
            .map(|card| match card.what {
                What::One(id) => id,
                What::Several(_) => EndpointId(u32::MAX),
            })
            .collect();
        view.entries = self.analysis.entry_views(&drawn, &view.nodes, &view.namespaces);
        view.undrawn = self.leave_out(&mut view);
        view.folding = Some(Box::new(self.said(&view, &unlike)));
        view
    }

    /// Every pair as an edge, blocked pairs included, but for what badges say.
    fn every_pair(&self, nodes: &mut [NodeView]) -> Vec<EdgeView> {
        let drawn: Vec<EndpointId> = self.cut.cards.iter().filter_map(|card| card.members.first()).copied().collect();
        let mut edges = self.analysis.edge_views(&drawn, nodes);
        let at = |edge: usize| drawn.get(edge).and_then(|id| self.folding.behaviour_of(*id)).unwrap_or(u32::MAX);
        let open = edges.iter().filter(|edge| edge.state == PairState::Open).count();
        edges.retain(|edge| match edge.state {
            PairState::Blocked(_) => self.options.filter.state.is_none() && self.options.filter.port.is_none(),
            PairState::Open => {
                drawn.len() <= OPEN_CARDS && open <= OPEN_LINES && self.is_wanted_number(super::lines::OPEN)
            }
            PairState::Allowed | PairState::Depends => {
                self.between.contains_key(&(edge.from as u32, edge.to as u32, edge.state))
                    && !self.folding.everyone.says(
                        at(edge.from),
                        at(edge.to),
                        self.folding.label_between(at(edge.from), at(edge.to)),
                    )
            }
        });
        edges
    }

    fn is_wanted_number(&self, label: u32) -> bool {
        self.folding.lines.label(label).is_some_and(|label| self.is_wanted(label))
    }

    fn bundles(&self, nodes: &mut [NodeView]) -> Vec<EdgeView> {
        let shares = self.shares(&self.cut);
        let one = |at: u32| match self.cut.cards.get(at as usize).map(|card| card.what) {
            Some(What::One(id)) => Some(id),
            _ => None,
        };
        let mut looks = super::super::LOOKS;
        let mut edges: BTreeMap<(u32, u32, PairState), EdgeView> = BTreeMap::new();
        for ((from, to, state), pairs) in &self.between {
            let connections = self.folding.union(&pairs.labels);
            let single = one(*from).zip(one(*to));
            let lands_on = nodes.get_mut(*to as usize).filter(|node| node.fold.is_none());
            let edge = EdgeView {
                from: *from as usize,
                to: *to as usize,
                state: *state,
                ports: if single.is_some() { connections.short_notation() } else { words::ports(&connections) },
                lands_on: lands_on.and_then(|node| landing(node, &connections)),
                by_address: single
                    .is_some_and(|(from, to)| self.analysis.rests_on_address(from, to, *state, &mut looks)),
                says: None,
                change: None,
                bundle: single.is_none().then(|| Bundle { pairs: pairs.count, of: shares.all(*from, *to) }),
            };
            edges.insert((*from, *to, *state), edge);
        }
        let blocked = self.options.blocked_of.as_ref();
        let card = blocked.and_then(|id| self.cut.cards.iter().position(|card| card.id == *id));
        let blocked = card.and_then(|card| shares.blocked(self.analysis, card as u32)).unwrap_or_default();
        for ((from, to, state), count) in blocked {
            let single = one(from).zip(one(to)).is_some();
            let edge = EdgeView {
                from: from as usize,
                to: to as usize,
                state,
                ports: "none".to_owned(),
                lands_on: None,
                by_address: false,
                says: None,
                change: None,
                bundle: (!single).then(|| Bundle { pairs: count, of: shares.all(from, to) }),
            };
            edges.insert((from, to, state), edge);
        }
        edges.into_values().collect()
    }

    pub(super) const fn is_counted(&self) -> bool {
        self.whole && self.folding.is_counted()
    }

    pub(super) fn reaches_internet(&self) -> impl Iterator<Item = (&u32, &BTreeSet<u32>)> {
        self.internet.iter()
    }
}

/// Whether an endpoint is the Internet, or all of it but some blocks.
fn is_internet(analysis: &Analysis, id: EndpointId) -> bool {
    let endpoint = analysis.endpoint(id);
    let names = ["Internet", "0.0.0.0/0", "::/0"];
    endpoint.is_external()
        && names.iter().any(|name| endpoint.name.starts_with(name) || endpoint.name.contains("; Internet"))
}
