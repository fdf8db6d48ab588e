//! A controller that works with the Kubernetes API is isolated for egress, and no rule may lead to the API server.
//!
//! Found for images of well-known controllers, where no rule allows TCP 443 or 6443, or all ports, to addresses or to everyone, and none
//! names one of these ports.
//!
//! ## Why it matters
//!
//! The API server is mostly on the network of its node, where selectors of pods do not match it. A controller that cannot reach it does
//! nothing.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: operator, namespace: ops, labels: {app: operator}}
//! spec: {containers: [{name: c, image: "quay.io/jetstack/cert-manager-controller:v1.16.0"}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: operator, namespace: ops}
//! spec:
//!   podSelector: {matchLabels: {app: operator}}
//!   policyTypes: [Egress]
//!   egress: # L83
//!     - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
//!       ports: [{port: 53, protocol: UDP}, {port: 53}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: operator, namespace: ops, labels: {app: operator}}
//! spec: {containers: [{name: c, image: "quay.io/jetstack/cert-manager-controller:v1.16.0"}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: operator, namespace: ops}
//! spec:
//!   podSelector: {matchLabels: {app: operator}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
//!       ports: [{port: 53, protocol: UDP}, {port: 53}]
//!     - to: [{ipBlock: {cidr: 192.168.56.10/32}}]
//!       ports: [{port: 6443}]
//! ```
//!
//! ## How to fix it
//!
//! Allow TCP 443 and 6443 to the addresses of the API servers, which `kubectl get endpointslices -n default` lists, or use the entity or
//! Service that a policy of the plugin has for them.
//!
//! ## Sources
//!
//! * [Kubernetes: Accessing the Kubernetes API from a Pod](https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/)
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)

use std::collections::BTreeMap;

use podreach_syntax::{Diagnostic, Severity};

use crate::inventory::{EndpointId, Images, is_repository, repository};
use crate::kinds::{NetworkPeer, NetworkPolicyPort, NetworkPort};
use crate::policy::{Direction, PolicyId};
use crate::sets::Protocol;

use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::words::named;

use super::egress_groups::groups;

pub(super) static LINT: Lint = Lint {
    code: "L83",
    name: "api-server-not-allowed",
    severity: Severity::Note,
    needs: &[Need::Workloads],
    source: source!("api_server_not_allowed.rs"),
    check: Check::Run(check),
};

/// Where the API server listens, mostly.
const PORTS: [u16; 2] = [443, 6443];

/// Images of controllers that do nothing without the API server.
const CONTROLLERS: [&str; 24] = [
    "argo-cd",
    "argocd",
    "aws-load-balancer-controller",
    "cert-manager-cainjector",
    "cert-manager-controller",
    "cluster-autoscaler",
    "external-dns",
    "external-secrets",
    "helm-controller",
    "ingress-nginx/controller",
    "keda",
    "kube-state-metrics",
    "kustomize-controller",
    "kyverno",
    "metrics-server",
    "notification-controller",
    "policy-controller",
    "prometheus-operator",
    "reloader",
    "sealed-secrets-controller",
    "source-controller",
    "strimzi/operator",
    "velero",
    "cloudnative-pg",
];

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let mut all = input.resources.pods.iter().flat_map(|pod| &pod.images);
    if !all.any(|image| is_controller(repository(image))) {
        return;
    }
    let images = Images::new(input.resources);
    let mut found: BTreeMap<PolicyId, (NetworkPolicyAt<'_>, Vec<EndpointId>)> = BTreeMap::new();
    for group in groups(input, sink) {
        if group.with_others || group.policies.iter().any(|policy| opens(*policy)) {
            continue;
        }
        let allowing = group.policies.iter().find(|policy| policy.rules(Direction::Egress).next().is_some());
        let Some(policy) = allowing.or_else(|| group.policies.first()) else { continue };
        let controllers =
            group.workloads.iter().filter(|id| images.of(input.endpoint(**id)).into_iter().any(is_controller));
        let (_, here) = found.entry(policy.id).or_insert_with(|| (*policy, Vec::new()));
        here.extend(controllers);
    }
    for (policy, workloads) in found.into_values().filter(|(_, workloads)| !workloads.is_empty()) {
        let mut names: Vec<&str> = workloads.iter().map(|id| &*input.endpoint(*id).name).collect();
        names.sort_unstable();
        names.dedup();
        let verb = if names.len() == 1 { "works" } else { "work" };
        let message = format!(
            "{} {verb} with the Kubernetes API, and no rule allows TCP 443 or 6443 to its server",
            named("the workload", "the workloads", &names)
        );
        let span = policy.written.egress_key.map_or(policy.policy.name_span, |key| key.key);
        let diagnostic = Diagnostic::note(LINT.code, span, message)
            .help("allow the addresses of the API servers by `ipBlock`; selectors of pods do not match them");
        sink.push(Finding::from(diagnostic).policy(policy.id).endpoints(workloads));
    }
}

/// Whether an image, without its tag, is that of such a controller.
fn is_controller(image: &str) -> bool {
    CONTROLLERS.iter().any(|known| is_repository(image, known))
}

/// Whether a rule of a policy may lead to the API server, or is meant to.
fn opens(policy: NetworkPolicyAt<'_>) -> bool {
    let holds = |port: &NetworkPolicyPort| {
        port.protocol == Protocol::Tcp
            && match &port.port {
                NetworkPort::All => true,
                NetworkPort::Range(first, last) => PORTS.iter().any(|port| (*first..=*last).contains(port)),
                NetworkPort::Name(_) => false,
            }
    };
    policy.rules(Direction::Egress).any(|(_, rule)| {
        let is_block = |peer: &NetworkPeer| matches!(peer, NetworkPeer::IpBlock { .. });
        let anywhere = rule.peers.is_empty() || rule.peers.iter().any(is_block);
        if rule.ports.is_empty() { anywhere } else { rule.ports.iter().any(holds) }
    })
}
