//! What the inspector says about a connection, as plain data: verdict, two decisions, ports, the other path.

use std::collections::BTreeSet;

use podreach_eval::explain::{ClusterTest, Ends};
use podreach_eval::inventory::EndpointId;
use podreach_eval::kinds::TargetPort;
use podreach_eval::policy::Action;
use podreach_eval::query::{
    DirectionReason, DirectionVerdict, Outcome, PairState, PortQuery, Question, TierStep, Verdict,
};
use podreach_eval::sets::Protocol;
use podreach_eval::{Analysis, explain};
use podreach_syntax::Span;

/// More rules than this are not listed one by one; the reader has understood by then.
const LISTED_RULES: usize = 6;
/// Rules that miss are listed nearest first; the rest says nothing new.
const LISTED_MISSES: usize = 3;
/// Rows of the table of ports.
const LISTED_PORTS: usize = 12;

/// Of a port that hangs on the same facts as the connection.
const AS_ABOVE: &str = "depends, as above";

/// How something stands, in the words of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Allowed,
    Open,
    Blocked,
    Depends,
}

impl Standing {
    /// The word for people and for class names.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Open => "open",
            Self::Blocked => "blocked",
            Self::Depends => "depends",
        }
    }

    /// Of what a rule does.
    pub(crate) const fn of_action(action: Action) -> Self {
        match action {
            Action::Allow => Self::Allowed,
            Action::Deny => Self::Blocked,
            Action::Pass | Action::Log => Self::Open,
        }
    }

    /// Of a pair.
    pub(crate) const fn of(state: PairState) -> Self {
        match state {
            PairState::Open => Self::Open,
            PairState::Allowed => Self::Allowed,
            PairState::Blocked(_) => Self::Blocked,
            PairState::Depends => Self::Depends,
        }
    }
}

/// A rule with its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RuleCard {
    pub(crate) title: String,
    pub(crate) sentence: String,
    pub(crate) span: Option<Span>,
    pub(crate) standing: Standing,
}

/// One direction at one end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DirectionSection {
    pub(crate) heading: String,
    pub(crate) standing: Standing,
    pub(crate) sentence: String,
    /// Names of policies in the sentence.
    pub(crate) names: Vec<String>,
    /// What each tier says, in order, where there is more to it than one.
    pub(crate) steps: Vec<(Standing, String)>,
    pub(crate) rules: Vec<RuleCard>,
    /// Whether the rules are those that came closest instead of those that match.
    pub(crate) closest: bool,
    pub(crate) more_rules: usize,
}

/// A line of the table of ports.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PortRow {
    pub(crate) port: String,
    pub(crate) standing: Standing,
    pub(crate) says: String,
}

/// The other direction of the same pair.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OtherWay {
    pub(crate) from: EndpointId,
    pub(crate) to: EndpointId,
    pub(crate) label: String,
    pub(crate) standing: Standing,
    pub(crate) says: String,
}

/// All that is said about a connection.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Connection {
    pub(crate) outcome: Outcome,
    /// What the answer hangs on, where the input does not tell.
    pub(crate) depends: Vec<String>,
    /// Policies that take no part in the answer and may concern it, and what could not be read.
    pub(crate) left_out: Vec<String>,
    pub(crate) standing: Standing,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) source: String,
    pub(crate) destination: String,
    pub(crate) egress: DirectionSection,
    pub(crate) ingress: DirectionSection,
    pub(crate) ports: Vec<PortRow>,
    pub(crate) reverse: Option<OtherWay>,
    pub(crate) test: Option<ClusterTest>,
    pub(crate) caveats: Vec<&'static str>,
}

/// Says everything about a pair.
pub(crate) fn connection(analysis: &Analysis, from: EndpointId, to: EndpointId) -> Connection {
    let verdict = analysis.ask_endpoints(from, to, &Question::Anything);
    let (source, destination) = (analysis.endpoint(from), analysis.endpoint(to));
    let left_out = analysis.left_out(&Ends { sources: vec![from], destinations: vec![to] });
    // Where facts could open the connection, they open every decision that is closed without them.
    let could_open = verdict.depends.as_ref().is_some_and(|found| !found.allowed);
    let section = |decision: &DirectionVerdict, heading: String| {
        let mut section = direction_section(analysis, decision, &heading);
        if could_open && section.standing == Standing::Blocked {
            section.standing = Standing::Depends;
        }
        section
    };
    Connection {
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
        caveats: verdict.caveats.iter().map(|caveat| caveat.text()).collect(),
    }
}

/// Whether the decision lets things pass because nobody watches it.
pub(crate) const fn direction_standing(decision: &DirectionVerdict) -> Standing {
    match (decision.allowed, decision.reason) {
        (false, _) => Standing::Blocked,
        (true, DirectionReason::Rules) => Standing::Allowed,
        (true, _) => Standing::Open,
    }
}

