//! An egress rule allows the metadata service of the cloud.
//!
//! Found where an `ipBlock` of a rule that allows TCP 80 holds 169.254.169.254, or fd00:ec2::254 and all of IPv6, and neither is
//! excepted. A block of that one address is meant. One finding for each policy.
//!
//! ## Why it matters
//!
//! The metadata service of AWS, Azure, Google Cloud and others answers every process on a node, and often hands out credentials of the
//! node. A pod that is taken over, or that fetches URLs for others, gets at them.
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
//!         - ipBlock: {cidr: 0.0.0.0/0} # L74
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
//! ```
//!
//! ## How to fix it
//!
//! Add `169.254.169.254/32`, or all link-local addresses, 169.254.0.0/16, to `except`; for IPv6 on AWS `fd00:ec2::254/128`. Azure uses
//! 168.63.129.16 for its platform as well.
//!
//! ## Sources
//!
//! * [Kubernetes: Securing a Cluster, restricting cloud metadata API access](https://kubernetes.io/docs/tasks/administer-cluster/securing-a-cluster/#restricting-cloud-metadata-api-access)
//! * [AWS: instance metadata](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html)
//! * [Azure: instance metadata service](https://learn.microsoft.com/en-us/azure/virtual-machines/instance-metadata-service)
//! * [Google Cloud: VM metadata](https://cloud.google.com/compute/docs/metadata/overview)

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use podreach_syntax::{Diagnostic, Severity, Span};

use crate::kinds::{NetworkPeer, NetworkPolicyRule, NetworkPort};
use crate::policy::{Direction, RuleRef};
use crate::sets::Protocol;

use crate::lint::fixes::with_fixes;
use crate::lint::input::Input;
use crate::lint::registry::{Check, Lint, source};
use crate::lint::sink::{Finding, Sink};

pub(super) static LINT: Lint = Lint {
    code: "L74",
    name: "metadata-service-allowed",
    severity: Severity::Warning,
    needs: &[],
    source: source!("metadata_service_allowed.rs"),
    check: Check::Run(check),
};

/// AWS, Azure, Google Cloud, OpenStack and others.
const IPV4: IpAddr = IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254));
/// AWS.
const IPV6: IpAddr = IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254));
/// Other blocks of a policy that are shown.
const SHOWN: usize = 3;
/// Where they answer.
const PORT: u16 = 80;

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    for policy in input.network_policies() {
        let rules = policy.rules(Direction::Egress).filter(|(_, rule)| is_open(rule));
        let found = rules.flat_map(|(at, rule)| rule.peers.iter().filter_map(move |peer| Some((at, held(peer)?))));
        let found: Vec<(RuleRef, Held)> = found.collect();
        let Some(((at, first), others)) = found.split_first() else { continue };
        let Held { address, cidr, span, .. } = first;
        let message = format!("`{cidr}` holds {address}, the metadata service of the cloud");
        let except = first.except();
        let diagnostic = Diagnostic::warning(LINT.code, *span, message)
            .help(format!("add `{except}` to `except`, unless these pods need it"));
        let diagnostic =
            others.iter().take(SHOWN).fold(diagnostic, |all, (_, held)| all.related(held.span, "the same here"));
        let fix = input.fix(policy, format!("except `{except}`"), |object| {
            let add = |(_, held): &(RuleRef, Held)| {
                object.append(object.path(held.peer)?.key("ipBlock").key("except"), held.except())
            };
            found.iter().map(add).collect::<Option<Vec<_>>>()
        });
        let diagnostic = with_fixes(diagnostic, [fix]);
        sink.push(Finding::from(diagnostic).rule(*at));
    }
}

/// Whether a rule allows the port of metadata services.
fn is_open(rule: &NetworkPolicyRule) -> bool {
    let mut ports = rule.ports.iter().filter(|port| port.protocol == Protocol::Tcp);
    rule.ports.is_empty()
        || ports.any(|port| match &port.port {
            NetworkPort::All => true,
            NetworkPort::Range(first, last) => (*first..=*last).contains(&PORT),
            NetworkPort::Name(_) => false,
        })
}

/// The metadata service in a block.
struct Held {
    address: IpAddr,
    cidr: IpNet,
    span: Span,
    peer: Span,
}

impl Held {
    /// What takes it out of the block.
    fn except(&self) -> String {
        format!("{}/{}", self.address, if self.address.is_ipv4() { 32 } else { 128 })
    }
}

/// The metadata service in a block of more than its address.
fn held(peer: &NetworkPeer) -> Option<Held> {
    let NetworkPeer::IpBlock { cidr, except, cidr_span, span: peer, .. } = peer else { return None };
    // A unique local address is AWS's alone: a block of such addresses is that of somebody's network.
    let address = [IPV4, IPV6].into_iter().find(|address| {
        let wide = if address.is_ipv4() { cidr.prefix_len() < 32 } else { cidr.prefix_len() == 0 };
        wide && cidr.contains(address) && !except.iter().any(|hole| hole.contains(address))
    })?;
    Some(Held { address, cidr: *cidr, span: *cidr_span, peer: *peer })
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::lines;

    #[test]
    fn blocks_hold_the_address_on_its_port() {
        let check = |rule: &str, expected: &[u32]| {
            let yaml = format!(
                "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, namespace: shop}}
spec:
  podSelector: {{}}
  egress:
    - {rule}
"
            );
            assert_eq!(lines("L74", &yaml), expected, "{rule}");
        };
        check("to: [{ipBlock: {cidr: 169.254.0.0/16}}]", &[7]);
        check("to: [{ipBlock: {cidr: 169.254.169.254/32}}]", &[]);
        check("to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]", &[7]);
        check("to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]", &[]);
        check("{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}", &[]);
        check("{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 80}]}", &[7]);
        check("to: [{ipBlock: {cidr: '::/0'}}]", &[7]);
        check("to: [{ipBlock: {cidr: 10.0.0.0/8}}]", &[]);
    }
}
