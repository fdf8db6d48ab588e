//! Two entries under `ports` of a rule say the same in part: one is a duplicate of the other or is contained in it, they overlap, or one
//! goes on where the other ends.
//!
//! ## Why it matters
//!
//! Entries add up, so that nothing changes. But somebody who removes one of them later believes that the port is closed.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: api, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: api}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {matchLabels: {app: web}}}]
//!       ports:
//!         - {port: 8000, endPort: 8100}
//!         - port: 8080 # L57
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: api, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: api}}
//!   policyTypes: [Ingress]
//!   ingress:
//!     - from: [{podSelector: {matchLabels: {app: web}}}]
//!       ports:
//!         - {port: 8000, endPort: 8100}
//! ```
//!
//! ## How to fix it
//!
//! Remove the entry that adds nothing, or merge the two with `endPort`.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicy](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)
//! * [Kubernetes: Network Policies, a range of ports](https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-range-of-ports)

use std::collections::BTreeMap;

use podreach_syntax::{Change, Diagnostic, Severity, Span};

use crate::kinds::{NetworkPolicyPort, NetworkPolicyRule, NetworkPort};
use crate::sets::Protocol;

use crate::lint::fixes::with_fixes;
use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L57",
    name: "overlapping-ports",
    severity: Severity::Note,
    needs: &[],
    source: source!("overlapping_ports.rs"),
    check: Check::Run(check),
};

/// Other pairs of a rule that are shown.
const SHOWN: usize = 3;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules().filter(|(_, rule)| rule.ports.len() > 1) {
            if !sink.spend(4 * rule.ports.len()) {
                return;
            }
            let mut pairs = pairs(rule);
            pairs.sort_by_key(|pair| pair.later);
            let Some((first, others)) = pairs.split_first() else { continue };
            let diagnostic = Diagnostic::note(LINT.code, first.span(rule), first.message(rule))
                .help("entries of a rule add up; keep one that covers them")
                .related(first.other(rule), "the other entry");
            let diagnostic = others
                .iter()
                .take(SHOWN)
                .fold(diagnostic, |all, pair| all.related(pair.span(rule), pair.message(rule)));
            let covered = pairs.iter().all(|pair| matches!(pair.meet, Meet::Same | Meet::Inside));
            let title = if others.is_empty() { "remove the entry" } else { "remove the entries that add nothing" };
            let fix = covered.then(|| {
                input.fix(policy, title, |object| {
                    let remove =
                        |pair: &Pair| Some(Change::Remove { at: object.path(rule.ports.get(pair.later)?.span)? });
                    pairs.iter().map(remove).collect::<Option<Vec<_>>>()
                })
            });
            let diagnostic = with_fixes(diagnostic, fix);
            sink.push(Finding::from(diagnostic).rule(at));
        }
    }
}

/// How two entries meet.
#[derive(Clone, Copy, Debug)]
enum Meet {
    Same,
    Inside,
    Overlap,
    Adjacent,
}

/// Two entries of a rule that meet, by place: of an entry inside another one, `later` is the one inside.
#[derive(Clone, Copy, Debug)]
struct Pair {
    earlier: usize,
    later: usize,
    meet: Meet,
}

impl Pair {
    fn span(self, rule: &NetworkPolicyRule) -> Span {
        rule.ports.get(self.later).map_or(rule.span, |port| port.port_span.unwrap_or(port.span))
    }

    fn other(self, rule: &NetworkPolicyRule) -> Span {
        rule.ports.get(self.earlier).map_or(rule.span, |port| port.span)
    }

    fn message(self, rule: &NetworkPolicyRule) -> String {
        let shown = |at: usize| rule.ports.get(at).map(shown).unwrap_or_default();
        let (earlier, later) = (shown(self.earlier), shown(self.later));
        match self.meet {
            Meet::Same => format!("{later} is listed twice"),
            Meet::Inside => format!("{later} is part of {earlier}, which the rule allows as well"),
            Meet::Overlap => format!("{later} overlaps {earlier}"),
            Meet::Adjacent => format!("{later} and {earlier} are one range"),
        }
    }
}

