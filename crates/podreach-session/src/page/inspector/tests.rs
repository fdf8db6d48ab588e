//! The inspector's words on the three-tier application with its four policies.

use podreach_eval::query::{Outcome, PairState, PortQuery};
use podreach_eval::sets::Protocol;
use podreach_eval::view::NodeId;
use podreach_eval::{Analysis, Options, analyze};
use podreach_picture::Picked;
use podreach_syntax::Sources;

use super::connection::{Connection, connection};
use super::deciding::deciding_spans;
use super::overview::overview;
use super::ports::ask;
use super::standing::Standing;
use super::workload::workload;
use super::{Ask, Deciding, Inspect, InspectorPage, Title};
use crate::page::{Answer, Question};
use crate::{Evaluation, Session};

const YAML: &str = r"
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 2, selector: {matchLabels: {app: web}},
 template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, ports: [{containerPort: 80}]}]}}}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: api}, spec: {selector: {matchLabels: {app: api}},
 template: {metadata: {labels: {app: api}}, spec: {containers: [{name: api, ports: [{containerPort: 3000}]}]}}}}
---
{apiVersion: v1, kind: Service, metadata: {name: api}, spec: {selector: {app: api}, ports: [{port: 8080, targetPort: 3000}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny-all}, spec: {podSelector: {},
 policyTypes: [Ingress, Egress]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web-netpol}, spec: {
 podSelector: {matchLabels: {app: web}}, policyTypes: [Egress],
 egress: [{to: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 3000}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: api-netpol}, spec: {
 podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress],
 ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 3000}]}]}}
";

fn cluster() -> Analysis {
    analyze(&Sources::single("cluster.yaml", YAML), &Options::default())
}

fn between(analysis: &Analysis, from: &str, to: &str) -> Connection {
    connection(analysis, &[], analysis.endpoint_by_id(from).unwrap(), analysis.endpoint_by_id(to).unwrap())
}

#[test]
fn an_allowed_connection_names_its_two_rules() {
    let analysis = cluster();
    let found = between(&analysis, "default/web", "default/api");
    assert!(found.outcome == Outcome::Allowed);
    assert_eq!((found.egress.standing, found.ingress.standing), (Standing::Allowed, Standing::Allowed));
    assert_eq!(found.egress.rules.len(), 1);
    assert!(found.egress.rules[0].title.starts_with("web-netpol"), "{}", found.egress.rules[0].title);
    assert!(found.ingress.rules[0].title.starts_with("api-netpol"), "{}", found.ingress.rules[0].title);
    assert!(found.ingress.rules[0].span.is_some() && !found.ingress.closest);
    let says: Vec<_> = found.ports.iter().map(|row| (row.port.as_str(), row.says.as_str())).collect();
    assert_eq!(says, [("TCP 3000", "allowed; Service api, 8080"), ("TCP 8080", "blocked at both ends")]);
    assert_eq!(found.reverse.unwrap().standing, Standing::Blocked);
}

#[test]
fn a_denied_connection_shows_what_came_closest() {
    let analysis = cluster();
    let found = between(&analysis, "default/api", "default/web");
    assert!(found.outcome == Outcome::Denied);
    assert_eq!(found.egress.standing, Standing::Blocked);
    let found = between(&analysis, "external:Internet", "default/api");
    assert_eq!((found.egress.standing, found.ingress.standing), (Standing::Open, Standing::Blocked));
    let nearest = found.ingress.nearest.unwrap();
    assert!(nearest.title.starts_with("api-netpol") && nearest.span.is_some(), "{nearest:?}");
    let criteria: Vec<_> =
        nearest.criteria.iter().map(|one| (&*one.aspect, one.matches, one.instead.as_str())).collect();
    assert_eq!(criteria, [("address", false, "the Internet is no pod"), ("ports", true, "")]);
}

#[test]
fn every_port_can_be_asked_about() {
    let analysis = cluster();
    let (web, api) = (analysis.endpoint_by_id("default/web").unwrap(), analysis.endpoint_by_id("default/api").unwrap());
    assert_eq!(ask(&analysis, web, api, Protocol::Tcp, PortQuery::Number(3000)).standing, Standing::Allowed);
    assert_eq!(ask(&analysis, web, api, Protocol::Udp, PortQuery::Number(3000)).standing, Standing::Blocked);
}

#[test]
fn a_workload_lists_policies_and_peers() {
    let analysis = cluster();
    let web = workload(&analysis, analysis.endpoint_by_id("default/web").unwrap());
    let policies: Vec<_> = web.policies.iter().map(|policy| (policy.name.as_str(), &*policy.directions)).collect();
    assert_eq!(policies, [("deny-all", "in and out"), ("web-netpol", "out")]);
    let reaches: Vec<_> = web.reaches.rows.iter().map(|row| (row.id.to_string(), row.ports.as_str())).collect();
    assert_eq!(reaches, [("default/api".to_owned(), "TCP 3000")]);
    assert!(web.reached_by.rows.is_empty() && web.reached_by.blocked > 0);
}

#[test]
fn the_overview_counts() {
    let found = overview(&cluster());
    assert_eq!((found.workloads, found.policies, found.namespaces), (2, 3, 1));
    assert_eq!(found.isolated, [2, 0, 0]);
}

