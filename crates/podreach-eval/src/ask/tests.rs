//! The same answer by text and by what the text means.

use podreach_syntax::Sources;

use super::*;
use crate::options::Options;
use crate::pipeline::analyze;
use crate::query::PortQuery;
use crate::sets::Protocol;

const CLUSTER: &str = "
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {replicas: 3, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: shop, labels: {app: db}}, spec: {containers: [{name: c, ports: [{containerPort: 5432}]}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {clusterIP: 10.96.0.7, selector: {app: web}, ports: [{port: 80, targetPort: http}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: empty, namespace: shop}, spec: {selector: {app: none}, ports: [{port: 80}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web, namespace: shop}, spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: db}}}, {ipBlock: {cidr: 192.0.2.0/25}}], ports: [{port: http}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: shop}, spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}}]}]}}
";

fn cluster() -> Analysis {
    analyze(&Sources::single("a.yaml", CLUSTER), &Options::default())
}

const ENDS: [&str; 8] =
    ["web", "db", "service:web", "service:empty", "192.0.2.0/24", "10.96.0.7", "shop/web-0", "other/x"];

fn questions() -> [Question; 4] {
    let port = |port| Question::Port(Protocol::Tcp, port);
    [
        Question::Anything,
        Question::Protocol(Protocol::Udp),
        port(PortQuery::Number(8080)),
        port(PortQuery::Name("http".into())),
    ]
}

/// An answer as text, without what its ends are called.
fn shown(reply: &Reply) -> String {
    let parts: Vec<String> = reply
        .parts
        .iter()
        .map(|part| match part {
            Part::Pair { labels, verdict } => format!("{labels:?} {verdict:?}"),
            Part::Service { labels, service, verdicts } => format!("{labels:?} {service} {verdicts:?}"),
        })
        .collect();
    format!("{:?} {} {parts:?}", reply.outcome, reply.of_services)
}

#[test]
fn targets_have_the_answers_of_the_texts_that_mean_them() {
    let analysis = cluster();
    let mut outcomes = [0; 3];
    for (source, destination) in ENDS.into_iter().flat_map(|one| ENDS.map(|other| (one, other))) {
        for question in &questions() {
            let by_text = analysis.ask(&Request { source, destination, namespace: "shop", question });
            let found = [source, destination].map(|text| analysis.find(text, "shop"));
            let [Ok(from), Ok(to)] = found else {
                assert!(matches!(by_text, Err(AskError::Find(_))), "{source} {destination}");
                continue;
            };
            match (by_text, analysis.ask_targets([from, to], question)) {
                (Ok(by_text), Ok(by_target)) => {
                    outcomes[by_text.outcome as usize] += 1;
                    assert_eq!(shown(&by_text), shown(&by_target), "{source} {destination} {question:?}");
                }
                (Err(by_text), Err(by_target)) => {
                    assert_eq!(std::mem::discriminant(&by_text), std::mem::discriminant(&by_target));
                }
                (by_text, by_target) => panic!("{source} {destination}: {by_text:?} {by_target:?}"),
            }
        }
    }
    assert!(outcomes.iter().all(|count| *count > 3), "{outcomes:?}");
}

#[test]
fn endpoints_have_the_answer_of_their_names() {
    let analysis = cluster();
    let id = |text| analysis.endpoint_by_id(text).unwrap();
    for (source, destination) in [("shop/web", "shop/db"), ("shop/db", "shop/web"), ("shop/web", "shop/web")] {
        for question in &questions() {
            let reply = analysis.ask(&Request { source, destination, namespace: "", question }).unwrap();
            let verdict = analysis.ask_endpoints(id(source), id(destination), question);
            let [Part::Pair { verdict: by_text, .. }] = reply.parts.as_slice() else { panic!("{reply:?}") };
            assert_eq!(format!("{by_text:?}"), format!("{verdict:?}"));
            assert_eq!(reply.outcome, verdict.outcome());
        }
    }
}
