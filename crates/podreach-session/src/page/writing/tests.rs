//! Completing, explaining and lighting, by way of what is sent between threads.

use podreach_eval::view::NodeId;

use super::{At, Complete, Completions, Explain, Explanation, Standing};
use crate::Evaluation;
use crate::page::asked::{asked, evaluation};

const CLUSTER: &str = "apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: shop}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec: {containers: [{name: c, ports: [{containerPort: 8080, name: http}]}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: c, ports: [{containerPort: 5432, name: sql}, {containerPort: 53, protocol: UDP}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: other, namespace: play, labels: {app: other}}
spec: {containers: [{name: c}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 5432}]}
---
";

const POLICY: &str = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: shop}
spec:
  podSelector:
    matchLabels:
      app: db
  ingress:
    - from:
        - podSelector: {matchLabels: {app: web}}
      ports:
        - port: 5432
";

/// What is offered where `|` stands.
fn completions(text: &str) -> Completions {
    let offset = text.find('|').unwrap() as u32;
    asked(&evaluation(CLUSTER), Complete { text: text.replacen('|', "", 1), offset })
}

fn labels(text: &str) -> Vec<String> {
    completions(text).offers.into_iter().map(|offer| offer.label).collect()
}

fn in_policy(spec: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: p\n  namespace: shop\nspec:\n{spec}"
    )
}

#[test]
fn fields_come_from_the_tables_and_are_offered_once() {
    assert_eq!(labels(&in_policy("  |")), ["podSelector", "policyTypes", "ingress", "egress"]);
    assert_eq!(labels(&in_policy("  podSelector: {}\n  |\n  egress: []\n")), ["policyTypes", "ingress"]);
    assert_eq!(labels(&in_policy("  ingress:\n    - fr|\n")), ["from", "ports"]);
    let first = completions(&in_policy("  ingress:\n    |"));
    assert_eq!(first.offers[0].insert, "- from:\n        - ");
    assert_eq!(labels(&in_policy("  ingress:\n    - from: []\n      |")), ["ports"]);
    assert_eq!(labels(&in_policy("  ingress: [{from: [{|")), ["podSelector", "namespaceSelector", "ipBlock"]);
    let pod = labels(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      ports:\n        - |",
    );
    assert_eq!(pod[..3], ["containerPort", "name", "protocol"].map(String::from));
}

#[test]
fn fields_bring_the_beginning_of_what_they_hold() {
    let insert = |text: &str, label: &str| {
        let found = completions(text).offers.into_iter().find(|offer| offer.label == label);
        found.map(|offer| offer.insert).unwrap_or_default()
    };
    assert_eq!(insert(&in_policy("  po|"), "podSelector"), "podSelector:\n    ");
    assert_eq!(insert(&in_policy("  |"), "ingress"), "ingress:\n    - ");
    assert_eq!(insert(&in_policy("  po|: {}\n"), "podSelector"), "podSelector", "a colon stands there");
    assert_eq!(insert(&in_policy("  ingress:\n    - |"), "ports"), "ports:\n        - ");
    assert_eq!(insert("{\"kind\": \"NetworkPolicy\", \"spec\": {|", "ingress"), "\"ingress\": ");
    assert_eq!(insert("{\"kind\": \"NetworkPolicy\", \"spec\": {\"in|", "ingress"), "ingress\": ");
    assert_eq!(
        insert("{\"kind\": \"NetworkPolicy\", \"spec\": {\"in|\"", "ingress"),
        "ingress",
        "its quote stands there"
    );
}

#[test]
fn labels_come_from_what_the_selector_selects_among() {
    assert_eq!(labels(&in_policy("  podSelector:\n    matchLabels:\n      |")), ["app", "tier"]);
    assert_eq!(labels(&in_policy("  podSelector:\n    matchLabels:\n      app: |")), ["db", "web"]);
    assert_eq!(labels(&in_policy("  podSelector:\n    matchLabels: {app: |")), ["db", "web"]);
    let everywhere = "  ingress:\n    - from:\n        - namespaceSelector: {}\n          podSelector:\n            matchLabels:\n              app: |";
    assert_eq!(labels(&in_policy(everywhere)), ["db", "other", "web"]);
    let namespaces = "  ingress:\n    - from:\n        - namespaceSelector:\n            matchLabels:\n              |";
    assert_eq!(labels(&in_policy(namespaces)), ["kubernetes.io/metadata.name", "team"]);
    let expression =
        "  podSelector:\n    matchExpressions:\n      - key: app\n        operator: In\n        values: [web, |";
    assert_eq!(labels(&in_policy(expression)), ["db", "web"]);
    assert_eq!(labels(&in_policy("  podSelector:\n    matchExpressions:\n      - key: |")), ["app", "tier"]);
    assert_eq!(
        labels(&in_policy("  podSelector:\n    matchExpressions:\n      - operator: |")),
        ["In", "NotIn", "Exists", "DoesNotExist"]
    );
}

