//! `podreach lint`.

use std::path::PathBuf;

use insta::assert_snapshot;

use crate::run::{Run, podreach, podreach_with};

/// A Service in front of a pod, and a policy whose rule gives the Service's port.
const WRONG_PORT: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: db, image: couchdb, ports: [{containerPort: 5984}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, ports: [{port: 80, targetPort: 5984}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {}}] # clients
      ports: [{port: 80}]
";

fn lint(input: &str, arguments: &[&str]) -> Run {
    podreach_with(&[&["lint", "-"], arguments].concat(), input)
}

#[test]
fn every_format_names_the_finding() {
    for format in ["txt", "json", "sarif", "github"] {
        let run = lint(WRONG_PORT, &["-o", format]);
        assert_snapshot!(format!("lint_{format}"), run.text());
        assert_eq!(run.code, 1);
    }
}

#[test]
fn a_level_leaves_out_what_weighs_less() {
    let run = lint(WRONG_PORT, &["--level", "error", "-o", "json"]);
    assert_eq!((run.code, run.json()["findings"].as_array().unwrap().len()), (0, 0));
    let without = WRONG_PORT.replace("{port: 80}]\n", "{port: 5984}]\n");
    let run = lint(&without, &[]);
    assert_eq!(run.code, 0, "{}", run.text());
    assert!(run.out.starts_with("no findings"), "{}", run.out);
}

#[test]
fn a_comment_with_a_reason_silences() {
    let silenced = WRONG_PORT.replace("{port: 80}]\n", "{port: 80}] # podreach: allow L50 sidecar on 80\n");
    let run = lint(&silenced, &["-o", "json"]);
    let json = run.json();
    assert_eq!(run.code, 0, "{}", run.text());
    assert_eq!(json["silenced"][0]["reason"], "sidecar on 80");
    let sarif = lint(&silenced, &["-o", "sarif", "--level", "warning"]).json();
    assert_eq!(sarif["runs"][0]["results"][0]["suppressions"][0]["justification"], "sidecar on 80");
    let unused =
        lint(&format!("# podreach: allow L50 old\n{WRONG_PORT}"), &["-o", "json", "--level", "warning"]).json();
    let codes: Vec<&str> =
        unused["findings"].as_array().unwrap().iter().filter_map(|one| one["code"].as_str()).collect();
    assert_eq!(codes, ["L98", "L50"]);
}

#[test]
fn sarif_is_what_the_standard_says() {
    for input in [WRONG_PORT, "a: [\n", ""] {
        let text = lint(input, &["-o", "sarif", "--level", "note"]).out;
        if text.is_empty() {
            continue;
        }
        let log: serde_sarif::sarif::Sarif = serde_json::from_str(&text).unwrap();
        let results = log.runs[0].results.as_ref().unwrap();
        for result in results {
            for location in result.locations.iter().flatten() {
                let region = location.physical_location.as_ref().unwrap().region.as_ref().unwrap();
                assert!(region.start_line.unwrap() >= 1 && region.start_column.unwrap() >= 1);
            }
        }
    }
}

/// A file of its own with this text.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("podreach-lint-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("input.yaml");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn fixes_change_their_place_alone() {
    let path = file("fix", WRONG_PORT);
    let name = path.to_str().unwrap();
    let run = podreach_with(&["lint", name, "--fix"], "");
    assert_eq!(run.code, 1, "{}", run.text());
    assert!(run.err.contains("--unsafe-fixes"), "{}", run.err);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), WRONG_PORT, "it would change what is allowed");
    let run = podreach_with(&["lint", name, "--fix", "--unsafe-fixes"], "");
    assert_eq!(run.code, 0, "{}", run.text());
    let fixed = std::fs::read_to_string(&path).unwrap();
    assert_eq!(fixed, WRONG_PORT.replace("{port: 80}]\n", "{port: 5984}]\n"));
    assert!(run.err.contains("fixed L50: change port 80 to 5984"), "{}", run.err);
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
}

#[test]
fn fixes_that_meet_are_made_one_after_the_other() {
    let policy = |ports: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: dns, namespace: shop}}\nspec:\n  \
             podSelector: {{}}\n  policyTypes: [Egress]\n  egress:\n    - ports: # of names\n{ports}"
        )
    };
    let twice = "        - port: 53\n          protocol: UDP\n";
    let path = file("meet", &policy(&format!("{twice}        # once more\n{twice}")));
    let run = podreach_with(&["lint", path.to_str().unwrap(), "--fix", "--unsafe-fixes"], "");
    assert!(run.err.contains("fixed L57: ") && run.err.contains("fixed L71: add TCP 53"), "{}", run.text());
    let fixed = std::fs::read_to_string(&path).unwrap();
    assert_eq!(fixed, policy(&format!("{twice}{}", twice.replace("UDP", "TCP"))));
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
}

#[test]
fn safe_fixes_are_made_together_and_a_choice_is_left_to_somebody() {
    let policy = |name: &str, rules: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: shop}}\nspec:\n  \
             podSelector: {{}}\n  policyTypes: [Egress]\n  egress:\n    - ports:\n{rules}---\n"
        )
    };
    let port = "        - port: 443\n";
    let twice = format!("{port}{port}");
    let null =
        policy("c", port).replace("- ports:", "- to: [{podSelector: {}, namespaceSelector: null}]\n      ports:");
    let path = file("together", &[policy("a", &twice), policy("b", &twice), null.clone()].concat());
    let run = podreach_with(&["lint", path.to_str().unwrap(), "--fix", "--unsafe-fixes"], "");
    assert_eq!(run.err.matches("fixed L57: ").count(), 2, "{}", run.text());
    assert!(run.err.contains("1 finding has several fixes: choose one"), "{}", run.err);
    let fixed = std::fs::read_to_string(&path).unwrap();
    assert_eq!(fixed, [policy("a", port), policy("b", port), null].concat());
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
}

#[test]
fn files_that_are_not_utf_8_are_not_written() {
    let path = file("utf-16", "");
    let bytes: Vec<u8> = WRONG_PORT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bytes = [&[0xff, 0xfe][..], &bytes].concat();
    std::fs::write(&path, &bytes).unwrap();
    let run = podreach_with(&["lint", path.to_str().unwrap(), "--fix", "--unsafe-fixes"], "");
    assert_eq!(run.code, 2, "{}", run.text());
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    let stdin = lint(WRONG_PORT, &["--fix", "--unsafe-fixes"]);
    assert!(stdin.code == 2 && stdin.err.contains("standard input"), "{}", stdin.text());
}

#[test]
fn bad_usage_is_2() {
    assert_eq!(podreach("lint nowhere.yaml").code, 2);
    assert_eq!(lint("", &["--unsafe-fixes"]).code, 2);
    assert_eq!(lint("", &["-o", "csv"]).code, 2);
}
