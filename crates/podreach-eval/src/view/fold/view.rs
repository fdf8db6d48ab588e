//! The folded picture.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId};
use crate::query::PairState;

use super::super::folded::{Badge, Level};
use super::super::graph::GraphView;
use super::super::node_id::NodeId;
use super::alike::Closeness;
use super::bundles::{Between, Counted, Shares};
use super::cards::frames;
use super::cut::{Cut, Plan, What};
use super::lines::Label;
use super::options::FoldOptions;
use super::{Folding, words};

/// So many cards may reach the Internet by lines; from the next on, badges say so.
const TO_INTERNET: usize = 2;
/// Namespaces open by themselves while cards and lines take no more than this part of the room.
const SPENT: usize = 2;
const SPENT_LINES: usize = 3;
/// So many namespaces are tried.
const TRIES: usize = 12;

/// From more lines than this on, namespaces that are exactly alike fold together where that leaves at most half of the lines:
/// nothing is lost but their names.
const BUSY: usize = 40;

/// No endpoint.
const NONE: EndpointId = EndpointId(u32::MAX);

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
    pub(super) between: Between,
    /// Those of them that badges say, and that are drawn for the selection.
    pub(super) on_selection: BTreeSet<(u32, u32, PairState)>,
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
            on_selection: BTreeSet::new(),
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
                if *level == Level::Namespaces && self.options.level.is_none() && lines > BUSY {
                    self.fold_alike(lines);
                }
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
        let (opened, mut keep) = (plan.opened.clone(), self.options.keep.clone());
        if matches!(self.level, Level::Namespaces | Level::Alike) && self.options.level.is_none() {
            keep.extend(self.telling(|telling| {
                let keep: BTreeSet<NodeId> = self.options.keep.iter().chain(telling).cloned().collect();
                let mut plan = self.plan(self.level, self.closeness);
                (plan.opened, plan.closed, plan.keep) = (opened.clone(), &self.options.closed, &keep);
                let cut = self.folding.cut(self.analysis, &plan);
                self.has_room(cut.cards.len(), self.lines_of(&cut).0)
            }));
        }
        plan.keep = &keep;
        let cut = self.folding.cut(self.analysis, &plan);
        let (internet, between, whole) = self.connect(&cut);
        (self.cut, self.internet, self.between, self.whole) = (cut, internet, between, whole);
        self.draw_selected();
    }

    /// Folds namespaces that are exactly alike where that leaves at most half of the lines.
    fn fold_alike(&mut self, lines: usize) {
        let cut = self.folding.cut(self.analysis, &self.plan(Level::Alike, Closeness::Lines));
        if self.lines_of(&cut).0 * 2 <= lines {
            (self.level, self.closeness) = (Level::Alike, Closeness::Lines);
        }
    }

    /// Adds the lines of the selected card that badges say.
    fn draw_selected(&mut self) {
        let Some(id) = &self.options.said_of else { return };
        let Some(card) = self.cut.cards.iter().position(|card| card.id == *id) else { return };
        let card = card as u32;
        let wanted = |label: &Label| self.is_wanted(label);
        let counted = Counted { without: &|_, _, _| false, label: &wanted, port: self.options.filter.port };
        let (all, _) = self.shares(&self.cut).between(&counted);
        for (key, pairs) in all.into_iter().filter(|((from, to, _), _)| from != to && (*from == card || *to == card)) {
            if self.between.insert(key, pairs).is_none() {
                self.on_selection.insert(key);
            }
        }
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

    pub(super) fn shares(&self, cut: &Cut) -> Shares<'a> {
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
        let (mut between, whole) =
            self.shares(cut).between(&Counted { without: &says, label: &wanted, port: self.options.filter.port });
        let is_internet = |at: u32| {
            let what = cut.cards.get(at as usize).map(|card| card.what);
            matches!(what, Some(What::One(id)) if is_internet(self.folding.endpoint(self.analysis, id)))
        };
        let mut internet: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        if self.options.focus.is_none() {
            for ((from, to, state), pairs) in &between {
                if *state == PairState::Allowed && is_internet(*to) && pairs.differs.all == 0 {
                    internet.entry(*from).or_default().extend(&pairs.labels);
                }
            }
        }
        if internet.len() <= TO_INTERNET {
            internet.clear();
        } else {
            between.retain(|(_, to, state), pairs| {
                *state != PairState::Allowed || !is_internet(*to) || pairs.differs.all > 0
            });
        }
        (internet, between, whole)
    }

    /// Which cards have lines of which state to which, whatever is selected.
    pub(super) fn between(&self) -> impl Iterator<Item = (u32, u32, PairState)> {
        self.between.keys().copied().filter(|key| !self.on_selection.contains(key))
    }

    /// Whether the filter wants lines with a label.
    pub(super) fn is_wanted(&self, label: &Label) -> bool {
        self.folding.is_filtered(label, &self.options.filter)
    }

    fn view(self) -> GraphView {
        let unlike = self.folding.unlike(self.analysis, self.closeness);
        let mut view = GraphView {
            namespaces: frames(self.folding, self.analysis, &self.cut),
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
                What::One(id) => self.folding.end(id).unwrap_or(NONE),
                What::Several(_) => NONE,
            })
            .collect();
        self.count_inside(&mut view.nodes);
        view.entries = self.analysis.entry_views(&drawn, &view.nodes, &view.namespaces);
        view.undrawn = self.leave_out(&mut view);
        view.folding = Some(Box::new(self.said(&view, &unlike)));
        view
    }

    pub(super) const fn is_counted(&self) -> bool {
        self.whole && self.folding.is_counted()
    }

    pub(super) fn reaches_internet(&self) -> impl Iterator<Item = (&u32, &BTreeSet<u32>)> {
        self.internet.iter()
    }
}

/// Whether an endpoint is the Internet, or all of it but some blocks.
fn is_internet(endpoint: &Endpoint) -> bool {
    let names = ["Internet", "0.0.0.0/0", "::/0"];
    endpoint.is_external()
        && names.iter().any(|name| endpoint.name.starts_with(name) || endpoint.name.contains("; Internet"))
}
