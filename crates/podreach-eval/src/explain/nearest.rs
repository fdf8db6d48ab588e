//! The nearest miss: of a denied connection, the rule that comes closest to allowing it, criterion by criterion, with what the
//! connection has in its place.

use podreach_syntax::{Severity, Span};

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId};
use crate::lint::Finding;
use crate::policy::{Action, Direction, EndpointMatch, NamespaceScope, Peer, PodSelector, Rule, RuleRef};
use crate::query::{DirectionReason, DirectionVerdict, Miss, Question, Verdict};
use crate::sets::{Labels, Requirement, Selector};

use super::instead::{namespace_instead, namespace_words, pod_instead};
use super::port_names::rule_ports;
use super::words;

/// What a criterion is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// The pods that the policy selects.
    Selected,
    /// The namespace of the other end.
    Namespace,
    /// The labels of the pods at the other end.
    Pods,
    /// The other end as a whole, where it is no pod selector that is asked.
    End,
    /// The ports.
    Ports,
}

impl Aspect {
    /// `selected pods`, `namespace`, `pods`, `address` or `ports`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Selected => "selected pods",
            Self::Namespace => "namespace",
            Self::Pods => "pods",
            Self::End => "address",
            Self::Ports => "ports",
        }
    }
}

/// One thing that a rule asks of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// What it is about.
    pub aspect: Aspect,
    /// Whether the connection has it.
    pub matches: bool,
    /// What the rule asks for: `app=web`, `TCP 8080`.
    pub wants: String,
    /// How the connection is instead: `web has app=Web`, ``namespace far has no label `name` ``; empty where it matches.
    pub instead: String,
    /// Where the rule says so.
    pub span: Option<Span>,
}

impl Criterion {
    /// `wants app=web, web has app=Web`; of one that matches, `app=web`.
    pub fn sentence(&self) -> String {
        if self.matches { self.wants.clone() } else { format!("wants {}, {}", self.wants, self.instead) }
    }
}

/// The rule that comes closest to allowing what one end denies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearestMiss {
    /// The rule.
    pub rule: RuleRef,
    /// What it asks, in the order selected pods, namespace, pods, ports. At least one does not match.
    pub criteria: Vec<Criterion>,
}

/// The nearest miss at one end of a denied connection; none where the connection passes that end, where no rule comes near, and
/// where a rule denies it. Where each end allows only ports that the other does not, it is the first rule that allows some.
pub fn nearest_miss(analysis: &Analysis, verdict: &Verdict, decision: &DirectionVerdict) -> Option<NearestMiss> {
    if verdict.allowed || decision.hits.iter().any(|hit| hit.action == Action::Deny) {
        return None;
    }
    if decision.allowed {
        return ports_that_do_not_meet(analysis, verdict, decision);
    }
    let near = decision.misses.iter().map(|miss| (miss.rule, criteria(analysis, verdict, decision, miss)));
    let near = near.filter(|(_, criteria)| criteria.iter().any(|one| !one.matches));
    // The misses are sorted; of those that are alike, the one that fails the fewest criteria is nearest.
    let (rule, criteria) = near.min_by_key(|(_, criteria)| criteria.iter().filter(|one| !one.matches).count())?;
    Some(NearestMiss { rule, criteria })
}

/// Where a finding is, seen from a criterion that fails; the best place first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Criterion,
    Around,
    Rule,
}

