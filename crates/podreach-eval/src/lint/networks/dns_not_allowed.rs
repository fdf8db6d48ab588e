//! Pods may connect to other pods, but not to the cluster's DNS.
//!
//! Found where policies isolate pods for egress, allow them something, and no rule of these policies may lead to a name server: by
//! UDP or TCP 53 (5353 on OpenShift) to the pods of the name server, to addresses, or to everyone. Where all that is allowed is
//! addresses, it is a note, because names may not be needed. A policy that denies all egress is meant to, and is not found.
//!
//! ## Why it matters
//!
//! Clients look up the name of a Service before they connect. Without DNS they fail with a name that cannot be resolved, and the rule
//! that allows the connection is of no use. It is what is most often forgotten when egress is isolated.
//!
//! ## Example
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: c, image: c}]}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: api, namespace: shop, labels: {app: api}}
//! spec: {containers: [{name: c, image: c}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress: # L70
//!     - to: [{podSelector: {matchLabels: {app: api}}}]
//! ```
//!
//! ## Instead
//!
//! ```yaml
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: web, namespace: shop, labels: {app: web}}
//! spec: {containers: [{name: c, image: c}]}
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: {name: api, namespace: shop, labels: {app: api}}
//! spec: {containers: [{name: c, image: c}]}
//! ---
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: web, namespace: shop}
//! spec:
//!   podSelector: {matchLabels: {app: web}}
//!   policyTypes: [Egress]
//!   egress:
//!     - to: [{podSelector: {matchLabels: {app: api}}}]
//!     - to:
//!         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
//!           podSelector: {matchLabels: {k8s-app: kube-dns}}
//!       ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
//! ```
//!
//! ## How to fix it
//!
//! Allow UDP and TCP 53 to the pods `k8s-app: kube-dns` of `kube-system`, for all pods of the namespace at once:
//!
//! ```yaml
//! apiVersion: networking.k8s.io/v1
//! kind: NetworkPolicy
//! metadata: {name: allow-dns, namespace: shop}
//! spec:
//!   podSelector: {}
//!   policyTypes: [Egress]
//!   egress:
//!     - to:
//!         - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
//!           podSelector: {matchLabels: {k8s-app: kube-dns}}
//!       ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
//! ```
//!
//! OpenShift's name servers are the pods `dns.operator.openshift.io/daemonset-dns: default` of `openshift-dns`, on port 5353.
//!
//! ## Sources
//!
//! * [Kubernetes: DNS for Services and Pods](https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/)
//! * [Kubernetes: Network Policies](https://kubernetes.io/docs/concepts/services-networking/network-policies/)
//! * [OpenShift: cluster-dns-operator](https://github.com/openshift/cluster-dns-operator)

use std::collections::BTreeMap;

use podreach_syntax::{Content, Diagnostic, Path, Severity, Span};

use crate::inventory::{Endpoint, EndpointId};
use crate::kinds::{NetworkPeer, NetworkPolicyRule};
use crate::policy::{Direction, PolicyId, RuleRef};
use crate::reach::ClassId;
use crate::sets::Protocol;

use crate::lint::fixes::{namespace_by_name, with_fixes};
use crate::lint::input::{Input, NetworkPolicyAt};
use crate::lint::registry::{Check, Lint, Need, source};
use crate::lint::sink::{Finding, Sink};
use crate::lint::words::Workloads;

use super::egress_groups::{Group, groups};
use super::name_servers::{
    PORT, USUAL_LABEL, asked_at, covers, is_dns_port, label, listens_at, may_hold, may_serve, name_servers,
    rule_may_ask,
};

pub(super) static LINT: Lint = Lint {
    code: "L70",
    name: "dns-not-allowed",
    severity: Severity::Warning,
    needs: &[Need::Workloads],
    source: source!("dns_not_allowed.rs"),
    check: Check::Run(check),
};

/// What a policy allows its pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Allows {
    Nothing,
    Addresses,
    Pods,
}

/// What the egress rules of a policy are about.
#[derive(Clone, Copy, Debug)]
struct About {
    allows: Allows,
    /// Whether a rule may lead to a name server.
    opens: bool,
    /// A rule that is about names and leads to other pods.
    elsewhere: Option<Span>,
}

/// Pods without DNS, gathered by the policy that they are reported at.
struct Missing {
    workloads: Vec<EndpointId>,
    allows: Allows,
    elsewhere: Option<Span>,
}

