//! The engine against a naive oracle on random clusters: every pair, every interesting port, every protocol.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod changes;
mod generate;
mod model;
mod naive;

use std::net::IpAddr;

use podreach_eval::inventory::{EndpointId, EndpointKind};
use podreach_eval::reach::{PairState, PortQuery, Question};
use podreach_eval::sets::Protocol;
use podreach_eval::{Analysis, IpBlockPods, Options, analyze};
use podreach_syntax::{Severity, Sources};
use proptest::prelude::*;
use proptest::test_runner::Config;

use model::Cluster;
use naive::End;

/// Addresses outside the cluster, on both sides of every border that the generator draws.
const OUTSIDE: [&str; 9] = [
    "8.8.8.8",
    "10.0.0.1",
    "10.0.0.77",
    "10.0.1.9",
    "10.2.0.1",
    "192.168.0.9",
    "203.0.113.9",
    "2001:db8::1",
    "fd00::5",
];
/// Ports on both sides of every border.
const PORTS: [u16; 9] = [1, 2, 79, 80, 81, 90, 442, 443, 65535];

fn endpoint(analysis: &Analysis, end: End<'_>) -> EndpointId {
    match end {
        End::Pod(pod) => {
            let id = format!("{}/{}", pod.namespace, pod.name);
            analysis.endpoint_by_id(&id).unwrap_or_else(|| panic!("{id} is missing"))
        }
        End::Address(address) => {
            let holds = |kind: &EndpointKind| matches!(kind, EndpointKind::External(set) if set.contains(address));
            let mut found = analysis.endpoint_ids().filter(|(_, endpoint)| holds(&endpoint.kind));
            let id = found.next().unwrap_or_else(|| panic!("{address} is in no part of the outside")).0;
            assert!(found.next().is_none(), "{address} is in two parts of the outside");
            id
        }
    }
}

fn compare(cluster: &Cluster, match_pods: bool) {
    let yaml = cluster.yaml();
    let option = if match_pods { IpBlockPods::Match } else { IpBlockPods::Ignore };
    let analysis = analyze(
        &Sources::single("cluster.yaml", yaml.as_str()),
        &Options { ip_block_pods: option, ..Options::default() },
    );
    let errors: Vec<_> = analysis.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{yaml}");
    let pods = cluster.pods.iter().map(End::Pod);
    let ends: Vec<End<'_>> =
        pods.chain(OUTSIDE.iter().map(|text| End::Address(text.parse::<IpAddr>().unwrap()))).collect();
    for source in &ends {
        for destination in &ends {
            if matches!((source, destination), (End::Address(_), End::Address(_))) {
                continue;
            }
            let (from, to) = (endpoint(&analysis, *source), endpoint(&analysis, *destination));
            let pair = analysis.pair(from, to);
            let mut any = false;
            for protocol in Protocol::ALL {
                for port in PORTS {
                    let expected = naive::allowed(cluster, *source, *destination, protocol.as_str(), port, match_pods);
                    any |= expected;
                    let found = pair.connections.contains(protocol, port);
                    assert_eq!(found, expected, "{source:?} -> {destination:?} {protocol} {port}\n{yaml}");
                }
            }
            assert_eq!(
                matches!(pair.state, PairState::Blocked(_)),
                !any,
                "state of {source:?} -> {destination:?}\n{yaml}"
            );
        }
    }
    check_verdicts(cluster, &analysis, &ends, match_pods, &yaml);
}

/// Verdicts agree with the oracle as well, and say why: an open gate that policies guard names rules, a closed one does
/// not.
fn check_verdicts(cluster: &Cluster, analysis: &Analysis, ends: &[End<'_>], match_pods: bool, yaml: &str) {
    for (at, source) in ends.iter().enumerate() {
        let destination = &ends[(at * 7 + 1) % ends.len()];
        if matches!((source, destination), (End::Address(_), End::Address(_))) {
            continue;
        }
        let (from, to) = (endpoint(analysis, *source), endpoint(analysis, *destination));
        let (protocol, port) = (Protocol::ALL[at % 3], PORTS[at % PORTS.len()]);
        let verdict = analysis.verdict(from, to, &Question::Port(protocol, PortQuery::Number(port)));
        let expected = naive::allowed(cluster, *source, *destination, protocol.as_str(), port, match_pods);
        assert_eq!(verdict.allowed, expected, "verdict {source:?} -> {destination:?} {protocol} {port}\n{yaml}");
        for gate in [&verdict.egress, &verdict.ingress] {
            if gate.isolating.is_empty() {
                assert!(gate.allowed, "{gate:?}\n{yaml}");
            } else {
                assert_eq!(gate.allowed, !gate.hits.is_empty(), "reasons of {gate:?}\n{yaml}");
            }
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 20_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn engine_equals_oracle(bytes in proptest::collection::vec(any::<u8>(), 0..220), match_pods in any::<bool>()) {
        compare(&generate::cluster(&bytes), match_pods);
    }
}
