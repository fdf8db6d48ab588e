//! What the inspector says about a connection: verdict, two decisions, ports, the other path.

use std::borrow::Cow;

use podreach_eval::explain::{ClusterTest, Ends};
use podreach_eval::inventory::EndpointId;
use podreach_eval::lint::Finding;
use podreach_eval::policy::RuleRef;
use podreach_eval::query::{DirectionVerdict, Outcome, PairState, Question, TierStep};
use podreach_eval::view::NodeId;
use podreach_eval::{Analysis, explain};
use serde::{Deserialize, Serialize};

use super::nearest::{Nearest, nearest};
use super::ports::{PortRow, port_rows};
use super::standing::{RuleCard, Standing, decided, direction_standing};

/// More rules than this are not listed one by one; the reader has understood by then.
const LISTED_RULES: usize = 6;
/// Rules that miss are listed nearest first; the rest says nothing new.
const LISTED_MISSES: usize = 3;

/// One direction at one end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectionSection {
    /// The direction and whose it is.
    pub heading: String,
    /// How it is decided.
    pub standing: Standing,
    /// Who isolates, and what follows.
    pub sentence: String,
    /// Names of policies in the sentence.
    pub names: Vec<String>,
    /// What each tier says, in order, where there is more to it than one.
    pub steps: Vec<(Standing, String)>,
    /// The rules that match; where nothing passes, the nearest of the others after them.
    pub rules: Vec<RuleCard>,
    /// Where nothing passes, the rule that comes closest to allowing it.
    pub nearest: Option<Nearest>,
    /// Whether the rules are those that came closest instead of those that match.
    pub closest: bool,
    /// Rules that match beyond those listed.
    pub more_rules: usize,
}

/// The other direction of the same pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherWay {
    /// Its source.
    pub from: NodeId,
    /// Its destination.
    pub to: NodeId,
    /// Both names with an arrow.
    pub label: String,
    /// How it stands.
    pub standing: Standing,
    /// Where it is decided, in a few words.
    pub says: String,
}

/// All that is said about a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The source.
    pub from: NodeId,
    /// The destination.
    pub to: NodeId,
    /// Whether anything passes.
    pub outcome: Outcome,
    /// What the answer hangs on, where the input does not tell.
    pub depends: Vec<String>,
    /// Policies that take no part in the answer and may concern it, and what could not be read.
    pub left_out: Vec<String>,
    /// How the pair stands.
    pub standing: Standing,
    /// The answer in a line.
    pub title: String,
    /// Why, in a sentence.
    pub summary: String,
    /// Name of the source.
    pub source: String,
    /// Name of the destination.
    pub destination: String,
    /// The decision at the source.
    pub egress: DirectionSection,
    /// The decision at the destination.
    pub ingress: DirectionSection,
    /// The ports worth a line.
    pub ports: Vec<PortRow>,
    /// The other direction; none of an endpoint with itself.
    pub reverse: Option<OtherWay>,
    /// A command that tests the answer, where there is one.
    pub test: Option<ClusterTest>,
    /// What the answer rests on; mostly empty.
    pub caveats: Vec<Cow<'static, str>>,
}

