//! Why a connection changed, in words and with places.

use podreach_eval::diff::{
    Cause, ChangeKind, ConnectionChange, Effect, End, EndRef, Fact, Note, PeerId, PeerSet, PolicyChange,
};
use podreach_eval::explain;
use podreach_eval::policy::{Action, PolicyId, RuleRef};
use podreach_syntax::Span;

use super::DiffDoc;
use crate::place::line;

/// A policy that makes the difference.
pub(super) struct Reason {
    /// `NetworkPolicy default/closed`.
    pub(super) policy: String,
    /// `added`, `removed`, `changed` or `unchanged`.
    pub(super) change: &'static str,
    /// What it does: `isolates ingress`.
    pub(super) what: String,
    /// Where that is written: `new/closed.yaml:4`.
    pub(super) place: String,
}

impl Reason {
    /// In one line.
    pub(super) fn line(&self) -> String {
        let place = if self.place.is_empty() { String::new() } else { format!(" ({})", self.place) };
        format!("{} {}: {}{place}", self.policy, self.change, self.what)
    }
}

/// `NetworkPolicy default/closed`, or without a namespace where its kind has none.
pub(super) fn policy_name(policy: &PolicyChange) -> String {
    match &policy.namespace {
        Some(namespace) => format!("{} {namespace}/{}", policy.kind, policy.name),
        None => format!("{} {}", policy.kind, policy.name),
    }
}

pub(super) fn reasons(compared: &DiffDoc<'_>, causes: &[Cause]) -> Vec<Reason> {
    causes.iter().filter_map(|cause| reason(compared, cause)).collect()
}

fn reason(compared: &DiffDoc<'_>, cause: &Cause) -> Option<Reason> {
    let policy = compared.diff.policies.get(cause.policy as usize)?;
    let places: Vec<String> = [(0, &cause.before, policy.before), (1, &cause.after, policy.after)]
        .into_iter()
        .filter_map(|(side, acts, id)| place(compared, side, cause, acts, id?))
        .collect();
    Some(Reason {
        policy: policy_name(policy),
        change: policy.change.map_or("unchanged", ChangeKind::as_str),
        what: what(compared, cause, policy),
        place: places.join(" -> "),
    })
}

/// Where the rule, or else the policy, stands.
fn place(compared: &DiffDoc<'_>, side: usize, cause: &Cause, acts: &Effect, id: PolicyId) -> Option<String> {
    let (analysis, sources) = (compared.analyses.get(side)?, compared.sources.get(side)?);
    let span = match acts.rules.first() {
        Some(index) => analysis.rule(RuleRef { policy: id, direction: cause.direction, index: *index })?.span,
        None if acts.isolates => analysis.policy(id)?.name_span,
        None => return None,
    };
    Some(line(sources, span))
}

fn what(compared: &DiffDoc<'_>, cause: &Cause, policy: &PolicyChange) -> String {
    let direction = cause.direction.as_str();
    let mut parts = Vec::new();
    for (isolates, verb) in [(cause.before.isolates, "isolated"), (cause.after.isolates, "isolates")] {
        if isolates {
            parts.push(format!("{verb} {direction}"));
        }
    }
    let same = !cause.before.rules.is_empty() && cause.before.rules == cause.after.rules;
    if same {
        let how = if policy.change.is_some() { "changed" } else { "matches others now" };
        parts.push(format!("{direction} {} {how}", numbers(&cause.before.rules)));
    } else {
        for (side, acts, id) in [(0, &cause.before, policy.before), (1, &cause.after, policy.after)] {
            if let (false, Some(id)) = (acts.rules.is_empty(), id) {
                parts.push(format!("{direction} {} {}", numbers(&acts.rules), verb(compared, side, cause, acts, id)));
            }
        }
    }
    parts.join(", ")
}

/// What rules do or did: `allows from pods app=web in default, on TCP 80`.
fn verb(compared: &DiffDoc<'_>, side: usize, cause: &Cause, acts: &Effect, id: PolicyId) -> String {
    let analysis = compared.analyses.get(side);
    let rule = acts.rules.first().map(|index| RuleRef { policy: id, direction: cause.direction, index: *index });
    let action = rule.and_then(|rule| analysis?.rule(rule)).map(|rule| rule.action);
    let verb = match (action, side) {
        (Some(Action::Deny), 0) => "denied",
        (Some(Action::Deny), _) => "denies",
        (Some(Action::Pass), 0) => "passed",
        (Some(Action::Pass), _) => "passes",
        (_, 0) => "allowed",
        _ => "allows",
    };
    let verb = if acts.rules.len() > 1 && side > 0 { verb.trim_end_matches('s') } else { verb };
    match (rule, analysis, acts.rules.len()) {
        (Some(rule), Some(analysis), 1) => {
            format!("{verb} {}", explain::rule_matches(analysis, rule))
        }
        _ => verb.to_owned(),
    }
}

