//! Ingress paths, in words.

use crate::analysis::Analysis;
use crate::inventory::{EndpointId, EntryBackend, EntryProblem, ProxyPods};
use crate::query::{ExposedBy, Hop, IngressPath, PathNote};

use super::words;

/// A step of a path: `outside`, `node port 30080`, `ingress:shop/x a.com/api`, `service:shop/web port 80`,
/// `shop/web TCP 8080`.
pub fn hop(analysis: &Analysis, path: &IngressPath, hop: &Hop) -> String {
    match hop {
        Hop::Outside => "outside".into(),
        Hop::Node(Some(port)) => format!("node port {port}"),
        Hop::Node(None) => "a node".into(),
        Hop::Entry(at, place) => {
            let Some(entry) = analysis.entries.get(*at) else { return String::new() };
            let place = entry.backends.get(*place).map(requests).unwrap_or_default();
            if place.is_empty() { entry.id.clone() } else { format!("{} {place}", entry.id) }
        }
        Hop::ProxyPods(proxy_pods) => controller_words(analysis, proxy_pods),
        Hop::Service(at, place) => {
            let Some(node) = analysis.services.get(*at) else { return String::new() };
            match node.service.ports.get(*place) {
                Some(port) => format!("{} port {}", node.id, port.port),
                None => node.id.clone(),
            }
        }
        Hop::Pod(id, port) => {
            let id = &analysis.endpoint(*id).id;
            match (path.protocol, port) {
                (Some(protocol), Some(port)) => format!("{id} {protocol} {port}"),
                _ => id.clone(),
            }
        }
    }
}

/// Requests that a backend takes: `a.com/api`, `a.com, b.com`, or nothing for all.
pub fn requests(backend: &EntryBackend) -> String {
    let hosts: Vec<String> = backend.hosts.iter().map(ToString::to_string).collect();
    format!("{}{}", words::list(&hosts), backend.path.as_deref().unwrap_or_default())
}

/// Who hands requests on: `its controller (not in the input)`, `ingress-nginx/controller`, `its load balancer`.
pub fn controller_words(analysis: &Analysis, proxy_pods: &ProxyPods) -> String {
    match proxy_pods {
        ProxyPods::Pods(pods) => {
            let names = |pod: &EndpointId| analysis.endpoint(*pod).id.clone();
            words::list(&pods.iter().map(names).collect::<Vec<_>>())
        }
        ProxyPods::Assumed(_) => "its controller (not in the input)".into(),
        ProxyPods::Outside => "its load balancer".into(),
    }
}

/// The whole path: `outside -> LoadBalancer service:shop/web port 80 -> shop/web TCP 8080`.
pub fn path(analysis: &Analysis, path: &IngressPath) -> String {
    let hops = path.hops.iter().map(|step| match (path.exposed_by, step) {
        (ExposedBy::LoadBalancer, Hop::Service(..)) => format!("LoadBalancer {}", hop(analysis, path, step)),
        (ExposedBy::ExternalIps, Hop::Service(..)) => format!("external IP of {}", hop(analysis, path, step)),
        (ExposedBy::HostPort, Hop::Node(Some(port))) => format!("host port {port}"),
        (_, step) => hop(analysis, path, step),
    });
    hops.collect::<Vec<_>>().join(" -> ")
}

/// What else to know about a path; a sentence.
pub fn path_note(note: &PathNote) -> String {
    match note {
        PathNote::NodeAddress => {
            "The pod may see a node's address in place of the client's (externalTrafficPolicy is Cluster): \
             rules by client address do not apply, and traffic that arrives at the pod's own node may pass whatever \
             policies say."
                .into()
        }
        PathNote::ClientAddress => "The pod sees the client's address (externalTrafficPolicy is Local).".into(),
        PathNote::SourceRanges(ranges) => {
            format!("The load balancer serves only clients in {} (loadBalancerSourceRanges).", words::list(ranges))
        }
        PathNote::AssumedController => {
            "The controller's pods are not in the input: an unlabelled pod of an unknown namespace \
             stands for them. A rule that matches the real ones may allow them."
                .into()
        }
        PathNote::PossibleController(id) => {
            format!("Policies allow ingress from `{id}`; whether that is the controller is not known. Add the controller's pods and their Namespace to the input.")
        }
        PathNote::SeveralControllers(names) => {
            format!("Which of these workloads is its controller is not known: {}.", words::list(names))
        }
        PathNote::NothingInFront => {
            "No Service or host port in the input leads from outside to the controller; the ports that its containers declare are evaluated.".into()
        }
        PathNote::ControllerOnNodes => {
            "The controller's pods share their nodes' network, and the addresses of these are not in the input: a rule by \
             address may allow them, a rule by labels does not. Ingress from a pod's own node is always allowed."
                .into()
        }
        PathNote::OutsideBalancer => {
            "A load balancer outside the cluster proxies requests: the pod sees its address, or a node's.".into()
        }
        PathNote::ImpliedGateway => {
            "The Gateway is not in the input: whether its listeners allow the route is not known.".into()
        }
        PathNote::UnknownNamespace => {
            "The Gateway's listeners ask for labels of the route's namespace, whose Namespace object is \
             not in the input; they may reject it."
                .into()
        }
        PathNote::ByTarget => "The port is the Service's target port, which only ingress-nginx takes.".into(),
        PathNote::HostPort => {
            "Whether the pod sees the client's address or a node's depends on the plugin that serves host ports.".into()
        }
        PathNote::HostNetwork => "The pod shares its node's network, where most plugins apply no policy.".into(),
    }
}

/// Why a backend of an entry point leads nowhere, or not where it says; without full stop.
pub fn entry_problem(problem: &EntryProblem) -> String {
    match problem {
        EntryProblem::NotAService(kind) => format!("it is a {kind}, not a Service"),
        EntryProblem::NoService => "the Service is not in the input".into(),
        EntryProblem::NoPort => "the Service has no such port".into(),
        EntryProblem::ByTarget => "it names the Service's target port".into(),
        EntryProblem::NoGrant => "no ReferenceGrant allows it".into(),
        EntryProblem::NotAttached => "no listener allows the route".into(),
        EntryProblem::Idle => "its weight is 0".into(),
        EntryProblem::ExternalName => "the Service is a name of something outside".into(),
        EntryProblem::Unknown => "what is behind the Service is not known".into(),
    }
}
