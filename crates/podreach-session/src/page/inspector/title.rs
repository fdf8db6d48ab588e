//! What is selected in a line, for a narrow screen.

use podreach_eval::explain;
use podreach_eval::query::{PairState, Question};
use podreach_eval::view::NodeId;
use podreach_picture::Picked;
use podreach_picture::wording::grouped;
use serde::{Deserialize, Serialize};

use super::bundle::{ends, share};
use super::card;
use crate::evaluation::Evaluation;

/// What is selected in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// What is selected.
    pub picked: Picked,
}

/// The line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TitleLine {
    /// The answer about a connection, or a name.
    pub text: String,
    /// State of the connection; none of other things.
    pub state: Option<PairState>,
}

/// Answers with the line; without one for nothing, and for what is no longer in the input.
pub(in crate::page) fn answer(asked: Title, evaluation: &Evaluation) -> Option<TitleLine> {
    let analysis = &evaluation.analysis;
    let named = |text| TitleLine { text, state: None };
    match &asked.picked {
        Picked::Edge { from, to } => {
            let single = analysis.endpoint_of_node(from).zip(analysis.endpoint_of_node(to));
            let Some((from, to)) = single else { return bundle_title(evaluation, from, to) };
            let verdict = analysis.ask_endpoints(from, to, &Question::Anything);
            Some(TitleLine { text: explain::title(analysis, &verdict), state: Some(verdict.state) })
        }
        Picked::Node(id) => {
            let name = analysis.endpoint_of_node(id).map(|id| explain::endpoint_name(analysis, id));
            let card = || match id {
                NodeId::Group(_) | NodeId::Other(_) => card::title(id, evaluation),
                _ => None,
            };
            Some(named(name.or_else(card).unwrap_or_else(|| id.without_prefix())))
        }
        Picked::Policy(at) => analysis.policies.list.get(*at).map(|policy| named(policy.name.to_string())),
        Picked::Nothing => None,
    }
}

/// The line about all pairs between two folded ends.
fn bundle_title(evaluation: &Evaluation, from: &NodeId, to: &NodeId) -> Option<TitleLine> {
    let [sources, destinations] = ends(evaluation, from, to)?;
    let name = |id| evaluation.analysis.name_of_node(evaluation.folding(), id);
    let share = share(evaluation, [&sources, &destinations]);
    let says = share
        .map_or_else(String::new, |(connected, all)| format!(": {} of {} pairs", grouped(connected), grouped(all)));
    Some(TitleLine { text: format!("{} to {}{says}", name(from), name(to)), state: None })
}
