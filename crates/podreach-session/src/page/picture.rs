//! The graph as it is drawn: everything has its place.

use podreach_picture::scene::Scene;
use podreach_picture::{Arrangement, arrange, telling_selection};
use serde::{Deserialize, Serialize};

use super::graph::{self, Graph};
use crate::evaluation::Evaluation;

/// The picture, arranged as the page wants it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Only nodes whose id contains this text, whatever its case, and the outside; empty for all.
    pub matching: String,
    /// Choices of the drawing.
    pub arrangement: Arrangement,
}

pub(super) fn answer(Picture { matching, arrangement }: Picture, evaluation: &Evaluation) -> Scene {
    let view = graph::answer(Graph { matching }, evaluation);
    let selected = telling_selection(&view, arrangement.selected, arrangement.show_blocked);
    arrange::scene(&view, &Arrangement { selected, ..arrangement })
}

#[cfg(test)]
mod tests {
    use podreach_picture::Picked;

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
            let scene = asked(&evaluation, Picture { matching: String::new(), arrangement });
            scene.edges.iter().filter(|edge| edge.facts.from == from && edge.facts.to == to).count()
        };
        assert_eq!(drawn(Picked::Nothing), 0);
        assert_eq!(drawn(Picked::Edge { from: from.clone(), to: to.clone() }), 1);
    }
}
