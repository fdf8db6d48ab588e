//! Gateways with the routes that attach to them. Source of the rules: Gateway API, "Attaching to Gateways", "Cross
//! namespace routing", and the field texts of `parentRefs`, `allowedRoutes` and `backendRefs`.

use std::collections::{BTreeMap, BTreeSet};

use crate::kinds::well_known::NAME_LABEL;
use crate::kinds::{Gateway, GatewayRoute, Listener, Meta, ParentRef, Resources, RouteNamespaces};
use crate::sets::{Labels, Protocol, Requirement, stands_for};

use super::NamespaceInfo;
use super::controllers::Controllers;
use super::entries::{Services, backend, node};
use super::entry::{EntryBackend, EntryKind, EntryNode, EntryProblem};
use super::grants::Grants;

/// Namespace and name.
type Key<'a> = (&'a str, &'a str);

/// All Gateways of the input, and those that routes attach to without their being in it.
pub(crate) fn gateways(
    resources: &Resources,
    namespaces: &[NamespaceInfo],
    controllers: &Controllers<'_>,
    services: &Services<'_>,
) -> Vec<EntryNode> {
    let mut found: BTreeMap<Key<'_>, (Option<&Gateway>, EntryNode)> = BTreeMap::new();
    for gateway in &resources.gateways {
        let meta = &gateway.meta;
        let class = gateway.class.as_deref();
        let proxy_pods = controllers.of_gateway(&meta.namespace, &meta.name.value, class, gateway.addressed);
        let entry = EntryNode {
            class: gateway.class.clone(),
            listeners: gateway.listeners.clone(),
            ..node(EntryKind::Gateway, meta, proxy_pods)
        };
        found.insert((&meta.namespace, &meta.name.value), (Some(gateway), entry));
    }
    let grants = Grants::new(resources);
    for route in &resources.gateway_routes {
        let mut parents: BTreeMap<Key<'_>, Vec<&ParentRef>> = BTreeMap::new();
        for parent in route.parents.iter().filter(|parent| &*parent.kind == "Gateway") {
            let namespace = parent.namespace.as_deref().unwrap_or(&route.meta.namespace);
            parents.entry((namespace, &parent.name)).or_default().push(parent);
        }
        for (key, parents) in parents {
            let (gateway, entry) = found.entry(key).or_insert_with(|| (None, implied(key, &parents, controllers)));
            let listeners = gateway.map(|gateway| attached(gateway, route, &parents, namespaces));
            entry.backends.extend(backends(route, listeners.as_ref(), &grants, services));
        }
    }
    found.into_values().map(|(_, entry)| entry).collect()
}

/// A Gateway that is not in the input. Which routes its listeners accept is not known; all count as attached.
fn implied((namespace, name): Key<'_>, parents: &[&ParentRef], controllers: &Controllers<'_>) -> EntryNode {
    EntryNode {
        id: format!("{}:{namespace}/{name}", EntryKind::Gateway.prefix()),
        kind: EntryKind::Gateway,
        namespace: namespace.into(),
        name: name.into(),
        class: None,
        implied: true,
        listeners: Vec::new(),
        proxy_pods: controllers.of_gateway(namespace, name, None, false),
        backends: Vec::new(),
        span: parents.first().map(|parent| parent.span).unwrap_or_default(),
    }
}

/// The listeners of a Gateway that accept a route.
struct Attached {
    /// Their indexes.
    listeners: Vec<usize>,
    /// Whether all of them select by labels of the route's namespace, which are unknown.
    maybe: bool,
}

/// The answer to a question that unknown labels may leave open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    No,
    Maybe,
    Yes,
}

fn attached(gateway: &Gateway, route: &GatewayRoute, parents: &[&ParentRef], namespaces: &[NamespaceInfo]) -> Attached {
    let lets_in = |listener: &Listener| {
        let meant = parents.iter().any(|parent| {
            parent.section.as_ref().is_none_or(|section| *section == listener.name)
                && parent.port.is_none_or(|port| listener.port == Some(port))
        });
        let fits = meant
            && is_kind_allowed(listener, &route.meta.kind)
            && hosts_meet(listener.hostname.as_deref(), &route.hosts);
        if !fits {
            return Answer::No;
        }
        is_namespace_allowed(listener, &gateway.meta, &route.meta.namespace, namespaces)
    };
    let answers: Vec<Answer> = gateway.listeners.iter().map(lets_in).collect();
    let listeners: Vec<usize> =
        answers.iter().enumerate().filter(|(_, answer)| **answer != Answer::No).map(|(at, _)| at).collect();
    Attached { maybe: !listeners.is_empty() && !answers.contains(&Answer::Yes), listeners }
}

