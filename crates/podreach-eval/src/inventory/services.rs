//! Services with the pods behind them. Selectors and target ports are looked up pod by pod: pods of one workload may
//! differ in labels and in the ports that a name stands for.

use rustc_hash::FxHashMap;

use crate::kinds::{ContainerPort, Service, ServicePort, ServiceType, TargetPort};
use crate::sets::Labels;

use super::{EndpointId, ServiceNode};

/// A pod as a Service sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backend<'a> {
    pub(crate) namespace: &'a str,
    pub(crate) labels: &'a Labels,
    pub(crate) ports: &'a [ContainerPort],
    pub(crate) endpoint: EndpointId,
}

/// Services by id. One without selector leads nowhere that is known.
pub(crate) fn services<'a>(services: &[Service], pods: impl Iterator<Item = Backend<'a>>) -> Vec<ServiceNode> {
    let mut by_namespace: FxHashMap<&str, Vec<Backend<'_>>> = FxHashMap::default();
    for pod in pods {
        by_namespace.entry(pod.namespace).or_default().push(pod);
    }
    let mut nodes: Vec<ServiceNode> = services
        .iter()
        .map(|service| {
            let here = by_namespace.get(&*service.meta.namespace).into_iter().flatten();
            node(service, here.filter(|pod| !service.selector.is_empty() && selects(service, pod.labels)).copied())
        })
        .collect();
    nodes.sort_by(|left, right| left.id.cmp(&right.id));
    nodes
}

fn selects(service: &Service, labels: &Labels) -> bool {
    service.selector.iter().all(|(key, value)| labels.get(key) == Some(value))
}

fn node<'a>(service: &Service, pods: impl Iterator<Item = Backend<'a>>) -> ServiceNode {
    let mut backends = Vec::new();
    let mut targets = vec![Vec::new(); service.ports.len()];
    for pod in pods {
        backends.push(pod.endpoint);
        for (port, found) in service.ports.iter().zip(&mut targets) {
            found.push((pod.endpoint, target(service, port, pod.ports)));
        }
    }
    for list in &mut targets {
        list.sort_unstable();
        list.dedup();
    }
    backends.sort_unstable();
    backends.dedup();
    let id = format!("service:{}/{}", service.meta.namespace, service.meta.name.value);
    ServiceNode { id, service: service.clone(), backends, targets }
}

/// The pod port. A headless Service translates nothing: whoever dials its port arrives at that port of the pod.
fn target(service: &Service, port: &ServicePort, declared: &[ContainerPort]) -> Option<u16> {
    match &port.target {
        _ if service.kind == ServiceType::Headless => Some(port.port),
        TargetPort::Number(number) => Some(*number),
        TargetPort::Name(name) => {
            let named = declared.iter().find(|one| one.name.as_ref() == Some(name) && one.protocol == port.protocol);
            named.map(|one| one.port)
        }
    }
}
