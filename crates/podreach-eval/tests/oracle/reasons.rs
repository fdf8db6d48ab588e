//! What a verdict names, against the oracle: the tiers of its walk, their policies, the rules that decide.

use std::collections::BTreeSet;

use podreach_eval::Analysis;
use podreach_eval::inventory::{EndpointId, EndpointKind};
use podreach_eval::policy::{Action, PolicyId};
use podreach_eval::query::{self, Caveat, DirectionReason, PortQuery, Question, Verdict};
use podreach_eval::sets::{AddressSet, Protocol};
use podreach_testkit::model::{Added, Cluster, Declared};
use podreach_testkit::naive::{self, End, Gate, Peers, PolicyName, Step};

use crate::compare::Ends;

/// Asks one port of one protocol, another one for every pair, and a port by its name.
pub(crate) fn check(cluster: &Cluster, analysis: &Analysis, ends: &Ends<'_>, ports: &[u16], at: usize, shown: &str) {
    if naive::is_same(ends.source, ends.destination) && !analysis.endpoint(ends.from).bare {
        return;
    }
    let (protocol, number) = (Protocol::ALL[at % 3], ports[(at * 7 + 3) % ports.len()]);
    let question = Question::Port(protocol, PortQuery::Number(number));
    let sets = [ends.source, ends.destination].map(address);
    let verdict = analysis.verdict_at(ends.from, ends.to, &question, [sets[0].as_ref(), sets[1].as_ref()]);
    let context = Context { ends, asked: (protocol, number), shown };
    let allowed = naive::allowed(cluster, ends.source, ends.destination, protocol.as_str(), number);
    assert_eq!(verdict.allowed, allowed, "{context}");
    assert_eq!(verdict.connections.contains(protocol, number), verdict.allowed, "{context}");
    assert_eq!(verdict.same_pod, naive::is_same(ends.source, ends.destination), "{context}");
    for gate in [&verdict.egress, &verdict.ingress] {
        assert!(gate.hits.iter().all(|hit| !hit.connections.is_none()), "{gate:?}, {context}");
    }
    reasons(cluster, analysis, ends, &verdict, (protocol.as_str(), number), &context);
    whole(cluster, analysis, ends, (protocol, number), &context);
    if at % 3 == 1 {
        named(cluster, analysis, ends, protocol, &context);
    }
}

/// What a failure says; written only then.
struct Context<'a> {
    ends: &'a Ends<'a>,
    asked: (Protocol, u16),
    shown: &'a str,
}

impl std::fmt::Display for Context<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Ends { source, destination, .. } = self.ends;
        write!(out, "{source:?} -> {destination:?} {} {}\n{}", self.asked.0, self.asked.1, self.shown)
    }
}

/// The address that an end is, for an address outside.
fn address(end: End<'_>) -> Option<AddressSet> {
    if let End::Address(address) = end { Some(AddressSet::of(&[address])) } else { None }
}

/// The verdict gives the reasons of exactly the ends that were asked about.
fn reasons(
    cluster: &Cluster,
    analysis: &Analysis,
    ends: &Ends<'_>,
    verdict: &Verdict,
    connection: (&str, u16),
    context: &Context<'_>,
) {
    let Ends { source, destination, from, to } = *ends;
    let blurred = several(analysis, from) || several(analysis, to);
    let families = naive::families(source, destination);
    let mut expected = families.iter().map(|seen| {
        let [source, destination] = seen.ends(source, destination);
        let [leaves, enters] = seen.gates(cluster, source, destination);
        let egress = self::expected(cluster, &leaves, (source, destination, blurred), true, connection);
        let ingress = self::expected(cluster, &enters, (destination, source, blurred), false, connection);
        (egress, ingress)
    });
    let (egress, ingress) = expected.next().expect("a family");
    // Where the families fare differently the verdict speaks of both, and says so.
    if expected.any(|other| other != (egress.clone(), ingress.clone())) {
        return;
    }
    assert!(!verdict.caveats.contains(&Caveat::DualStack), "{context}");
    assert_eq!(said(analysis, &verdict.egress, to, blurred), egress, "{context}");
    assert_eq!(said(analysis, &verdict.ingress, from, blurred), ingress, "{context}");
}

