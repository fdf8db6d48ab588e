//! `podreach suggest`.

use insta::assert_snapshot;

use crate::run::{Run, podreach, podreach_with};

/// A policy that lets `api` in, and pods of which only that is not asked about.
const CLUSTER: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: db, ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 15432, targetPort: 5432}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from:
        - podSelector: {matchLabels: {app: api}} # the front
      ports:
        - port: 5432
";

fn suggest(goal: &str, destination: &str, arguments: &[&str]) -> Run {
    podreach_with(&[&["suggest", goal, "shop/web", destination, "-"], arguments].concat(), CLUSTER)
}

#[test]
fn the_smallest_change_comes_first() {
    let run = suggest("allow", "shop/db", &[]);
    assert_snapshot!("suggest_txt", run.text());
    assert_eq!(run.code, 0);
    let json = suggest("allow", "shop/db", &["-o", "json"]).json();
    let first = &json["pairs"][0]["suggestions"][0];
    assert_eq!((&first["egress"], &first["opens"]["count"]), (&serde_json::Value::Null, &0.into()), "{first}");
    let edit = &first["edits"][0];
    let (start, end) = (edit["start"].as_u64().unwrap() as usize, edit["end"].as_u64().unwrap() as usize);
    let changed = format!("{}{}{}", &CLUSTER[..start], edit["text"].as_str().unwrap(), &CLUSTER[end..]);
    let can = podreach_with(&["can", "shop/web", "shop/db", "--port", "5432", "-"], &changed);
    assert_eq!(can.code, 0, "{changed}");
    assert!(changed.contains("# the front"), "{changed}");
}

#[test]
fn a_service_is_asked_about_by_its_port() {
    let run = suggest("allow", "service:shop/db", &["--port", "15432", "-o", "json"]);
    let json = run.json();
    assert_eq!((run.code, &json["pairs"][0]["question"]), (0, &"TCP 5432".into()), "{json}");
    assert_eq!(json["pairs"][0]["outcome"], "found");
}

#[test]
fn what_is_so_already_is_said() {
    let run = suggest("deny", "shop/db", &["--port", "5432"]);
    assert_eq!(run.code, 0, "{}", run.text());
    assert!(run.out.contains("it is denied already"), "{}", run.out);
    let run = suggest("allow", "shop/db", &["--port", "nope", "-o", "json"]);
    assert_eq!((run.code, run.json()["pairs"][0]["outcome"].as_str()), (1, Some("no such port")));
}

#[test]
fn bad_usage_is_said() {
    assert_eq!(podreach("suggest permit a b c.yaml").code, 2);
    assert_eq!(suggest("allow", "shop/nobody", &[]).code, 2);
}
