//! A verdict as JSON.

use podreach_eval::ask::Label;
use podreach_eval::lint::Finding;
use podreach_eval::policy::RuleRef;
use podreach_eval::query::{DirectionVerdict, PairState, Question, Verdict};
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;
use serde::Serialize;

use super::depends_json::{DependenceOut, depends};
use crate::answer::titled;
use crate::nearest::{self, Nearest, NearestOut};
use crate::place::{Place, place};
use crate::reasoning;
use crate::references::{PolicyName, RuleName, Said};

/// The answer to a question about two endpoints.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct VerdictOut<'a> {
    /// An endpoint id.
    src: &'a str,
    /// An endpoint id.
    dst: &'a str,
    /// Null asks for anything.
    question: Option<QuestionOut>,
    /// The answer: `allowed`, `denied`, or `depends` on what the input leaves open.
    verdict: &'static str,
    /// The answer by the default completion of what the input leaves open: labels of unknown namespaces are the name alone,
    /// unknown addresses are in no block but those that cover a whole family, names resolve to nothing that is asked about,
    /// pods share no node unless the input says so, clients keep their address.
    allowed: bool,
    /// What the answer hangs on: each makes it another one than `allowed` says; empty where it does not depend.
    depends: Vec<DependenceOut<'a>>,
    /// What passes of what was asked, a connection notation.
    conn: String,
    /// The pair as a whole: `open`, `allowed`, `blocked` or `depends`.
    state: &'static str,
    /// Of a blocked pair: `source`, `destination` or `both`.
    blocked_by: Option<&'static str>,
    /// The answer as a sentence.
    title: String,
    /// A sentence on both ends.
    summary: String,
    /// Container ports that the destination declares, where the question leaves the port open.
    declared_ports: Vec<DeclaredPort<'a>>,
    /// Egress of the source.
    egress: EndOut<'a>,
    /// Ingress of the destination.
    ingress: EndOut<'a>,
    /// What a static answer cannot know.
    caveats: Vec<&'static str>,
}

impl<'a> VerdictOut<'a> {
    pub(crate) fn new(
        analysis: &'a Analysis,
        sources: &'a Sources,
        findings: &'a [Finding],
        verdict: &'a Verdict,
    ) -> Self {
        Self::titled(analysis, sources, findings, verdict, [None, None])
    }

    /// A verdict whose title says what the person called the ends.
    pub(super) fn titled(
        analysis: &'a Analysis,
        sources: &'a Sources,
        findings: &'a [Finding],
        verdict: &'a Verdict,
        ends: [Option<&Label>; 2],
    ) -> Self {
        Self {
            src: &analysis.endpoint(verdict.source).id,
            dst: &analysis.endpoint(verdict.destination).id,
            question: question(&verdict.question),
            verdict: verdict.outcome().as_str(),
            allowed: verdict.allowed,
            depends: verdict.depends.as_ref().map_or_else(Vec::new, |found| depends(analysis, found)),
            conn: verdict.connections.list_notation(),
            state: verdict.state.as_str(),
            blocked_by: match verdict.state {
                PairState::Blocked(by) => Some(by.as_str()),
                PairState::Open | PairState::Allowed | PairState::Depends => None,
            },
            title: titled(analysis, verdict, ends),
            summary: explain::summary(analysis, verdict),
            declared_ports: declared_ports(analysis, verdict),
            egress: EndOut::new(analysis, sources, findings, (verdict, &verdict.egress)),
            ingress: EndOut::new(analysis, sources, findings, (verdict, &verdict.ingress)),
            caveats: verdict.caveats.iter().map(|caveat| caveat.text()).collect(),
        }
    }
}

/// Which ports were asked for.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct QuestionOut {
    /// `TCP`, `UDP` or `SCTP`.
    protocol: &'static str,
    /// By number or name; null asks for any port.
    port: Option<AskedPort>,
}

/// A port by its number or its name.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum AskedPort {
    Number(u16),
    Name(String),
}

fn question(question: &Question) -> Option<QuestionOut> {
    match question {
        Question::Anything => None,
        Question::Protocol(protocol) => Some(QuestionOut { protocol: protocol.as_str(), port: None }),
        Question::Port(protocol, port) => {
            let name = || AskedPort::Name(port.to_string());
            let port = port.number().map_or_else(name, AskedPort::Number);
            Some(QuestionOut { protocol: protocol.as_str(), port: Some(port) })
        }
    }
}

/// A container port that the destination declares.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DeclaredPort<'a> {
    /// Its name.
    name: Option<&'a str>,
    /// `TCP`, `UDP` or `SCTP`.
    protocol: &'static str,
    /// Its number.
    port: u16,
    /// Whether it passes.
    allowed: bool,
}

