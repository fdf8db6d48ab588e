//! How the work of an evaluation grows with its input, in steps, so that it does not hang on the machine: twice the input takes
//! about twice the steps, in every shape that policies can have.

#![allow(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use std::fmt::Write as _;

use podreach_eval::diff::diff;
use podreach_eval::{Analysis, Options, analyze};
use podreach_syntax::Sources;

fn analysis(text: &str) -> Analysis {
    let analysis = analyze(&Sources::single("", text), &Options::default());
    assert!(!analysis.exceeded);
    analysis
}

fn pod(name: &str, namespace: &str, labels: &str, address: &str) -> String {
    format!(
        "{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, namespace: {namespace}, labels: {{{labels}}}}}, spec: {{containers: [{{name: c}}]}}{address}}}\n---\n"
    )
}

fn policy(name: &str, namespace: &str, spec: &str) -> String {
    format!(
        "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: {name}, namespace: {namespace}}}, spec: {{{spec}}}}}\n---\n"
    )
}

fn two() -> String {
    pod("p0", "default", "a: b", "") + &pod("p1", "default", "a: c", "")
}

/// Rules of a policy that holds for all pods, each made from its number.
fn rules(count: usize, rule: impl Fn(usize) -> String) -> String {
    let rules: Vec<String> = (0..count).map(rule).collect();
    policy("all", "default", &format!("podSelector: {{}}, ingress: [{}]", rules.join(", ")))
}

fn address(at: usize) -> String {
    let at = 2 * at;
    format!("10.{}.{}.{}", at >> 16 & 255, at >> 8 & 255, at & 255)
}

type Shape = fn(usize) -> String;

const SHAPES: [(&str, Shape); 7] = [
    ("blocks", |n| two() + &rules(n, |at| format!("{{from: [{{ipBlock: {{cidr: {}/32}}}}]}}", address(at)))),
    ("blocks and ports", |n| {
        two()
            + &rules(n, |at| {
                format!("{{from: [{{ipBlock: {{cidr: {}/32}}}}], ports: [{{port: {}}}]}}", address(at), at + 1)
            })
    }),
    ("ports", |n| two() + &rules(n, |at| format!("{{ports: [{{port: {}}}]}}", 2 * at + 1))),
    ("blocks of pods", |n| {
        let pods: String = (0..n)
            .map(|at| {
                pod(
                    &format!("p{at}"),
                    "default",
                    &format!("a: v{at}"),
                    &format!(", status: {{podIP: {}}}", address(at)),
                )
            })
            .collect();
        pods + &rules(n, |at| {
            format!("{{from: [{{ipBlock: {{cidr: {}/32}}}}], ports: [{{port: {}}}]}}", address(at), at + 1)
        })
    }),
    ("a ring", |n| {
        let mut text = String::new();
        for at in 0..n {
            text += &pod(&format!("p{at}"), "default", &format!("a: v{at}"), "");
            let next = (at + 1) % n;
            let spec = format!(
                "podSelector: {{matchLabels: {{a: v{at}}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{a: v{next}}}}}}}]}}]"
            );
            text += &policy(&format!("n{at}"), "default", &spec);
        }
        text
    }),
    ("all namespaces but one", |n| {
        let mut text = String::new();
        for at in 0..n {
            let _ = write!(
                text,
                "{{apiVersion: v1, kind: Namespace, metadata: {{name: ns{at}, labels: {{t: t{at}}}}}}}\n---\n"
            );
            text += &pod("p", &format!("ns{at}"), "a: b", "");
            let spec = format!(
                "podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {{matchExpressions: [{{key: t, operator: NotIn, values: [t{at}]}}]}}}}]}}]"
            );
            text += &policy("all", &format!("ns{at}"), &spec);
        }
        text
    }),
    ("ports of a Service", |n| {
        let ports: Vec<String> = (1..=n).map(|at| format!("{{name: p{at}, port: {at}}}")).collect();
        let service = format!(
            "{{apiVersion: v1, kind: Service, metadata: {{name: s}}, spec: {{selector: {{a: b}}, ports: [{}]}}}}\n",
            ports.join(", ")
        );
        two() + &service
    }),
];

#[test]
fn twice_the_input_takes_about_twice_the_steps() {
    for (name, shape) in SHAPES {
        let [few, many] = [100, 400].map(|n| analysis(&shape(n)).steps);
        assert!(few > 100, "{name}: {few}");
        assert!(many < 9 * few / 2, "{name}: {few} steps, and {many} for four times as much");
    }
}

/// Pods that all differ under few policies: as many steps as there are pairs, and no more for each.
#[test]
fn pairs_that_all_differ_take_a_few_steps_each() {
    let shape = |n: usize| {
        let mut text = String::new();
        for at in 0..n {
            let labels: Vec<String> = (0..8).map(|bit| format!("b{bit}: '{}'", at >> bit & 1)).collect();
            text += &pod(&format!("p{at}"), "default", &labels.join(", "), "");
        }
        for bit in 0..8 {
            let spec = format!(
                "podSelector: {{matchLabels: {{b{bit}: '1'}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{b{}: '0'}}}}}}], ports: [{{port: {}}}]}}]",
                (bit + 1) % 8,
                100 + bit
            );
            text += &policy(&format!("n{bit}"), "default", &spec);
        }
        text
    };
    let [few, many] = [64, 256].map(|n| analysis(&shape(n)).steps / (n * n) as u64);
    assert!(many <= few + 4 && many < 64, "{few} steps a pair, and {many}");
}

/// A comparison says what changed in as many parts as there are, whatever the number of rules.
#[test]
fn moved_blocks_are_one_change_each() {
    let shape = |n: usize, moved: usize| {
        two()
            + &rules(n, |at| {
                format!("{{from: [{{ipBlock: {{cidr: {}/32}}}}], ports: [{{port: {}}}]}}", address(at + moved), at + 1)
            })
    };
    for n in [20, 80] {
        let (before, after) = (analysis(&shape(n, 0)), analysis(&shape(n, 100_000)));
        let found = diff(&before, &after);
        assert_eq!(found.connections.len(), 2 * n);
        let rules = |acts: &podreach_eval::diff::Effect| acts.rules.len();
        let named = found.connections.iter().flat_map(|change| &change.causes);
        assert!(named.clone().all(|cause| rules(&cause.before) + rules(&cause.after) == 1));
        assert_eq!(named.count(), 2 * n);
    }
}
