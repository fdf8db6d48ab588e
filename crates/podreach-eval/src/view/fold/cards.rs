//! The cards of a folded picture as nodes, and its boxes.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::diff::ChangeKind;
use crate::inventory::{Endpoint, EndpointId};

use super::super::compared::Differences;
use super::super::folded::{Badge, BoxKind, Everyone as EveryoneBadge, FoldKind, FoldView, Isolated};
use super::super::graph::{NamespaceView, NodeKind, NodeView};
use super::super::node_id::NodeId;
use super::super::numbers::grouped;
use super::Folding;
use super::cut::{Card, Cut, What};
use super::everyone::WithEveryone;
use super::unlike::Unlike;
use super::words;

/// At most this many differences on a card.
const UNLIKE: usize = 2;
/// At most this many badges on a card.
const BADGES: usize = 4;

/// The boxes of a cut.
pub(super) fn frames(folding: &Folding, analysis: &Analysis, cut: &Cut) -> Vec<NamespaceView> {
    let mut views = Vec::new();
    for (frame, at) in cut.frames.iter().zip(0_usize..) {
        let inside = cut.cards.iter().filter(|card| card.inside == Some(at));
        let members: Vec<EndpointId> = inside.flat_map(|card| &card.members).copied().collect();
        let named = analysis.namespace_views(&folding.beside.after(&members));
        let view = match frame.kind {
            BoxKind::Namespace => named.into_iter().find(|view| view.name == frame.name),
            BoxKind::Open | BoxKind::Family => None,
        };
        views.push(view.unwrap_or_else(|| NamespaceView {
            id: frame.id.clone(),
            kind: frame.kind,
            name: frame.name.clone(),
            workloads: members.len(),
            policies: 0,
            implied: false,
        }));
    }
    views
}

pub(super) fn isolated(
    folding: &Folding,
    analysis: &Analysis,
    members: &[EndpointId],
    of: fn(&Endpoint) -> bool,
) -> Isolated {
    let is_there = |id: &&EndpointId| !folding.beside.is_gone(**id);
    let there: Vec<&Endpoint> = members.iter().filter(is_there).map(|id| folding.endpoint(analysis, *id)).collect();
    let isolated = there.iter().filter(|one| of(one)).count();
    Isolated { isolated, open: there.len() - isolated }
}

impl Folding {
    /// The cards of a cut as nodes, in its order.
    pub(super) fn nodes(&self, analysis: &Analysis, cut: &Cut, unlike: &[Unlike]) -> Vec<NodeView> {
        let ones: Vec<EndpointId> = cut
            .cards
            .iter()
            .filter_map(|card| match card.what {
                What::One(id) if self.beside.node(id).is_none() => Some(id),
                What::One(_) | What::Several(_) => None,
            })
            .collect();
        let mut ones = analysis.nodes_view(&ones).nodes.into_iter();
        let mut nodes = Vec::with_capacity(cut.cards.len());
        for card in &cut.cards {
            let mut node = match card.what {
                What::One(id) => match self.beside.node(id).cloned().or_else(|| ones.next()) {
                    Some(node) => NodeView { existence: self.existence(id), ..node },
                    None => continue,
                },
                What::Several(kind) => self.folded(analysis, card, kind),
            };
            node.namespace = card.inside;
            node.badges = self.badges(analysis, card);
            node.unlike = card.unlike_words(unlike);
            nodes.push(node);
        }
        self.tell_apart(cut, &mut nodes);
        nodes
    }

    /// Groups of namespaces with the same stem are called by their members: no two have the same first one.
    fn tell_apart(&self, cut: &Cut, nodes: &mut [NodeView]) {
        let is_group = |card: &Card| matches!(card.what, What::Several(FoldKind::Alike | FoldKind::AlikeButPorts));
        let mut titles: BTreeMap<String, usize> = BTreeMap::new();
        for (_, node) in cut.cards.iter().zip(&*nodes).filter(|(card, _)| is_group(card)) {
            *titles.entry(node.title.clone()).or_default() += 1;
        }
        for (_, node) in cut.cards.iter().zip(nodes).filter(|(card, _)| is_group(card)) {
            if titles.get(&node.title).is_some_and(|count| *count > 1)
                && let Some(fold) = &node.fold
            {
                node.title.clone_from(&fold.members);
            }
        }
    }

