//! An entry under `ports` gives no port: it allows every port of one protocol.
//!
//! Found where an entry has no `port`. Where it gives a protocol, it is found only if it is alone: a list of protocols is meant.
//!
//! ## Why it matters
//!
//! An empty entry looks like "everything", and is "every TCP port": the protocol is TCP where none is given. UDP, and DNS with it, stays
//! closed.
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
//!         - {} # L56
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
//!         - port: 3000
//! ```
//!
//! ## How to fix it
//!
//! Leave `ports` out to allow every port of every protocol. Otherwise give the port.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicy](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::NetworkPort;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L56",
    name: "all-ports-of-one-protocol",
    severity: Severity::Note,
    needs: &[],
    source: source!("all_ports_of_one_protocol.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        for (at, rule) in policy.all_rules() {
            let whole = || rule.ports.iter().filter(|port| port.port == NetworkPort::All);
            let several = whole().nth(1).is_some();
            for port in whole().filter(|port| port.protocol_span.is_none() || !several) {
                let protocol = port.protocol;
                let message = format!("this entry allows every {protocol} port, and no other protocol");
                let help = match port.protocol_span {
                    None => "the protocol is TCP where none is given; leave `ports` out to allow everything",
                    Some(_) => "give the port, or leave `ports` out to allow everything",
                };
                let diagnostic = Diagnostic::note(LINT.code, port.span, message).help(help);
                sink.push(Finding::from(diagnostic).rule(at));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::lines;

    #[test]
    fn several_protocols_are_meant() {
        let check = |ports: &str, expected: &[u32]| {
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
            assert_eq!(lines("L56", &yaml), expected, "{ports}");
        };
        check("[{}]", &[7]);
        check("[{protocol: UDP}]", &[7]);
        check("[{protocol: UDP}, {protocol: TCP}]", &[]);
        check("[{protocol: UDP}, {}]", &[7]);
        check("[{port: 80}]", &[]);
        check("[]", &[]);
    }
}
