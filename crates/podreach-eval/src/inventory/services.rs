//! Services with the pods behind them. Selectors and target ports are looked up pod by pod: pods of one workload may
//! differ in labels and in the ports that a name stands for.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::budget::Budget;
use crate::kinds::{
    ContainerPort, EndpointsObject, Service, ServicePort, ServiceType, Subset, SubsetAddress, SubsetPort, TargetPort,
};
use crate::sets::Labels;

use super::{Addressed, EndpointId, ServiceNode};

/// A pod as a Service sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backend<'a> {
    pub(crate) namespace: &'a str,
    /// Its name; a pod of a template has none.
    pub(crate) pod: Option<&'a str>,
    pub(crate) labels: &'a Labels,
    pub(crate) ports: &'a [ContainerPort],
    /// Its own addresses; none for a pod on its node's network, whose addresses are the node's.
    pub(crate) addresses: &'a [IpAddr],
    pub(crate) endpoint: EndpointId,
}

/// Pods by what Services and their Endpoints call them.
struct Pods<'a> {
    /// By namespace, those that follow each other and share their labels together.
    of: FxHashMap<&'a str, Vec<Vec<Backend<'a>>>>,
    /// By namespace and name.
    named: FxHashMap<(&'a str, &'a str), Backend<'a>>,
    /// By address.
    at: FxHashMap<IpAddr, Backend<'a>>,
}

/// Services by id. One without selector has what Endpoints and EndpointSlices of its name hold; `outside` tells which part
/// of the outside an address belongs to.
pub(crate) fn services<'a>(
    services: &[Arc<Service>],
    backings: &[EndpointsObject],
    pods: impl Iterator<Item = Backend<'a>>,
    outside: impl Fn(IpAddr) -> Option<EndpointId>,
    budget: &Budget,
) -> Vec<ServiceNode> {
    let mut known = Pods { of: FxHashMap::default(), named: FxHashMap::default(), at: FxHashMap::default() };
    for pod in pods {
        let here = known.of.entry(pod.namespace).or_default();
        let alike =
            here.last_mut().filter(|pods| pods.last().is_some_and(|last| std::ptr::eq(last.labels, pod.labels)));
        match alike {
            Some(pods) => pods.push(pod),
            None => here.push(vec![pod]),
        }
        if let Some(name) = pod.pod {
            known.named.insert((pod.namespace, name), pod);
        }
        known.at.extend(pod.addresses.iter().map(|address| (*address, pod)));
    }
    let mut stands_for: FxHashMap<(&str, &str), Vec<&Subset>> = FxHashMap::default();
    for backing in backings {
        stands_for.entry((&backing.meta.namespace, &backing.service)).or_default().extend(&backing.subsets);
    }
    let mut nodes: Vec<ServiceNode> = services
        .iter()
        .map(|service| {
            let key = (&*service.meta.namespace, &*service.meta.name.value);
            let subsets = stands_for.get(&key).map_or(&[][..], Vec::as_slice);
            match (service.kind, service.selector.is_empty()) {
                // DNS answers with another name; neither selector nor addresses play a part.
                (ServiceType::ExternalName, _) => Made::new(service, budget).node(service),
                (_, true) => backed(service, subsets, (&known, &outside), budget),
                (_, false) => {
                    let here = known.of.get(key.0).into_iter().flatten();
                    let is_selected =
                        |pods: &&Vec<Backend<'_>>| pods.first().is_some_and(|pod| selects(service, pod.labels));
                    selected(service, here.filter(is_selected).flatten(), budget)
                }
            }
        })
        .collect();
    nodes.sort_by(|left, right| left.id.cmp(&right.id));
    nodes
}

/// Whether a Service selects pods with these labels.
pub(super) fn selects(service: &Service, labels: &Labels) -> bool {
    service.selector.iter().all(|(key, value)| labels.get(key) == Some(value))
}

/// Where a port of a Service leads at one of its backends.
enum Leads {
    To(u16),
    /// The pod declares no port of the target's name.
    NoSuchName,
    /// The backend does not serve this port.
    NotServed,
}

/// What is behind a Service, as it is found.
struct Made<'b> {
    budget: &'b Budget,
    backends: Vec<EndpointId>,
    targets: Vec<Vec<(EndpointId, Option<u16>)>>,
    sliced: Vec<Vec<(EndpointId, Option<u16>)>>,
    addresses: Vec<(IpAddr, EndpointId)>,
    addressed: Vec<Addressed>,
    absent: BTreeSet<Box<str>>,
}

impl<'b> Made<'b> {
    fn new(service: &Service, budget: &'b Budget) -> Self {
        let targets = vec![Vec::new(); service.ports.len()];
        let sliced = targets.clone();
        let (backends, addresses, addressed) = (Vec::new(), Vec::new(), Vec::new());
        Self { budget, backends, targets, sliced, addresses, addressed, absent: BTreeSet::new() }
    }

