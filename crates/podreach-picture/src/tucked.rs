//! Lines that a small screen keeps for the card that is tapped.

use podreach_eval::query::PairState;
use podreach_eval::view::GraphView;

use crate::arrangement::Arrangement;

/// A small screen draws so many lines of a folded picture at once.
const FEW: usize = 12;

/// Whether lines wait until their card is selected: a small screen draws only the ways in of a picture in which cards are folded,
/// unless all of its lines are few.
pub(crate) fn tucks(view: &GraphView, options: &Arrangement) -> bool {
    let folds = || view.nodes.iter().any(|node| node.fold.is_some());
    let few = || view.edges.iter().filter(|edge| !matches!(edge.state, PairState::Blocked(_))).count() <= FEW;
    options.compact && !options.still && folds() && !few()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use podreach_eval::view::{FoldOptions, Level, NodeId};
    use podreach_eval::{Options, analyze};
    use podreach_syntax::Sources;
    use podreach_testkit::sized::{self, Size};

    use super::*;
    use crate::arrange::scene;
    use crate::picked::Picked;
    use crate::scene::Scene;

    /// A cluster folded to its namespaces on a small screen: how many connections it has, and what is drawn.
    fn small(namespaces: usize, opened: Option<&str>, selected: Picked) -> (usize, Scene) {
        let text = sized::yaml(Size { pods: namespaces * 4, replicas: 1, namespaces, policies: namespaces * 4 });
        let analysis = analyze(&Sources::single("cluster.yaml", text), &Options::default());
        let opened: BTreeSet<NodeId> = opened.into_iter().map(NodeId::parse).collect();
        let options = FoldOptions { level: Some(Level::Namespaces), opened, ..FoldOptions::default() };
        let view = analysis.folded_view(&analysis.folding(), &options);
        let count = view.edges.iter().filter(|edge| edge.from != edge.to).count();
        (count, scene(&view, &Arrangement { compact: true, selected, ..Arrangement::default() }))
    }

    #[test]
    fn a_few_lines_are_drawn_and_many_wait() {
        let (few, drawn) = small(2, None, Picked::Nothing);
        assert!((1..=FEW).contains(&few), "{few}");
        assert_eq!((drawn.undrawn, drawn.edges.is_empty()), (0, false));
        let (many, drawn) = small(12, None, Picked::Nothing);
        assert!(many > FEW && drawn.undrawn > FEW, "{many} {}", drawn.undrawn);
    }

    #[test]
    fn a_card_that_is_tapped_shows_its_lines_and_a_box_those_of_its_cards() {
        let id = "namespace:team-001";
        let lines = |opened: Option<&str>, selected: Picked| small(12, opened, selected).1.edges.len();
        for opened in [None, Some(id)] {
            let (nothing, tapped) = (lines(opened, Picked::Nothing), lines(opened, Picked::Node(NodeId::parse(id))));
            assert!(tapped > nothing, "{opened:?}: {nothing} {tapped}");
        }
    }
}
