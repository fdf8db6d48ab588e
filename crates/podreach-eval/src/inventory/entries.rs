//! Entry points with what is behind them: backends are followed through Services to pod ports.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::kinds::{BackendPort, BackendRef, EntryRule, Meta, Resources, ServicePort, ServiceType, TargetPort};
use crate::sets::Protocol;

use super::attach::gateways;
use super::controllers::Controllers;
use super::entry::{EntryBackend, EntryKind, EntryNode, EntryProblem, ProxyPods, Targets};
use super::representatives::UNLABELLED;
use super::{Endpoint, EndpointId, NamespaceInfo, ServiceNode};

/// A Service and its ports, by place, and the one pod port that counts where one is given.
type Asked = (usize, Vec<usize>, Option<u16>);

/// Services by namespace and name.
pub(crate) struct Services<'a> {
    list: &'a [ServiceNode],
    by_name: FxHashMap<(&'a str, &'a str), usize>,
    /// Where ports of a Service lead, by index, ports, and the one pod port that counts where one is given.
    targets: RefCell<FxHashMap<Asked, Targets>>,
}

impl<'a> Services<'a> {
    fn new(list: &'a [ServiceNode]) -> Self {
        let key = |node: &'a ServiceNode| (&*node.service.meta.namespace, &*node.service.meta.name.value);
        Self {
            list,
            by_name: list.iter().enumerate().map(|(at, node)| (key(node), at)).collect(),
            targets: RefCell::default(),
        }
    }
}

/// All entry points, by id.
pub(crate) fn entries(
    resources: &Resources,
    namespaces: &[NamespaceInfo],
    endpoints: &[Endpoint],
    services: &[ServiceNode],
) -> Vec<EntryNode> {
    if !resources.has_entries() {
        return Vec::new();
    }
    let assumed = endpoints.iter().position(|endpoint| endpoint.id == UNLABELLED).unwrap_or(usize::MAX);
    let controllers = Controllers::new(endpoints, resources, EndpointId(assumed as u32));
    let services = Services::new(services);
    let mut found: Vec<EntryNode> = Vec::new();
    for ingress in &resources.ingresses {
        let proxy_pods = controllers.of_ingress(ingress.class.as_deref());
        let backends =
            ingress.rules.iter().flat_map(|rule| of_rule(&ingress.meta, rule, EntryKind::Ingress, &services));
        let mut backends: Vec<EntryBackend> = backends.collect();
        if !controllers.takes_targets(ingress.class.as_deref(), &proxy_pods) {
            for backend in backends.iter_mut().filter(|backend| backend.problem == Some(EntryProblem::ByTarget)) {
                backend.problem = Some(EntryProblem::NoPort);
                backend.ports.clear();
                backend.targets.clear();
            }
        }
        found.push(EntryNode {
            class: ingress.class.clone(),
            backends,
            ..node(EntryKind::Ingress, &ingress.meta, proxy_pods)
        });
    }
    for route in &resources.openshift_routes {
        let backends = of_rule(&route.meta, &route.rule, EntryKind::Route, &services).collect();
        found.push(EntryNode { backends, ..node(EntryKind::Route, &route.meta, controllers.of_route()) });
    }
    found.extend(gateways(resources, namespaces, &controllers, &services));
    found.sort_by(|left, right| left.id.cmp(&right.id));
    found
}

/// An entry point without backends.
pub(crate) fn node(kind: EntryKind, meta: &Meta, proxy_pods: ProxyPods) -> EntryNode {
    EntryNode {
        id: format!("{}:{}/{}", kind.prefix(), meta.namespace, meta.name.value),
        kind,
        namespace: meta.namespace.clone(),
        name: meta.name.value.clone(),
        class: None,
        implied: false,
        listeners: Vec::new(),
        proxy_pods,
        backends: Vec::new(),
        span: meta.span,
    }
}

fn of_rule<'a>(
    meta: &'a Meta,
    rule: &'a EntryRule,
    kind: EntryKind,
    services: &'a Services<'_>,
) -> impl Iterator<Item = EntryBackend> + 'a {
    rule.backends.iter().map(move |written| EntryBackend {
        hosts: rule.hosts.clone(),
        path: rule.path.clone(),
        ..backend(&meta.namespace, written, &|protocol| protocol == Protocol::Tcp, kind, services)
    })
}

