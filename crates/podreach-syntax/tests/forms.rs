//! Input as people have it: encodings, lists, the output of tools, templates, and what is no manifest at all.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic anywhere")]

use podreach_syntax::{Limits, Parsed, Sources, Tool, parse};

fn read(name: &str, bytes: impl Into<Vec<u8>>) -> (Sources, Parsed) {
    let mut sources = Sources::new();
    sources.add_bytes(name, bytes.into());
    let parsed = parse(&sources, &Limits::PAGE);
    (sources, parsed)
}

/// Checks the names of the objects, and the diagnostics as `code line:column`.
fn check(bytes: impl Into<Vec<u8>>, names: &[&str], diagnostics: &[&str]) -> Parsed {
    let bytes = bytes.into();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (sources, parsed) = read("stdin", bytes);
    let objects = parsed.documents.iter().filter(|document| document.tool.is_none());
    let found: Vec<&str> = objects
        .map(|object| object.root.at(&["metadata", "name"]).and_then(|name| name.as_str()).unwrap_or("?"))
        .collect();
    assert_eq!(found, names, "{text}");
    let places = parsed.diagnostics.iter().map(|found| {
        let span = found.span.unwrap();
        let place = sources.source_of(span).unwrap().line_column(sources.place(span).start);
        format!("{} {}:{}", found.code, place.line, place.column)
    });
    assert_eq!(places.collect::<Vec<_>>(), diagnostics, "{text}: {:?}", parsed.diagnostics);
    parsed
}

fn pod(name: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\n")
}

fn message(parsed: &Parsed) -> &str {
    &parsed.diagnostics[0].message
}

#[test]
fn an_invalid_byte_costs_its_object() {
    let (a, b) = (pod("a").into_bytes(), pod("b").into_bytes());
    let bad = b"---\nkind: Pod\nmetadata: {name: x, annotations: {of: caf\xe9}}\n---\n";
    check([&a[..], bad, &b].concat(), &["a", "b"], &["S06 6:42"]);
    // In comments, between documents and behind the last one it costs nothing.
    check([&a[..], b"# caf\xe9\n---\n# \xff\xfe\n---\n", &b].concat(), &["a", "b"], &["S06 4:6", "S06 6:3"]);
    check([&a[..], b"---\n# \xff"].concat(), &["a"], &["S06 5:3"]);
    check([&b"# \xe9\n"[..], &a].concat(), &["a"], &["S06 1:3"]);
    // What looks like a comment in a block of text is none.
    check([&a[..], b"data:\n  x: |\n    # caf\xe9\n---\n", &b].concat(), &["b"], &["S06 6:10"]);
    // An object of a list is lost alone; outside of the objects the list is.
    let list =
        |bytes: &[u8]| [b"kind: List\nitems:\n- metadata: {name: a}\n- metadata: {name: ", bytes, b"}\n"].concat();
    let items = |parsed: &Parsed| parsed.documents[0].root.get("items").unwrap().as_list().unwrap().len();
    let parsed = check(list(b"b\xe9"), &["?"], &["S06 4:21"]);
    assert_eq!(items(&parsed), 1);
    check([&list(b"b")[..], b"x: \xe9\n"].concat(), &[], &["S06 5:4"]);
    check(&b"[{\"metadata\": {\"name\": \"a\"}},\n{\"metadata\": {\"name\": \"\xe9\"}}]"[..], &["a"], &["S06 2:24"]);
    let parsed = check(&b"metadata: {name: \xe9\xe9, x: \xff}\n"[..], &[], &["S06 1:18"]);
    assert!(message(&parsed).contains("0xE9") && message(&parsed).ends_with("(and 2 others)"), "{}", message(&parsed));
    // The character that stands for it is one like any other.
    check("metadata: {name: a, x: \u{fffd}}\n", &["a"], &[]);
}