/// `TCP 80`, `TCP 80-90`, `every TCP port`.
fn shown(port: &NetworkPolicyPort) -> String {
    let protocol = port.protocol;
    match &port.port {
        NetworkPort::All => format!("every {protocol} port"),
        NetworkPort::Range(first, last) if first == last => format!("{protocol} {first}"),
        NetworkPort::Range(first, last) => format!("{protocol} {first}-{last}"),
        NetworkPort::Name(name) => format!("{protocol} `{name}`"),
    }
}

/// Entries that meet, each with one other at most.
fn pairs(rule: &NetworkPolicyRule) -> Vec<Pair> {
    let mut found = Vec::new();
    let mut names: BTreeMap<(Protocol, &str), usize> = BTreeMap::new();
    let mut ranges: Vec<(Protocol, u16, u16, usize)> = Vec::new();
    for (at, port) in rule.ports.iter().enumerate() {
        match &port.port {
            NetworkPort::Name(name) => match names.get(&(port.protocol, &**name)) {
                Some(earlier) => found.push(Pair { earlier: *earlier, later: at, meet: Meet::Same }),
                None => _ = names.insert((port.protocol, name), at),
            },
            NetworkPort::All => ranges.push((port.protocol, 0, u16::MAX, at)),
            NetworkPort::Range(first, last) => ranges.push((port.protocol, *first, *last, at)),
        }
    }
    ranges.sort_unstable_by_key(|(protocol, first, last, at)| (*protocol, *first, u16::MAX - *last, *at));
    // The entry so far that reaches farthest.
    let mut widest: Option<(Protocol, u16, u16, usize)> = None;
    for (protocol, first, last, at) in ranges {
        let Some((_, start, end, other)) = widest.filter(|widest| widest.0 == protocol) else {
            widest = Some((protocol, first, last, at));
            continue;
        };
        let (earlier, later) = (other.min(at), other.max(at));
        // An entry without port and protocol is a finding of its own.
        let is_bare = |port: &NetworkPolicyPort| port.port == NetworkPort::All && port.protocol_span.is_none();
        if rule.ports.get(other).is_some_and(is_bare) && (start, end) != (first, last) {
            continue;
        }
        let long = first != last || start != end;
        if (start, end) == (first, last) {
            found.push(Pair { earlier, later, meet: Meet::Same });
        } else if last <= end {
            found.push(Pair { earlier: other, later: at, meet: Meet::Inside });
        } else if first <= end {
            found.push(Pair { earlier, later, meet: Meet::Overlap });
        } else if long && end.checked_add(1) == Some(first) {
            found.push(Pair { earlier, later, meet: Meet::Adjacent });
        }
        if last > end {
            widest = Some((protocol, first, last, at));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::messages;

    #[test]
    fn entries_meet() {
        let check = |ports: &str, expected: &[&str]| {
            let yaml = format!(
                "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, namespace: shop}}
spec:
  podSelector: {{}}
  ingress:
    - ports: {ports}
"
            );
            assert_eq!(messages("L57", &yaml), expected, "{ports}");
        };
        check("[{port: 80}, {port: 80, protocol: TCP}]", &["TCP 80 is listed twice"]);
        check("[{port: 80}, {port: 80, protocol: UDP}]", &[]);
        check("[{port: 80}, {}]", &[]);
        let whole = "[{port: 80}, {protocol: TCP}]";
        check(whole, &["TCP 80 is part of every TCP port, which the rule allows as well"]);
        check("[{port: 80, endPort: 90}, {port: 85, endPort: 99}]", &["TCP 85-99 overlaps TCP 80-90"]);
        check("[{port: 80, endPort: 90}, {port: 91}]", &["TCP 91 and TCP 80-90 are one range"]);
        check("[{port: 80}, {port: 81}]", &[]);
        check("[{port: http}, {port: http}]", &["TCP `http` is listed twice"]);
    }
}
