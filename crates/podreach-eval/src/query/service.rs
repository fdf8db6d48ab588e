//! Verdicts about Services: policies see the pod port, so every backend is asked for the port that the Service leads to.

use std::collections::BTreeMap;
use std::net::IpAddr;

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::sets::{AddressSet, Protocol};

use crate::query::{Outcome, PortQuery, Question, Verdict};

/// The answer for one port of a Service at one of its backends.
#[derive(Clone, Debug)]
pub struct ServiceVerdict {
    /// Port that the client dials.
    pub service_port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// A workload behind the Service, or the part of the outside that holds the address of one of its endpoints.
    pub backend: EndpointId,
    /// That address.
    pub address: Option<IpAddr>,
    /// The pod port; `None` when the target's name is not declared by the backend.
    pub target: Option<u16>,
    /// The verdict on the pod port; `None` when there is no such port.
    pub verdict: Option<Verdict>,
}

impl ServiceVerdict {
    /// The outcome of a connection to this port that is forwarded to this backend; `None` where none is, because it has no
    /// port of the target's name.
    pub fn outcome(&self) -> Option<Outcome> {
        self.verdict.as_ref().map(Verdict::outcome)
    }

    /// The outcome for a Service: each port needs all of its backends, since a connection may be forwarded to any of them; of
    /// several ports one is enough.
    ///
    /// Source: EndpointSlices leave out pods that have no port of the target's name.
    pub fn all(verdicts: &[Self]) -> Outcome {
        let mut ports: BTreeMap<(Protocol, u16), Vec<Outcome>> = BTreeMap::new();
        for verdict in verdicts {
            let slot = ports.entry((verdict.protocol, verdict.service_port)).or_default();
            slot.extend(verdict.outcome());
        }
        Outcome::any(ports.into_values().map(Outcome::all))
    }
}

impl Analysis {
    /// The pod ports that a port of a Service (by its place in the Service) leads to at a workload: several where its pods
    /// differ, `None` where a pod has no port of the target's name.
    pub fn target_ports(&self, service: usize, port: usize, backend: EndpointId) -> Vec<Option<u16>> {
        let targets = self.services.get(service).and_then(|node| node.targets.get(port));
        let here = targets.into_iter().flatten().filter(|(endpoint, _)| *endpoint == backend);
        here.map(|(_, target)| *target).collect()
    }

    /// The number of verdicts about all ports of a Service (by index) for one source.
    pub fn service_answers(&self, service: usize) -> usize {
        self.services.get(service).map_or(0, |node| node.targets.iter().map(Vec::len).sum())
    }

    /// The first Service, and its port by place, that leads to a pod port of a workload and to no other of its ports.
    pub(crate) fn dialled(&self, backend: EndpointId, protocol: Protocol, port: u16) -> Option<(usize, usize)> {
        let dialled = self.dialled.get_or_init(|| {
            let mut found = FxHashMap::default();
            // A Service that leads to others as well may lead elsewhere when it is tried.
            let alone = self.services.iter().enumerate().filter(|(_, node)| node.backends.len() == 1);
            for (service, node) in alone {
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

    /// Asks every backend of a Service (by index) for those of its ports that are asked about, which are the Service's own;
    /// from particular addresses of the source, where these are given.
    pub fn service_verdicts_at(
        &self,
        source: EndpointId,
        addresses: Option<&AddressSet>,
        service: usize,
        question: &Question,
    ) -> Vec<ServiceVerdict> {
        let Some(node) = self.services.get(service) else { return Vec::new() };
        let mut found = Vec::new();
        for (at, (port, targets)) in node.service.ports.iter().zip(&node.targets).enumerate() {
            if !question.is_about_port(port) {
                continue;
            }
            let answer = |backend: EndpointId, address: Option<IpAddr>, target: Option<u16>| {
                let there = address.map(|address| AddressSet::of(&[address]));
                let verdict = target.map(|target| {
                    let question = Question::Port(port.protocol, PortQuery::Number(target));
                    if source == backend && self.may_be_kept_from_itself(source) {
                        return self.verdict_hairpin(source, &question);
                    }
                    match &there {
                        Some(there) => self.verdict_at(source, backend, &question, [addresses, Some(there)]),
                        None => self.verdict_of_client(service, [source, backend], addresses, &question),
                    }
                });
                let (service_port, protocol) = (port.port, port.protocol);
                ServiceVerdict { service_port, protocol, backend, address, target, verdict }
            };
            let inside = targets.iter().filter(|(backend, _)| !self.endpoint(*backend).is_external());
            found.extend(inside.map(|(backend, target)| answer(*backend, None, *target)));
            let outside = node.addressed.iter().filter(|one| one.port == at);
            found.extend(outside.map(|one| answer(one.endpoint, Some(one.address), Some(one.target))));
        }
        found
    }

    /// Whether an endpoint is exactly one pod to which policies apply, which then count when it reaches itself through a
    /// Service.
    fn may_be_kept_from_itself(&self, id: EndpointId) -> bool {
        let endpoint = self.endpoint(id);
        let applied = !endpoint.ingress.policies.is_empty() || !endpoint.egress.policies.is_empty();
        endpoint.is_single() && !endpoint.host_network && applied
    }
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Sources;

    use crate::options::Options;
    use crate::pipeline::analyze;
    use crate::policy::Semantics;
    use crate::query::Question;

    /// A pod that reaches itself through its Service, under a policy that allows no ingress.
    #[test]
    fn what_a_plugin_does_with_hairpins_is_its_semantics() {
        let yaml = "
apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: a}}
spec: {containers: [{name: c, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: a}
spec: {selector: {app: a}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec: {podSelector: {}}
";
        for hairpin_is_allowed in [true, false] {
            let semantics = Semantics { hairpin_is_allowed, ..Semantics::default() };
            let analysis = analyze(&Sources::single("a.yaml", yaml), &Options { semantics, ..Options::default() });
            let pod = analysis.endpoint_by_id("default/a").unwrap();
            let verdict = analysis.verdict_hairpin(pod, &Question::Anything);
            assert_eq!(verdict.allowed, hairpin_is_allowed);
        }
    }
}
