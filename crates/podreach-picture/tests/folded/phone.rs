//! A small screen: the ways in are drawn, other lines when their card is selected, and no card moves for them.

use podreach_eval::view::{GraphView, NodeId};
use podreach_picture::scene::Scene;
use podreach_picture::{Arrangement, Picked, arrange, telling_selection};

use crate::views::{self, Opened};

fn scene(view: &GraphView, selected: Picked) -> Scene {
    let options = Arrangement { compact: true, ..Arrangement::default() };
    let selected = telling_selection(view, selected, &options);
    arrange::scene(view, &Arrangement { selected, ..options })
}

fn is_outside(id: &NodeId) -> bool {
    matches!(id, NodeId::External(_))
}

#[test]
fn only_the_ways_in_are_drawn_until_a_card_is_selected() {
    for view in [views::two_thousand(), views::sixty(Opened { shop: true, data: false })] {
        let plain = scene(&view, Picked::Nothing);
        assert!(!plain.edges.is_empty() && plain.undrawn > 0);
        assert!(plain.edges.iter().all(|edge| is_outside(&edge.facts.from)), "{:?}", plain.edges);
        let inner =
            view.edges.iter().find(|edge| edge.from != edge.to && !is_outside(&view.nodes[edge.from].id)).unwrap();
        let id = view.nodes[inner.from].id.clone();
        let selected = scene(&view, Picked::Node(id.clone()));
        let own = |edge: &&podreach_picture::scene::SceneEdge| edge.facts.from == id || edge.facts.to == id;
        let drawn = selected.edges.iter().filter(own).count();
        let known = view.edges.iter().filter(|edge| {
            let ends = [&view.nodes[edge.from].id, &view.nodes[edge.to].id];
            edge.from != edge.to && ends.contains(&&id)
        });
        assert_eq!(drawn, known.count(), "all lines of {id}");
        for (before, after) in plain.nodes.iter().zip(&selected.nodes) {
            assert_eq!((&before.id, before.rect), (&after.id, after.rect), "nothing moves");
        }
    }
}

#[test]
fn a_folded_picture_of_few_lines_has_them_all() {
    let plain = scene(&views::sixty(Opened { shop: false, data: false }), Picked::Nothing);
    assert_eq!(plain.undrawn, 0);
    assert!(plain.edges.iter().any(|edge| !is_outside(&edge.facts.from)));
}

#[test]
fn a_picture_in_which_nothing_is_folded_has_all_its_lines() {
    let mut view = views::sixty(Opened { shop: true, data: true });
    for node in &mut view.nodes {
        node.fold = None;
    }
    let plain = scene(&view, Picked::Nothing);
    assert_eq!(plain.undrawn, 0);
    assert!(plain.edges.iter().any(|edge| !is_outside(&edge.facts.from)));
}