#[test]
fn ports_are_those_of_the_pods_that_receive() {
    let ingress = "  podSelector: {matchLabels: {app: db}}\n  ingress:\n    - ports:\n        - port: |";
    assert_eq!(labels(&in_policy(ingress)), ["53", "5432", "sql"]);
    let tcp =
        "  podSelector: {matchLabels: {app: db}}\n  ingress:\n    - ports:\n        - protocol: TCP\n          port: |";
    assert_eq!(labels(&in_policy(tcp)), ["5432", "sql"]);
    let egress =
        "  egress:\n    - to:\n        - podSelector: {matchLabels: {app: web}}\n      ports:\n        - port: |";
    assert_eq!(labels(&in_policy(egress)), ["8080", "http"]);
    assert_eq!(labels(&in_policy("  egress:\n    - ports:\n        - protocol: |")), ["TCP", "UDP", "SCTP"]);
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec:\n  selector: {app: web}\n  ports:\n    - port: 80\n      targetPort: |";
    assert_eq!(labels(service), ["8080", "http"]);
}

#[test]
fn kinds_versions_namespaces_and_words() {
    assert!(labels("|").starts_with(&["NetworkPolicy".to_owned()]));
    assert_eq!(labels("apiVersion: apps/v1\nkind: |"), ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"]);
    assert_eq!(labels("apiVersion: |\nkind: NetworkPolicy\n"), ["networking.k8s.io/v1"]);
    assert_eq!(labels("kind: NetworkPolicy\nmetadata:\n  namespace: |"), ["play", "shop"]);
    assert_eq!(labels(&in_policy("  policyTypes:\n    - |")), ["Ingress", "Egress"]);
    assert_eq!(labels(&in_policy("  policyTypes: [|")), ["Ingress", "Egress"]);
    let baseline = "kind: BaselineAdminNetworkPolicy\nspec:\n  ingress:\n    - action: |";
    assert_eq!(labels(baseline), ["Allow", "Deny"]);
    let items = "apiVersion: v1\nkind: List\nitems:\n  - kind: NetworkPolicy\n    spec:\n      |";
    assert_eq!(labels(items), ["podSelector", "policyTypes", "ingress", "egress"]);
}

#[test]
fn nothing_is_offered_where_nothing_can_be_written() {
    for text in [
        "# |",
        "kind: Unknown\nspec:\n  |",
        "kind: Pod # |",
        "a: \"x\"|",
        "kind: Pod |",
        "kind: Pod\nmetadata:\n  name: |",
    ] {
        assert_eq!(labels(text), [""; 0], "{text}");
    }
}

/// Values that YAML would read as something else are written with quotes.
#[test]
fn values_are_written_so_that_they_stay_text() {
    let pods = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {ok: 'true', v: '1'}}\nspec: {containers: [{name: c}]}\n";
    let found = evaluation(pods);
    for (key, expected) in [("v", "\"1\""), ("ok", "\"true\"")] {
        let text = format!("kind: NetworkPolicy\nspec:\n  podSelector:\n    matchLabels:\n      {key}: ");
        let offset = text.len() as u32;
        assert_eq!(asked(&found, Complete { text, offset }).offers[0].insert, expected);
    }
}

fn explained(text: &str, word: &str) -> Option<Explanation> {
    asked(
        &evaluation(&format!("{CLUSTER}{POLICY}")),
        Explain { text: text.to_owned(), offset: text.find(word).unwrap() as u32 },
    )
}

#[test]
fn fields_are_explained_with_what_they_select_now() {
    let selector = explained(POLICY, "podSelector").unwrap();
    assert_eq!(selector.title, "spec.podSelector");
    assert!(selector.sentence.contains("its namespace") && selector.now == ["selects 1 workload: db"]);
    let peer = explained(POLICY, "app: web").unwrap();
    assert_eq!(peer.now, ["selects 1 workload: web"]);
    let port = explained(POLICY, "5432").unwrap();
    assert_eq!(port.now, ["TCP 5432 sql: declared by 1 workload: db"]);
    assert_eq!(POLICY.get(port.from as usize..port.to as usize), Some("5432"));
    let wrong = POLICY.replace("port: 5432", "port: 80");
    assert_eq!(explained(&wrong, "80").unwrap().now, ["no workload of the input that this is about declares it"]);
    let all = POLICY.replace("{matchLabels: {app: web}}", "{}");
    assert_eq!(explained(&all, "podSelector: {}").unwrap().now, ["selects 2 workloads: db, web"]);
    assert_eq!(explained("a: b", "b"), None);
    assert_eq!(explained("# only words", "words"), None);
}

