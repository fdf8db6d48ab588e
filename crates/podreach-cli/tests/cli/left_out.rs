//! What answers leave out, and the notes that go with them.

use crate::run::{podreach, podreach_with};

/// Lines of standard output that tell what is left out, or a note.
fn context(words: &str, code: i32) -> Vec<String> {
    let run = podreach(words);
    assert_eq!(run.code, code, "{words}\n{}", run.err);
    let told = |line: &&str| line.trim_start().starts_with("left out:") || line.trim_start().starts_with("note:");
    run.out.lines().filter(told).map(|line| line.trim().to_owned()).collect()
}

const REJECTED: &str = "left out: The NetworkPolicy x/wrong is invalid: the API server would reject it, and it is left out; it would \
                        select x/a.";
const LOCK: &str = "left out: 1 CiliumNetworkPolicy is not evaluated: x/lock.";
const CALICO: &str = "left out: 1 GlobalNetworkPolicy is not evaluated: default.deny.";
const UNREAD: &str = "left out: A part of the input could not be read; it may hold policies.";

#[test]
fn answers_name_what_concerns_their_ends() {
    assert_eq!(context("can x/b x/a left-out.yaml", 0), [REJECTED, LOCK, UNREAD]);
    assert_eq!(context("can x/b service:x/a --port 80 left-out.yaml", 0), [REJECTED, LOCK, UNREAD]);
    // The policy would select the other end for ingress alone.
    assert_eq!(context("can x/a dev/c left-out.yaml", 0), [LOCK, CALICO, UNREAD]);
    assert_eq!(context("can x/b 1.1.1.1 left-out.yaml", 1), [UNREAD]);
    assert_eq!(context("ways x/a left-out.yaml", 0)[1..], [REJECTED, LOCK, UNREAD]);
}

#[test]
fn lists_name_all_of_it() {
    let all = [
        "left out: The NetworkPolicy x/wrong is invalid: the API server would reject it, and it is left out.",
        "left out: 2 CiliumNetworkPolicies are not evaluated: x/lock and x/others.",
        CALICO,
        UNREAD,
    ];
    assert_eq!(context("list left-out.yaml", 0), all);
    let told = podreach("list left-out.yaml -o full").json()["leftOut"].clone();
    let told: Vec<String> = serde_json::from_value(told).unwrap();
    assert_eq!(told, all.map(|line| line.trim_start_matches("left out: ")));
    let report = podreach("explain x/b x/a left-out.yaml -o md").out;
    assert!(report.contains("\n* Left out: 1 CiliumNetworkPolicy is not evaluated: `x/lock`."), "{report}");
}

#[test]
fn files_that_cannot_be_read_may_hold_policies() {
    let told = context("can x/b x/a left-out.yaml missing.yaml", 0);
    assert_eq!(told[3], "left out: Some files could not be read; they may hold policies.", "{told:?}");
}

#[test]
fn other_notes_are_counted() {
    let pod = |name: &str, namespace: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {{containers: [{{name: c}}]}}\n---\n"
        )
    };
    let policy =
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}}\n";
    let input = [pod("a", "default"), pod("b", "x"), pod("c", "x"), policy.to_owned()].concat();
    let run = podreach_with(&["can", "x/b", "x/c", "-"], &input);
    assert!(
        run.err.contains("note about the input is not shown; `podreach lint --level note` shows it"),
        "{}",
        run.err
    );
    let run = podreach_with(&["can", "x/b", "default/a", "-"], &input);
    assert!(!run.err.contains("about the input"), "{}", run.err);
}

#[test]
fn kinds_that_kubernetes_has_too_are_told_by_their_group() {
    let input = "
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: x}
---
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: {name: p, namespace: x}
spec: {selector: has(app)}
---
apiVersion: crd.antrea.io/v1beta1
kind: ClusterNetworkPolicy
metadata: {name: q}
---
apiVersion: networking.k8s.io/v1
kind: Networkpolicy
metadata: {name: r, namespace: x}
";
    let run = podreach_with(&["can", "x/a", "1.1.1.1", "-"], input);
    let told = |line: &&str| line.trim_start().starts_with("left out:");
    let told: Vec<&str> = run.out.lines().filter(told).map(str::trim).collect();
    // The Calico policy does not select the pod.
    let of_antrea = "left out: 1 ClusterNetworkPolicy of crd.antrea.io is not evaluated: q.";
    assert_eq!(told, [of_antrea, "left out: 1 Networkpolicy is not evaluated: x/r."]);
    let run = podreach_with(&["list", "-"], input);
    assert!(run.out.contains("left out: 1 NetworkPolicy of projectcalico.org is not evaluated: x/p."), "{}", run.out);
}