fn declared_ports<'a>(analysis: &'a Analysis, verdict: &Verdict) -> Vec<DeclaredPort<'a>> {
    let ports = explain::declared_ports(analysis, verdict).into_iter();
    let port = |(port, allowed): (&'a podreach_eval::kinds::ContainerPort, bool)| DeclaredPort {
        name: port.name.as_deref(),
        protocol: port.protocol.as_str(),
        port: port.port,
        allowed,
    };
    ports.map(port).collect()
}

/// One end of a verdict.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct EndOut<'a> {
    /// Whether what was asked passes here.
    allowed: bool,
    /// What passes here, a connection notation.
    conn: String,
    /// A sentence.
    reason: String,
    /// The walk through the tiers, in order; empty where no policy applies.
    steps: Vec<StepOut<'a>>,
    /// Policies that isolate this end.
    isolating: Vec<Isolating<'a>>,
    /// The rules that matched.
    rules: Vec<RuleName<'a, Match>>,
    /// Rules that came near, where nothing passes.
    misses: Vec<RuleName<'a, Miss>>,
    /// Of a denial, the rule that comes closest to allowing it here: one of the misses, or where each end allows only what
    /// the other does not, one that matched.
    nearest: Option<NearestOut<'a>>,
}

/// What one tier said.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StepOut<'a> {
    /// The tier's name: `Admin`, `NetworkPolicy`, `Baseline`.
    tier: &'a str,
    /// Whether something ended its walk here: a rule that allows or denies matched, or the tier drops the rest.
    decides: bool,
    /// What the end of the tier does with the rest: `deny` drops it, `pass` leaves it to the next tier.
    default: &'static str,
    /// Policies of the tier that apply.
    policies: Vec<PolicyName<'a>>,
    /// Its rules that matched.
    rules: Vec<RuleName<'a, Said>>,
    /// What the tier said, in words.
    text: String,
}

/// A policy that isolates an end.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Isolating<'a> {
    #[serde(flatten)]
    policy: PolicyName<'a>,
    /// A sentence on what it selects and does.
    text: String,
    /// Its name in the text.
    at: Option<Place<'a>>,
}

/// A rule that matched, and what it does.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Match {
    /// The rule in words.
    text: String,
    /// `allow`, `deny`, `pass` or `log`.
    action: &'static str,
    /// What of the question it covers, a connection notation.
    conn: String,
}

/// A rule that came near.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Miss {
    /// The rule in words.
    text: String,
    /// Why it does not match.
    why: String,
}

impl<'a> EndOut<'a> {
    fn new(
        analysis: &'a Analysis,
        sources: &'a Sources,
        findings: &'a [Finding],
        (verdict, end): (&'a Verdict, &'a DirectionVerdict),
    ) -> Self {
        let nearest = Nearest::of(analysis, findings, verdict, end);
        let isolating = end.isolating.iter().filter_map(|id| analysis.policy(*id)).map(|policy| Isolating {
            policy: PolicyName::of(policy),
            text: explain::policy_sentence(policy),
            at: place(sources, policy.name_span),
        });
        let text = |rule: RuleRef| explain::rule_sentence(analysis, rule);
        let rules = end.hits.iter().map(|hit| {
            let (action, conn) = (hit.action.as_str(), hit.connections.list_notation());
            RuleName::of(analysis, sources, hit.rule, Match { text: text(hit.rule), action, conn })
        });
        let misses = end.misses.iter().map(|miss| {
            let why = explain::miss_sentence(analysis, end, miss);
            RuleName::of(analysis, sources, miss.rule, Miss { text: text(miss.rule), why })
        });
        Self {
            allowed: end.allowed,
            conn: end.connections.list_notation(),
            reason: explain::direction_sentence(analysis, end),
            steps: steps(analysis, sources, end),
            isolating: isolating.collect(),
            rules: rules.collect(),
            misses: misses.collect(),
            nearest: nearest.map(|nearest| nearest::json(analysis, sources, nearest)),
        }
    }
}

fn steps<'a>(analysis: &'a Analysis, sources: &'a Sources, end: &'a DirectionVerdict) -> Vec<StepOut<'a>> {
    let steps = end.steps.iter().zip(reasoning::steps(analysis, end));
    let step = |(step, reasoned): (&'a podreach_eval::query::TierStep, reasoning::Step<'a>)| {
        let rules = step.rules.iter();
        StepOut {
            tier: reasoned.tier,
            decides: reasoned.decides,
            default: if reasoned.isolates { "deny" } else { "pass" },
            policies: step.applied.iter().filter_map(|id| analysis.policy(*id)).map(PolicyName::of).collect(),
            rules: rules.map(|rule| RuleName::of(analysis, sources, *rule, Said::of(analysis, *rule))).collect(),
            text: reasoned.text,
        }
    };
    steps.map(step).collect()
}
