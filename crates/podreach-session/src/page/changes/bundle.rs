//! What changed between two folded ends, or around one: the pairs, and the rules that do it.

use std::collections::BTreeSet;

use podreach_eval::inventory::EndpointId;
use podreach_eval::view::{Differences, NodeId};
use serde::{Deserialize, Serialize};

use super::row::{ChangeRow, Rows};
use crate::evaluation::Evaluation;
use crate::page::picture::{Picture, drawn};

/// So many pairs are listed.
const ROWS: usize = 50;

/// What there is to say about the changes of a card of a picture, or of the pairs between two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedBundle {
    /// The sources.
    pub from: NodeId,
    /// The destinations; `None` for everything that the other end is one end of.
    pub to: Option<NodeId>,
    /// The picture that they are in: a card of the rest stands for something else in every picture.
    pub picture: Picture,
}

/// Counts and pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedBundleAnswer {
    /// Pairs that differ; `None` when counting would take too long.
    pub differs: Option<Differences>,
    /// The first of them: opened, closed, changed.
    pub list: Vec<ChangeRow>,
    /// How many are not in the list.
    pub rest: u64,
}

/// Answers; with nothing where there is no baseline, where an end is not in the picture, and for a pair of two endpoints.
pub(in crate::page) fn answer(asked: ComparedBundle, evaluation: &Evaluation) -> Option<ComparedBundleAnswer> {
    let (base, comparison) = evaluation.comparison()?;
    let (analysis, folding) = (&evaluation.analysis, evaluation.folding());
    let (_, fold) = drawn(&asked.picture.fold, &asked.picture.arrangement, evaluation);
    let members = |id: &NodeId| -> Vec<EndpointId> {
        let found = analysis.folded_members(folding, &fold, id);
        if found.is_empty() { analysis.members_of_node(folding, id) } else { found }
    };
    let sources = members(&asked.from);
    let destinations = asked.to.as_ref().map(members);
    let is_single = sources.len() == 1 && destinations.as_ref().is_none_or(|found| found.len() == 1);
    if sources.is_empty() || is_single || destinations.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let sides = comparison.of(&base.analysis, analysis);
    let rows = Rows { sides, sources: [&base.sources, &evaluation.sources], same_text: false };
    let places = |members: &[EndpointId]| -> BTreeSet<usize> {
        members.iter().filter_map(|id| comparison.joint.place(&folding.node_id(analysis, *id))).collect()
    };
    let from = places(&sources);
    let (differs, list) = match &destinations {
        Some(found) => {
            let differs = analysis.between(folding, &sources, found).map(|between| between.differs);
            (differs, rows.between(&from, &places(found), ROWS))
        }
        None => {
            let others: Vec<EndpointId> = folding.others(&sources);
            let ways = [(&sources, &sources), (&sources, &others), (&others, &sources)];
            let differs = ways.into_iter().try_fold(Differences::default(), |sum, (from, to)| {
                Some(sum.and(&analysis.between(folding, from, to)?.differs))
            });
            let others = places(&others);
            let mut list = rows.between(&from, &from, ROWS);
            for (from, to) in [(&from, &others), (&others, &from)] {
                list.extend(rows.between(from, to, ROWS - list.len()));
            }
            (differs, list)
        }
    };
    let rest = differs.map_or(0, |differs| differs.all.saturating_sub(list.len() as u64));
    Some(ComparedBundleAnswer { differs, list, rest })
}
