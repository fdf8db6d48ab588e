//! `list -o json` to the letter: users of connectivity lists parse it.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use podreach_eval::{IpBlockPods, Options, Semantics, analyze};
use podreach_report::{Format, ListDoc, render};
use podreach_syntax::Sources;

const ALL_V4: &str = "0.0.0.0-255.255.255.255[External]";
const ALL_V6: &str = "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff[External]";

fn json_with(yaml: &str, options: &Options, representatives: bool) -> String {
    let sources = Sources::single("input.yaml", yaml);
    let analysis = analyze(&sources, options);
    render(&ListDoc { representatives, ..ListDoc::new(&analysis, &sources) }, Format::Json).unwrap()
}

fn json(yaml: &str) -> String {
    json_with(yaml, &Options::default(), false)
}

fn expected(rows: &[(&str, &str, &str)]) -> String {
    let lines: Vec<String> = rows
        .iter()
        .map(|(src, dst, conn)| format!("{{\"src\":\"{src}\",\"dst\":\"{dst}\",\"conn\":\"{conn}\"}}"))
        .collect();
    if lines.is_empty() { "[]\n".into() } else { format!("[\n{}\n]\n", lines.join(",\n")) }
}

fn pod(name: &str, ports: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: default, labels: {{app: {name}}}}}\nspec: {{containers: [{{name: c, ports: [{ports}]}}]}}\n---\n"
    )
}

fn policy(name: &str, app: &str, spec: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: default}}\nspec: {{podSelector: {{matchLabels: {{app: {app}}}}}, {spec}}}\n---\n"
    )
}

#[test]
fn an_input_without_connections_is_an_empty_array() {
    let yaml = pod("a", "") + &policy("closed", "a", "policyTypes: [Ingress, Egress]");
    assert_eq!(json(&yaml), "[]\n");
}

#[test]
fn without_policies_everything_but_a_pod_to_itself_and_outside_to_outside() {
    let rows = [
        (ALL_V4, "default/a[Pod]", "All Connections"),
        (ALL_V4, "default/b[Pod]", "All Connections"),
        (ALL_V6, "default/a[Pod]", "All Connections"),
        (ALL_V6, "default/b[Pod]", "All Connections"),
        ("default/a[Pod]", ALL_V4, "All Connections"),
        ("default/a[Pod]", ALL_V6, "All Connections"),
        ("default/a[Pod]", "default/b[Pod]", "All Connections"),
        ("default/b[Pod]", ALL_V4, "All Connections"),
        ("default/b[Pod]", ALL_V6, "All Connections"),
        ("default/b[Pod]", "default/a[Pod]", "All Connections"),
    ];
    assert_eq!(json(&(pod("a", "") + &pod("b", ""))), expected(&rows));
}

/// Policies of another pod cut the outside into more parts than this pod tells apart.
#[test]
fn adjacent_ranges_of_equal_connections_are_one_row() {
    let yaml = pod("a", "")
        + &pod("b", "")
        + &policy(
            "a",
            "a",
            "policyTypes: [Ingress, Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/25}}, {ipBlock: {cidr: 10.0.0.128/25}}], ports: [{port: 443}]}]",
        )
        + &policy(
            "b",
            "b",
            "policyTypes: [Ingress, Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.64/26}}], ports: [{port: 80}]}]",
        );
    let rows = [
        ("default/a[Pod]", "10.0.0.0-10.0.0.255[External]", "TCP 443"),
        ("default/b[Pod]", "10.0.0.64-10.0.0.127[External]", "TCP 80"),
    ];
    assert_eq!(json(&yaml), expected(&rows));
}

#[test]
fn an_except_leaves_two_ranges_and_ipv6_is_listed_alike() {
    let yaml = pod("a", "")
        + &policy(
            "a",
            "a",
            "policyTypes: [Ingress, Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {ipBlock: {cidr: \"2001:db8::/32\"}}], ports: [{port: 443}]}]",
        );
    let rows = [
        ("default/a[Pod]", "10.0.0.0-10.0.255.255[External]", "TCP 443"),
        ("default/a[Pod]", "10.2.0.0-10.255.255.255[External]", "TCP 443"),
        ("default/a[Pod]", "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff[External]", "TCP 443"),
    ];
    assert_eq!(json(&yaml), expected(&rows));
}

#[test]
fn ranges_with_different_connections_stay_apart() {
    let yaml = pod("a", "")
        + &policy(
            "a",
            "a",
            "policyTypes: [Ingress, Egress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/9}}], ports: [{port: 80}]}, {from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 443}]}]",
        );
    let rows = [
        ("10.0.0.0-10.127.255.255[External]", "default/a[Pod]", "TCP 80,443"),
        ("10.128.0.0-10.255.255.255[External]", "default/a[Pod]", "TCP 443"),
    ];
    assert_eq!(json(&yaml), expected(&rows));
}

