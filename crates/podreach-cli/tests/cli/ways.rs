//! `ways`, and the rows of `{ingress-controller}`.

use insta::assert_snapshot;

use crate::run::{podreach, podreach_with};

#[test]
fn ways_into_a_pod() {
    assert_snapshot!("ways_open", podreach("ways shop/web entries.yaml").text());
    assert_snapshot!("ways_none", podreach("ways shop/db entries.yaml").text());
    assert_snapshot!("ways_unknown", podreach("ways nobody entries.yaml").text());
    // The name alone, with the kind, and a Service in front mean the same pods.
    let ways = |name: &str| {
        let found = podreach(&format!("ways {name} entries.yaml -o json"));
        (found.code, found.json()["ways"].clone())
    };
    for name in ["web", "shop/web[Deployment]", "service:shop/public"] {
        assert_eq!(ways(name), ways("shop/web"), "{name}");
    }
}

#[test]
fn ways_as_json() {
    let found = podreach("ways shop/web entries.yaml -o json").json();
    assert_eq!((&found["dst"], &found["allowed"]), (&"shop/web".into(), &true.into()));
    let ways: Vec<(&str, bool, u64)> = found["ways"]
        .as_array()
        .unwrap()
        .iter()
        .map(|way| (way["door"].as_str().unwrap(), way["allowed"].as_bool().unwrap(), way["port"].as_u64().unwrap()))
        .collect();
    assert_eq!(ways, [("loadBalancer", false, 9000), ("entry", true, 8080), ("entry", false, 9000)]);
    let way = &found["ways"][1];
    assert_eq!(way["hops"][1], "ingress:shop/front shop.example.com/");
    assert_eq!(way["sources"][0]["verdict"]["ingress"]["rules"][0]["policy"], "web");
    assert_eq!(podreach("ways shop/db entries.yaml -o json").json()["allowed"], false);
}

#[test]
fn lists_name_the_controller() {
    assert_snapshot!("entries_txt", podreach("list entries.yaml").text());
    assert_snapshot!("entries_json", podreach("list entries.yaml -o json").text());
    assert_snapshot!("entries_dot", podreach("list entries.yaml -o dot").text());
    assert_snapshot!("entries_full", podreach("list entries.yaml -o full").text());
}

/// An app behind an Ingress, with a controller or without, and rules that name some addresses or another namespace.
const APP: &str = "
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {ingressClassName: nginx, defaultBackend: {service: {name: web, port: {number: 80}}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress: [{from: [FROM]}]
";

const CONTROLLER: &str = "
---
apiVersion: v1
kind: Pod
metadata: {name: front, namespace: edge}
spec: {containers: [{name: c, image: \"example.com/mirror/ingress-nginx/controller@sha256:00\", ports: [{name: http, containerPort: 80}]}]}
";

#[test]
fn ways_end_with_what_the_input_tells() {
    let code = |from: &str, more: &str| {
        let found = podreach_with(&["ways", "shop/web", "-", "-o", "json"], &(APP.replace("FROM", from) + more));
        let value = found.json();
        assert_eq!(value["allowed"], (found.code == 0), "{from}");
        (found.code, value["outcome"].as_str().unwrap().to_owned())
    };
    let edge = "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}";
    assert_eq!(code("{namespaceSelector: {}}", ""), (0, "allowed".into()));
    assert_eq!(code(edge, CONTROLLER), (0, "allowed".into()));
    // The controller, which is not in the input, may be in the namespace that the rule names.
    assert_eq!(code(edge, ""), (3, "depends".into()));
    assert_eq!(code("{podSelector: {}}", ""), (1, "denied".into()));
    assert_eq!(code("{podSelector: {}}", CONTROLLER), (1, "denied".into()));
}
