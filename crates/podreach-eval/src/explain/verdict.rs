//! What a verdict says.

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::policy::{Action, Direction, Rule, TierId};
use crate::query::{Caveat, DirectionReason, DirectionVerdict, Miss, Outcome, PortQuery, Question, TierStep, Verdict};

use super::nearest::{Aspect, other_end, selected};
use super::policy::rule_title;
use super::port_names::rule_ports;
use super::words;

/// The verdict as a person says it: `web reaches api on TCP 3000`, `web cannot reach db`.
pub fn title(analysis: &Analysis, verdict: &Verdict) -> String {
    let (source, destination) =
        (words::endpoint(analysis, verdict.source), words::endpoint(analysis, verdict.destination));
    let destination = match (verdict.source == verdict.destination, verdict.same_pod) {
        (true, true) => "itself".to_owned(),
        (true, false) if verdict.caveats.contains(&Caveat::Hairpin) => "itself through a Service".to_owned(),
        (true, false) if !analysis.endpoint(verdict.source).is_external() => format!("another pod of {destination}"),
        _ => destination,
    };
    let reached = verdict.outcome() == Outcome::Allowed;
    let what = match &verdict.question {
        Question::Anything if reached && verdict.connections.is_all() => " on all ports".to_owned(),
        Question::Anything | Question::Protocol(_) if reached => format!(" on {}", verdict.connections),
        question => words::question(question),
    };
    let verb = match verdict.outcome() {
        Outcome::Allowed => "reaches",
        Outcome::Denied => "cannot reach",
        Outcome::Depends => "may reach",
    };
    format!("{source} {verb} {destination}{what}")
}

/// One sentence on both ends together, and where it matters one on the ports that the destination declares.
pub fn summary(analysis: &Analysis, verdict: &Verdict) -> String {
    let both = both_ends(analysis, verdict);
    super::declared::sentence(analysis, verdict).map_or_else(|| both.clone(), |ports| format!("{both} {ports}"))
}

fn both_ends(analysis: &Analysis, verdict: &Verdict) -> String {
    use DirectionReason::{NotIsolated, Rules};
    if verdict.same_pod {
        return "A pod always reaches itself; no policy can stop that.".into();
    }
    if verdict.caveats.contains(&Caveat::Hairpin) {
        return if verdict.allowed {
            "The pod comes back to itself through a Service; no cluster-wide policy denies that.".into()
        } else {
            "A cluster-wide policy denies what comes back to the pod through a Service.".into()
        };
    }
    let (egress, ingress) = (&verdict.egress, &verdict.ingress);
    if egress.reason == DirectionReason::UnknownPort {
        return unknown_port(analysis, verdict);
    }
    let isolated = |decision: &DirectionVerdict| !decision.isolating.is_empty();
    let hits = |decision: &DirectionVerdict, action| decision.hits.iter().any(|hit| hit.action == action);
    // What is left when rules denied a part of it passes without a rule that allows it.
    let free = |decision: &DirectionVerdict| {
        !matches!(decision.reason, Rules | DirectionReason::NoRule) || !hits(decision, Action::Allow)
    };
    match (verdict.allowed, egress.allowed, ingress.allowed) {
        (true, _, _) => match (free(egress), free(ingress)) {
            (true, true) if egress.reason == NotIsolated && ingress.reason == NotIsolated => {
                "Open because no policy isolates either end.".into()
            }
            (true, true) if hits(egress, Action::Deny) || hits(ingress, Action::Deny) => {
                "Rules deny a part of it; no policy denies the rest.".into()
            }
            (true, true) => "No policy denies it at either end.".into(),
            (true, false) if isolated(ingress) => {
                "The source is not isolated for egress; the destination is isolated for ingress and a rule allows it."
                    .into()
            }
            (true, false) => "The source is not isolated for egress; a rule allows ingress at the destination.".into(),
            (false, true) if isolated(egress) => {
                "The source is isolated for egress and a rule allows it; the destination is not isolated for ingress."
                    .into()
            }
            (false, true) => "A rule allows egress at the source; the destination is not isolated for ingress.".into(),
            (false, false) if isolated(egress) && isolated(ingress) => {
                "Both ends are isolated, and a rule at each end allows it.".into()
            }
            (false, false) => "A rule at each end allows it.".into(),
        },
        (false, true, true) => "Each end allows some ports, but no port is allowed at both.".into(),
        (false, false, true) => "Blocked for egress at the source; the destination would allow it.".into(),
        (false, true, false) => "Blocked for ingress at the destination; the source allows it.".into(),
        (false, false, false) => "Blocked at both ends. Opening one end alone changes nothing.".into(),
    }
}

