//! What a link leaves out changes no answer.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use podreach_eval::kinds::is_evaluated_policy;
use podreach_eval::{Analysis, HostNetwork, Options, Semantics, analyze};
use podreach_link::{SharedSource, trim};
use podreach_syntax::Sources;

/// All answers about workloads: states and ports of pairs, ways from outside, backends of Services and of entry points.
fn answers(text: &str, host_network: HostNetwork) -> String {
    let semantics = Semantics { host_network, ..Semantics::default() };
    let analysis = analyze(&Sources::single("input.yaml", text), &Options { semantics, ..Options::default() });
    let mut out = String::new();
    for (from, source) in analysis.endpoint_ids() {
        for (to, destination) in analysis.endpoint_ids() {
            let pair = analysis.pair(from, to);
            let _ = writeln!(out, "{} -> {}: {:?} {}", source.id, destination.id, pair.state, *pair.connections);
        }
        let _ = writeln!(out, "{}: {:?} {:?} {:?}", source.id, source.labels, source.ports, source.addresses);
        ways(&analysis, from, &mut out);
    }
    for service in analysis.services.iter() {
        let found = &service.service;
        let _ = writeln!(
            out,
            "{}/{}: {:?} {:?}",
            found.meta.namespace, &**found.meta.name, service.backends, service.targets
        );
    }
    without_places(&out)
}

/// Places in the text move when something before them goes.
fn without_places(text: &str) -> String {
    let mut parts = text.split("Span {");
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |out, part| out + part.split_once('}').map_or(part, |(_, rest)| rest))
}

fn ways(analysis: &Analysis, endpoint: podreach_eval::inventory::EndpointId, out: &mut String) {
    for way in analysis.ingress_paths(endpoint) {
        let _ = writeln!(out, "  {:?} {:?} {:?} {:?} {:?}", way.exposed_by, way.hops, way.port, way.outcome, way.notes);
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
}

/// The inputs of a file of cases, or the file. A case names files that go with it after `# with:`.
fn inputs(path: &Path) -> Vec<String> {
    let Ok(text) = std::fs::read_to_string(path) else { return Vec::new() };
    let with = |case: &str| {
        let named = case.lines().filter_map(|line| line.strip_prefix("# with: ")).flat_map(|names| names.split(", "));
        let texts = named.filter_map(|name| std::fs::read_to_string(path.with_file_name("").join(name)).ok());
        texts.chain(std::iter::once(case.to_owned())).collect::<Vec<_>>().join("\n---\n")
    };
    text.split("\n#= ").map(|case| with(&format!("# {case}"))).collect()
}

/// The same with more in it that says nothing about reachability.
fn padded(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.replace("containers: [{name: ", "containers: [{env: [{name: KEY, value: x}], name: ");
        if line.contains("annotations") {
            return line;
        }
        line.replace("metadata: {name: ", "metadata: {annotations: {note: x}, name: ")
    });
    lines.map(|line| line + "\n").collect()
}

#[test]
fn what_links_leave_out_changes_no_answer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["../../web/examples", "../../tests/fixtures", "../podreach-eval/tests/cases"] {
        files(&root.join(folder), &mut paths);
    }
    let (mut compared, mut different) = (0, Vec::new());
    for (path, input) in paths.iter().flat_map(|path| inputs(path).into_iter().map(move |input| (path, padded(&input))))
    {
        let source = SharedSource { name: "input.yaml".into(), text: input.clone() };
        let trimmed = trim(&[source], is_evaluated_policy).sources.remove(0).text;
        if trimmed == input {
            continue;
        }
        compared += 1;
        for host_network in [HostNetwork::Node, HostNetwork::Pod] {
            let (before, after) = (answers(&input, host_network), answers(&trimmed, host_network));
            if before != after {
                let line = before.lines().zip(after.lines()).find(|(one, other)| one != other);
                let title = input.lines().find(|line| line.starts_with("# ")).unwrap_or("");
                different.push(format!("{}, {title}\n{line:#?}", path.display()));
            }
        }
    }
    assert!(compared > 500, "only {compared} inputs have anything to leave out");
    assert!(different.is_empty(), "{} differ\n{}", different.len(), different.join("\n"));
}
