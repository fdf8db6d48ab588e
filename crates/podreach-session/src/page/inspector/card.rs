//! Everything about a card that stands for several workloads, and about a box of a folded picture.

use std::collections::BTreeMap;

use podreach_eval::diff::ChangeKind;
use podreach_eval::inventory::EndpointId;
use podreach_eval::view::{
    BoxKind, FoldKind, FoldOptions, GraphView, Isolated, NamespaceView, NodeId, NodeView, WayIn,
};
use podreach_picture::wording::{badge_words, grouped, within_words};
use serde::{Deserialize, Serialize};

use super::super::picture::{Picture, drawn};
use crate::evaluation::Evaluation;

/// So many members are named.
const MEMBERS: usize = 50;

/// A card or a box of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardOf {
    /// The card or the box.
    pub node: NodeId,
    /// The picture that it is in: a card of the rest stands for something else in every picture.
    pub picture: Picture,
}

/// What a card stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardAnswer {
    /// Its name: `team-*`, `shop`, `No policy selects these`.
    pub title: String,
    /// What it stands for, as a sentence.
    pub says: String,
    /// Workloads, representatives included.
    pub workloads: usize,
    /// Namespaces.
    pub namespaces: usize,
    /// Ingress isolation of its workloads.
    pub ingress: Isolated,
    /// Egress isolation of its workloads.
    pub egress: Isolated,
    /// By what it is reached from outside.
    pub ways_in: Vec<WayIn>,
    /// What it says in place of lines.
    pub badges: Vec<String>,
    /// In what it is unlike its kind.
    pub unlike: Vec<String>,
    /// Beside a baseline, members that are there now only, and that were there before only.
    pub existence: (usize, usize),
    /// Beside a baseline, what changed between its members: `opens 2, closes 1`; empty for nothing.
    pub inside: String,
    /// The first members, namespaces or workloads: node, name, and what or how many it is.
    pub members: Vec<(NodeId, String, String)>,
    /// All members.
    pub member_count: usize,
    /// Whether it is a card that opens.
    pub opens: bool,
    /// Whether it is a box that closes.
    pub closes: bool,
}

/// Answers for a card of the picture, or else for one of the picture without any choices.
pub(in crate::page) fn answer(CardOf { node, picture }: CardOf, evaluation: &Evaluation) -> Option<CardAnswer> {
    let (view, fold) = drawn(&picture.fold, &picture.arrangement, evaluation);
    shown(&view, &fold, &node, evaluation).or_else(|| {
        let fold = FoldOptions { keep: [node.clone()].into(), ..FoldOptions::default() };
        let view = evaluation.analysis.folded_view(evaluation.folding(), &fold);
        shown(&view, &fold, &node, evaluation)
    })
}

/// What a card is called, in the picture without any choices.
pub(super) fn title(node: &NodeId, evaluation: &Evaluation) -> Option<String> {
    let fold = FoldOptions { keep: [node.clone()].into(), ..FoldOptions::default() };
    let view = evaluation.analysis.folded_view(evaluation.folding(), &fold);
    let card = view.nodes.iter().find(|card| card.id == *node);
    let frame = || view.namespaces.iter().find(|frame| frame.id == *node);
    card.map(|card| card.title.clone()).or_else(|| frame().map(|frame| frame.name.clone()))
}

fn shown(view: &GraphView, fold: &FoldOptions, id: &NodeId, evaluation: &Evaluation) -> Option<CardAnswer> {
    let node = view.nodes.iter().find(|node| node.id == *id && node.fold.is_some());
    let frame = view.namespaces.iter().position(|frame| frame.id == *id);
    let members = evaluation.analysis.folded_members(evaluation.folding(), fold, id);
    let cards: Vec<&NodeView> = match (node, frame) {
        (Some(node), _) => vec![node],
        (None, Some(at)) => view.nodes.iter().filter(|node| node.namespace == Some(at)).collect(),
        (None, None) => return None,
    };
    let is_in = |id: &NodeId| cards.iter().any(|card| card.id == *id);
    let folding = view.folding.as_deref();
    let (analysis, folds) = (&evaluation.analysis, evaluation.folding());
    let isolated = |is: fn(&podreach_eval::inventory::Endpoint) -> bool| {
        let there = members.iter().filter(|id| folds.end(**id).is_some());
        let pods = there.map(|id| folds.endpoint(analysis, *id)).filter(|one| !one.is_external());
        let (isolated, open): (Vec<_>, Vec<_>) = pods.partition(|one| is(one));
        Isolated { isolated: isolated.len(), open: open.len() }
    };
    let mut namespaces: BTreeMap<&str, usize> = BTreeMap::new();
    for id in &members {
        if let Some(name) = folds.endpoint(analysis, *id).namespace.as_deref() {
            *namespaces.entry(name).or_default() += 1;
        }
    }
    let (rows, member_count) = rows(evaluation, &members, &namespaces);
    let lacking = |kind| members.iter().filter(|id| folds.existence(**id) == Some(kind)).count();
    let frame = frame.and_then(|at| view.namespaces.get(at)).filter(|_| node.is_none());
    let mut badges: Vec<String> = cards.iter().flat_map(|card| &card.badges).map(badge_words).collect();
    badges.sort();
    badges.dedup();
    let within = node.and_then(|node| node.fold.as_ref()?.within);
    badges.extend(within.map(|within| format!("members reach each other: {}", within_words(within))));
    Some(CardAnswer {
        title: frame
            .map_or_else(|| node.map(|node| node.title.clone()).unwrap_or_default(), |frame| frame.name.clone()),
        says: frame.map_or_else(|| node.map(card_says).unwrap_or_default(), |frame| frame_says(frame, members.len())),
        workloads: members.len(),
        namespaces: namespaces.len(),
        ingress: isolated(|one| one.ingress.isolated),
        egress: isolated(|one| one.egress.isolated),
        ways_in: folding.map(|folding| folding.ways_in.iter().filter(|way| is_in(&way.node)).cloned().collect())?,
        badges,
        unlike: folding.map(|folding| {
            let unusual = folding.unusual.iter().filter(|one| is_in(&one.node));
            unusual.map(|one| format!("{} {}", one.name, one.says)).collect()
        })?,
        existence: (lacking(ChangeKind::Added), lacking(ChangeKind::Removed)),
        inside: analysis.between(folds, &members, &members).map(|between| between.differs.words()).unwrap_or_default(),
        members: rows,
        member_count,
        opens: node.is_some_and(|node| node.fold.as_ref().is_some_and(|fold| opens(fold.kind, id))),
        closes: frame.is_some_and(|frame| frame.kind == BoxKind::Namespace && !matches!(frame.id, NodeId::Other(_))),
    })
}

