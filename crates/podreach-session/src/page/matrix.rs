//! The matrix.

use podreach_eval::view::{MatrixOptions, MatrixView};
use serde::{Deserialize, Serialize};

use crate::evaluation::Evaluation;

/// Sources by destinations; beside a baseline with what changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matrix {
    /// At most this many rows and columns.
    pub side: usize,
    /// Only pairs in which an end's id contains this text, whatever its case; empty for all.
    pub matching: String,
}

pub(super) fn answer(Matrix { side, matching }: Matrix, evaluation: &Evaluation) -> MatrixView {
    let options = MatrixOptions { side, matching };
    match evaluation.comparison() {
        Some((base, comparison)) => comparison.of(&base.analysis, &evaluation.analysis).matrix_view(&options),
        None => evaluation.analysis.matrix_view(&options),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::asked::{asked, evaluation};

    #[test]
    fn pairs_can_be_sent() {
        let evaluation = evaluation(
            "
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: shop}, spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}}, {ipBlock: {cidr: 10.0.0.0/8}}]}]}}
",
        );
        let all = asked(&evaluation, Matrix { side: 60, matching: String::new() });
        assert!(all.counts.is_some() && !all.pairs.is_empty(), "{all:?}");
        assert!(all.nodes.iter().any(|node| node.namespace_selector.is_some()), "{all:?}");
        let narrow = asked(&evaluation, Matrix { side: 1, matching: "SHOP".to_owned() });
        assert_eq!(narrow.nodes.iter().filter(|node| node.found).count(), 1);
        assert!(narrow.left_out > 0);
    }
}