/// `rule 1`, `rules 1, 3-5`, counted from 1.
fn numbers(rules: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for rule in rules {
        match ranges.last_mut() {
            Some((_, last)) if last.saturating_add(1) == *rule => *last = *rule,
            _ => ranges.push((*rule, *rule)),
        }
    }
    let one = |(first, last): &(u32, u32)| {
        if first == last { (first + 1).to_string() } else { format!("{}-{}", first + 1, last + 1) }
    };
    let word = if rules.len() == 1 { "rule" } else { "rules" };
    format!("{word} {}", ranges.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// What is to be said about one pair besides policies.
pub(super) fn pair_notes(compared: &DiffDoc<'_>, causes: &[Cause], ends: [EndRef<'_>; 2]) -> Vec<String> {
    let mut notes: Vec<String> =
        compared.diff.notes(causes, ends).into_iter().map(|note| words(compared, note)).collect();
    notes.dedup();
    notes
}

/// What stands for the causes where looking for them would take too long.
pub(super) const NOT_WORKED_OUT: &str = "so much changed that the policies behind this are not worked out";

/// What is to be said about a group besides policies and besides who is there on one side only: a few of its members.
pub(super) fn group_notes(compared: &DiffDoc<'_>, change: &ConnectionChange) -> Vec<String> {
    const SHOWN: usize = 6;
    let peers = |end: &'_ End| match end {
        End::Peers(peers) => peers.clone(),
        End::Outside(_) | End::Named(_) => PeerSet::default(),
    };
    let ends = [peers(&change.source), peers(&change.destination)];
    let all = || ends.iter().flat_map(PeerSet::iter);
    let one_sided = |id: PeerId| compared.diff.peer(id).is_some_and(|peer| peer.existence().is_some());
    if change.causes.is_empty() && (compared.diff.causes_left_out || all().any(one_sided)) {
        return Vec::new();
    }
    let mut notes: Vec<String> = Vec::new();
    for id in all() {
        let end = EndRef::Peer(id);
        let found = compared.diff.notes(&change.causes, [end, end]).into_iter();
        for note in found.filter(|note| matches!(note, Note::Fact(..))) {
            let note = words(compared, note);
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        if notes.len() > SHOWN {
            notes.truncate(SHOWN);
            notes.push("and so on".into());
            break;
        }
    }
    notes
}

fn words(compared: &DiffDoc<'_>, note: Note) -> String {
    let name = |id: PeerId| compared.diff.peer(id).map_or("", |peer| &peer.name);
    match note {
        Note::Existence(id, change) => {
            let peer = compared.diff.peer(id);
            let is_workload = compared.diff.workloads.iter().any(|found| found.name == name(id));
            let what = match peer {
                Some(peer) if peer.representative => "representative",
                _ if is_workload => "workload",
                // A part of a workload that is there on both sides, or a workload in parts.
                _ => "pod",
            };
            format!("{what} {} {}", name(id), change.as_str())
        }
        Note::Fact(id, Fact::Labels) => format!("labels of {} changed", name(id)),
        Note::Fact(id, Fact::Ports) => format!("container ports of {} changed", name(id)),
        Note::Fact(id, Fact::Addresses) => format!("addresses of {} changed", name(id)),
        Note::Fact(id, Fact::HostNetwork) => format!("{} moved onto its node's network, or off it", name(id)),
        Note::Fact(id, Fact::NamespaceLabels) => {
            let peer = compared.diff.peer(id);
            let namespace = compared.analyses.into_iter().zip(peer.map_or([None; 2], |peer| [peer.before, peer.after]));
            let mut names = namespace.filter_map(|(analysis, id)| analysis.endpoint(id?).namespace.as_deref());
            format!("labels of namespace {} changed", names.next().unwrap_or_default())
        }
    }
}

/// Where a policy is written on a side.
pub(super) fn policy_place(compared: &DiffDoc<'_>, side: usize, id: Option<PolicyId>) -> Option<(String, Span)> {
    let (analysis, sources) = (compared.analyses.get(side)?, compared.sources.get(side)?);
    let span = analysis.policy(id?)?.name_span;
    Some((line(sources, span), span))
}