/// Whether a card opens in place. The rest of a cluster has no place of its own that could open.
fn opens(kind: FoldKind, id: &NodeId) -> bool {
    kind != FoldKind::Rest || !matches!(id, NodeId::Group(name) if name.starts_with('~'))
}

/// Namespaces where there are several, workloads elsewhere.
fn rows(
    evaluation: &Evaluation,
    members: &[EndpointId],
    namespaces: &BTreeMap<&str, usize>,
) -> (Vec<(NodeId, String, String)>, usize) {
    if namespaces.len() > 1 {
        let row =
            |(name, count): (&&str, &usize)| (NodeId::namespace(name), (*name).to_owned(), counted(*count, "workload"));
        return (namespaces.iter().take(MEMBERS).map(row).collect(), namespaces.len());
    }
    let folding = evaluation.folding();
    let row = |id: &EndpointId| {
        let endpoint = folding.endpoint(&evaluation.analysis, *id);
        let mut note = match &endpoint.kind {
            podreach_eval::inventory::EndpointKind::Workload(kind) => kind.to_string(),
            _ if endpoint.is_external() => "outside the cluster".to_owned(),
            _ => "not in your YAML".to_owned(),
        };
        if let Some(kind) = folding.existence(*id) {
            note = format!("{note}, {}", kind.as_str());
        }
        (folding.node_id(&evaluation.analysis, *id), endpoint.name.clone(), note)
    };
    (members.iter().take(MEMBERS).map(row).collect(), members.len())
}

fn card_says(node: &NodeView) -> String {
    let Some(fold) = node.fold.as_deref() else { return String::new() };
    let workloads = counted(fold.workloads, "workload");
    let namespaces = counted(fold.namespaces, "namespace");
    match fold.kind {
        FoldKind::Stack => format!("{workloads} that no line distinguishes: {}.", fold.members),
        FoldKind::Namespace => format!("A namespace with {workloads}."),
        FoldKind::Alike => format!("{namespaces} that behave alike, with {workloads}: {}.", fold.members),
        FoldKind::AlikeButPorts => {
            format!("{namespaces} that behave alike but for ports, with {workloads}: {}.", fold.members)
        }
        FoldKind::Rest => format!("{workloads} that there is no room for: {}.", fold.members),
    }
}

fn frame_says(frame: &NamespaceView, workloads: usize) -> String {
    let workloads = counted(workloads, "workload");
    match frame.kind {
        BoxKind::Namespace => format!("A namespace, opened, with {workloads}."),
        BoxKind::Open => format!(
            "No policy isolates these {workloads} in either direction: each reaches all others here, on every port."
        ),
        BoxKind::Family => {
            format!(
                "Namespaces with one name stem or label, with {workloads}: those that are alike, and those that are not."
            )
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use podreach_testkit::sized::{self, Size};

    use super::*;
    use crate::page::Shape;
    use crate::page::asked::{asked, evaluation};

    #[test]
    fn every_card_and_every_box_of_a_folded_picture_is_explained() {
        let evaluation = evaluation(&sized::yaml(Size { pods: 2000, replicas: 4, namespaces: 60, policies: 200 }));
        let picture = Picture::default();
        let (view, _) = drawn(&picture.fold, &picture.arrangement, &evaluation);
        let all = asked(&evaluation, Shape);
        let mut workloads = 0;
        for node in view.nodes.iter().filter(|node| node.fold.is_some()) {
            let fold = node.fold.as_deref().unwrap();
            let card = asked(&evaluation, CardOf { node: node.id.clone(), picture: picture.clone() }).unwrap();
            assert_eq!((card.workloads, card.namespaces, &card.title), (fold.workloads, fold.namespaces, &node.title));
            assert_eq!((card.ingress, card.egress), (fold.ingress, fold.egress));
            assert!(card.members.len() <= MEMBERS && card.members.len() <= card.member_count, "{card:?}");
            assert!(card.says.contains(&grouped(fold.workloads)), "{}", card.says);
            workloads += card.workloads;
        }
        assert!(workloads > all.workloads / 2, "{workloads} of {}", all.workloads);
        for frame in &view.namespaces {
            let card = asked(&evaluation, CardOf { node: frame.id.clone(), picture: picture.clone() }).unwrap();
            assert!(card.workloads > 0 && !card.says.is_empty(), "{frame:?}");
        }
        let gone = CardOf { node: NodeId::Group("nothing".into()), picture };
        assert_eq!(asked(&evaluation, gone), None);
    }
}
