//! Tests of the nearest miss: what is wanted and what is there, and the finding that names the cause.

use podreach_syntax::Sources;

use super::nearest::{cause, nearest_miss};
use crate::query::{PortQuery, Question};
use crate::sets::Protocol;
use crate::{Options, analyze};

/// The criteria that fail for egress and ingress, with the finding, of web in namespace `front` and db in namespace `data`.
fn nearest(web: &str, db: &str, policies: &[&str], port: Option<u16>) -> [Option<(Vec<String>, &'static str)>; 2] {
    let mut text = format!(
        "{{apiVersion: v1, kind: Namespace, metadata: {{name: front}}}}\n---\n\
         {{apiVersion: v1, kind: Namespace, metadata: {{name: data, labels: {{env: prod}}}}}}\n---\n\
         {{apiVersion: v1, kind: Pod, metadata: {{name: web, namespace: front, labels: {{app: web}}}}, spec: {{{web}containers: [{{name: c}}]}}}}\n---\n\
         {{apiVersion: v1, kind: Pod, metadata: {{name: db, namespace: data, labels: {{app: db}}}}, spec: {{containers: [{{name: c, ports: [{{{db}}}]}}]}}}}\n---\n\
         {{apiVersion: v1, kind: Service, metadata: {{name: db, namespace: data}}, spec: {{selector: {{app: db}}, ports: [{{port: 15984, targetPort: 5984}}]}}}}\n"
    );
    for (at, policy) in policies.iter().enumerate() {
        text.push_str(&format!(
            "---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p{at}, namespace: {policy}}}\n"
        ));
    }
    let sources = Sources::single("a.yaml", text);
    let analysis = analyze(&sources, &Options::default());
    let id = |name: &str| analysis.endpoint_ids().find(|(_, one)| one.name == name).unwrap().0;
    let question = port.map_or(Question::Anything, |port| Question::Port(Protocol::Tcp, PortQuery::Number(port)));
    let verdict = analysis.verdict(id("web"), id("db"), &question);
    let findings = analysis.findings(&sources).found;
    [&verdict.egress, &verdict.ingress].map(|decision| {
        let near = nearest_miss(&analysis, &verdict, decision)?;
        let code = cause(&analysis, &findings, &near).map_or("", |found| found.diagnostic.code);
        let failing = near.criteria.iter().filter(|one| !one.matches);
        Some((failing.map(|one| format!("{}: {}", one.aspect.as_str(), one.sentence())).collect(), code))
    })
}

const DB: &str = "name: couch, containerPort: 5984";

fn ingress(web: &str, rule: &str) -> (Vec<String>, &'static str) {
    let policy = format!("data}}, spec: {{podSelector: {{}}, ingress: [{rule}]}}");
    let [egress, ingress] = nearest(web, DB, &[&policy], None);
    assert_eq!(egress, None, "egress is not isolated");
    ingress.unwrap()
}

#[test]
fn what_the_rule_wants_and_what_the_other_end_is_instead() {
    let says = |rule: &str| ingress("", rule).0;
    assert_eq!(
        says("{from: [{podSelector: {matchLabels: {app: web}}}]}"),
        ["namespace: wants namespace data, web is in namespace front"]
    );
    assert_eq!(
        says("{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: Web}}}]}"),
        ["pods: wants app=Web, web has app=web"]
    );
    assert_eq!(
        says("{from: [{namespaceSelector: {matchLabels: {name: front}}}]}"),
        ["namespace: wants name=front, namespace front has no label `name`, but kubernetes.io/metadata.name=front"]
    );
    let of_several = says(
        "{from: [{podSelector: {matchLabels: {app: x}}}, {namespaceSelector: {}, podSelector: {matchLabels: {app: x}}}]}",
    );
    assert_eq!(of_several, ["pods: wants app=x, web has app=web"], "the nearest peer counts");
    assert_eq!(
        says("{from: [{namespaceSelector: {}}], ports: [{port: metrics}]}"),
        ["ports: wants TCP metrics, no container port named `metrics` at data/db; it has `couch` (TCP 5984)"]
    );
    assert_eq!(
        ingress("hostNetwork: true, ", "{from: [{namespaceSelector: {}}]}").0,
        [
            "address: wants all pods in all namespaces, web uses the host network and has the address of its node, which no selector matches"
        ]
    );
}

#[test]
fn the_nearest_of_several_rules_has_the_fewest_criteria_that_fail() {
    let (says, _) = ingress(
        "",
        "{from: [{podSelector: {matchLabels: {app: Web}}}]}, {from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: Web}}}]}",
    );
    assert_eq!(says, ["pods: wants app=Web, web has app=web"]);
}

#[test]
fn ports_that_do_not_meet_name_the_service_port() {
    let policies = [
        "front}, spec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}], ports: [{port: 15984}]}]}",
        "data}, spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 5984}]}]}",
    ];
    let [egress, ingress] = nearest("", DB, &policies, None);
    assert_eq!(egress.unwrap(), (vec!["ports: wants TCP 15984, ingress to db allows TCP 5984".to_owned()], "L50"));
    assert_eq!(ingress.unwrap().0, ["ports: wants TCP 5984, egress from web allows TCP 15984"]);
    let [egress, ingress] = nearest("", DB, &policies, Some(5984));
    assert_eq!(egress.unwrap(), (vec!["ports: wants TCP 15984, TCP 5984 is asked about".to_owned()], "L50"));
    assert_eq!(ingress, None, "ingress allows it");
}

#[test]
fn no_rule_no_miss() {
    let [_, ingress] = nearest("", DB, &["data}, spec: {podSelector: {}}"], None);
    assert_eq!(ingress, None);
}