/// The finding that names the cause of a miss: one about the place of a criterion that fails, else one about the rule.
pub fn cause<'f>(analysis: &Analysis, findings: &'f [Finding], near: &NearestMiss) -> Option<&'f Finding> {
    let rule = analysis.rule(near.rule)?.span;
    let spans = |matches: bool| -> Vec<Span> {
        near.criteria.iter().filter(|one| one.matches == matches).filter_map(|one| one.span).collect()
    };
    let within =
        |inner: Span, outer: Span| inner.text == outer.text && outer.start <= inner.start && inner.end <= outer.end;
    // What matches is not the cause; a criterion without a place of its own has that of the rule.
    let (failing, matching) = (spans(false), spans(true));
    let at_what_matches = |span: Span| matching.iter().any(|place| *place != rule && within(span, *place));
    let rank = |found: &Finding| {
        let (span, severity) = (found.diagnostic.span?, found.diagnostic.severity);
        let about_rule = within(span, rule) && !at_what_matches(span);
        let place = match () {
            () if failing.iter().any(|place| *place != rule && within(span, *place)) => Place::Criterion,
            () if about_rule && failing.iter().any(|place| within(*place, span)) => Place::Around,
            () if about_rule && severity < Severity::Note && found.about.rules.contains(&near.rule) => Place::Rule,
            () => return None,
        };
        Some((place, severity))
    };
    let ranked = findings.iter().filter_map(|found| Some((rank(found)?, found)));
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, found)| found)
}

/// What the rule of a miss asks, and which of it the connection has.
fn criteria(analysis: &Analysis, verdict: &Verdict, decision: &DirectionVerdict, miss: &Miss) -> Vec<Criterion> {
    let Some(rule) = analysis.rule(miss.rule) else { return Vec::new() };
    let mut found: Vec<Criterion> = selected(analysis, decision, miss).into_iter().collect();
    found.extend(other_end(analysis, decision.other, rule, miss.peer_matches));
    found.push(ports(analysis, &verdict.question, decision, rule, miss.port_matches));
    found
}

/// Whether the policy selects the end, where it does not.
pub(super) fn selected(analysis: &Analysis, decision: &DirectionVerdict, miss: &Miss) -> Option<Criterion> {
    if miss.selects {
        return None;
    }
    let scope = analysis.policy(miss.rule.policy)?.subject.pods()?;
    let endpoint = analysis.endpoint(decision.endpoint);
    Some(labels(Aspect::Selected, &scope.pods, &endpoint.labels, |failing| pod_instead(endpoint, failing)))
}

/// What is asked of the other end, by the peer that comes closest.
pub(super) fn other_end(analysis: &Analysis, other: EndpointId, rule: &Rule, peer_matches: bool) -> Vec<Criterion> {
    let matching = |wants: String| Criterion {
        aspect: Aspect::End,
        matches: true,
        wants,
        instead: String::new(),
        span: Some(rule.span),
    };
    let Some(peers) = rule.peers.as_deref() else { return vec![matching("everyone".into())] };
    if peer_matches {
        return vec![matching(words::peers(Some(peers)))];
    }
    let of_each = peers.iter().map(|peer| of_peer(analysis, other, peer));
    let failing = |criteria: &Vec<Criterion>| criteria.iter().filter(|one| !one.matches).count();
    let near = of_each.min_by_key(failing);
    near.unwrap_or_else(|| {
        vec![Criterion {
            matches: false,
            instead: "its peers are of unknown kinds".into(),
            ..matching("nobody".into())
        }]
    })
}

fn of_peer(analysis: &Analysis, other: EndpointId, peer: &Peer) -> Vec<Criterion> {
    let endpoint = analysis.endpoint(other);
    let name = words::name(endpoint);
    let as_a_whole = |wants: String, instead: String| {
        vec![Criterion { aspect: Aspect::End, matches: false, wants, instead, span: Some(peer.span) }]
    };
    match peer.matches.atom() {
        Some(EndpointMatch::Pods(scope)) if endpoint.is_external() => {
            as_a_whole(words::scope(scope), format!("{name} is no pod"))
        }
        Some(EndpointMatch::Pods(scope)) if endpoint.host_network => as_a_whole(
            words::scope(scope),
            format!("{name} uses the host network and has the address of its node, which no selector matches"),
        ),
        Some(EndpointMatch::Pods(scope)) => of_scope(analysis, endpoint, peer, scope),
        _ => as_a_whole(words::end(&peer.matches), format!("{name} has {}", addresses_of(endpoint))),
    }
}