/// Why a named port has no number. It may be there with another protocol.
fn unknown_port(analysis: &Analysis, verdict: &Verdict) -> String {
    if let Question::Port(asked, PortQuery::Name(name)) = &verdict.question {
        let ports = &analysis.endpoint(verdict.destination).ports;
        let others: Vec<String> = ports
            .iter()
            .filter(|port| port.name.as_deref() == Some(name.as_str()) && port.protocol != *asked)
            .map(|port| port.protocol.to_string())
            .collect();
        if !others.is_empty() {
            return format!("The port `{name}` of the destination is {}, not {asked}.", words::list(&others));
        }
    }
    "The destination declares no container port of that name.".into()
}

/// What one end says.
pub fn direction_sentence(analysis: &Analysis, decision: &DirectionVerdict) -> String {
    let name = words::endpoint(analysis, decision.endpoint);
    let direction = if decision.direction == Direction::Ingress { "Ingress" } else { "Egress" };
    let isolating = words::policies(analysis, &decision.isolating);
    match decision.reason {
        DirectionReason::SamePod => "A pod always reaches itself.".into(),
        DirectionReason::Hairpin => "No cluster-wide policy decides; a pod is taken to reach itself.".into(),
        DirectionReason::OwnNode => format!("The node that hosts {name} always reaches it, for probes."),
        DirectionReason::NotAPod => {
            format!("{} is not a pod; policies do not apply to it.", sentence_start(analysis, decision.endpoint))
        }
        DirectionReason::HostNetwork => {
            let subject = sentence_start(analysis, decision.endpoint);
            format!("{subject} uses the host's network; most plugins apply no policy to it.")
        }
        DirectionReason::NotIsolated => {
            let rest = if decision.steps.is_empty() { "" } else { " and no rule decides" };
            format!("No policy isolates {name} for {}{rest}; everything is allowed.", decision.direction.as_str())
        }
        DirectionReason::Rules => {
            let name = |step: &TierStep| tier_name(analysis, step.tier);
            let denied = deciding(decision, Action::Deny);
            let allowed = deciding(decision, Action::Allow);
            let said = match (allowed, denied) {
                (Some(step), _) if step.isolates => {
                    format!("{}{direction} is isolated by {isolating}.", before(analysis, decision, step.tier))
                }
                (Some(step), _) => {
                    format!(
                        "{}{direction} is allowed in the {} tier.",
                        before(analysis, decision, step.tier),
                        name(step)
                    )
                }
                (None, Some(step)) if !decision.allowed => {
                    return denied_by(analysis, decision, step, direction, &isolating);
                }
                (None, _) => "The rest is allowed.".into(),
            };
            match denied {
                Some(step) if allowed.is_some_and(|allowed| allowed.tier == step.tier) => {
                    let before = before(analysis, decision, step.tier);
                    format!("{before}{direction} is in part allowed and in part denied in the {} tier.", name(step))
                }
                Some(step) => format!("A part is denied in the {} tier. {said}", name(step)),
                None => said,
            }
        }
        DirectionReason::NoRule => {
            let rules = decision.misses.len();
            let end = if rules == 0 { "no rule allows anything" } else { "no rule matches" };
            let tier = decision.steps.iter().find(|step| step.isolates).map_or(TierId(u32::MAX), |step| step.tier);
            format!("{}{direction} is isolated by {isolating}; {end}.", before(analysis, decision, tier))
        }
        DirectionReason::UnknownPort => "There is no container port of that name.".into(),
    }
}

/// Why everything is denied where rules deny a part: a tier that isolates denies the rest.
fn denied_by(
    analysis: &Analysis,
    decision: &DirectionVerdict,
    first: &TierStep,
    direction: &str,
    isolating: &str,
) -> String {
    let denies =
        |step: &&TierStep| decision.hits.iter().any(|hit| hit.action == Action::Deny && step.rules.contains(&hit.rule));
    let tiers: Vec<String> =
        decision.steps.iter().filter(denies).map(|step| tier_name(analysis, step.tier).to_owned()).collect();
    let (before, tiers) = (before(analysis, decision, first.tier), words::list(&tiers));
    let plural = if tiers.contains(' ') { "tiers" } else { "tier" };
    if decision.steps.iter().any(|step| step.isolates) {
        format!(
            "A part is denied in the {tiers} {plural}. For the rest {} is isolated by {isolating}; no rule matches.",
            direction.to_lowercase()
        )
    } else {
        format!("{before}{direction} is denied in the {tiers} {plural}.")
    }
}

/// The name of a tier.
pub fn tier_name(analysis: &Analysis, tier: TierId) -> &str {
    analysis.policies.tier(tier).map_or("", |tier| &tier.name)
}

/// The first tier in which a rule takes this action.
fn deciding(decision: &DirectionVerdict, action: Action) -> Option<&TierStep> {
    decision
        .steps
        .iter()
        .find(|step| decision.hits.iter().any(|hit| hit.action == action && step.rules.contains(&hit.rule)))
}

