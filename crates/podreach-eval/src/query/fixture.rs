//! A small cluster for tests: pods `a` to `f` in `default` under policies of most kinds.

use podreach_syntax::Sources;

use crate::analysis::Analysis;
use crate::options::Options;
use crate::pipeline::analyze;

/// `a` reaches `b` alone; everyone reaches the port `http` of `b`; `c` may go anywhere; `d` is reached from some addresses;
/// `e` is free; `f` is reached by `a` and `e`.
pub(super) fn cluster() -> Analysis {
    let pod = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: {name}}}}}\nspec: {{containers: [{{name: c, ports: [{{name: http, containerPort: 80}}]}}]}}\n---\n"
        )
    };
    let policy = |name: &str, spec: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {{podSelector: {{matchLabels: {{app: {name}}}}}, {spec}}}\n---\n"
        )
    };
    let mut yaml = ["a", "b", "c", "d", "e", "f"].map(pod).concat();
    for (name, spec) in [
        ("a", "policyTypes: [Ingress, Egress], egress: [{to: [{podSelector: {matchLabels: {app: b}}}]}]"),
        ("b", "policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}], ports: [{port: http}]}]"),
        ("c", "policyTypes: [Egress], egress: [{}]"),
        (
            "d",
            "policyTypes: [Ingress, Egress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}], egress: [{to: [{namespaceSelector: {}}], ports: [{port: 80}, {port: 81}]}]",
        ),
        (
            "f",
            "policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: a}}}, {podSelector: {matchLabels: {app: e}}}]}]",
        ),
    ] {
        yaml += &policy(name, spec);
    }
    analyze(&Sources::single("", yaml), &Options::default())
}
