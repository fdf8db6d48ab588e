//! Where in the picture that is which a person looks for: how many members of each card are found.

use std::collections::BTreeSet;

use podreach_eval::inventory::EndpointId;
use podreach_eval::view::NodeId;
use serde::{Deserialize, Serialize};

use super::picture::{Picture, drawn};
use super::search::is_found;
use crate::evaluation::Evaluation;

/// A search in a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The same text as that of [`Search`](super::Search).
    pub text: String,
    /// The picture.
    pub picture: Picture,
}

/// How many workloads, and which cards they are on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundAnswer {
    /// Cards with something that is found, in the order of the picture.
    pub cards: Vec<FoundCard>,
    /// Workloads that are found, the outside and what is not drawn included.
    pub count: usize,
}

/// A card with something that is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCard {
    /// The card.
    pub node: NodeId,
    /// Members that are found.
    pub found: usize,
    /// All members.
    pub of: usize,
}

pub(super) fn answer(Found { text, picture }: Found, evaluation: &Evaluation) -> FoundAnswer {
    let analysis = &evaluation.analysis;
    let found: BTreeSet<EndpointId> = is_found(&text, evaluation);
    if found.is_empty() {
        return FoundAnswer::default();
    }
    let (view, fold) = drawn(&picture.fold, &picture.arrangement, evaluation);
    let cards = if evaluation.comparison().is_some() {
        let one = |id: &NodeId| Some((id.clone(), vec![analysis.endpoint_of_node(id)?]));
        view.nodes.iter().filter_map(|node| one(&node.id)).collect()
    } else {
        analysis.folded_cards(evaluation.folding(), &fold)
    };
    let cards = cards.into_iter().filter_map(|(node, members)| {
        let hits = members.iter().filter(|id| found.contains(id)).count();
        (hits > 0).then_some(FoundCard { node, found: hits, of: members.len() })
    });
    FoundAnswer { cards: cards.collect(), count: found.len() }
}

#[cfg(test)]
mod tests {
    use podreach_eval::view::{FoldOptions, Level};

    use super::*;
    use crate::page::asked::{asked, evaluation};

    #[test]
    fn cards_count_what_is_found_in_them() {
        let mut text = String::new();
        for (namespace, pods) in [("shop", 4), ("data", 3)] {
            for at in 0..pods {
                let tier = if at == 0 { "db" } else { "web" };
                text.push_str(&format!(
                    "---\n{{apiVersion: v1, kind: Pod, metadata: {{name: {namespace}-{at}, namespace: {namespace}, labels: {{tier: {tier}}}}}, spec: {{containers: [{{name: c}}]}}}}\n"
                ));
            }
        }
        let evaluation = evaluation(&text);
        let level = |level| Picture {
            fold: FoldOptions { level: Some(level), ..FoldOptions::default() },
            ..Picture::default()
        };
        let found = |text: &str, picture: Picture| {
            let answer = asked(&evaluation, Found { text: text.to_owned(), picture });
            let cards = answer.cards.iter().map(|card| (card.node.to_string(), card.found, card.of));
            (cards.collect::<Vec<_>>(), answer.count)
        };
        let namespaces = level(Level::Namespaces);
        let card = |namespace: &str, found, of| (format!("namespace:{namespace}"), found, of);
        let all = vec![card("data", 2, 3), card("shop", 3, 4)];
        assert_eq!(found("tier=web", namespaces.clone()), (all, 5));
        assert_eq!(found("tier=web shop/", namespaces.clone()), (vec![card("shop", 3, 4)], 3));
        assert_eq!(found("shop-2", level(Level::Workloads)), (vec![("shop/shop-2".to_owned(), 1, 1)], 1));
        assert_eq!(found("nothing", namespaces.clone()), (Vec::new(), 0));
        assert_eq!(found(" ", namespaces), (Vec::new(), 0));
    }
}