/// The answer about a whole part of the outside names the rules of each of its addresses, and no others.
fn whole(cluster: &Cluster, analysis: &Analysis, ends: &Ends<'_>, connection: (Protocol, u16), context: &Context<'_>) {
    let end = match (ends.source, ends.destination) {
        (End::Address(_), End::Pod(_)) => ends.from,
        (End::Pod(_), End::Address(_)) => ends.to,
        _ => return,
    };
    let question = Question::Port(connection.0, PortQuery::Number(connection.1));
    let verdict = analysis.verdict(ends.from, ends.to, &question);
    let added = Added { parts: true, ..Added::default() };
    let cluster = &Cluster { added, ..cluster.clone() };
    let (mut egress, mut ingress) = (BTreeSet::new(), BTreeSet::new());
    for address in others(cluster, analysis, end) {
        let [source, destination] = if end == ends.from { [address, ends.destination] } else { [ends.source, address] };
        let named = |gate: &Gate<'_>| {
            let steps = gate.steps(connection.0.as_str(), connection.1).into_iter();
            let rules = steps.flat_map(|step| step.rules).map(|(policy, rule, _)| (policy, rule));
            rules.map(|rule| format!("{rule:?}")).collect::<Vec<_>>()
        };
        egress.extend(named(&Gate::egress(cluster, source, destination)));
        ingress.extend(named(&Gate::ingress(cluster, source, destination)));
    }
    let found = |gate: &query::DirectionVerdict| -> BTreeSet<String> {
        let rules = gate.hits.iter().map(|hit| (name(analysis, hit.rule.policy), hit.rule.index as usize));
        rules.map(|rule| format!("{rule:?}")).collect()
    };
    assert_eq!((found(&verdict.egress), found(&verdict.ingress)), (egress, ingress), "whole, {context}");
}

/// One address of every piece of a part of the outside.
fn others(cluster: &Cluster, analysis: &Analysis, id: EndpointId) -> Vec<End<'static>> {
    let EndpointKind::External(set) = &analysis.endpoint(id).kind else { return Vec::new() };
    naive::borders(cluster).into_iter().filter(|address| set.contains(*address)).map(End::Address).collect()
}

/// A port by its name: every number that it has at the destination has to be open, and there has to be one.
fn named(cluster: &Cluster, analysis: &Analysis, ends: &Ends<'_>, protocol: Protocol, context: &Context<'_>) {
    let End::Pod(pod) = ends.destination else { return };
    if analysis.endpoint(ends.to).pods.len() > 1 {
        return;
    }
    let with = |port: &&Declared| port.0 == Some("http") && port.2 == protocol.as_str();
    let numbers: Vec<u16> = pod.ports.iter().filter(with).map(|port| port.1).collect();
    let passes = |number: &u16| naive::allowed(cluster, ends.source, ends.destination, protocol.as_str(), *number);
    let expected = !numbers.is_empty() && numbers.iter().all(passes);
    let question = Question::Port(protocol, PortQuery::Name("http".into()));
    assert_eq!(analysis.verdict(ends.from, ends.to, &question).allowed, expected, "port http, {context}");
}

/// What an end says, without places and numbers.
#[derive(Clone, Debug, PartialEq)]
struct Said<'a> {
    allowed: bool,
    reason: DirectionReason,
    isolating: Vec<PolicyName<'a>>,
    steps: Vec<Step<'a>>,
}

