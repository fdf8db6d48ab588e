//! Verdicts about Services: policies see the pod port, so every backend is asked for the port that the Service leads to.

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::kinds::ServicePort;
use crate::sets::{AddressSet, Protocol};

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
    /// The pod ports that a port of a Service (by its place in the Service) leads to at a workload: several where its pods
    /// differ, `None` where a pod has no port of the target's name.
    pub fn target_ports(&self, service: usize, port: usize, backend: EndpointId) -> Vec<Option<u16>> {
        let targets = self.services.get(service).and_then(|node| node.targets.get(port));
        let here = targets.into_iter().flatten().filter(|(endpoint, _)| *endpoint == backend);
        here.map(|(_, target)| *target).collect()
    }

    /// How many answers there are about all ports of a Service (by index) for one source.
    pub fn service_answers(&self, service: usize) -> usize {
        self.services.get(service).map_or(0, |node| node.targets.iter().map(Vec::len).sum())
    }

    /// The first Service, and its port by place, that leads to a pod port of a workload and to no other of its ports.
    pub(crate) fn dialled(&self, backend: EndpointId, protocol: Protocol, port: u16) -> Option<(usize, usize)> {
        let dialled = self.dialled.get_or_init(|| {
            let mut found = FxHashMap::default();
            for (service, node) in self.services.iter().enumerate() {
                for (at, (written, targets)) in node.service.ports.iter().zip(&node.targets).enumerate() {
                    // They are sorted by workload.
                    for here in targets.chunk_by(|left, right| left.0 == right.0) {
                        if let [(endpoint, Some(target))] = here {
                            found.entry((*endpoint, written.protocol, *target)).or_insert((service, at));
                        }
                    }
                }
            }
            found
        });
        dialled.get(&(backend, protocol, port)).copied()
    }

    /// Asks every backend of a Service (by index) for those of its ports that are asked about, which are the Service's own.
    pub fn service_verdicts(&self, source: EndpointId, service: usize, question: &Question) -> Vec<ServiceVerdict> {
        self.service_verdicts_at(source, None, service, question)
    }

    /// The same from particular addresses of the source, where these are given.
    pub fn service_verdicts_at(
        &self,
        source: EndpointId,
        addresses: Option<&AddressSet>,
        service: usize,
        question: &Question,
    ) -> Vec<ServiceVerdict> {
        let Some(node) = self.services.get(service) else { return Vec::new() };
        let wanted = |candidate: &&ServicePort| match question {
            Question::Anything => true,
            Question::Protocol(protocol) => candidate.protocol == *protocol,
            Question::Port(protocol, PortQuery::Number(number)) => {
                candidate.protocol == *protocol && candidate.port == *number
            }
            Question::Port(protocol, PortQuery::Name(name)) => {
                candidate.protocol == *protocol && candidate.name.as_deref() == Some(name.as_str())
            }
        };
        let ports = node.service.ports.iter().zip(&node.targets).filter(|(port, _)| wanted(port));
        ports
            .flat_map(|(port, targets)| {
                targets.iter().map(move |(backend, target)| {
                    let verdict = target.map(|target| {
                        let question = Question::Port(port.protocol, PortQuery::Number(target));
                        if source == *backend && self.may_be_kept_from_itself(source) {
                            return self.verdict_hairpin(source, &question);
                        }
                        self.verdict_at(source, *backend, &question, [addresses, None])
                    });
                    ServiceVerdict {
                        service_port: port.port,
                        protocol: port.protocol,
                        backend: *backend,
                        target: *target,
                        verdict,
                    }
                })
            })
            .collect()
    }

    /// Whether an endpoint is exactly one pod to which policies apply, which then count when it reaches itself through a
    /// Service.
    fn may_be_kept_from_itself(&self, id: EndpointId) -> bool {
        let endpoint = self.endpoint(id);
        let applied = !endpoint.ingress.policies.is_empty() || !endpoint.egress.policies.is_empty();
        endpoint.bare && !endpoint.host_network && applied
    }
}
