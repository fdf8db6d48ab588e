//! `can` and `explain`.

use insta::assert_snapshot;

use crate::run::{podreach, podreach_with};

/// The truth table of the reference scenario: with all policies, with deny-all alone, without policies.
#[test]
fn the_truth_table() {
    let rows: &[(&str, &str, &str, u16, [bool; 3])] = &[
        ("0.0.0.0/0", "web", "TCP", 80, [true, false, true]),
        ("0.0.0.0/0", "web", "TCP", 443, [false, false, true]),
        ("rep:*/*", "web", "TCP", 80, [true, false, true]),
        ("web", "api", "TCP", 3000, [true, false, true]),
        ("web", "api", "TCP", 8080, [false, false, true]),
        ("web", "service:default/api", "TCP", 8080, [true, false, true]),
        ("api", "db", "TCP", 5984, [true, false, true]),
        ("api", "service:default/db", "TCP", 15984, [true, false, true]),
        ("web", "db", "TCP", 5984, [false, false, true]),
        ("api", "web", "TCP", 80, [false, false, true]),
        ("db", "api", "TCP", 3000, [false, false, true]),
        ("db", "web", "TCP", 80, [false, false, true]),
        ("db", "0.0.0.0/0", "TCP", 443, [false, false, true]),
        ("db", "kube-dns", "UDP", 53, [false, false, true]),
        ("web", "kube-dns", "UDP", 53, [true, false, true]),
        ("web", "kube-dns", "TCP", 53, [false, false, true]),
        ("api", "kube-dns", "UDP", 53, [true, false, true]),
        ("web", "8.8.8.8", "TCP", 443, [false, false, true]),
        ("8.8.8.8", "api", "TCP", 3000, [false, false, true]),
        ("2001:db8::1", "db", "TCP", 5984, [false, false, true]),
        ("web", "web", "TCP", 80, [false, false, true]),
        ("external:own node", "db", "TCP", 5984, [true, true, true]),
        ("kube-dns", "web", "TCP", 80, [true, false, true]),
        ("kube-dns", "api", "TCP", 3000, [false, false, true]),
        ("api", "db", "UDP", 5984, [false, false, true]),
    ];
    let inputs =
        [&["reference"][..], &["reference/1-app.yaml", "reference/2-deny-all.yaml"], &["reference/1-app.yaml"]];
    for (src, dst, protocol, port, expected) in rows {
        for (paths, allowed) in inputs.iter().zip(expected) {
            // "Any other namespace" behaves like any pod where no policy is, and is not told apart.
            let port = port.to_string();
            let mut arguments = vec!["can", src, dst, "--port", &port, "--protocol", protocol];
            arguments.extend(*paths);
            if *src == "rep:*/*" && paths.len() == 1 && paths[0] != "reference" {
                continue;
            }
            let run = crate::run::podreach_with(&arguments, "");
            assert_eq!(run.code, i32::from(!allowed), "{arguments:?}\n{}", run.text());
        }
    }
}

/// Where the input does not tell, the answer says on what it hangs.
#[test]
fn what_the_input_does_not_tell() {
    let hangs_on = [
        ("client web --port 8080", "namespace team has the label team=a"),
        ("client web --port 9090", "team/client has an address in 10.1.0.0/16"),
        ("agent web --port 1", "shop/web runs on the same node as team/agent"),
        ("client 198.51.100.7", "example.com resolves to 198.51.100.7"),
        ("203.0.113.5 service:shop/web --port 80", "externalTrafficPolicy: Cluster"),
    ];
    for (asked, fact) in hangs_on {
        let run = podreach(&format!("can {asked} depends.yaml"));
        let text = run.text();
        assert!(run.code == 3 && text.starts_with("depends: ") && text.contains(fact), "{asked}\n{text}");
    }
    assert_eq!(podreach("can client web depends.yaml --port 7").code, 1);
    assert_eq!(podreach("explain client web depends.yaml").code, 0);
    assert_snapshot!("can_depends", podreach("can client web depends.yaml --port 8080").text());
    assert_snapshot!("can_depends_json", podreach("can client web depends.yaml --port 9090 -o json").text());
    assert_snapshot!("explain_depends_md", podreach("explain client web depends.yaml -o md").text());
}