/// Follows a backend through its Service. `proxies` accepts the protocols that the entry point proxies.
pub(crate) fn backend(
    home: &str,
    written: &BackendRef,
    proxies: &dyn Fn(Protocol) -> bool,
    kind: EntryKind,
    services: &Services<'_>,
) -> EntryBackend {
    let namespace = written.namespace.as_deref().unwrap_or(home);
    let mut found = EntryBackend {
        route: None,
        hosts: Vec::new(),
        path: None,
        listeners: Vec::new(),
        maybe: false,
        name: format!("{namespace}/{}", written.name),
        service: None,
        ports: Vec::new(),
        targets: Targets::default(),
        problem: None,
        span: written.span,
        name_span: written.name_span,
    };
    if &*written.kind != "Service" {
        found.problem = Some(EntryProblem::NotAService(written.kind.clone()));
        return found;
    }
    found.service = services.by_name.get(&(namespace, &*written.name)).copied();
    let Some(node) = found.service.and_then(|at| services.list.get(at)) else {
        found.problem = Some(EntryProblem::NoService);
        return found;
    };
    if node.service.kind == ServiceType::ExternalName {
        found.problem = Some(EntryProblem::ExternalName);
        return found;
    }
    let places = |matches: &dyn Fn(usize, &ServicePort) -> bool| -> Vec<usize> {
        let ports = node.service.ports.iter().enumerate();
        ports.filter(|(at, port)| proxies(port.protocol) && matches(*at, port)).map(|(at, _)| at).collect()
    };
    found.ports = places(&|at, port| match &written.port {
        BackendPort::Any => true,
        BackendPort::Number(number) => port.port == *number,
        BackendPort::Name(name) => port.name.as_ref() == Some(name),
        BackendPort::Target(number) => leads_to(node, at, *number),
    });
    // kubernetes/ingress-nginx, `serviceEndpoints`: a backend's port may also be the target port of a Service port.
    if found.ports.is_empty() && kind == EntryKind::Ingress {
        found.ports = places(&|_, port| match (&written.port, &port.target) {
            (BackendPort::Number(number), TargetPort::Number(target)) => number == target,
            (BackendPort::Name(name), TargetPort::Name(target)) => name == target,
            _ => false,
        });
        found.problem = (!found.ports.is_empty()).then_some(EntryProblem::ByTarget);
    }
    if found.ports.is_empty() {
        found.problem = Some(EntryProblem::NoPort);
        return found;
    }
    if !node.is_resolved() {
        found.problem = Some(EntryProblem::Unknown);
        return found;
    }
    if written.idle {
        found.problem = Some(EntryProblem::Idle);
        return found;
    }
    // By number a Route takes the pods that serve it there, and leaves others of the same Service port.
    let only = match written.port {
        BackendPort::Target(number) => Some(number),
        _ => None,
    };
    let key = (found.service.unwrap_or(usize::MAX), found.ports.clone(), only);
    let mut known = services.targets.borrow_mut();
    found.targets = known.entry(key).or_insert_with(|| Targets::new(targets(node, &found.ports, only))).clone();
    found
}

/// Where ports of a Service lead.
fn targets(node: &ServiceNode, ports: &[usize], only: Option<u16>) -> Vec<(EndpointId, Protocol, u16)> {
    let mut found = Vec::new();
    for at in ports {
        let (Some(port), Some(targets)) = (node.service.ports.get(*at), node.sliced.get(*at)) else { continue };
        for (endpoint, target) in targets {
            let target = target.filter(|target| only.is_none_or(|only| only == *target));
            found.extend(target.map(|target| (*endpoint, port.protocol, target)));
        }
    }
    found
}

/// Whether a port of a Service leads to a pod port: to that of one of its backends, or by number where there is none.
fn leads_to(node: &ServiceNode, at: usize, number: u16) -> bool {
    let targets = node.sliced.get(at).map_or(&[][..], Vec::as_slice);
    match node.service.ports.get(at).map(|port| &port.target) {
        Some(TargetPort::Number(target)) if targets.is_empty() => *target == number,
        _ => targets.iter().any(|(_, target)| *target == Some(number)),
    }
}
