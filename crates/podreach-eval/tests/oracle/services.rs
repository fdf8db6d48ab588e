//! Services against the oracle: the pods behind them, the pod ports that they lead to, and the answers there.

use podreach_eval::Analysis;
use podreach_eval::inventory::EndpointId;
use podreach_eval::query::{PortQuery, Question};
use podreach_eval::sets::Protocol;
use podreach_testkit::model::Cluster;
use podreach_testkit::naive::{self, End};

use crate::compare::endpoint;

pub(crate) fn check(cluster: &Cluster, analysis: &Analysis, sources: &[End<'_>], from: &[EndpointId], shown: &str) {
    for service in &cluster.services {
        let id = format!("service:{}/{}", service.namespace, service.name);
        let at = analysis.services.iter().position(|node| node.id == id);
        let at = at.unwrap_or_else(|| panic!("{id} is missing\n{shown}"));
        let pods = naive::backends(cluster, service);
        let mut behind: Vec<EndpointId> = pods.iter().map(|pod| endpoint(analysis, End::Pod(pod))).collect();
        behind.sort_unstable();
        behind.dedup();
        assert_eq!(analysis.services[at].backends, behind, "pods behind {id}\n{shown}");
        for (source, from) in sources.iter().zip(from) {
            for port in &service.ports {
                let protocol = port.protocol.unwrap_or("TCP");
                let mut expected = Vec::new();
                for pod in &pods {
                    let destination = End::Pod(pod);
                    let target = naive::target(service, port, pod);
                    let answer = target.map(|number| match source {
                        End::Pod(itself) if std::ptr::eq(*itself, *pod) => {
                            naive::hairpin(cluster, itself, protocol, number)
                        }
                        _ => naive::allowed(cluster, *source, destination, protocol, number),
                    });
                    let to = endpoint(analysis, destination);
                    // Whether a pod of several is itself behind the Service is not asked.
                    if to != *from || analysis.endpoint(to).bare {
                        expected.push((port.port, to, target, answer));
                    }
                }
                let question = Question::Port(Protocol::from_name(protocol).unwrap(), PortQuery::Number(port.port));
                let answers = analysis.service_verdicts_at(*from, None, at, &question);
                let mut found: Vec<_> = answers
                    .iter()
                    .filter(|answer| answer.backend != *from || analysis.endpoint(*from).bare)
                    .map(|answer| {
                        let allowed = answer.verdict.as_ref().map(|verdict| verdict.allowed);
                        (answer.service_port, answer.backend, answer.target, allowed)
                    })
                    .collect();
                // Two ports of one Service may have the same number; each is asked.
                let same = service
                    .ports
                    .iter()
                    .filter(|other| other.port == port.port && other.protocol.unwrap_or("TCP") == protocol);
                if same.count() > 1 {
                    continue;
                }
                found.sort_unstable();
                found.dedup();
                expected.sort_unstable();
                expected.dedup();
                assert_eq!(found, expected, "{source:?} -> {id} {protocol} {}\n{shown}", port.port);
            }
        }
    }
}