#[test]
fn verdicts() {
    assert_snapshot!("can_allowed", podreach("can web api --port 3000 reference").text());
    assert_snapshot!("can_denied", podreach("can web db --port 5984 reference").text());
    assert_snapshot!("can_any_port", podreach("can default/web default/api[Deployment] reference").text());
    assert_snapshot!("can_replicas", podreach("can web web reference").text());
    assert_snapshot!("can_json", podreach("can web api --port 3000 reference -o json").text());
    assert_snapshot!("can_denied_json", podreach("can db api reference -o json").text());
}

#[test]
fn a_bare_pod_reaches_itself() {
    assert_snapshot!("can_itself", podreach("can blue blue --port 1 service.yaml").text());
}

#[test]
fn ports_by_name() {
    assert_eq!(podreach("can web api --port http reference").code, 0);
    assert_eq!(podreach("can kube-dns web --port http reference").code, 0);
    assert_eq!(podreach("can web kube-dns --port dns --protocol udp reference").code, 0);
    assert_eq!(podreach("can web kube-dns --port dns-tcp reference").code, 1);
    assert_snapshot!("can_unknown_name", podreach("can web api --port admin reference").text());
}

#[test]
fn addresses() {
    assert_snapshot!("can_address", podreach("can 10.2.3.4 gate --port 8443 blocks.yaml").text());
    assert_snapshot!("can_network_in_parts", podreach("can 10.0.0.0/8 gate --port https blocks.yaml").text());
    assert_snapshot!(
        "can_network_in_parts_json",
        podreach("can 10.0.0.0/8 gate --port https blocks.yaml -o json").text()
    );
    let run = podreach("can 10.0.0.4 a kubectl.yaml");
    assert_eq!(run.code, 0);
    assert!(run.out.contains("10.0.0.4 (Pod default/a)"), "{}", run.out);
    assert_eq!(podreach("can 10.2.0.0/16 gate --port https blocks.yaml").code, 0);
    assert_eq!(podreach("can 10.1.0.0/16 gate --port https blocks.yaml").code, 1);
    assert_eq!(podreach("can 2001:db8::7 gate --port 8443 blocks.yaml").code, 0);
    assert_eq!(podreach("can 2001:db8::/31 gate --port 8443 blocks.yaml").code, 1);
    assert_eq!(podreach("can gate 203.0.113.0/24 --port 8050 blocks.yaml").code, 0);
    assert_eq!(podreach("can gate 203.0.113.0/24 --port 8101 blocks.yaml").code, 1);
    assert_eq!(podreach("can gate 203.0.113.9 --port 9 --protocol SCTP blocks.yaml").code, 0);
}

/// Addresses that fare alike are told their own rules, and are told apart where the reasons are of another kind.
#[test]
fn addresses_that_fare_alike() {
    assert_snapshot!("can_address_by_its_own_rule", podreach("can 11.0.0.5 a --port 80 alike.yaml").text());
    assert_snapshot!("can_network_by_all_its_rules", podreach("can 10.0.0.0/7 a --port 80 alike.yaml").text());
    assert_snapshot!("can_network_in_parts_by_reason", podreach("can a 203.0.112.0/23 --port 80 alike.yaml").text());
}

#[test]
fn pods_of_a_workload() {
    // Policies tell the two pods apart; each reaches the other, and itself.
    assert_eq!(podreach("can db db split.yaml").code, 0);
    assert_eq!(podreach("can db-0 db-1 split.yaml --port 5432").code, 0);
    assert_eq!(podreach("can db-1 db-0 split.yaml --port 5433").code, 1);
    assert_eq!(podreach("can db-0 db-0 split.yaml").code, 0);
    let run = podreach("can 10.0.0.7 db-1 split.yaml --port 5432");
    assert_eq!(run.code, 0, "{}", run.err);
    // An address without a pod is outside.
    assert_eq!(podreach("can 10.0.0.9 db-1 split.yaml --port 5432").code, 1);
}

