//! A pair before and now, with the rules of both.

use podreach_eval::view::{JointNode, NodeId};
use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use super::place::ChangePlace;
use super::row::{ChangeRow, Rows};
use crate::evaluation::Evaluation;
use crate::page::inspector::{Connection, DirectionSection, connection};

/// What there is to say about a pair of the picture on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedPair {
    /// The source.
    pub from: NodeId,
    /// The destination.
    pub to: NodeId,
}

/// The pair in the baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// What the inspector says of it. Its spans count in the texts of the baseline.
    pub page: Connection,
    /// Where the rules stand that it names.
    pub places: Vec<(Span, ChangePlace)>,
}

/// Both sides of a pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedPairAnswer {
    /// What changed; none where nothing did.
    pub change: Option<ChangeRow>,
    /// How it was; none where an end was not there.
    pub before: Option<Before>,
    /// How it is; none where an end is not there any more.
    pub now: Option<Connection>,
}

/// Answers; with nothing where there is no baseline, or no such pair on either side.
pub(in crate::page) fn answer(asked: ComparedPair, evaluation: &Evaluation) -> Option<ComparedPairAnswer> {
    let (base, comparison) = evaluation.comparison()?;
    let sides = comparison.of(&base.analysis, &evaluation.analysis);
    let ends = |id: &NodeId| {
        let ends = |node: &JointNode| node.ends;
        let alone = || [&base.analysis, &evaluation.analysis].map(|analysis| analysis.endpoint_of_node(id));
        comparison.joint.find(id).map_or_else(alone, ends)
    };
    let ([was_from, is_from], [was_to, is_to]) = (ends(&asked.from), ends(&asked.to));
    let before = was_from.zip(was_to).map(|(from, to)| {
        let page = connection(&base.analysis, &[], from, to);
        let rules =
            |section: &'_ DirectionSection| section.rules.iter().filter_map(|card| card.span).collect::<Vec<_>>();
        let spans = [rules(&page.egress), rules(&page.ingress)].concat();
        let places = spans
            .into_iter()
            .map(|span| (span, ChangePlace::new(&base.sources, !evaluation.is_beside_itself(), span)))
            .collect();
        Before { page, places }
    });
    let now =
        is_from.zip(is_to).map(|(from, to)| connection(&evaluation.analysis, evaluation.known_findings(), from, to));
    if before.is_none() && now.is_none() {
        return None;
    }
    let rows = Rows { sides, sources: [&base.sources, &evaluation.sources], same_text: evaluation.is_beside_itself() };
    let change = rows.of_pair(&asked.from, &asked.to);
    Some(ComparedPairAnswer { change, before, now })
}
