//! A rule allows all addresses of one family and none of the other.
//!
//! Found where a rule has `0.0.0.0/0` and no `::/0`, or the other way round. Silent where all pods of the input have addresses of that
//! family alone. One finding for each policy.
//!
//! ## Why it matters
//!
//! `0.0.0.0/0` is every IPv4 address and no IPv6 address. On a cluster with both families the other half stays closed.
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
//!         - ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]} # L75
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
//!         - ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]}
//!         - ipBlock: {cidr: '::/0', except: ['fd00:ec2::254/128']}
//! ```
//!
//! ## How to fix it
//!
//! Add the other family, or leave `from` or `to` out to mean everyone. On a cluster with one family nothing has to be done.
//!
//! ## Sources
//!
//! * [Kubernetes: IPv4/IPv6 dual-stack](https://kubernetes.io/docs/concepts/services-networking/dual-stack/)
//! * [Kubernetes API: NetworkPolicy](https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/)

use std::collections::BTreeSet;

use podreach_syntax::{Diagnostic, Severity};

use crate::kinds::NetworkPeer;
use crate::sets::Family;

use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L75",
    name: "one-address-family",
    severity: Severity::Note,
    needs: &[],
    source: source!("one_address_family.rs"),
    check: Check::Run(check),
};

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    // The families of the pods, where the input tells.
    let addresses = input.resources.pods.iter().flat_map(|pod| &pod.addresses);
    let spoken: BTreeSet<Family> = addresses.map(|address| Family::of(*address)).collect();
    for policy in input.network_policies() {
        let found = policy.all_rules().find_map(|(at, rule)| {
            let whole = || {
                rule.peers.iter().filter_map(|peer| match peer {
                    NetworkPeer::IpBlock { cidr, cidr_span, .. } if cidr.prefix_len() == 0 => Some((*cidr, *cidr_span)),
                    _ => None,
                })
            };
            let families: BTreeSet<Family> = whole().map(|(cidr, _)| Family::of(cidr.addr())).collect();
            let missing = Family::ALL.into_iter().find(|family| !families.contains(family))?;
            let is_absent = !spoken.is_empty() && !spoken.contains(&missing);
            let (cidr, span) = whole().next().filter(|_| !is_absent)?;
            Some((at, cidr, span, missing))
        });
        let Some((at, cidr, span, missing)) = found else { continue };
        let (name, all) = match missing {
            Family::V4 => ("IPv4", "0.0.0.0/0"),
            Family::V6 => ("IPv6", "::/0"),
        };
        let message = format!("`{cidr}` holds no {name} address");
        let help = format!("on a cluster with both families, add `{all}`");
        sink.push(Finding::from(Diagnostic::note(LINT.code, span, message).help(help)).rule(at));
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::lines;

    #[test]
    fn families_of_pods_count() {
        let policy = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: shop}
spec:
  podSelector: {}
  ingress:
    - from: [{ipBlock: {cidr: '::/0'}}]
";
        assert_eq!(lines("L75", policy), [7]);
        let with_pod = |address: &str| {
            format!(
                "{policy}---\napiVersion: v1\nkind: Pod\nmetadata: {{name: a, namespace: shop}}\nstatus: {{podIP: '{address}'}}\n"
            )
        };
        assert_eq!(lines("L75", &with_pod("10.0.0.1")), [7]);
        assert!(lines("L75", &with_pod("fd00::1")).is_empty());
    }
}
