//! What words find.

use super::search::*;
use crate::page::asked::{asked, evaluation};

const CLUSTER: &str = "
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, ports: [{containerPort: 8080}]}]}}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web-cache, namespace: shop, labels: {app: cache}}, spec: {containers: [{name: c, ports: [{containerPort: 6379}, {containerPort: 53, protocol: UDP}]}]}, status: {podIP: 10.1.2.3}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: test, labels: {app: web}}, spec: {containers: [{name: c}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web-in, namespace: shop}, spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}]}}
";

fn found(text: &str) -> Vec<String> {
    let evaluation = evaluation(CLUSTER);
    let answer = asked(&evaluation, Search { text: text.to_owned() });
    assert_eq!(answer.text, text);
    let rows = answer.groups().into_iter().flat_map(|group| &group.rows);
    rows.map(|hit| format!("{}: {}", hit.title, hit.note)).collect()
}

#[test]
fn a_port_that_only_a_rule_names_is_found() {
    let text = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: scrape, namespace: shop}, spec: {podSelector: {matchLabels: {app: prometheus}}, ingress: [{from: [{podSelector: {}}], ports: [{port: 9090}]}]}}\n";
    let evaluation = evaluation(text);
    for search in ["9090", "port 9090", "TCP 9090", "port tcp 9090"] {
        let answer = asked(&evaluation, Search { text: search.to_owned() });
        let words: Vec<_> = answer.words.iter().map(|word| word.kind.as_str()).collect();
        assert_eq!(words, ["port"], "{search}");
        let rows: Vec<_> = answer.groups().into_iter().flat_map(|group| &group.rows).collect();
        let says: Vec<String> = rows.iter().map(|hit| format!("{}: {}", hit.title, hit.note)).collect();
        assert_eq!(
            says,
            [
                "app=prometheus: not in your YAML in shop, TCP 9090 by a rule",
                "TCP 9090: rules name it for 1; filter the picture by this port"
            ],
            "{search}"
        );
    }
    let none = asked(&evaluation, Search { text: "udp 9090".to_owned() });
    assert!(none.is_empty());
}

#[test]
fn names_labels_ports_addresses_namespaces_and_policies_are_found() {
    assert_eq!(
        found("web"),
        [
            "web: Deployment in shop",
            "web: Pod in test",
            "web-cache: Pod in shop",
            "web: Service in shop",
            "web-in: NetworkPolicy in shop"
        ]
    );
    assert_eq!(found("app=cache"), ["web-cache: Pod in shop"]);
    assert_eq!(found("app= shop/"), ["web: Deployment in shop", "web-cache: Pod in shop"]);
    let port = |port: &str| format!("{port}: 1 workload declares it; filter the picture by this port");
    assert_eq!(found("TCP 8080"), ["web: Deployment in shop, TCP 8080", &port("TCP 8080")]);
    assert_eq!(found("port 8080"), found("8080"));
    assert_eq!(found("Port TCP 8080"), found("TCP 8080"));
    assert_eq!(found("port web"), [""; 0]);
    assert_eq!(found("udp 53"), ["web-cache: Pod in shop, UDP 53", &port("UDP 53")]);
    assert_eq!(found("udp 8080"), [""; 0]);
    assert_eq!(found("10.1.2.3"), ["web-cache: Pod in shop"]);
    assert_eq!(found("192.0.2.7"), ["192.0.2.0/24: outside the cluster"]);
    assert_eq!(found("test/web"), ["web: Pod in test"]);
    assert_eq!(
        found("SHOP")[1..],
        ["web-cache: Pod in shop", "any other pod: not in your YAML in shop", "shop: Namespace"]
    );
    assert_eq!(found("nothing of the kind"), [""; 0]);
    assert_eq!(found("  "), [""; 0]);
    let answer = asked(&evaluation(CLUSTER), Search { text: "TCP 5432 app=web shop/ x".to_owned() });
    let words: Vec<_> = answer.words.into_iter().map(|word| format!("{} {}", word.kind, word.text)).collect();
    assert_eq!(words, ["port TCP 5432", "label app=web", "namespace shop", "name x"]);
}
