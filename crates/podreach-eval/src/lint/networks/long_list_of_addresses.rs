//! A policy lists more than 20 single addresses.
//!
//! ## Why it matters
//!
//! Such a list is seldom complete for long: nobody knows which address is whose, and addresses that were given up stay allowed. Plugins
//! also need more rules for it on every node, and Azure NPM may leave a gap while a policy of many blocks is edited.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: internet, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - ipBlock: {cidr: 192.0.2.1/32} # L81
//!         - ipBlock: {cidr: 192.0.2.2/32}
//!         - ipBlock: {cidr: 192.0.2.3/32}
//!         - ipBlock: {cidr: 192.0.2.4/32}
//!         - ipBlock: {cidr: 192.0.2.5/32}
//!         - ipBlock: {cidr: 192.0.2.6/32}
//!         - ipBlock: {cidr: 192.0.2.7/32}
//!         - ipBlock: {cidr: 192.0.2.8/32}
//!         - ipBlock: {cidr: 192.0.2.9/32}
//!         - ipBlock: {cidr: 192.0.2.10/32}
//!         - ipBlock: {cidr: 192.0.2.11/32}
//!         - ipBlock: {cidr: 192.0.2.12/32}
//!         - ipBlock: {cidr: 192.0.2.13/32}
//!         - ipBlock: {cidr: 192.0.2.14/32}
//!         - ipBlock: {cidr: 192.0.2.15/32}
//!         - ipBlock: {cidr: 192.0.2.16/32}
//!         - ipBlock: {cidr: 192.0.2.17/32}
//!         - ipBlock: {cidr: 192.0.2.18/32}
//!         - ipBlock: {cidr: 192.0.2.19/32}
//!         - ipBlock: {cidr: 192.0.2.20/32}
//!         - ipBlock: {cidr: 192.0.2.21/32}
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: internet, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - ipBlock: {cidr: 192.0.2.0/27}
//! ```
//!
//! ## How to fix it
//!
//! Allow the network that the addresses are from, or a gateway in front of them. Policies of some plugins take names or sets of addresses
//! that are kept in one place.
//!
//! ## Sources
//!
//! * [Kubernetes API: NetworkPolicy](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)
//! * [Azure: network policies in AKS](https://learn.microsoft.com/en-us/azure/aks/use-network-policies)

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::NetworkPeer;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L81",
    name: "long-list-of-addresses",
    severity: Severity::Note,
    needs: &[],
    source: source!("long_list_of_addresses.rs"),
    check: Check::Run(check),
};

/// More single addresses than this are a long list.
const LONG: usize = 20;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        let single = policy.all_rules().flat_map(|(_, rule)| &rule.peers).filter_map(|peer| match peer {
            NetworkPeer::IpBlock { cidr, cidr_span, .. } if cidr.prefix_len() == cidr.max_prefix_len() => {
                Some(*cidr_span)
            }
            _ => None,
        });
        let (mut count, mut first) = (0_usize, None);
        for span in single {
            count += 1;
            first = first.or(Some(span));
        }
        let Some(span) = first.filter(|_| count > LONG) else { continue };
        let message = format!("this policy lists {count} single addresses");
        let help = "allow the network that they are from, if there is one; long lists are seldom kept up to date";
        sink.push(Finding::from(Diagnostic::note(LINT.code, span, message).help(help)).policy(policy.id));
    }
}