#[test]
fn other_encodings_are_read() {
    let text = format!("{}---\r\n{}", pod("a"), pod("b"));
    let little: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    check(little.clone(), &["a", "b"], &[]);
    let big: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    check(big, &["a", "b"], &[]);
    check([b"\xef\xbb\xbf", text.as_bytes()].concat(), &["a", "b"], &[]);
    // Cut in the middle of a character.
    let parsed = check([&little[..], b"#"].concat(), &["a"], &["S06 8:1"]);
    assert!(message(&parsed).starts_with("the byte 0x23"));
    let parsed = check(&b"\x1f\x8b\x08\0\0\0"[..], &[], &["S06 1:1"]);
    assert!(message(&parsed).contains("a gzip archive"));
}

#[test]
fn a_bare_list_is_its_objects() {
    check("- metadata: {name: a}\n- metadata: {name: b}\n", &["a", "b"], &[]);
    check("[\n\t{\"metadata\": {\"name\": \"a\"}},\n\t{\"metadata\": {\"name\": \"b\"}}\n]\n", &["a", "b"], &[]);
    check("[{metadata: {name: a}}]\n[{metadata: {name: b}}] {metadata: {name: c}}", &["a", "b", "c"], &[]);
    check("[[{metadata: {name: a}}], null, [{metadata: {name: b}}]]", &["a", "b"], &[]);
    check("[{metadata: {name: a}}, 5, {metadata: {name: b}}]", &["a"], &["L18 1:25"]);
    check("[]\n", &[], &["L18 1:1"]);
    check("- op: add\n  path: /x\n  value: 1\n", &[], &["L18 1:1"]);
    let limits = Limits { documents: 2, ..Limits::PAGE };
    let parsed = parse(&Sources::single("", "[{a: 1}, {a: 2}, {a: 3}, {a: 4}]\n---\na: 5\n"), &limits);
    assert_eq!((parsed.documents.len(), parsed.diagnostics.len(), parsed.diagnostics[0].code), (2, 1, "S11"));
}

#[test]
fn templates_are_recognised_wherever_they_stand() {
    let both = |text: &str| format!("{}---\n{text}---\n{}", pod("a"), pod("b"));
    for (text, place) in [
        ("kind: Pod\nmetadata:\n  name: {{ .Values.x }}\n", "L16 7:9"),
        ("kind: Pod\nmetadata:\n  name: {{ .Values.x }}-web\n", "L16 7:9"),
        ("kind: Pod\nmetadata: {name: {{ x }}, labels: {a: b}}\n", "L16 6:18"),
        ("{{- if .x }}\nkind: Pod\n{{- end }}\n", "L16 5:1"),
        ("kind: Pod\nmetadata:\n  name: x\n  labels: {{- include \"l\" . | nindent 4 }}\n", "L16 8:11"),
        ("kind: Pod\nspec:\n  containers:\n  {{- range .c }}\n  - name: a\n  {{- end }}\n", "L16 8:3"),
        ("kind: Pod\nspec:\n  ports: [{{ .a }}, {{ .b }}]\n", "L16 7:11"),
        ("{{ .x }}: 1\nkind: Pod\n", "L16 5:1"),
        ("{\"kind\": \"Pod\", \"metadata\": {\"name\": {{ .x }} }}\n", "L16 5:38"),
        ("{% for x in y %}\nkind: Pod\n{% endfor %}\n", "L16 5:1"),
        ("<% if x %>\nkind: Pod\n<% end %>\n", "L16 5:1"),
        ("kind: Pod\nmetadata: {name: ${NAME}, labels: {a: b}}\n", "L16 6:18"),
        ("kind: Pod\nmetadata:\n  name: {{ .x\n", "L16 7:9"),
    ] {
        check(both(text), &["a", "b"], &[place]);
    }
    // Expressions in text keep the object.
    check("metadata:\n  name: web-{{ .x }}\n", &["web-{{ .x }}"], &["L16 2:9"]);
    check("metadata: {name: a}\nspec: {port: \"{{ .x }}\"}\n", &["a"], &["L16 2:14"]);
    // A mistake that has nothing to do with them is told as what it is.
    check("metadata:\n  name: a\n  annotations:\n    a: \"{{ $x }}\"\n   b: 1\n", &[], &["S01 5:4"]);
    check("a: {b: {c: {{d: e}: f}}}\n", &[], &["L16 1:12"]);
    check("a: {? [b] : c}\n", &["?"], &["S04 1:7"]);
}

