//! What a folded picture says about the whole: isolation, ways in, what stands out, what no line is drawn for.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::EndpointId;
use crate::query::PairState;

use super::super::folded::{BoxKind, FoldKind, FoldView, FoldingView, Level, Undrawn, Unusual, WayIn};
use super::super::graph::GraphView;
use super::super::numbers::{endpoints_words, grouped};
use super::alike::Closeness;
use super::bundles::Shares;
use super::cards::isolated;
use super::cut::Card;
use super::everyone::WithEveryone;
use super::lines::{Lines, OPEN};
use super::unlike::Unlike;
use super::view::Scene;
use super::words;

/// More stacks than this with the same ports are one row of what is not drawn.
const ROWS: usize = 4;
/// Where a card of namespaces that are not quite alike hides more pairs than this for each of its workloads, no graph can show them.
const HIDDEN: u64 = 20;

impl Scene<'_> {
    pub(super) fn said(&self, view: &GraphView, unlike: &[Unlike]) -> FoldingView {
        let pods: Vec<EndpointId> = self.pods();
        let namespaces: BTreeSet<&str> =
            pods.iter().filter_map(|id| self.folding.endpoint(self.analysis, *id).namespace.as_deref()).collect();
        FoldingView {
            is_dense: false,
            is_crowded: view.undrawn > 0 || !self.is_counted() || self.hides_many(view),
            level: self.level,
            cards: self.cards(),
            workloads: pods.len(),
            representatives: pods.iter().filter(|id| self.is_representative(**id)).count(),
            namespaces: namespaces.len(),
            aside: self.folding.pods().count() - pods.len(),
            rest: self.rest(),
            as_everyone: self.as_everyone(),
            ingress: isolated(self.folding, self.analysis, &pods, |one| one.ingress.isolated),
            egress: isolated(self.folding, self.analysis, &pods, |one| one.egress.isolated),
            unusual: self.unusual(unlike),
            undrawn: self.undrawn(view, &pods),
            ways_in: self.ways_in(view),
        }
    }

    /// All that is drawn but for the outside.
    fn pods(&self) -> Vec<EndpointId> {
        let seen = |id: &EndpointId| self.visible.as_ref().is_none_or(|visible| visible.contains(id));
        self.folding.pods().filter(seen).collect()
    }

    /// Whether cards of namespaces that are alike but for something hide many connections each of which is another one.
    fn hides_many(&self, view: &GraphView) -> bool {
        let hides = |fold: &FoldView| {
            let hidden = fold.within.map_or(0, |within| within.allowed + within.depends);
            matches!(fold.kind, FoldKind::AlikeButPorts | FoldKind::Rest) && hidden > HIDDEN * fold.workloads as u64
        };
        self.level == Level::Alike && view.nodes.iter().filter_map(|node| node.fold.as_deref()).any(hides)
    }

    fn is_representative(&self, id: EndpointId) -> bool {
        self.folding.endpoint(self.analysis, id).is_representative()
    }

    /// How many cards each level has. The outside is at every level, and no card.
    fn cards(&self) -> [usize; 4] {
        let closeness = if self.level == Level::Alike { self.closeness } else { Closeness::Lines };
        let seen = |id: &&EndpointId| self.visible.as_ref().is_none_or(|visible| visible.contains(*id));
        let stack_of = |id: EndpointId| self.folding.stack_of.get(&id);
        let workloads: Vec<EndpointId> = self.pods();
        let stacks: BTreeSet<_> = workloads.iter().filter_map(|id| stack_of(*id)).collect();
        let is_inside = |card: &&Card| {
            card.members.iter().filter(seen).any(|id| !self.folding.endpoint(self.analysis, *id).is_external())
        };
        let [namespaces, alike] = [Level::Namespaces, Level::Alike].map(|level| {
            let cut = self.folding.cut(self.analysis, &self.plan(level, closeness));
            cut.cards.iter().filter(is_inside).count()
        });
        [workloads.len(), stacks.len(), namespaces, alike]
    }

    fn unusual(&self, unlike: &[Unlike]) -> Vec<Unusual> {
        let card = |one: &Unlike| self.cut.cards.iter().find(|card| card.has(one));
        let shown =
            unlike.iter().filter_map(|one| Some((one, card(one).or_else(|| self.card_of_places(&one.places))?)));
        shown.map(|(one, card)| one.row(self.folding, card.id.clone())).collect()
    }

    fn card_of_places(&self, places: &[u32]) -> Option<&Card> {
        self.cut.cards.iter().find(|card| card.places.iter().any(|place| places.contains(place)))
    }

    fn undrawn(&self, view: &GraphView, pods: &[EndpointId]) -> Vec<Undrawn> {
        let everyone = &self.folding.everyone;
        let mut found = self.with_everyone(&everyone.reached, |everyone, name| format!("{everyone} → {name}"));
        found.extend(self.with_everyone(&everyone.reaches, |everyone, name| format!("{name} → {everyone}")));
        let mut labels = BTreeSet::new();
        let mut cards = 0;
        for (_, more) in self.reaches_internet() {
            cards += 1;
            labels.extend(more);
        }
        if cards > 0 {
            let amount = words::ports(&self.folding.union(&labels));
            found.push(Undrawn { says: format!("{} cards → Internet", grouped(cards)), amount, node: None });
        }
        let open = self.open_pairs(pods);
        let drawn = view.edges.iter().any(|edge| edge.state == PairState::Open);
        if !drawn {
            found.extend(self.open_to_outside());
        }
        if open > 0 && !drawn {
            let says = "open egress → open ingress".to_owned();
            found.push(Undrawn { says, amount: format!("{} pairs", grouped(open)), node: None });
        }
        if view.undrawn > 0 {
            let says = "lines for which there is no room".to_owned();
            found.push(Undrawn { says, amount: grouped(view.undrawn), node: None });
        }
        if !self.is_counted() {
            let says = "connections that were too many to work out".to_owned();
            found.push(Undrawn { says, amount: "some".to_owned(), node: None });
        }
        if self.folding.beside.is_on && !self.folding.beside.whole {
            let says = "what differs from the baseline: too much to look at all".to_owned();
            found.push(Undrawn { says, amount: "some".to_owned(), node: None });
        }
        if !self.folding.is_whole() && self.folding.is_counted() {
            let says = "pairs that may depend on what the input does not say: too many to look at all".to_owned();
            found.push(Undrawn { says, amount: "some".to_owned(), node: None });
        }
        found
    }

    /// What no policy isolates from the outside. A box of such cards says so itself.
    fn open_to_outside(&self) -> Vec<Undrawn> {
        let members = self.cut.cards.iter().flat_map(|card| &card.members);
        let behaviours: BTreeSet<u32> = members.filter_map(|id| self.folding.behaviour_of(*id)).collect();
        let (outside, inside): (Vec<u32>, Vec<u32>) =
            behaviours.into_iter().partition(|at| self.folding.behaviour(*at).is_some_and(|one| one.is_external));
        let is_open = |from: u32, to: u32| {
            let starts = self.folding.behaviour(from).is_some_and(|one| !one.is_only_reached);
            starts && self.folding.lines.plain(self.folding.label_between(from, to)) == OPEN
        };
        let open: BTreeMap<u32, [bool; 2]> = inside
            .into_iter()
            .map(|own| {
                let [into, out] = [true, false].map(|into| {
                    outside.iter().any(|other| if into { is_open(*other, own) } else { is_open(own, *other) })
                });
                (own, [into, out])
            })
            .collect();
        // By way: all of them, and representatives.
        let mut counts = [[0_usize; 2]; 2];
        for card in &self.cut.cards {
            let frame = card.inside.and_then(|at| self.cut.frames.get(at));
            if frame.is_some_and(|frame| frame.kind == BoxKind::Open) {
                continue;
            }
            for id in &card.members {
                let Some(ways) = self.folding.behaviour_of(*id).and_then(|at| open.get(&at)) else { continue };
                for ([all, representatives], _) in counts.iter_mut().zip(ways).filter(|(_, is_open)| **is_open) {
                    *all += 1;
                    *representatives += usize::from(self.is_representative(*id));
                }
            }
        }
        let row = |(says, [all, representatives]): (&str, [usize; 2])| Undrawn {
            says: says.to_owned(),
            amount: endpoints_words(all, representatives),
            node: None,
        };
        let says = ["outside → open ingress", "open egress → outside"];
        says.into_iter().zip(counts).filter(|(_, [all, _])| *all > 0).map(row).collect()
    }

    /// Open pairs of pods, each workload with itself where it has two.
    pub(super) fn open_pairs(&self, pods: &[EndpointId]) -> u64 {
        let shares = Shares::new(self.analysis, self.folding, std::iter::once(pods));
        let counts = shares.counts(&[0], &[0], &|label| label.state == PairState::Open, None);
        counts.and_then(|counts| counts.get(&(0, 0)).map(|cell| cell.counts.open)).unwrap_or(0)
    }

    /// Rows about stacks that have something with everyone. Many with the same ports are one row.
    fn with_everyone(&self, list: &[Vec<WithEveryone>], says: impl Fn(&str, &str) -> String) -> Vec<Undrawn> {
        let mut by_ports: BTreeMap<u32, Vec<(Vec<EndpointId>, u64)>> = BTreeMap::new();
        for stack in &self.folding.stacks {
            let seen = |id: &EndpointId| self.visible.as_ref().is_none_or(|visible| visible.contains(id));
            let members: Vec<EndpointId> = stack.members.iter().copied().filter(seen).collect();
            let behaviour = members.first().and_then(|id| self.folding.behaviour_of(*id));
            for one in behaviour.and_then(|at| list.get(at as usize)).into_iter().flatten() {
                by_ports.entry(one.label).or_default().push((members.clone(), one.except));
            }
        }
        let mut found = Vec::new();
        for (label, stacks) in by_ports {
            let amount = words::ports(&self.folding.union(&[label].into()));
            if stacks.len() > ROWS {
                let most = stacks.iter().map(|(_, except)| *except).max().unwrap_or(0);
                let same = stacks.iter().all(|(_, except)| *except == most);
                let all = match (most, same) {
                    (0, _) => "everyone".to_owned(),
                    (most, true) => format!("everyone but {}", grouped(most)),
                    (most, false) => format!("everyone but up to {}", grouped(most)),
                };
                let members: Vec<EndpointId> = stacks.into_iter().flat_map(|(members, _)| members).collect();
                let name = format!("{} workloads", grouped(members.len()));
                found.push(Undrawn { says: says(&all, &name), amount, node: None });
                continue;
            }
            for (members, except) in stacks {
                let name = self.folding.name_of(self.analysis, &members);
                let all = if except > 0 { format!("everyone but {}", grouped(except)) } else { "everyone".to_owned() };
                let says = says(&all, &name);
                let card = members.first().and_then(|id| self.cut.cards.iter().find(|card| card.members.contains(id)));
                found.push(Undrawn { says, amount: amount.clone(), node: card.map(|card| card.id.clone()) });
            }
        }
        found
    }

    fn ways_in(&self, view: &GraphView) -> Vec<WayIn> {
        let outside = |at: u32| self.folding.behaviour(at).is_some_and(|one| one.is_external && !one.is_only_reached);
        let shown: Vec<u32> = self
            .cut
            .cards
            .iter()
            .flat_map(|card| &card.members)
            .filter_map(|id| self.folding.behaviour_of(*id))
            .filter(|at| outside(*at))
            .collect::<BTreeSet<u32>>()
            .into_iter()
            .collect();
        let mut found = Vec::new();
        for (card, at) in self.cut.cards.iter().zip(0_usize..) {
            let (mut ruled, mut open) = ((BTreeSet::new(), [0, 0]), [0, 0]);
            for id in &card.members {
                let Some(to) = self.folding.behaviour_of(*id).filter(|to| !outside(*to)) else { continue };
                if self.folding.behaviour(to).is_some_and(|one| one.is_external) {
                    continue;
                }
                let label = |from: &u32| self.folding.lines.plain(self.folding.label_between(*from, to));
                let labels: BTreeSet<u32> = shown.iter().map(label).collect();
                let lines: BTreeSet<u32> = labels.iter().copied().filter(|label| Lines::is_line(*label)).collect();
                let counts = if !lines.is_empty() {
                    ruled.0.extend(lines);
                    &mut ruled.1
                } else if labels.contains(&OPEN) {
                    &mut open
                } else {
                    continue;
                };
                let [all, representatives] = counts;
                *all += 1;
                *representatives += usize::from(self.is_representative(*id));
            }
            let name = view.nodes.get(at).map(|node| node.title.clone()).unwrap_or_default();
            let row = |ports, [workloads, representatives]: [usize; 2], by_rule| WayIn {
                node: card.id.clone(),
                name: name.clone(),
                ports,
                workloads,
                representatives,
                by_rule,
            };
            if ruled.1 != [0, 0] {
                found.push(row(words::ports(&self.folding.union(&ruled.0)), ruled.1, true));
            }
            if open != [0, 0] {
                found.push(row("all".to_owned(), open, false));
            }
        }
        found.sort_by_key(|way| (!way.by_rule, std::cmp::Reverse(if way.by_rule { 0 } else { way.workloads })));
        found
    }
}