    fn add(&mut self, service: &Service, endpoint: EndpointId, leads: impl Fn(&ServicePort) -> Leads) {
        // A headless Service translates nothing: whoever dials its port arrives at that port of the pod, and its names
        // resolve to addresses that serve no port.
        if !self.budget.spend(4 + 8 * service.ports.len()) {
            return;
        }
        let headless = service.kind == ServiceType::Headless;
        let mut serves = headless;
        for ((port, targets), sliced) in service.ports.iter().zip(&mut self.targets).zip(&mut self.sliced) {
            if headless {
                targets.push((endpoint, Some(port.port)));
            }
            let target = match leads(port) {
                Leads::To(target) => Some(target),
                Leads::NoSuchName => None,
                Leads::NotServed => continue,
            };
            sliced.push((endpoint, target));
            if !headless {
                targets.push((endpoint, target));
            }
            serves = true;
        }
        if serves || service.ports.is_empty() {
            self.backends.push(endpoint);
        }
    }

    fn node(mut self, service: &Service) -> ServiceNode {
        for list in self.targets.iter_mut().chain(&mut self.sliced) {
            list.sort_unstable();
            list.dedup();
        }
        self.backends.sort_unstable();
        self.backends.dedup();
        self.addresses.sort_unstable();
        self.addresses.dedup();
        self.addressed.sort_unstable();
        self.addressed.dedup();
        ServiceNode {
            id: format!("service:{}/{}", service.meta.namespace, service.meta.name.value),
            service: service.clone(),
            backends: self.backends,
            targets: self.targets,
            sliced: self.sliced,
            addresses: self.addresses,
            addressed: self.addressed,
            absent: self.absent.into_iter().collect(),
        }
    }
}

fn selected<'p, 'a: 'p>(
    service: &Service,
    pods: impl Iterator<Item = &'p Backend<'a>>,
    budget: &Budget,
) -> ServiceNode {
    let mut made = Made::new(service, budget);
    for pod in pods {
        made.add(service, pod.endpoint, |port| target(port, pod.ports));
    }
    made.node(service)
}

/// The pod port.
fn target(port: &ServicePort, declared: &[ContainerPort]) -> Leads {
    match &port.target {
        TargetPort::Number(number) => Leads::To(*number),
        TargetPort::Name(name) => {
            let named = declared.iter().find(|one| one.name.as_ref() == Some(name) && one.protocol == port.protocol);
            named.map_or(Leads::NoSuchName, |one| Leads::To(one.port))
        }
    }
}

/// A Service without selector: its ports lead to the ports of the same name that Endpoints hold.
fn backed(
    service: &Service,
    subsets: &[&Subset],
    (pods, outside): (&Pods<'_>, &impl Fn(IpAddr) -> Option<EndpointId>),
    budget: &Budget,
) -> ServiceNode {
    let mut made = Made::new(service, budget);
    for subset in subsets {
        for address in &subset.addresses {
            let endpoint = match holder(service, address, pods) {
                Holder::Pod(endpoint) => endpoint,
                Holder::Absent(name) => {
                    made.absent.insert(name);
                    continue;
                }
                Holder::Address(address) => {
                    let Some(endpoint) = outside(address) else { continue };
                    made.addresses.push((address, endpoint));
                    for (at, port) in service.ports.iter().enumerate() {
                        if let Leads::To(target) = served(port, &subset.ports) {
                            let target = if service.kind == ServiceType::Headless { port.port } else { target };
                            made.addressed.push(Addressed { port: at, address, endpoint, target });
                        }
                    }
                    endpoint
                }
                Holder::Nobody => continue,
            };
            made.add(service, endpoint, |port| served(port, &subset.ports));
        }
    }
    made.node(service)
}

enum Holder {
    Pod(EndpointId),
    /// A pod of this name, which is not in the input.
    Absent(Box<str>),
    Address(IpAddr),
    Nobody,
}

fn holder(service: &Service, address: &SubsetAddress, pods: &Pods<'_>) -> Holder {
    let by_name = address.pod.as_deref().and_then(|name| pods.named.get(&(&*service.meta.namespace, name)));
    let by_address = || address.address.and_then(|address| pods.at.get(&address));
    match (by_name.or_else(by_address), &address.pod, address.address) {
        (Some(pod), _, _) => Holder::Pod(pod.endpoint),
        (None, Some(name), _) => Holder::Absent(name.clone()),
        (None, None, Some(address)) => Holder::Address(address),
        (None, None, None) => Holder::Nobody,
    }
}

/// The port that is served for a port of the Service.
fn served(port: &ServicePort, ports: &[SubsetPort]) -> Leads {
    let name = port.name.as_deref().unwrap_or("");
    let Some(found) = ports.iter().find(|one| *one.name == *name && one.protocol == port.protocol) else {
        return Leads::NotServed;
    };
    // An entry without number serves every port.
    Leads::To(found.port.unwrap_or(port.port))
}