fn direction_section(analysis: &Analysis, decision: &DirectionVerdict, heading: &str) -> DirectionSection {
    let card = |rule, sentence: String, standing| RuleCard {
        title: explain::rule_title(analysis, rule),
        sentence,
        span: analysis.rule(rule).map(|found| found.span),
        standing,
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

/// Where a verdict is decided, in a few words.
pub(crate) fn decided(analysis: &Analysis, verdict: &Verdict) -> String {
    if verdict.egress.reason == DirectionReason::UnknownPort {
        return format!("{} has no port of that name", analysis.endpoint(verdict.destination).name);
    }
    if let Some(found) = &verdict.depends {
        return explain::depends(analysis, found).into_iter().next().unwrap_or_default();
    }
    match (verdict.egress.allowed, verdict.ingress.allowed) {
        (false, false) => "blocked at both ends".to_owned(),
        (false, true) => format!("egress of {} blocked", analysis.endpoint(verdict.source).name),
        (true, false) => format!("ingress of {} blocked", analysis.endpoint(verdict.destination).name),
        (true, true) if !verdict.allowed => "blocked: the two ends allow different ports".to_owned(),
        (true, true) if verdict.state == PairState::Open => "open: no policy isolates either end".to_owned(),
        (true, true) => "allowed".to_owned(),
    }
}

/// The answer for one port, about these two endpoints and nothing else.
pub(crate) fn ask(
    analysis: &Analysis,
    from: EndpointId,
    to: EndpointId,
    protocol: Protocol,
    port: PortQuery,
) -> PortRow {
    let label = format!("{protocol} {port}");
    let number = port.number();
    let verdict = analysis.ask_endpoints(from, to, &Question::Port(protocol, port));
    let mut says = decided(analysis, &verdict);
    if verdict.allowed {
        let services = number.map(|number| services_to(analysis, to, protocol, number)).unwrap_or_default();
        if !services.is_empty() {
            says = format!("{says}; {}", services.join(", "));
        }
    }
    let standing = match (verdict.outcome(), verdict.state) {
        (Outcome::Depends, _) => Standing::Depends,
        (Outcome::Denied, _) => Standing::Blocked,
        (Outcome::Allowed, PairState::Open) => Standing::Open,
        (Outcome::Allowed, _) => Standing::Allowed,
    };
    PortRow { port: label, standing, says }
}

/// The ports worth a line: what passes or might, what the destination declares, and what its Services are dialled on.
fn port_rows(analysis: &Analysis, verdict: &Verdict) -> Vec<PortRow> {
    let (from, to) = (verdict.source, verdict.destination);
    let pair = analysis.pair(from, to);
    let passes = if verdict.state == PairState::Depends { pair.shown() } else { &verdict.connections };
    let whole = |port: String, says: &str| PortRow {
        port,
        standing: Standing::of(verdict.state),
        says: if verdict.state == PairState::Depends { AS_ABOVE.to_owned() } else { says.to_owned() },
    };
    let mut rows = Vec::new();
    let mut asked = BTreeSet::new();
    if passes.is_all() {
        let says = if verdict.state == PairState::Open { "open: no policy isolates either end" } else { "allowed" };
        return vec![whole("every port".to_owned(), says)];
    }
    for protocol in [Protocol::Tcp, Protocol::Udp, Protocol::Sctp] {
        let ports = passes.ports(protocol);
        if ports.is_all() {
            rows.push(whole(protocol.to_string(), "every port allowed"));
            continue;
        }
        for (first, last) in ports.numbers().ranges() {
            if first == last {
                asked.insert((protocol, *first));
                rows.push(ask(analysis, from, to, protocol, PortQuery::Number(*first)));
            } else {
                rows.push(whole(format!("{protocol} {first}-{last}"), "allowed"));
            }
        }
        for name in ports.names() {
            rows.push(ask(analysis, from, to, protocol, PortQuery::Name(name.to_owned())));
        }
    }
    for (protocol, port) in known_ports(analysis, to) {
        if !passes.contains(protocol, port) && asked.insert((protocol, port)) {
            rows.push(ask(analysis, from, to, protocol, PortQuery::Number(port)));
        }
    }
    rows.truncate(LISTED_PORTS);
    if let Some(found) = &verdict.depends {
        let facts = explain::depends(analysis, found).into_iter().next();
        for row in rows.iter_mut().filter(|row| row.standing == Standing::Depends && Some(&row.says) == facts.as_ref())
        {
            AS_ABOVE.clone_into(&mut row.says);
        }
    }
    rows
}

/// Declared container ports, then the ports that Services in front are dialled on: people ask for those by mistake.
fn known_ports(analysis: &Analysis, endpoint: EndpointId) -> Vec<(Protocol, u16)> {
    let declared = analysis.endpoint(endpoint).ports.iter().map(|port| (port.protocol, port.port));
    let dialled = analysis
        .services
        .iter()
        .filter(|node| node.backends.contains(&endpoint))
        .flat_map(|node| node.service.ports.iter().map(|port| (port.protocol, port.port)));
    declared.chain(dialled).collect()
}

/// Services that lead to a pod port, as `Service api, 8080`.
fn services_to(analysis: &Analysis, endpoint: EndpointId, protocol: Protocol, number: u16) -> Vec<String> {
    let declared = &analysis.endpoint(endpoint).ports;
    let leads = |target: &TargetPort| match target {
        TargetPort::Number(port) => *port == number,
        TargetPort::Name(name) => declared.iter().any(|port| port.name.as_ref() == Some(name) && port.port == number),
    };
    let mut found = Vec::new();
    for node in analysis.services.iter().filter(|node| node.backends.contains(&endpoint)) {
        for port in node.service.ports.iter().filter(|port| port.protocol == protocol && leads(&port.target)) {
            found.push(format!("Service {}, {}", node.service.meta.name.value, port.port));
        }
    }
    found
}

fn reverse(analysis: &Analysis, from: EndpointId, to: EndpointId) -> OtherWay {
    let verdict = analysis.ask_endpoints(from, to, &Question::Anything);
    let says = match verdict.state {
        PairState::Allowed => format!("allowed on {}", verdict.connections.short_notation()),
        _ => decided(analysis, &verdict),
    };
    OtherWay {
        from,
        to,
        label: format!("{} → {}", analysis.endpoint(from).name, analysis.endpoint(to).name),
        standing: Standing::of(verdict.state),
        says,
    }
}
