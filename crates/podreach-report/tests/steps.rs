//! The words of rules and tiers that deny.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use podreach_eval::query::{PortQuery, Question};
use podreach_eval::sets::Protocol;
use podreach_eval::{Options, analyze};
use podreach_report::{ExplainDoc, Format, VerdictStyle, render};
use podreach_syntax::Sources;

const INPUT: &str = "
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: shop, labels: {app: client}}
spec: {containers: [{name: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: cache, namespace: shop, labels: {app: cache}}
spec: {containers: [{name: c, ports: [{name: redis, containerPort: 6379}, {name: gossip, containerPort: 7000, protocol: UDP}]}]}
";

const DENY: &str = "
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: shut}
spec:
  priority: 1
  subject: {namespaces: {}}
  ingress: [{action: Deny, from: [{namespaces: {}}]PORTS}]
";

const NAMES: &str = "
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cache, namespace: shop}
spec:
  podSelector: {matchLabels: {app: cache}}
  ingress: [{from: [{podSelector: {}}], ports: [PORTS]}]
";

fn told(policy: &str, ports: &str, question: &Question) -> String {
    let sources = Sources::single("input.yaml", INPUT.to_owned() + &policy.replace("PORTS", ports));
    let analysis = analyze(&sources, &Options::default());
    let ids = ["shop/client", "shop/cache"].map(|id| analysis.endpoint_by_id(id).unwrap());
    let verdict = analysis.verdict(ids[0], ids[1], question);
    let document = ExplainDoc::of_verdict(&analysis, &sources, verdict, [None, None], VerdictStyle::default());
    render(&document, Format::Txt).unwrap()
}

#[test]
fn a_rule_cut_to_the_asked_port_leaves_no_rest() {
    let port = Question::Port(Protocol::Tcp, PortQuery::Number(80));
    let text = told(DENY, "", &port);
    assert!(text.contains("shut, ingress rule 1 denies TCP 80\n") && !text.contains("rest"), "{text}");
    let text = told(DENY, ", ports: [{portNumber: {port: 81}}]", &Question::Anything);
    assert!(text.contains("denies TCP 81; the rest is allowed, no later tier applies\n"), "{text}");
}

#[test]
fn a_port_name_that_the_destination_lacks() {
    let anything = Question::Anything;
    let text = told(NAMES, "{port: metrics}", &anything);
    let has = "it has `redis` (TCP 6379) and `gossip` (UDP 7000)";
    let expected = format!("right source, but no container port named `metrics` at shop/cache; {has}\n");
    assert!(text.contains(&expected), "{text}");
    let text = told(NAMES, "{port: metrics}, {port: 81}", &Question::Port(Protocol::Tcp, PortQuery::Number(80)));
    let expected =
        format!("right source, other ports: TCP 81; no container port named `metrics` at shop/cache; {has}\n");
    assert!(text.contains(&expected), "{text}");
    let text = told(NAMES, "{port: gossip}", &anything);
    assert!(text.contains("right source, but the container port `gossip` of shop/cache is UDP, not TCP\n"), "{text}");
    let text = told(NAMES, "{port: redis}", &Question::Port(Protocol::Tcp, PortQuery::Number(80)));
    assert!(text.contains("right source, other ports: TCP redis\n"), "{text}");
}