#[test]
fn a_protocol_without_a_port() {
    assert_eq!(podreach("can 10.0.0.7 db-1 split.yaml --protocol tcp").code, 0);
    assert_eq!(podreach("can 10.0.0.7 db-1 split.yaml --protocol udp").code, 1);
}

#[test]
fn services() {
    assert_snapshot!("can_service", podreach("can client service:default/shop --port 80 service.yaml").text());
    assert_snapshot!("can_service_json", podreach("can client service:shop --port web -o json service.yaml").text());
    assert_snapshot!("can_service_unnamed_target", podreach("can client service:shop --port 81 service.yaml").text());
    assert_snapshot!("can_service_port", podreach("can client service:shop --port 82 service.yaml").text());
    assert_snapshot!("can_service_nobody", podreach("can client service:nobody service.yaml").text());
    assert_snapshot!("can_service_from_address", podreach("can 192.0.2.1 service:shop --port 80 service.yaml").text());
}

/// Cluster-wide policies hold for a pod that comes back to itself through a Service, and not at its own address.
#[test]
fn a_pod_behind_its_own_service() {
    assert_snapshot!("can_hairpin", podreach("can a service:a --port 80 hairpin.yaml").text());
    assert_eq!(podreach("can a a --port 80 hairpin.yaml").code, 0);
}

#[test]
fn representatives() {
    let paths = "reference/5-web-netpol.yaml";
    assert_snapshot!(
        "can_representatives",
        podreach(&format!("can rep:default/app=web rep:default/app=api {paths}")).text()
    );
    let dns = "rep:{name=kube-system}/k8s-app=kube-dns";
    assert_eq!(podreach(&format!("can rep:default/app=web {dns} --port 53 --protocol UDP {paths}")).code, 0);
    assert_eq!(podreach(&format!("can rep:default/app=web {dns} --port 53 {paths}")).code, 1);
}

#[test]
fn explanations() {
    assert_snapshot!("explain_denied", podreach("explain web db reference").text());
    assert_snapshot!("explain_allowed", podreach("explain api db reference").text());
    assert_snapshot!("explain_open", podreach("explain kube-dns 1.1.1.1 reference").text());
    assert_snapshot!("explain_json", podreach("explain web db reference -o json").text());
    assert_snapshot!("explain_service", podreach("explain web service:api reference").text());
    for format in ["md", "csv", "dot", "mermaid"] {
        let name = |what: &str| format!("explain_{what}_{format}");
        assert_snapshot!(name("denied"), podreach(&format!("explain web db reference -o {format}")).text());
        assert_snapshot!(name("service"), podreach(&format!("explain web service:api reference -o {format}")).text());
        assert_snapshot!(name("parts"), podreach(&format!("explain 10.0.0.0/7 gate blocks.yaml -o {format}")).text());
    }
    assert_snapshot!("explain_by_address", podreach("explain b a any-address.yaml").text());
}

#[test]
fn explaining_is_no_verdict() {
    assert!(podreach("explain --help").out.contains("Exit code 0 whatever the verdict"));
    assert_eq!(["explain web db reference", "explain web api reference"].map(|words| podreach(words).code), [0, 0]);
}

#[test]
fn colors() {
    let run = podreach("can web api --port 3000 --color always reference");
    assert!(run.out.starts_with("\u{1b}[1;32mallowed\u{1b}[0m: "), "{}", run.out);
    assert!(podreach("can web db --color always reference").out.starts_with("\u{1b}[1;31mdenied\u{1b}[0m: "));
    // A pipe is no terminal.
    for when in ["auto", "never"] {
        assert!(!podreach(&format!("can web api --color {when} reference")).out.contains('\u{1b}'));
    }
}