fn check(input: &Input<'_>, sink: &mut Sink<'_>) {
    let servers = name_servers(input);
    let mut known: BTreeMap<PolicyId, About> = BTreeMap::new();
    let mut found: BTreeMap<PolicyId, (NetworkPolicyAt<'_>, Missing)> = BTreeMap::new();
    for group in groups(input, sink) {
        let abouts: Vec<About> = group
            .policies
            .iter()
            .map(|policy| *known.entry(policy.id).or_insert_with(|| about(input, sink, &servers, *policy)))
            .collect();
        let allows = abouts.iter().map(|about| about.allows).max().unwrap_or(Allows::Nothing);
        if allows == Allows::Nothing
            || abouts.iter().any(|about| about.opens)
            || group.with_others && (servers.is_empty() || reaches(input, &group, &servers))
        {
            continue;
        }
        let mut both = group.policies.iter().zip(&abouts);
        let Some((policy, _)) = both.find(|(_, about)| about.allows == allows) else { continue };
        let elsewhere = abouts.iter().find_map(|about| about.elsewhere);
        let workloads = group.workloads.iter().filter(|id| !servers.contains(id));
        let (_, missing) =
            found.entry(policy.id).or_insert_with(|| (*policy, Missing { workloads: Vec::new(), allows, elsewhere }));
        missing.workloads.extend(workloads);
    }
    for (policy, missing) in found.into_values().filter(|(_, missing)| !missing.workloads.is_empty()) {
        sink.push(finding(input, &servers, policy, &missing));
    }
}

/// Whether policies of other kinds let the pods reach a name server.
fn reaches(input: &Input<'_>, group: &Group<'_>, servers: &[EndpointId]) -> bool {
    let engine = &input.analysis.world.engine;
    let class = |id: &EndpointId| ClassId(input.endpoint(*id).class());
    group.workloads.first().is_none_or(|own| {
        servers.iter().take(8).any(|server| {
            let passing = engine.connections.get(engine.egress.get(class(own), class(server)));
            listens_at(input.endpoint(*server)).iter().any(|(protocol, port)| passing.contains(*protocol, *port))
        })
    })
}

fn about(input: &Input<'_>, sink: &Sink<'_>, servers: &[EndpointId], policy: NetworkPolicyAt<'_>) -> About {
    let mut about = About { allows: Allows::Nothing, opens: false, elsewhere: None };
    for (at, rule) in policy.rules(Direction::Egress) {
        let is_block = |peer: &NetworkPeer| matches!(peer, NetworkPeer::IpBlock { .. });
        let pods = rule.peers.is_empty() || !rule.peers.iter().all(is_block);
        about.allows = about.allows.max(if pods { Allows::Pods } else { Allows::Addresses });
        // Name servers may have any address: a cache on the node, one outside.
        let anywhere = rule.peers.is_empty() || rule.peers.iter().any(is_block);
        let covered: Vec<u32> = servers
            .iter()
            .map(|server| input.endpoint(*server))
            .filter(|server| covers(rule, server))
            .map(Endpoint::class)
            .collect();
        let is_peer = || {
            let others = input.others(at);
            covered.iter().any(|class| others.contains(*class))
        };
        if !covered.is_empty() && (anywhere || is_peer()) {
            about.opens = true;
        } else if rule_may_ask(rule) {
            if anywhere || leads(input, sink, servers, (policy, at, rule)) {
                about.opens = true;
            } else {
                about.elsewhere = about.elsewhere.or_else(|| asked_at(rule));
            }
        }
    }
    about
}

/// Whether a rule whose peers are pods may lead to a name server that is not in the input, or is the matter of another finding.
fn leads(
    input: &Input<'_>,
    sink: &Sink<'_>,
    servers: &[EndpointId],
    (policy, at, rule): (NetworkPolicyAt<'_>, RuleRef, &NetworkPolicyRule),
) -> bool {
    let asks = asked_at(rule).is_some();
    if asks {
        // It is about names: pods that serve them elsewhere, or pods that are not in the input. Where no pod matches, or the
        // Service has another port than the pods, that is the cause, and a finding of its own.
        let mut any = false;
        for id in input.workloads_of(&input.others(at)) {
            let serves = if servers.contains(&id) {
                !input.services_of(&[id]).is_empty()
            } else {
                let mut ports = input.endpoint(id).ports.iter();
                ports.any(|port| is_dns_port(port.port, port.name.as_deref()))
            };
            if !sink.spend(2) || serves {
                return true;
            }
            any = true;
        }
        if !any {
            return true;
        }
    }
    rule.peers.iter().any(|peer| match peer {
        NetworkPeer::Pods { namespaces, pods, .. } => {
            may_hold(input, servers, policy.namespace(), namespaces) && (asks || may_serve(pods))
        }
        NetworkPeer::IpBlock { .. } => true,
    })
}

fn finding(input: &Input<'_>, servers: &[EndpointId], policy: NetworkPolicyAt<'_>, missing: &Missing) -> Finding {
    let span = policy.written.egress_key.map_or(policy.policy.name_span, |key| key.key);
    let names = Workloads::new(input, policy.id, missing.workloads.iter().chain(servers.first()).copied());
    let who = names.named("the workload", "the workloads", &missing.workloads);
    let target = servers.first().map_or_else(
        || "a DNS pod".to_owned(),
        |server| {
            let server = input.endpoint(*server);
            format!("`{}/{}`", server.namespace.as_deref().unwrap_or_default(), server.name)
        },
    );
    let verb = if who.starts_with("the workload ") { "is" } else { "are" };
    let port = servers.first().and_then(|server| listens_at(input.endpoint(*server)).first().copied());
    let port = port.map_or(PORT, |(_, port)| port);
    let message = format!("{who} {verb} isolated for egress, and no rule allows UDP {port} to {target}");
    let (severity, help) = match missing.allows {
        Allows::Pods => (
            Severity::Warning,
            "names of Services cannot be resolved without DNS; allow UDP and TCP 53 to the pods `k8s-app: kube-dns` of \
             `kube-system`",
        ),
        Allows::Addresses | Allows::Nothing => (
            Severity::Note,
            "clients that connect by name need UDP and TCP 53 to the pods `k8s-app: kube-dns` of `kube-system`",
        ),
    };
    let mut diagnostic = Diagnostic::new(LINT.code, severity, Some(span), message).help(help);
    if let Some(span) = missing.elsewhere {
        diagnostic = diagnostic.related(span, "this is about DNS, but its peers are other pods");
    }
    let fix = input.fix(policy, "allow DNS", |object| {
        object.append(Path::of("spec.egress"), rule(input, servers)).map(|one| [one])
    });
    let diagnostic = with_fixes(diagnostic, [fix]);
    Finding::from(diagnostic).policy(policy.id).endpoints(missing.workloads.iter().copied())
}

/// A rule that allows DNS, to the name servers of the input or else to the usual ones.
fn rule(input: &Input<'_>, servers: &[EndpointId]) -> Content {
    let server = servers.first().map(|server| input.endpoint(*server));
    let namespace = server.and_then(|server| server.namespace.as_deref()).unwrap_or("kube-system");
    let (key, value) = server.and_then(label).unwrap_or(USUAL_LABEL);
    let pods = Content::map([("matchLabels", Content::map([(key, value)]))]);
    let peer = Content::map([("namespaceSelector", namespace_by_name(namespace)), ("podSelector", pods)]);
    let port = |(protocol, port): (Protocol, u16)| {
        Content::map([("protocol", Content::from(protocol.to_string())), ("port", Content::from(port))])
    };
    let both = [(Protocol::Udp, PORT), (Protocol::Tcp, PORT)];
    let ports = server.map_or(both.to_vec(), listens_at);
    Content::map([("to", Content::list([peer])), ("ports", Content::list(ports.into_iter().map(port)))])
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Severity;

    use crate::lint::tests::found;

    const SERVER: &str = "---
apiVersion: v1
kind: Pod
metadata: {name: coredns, namespace: kube-system, labels: {k8s-app: kube-dns}}
spec: {containers: [{name: c, ports: [{containerPort: 53, protocol: UDP, name: dns}]}]}
";

    fn check(egress: &str, more: &str, expected: Option<Severity>) {
        let yaml = format!(
            "apiVersion: v1
kind: Pod
metadata: {{name: web, namespace: shop, labels: {{app: web}}}}
spec: {{containers: [{{name: c, ports: [{{containerPort: 80}}]}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: all, namespace: shop}}
spec:
  podSelector: {{}}
  policyTypes: [Egress]
  egress: [{egress}]
{more}"
        );
        let found: Vec<Severity> = found("L70", &yaml).iter().map(|found| found.diagnostic.severity).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{egress} {more}");
    }

    #[test]
    fn pods_that_need_names_need_dns() {
        let (warning, note) = (Some(Severity::Warning), Some(Severity::Note));
        for more in ["", SERVER] {
            check("{to: [{podSelector: {}}]}", more, warning);
            check("{to: [{podSelector: {}}], ports: [{port: 53, protocol: UDP}]}", more, warning);
            check("{ports: [{port: 443}]}", more, warning);
            check("{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 5432}]}", more, note);
            check("", more, None);
            check("{}", more, None);
            check("{to: [{podSelector: {}}]}, {ports: [{port: 53, protocol: UDP}]}", more, None);
            check("{to: [{namespaceSelector: {}}]}", more, None);
            check("{to: [{ipBlock: {cidr: 10.96.0.10/32}}]}", more, None);
            let by_name = "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}";
            check(&format!("{{to: [{{{by_name}}}]}}"), more, None);
            check(&format!("{{to: [{{{by_name}, podSelector: {{matchLabels: {{app: db}}}}}}]}}"), more, warning);
            // Whether `kube-system` has the label is not known.
            check("{to: [{namespaceSelector: {matchLabels: {name: kube-system}}}]}", more, None);
        }
    }

    #[test]
    fn the_port_is_that_of_the_pods() {
        let other = SERVER.replace("containerPort: 53", "containerPort: 8053");
        let rule = |port: u16| {
            let peer = "{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}";
            format!("{{to: [{peer}], ports: [{{port: {port}, protocol: UDP}}]}}")
        };
        check(&rule(8053), &other, None);
        check(&rule(53), &other, Some(Severity::Warning));
        check(&rule(53), SERVER, None);
    }

    #[test]
    fn policies_add_up_and_others_may_help() {
        let dns = "---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: shop}
spec:
  podSelector: {}
  egress: [{to: [{namespaceSelector: {}}], ports: [{port: 53, protocol: UDP}]}]
";
        check("{to: [{podSelector: {}}]}", dns, None);
        let cilium = "---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: dns, namespace: shop}
spec: {endpointSelector: {}}
";
        check("{to: [{podSelector: {}}]}", cilium, None);
    }
}
