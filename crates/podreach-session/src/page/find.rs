//! What the field that finds things has to know about the cluster.

use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// Whether something in the cluster has a text in its id, whatever its case. Nothing has the empty one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Find {
    /// What is looked for; blanks around it do not count.
    pub text: String,
}

pub(super) fn answer(Find { text }: Find, evaluation: &Evaluation) -> bool {
    let wanted = text.trim().to_lowercase();
    let mut inside = evaluation.analysis.endpoints.iter().filter(|endpoint| !endpoint.is_external());
    !wanted.is_empty() && inside.any(|endpoint| endpoint.id.to_lowercase().contains(&wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::asked::{asked, evaluation};

    #[test]
    fn what_is_in_the_cluster_is_known() {
        let evaluation = evaluation("{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}\n");
        let known = |text: &str| asked(&evaluation, Find { text: text.to_owned() });
        assert!(known(" Shop/W "));
        assert!(!known(" ") && !known("db"));
        assert!(!known("internet"), "the outside is drawn anyway");
    }
}