/// The kinds that a listener names, else those that go with its protocol.
fn is_kind_allowed(listener: &Listener, kind: &str) -> bool {
    let of_protocol: &[&str] = match &*listener.protocol {
        "HTTP" | "HTTPS" => &["HTTPRoute", "GRPCRoute"],
        "TLS" => &["TLSRoute", "TCPRoute"],
        "TCP" => &["TCPRoute"],
        "UDP" => &["UDPRoute"],
        // A protocol of the implementation's own, or none that is written.
        _ => &["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"],
    };
    of_protocol.contains(&kind) && (listener.kinds.is_empty() || listener.kinds.iter().any(|named| &**named == kind))
}

fn is_namespace_allowed(listener: &Listener, gateway: &Meta, namespace: &str, known: &[NamespaceInfo]) -> Answer {
    let yes = |yes: bool| if yes { Answer::Yes } else { Answer::No };
    match &listener.namespaces {
        RouteNamespaces::All => Answer::Yes,
        RouteNamespaces::Same => yes(*gateway.namespace == *namespace),
        RouteNamespaces::Nobody => Answer::No,
        RouteNamespaces::Matching(selector) => {
            // They are sorted by name.
            let found = known.binary_search_by(|info| (*info.name).cmp(namespace)).ok();
            let declared = found.and_then(|at| known.get(at)).filter(|info| info.declared);
            if let Some(info) = declared {
                return yes(selector.matches(&info.labels));
            }
            // Without its Namespace object only the name is known.
            let labels: Labels = [(NAME_LABEL.into(), namespace.into())].into();
            let of_name = |one: &&Requirement| &*one.key == NAME_LABEL;
            let by_name = |all: &[Requirement]| all.iter().filter(of_name).all(|one| one.matches(&labels));
            match selector.requirements().all(|one| of_name(&one)) {
                true => yes(selector.matches(&labels)),
                false if selector.alternatives().any(by_name) => Answer::Maybe,
                false => Answer::No,
            }
        }
    }
}

/// Whether a host name of a listener and those of a route have one in common.
fn hosts_meet(listener: Option<&str>, hosts: &[Box<str>]) -> bool {
    let Some(listener) = listener else { return true };
    hosts.is_empty() || hosts.iter().any(|host| host_meets(listener, host))
}

/// `*.example.com` stands for all names below, not for `example.com`.
fn host_meets(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right) || stands_for(left, right) || stands_for(right, left)
}

fn backends(
    route: &GatewayRoute,
    attached: Option<&Attached>,
    grants: &Grants<'_>,
    services: &Services<'_>,
) -> Vec<EntryBackend> {
    let udp = &*route.meta.kind == "UDPRoute";
    let proxies = |protocol: Protocol| protocol == if udp { Protocol::Udp } else { Protocol::Tcp };
    let mut found = Vec::new();
    // Rules often repeat a backend for many paths.
    let mut seen: BTreeSet<podreach_syntax::Span> = BTreeSet::new();
    for rule in &route.rules {
        for written in rule.backends.iter().filter(|written| seen.insert(written.span)) {
            let home = &route.meta.namespace;
            let mut one = backend(home, written, &proxies, EntryKind::Gateway, services);
            let other = written.namespace.as_deref().filter(|namespace| *namespace != &**home);
            let not_granted = other.is_some_and(|namespace| !grants.allow(route, namespace, &written.name));
            let closed = attached.is_some_and(|attached| attached.listeners.is_empty());
            if closed || not_granted {
                one.targets.clear();
                one.problem = Some(if closed { EntryProblem::NotAttached } else { EntryProblem::NoGrant });
            }
            one.route = Some(format!("{} {home}/{}", route.meta.kind, route.meta.name.value));
            one.hosts.clone_from(&rule.hosts);
            one.path.clone_from(&rule.path);
            one.listeners = attached.map(|attached| attached.listeners.clone()).unwrap_or_default();
            one.maybe = attached.is_some_and(|attached| attached.maybe);
            found.push(one);
        }
    }
    found
}