#[test]
fn deciding_places_are_the_rules_that_match() {
    let analysis = cluster();
    let id = |id| analysis.endpoint_by_id(id).unwrap();
    assert_eq!(deciding_spans(&analysis, id("default/web"), id("default/api")).len(), 2);
    assert_eq!(deciding_spans(&analysis, id("external:Internet"), id("default/api")).len(), 1);
}

#[test]
fn what_an_answer_leaves_out_is_said_where_it_may_concern_it() {
    let rejected = "---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: typo}, spec: {podSelector: {matchLabels: {app: api}},
 policyTypes: [Ingress], ingress: [{ports: [{port: 70000}]}]}}
";
    let analysis = analyze(&Sources::single("cluster.yaml", format!("{YAML}{rejected}")), &Options::default());
    let found = between(&analysis, "default/web", "default/api");
    let [sentence] = found.left_out.as_slice() else { panic!("{:?}", found.left_out) };
    assert!(sentence.contains("default/typo") && sentence.contains("it would select default/api"), "{sentence}");
    assert!(between(&analysis, "default/api", "default/web").left_out.is_empty(), "it selects neither end of this");
}

const MORE: &str = "---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: front}, spec: {rules: [{host: shop.example,
 http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 8080}}}}]}}]}}
";

/// What a question is answered with, and again after it was sent.
fn answered<Q: Question>(evaluation: &Evaluation, question: Q) -> Q::Answer {
    let request = serde_json::to_string(&question.request()).unwrap();
    let answer = evaluation.answer(serde_json::from_str(&request).unwrap());
    let sent = serde_json::to_string(&answer).unwrap();
    let received: Answer = serde_json::from_str(&sent).unwrap();
    assert_eq!(received, answer, "an answer can be sent");
    Q::take(received).unwrap()
}

fn edge(from: &str, to: &str) -> Picked {
    Picked::Edge { from: from.into(), to: to.into() }
}

#[test]
fn all_answers_can_be_sent() {
    let evaluation =
        Session::new(1).evaluate(Sources::single("cluster.yaml", format!("{YAML}{MORE}")), &Options::default());
    let node = |id: &str| Picked::Node(id.into());
    let cases = [
        (Picked::Nothing, "Overview", None, 0),
        (edge("default/web", "default/api"), "Connection", Some(PairState::Allowed), 2),
        (node("default/api"), "Workload", None, 1),
        (node("external:Internet"), "Workload", None, 0),
        (node("service:default/api"), "Service", None, 0),
        (node("namespace:default"), "Namespace", None, 0),
        (node("ingress:default/front"), "Entry", None, 0),
        (Picked::Policy(0), "Policy", None, 1),
        (node("default/gone"), "Gone", None, 0),
        (edge("default/web", "default/gone"), "Gone", None, 0),
        (Picked::Policy(99), "Gone", None, 0),
    ];
    for (picked, kind, state, places) in cases {
        let page = answered(&evaluation, Inspect { picked: picked.clone() });
        let found = match &page {
            InspectorPage::Overview(_) => "Overview",
            InspectorPage::Connection(_) => "Connection",
            InspectorPage::Bundle(_) => "Bundle",
            InspectorPage::Workload(_) => "Workload",
            InspectorPage::Service(_) => "Service",
            InspectorPage::Namespace(_) => "Namespace",
            InspectorPage::Entry(_) => "Entry",
            InspectorPage::Policy(_) => "Policy",
            InspectorPage::Unknown => "Unknown",
            InspectorPage::Card => "Card",
            InspectorPage::Gone => "Gone",
        };
        assert_eq!(found, kind, "{page:?}");
        let title = answered(&evaluation, Title { picked: picked.clone() });
        assert_eq!(title.and_then(|line| line.state), state, "{kind}");
        assert_eq!(answered(&evaluation, Deciding { picked }).len(), places, "{kind}");
    }
}

#[test]
fn ports_are_asked_about_by_the_nodes_of_their_ends() {
    let evaluation = Session::new(1).evaluate(Sources::single("cluster.yaml", YAML), &Options::default());
    let port = |to: &str, port| {
        let (from, to) = (NodeId::from("default/web"), NodeId::from(to));
        answered(&evaluation, Ask { from, to, protocol: Protocol::Tcp, port }).map(|row| row.standing)
    };
    let number = |number| Some(PortQuery::Number(number));
    assert_eq!(port("default/api", number(3000)), Some(Standing::Allowed));
    assert_eq!(port("default/api", number(3001)), Some(Standing::Blocked));
    assert_eq!(port("default/api", Some(PortQuery::Name("http".into()))), Some(Standing::Blocked));
    assert_eq!((port("default/api", None), port("default/gone", number(1))), (None, None));
}

#[test]
fn a_title_is_an_answer_or_a_name() {
    let evaluation = Session::new(1).evaluate(Sources::single("cluster.yaml", YAML), &Options::default());
    let title = |picked| answered(&evaluation, Title { picked }).map(|line| line.text);
    let node = |id: &str| Picked::Node(id.into());
    assert_eq!(title(node("service:default/api")).as_deref(), Some("default/api"));
    assert_eq!(title(Picked::Policy(0)).as_deref(), Some("api-netpol"));
    assert!(title(edge("default/web", "default/api")).is_some_and(|text| text.contains("web")));
    assert_eq!((title(Picked::Nothing), title(edge("default/web", "default/gone"))), (None, None));
}