#[test]
fn names_that_mean_nothing_or_too_much() {
    assert_snapshot!("unknown", podreach("can webb api reference").text());
    assert_snapshot!("unknown_service", podreach("can web service:default/apis reference").text());
    assert_snapshot!("ambiguous_namespace", podreach("can web cart[Pod] twins").text());
    assert_snapshot!("ambiguous_kind", podreach("can shop/web shop/cart twins").text());
    assert_eq!(podreach("can shop/web shop/cart[StatefulSet] twins").code, 0);
    assert_eq!(podreach("can web cart[Pod] twins -n shop").code, 0);
    assert_eq!(podreach("can blog/web shop/web twins").code, 1);
    assert_eq!(podreach("can shop/web blog/web twins").code, 0);
    assert_eq!(podreach("can shop/cart[Pod] blog/web twins").code, 0);
    assert_snapshot!("bad_port", podreach("can web api --port 99999 reference").text());
    assert_eq!(podreach("can web api --port 0 reference").code, 2);
    assert_eq!(podreach("can web api --protocol ICMP reference").code, 2);
}

#[test]
fn explanations_are_drawn() {
    assert_snapshot!("explain_svg", podreach("explain web api reference -o svg").text());
    let denied = podreach("explain web db reference -o svg");
    assert_eq!((denied.code, denied.out.matches(r#"class="strip__direction is-blocked""#).count()), (0, 4));
    // A Service speaks of its ports, addresses of all their parts.
    let service = podreach("explain web service:default/api reference -o svg").out;
    assert!(service.contains(">TCP 8080 leads to default/api, pod port 3000<"), "{service}");
    let parts = podreach("explain gate 0.0.0.0/0 blocks.yaml -o svg").out;
    assert!(parts.contains(">gate cannot reach 0.0.0.0/0 as a whole: 1 of 3 parts can.<"), "{parts}");
    assert_eq!(parts.matches("data-verdict=").count(), 3);
}

/// A Service is found like a workload: in the namespace of `-n` first, then in any, where only one has the name.
#[test]
fn services_of_other_namespaces() {
    let object = |kind: &str, namespace: &str, spec: &str| {
        format!(
            "apiVersion: v1\nkind: {kind}\nmetadata: {{name: api, namespace: {namespace}, labels: {{app: api}}}}\nspec: {spec}\n---\n"
        )
    };
    let (pod, service) = ("{containers: [{name: c, image: i}]}", "{selector: {app: api}, ports: [{port: 80}]}");
    let shop = object("Pod", "shop", pod) + &object("Service", "shop", service);
    let asked = ["can", "8.8.8.8", "service:api", "-"];
    let run = podreach_with(&asked, &shop);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("leads to shop/api"), "{}", run.out);
    let both = shop + &object("Pod", "mall", pod) + &object("Service", "mall", service);
    let run = podreach_with(&asked, &both);
    assert_eq!(run.code, 2);
    let ambiguous = "error: `service:api` can mean `service:mall/api` or `service:shop/api`; say which\n";
    assert_eq!(run.err, ambiguous);
    assert_eq!(podreach_with(&["can", "8.8.8.8", "service:api", "-n", "shop", "-"], &both).code, 0);
    assert_eq!(podreach_with(&["can", "8.8.8.8", "service:nobody", "-"], &both).code, 2);
}

/// The walk names rules in the order in which the tier asks them, and a tier that nothing comes to has no say.
#[test]
fn the_walk_is_told_in_its_order() {
    let pods = ["a", "b"].map(|name| {
        format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: x}}\nspec: {{containers: [{{name: c, image: i}}]}}\n---\n")
    });
    let closed = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: closed, namespace: x}\n\
                  spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: c}}}]}]}\n---\n";
    let admin = "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: admin}\n\
                 spec:\n  priority: 1\n  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: x}}}\n  ingress:\n";
    let pass = "  - {action: Pass, from: [{namespaces: {}}], ports: [{portNumber: {port: 80}}]}\n";
    let deny = "  - {action: Deny, from: [{namespaces: {}}]}\n";
    let asked = ["explain", "x/a", "x/b", "-"];
    let run = podreach_with(&asked, &(pods.concat() + closed + admin + pass + deny));
    let first = "1. Admin decides: admin, ingress rule 1 passes TCP 80; admin, ingress rule 2 denies ";
    assert!(run.out.contains(first), "{}", run.out);
    assert!(run.out.contains("isolates  closed"), "{}", run.out);
    assert!(run.out.contains("no match  closed, ingress rule 1"), "{}", run.out);
    let run = podreach_with(&asked, &(pods.concat() + closed + admin + deny));
    assert!(run.out.contains("1. Admin decides: admin, ingress rule 1 denies All Connections\n"), "{}", run.out);
    assert!(!run.out.contains("closed"), "{}", run.out);
}