/// Says everything about a pair.
pub(in crate::page) fn connection(
    analysis: &Analysis,
    findings: &[Finding],
    from: EndpointId,
    to: EndpointId,
) -> Connection {
    let verdict = analysis.ask_endpoints(from, to, &Question::Anything);
    let (source, destination) = (analysis.endpoint(from), analysis.endpoint(to));
    let left_out = analysis.left_out(&Ends { sources: vec![from], destinations: vec![to] });
    // Where facts could open the connection, they open every decision that is closed without them.
    let could_open = verdict.depends.as_ref().is_some_and(|found| !found.allowed);
    let section = |decision: &DirectionVerdict, heading: String| {
        let near = nearest(analysis, findings, &verdict, decision);
        let mut section = direction_section(analysis, decision, &heading, near);
        if could_open && section.standing == Standing::Blocked {
            section.standing = Standing::Depends;
        }
        section
    };
    Connection {
        from: NodeId::parse(&source.id),
        to: NodeId::parse(&destination.id),
        outcome: verdict.outcome(),
        depends: verdict.depends.iter().flat_map(|found| explain::depends(analysis, found)).collect(),
        left_out: explain::left_out_sentences(analysis, &left_out),
        standing: Standing::of(verdict.state),
        title: explain::title(analysis, &verdict),
        summary: explain::summary(analysis, &verdict),
        source: source.name.clone(),
        destination: destination.name.clone(),
        egress: section(&verdict.egress, format!("Egress from {}", source.name)),
        ingress: section(&verdict.ingress, format!("Ingress to {}", destination.name)),
        ports: port_rows(analysis, &verdict),
        reverse: (from != to).then(|| reverse(analysis, to, from)),
        test: explain::cluster_test(analysis, &verdict, None),
        caveats: verdict.caveats.iter().map(|caveat| Cow::Borrowed(caveat.text())).collect(),
    }
}

fn direction_section(
    analysis: &Analysis,
    decision: &DirectionVerdict,
    heading: &str,
    near: Option<(RuleRef, Nearest)>,
) -> DirectionSection {
    let shown = near.as_ref().map(|(rule, _)| *rule);
    let card = |rule, sentence: String, standing| RuleCard {
        title: explain::rule_title(analysis, rule),
        sentence,
        span: analysis.rule(rule).map(|found| found.span),
        standing,
        off: false,
    };
    let mut rules: Vec<RuleCard> = decision
        .hits
        .iter()
        .map(|hit| card(hit.rule, explain::rule_sentence(analysis, hit.rule), Standing::of_action(hit.action)))
        .collect();
    let more_rules = rules.len().saturating_sub(LISTED_RULES);
    rules.truncate(LISTED_RULES);
    if !decision.allowed {
        rules.extend(
            decision
                .misses
                .iter()
                .filter(|miss| Some(miss.rule) != shown)
                .take(LISTED_MISSES)
                .map(|miss| card(miss.rule, explain::miss_sentence(analysis, decision, miss), Standing::Blocked)),
        );
    }
    DirectionSection {
        heading: heading.to_owned(),
        standing: direction_standing(decision),
        sentence: explain::direction_sentence(analysis, decision),
        names: decision
            .isolating
            .iter()
            .filter_map(|id| analysis.policy(*id))
            .map(|policy| policy.name.to_string())
            .collect(),
        steps: steps(analysis, decision),
        nearest: near.map(|(_, near)| near),
        closest: decision.hits.is_empty() && !rules.is_empty(),
        rules,
        more_rules,
    }
}

/// The walk through the tiers. One tier that isolates is in the sentence already.
fn steps(analysis: &Analysis, decision: &DirectionVerdict) -> Vec<(Standing, String)> {
    if decision.steps.iter().all(|step| step.isolates) {
        return Vec::new();
    }
    let standing = |step: &TierStep| match (step.action, step.isolates) {
        (Some(action), _) => Standing::of_action(action),
        (None, true) => Standing::Blocked,
        (None, false) => Standing::Open,
    };
    decision.steps.iter().map(|step| (standing(step), explain::step_sentence(analysis, step))).collect()
}

fn reverse(analysis: &Analysis, from: EndpointId, to: EndpointId) -> OtherWay {
    let verdict = analysis.ask_endpoints(from, to, &Question::Anything);
    let (source, destination) = (analysis.endpoint(from), analysis.endpoint(to));
    let says = match verdict.state {
        PairState::Allowed => format!("allowed on {}", verdict.connections.short_notation()),
        _ => decided(analysis, &verdict),
    };
    OtherWay {
        from: NodeId::parse(&source.id),
        to: NodeId::parse(&destination.id),
        label: format!("{} → {}", source.name, destination.name),
        standing: Standing::of(verdict.state),
        says,
    }
}