#[test]
fn the_output_of_tools_is_recognised() {
    let helm = format!("NAME: x\nLAST DEPLOYED: now\nMANIFEST:\n---\n{}\nNOTES:\n1. Do: this\n- or that\n", pod("a"));
    check(helm.clone(), &["a"], &[]);
    check(helm.replace('\n', "\r\n"), &["a"], &[]);
    check("Warning: x is deprecated\n{\"metadata\": {\"name\": \"a\"}}\n", &["a"], &[]);
    check(format!("{}Error from server (Forbidden): x\n", pod("a")), &["a"], &["L18 4:1"]);
    check("NAME: x\nLAST DEPLOYED: now\nNOTES:\nhello\n", &[], &["L18 1:1"]);
    check(format!("```yaml\n{}```\n\n```\n{}```\n", pod("a"), pod("b")), &["a", "b"], &[]);
    let table = check("NAME  READY  AGE\nweb  1/1  3d\n", &[], &["L18 1:1"]);
    assert!(message(&table).contains("`kubectl get`"));
    let page = check("<!DOCTYPE html>\n<html><body>a: b: c</body></html>\n", &[], &["L18 1:1"]);
    assert!(message(&page).contains("HTML"));
    let described = check("Name:         web\nNamespace:    shop\nLabels:       a=b\n", &[], &["L18 1:1"]);
    assert!(message(&described).contains("`kubectl describe`"));
    check(format!("{}---\nNAME  STATUS\nshop  Active\n", pod("a")), &["a"], &["L18 5:1"]);
}

#[test]
fn files_of_tools_that_make_manifests() {
    let tool = |name: &str, text: &str| {
        let (_, parsed) = read(name, text);
        let told = parsed.diagnostics.iter().find(|found| found.code == "S07").map(|found| found.message.clone());
        (parsed.documents.first().and_then(|document| document.tool), told.unwrap_or_default())
    };
    let (kustomize, told) =
        tool("k8s/kustomization.yaml", "namespace: prod\npatches: [{path: a.yaml}]\nresources: [b.yaml]\n");
    assert_eq!(kustomize, Some(Tool::Kustomize));
    assert!(told.contains("`namespace`, `patches`"), "{told}");
    assert!(tool("Kustomization", "resources: [b.yaml]\n").1.contains("`resources`"));
    let config = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamePrefix: a-\n";
    assert!(tool("stdin", config).1.contains("`namePrefix`"));
    assert_eq!(tool("C:\\x\\Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n").0, Some(Tool::Helm));
    assert_eq!(tool("stdin", "apiVersion: v2\nname: x\nversion: 1.0.0\n").0, Some(Tool::Helm));
    let flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\nspec: {}\n";
    assert_eq!(tool("stdin", flux), (None, String::new()));
    assert_eq!(tool("kustomization.yaml", &pod("a")), (None, String::new()));
    // Values belong to a chart where there is one; many files of a tool are said once.
    let mut sources = Sources::single("values.yaml", "a: 1\n");
    assert_eq!(parse(&sources, &Limits::PAGE).documents[0].tool, None);
    for folder in 0..20 {
        sources.add(format!("{folder}/kustomization.yaml"), "namespace: a\n");
    }
    sources.add("Chart.yaml", "name: x\nversion: 1\n");
    let parsed = parse(&sources, &Limits::PAGE);
    assert_eq!(parsed.documents[0].tool, Some(Tool::Helm));
    let told: Vec<(&str, usize)> = parsed.diagnostics.iter().map(|found| (found.code, found.related.len())).collect();
    assert_eq!(told, [("S07", 4), ("S07", 0)]);
    assert!(parsed.diagnostics[0].help.as_deref().is_some_and(|help| help.contains("15 more files")));
}