/// The rules of earlier tiers that pass to this one, as a sentence.
fn before(analysis: &Analysis, decision: &DirectionVerdict, tier: TierId) -> String {
    let earlier = decision.steps.iter().take_while(|step| step.tier != tier);
    let rules = earlier.flat_map(|step| &step.rules);
    let passing = rules.filter(|rule| analysis.rule(**rule).is_some_and(|rule| rule.action == Action::Pass));
    let passing: Vec<String> = passing.map(|rule| rule_title(analysis, *rule)).collect();
    if passing.is_empty() { String::new() } else { format!("Passed by {}. ", words::list(&passing)) }
}

/// What a tier said, in one sentence: which rules allowed, denied or passed, in order of the first one of each, or that
/// none matched.
pub fn step_sentence(analysis: &Analysis, step: &TierStep) -> String {
    let mut said: Vec<(Action, Vec<String>)> = Vec::new();
    for rule in &step.rules {
        let Some(action) = analysis.rule(*rule).map(|rule| rule.action) else { continue };
        let title = rule_title(analysis, *rule);
        match said.iter_mut().find(|(known, _)| *known == action) {
            Some((_, titles)) => titles.push(title),
            None => said.push((action, vec![title])),
        }
    }
    let said: Vec<String> = said
        .iter()
        .map(|(action, titles)| {
            let verb = match action {
                Action::Allow => "allowed",
                Action::Deny => "denied",
                Action::Pass => "passed",
                Action::Log => "logged",
            };
            format!("{verb} by {}", words::list(titles))
        })
        .collect();
    let policies = || words::policies(analysis, &step.applied);
    let tier = tier_name(analysis, step.tier);
    match (said.is_empty(), step.isolates) {
        (false, _) => format!("{tier}: {}.", said.join("; ")),
        (true, true) => format!("{tier}: isolated by {}; no rule matches.", policies()),
        (true, false) => format!("{tier}: no rule of {} matches; it passes to the next tier.", policies()),
    }
}

/// Why a rule that came close does not match.
pub fn miss_sentence(analysis: &Analysis, decision: &DirectionVerdict, miss: &Miss) -> String {
    let Some(rule) = analysis.rule(miss.rule) else { return String::new() };
    let peers = words::peers(rule.peers.as_deref());
    let destination = if decision.direction == Direction::Ingress { decision.endpoint } else { decision.other };
    let ports = rule_ports(analysis, rule, destination);
    let end = if decision.direction == Direction::Ingress { "source" } else { "destination" };
    if rule.peers.as_ref().is_some_and(Vec::is_empty) {
        return "matches nothing, because one of its peers is of an unknown kind".into();
    }
    if !miss.selects {
        let selected = selected(analysis, decision, miss);
        let (wants, instead) = selected.map(|one| (one.wants, one.instead)).unwrap_or_default();
        return format!("would match, but its policy selects other pods: {wants}; {instead}");
    }
    let said = match (miss.peer_matches, miss.port_matches) {
        (true, true) => "shadowed: an earlier rule decides".into(),
        (false, true) => format!("names another {end}: {peers}"),
        (true, false) => match (ports.others, ports.absent) {
            (Some(ports), Some(absent)) => format!("right {end}, other ports: {ports}; {absent}"),
            (Some(ports), None) => format!("right {end}, other ports: {ports}"),
            (None, absent) => format!("right {end}, but {}", absent.unwrap_or_default()),
        },
        _ => match (ports.others, ports.absent) {
            (Some(ports), Some(absent)) => {
                format!("names another {end} and other ports: {peers}, on {ports}; {absent}")
            }
            (Some(ports), None) => format!("names another {end} and other ports: {peers}, on {ports}"),
            (None, absent) => format!("names another {end}: {peers}; {}", absent.unwrap_or_default()),
        },
    };
    match lacking(analysis, decision, rule, miss) {
        Some(lacks) => format!("{said}; {lacks}"),
        None => said,
    }
}

/// How the other end is instead, where a rule misses it by its namespace or its labels alone: `web has app=Web`.
fn lacking(analysis: &Analysis, decision: &DirectionVerdict, rule: &Rule, miss: &Miss) -> Option<String> {
    let criteria = other_end(analysis, decision.other, rule, miss.peer_matches);
    let mut failing = criteria.iter().filter(|one| !one.matches);
    let (Some(only), None) = (failing.next(), failing.next()) else { return None };
    let says = match only.aspect {
        Aspect::Namespace | Aspect::Pods => true,
        Aspect::End => analysis.endpoint(decision.other).host_network,
        Aspect::Selected | Aspect::Ports => false,
    };
    says.then(|| only.instead.clone())
}

/// What people call an endpoint, as the first word of a sentence. A workload keeps its name as it is written.
fn sentence_start(analysis: &Analysis, id: EndpointId) -> String {
    let name = words::endpoint(analysis, id);
    if analysis.endpoint(id).is_workload() {
        return name;
    }
    words::capitalized(&name)
}
