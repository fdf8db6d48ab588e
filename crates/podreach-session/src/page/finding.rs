//! One finding: what it is about in the picture, other places that belong to it, and what changes of the text settle it.

use std::collections::BTreeSet;

use podreach_eval::Analysis;
use podreach_eval::inventory::EndpointId;
use podreach_eval::lint::Finding;
use podreach_eval::view::NodeId;
use podreach_syntax::{Diagnostic, PlacedEdit, Severity, Span};
use serde::{Deserialize, Serialize};

use super::findings::order;
use super::picture::{Picture, drawn};
use super::writing::{decided, whole};
use crate::evaluation::Evaluation;
use crate::hunks::{Hunk, hunks};
use crate::trial::{Effect, Trial};

/// Changes of the text that are tried for one finding at most.
const FIXES: usize = 3;
/// Steps that evaluating them may take.
const STEPS: u64 = 2_000_000_000;
/// No finding marks more than this.
const MARKED: usize = 300;

/// A finding of the list at one of its places.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FindingAt {
    /// Its code.
    pub code: String,
    /// Its weight; none is an error.
    pub severity: Option<Severity>,
    /// Which of the row's places.
    pub at: usize,
}

/// What a finding is about, in a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutFinding {
    /// The finding.
    pub finding: FindingAt,
    /// The picture.
    pub picture: Picture,
}

/// What a finding is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Cards of the picture.
    pub nodes: Vec<NodeId>,
    /// Lines of the picture, as pairs of cards.
    pub edges: Vec<(NodeId, NodeId)>,
    /// Further places, with what is to be said there.
    pub related: Vec<(String, Span)>,
}

/// What settles a finding. Each change is evaluated, which takes as long as the input does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixesOf {
    /// The finding.
    pub finding: FindingAt,
}

/// A change of the text that settles a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixOffer {
    /// What it does, in the imperative.
    pub title: String,
    /// The change.
    pub edits: Vec<PlacedEdit>,
    /// The same by lines.
    pub hunks: Vec<Hunk>,
    /// What it opens and closes; none where that is not known.
    pub effect: Option<Effect>,
}

/// The finding, if there is one.
fn find<'a>(asked: &FindingAt, evaluation: &'a Evaluation) -> Option<&'a Finding> {
    let is_it = |found: &&Finding| {
        found.diagnostic.code == asked.code && found.diagnostic.severity == asked.severity.unwrap_or(Severity::Error)
    };
    let all: Vec<&Finding> = evaluation.findings().found.iter().filter(is_it).collect();
    let diagnostics: Vec<&Diagnostic> = all.iter().map(|found| &found.diagnostic).collect();
    let at = *order(&evaluation.sources, &diagnostics).get(asked.at)?;
    all.get(at).copied()
}

pub(super) fn about(AboutFinding { finding, picture }: AboutFinding, evaluation: &Evaluation) -> About {
    let Some(found) = find(&finding, evaluation) else { return About::default() };
    let related = found.diagnostic.related.iter().map(|related| (related.message.clone(), related.span)).collect();
    let (nodes, edges) = meant(found, &evaluation.analysis);
    let cards = cards(&picture, evaluation);
    let analysis = &evaluation.analysis;
    let card = |node: &NodeId| {
        let endpoint = analysis.endpoint_of_node(node);
        cards.iter().find(|(id, members)| id == node || endpoint.is_some_and(|id| members.contains(&id)))
    };
    let card = |node: &NodeId| card(node).map(|(id, _)| id.clone());
    let edges: BTreeSet<(NodeId, NodeId)> =
        edges.iter().filter_map(|(from, to)| Some((card(from)?, card(to)?))).collect();
    let nodes: BTreeSet<NodeId> = nodes.iter().filter_map(card).collect();
    About { nodes: nodes.into_iter().collect(), edges: edges.into_iter().collect(), related }
}

/// Cards of a picture with the endpoints that they stand for.
fn cards(picture: &Picture, evaluation: &Evaluation) -> Vec<(NodeId, BTreeSet<EndpointId>)> {
    let analysis = &evaluation.analysis;
    let (view, fold) = drawn(&picture.fold, &picture.arrangement, evaluation);
    if evaluation.comparison().is_some() {
        let one = |id: &NodeId| Some((id.clone(), analysis.endpoint_of_node(id).into_iter().collect()));
        return view.nodes.iter().filter_map(|node| one(&node.id)).collect();
    }
    let cards = analysis.folded_cards(evaluation.folding(), &fold).into_iter();
    cards.map(|(id, members)| (id, members.into_iter().collect())).collect()
}

