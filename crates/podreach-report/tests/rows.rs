//! The rows are what asking every pair gives.

use podreach_eval::inventory::EndpointId;
use podreach_eval::{Analysis, Options, analyze};
use podreach_report::{Format, ListDoc, Outside, render, rows};
use podreach_syntax::Sources;

/// Workloads in several namespaces, some of one class, some isolated in one direction or in both.
fn cluster(policies: bool) -> (Sources, Analysis) {
    let mut yaml = String::new();
    for namespace in ["one", "two"] {
        for (name, app) in [("a1", "a"), ("b1", "b"), ("a2", "a"), ("c1", "c"), ("b2", "b"), ("a3", "a")] {
            yaml += &format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {namespace}, labels: {{app: {app}}}}}\nspec: {{containers: [{{name: c}}]}}\n---\n"
            );
        }
    }
    let specs = [
        "podSelector: {matchLabels: {app: a}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: b}}}], ports: [{port: 80}]}]",
        "podSelector: {matchLabels: {app: b}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: a}}}, {ipBlock: {cidr: 10.0.0.0/8}}]}]",
        "podSelector: {matchLabels: {app: c}}, policyTypes: [Ingress, Egress], ingress: [{from: [{namespaceSelector: {}}]}], egress: [{to: [{namespaceSelector: {}}], ports: [{port: 443}]}]",
    ];
    for (at, spec) in specs.iter().enumerate().filter(|_| policies) {
        yaml += &format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p{at}, namespace: one}}\nspec: {{{spec}}}\n---\n"
        );
    }
    let sources = Sources::single("input.yaml", yaml);
    let analysis = analyze(&sources, &Options::default());
    (sources, analysis)
}

#[test]
fn rows_are_all_pairs_that_pass() {
    for policies in [false, true] {
        let (_, analysis) = cluster(policies);
        let rows = rows(&analysis, true, Outside::Labels);
        let found: Vec<(&str, &str, &str)> = rows.iter().map(|row| (row.src, row.dst, row.conn)).collect();
        assert!(found.is_sorted());
        let inside: Vec<EndpointId> = analysis
            .endpoint_ids()
            .filter(|(_, endpoint)| endpoint.is_workload() || (endpoint.is_representative() && !endpoint.hidden))
            .map(|(id, _)| id)
            .collect();
        let mut expected = Vec::new();
        for from in &inside {
            for to in inside.iter().filter(|to| *to != from) {
                let connections = analysis.pair(*from, *to).connections;
                if !connections.is_none() {
                    let [src, dst] = [from, to].map(|id| analysis.endpoint(*id).peer.as_str());
                    expected.push((src, dst, connections.list_notation()));
                }
            }
        }
        expected.sort();
        let among: Vec<(&str, &str, String)> = found
            .iter()
            .filter(|(src, dst, _)| !src.starts_with("external:") && !dst.starts_with("external:"))
            .map(|(src, dst, conn)| (*src, *dst, (*conn).to_owned()))
            .collect();
        assert_eq!(among, expected);
        assert!(found.contains(&("external:Internet", "two/a1[Pod]", "All Connections")));
        assert_eq!(found.contains(&("one/b1[Pod]", "external:10.0.0.0/8", "All Connections")), policies);
    }
}

/// Every row is in exactly one group, and groups say nothing else.
#[test]
fn groups_are_the_rows() {
    for (policies, representatives) in [(false, false), (true, false), (true, true)] {
        let (_, analysis) = cluster(policies);
        for outside in [Outside::Labels, Outside::Sets, Outside::Ranges] {
            let rows = rows(&analysis, representatives, outside);
            let mut found: Vec<(&str, &str, &str)> = Vec::new();
            for group in rows.groups() {
                let pairs = group.sources.iter().flat_map(|src| group.destinations.iter().map(move |dst| (src, dst)));
                found.extend(pairs.filter(|(src, dst)| src != dst).map(|(src, dst)| (*src, *dst, group.conn)));
                // Nobody stands in a group without a row.
                let other = |ends: &[&str], one: &str| ends.iter().any(|end| *end != one);
                assert!(group.sources.iter().all(|src| other(&group.destinations, src)), "{group:?}");
                assert!(group.destinations.iter().all(|dst| other(&group.sources, dst)), "{group:?}");
            }
            found.sort_unstable();
            let expected: Vec<(&str, &str, &str)> = rows.iter().map(|row| (row.src, row.dst, row.conn)).collect();
            assert_eq!(found, expected);
            assert!(rows.groups().count() * 2 < expected.len());
        }
    }
}

/// The first column is as wide as the longest name, and a graph has the nodes that its edges have.
#[test]
fn columns_stand_and_nodes_are_those_of_the_rows() {
    let (sources, analysis) = cluster(true);
    let text = render(&ListDoc::new(&analysis, &sources), Format::Txt).unwrap();
    let rows = rows(&analysis, false, Outside::Labels);
    let src = rows.iter().map(|row| row.src.chars().count()).max().unwrap();
    let single = |line: &&str| !line.split("  ->  ").next().unwrap().contains(", ");
    assert!(text.lines().filter(single).count() > 1, "{text}");
    for line in text.lines().filter(single) {
        assert_eq!(line.find("  ->  "), Some(src), "{line}");
    }
    let graph = render(&ListDoc::new(&analysis, &sources), Format::Dot).unwrap();
    for (_, endpoint) in analysis.endpoint_ids().filter(|(_, endpoint)| endpoint.is_workload()) {
        assert!(graph.contains(&format!("    \"{}\" [label=", endpoint.peer)), "{graph}");
    }
}

/// An open cluster is one line, however large: all reach each other and the outside.
#[test]
fn an_open_cluster_is_told_in_two_lines() {
    let (sources, analysis) = cluster(false);
    let text = render(&ListDoc::new(&analysis, &sources), Format::Txt).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].starts_with("external:Internet  ->  one/a1[Pod], one/a2[Pod],"), "{text}");
    let all = "one/a1[Pod], one/a2[Pod], one/a3[Pod], one/b1[Pod], one/b2[Pod], one/c1[Pod], two/a1[Pod]";
    assert!(lines[1].starts_with(all) && lines[1].contains("  ->  each other, external:Internet  All"), "{text}");
    let table = render(&ListDoc::new(&analysis, &sources), Format::Md).unwrap();
    assert_eq!(table.lines().count(), 4, "{table}");
}