#[test]
fn json_is_explained_as_well() {
    let text = r#"{"kind":"NetworkPolicy","metadata":{"namespace":"shop"},"spec":{"podSelector":{"matchLabels":{"app":"web"}}}}"#;
    assert_eq!(explained(text, "podSelector").unwrap().now, ["selects 1 workload: web"]);
    let admin = "kind: AdminNetworkPolicy\nspec:\n  subject:\n    namespaces: {matchLabels: {team: shop}}\n";
    assert_eq!(explained(admin, "subject").unwrap().now, ["selects 2 workloads: db, web"]);
    assert_eq!(explained(admin, "namespaces").unwrap().now, ["selects 1 namespace: shop"]);
}

fn standing(evaluation: &Evaluation, text: &str, word: &str) -> Standing {
    asked(evaluation, At { source: Some(0), offset: text.find(word).unwrap() as u32 })
}

#[test]
fn a_rule_lights_the_pairs_that_it_decides() {
    let text = format!("{CLUSTER}{POLICY}");
    let found = evaluation(&text);
    let rule = standing(&found, &text, "- from");
    assert_eq!(rule.title, "p, ingress rule 1");
    assert_eq!(rule.edges, [(NodeId::parse("shop/web"), NodeId::parse("shop/db"))]);
    assert_eq!(rule.nodes, [NodeId::parse("shop/db"), NodeId::parse("shop/web")]);
    let policy = standing(&found, &text, "podSelector");
    assert_eq!((policy.title.as_str(), policy.nodes), ("p", vec![NodeId::parse("shop/db")]));
    let pod = standing(&found, &text, "kind: Pod");
    assert_eq!(pod.nodes, [NodeId::parse("play/other")]);
    let service = standing(&found, &text, "{selector: {app: db}");
    assert_eq!(service.nodes, [NodeId::parse("service:shop/db")]);
    let namespace = standing(&found, &text, "team: shop");
    assert_eq!(namespace.nodes, [NodeId::parse("namespace:shop")]);
    assert_eq!(asked(&found, At { source: None, offset: 0 }), Standing::default());
    assert_eq!(asked(&found, At { source: Some(7), offset: 900_000 }), Standing::default());
}

/// What is lit for a rule is what asking about every pair says that the rule decides.
#[test]
fn what_is_lit_is_what_every_pair_says() {
    let text = format!("{CLUSTER}{POLICY}{}", POLICY.replace("name: p", "name: q").replace("app: web", "app: other"));
    let found = evaluation(&text.replace("        - port: 5432\napi", "        - port: 5432\n---\napi"));
    let analysis = &found.analysis;
    assert_eq!(analysis.policies.list.len(), 2);
    for policy in &analysis.policies.list {
        for rule in policy.all_rules() {
            let place = found.sources.place(rule.span);
            let lit = asked(&found, At { source: Some(0), offset: place.start });
            let mut expected = Vec::new();
            for (from, source) in analysis.endpoint_ids().filter(|(_, end)| !end.hidden) {
                for (to, destination) in analysis.endpoint_ids().filter(|(_, end)| !end.hidden) {
                    let verdict = analysis.verdict_by_default(from, to);
                    let hit = |hit: &podreach_eval::query::Hit| {
                        analysis.rule(hit.rule).is_some_and(|hit| hit.span == rule.span)
                    };
                    if verdict.ingress.hits.iter().any(hit) {
                        expected.push((NodeId::parse(&source.id), NodeId::parse(&destination.id)));
                    }
                }
            }
            let mut edges = lit.edges;
            edges.sort();
            expected.sort();
            assert_eq!(edges, expected, "{}", lit.title);
        }
    }
}

/// Whatever is being written, and wherever the cursor is, there is an answer.
#[test]
fn no_text_is_too_broken() {
    let found = evaluation(CLUSTER);
    let text = POLICY.replace("app: web", "app: [\"ö");
    for at in 0..=text.len() as u32 {
        let before: String = text.chars().take(at as usize).collect();
        asked(&found, Complete { text: text.clone(), offset: at });
        asked(&found, Complete { offset: before.len() as u32, text: before });
        asked(&found, Explain { text: text.clone(), offset: at });
        asked(&found, At { source: Some(0), offset: at });
    }
}
