//! Finds what a person calls by a part of its name.

use podreach_eval::inventory::EndpointKind;
use podreach_eval::view::NodeId;
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// The node that is meant by a text, whatever its case: one of this name, else one whose name starts with it, else one that contains
/// it. Nothing is meant by the empty text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Find {
    /// What is looked for; blanks around it do not count.
    pub text: String,
}

pub(super) fn answer(Find { text }: Find, evaluation: &Evaluation) -> Option<NodeId> {
    let wanted = text.trim().to_lowercase();
    if wanted.is_empty() {
        return None;
    }
    let rank = |id: &NodeId, name: &str| {
        let (id, name) = (id.without_prefix().to_lowercase(), name.to_lowercase());
        if id == wanted || name == wanted {
            Some(0)
        } else if name.starts_with(&wanted) || id.starts_with(&wanted) {
            Some(1)
        } else if id.contains(&wanted) {
            Some(2)
        } else {
            None
        }
    };
    let endpoints = evaluation.analysis.endpoints.iter();
    let drawn = endpoints.filter(|endpoint| endpoint.kind != EndpointKind::OwnNode && !endpoint.hidden);
    let ranked = drawn.filter_map(|endpoint| {
        let id = NodeId::parse(&endpoint.id);
        Some((rank(&id, &endpoint.name)?, id))
    });
    ranked.min().map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::asked::{asked, evaluation};

    #[test]
    fn what_is_in_the_cluster_is_found() {
        let pod =
            |name: &str| format!("{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, namespace: shop}}}}\n---\n");
        let evaluation = evaluation(&["web-2", "web", "db"].map(pod).concat());
        let found = |text: &str| asked(&evaluation, Find { text: text.to_owned() }).map(|id| id.to_string());
        assert_eq!(found(" Shop/W ").as_deref(), Some("shop/web"));
        assert_eq!(found("web").as_deref(), Some("shop/web"), "the same name goes first");
        assert_eq!(found("b-2").as_deref(), Some("shop/web-2"));
        assert_eq!(found("internet").as_deref(), Some("external:Internet"));
        assert_eq!((found(" "), found("cache")), (None, None));
    }
}
