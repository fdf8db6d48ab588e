//! Where a Service leads.

use crate::model::{Cluster, Pod, Service, ServiceKind, ServicePort, TargetPort};

/// The pods behind a Service.
pub fn backends<'a>(cluster: &'a Cluster, service: &Service) -> Vec<&'a Pod> {
    let selects = |pod: &&Pod| {
        let all = service.selector.iter().all(|wanted| pod.labels.contains(wanted));
        pod.namespace == service.namespace && !service.selector.is_empty() && all
    };
    cluster.pods.iter().filter(selects).collect()
}

/// The pod port that a Service port leads to at a pod; `None` where the pod has no port of that name.
pub fn target(service: &Service, port: &ServicePort, pod: &Pod) -> Option<u16> {
    match port.target {
        _ if service.kind == ServiceKind::Headless => Some(port.port),
        TargetPort::Absent => Some(port.port),
        TargetPort::Number(number) => Some(number),
        TargetPort::Name(name) => {
            let protocol = port.protocol.unwrap_or("TCP");
            let found = pod.ports.iter().find(|(known, _, with)| *known == Some(name) && *with == protocol);
            found.map(|(_, number, _)| *number)
        }
    }
}