/// Addresses that the input explains are what they are, and the same is answered by name and by address.
#[test]
fn known_addresses() {
    assert_snapshot!("can_known_network", podreach("can shop/client 10.43.0.0/16 known.yaml --port 80").text());
    assert_snapshot!(
        "can_endpoint_of_service",
        podreach("can shop/client service:default/kubernetes known.yaml").text()
    );
    let head = |words: &str| podreach(&format!("{words} known.yaml")).out.lines().next().unwrap_or_default().to_owned();
    assert_eq!(
        head("can shop/client 10.43.7.7 --port 80"),
        "allowed: shop/client reaches 10.43.7.7 (ClusterIP of Service shop/web) on TCP 80"
    );
    assert_eq!(head("can shop/client 192.168.56.11"), "denied: client cannot reach 192.168.56.11 (Node worker)");
    assert_eq!(
        head("can 10.42.0.9 shop/client --port 1"),
        "allowed: 10.42.0.9 (Pod shop/web-1) reaches client on TCP 1"
    );
    for (name, address) in [("service:default/kubernetes", "10.43.0.1"), ("service:shop/web", "10.43.7.7")] {
        for question in ["", "--port 443", "--port 80", "--port 81", "--port https", "--protocol UDP"] {
            let [by_name, by_address] =
                [name, address].map(|end| podreach(&format!("can shop/client {end} known.yaml {question}")).code);
            assert_eq!(by_name, by_address, "{name} {question}");
        }
    }
    assert_eq!(podreach("can shop/web-1 10.42.0.9 known.yaml").code, 0, "a pod reaches itself");
}

/// Replicas of a StatefulSet are asked for by name, also where nothing tells them apart.
#[test]
fn replicas() {
    assert_snapshot!("can_replica", podreach("can shop/client shop/db-2 known.yaml --port 5432").text());
    assert_eq!(podreach("can shop/client shop/db-0 known.yaml --port 5432").code, 0);
    assert_eq!(podreach("can shop/client shop/db known.yaml --port 5432").code, 1);
    assert_eq!(podreach("can shop/client shop/db-3 known.yaml").code, 2);
    assert_eq!(podreach("can shop/db-1 db-1 -n shop known.yaml").code, 0);
    assert_eq!(podreach("can shop/db-1 shop/db-2 known.yaml --port 5432").code, 1);
}

/// What passes is compared with the ports that the destination declares.
#[test]
fn declared_ports() {
    let run = podreach("explain shop/client shop/web known.yaml");
    assert!(run.out.contains("these pass: TCP 8080; these do not: TCP 9000 (admin)."), "{}", run.out);
    let value = podreach("explain shop/client shop/web known.yaml -o json").json();
    let allowed: Vec<_> =
        value["declaredPorts"].as_array().unwrap().iter().map(|port| port["allowed"].clone()).collect();
    assert_eq!(allowed, [true, false]);
}

/// A workload is found in the only namespace that has it, and is the workload there as well, not a pod of its name.
#[test]
fn a_workload_is_not_taken_for_a_pod_of_its_name() {
    let yaml = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {replicas: 2, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: closed, namespace: shop}, spec: {podSelector: {}}}
";
    for arguments in [&["can", "web", "web", "-"][..], &["can", "web", "web", "-n", "shop", "-"]] {
        let run = podreach_with(arguments, yaml);
        assert_eq!(run.code, 1, "{arguments:?}: {}", run.out);
        assert!(run.out.starts_with("denied: web cannot reach another pod of web"), "{arguments:?}: {}", run.out);
    }
}
