//! Files as people have them: other encodings, bare lists, folders of kustomizations and charts, custom resources.

use std::path::{Path, PathBuf};

use crate::run::{Run, fixture, podreach, podreach_with};

/// A folder of files that is gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
        let folder = std::env::temp_dir().join(format!("podreach-{name}-{}", std::process::id()));
        for (file, bytes) in files {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        Self(folder)
    }

    fn list(&self, file: &str, more: &[&str]) -> Run {
        let path = self.path(file);
        podreach_with(&[&["list", path.to_str().unwrap()], more].concat(), "")
    }

    fn path(&self, file: &str) -> PathBuf {
        if file.is_empty() { self.0.clone() } else { self.0.join(Path::new(file)) }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: good}\n";

#[test]
fn utf_16_is_read() {
    let text = fixture("blocks.yaml");
    let little: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let folder = Folder::new("utf16", &[("little.yaml", &little), ("big.yaml", &big)]);
    let expected = podreach("list blocks.yaml -o json");
    for file in ["little.yaml", "big.yaml"] {
        let run = folder.list(file, &["-o", "json", "--strict"]);
        assert_eq!((run.code, &run.out, &run.err), (0, &expected.out, &expected.err), "{file}");
    }
}

#[test]
fn an_invalid_byte_costs_its_document() {
    let bad =
        [POD.as_bytes(), b"---\n# caf\xe9\n", POD.replace("good", "bad, labels: {a: \"\u{0}\"}").as_bytes()].concat();
    let bad: Vec<u8> = bad.into_iter().map(|byte| if byte == 0 { 0xe9 } else { byte }).collect();
    let comment = [POD.as_bytes(), b"# caf\xe9\n"].concat();
    let folder = Folder::new("byte", &[("bad.yaml", &bad), ("comment.yaml", &comment)]);
    let run = folder.list("bad.yaml", &["-o", "json"]);
    assert!(run.code == 0 && run.out.contains("good") && !run.out.contains("bad"), "{}", run.text());
    assert!(run.err.contains("bad.yaml:8:36") && run.err.contains("the byte 0xE9 is not UTF-8"), "{}", run.err);
    assert_eq!(folder.list("bad.yaml", &["--strict"]).code, 1);
    let run = folder.list("comment.yaml", &["--strict"]);
    assert!(run.code == 0 && run.err.contains("comment.yaml:4:6"), "{}", run.text());
}

#[test]
fn bare_lists_are_read() {
    let list = |text: &str| podreach_with(&["list", "-", "-o", "json"], text);
    let pod = |name: &str| format!(r#"{{"apiVersion": "v1", "kind": "Pod", "metadata": {{"name": "{name}"}}}}"#);
    let (a, b) = (pod("a"), pod("b"));
    let expected = list(&format!("{a}\n{b}\n"));
    assert!(expected.out.contains("default/a[Pod]"), "{}", expected.out);
    for text in
        [format!("[{a},{b}]"), format!("- {a}\n- {b}\n"), format!("[[{a}], [{b}]]"), format!("[\n\t{a},\n\t{b}\n]\n")]
    {
        let run = list(&text);
        assert_eq!((run.code, run.out, run.err.as_str()), (0, expected.out.clone(), ""), "{text}");
    }
}

#[test]
fn files_that_are_built_first_are_told() {
    let kustomization = b"namespace: prod\nresources: [pod.yaml]\n";
    let folder = Folder::new(
        "built",
        &[
            ("k/kustomization.yaml", kustomization),
            ("k/pod.yaml", POD.as_bytes()),
            ("n/Kustomization", kustomization),
            ("n/pod.yaml", POD.as_bytes()),
            ("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 1.0.0\n"),
            ("c/values.yaml", b"replicas: 1\n"),
            ("c/templates/pod.yaml", POD.as_bytes()),
            ("c/templates/net.yaml", b"kind: NetworkPolicy\nmetadata:\n  name: {{ .Release.Name }}\n"),
        ],
    );
    for file in ["k", "n"] {
        let run = folder.list(file, &[]);
        assert!(run.code == 0 && run.out.contains("good"), "{}", run.text());
        assert!(run.err.starts_with("warning[S07]: this kustomization sets `namespace`, so"), "{}", run.err);
        assert!(run.err.contains("`kubectl kustomize DIR | podreach list -`"), "{}", run.err);
        assert!(!run.err.contains("has no `kind`"), "{}", run.err);
    }
    for file in ["k/pod.yaml", "n/pod.yaml"] {
        let run = folder.list(file, &[]);
        assert!(run.err.contains("ustomization") && run.err.contains("is not read"), "{}", run.err);
    }
    let chart = folder.list("c", &[]);
    assert!(
        chart.err.contains("warning[S07]: this is a Helm chart") && chart.err.contains("error[L16]"),
        "{}",
        chart.err
    );
    assert!(
        chart.err.contains("`helm template DIR | podreach list -`") && !chart.err.contains("values.yaml"),
        "{}",
        chart.err
    );
    let run = folder.list("c/templates", &[]);
    assert!(run.err.contains("Chart.yaml` is not read"), "{}", run.err);
    assert_eq!(podreach("list twins").err, "");
}

/// Pods of custom resources are made by a controller, so a Service that chooses them chooses nothing of the input.
#[test]
fn custom_resources_are_the_reason_why_a_service_chooses_nothing() {
    let service = |selector: &str| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{{selector}}}, ports: [{{port: 80}}]}}\n"
        )
    };
    let resource = |version: &str, kind: &str, rest: &str| {
        format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{name: main}}\n{rest}")
    };
    let finding = |resource: &str, selector: &str| {
        let text = [POD, resource, &service(selector)].join("---\n");
        let run = podreach_with(&["lint", "-", "-o", "json"], &text).json();
        let found = run["findings"].as_array().unwrap().iter().find(|found| found["code"] == "L60").unwrap().clone();
        let text = |key: &str| found[key].as_str().unwrap().to_owned();
        (text("severity"), text("message"), text("help"))
    };
    for (resource, selector, words) in [
        (resource("kafka.strimzi.io/v1", "Kafka", "spec: {}\n"), "strimzi.io/name: main-kafka", "for the Kafka `main`"),
        (resource("postgresql.cnpg.io/v1", "Cluster", ""), "cnpg.io/cluster: main", "for the Cluster `main`"),
        (resource("monitoring.coreos.com/v1", "Prometheus", ""), "prometheus: main", "for the Prometheus `main`"),
        (
            resource("example.com/v1", "Widget", "spec: {pods: [{podMetadata: {labels: {app: web}}}]}\n"),
            "app: web",
            "of the Widget `main`",
        ),
    ] {
        let (severity, message, _) = finding(&resource, selector);
        assert!(severity == "note" && message.contains(words), "{severity}: {message}");
    }
    let (severity, message, help) = finding(&resource("kafka.strimzi.io/v1", "Kafka", ""), "app: web");
    assert!(
        severity == "warning" && !message.contains("Kafka") && help.contains("for the Kafka `main`"),
        "{message}: {help}"
    );
    let (severity, _, help) = finding(&resource("cert-manager.io/v1", "Certificate", ""), "app: main");
    assert!(severity == "warning" && !help.contains("Certificate"), "{help}");
}