/// A rule without ports also lets protocols without ports pass, which the notation does not tell.
#[test]
fn adjacent_ranges_of_equal_notation_are_one_row() {
    let yaml = pod("a", "")
        + &policy(
            "a",
            "a",
            "policyTypes: [Ingress, Egress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/9}}]}, {from: [{ipBlock: {cidr: 10.128.0.0/9}}], ports: [{protocol: TCP}, {protocol: UDP}, {protocol: SCTP}]}]",
        );
    assert_eq!(json(&yaml), expected(&[("10.0.0.0-10.255.255.255[External]", "default/a[Pod]", "All Connections")]));
    let sources = Sources::single("input.yaml", yaml);
    let analysis = analyze(&sources, &Options::default());
    let text = render(&ListDoc::new(&analysis, &sources), Format::Txt).unwrap();
    assert_eq!(text, "external:10.0.0.0/8  ->  default/a[Pod]  All Connections\n");
}

#[test]
fn connections_are_written_by_protocol_with_ranges_merged() {
    let rule = |ports: &str| {
        let yaml = pod("a", "{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}")
            + &pod("b", "")
            + &policy("b", "b", "policyTypes: [Ingress]")
            + &policy(
                "a",
                "a",
                &format!(
                    "policyTypes: [Ingress, Egress], ingress: [{{from: [{{podSelector: {{}}}}], ports: [{ports}]}}]"
                ),
            );
        let text = json(&yaml);
        text.lines()
            .find(|line| line.contains("\"src\":\"default/b[Pod]\",\"dst\":\"default/a[Pod]\""))
            .and_then(|line| line.split("\"conn\":\"").nth(1))
            .and_then(|rest| rest.split('"').next())
            .unwrap_or("nothing")
            .to_owned()
    };
    assert_eq!(
        rule("{port: 443}, {port: 80}, {port: 53, protocol: UDP}, {protocol: SCTP}"),
        "SCTP 1-65535,TCP 80,443,UDP 53"
    );
    assert_eq!(rule("{port: 80, endPort: 90}, {port: 91}, {port: 85, endPort: 100}"), "TCP 80-100");
    assert_eq!(rule("{port: 1, endPort: 65535}, {protocol: UDP}, {protocol: SCTP}"), "All Connections");
    assert_eq!(rule("{}"), "TCP 1-65535");
    assert_eq!(rule(""), "All Connections");
    assert_eq!(rule("{port: http}, {port: dns, protocol: UDP}"), "TCP 8080,UDP 53");
    assert_eq!(rule("{port: http, protocol: UDP}"), "nothing");
}

#[test]
fn replicas_are_one_workload_and_not_listed_with_themselves() {
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {replicas: 3, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c}]}}}\n";
    let rows = [
        (ALL_V4, "shop/web[Deployment]", "All Connections"),
        (ALL_V6, "shop/web[Deployment]", "All Connections"),
        ("shop/web[Deployment]", ALL_V4, "All Connections"),
        ("shop/web[Deployment]", ALL_V6, "All Connections"),
    ];
    assert_eq!(json(deployment), expected(&rows));
}

#[test]
fn services_are_left_out() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: default}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n---\n";
    let with = json(&(pod("a", "") + service));
    assert_eq!(with, json(&pod("a", "")));
}

#[test]
fn representatives_only_when_asked_for() {
    let yaml = policy(
        "db",
        "db",
        "policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5984}]}]",
    ) + &pod("api", "");
    let closed = yaml + &policy("api", "api", "policyTypes: [Ingress]");
    let rows = [("default/api[Pod]", ALL_V4, "All Connections"), ("default/api[Pod]", ALL_V6, "All Connections")];
    assert_eq!(json(&closed), expected(&rows));
    let with = json_with(&closed, &Options::default(), true);
    assert!(with.contains(r#"{"src":"default/api[Pod]","dst":"rep:default/app=db","conn":"TCP 5984"}"#), "{with}");
}

#[test]
fn address_blocks_match_pods_or_not_as_asked() {
    let yaml = pod("a", "")
        + &pod("b", "")
        + &policy("b", "b", "policyTypes: [Ingress, Egress], egress: [{}]")
        + &policy("a", "a", "policyTypes: [Ingress, Egress], ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]");
    let outside = (ALL_V4, "default/a[Pod]", "All Connections");
    let (v4, v6) = (("default/b[Pod]", ALL_V4, "All Connections"), ("default/b[Pod]", ALL_V6, "All Connections"));
    let pods = ("default/b[Pod]", "default/a[Pod]", "All Connections");
    assert_eq!(json(&yaml), expected(&[outside, v4, v6, pods]));
    let semantics = Semantics { ip_block_pods: IpBlockPods::Ignore, ..Semantics::default() };
    let ignore = Options { semantics, ..Options::default() };
    assert_eq!(json_with(&yaml, &ignore, false), expected(&[outside, v4, v6]));
}