/// Endpoints and pairs that a finding is about. Where it names a rule alone, those that the rule decides; where it names a policy
/// alone, those that the policy selects.
fn meant(found: &Finding, analysis: &Analysis) -> (Vec<NodeId>, Vec<(NodeId, NodeId)>) {
    let node = |id: &EndpointId| NodeId::parse(&analysis.endpoint(*id).id);
    let about = &found.about;
    let mut edges: Vec<(NodeId, NodeId)> =
        about.pairs.iter().take(MARKED).map(|(from, to)| (node(from), node(to))).collect();
    let mut nodes: Vec<NodeId> = about.endpoints.iter().take(MARKED).map(node).collect();
    if edges.is_empty()
        && let Some(rule) = about.rules.first()
        && let Some(policy) = analysis.policies.list.iter().find(|policy| policy.id == rule.policy)
    {
        let named: BTreeSet<NodeId> = nodes.iter().cloned().collect();
        let decided = decided(analysis, policy, *rule);
        let is_meant = |(from, to): &(NodeId, NodeId)| named.is_empty() || named.contains(from) || named.contains(to);
        edges = decided.edges.into_iter().filter(is_meant).collect();
    }
    if nodes.is_empty()
        && edges.is_empty()
        && let Some(id) = about.policies.first().copied().or_else(|| about.rules.first().map(|rule| rule.policy))
        && let Some(policy) = analysis.policies.list.iter().find(|policy| policy.id == id)
    {
        nodes = whole(analysis, policy).nodes;
    }
    nodes.extend(edges.iter().flat_map(|(from, to)| [from.clone(), to.clone()]));
    (nodes, edges)
}

pub(super) fn fixes(FixesOf { finding }: FixesOf, evaluation: &Evaluation) -> Vec<FixOffer> {
    let Some(found) = find(&finding, evaluation).filter(|found| !found.diagnostic.fixes.is_empty()) else {
        return Vec::new();
    };
    let sources = &evaluation.sources;
    let mut trial = Trial::new(sources.clone(), evaluation.options().clone(), STEPS, 1);
    let offer = |fix: &podreach_syntax::Fix| {
        let edits = fix.placed(sources);
        let effect = trial.effect(&edits).ok();
        FixOffer { title: fix.title.clone(), hunks: hunks(sources, &edits), edits, effect }
    };
    found.diagnostic.fixes.iter().take(FIXES).map(offer).collect()
}

#[cfg(test)]
mod tests {
    use podreach_eval::view::{FoldOptions, Level};
    use podreach_syntax::apply;

    use super::*;
    use crate::page::asked::{asked, evaluation};
    use crate::page::findings::findings;

    const WRONG_PORT: &str = include_str!("../../../../web/examples/service-port.yaml");

    fn of(code: &str, severity: Severity) -> FindingAt {
        FindingAt { code: code.to_owned(), severity: Some(severity), at: 0 }
    }

    #[test]
    fn a_fix_says_what_it_opens_and_closes_and_settles_its_finding() {
        let wrong = evaluation(WRONG_PORT);
        let found = asked(&wrong, FixesOf { finding: of("L50", Severity::Warning) });
        let [fix] = found.as_slice() else { panic!("{found:?}") };
        let effect = fix.effect.unwrap();
        assert!(!effect.safe && effect.opens == 1 && effect.closes == 1, "{effect:?}");
        let [Hunk { removed, added, .. }] = fix.hunks.as_slice() else { panic!("{found:?}") };
        assert!(removed[0].contains("8080") && added[0].contains("3000"), "{found:?}");
        let changed = apply(&wrong.sources, &fix.edits).unwrap();
        let mended = evaluation(changed.iter().next().unwrap().1.text());
        assert!(findings(&mended).rows.iter().all(|row| row.code != "L50"));
        assert_eq!(asked(&wrong, FixesOf { finding: of("L50", Severity::Note) }), []);
        assert_eq!(asked(&wrong, FixesOf { finding: FindingAt { at: 7, ..of("L50", Severity::Warning) } }), []);
    }

    #[test]
    fn a_finding_marks_what_it_is_about_also_where_that_is_folded() {
        let wrong = evaluation(WRONG_PORT);
        let about = |level| {
            let fold = FoldOptions { level: Some(level), ..FoldOptions::default() };
            let picture = Picture { fold, ..Picture::default() };
            let About { nodes, edges, related } =
                asked(&wrong, AboutFinding { finding: of("L50", Severity::Warning), picture });
            (nodes.iter().map(ToString::to_string).collect::<Vec<_>>(), edges.len(), related.len())
        };
        let (nodes, edges, related) = about(Level::Workloads);
        assert!(
            nodes.iter().any(|node| node.contains("api")) && edges > 0 && related > 0,
            "{nodes:?} {edges} {related}"
        );
        assert_eq!(about(Level::Namespaces).0, ["namespace:shop"]);
    }
}
