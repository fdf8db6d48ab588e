//! A rule allows DNS over UDP, and nothing allows it over TCP to the same peers. Nothing is said of a policy that selects no pod (L31).
//!
//! ## Why it matters
//!
//! An answer that does not fit into a UDP packet is cut short, and the client asks again over TCP. Names with many addresses, as those of
//! large headless Services, then fail while all others work. Some clients and some name servers use TCP from the start.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: allow-dns, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Egress]
//!   egress:
//!     - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
//!       ports:
//!         - protocol: UDP
//!           port: 53 # L71
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: allow-dns, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Egress]
//!   egress:
//!     - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
//!       ports:
//!         - protocol: UDP
//!           port: 53
//!         - protocol: TCP
//!           port: 53
//! ```
//!
//! ## How to fix it
//!
//! Allow TCP 53 together with UDP 53.
//!
//! ## Sources
//!
//! * [Kubernetes: DNS for Services and Pods](https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/)
//! * [RFC 7766: DNS Transport over TCP](https://www.rfc-editor.org/rfc/rfc7766)

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::{NetworkPolicyPort, NetworkPolicyRule, NetworkPort};
use crate::policy::{Direction, RuleRef};
use crate::reach::ClassId;
use crate::sets::{Intervals, Protocol};

use crate::lint::fixes::with_fixes;
use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::registry::{Check, Lint, source};
use crate::lint::selectors::selecting_no_pod;
use crate::lint::sink::{Finding, Sink};
use crate::lint::together::together;

use super::name_servers::{PORT, is_dns_name};

pub(super) static LINT: Lint = Lint {
    code: "L71",
    name: "dns-over-tcp-not-allowed",
    severity: Severity::Warning,
    needs: &[],
    source: source!("dns_over_tcp_not_allowed.rs"),
    check: Check::Run(check),
};

/// At most so many classes of either end are asked.
const ASKED: usize = 8;
/// Policies with a finding each.
const MOST: usize = 3;
/// Other rules of a policy that are shown.
const SHOWN: usize = 3;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let (mut all, mut idle) = (Vec::new(), None);
    for policy in input.network_policies() {
        let found: Vec<(RuleRef, &NetworkPolicyPort)> = policy
            .rules(Direction::Egress)
            .filter_map(|(at, rule)| Some((at, over_udp(rule)?)))
            .filter(|(at, _)| is_missing(input, sink, policy, *at))
            .collect();
        let Some(((at, port), others)) = found.split_first() else { continue };
        // That it selects no pod comes first, and is a finding of its own.
        if idle.get_or_insert_with(|| selecting_no_pod(input, sink)).contains(&policy.id) {
            continue;
        }
        let span = |port: &NetworkPolicyPort| port.port_span.unwrap_or(port.span);
        let diagnostic = Diagnostic::warning(
            LINT.code,
            span(port),
            "this allows DNS over UDP, and nothing allows TCP 53 to the same peers",
        )
        .help("add TCP 53: answers that are too long for UDP are asked for over TCP");
        let diagnostic =
            others.iter().take(SHOWN).fold(diagnostic, |all, (_, port)| all.related(span(port), "the same here"));
        let fix = input.fix(policy, "add TCP 53", |object| {
            let add = |(_, port): &(RuleRef, &NetworkPolicyPort)| object.behind(port.span, "protocol", "TCP");
            found.iter().map(add).collect::<Option<Vec<_>>>()
        });
        all.push(Finding::from(with_fixes(diagnostic, [fix])).rule(*at));
    }
    let found = together(all, MOST, |others| format!("{others} other policies do the same"));
    for finding in found {
        sink.push(finding);
    }
}

/// The entry of a rule that gives UDP 53, if none gives TCP 53 as well.
fn over_udp(rule: &NetworkPolicyRule) -> Option<&NetworkPolicyPort> {
    let holds = |port: &NetworkPolicyPort| match &port.port {
        NetworkPort::All => true,
        NetworkPort::Range(first, last) => (*first..=*last).contains(&PORT),
        NetworkPort::Name(name) => is_dns_name(name),
    };
    if rule.ports.iter().any(|port| port.protocol == Protocol::Tcp && holds(port)) {
        return None;
    }
    let is_udp =
        |port: &&NetworkPolicyPort| port.protocol == Protocol::Udp && port.port == NetworkPort::Range(PORT, PORT);
    rule.ports.iter().find(is_udp)
}

/// Whether some pod may use UDP 53 and not TCP 53 where a rule leads, all policies considered.
fn is_missing(input: &Input<'_>, sink: &Sink<'_>, policy: NetworkPolicyAt<'_>, at: RuleRef) -> bool {
    let engine = &input.analysis.world.engine;
    let (own, others) = (input.subject(policy.id), input.others(at));
    let some = |classes: &Intervals<u32>| classes.iter().take(ASKED).map(ClassId).collect::<Vec<_>>();
    let (own, others) = (some(&own), some(&others));
    if !sink.spend(4 * own.len() * others.len()) {
        return false;
    }
    own.iter().any(|own| {
        others.iter().any(|other| {
            let passing = engine.connections.get(engine.egress.get(*own, *other));
            passing.contains(Protocol::Udp, PORT) && !passing.contains(Protocol::Tcp, PORT)
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::lines;

    fn check(egress: &str, expected: &[u32]) {
        let yaml = format!(
            "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, namespace: shop}}
spec:
  podSelector: {{}}
  policyTypes: [Egress]
  egress:
    {egress}
"
        );
        assert_eq!(lines("L71", &yaml), expected, "{egress}");
    }

    #[test]
    fn tcp_may_come_from_another_rule() {
        let udp = "- {to: [{namespaceSelector: {}}], ports: [{port: 53, protocol: UDP}]}";
        check(udp, &[8]);
        check(&format!("{udp}\n    - {{to: [{{namespaceSelector: {{}}}}], ports: [{{port: 53}}]}}"), &[]);
        check(&format!("{udp}\n    - {{to: [{{podSelector: {{}}}}], ports: [{{port: 53}}]}}"), &[8]);
        check(&format!("{udp}\n    - {{}}"), &[]);
        check(&format!("{udp}\n    {udp}"), &[8]);
        check("- ports: [{port: 53, protocol: UDP}, {protocol: TCP}]", &[]);
        check("- ports: [{protocol: UDP}]", &[]);
    }
    #[test]
    fn a_policy_that_selects_no_pod_is_another_finding() {
        let check = |label: &str, expected: &[u32]| {
            let yaml = format!(
                "apiVersion: v1
kind: Pod
metadata: {{name: web, namespace: shop, labels: {{app: web}}}}
spec: {{containers: [{{name: c}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: p, namespace: shop}}
spec:
  podSelector: {{matchLabels: {{app: {label}}}}}
  policyTypes: [Egress]
  egress: [{{ports: [{{port: 53, protocol: UDP}}]}}]
"
            );
            assert_eq!(lines("L71", &yaml), expected, "{label}");
        };
        check("web", &[12]);
        check("gateway", &[]);
    }
}