fn of_scope(analysis: &Analysis, endpoint: &Endpoint, peer: &Peer, scope: &PodSelector) -> Vec<Criterion> {
    let namespace = match &scope.namespaces {
        NamespaceScope::Named(name) => {
            let matches = endpoint.namespace.as_ref() == Some(name);
            let instead = if matches {
                String::new()
            } else {
                format!("{} is in {}", words::name(endpoint), namespace_words(endpoint))
            };
            Criterion {
                aspect: Aspect::Namespace,
                matches,
                wants: format!("namespace {name}"),
                instead,
                span: Some(peer.span),
            }
        }
        NamespaceScope::Matching(selector) => {
            let known = analysis.namespace_labels(endpoint);
            labels(Aspect::Namespace, selector, &known, |failing| namespace_instead(analysis, endpoint, failing))
        }
    };
    let pods = labels(Aspect::Pods, &scope.pods, &endpoint.labels, |failing| pod_instead(endpoint, failing));
    vec![namespace, pods]
}

/// A selector and the labels that it is asked of. `instead` says what is there instead of some requirements.
fn labels(
    aspect: Aspect,
    selector: &Selector,
    known: &Labels,
    instead: impl Fn(&[&Requirement]) -> String,
) -> Criterion {
    let span = Some(selector.span()).filter(|span| *span != Span::default());
    if selector.matches(known) {
        let wants = match (selector.is_empty(), aspect) {
            (false, _) => selector.to_string(),
            (true, Aspect::Namespace) => "all namespaces".into(),
            (true, _) => "all pods".into(),
        };
        return Criterion { aspect, matches: true, wants, instead: String::new(), span };
    }
    let failing: Vec<_> = selector.conjunction().unwrap_or(&[]).iter().filter(|one| !one.matches(known)).collect();
    let wants = match failing.as_slice() {
        [] => selector.to_string(),
        some => some.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
    };
    let place = match failing.as_slice() {
        [only] => Some(only.span).filter(|span| *span != Span::default()).or(span),
        _ => span,
    };
    Criterion { aspect, matches: false, wants, instead: instead(&failing), span: place }
}

fn ports(
    analysis: &Analysis,
    question: &Question,
    decision: &DirectionVerdict,
    rule: &Rule,
    matches: bool,
) -> Criterion {
    let destination = if decision.direction == Direction::Ingress { decision.endpoint } else { decision.other };
    let instead = if matches {
        String::new()
    } else {
        let asked = || format!("{} is asked about", words::question(question).trim_start_matches(" on "));
        rule_ports(analysis, rule, destination).absent.unwrap_or_else(asked)
    };
    let ports = rule.ports.as_deref();
    let only = ports.filter(|ports| ports.len() == 1).and_then(<[_]>::first);
    let span = ports.map(|_| only.map_or(rule.span, |port| port.span));
    Criterion { aspect: Aspect::Ports, matches, wants: words::ports(ports), instead, span }
}

/// Where each end allows something and both together nothing: the first rule at this end that allows some of it.
fn ports_that_do_not_meet(analysis: &Analysis, verdict: &Verdict, decision: &DirectionVerdict) -> Option<NearestMiss> {
    let (opposite, word) = match decision.direction {
        Direction::Egress => (&verdict.ingress, "ingress to"),
        Direction::Ingress => (&verdict.egress, "egress from"),
    };
    if decision.reason != DirectionReason::Rules || opposite.reason != DirectionReason::Rules || !opposite.allowed {
        return None;
    }
    let hit = decision.hits.iter().find(|hit| hit.action == Action::Allow)?;
    let rule = analysis.rule(hit.rule)?;
    let mut criteria = other_end(analysis, decision.other, rule, true);
    let end = words::endpoint(analysis, opposite.endpoint);
    let instead = format!("{word} {end} allows {}", opposite.connections.list_notation());
    criteria.push(Criterion { matches: false, instead, ..ports(analysis, &verdict.question, decision, rule, true) });
    Some(NearestMiss { rule: hit.rule, criteria })
}

fn addresses_of(endpoint: &Endpoint) -> String {
    let known: Vec<String> = endpoint.addresses.iter().map(ToString::to_string).collect();
    match (known.is_empty(), endpoint.is_external()) {
        (false, _) => words::alternatives(&known),
        (true, true) => "addresses that no policy names".into(),
        (true, false) => "an address that is not in the input".into(),
    }
}