fn expected<'a>(
    cluster: &'a Cluster,
    gate: &Gate<'a>,
    (end, other, blurred): (End<'_>, End<'_>, bool),
    egress: bool,
    (protocol, number): (&str, u16),
) -> Said<'a> {
    let (allowed, mut steps) = (gate.allows(protocol, number), gate.steps(protocol, number));
    for step in &mut steps {
        sort(step, blurred);
        if !matches!(other, End::Pod(_)) {
            step.rules.iter_mut().for_each(|rule| rule.2.by_label = false);
        }
    }
    let decided = steps.iter().any(|step| matches!(step.action, Some("Allow" | "Deny")));
    let reason = match (end, other) {
        _ if naive::is_same(end, other) => DirectionReason::SamePod,
        (End::Pod(pod), _) if pod.host_network && !cluster.host_pods => DirectionReason::HostNetwork,
        (End::Pod(_), _) if !egress && gate.exempt => DirectionReason::OwnNode,
        (End::Pod(_), _) if decided => DirectionReason::Rules,
        (End::Pod(_), _) if allowed => DirectionReason::NotIsolated,
        (End::Pod(_), _) => DirectionReason::NoRule,
        _ => DirectionReason::NotAPod,
    };
    let isolates = gate.tiers.iter().find(|tier| tier.name == "NetworkPolicy");
    let mut isolating = isolates.map_or(Vec::new(), |tier| tier.applied.clone());
    isolating.sort_unstable();
    assert!(!gate.exempt || steps.is_empty() && allowed, "{gate:?}");
    Said { allowed, reason, isolating, steps }
}

/// NetworkPolicies form a union; in other tiers the order counts.
fn sort(step: &mut Step<'_>, blurred: bool) {
    if blurred {
        step.rules.iter_mut().for_each(|rule| rule.2 = Peers { at: Vec::new(), by_label: false });
    }
    if step.tier == "NetworkPolicy" {
        step.applied.sort_unstable();
        step.rules.sort_unstable();
    }
}

/// The gate's answer. Which peers match is left out where an end is more than one pod: those that match for some of them,
/// over the families that some of them speak.
fn said<'a>(analysis: &'a Analysis, gate: &query::DirectionVerdict, other: EndpointId, blurred: bool) -> Said<'a> {
    let mut hits = gate.hits.iter();
    let steps = gate.steps.iter().map(|step| {
        let named = step.rules.iter().map(|rule| {
            let hit = hits.next().expect("a hit of every rule that is named");
            assert_eq!((hit.rule, Some(hit.action)), (*rule, step.action));
            let pod = analysis.endpoint(other).is_workload();
            let peers = Peers { at: hit.peers.clone(), by_label: pod && !hit.by_address };
            (name(analysis, rule.policy), rule.index as usize, peers)
        });
        let mut found = Step {
            tier: podreach_eval::explain::tier_name(analysis, step.tier),
            isolates: step.isolates,
            action: step.action.map(word),
            rules: named.collect(),
            applied: step.applied.iter().map(|id| name(analysis, *id)).collect(),
        };
        sort(&mut found, blurred);
        found
    });
    let steps: Vec<Step<'_>> = steps.collect();
    assert!(hits.next().is_none(), "hits that no step names");
    let mut isolating: Vec<_> = gate.isolating.iter().map(|id| name(analysis, *id)).collect();
    isolating.sort_unstable();
    Said { allowed: gate.allowed, reason: gate.reason, isolating, steps }
}

/// Whether an endpoint is more than one pod. Of addresses outside one is asked.
fn several(analysis: &Analysis, id: EndpointId) -> bool {
    let endpoint = analysis.endpoint(id);
    endpoint.pods.len() > 1
}

fn name(analysis: &Analysis, id: PolicyId) -> PolicyName<'_> {
    let policy = analysis.policy(id).expect("a policy");
    (&policy.kind, policy.namespace.as_deref(), &policy.name)
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Allow => "Allow",
        Action::Deny => "Deny",
        Action::Pass => "Pass",
        Action::Log => "Log",
    }
}
