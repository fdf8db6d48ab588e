//! The graph as it is drawn: folded as far as it has to be, and everything has its place.

use podreach_eval::view::{FoldOptions, FoldingView, GraphView, Level, NodeId};
use podreach_picture::scene::Scene;
use podreach_picture::{Arrangement, Picked, arrange, is_crowded, telling_selection};
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// The picture, folded and arranged as the page wants it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Choices of the folding.
    pub fold: FoldOptions,
    /// Choices of the drawing.
    pub arrangement: Arrangement,
}

/// A picture, and what it says about itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PictureAnswer {
    /// Everything that is drawn.
    pub scene: Scene,
    /// How far it is folded, and what that leaves out.
    pub folding: FoldingView,
}

/// What stands out in the input as a whole, whatever is drawn of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape;

/// Whatever fits at this share of its size can be read: text of 11 pixels then has 9.
const LEGIBLE: f64 = 0.82;

/// A picture is folded further until it fits at this share of its size. It is shown at a legible size, and moved a little to see the
/// rest.
const SCROLLED: f64 = 0.5;

/// Room for cards and lines that is tried in turn where a picture does not fit at a legible size.
const ROOMS: [(usize, usize); 4] = [(60, 150), (36, 90), (24, 60), (16, 40)];

/// A picture of no more cards than this is not folded, however large they are.
const FEW: usize = 14;

pub(super) fn answer(Picture { fold, arrangement }: Picture, evaluation: &Evaluation) -> PictureAnswer {
    let view = view(&fold, &arrangement, evaluation);
    arranged(&view, &arrangement, evaluation)
}

/// The view that is drawn: folded so far that it fits, unless a person says how far.
pub(crate) fn view(fold: &FoldOptions, arrangement: &Arrangement, evaluation: &Evaluation) -> GraphView {
    drawn(fold, arrangement, evaluation).0
}

/// The view that is drawn, and the choices that made it.
pub(super) fn drawn(
    fold: &FoldOptions,
    arrangement: &Arrangement,
    evaluation: &Evaluation,
) -> (GraphView, FoldOptions) {
    let mut fold = fold.clone();
    fold.keep.extend(ends(&arrangement.selected));
    fold.blocked_of = match &arrangement.selected {
        Picked::Node(id) if arrangement.show_blocked => Some(id.clone()),
        _ => None,
    };
    fold.said_of = match &arrangement.selected {
        Picked::Node(id) => Some(id.clone()),
        _ => None,
    };
    let folded = |(cards, lines): (usize, usize)| {
        let fold = FoldOptions { cards, lines, ..fold.clone() };
        evaluation.analysis.folded_view(evaluation.folding(), &fold)
    };
    let is_free = fold.level.is_none() && fold.focus.is_none() && fold.opened.is_empty();
    let (mut view, mut room) = (GraphView::default(), (fold.cards, fold.lines));
    for next in ROOMS {
        (view, room) = (folded(next), next);
        if fits(&view, arrangement, LEGIBLE) {
            break;
        }
        if let Some(folding) = &mut view.folding {
            folding.is_dense = true;
        }
        if !is_free || view.nodes.len() <= FEW || level(&view) == Level::Alike || fits(&view, arrangement, SCROLLED) {
            break;
        }
    }
    let crowded = is_crowded(&view);
    if let Some(folding) = &mut view.folding {
        folding.is_crowded |= crowded;
        folding.is_dense |= folding.is_crowded;
    }
    let fold = FoldOptions { cards: room.0, lines: room.1, ..fold };
    (view, fold)
}

fn level(view: &GraphView) -> Level {
    view.folding.as_ref().map_or(Level::Workloads, |folding| folding.level)
}

/// Whether a picture has room at a share of its size.
fn fits(view: &GraphView, arrangement: &Arrangement, share: f64) -> bool {
    let scene = arrange::scene(view, arrangement);
    let (width, height) = arrangement.room;
    let fits = |room: u32, size: f64| room == 0 || f64::from(room) >= size * share;
    // A small screen is scrolled down anyway.
    fits(width, scene.bounds.width) && (arrangement.compact || fits(height, scene.bounds.height))
}

fn arranged(view: &GraphView, arrangement: &Arrangement, evaluation: &Evaluation) -> PictureAnswer {
    let selected = telling_selection(view, arrangement.selected.clone(), arrangement);
    let arrangement = Arrangement { selected, ..arrangement.clone() };
    let scene = evaluation.arrange(|kept| arrange::scene_after(view, &arrangement, kept));
    PictureAnswer { scene, folding: view.folding.as_deref().cloned().unwrap_or_default() }
}

/// The nodes that are selected: they are drawn by themselves, wherever they are.
fn ends(picked: &Picked) -> Vec<NodeId> {
    match picked {
        Picked::Nothing | Picked::Policy(_) => Vec::new(),
        Picked::Node(id) => vec![id.clone()],
        Picked::Edge { from, to } => vec![from.clone(), to.clone()],
    }
}

pub(super) fn shape(_: Shape, evaluation: &Evaluation) -> FoldingView {
    let view = evaluation.analysis.folded_view(evaluation.folding(), &FoldOptions::default());
    view.folding.map(|folding| *folding).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use podreach_testkit::sized::{self, Size};

    use super::*;
    use crate::page::asked::{asked, evaluation};

    const POLICY: &str = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: shop}, spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]}}\n";

    #[test]
    fn a_selected_pair_is_drawn_although_it_is_blocked() {
        let evaluation = evaluation(POLICY);
        let ids = ["rep:shop/*", "rep:shop/app=db"].map(Into::into);
        let [from, to] = ids;
        let drawn = |selected: Picked| {
            let arrangement = Arrangement { selected, ..Arrangement::default() };
            let picture = asked(&evaluation, Picture { arrangement, ..Picture::default() });
            picture.scene.edges.iter().filter(|edge| edge.facts.from == from && edge.facts.to == to).count()
        };
        assert_eq!(drawn(Picked::Nothing), 0);
        assert_eq!(drawn(Picked::Edge { from: from.clone(), to: to.clone() }), 1);
    }

    #[test]
    fn a_large_cluster_is_folded_until_it_can_be_read() {
        let evaluation = evaluation(&sized::yaml(Size { pods: 2000, replicas: 4, namespaces: 60, policies: 200 }));
        let arrangement = Arrangement { room: (1030, 745), ..Arrangement::default() };
        let PictureAnswer { scene, folding } =
            asked(&evaluation, Picture { arrangement: arrangement.clone(), ..Picture::default() });
        assert!(
            scene.nodes.len() <= 60 && scene.edges.len() <= 150,
            "{} cards, {} lines",
            scene.nodes.len(),
            scene.edges.len()
        );
        assert!(folding.workloads >= 500 && folding.level >= Level::Namespaces, "{folding:?}");
        let shape = asked(&evaluation, Shape);
        assert_eq!(shape.workloads, folding.workloads);
        let opened = scene.nodes.iter().find(|node| node.id.to_string().starts_with("group:")).unwrap().id.clone();
        let fold = FoldOptions { opened: [opened.clone()].into(), ..FoldOptions::default() };
        let more = asked(&evaluation, Picture { fold, arrangement });
        assert!(
            more.scene.nodes.len() + more.scene.namespaces.len() > scene.nodes.len() + scene.namespaces.len(),
            "{opened:?}"
        );
    }
}