    fn folded(&self, analysis: &Analysis, card: &Card, kind: FoldKind) -> NodeView {
        let names: Vec<&str> = match kind {
            FoldKind::Alike | FoldKind::AlikeButPorts => {
                card.places.iter().filter_map(|place| self.namespace_of(*place)).collect()
            }
            FoldKind::Rest if card.is_of_namespaces() => {
                card.places.iter().filter_map(|place| self.namespace_of(*place)).collect()
            }
            _ => card.members.iter().map(|id| self.endpoint(analysis, *id).name.as_str()).collect(),
        };
        let outside = card.members.first().is_some_and(|id| self.endpoint(analysis, *id).is_external());
        let workloads = card.members.len();
        let stem = words::stem(names.iter().copied());
        let common = if stem.is_empty() { None } else { Some(format!("{stem}*")) };
        let first = names.first().copied().unwrap_or_default().to_owned();
        let (title, subtitle) = match kind {
            FoldKind::Stack => {
                (common.unwrap_or_else(|| words::members(&names)), format!("{} alike", grouped(workloads)))
            }
            FoldKind::Namespace => {
                let name = card.places.first().and_then(|place| self.namespace_of(*place)).unwrap_or_default();
                (name.to_owned(), counted(workloads, "workload"))
            }
            FoldKind::Alike => {
                let title = common.unwrap_or_else(|| words::members(&names));
                (title, format!("{} namespaces alike", grouped(names.len())))
            }
            FoldKind::AlikeButPorts => {
                let title = common.unwrap_or_else(|| words::members(&names));
                (title, format!("{} namespaces alike but for ports", grouped(names.len())))
            }
            FoldKind::Rest if outside => {
                (format!("{} more address blocks", grouped(workloads)), "outside the cluster".to_owned())
            }
            FoldKind::Rest if card.is_of_namespaces() => {
                (format!("and {} more namespaces", grouped(names.len())), counted(workloads, "workload"))
            }
            FoldKind::Rest if card.places.iter().all(|place| self.namespace_of(*place).is_none()) => {
                ("in other namespaces".to_owned(), "not in your YAML".to_owned())
            }
            FoldKind::Rest => (format!("and {} more", grouped(workloads)), first),
        };
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        for id in &card.members {
            *sizes.entry(self.place_of(*id)).or_default() += 1;
        }
        let each = sizes.values().fold((usize::MAX, 0), |(least, most), size| (least.min(*size), most.max(*size)));
        let endpoints = || card.members.iter().map(|id| self.endpoint(analysis, *id));
        let policies: BTreeSet<_> =
            endpoints().flat_map(|one| one.ingress.policies.iter().chain(&one.egress.policies)).collect();
        let ingress = isolated(self, analysis, &card.members, |one| one.ingress.isolated);
        let egress = isolated(self, analysis, &card.members, |one| one.egress.isolated);
        let node_kind = if outside { NodeKind::External } else { NodeKind::Group };
        let count = |kind| card.members.iter().filter(|id| self.existence(**id) == Some(kind)).count();
        let mut node = NodeView::plain(card.id.clone(), node_kind, title, subtitle);
        node.ingress_isolated = ingress.open == 0;
        node.egress_isolated = egress.open == 0;
        node.policies = policies.len();
        node.fold = Some(Box::new(FoldView {
            kind,
            workloads,
            namespaces: card.places.len(),
            each: (each.0.min(each.1), each.1),
            members: words::members(&names),
            ingress,
            egress,
            undrawn: (0, 0),
            within: None,
            inside: Differences::default(),
            existence: (count(ChangeKind::Added), count(ChangeKind::Removed)),
        }));
        node
    }

    /// What a card says in place of lines, but for the Internet.
    fn badges(&self, analysis: &Analysis, card: &Card) -> Vec<Badge> {
        let of = |list: &[Vec<WithEveryone>]| {
            let mut found: BTreeMap<u32, (u64, Vec<EndpointId>)> = BTreeMap::new();
            for id in &card.members {
                let Some(behaviour) = self.behaviour_of(*id) else { continue };
                for one in list.get(behaviour as usize).into_iter().flatten() {
                    let (except, members) = found.entry(one.label).or_default();
                    *except = (*except).max(one.except);
                    members.push(*id);
                }
            }
            let badge = |(label, (except, members)): (u32, (u64, Vec<EndpointId>))| EveryoneBadge {
                name: if members.len() == card.members.len() {
                    String::new()
                } else {
                    self.name_of(analysis, &members)
                },
                members: members.len(),
                ports: words::ports(&self.union(&[label].into())),
                except: except as usize,
            };
            found.into_iter().map(badge).collect::<Vec<EveryoneBadge>>()
        };
        let reached = of(&self.everyone.reached).into_iter().map(Badge::EveryoneReaches);
        let reaches = of(&self.everyone.reaches).into_iter().map(Badge::ReachesEveryone);
        reached.chain(reaches).take(BADGES).collect()
    }

    /// How some members of a card are called.
    pub(super) fn name_of(&self, analysis: &Analysis, members: &[EndpointId]) -> String {
        match members {
            [] => String::new(),
            [one] => self.endpoint(analysis, *one).name.clone(),
            [first, ..] => {
                let stack = |id: &EndpointId| self.stack_of.get(id);
                if members.iter().all(|id| stack(id) == stack(first)) {
                    let names: Vec<&str> =
                        members.iter().map(|id| self.endpoint(analysis, *id).name.as_str()).collect();
                    let stem = words::stem(names.iter().copied());
                    return if stem.is_empty() { words::members(&names) } else { format!("{stem}*") };
                }
                counted(members.len(), "workload")
            }
        }
    }
}

impl Card {
    /// Whether it is of whole namespaces.
    fn is_of_namespaces(&self) -> bool {
        matches!(&self.id, NodeId::Group(name) if name.starts_with('~'))
    }

    /// Whether what is unlike its kind is on it.
    pub(super) fn has(&self, unlike: &Unlike) -> bool {
        match (unlike.members.as_slice(), self.what) {
            ([], What::Several(FoldKind::Namespace | FoldKind::Alike | FoldKind::AlikeButPorts)) => {
                self.places.iter().all(|place| unlike.places.contains(place))
            }
            ([], _) => false,
            (members, _) => members.iter().any(|id| self.members.contains(id)),
        }
    }

    fn unlike_words(&self, unlike: &[Unlike]) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for one in unlike.iter().filter(|one| self.has(one)) {
            if words.len() < UNLIKE && !words.contains(&one.short) {
                words.push(one.short.clone());
            }
        }
        words
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{} {what}s", grouped(count)) }
}
