//! Verdicts about Services: policies see the pod port, so every backend is asked for the port that the Service leads to.

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::kinds::{ServicePort, ServiceType, TargetPort};
use crate::sets::Protocol;

use super::verdict::{PortQuery, Question, Verdict};

/// The answer for one port of a Service at one of its backends.
#[derive(Clone, Debug)]
pub struct ServiceVerdict {
    /// Port that the client dials.
    pub service_port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// A workload behind the Service.
    pub backend: EndpointId,
    /// The pod port; `None` when the target's name is not declared by the backend.
    pub target: Option<u16>,
    /// The verdict on the pod port; `None` when there is no such port.
    pub verdict: Option<Verdict>,
}

impl Analysis {
    /// The pod port that a Service port leads to at a backend. A headless Service translates nothing: the client dials the
    /// pod, whose port is the target when it is a number.
    pub fn target_port(&self, service: usize, port: &ServicePort, backend: EndpointId) -> Option<u16> {
        let headless = self.services.get(service).is_some_and(|node| node.service.kind == ServiceType::Headless);
        match &port.target {
            TargetPort::Number(_) if headless => Some(port.port),
            TargetPort::Number(number) => Some(*number),
            TargetPort::Name(name) => {
                let ports = &self.endpoint(backend).ports;
                let found = ports
                    .iter()
                    .find(|declared| declared.name.as_ref() == Some(name) && declared.protocol == port.protocol);
                found.map(|declared| declared.port)
            }
        }
    }

    /// Asks every backend of a Service (by index) for one of its ports, or for all of them.
    pub fn service_verdicts(
        &self,
        source: EndpointId,
        service: usize,
        port: Option<&(Protocol, PortQuery)>,
    ) -> Vec<ServiceVerdict> {
        let Some(node) = self.services.get(service) else { return Vec::new() };
        let wanted = |candidate: &&ServicePort| match port {
            None => true,
            Some((protocol, PortQuery::Number(number))) => candidate.protocol == *protocol && candidate.port == *number,
            Some((protocol, PortQuery::Name(name))) => {
                candidate.protocol == *protocol && candidate.name.as_deref() == Some(name.as_str())
            }
        };
        let ports = node.service.ports.iter().filter(wanted);
        ports
            .flat_map(|port| {
                node.backends.iter().map(move |backend| {
                    let target = self.target_port(service, port, *backend);
                    let verdict = target.map(|target| {
                        self.verdict(source, *backend, &Question::Port(port.protocol, PortQuery::Number(target)))
                    });
                    ServiceVerdict {
                        service_port: port.port,
                        protocol: port.protocol,
                        backend: *backend,
                        target,
                        verdict,
                    }
                })
            })
            .collect()
    }
}
