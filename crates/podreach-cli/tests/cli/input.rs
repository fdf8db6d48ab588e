//! Where manifests come from, what is said about bad ones, and exit codes.

use insta::assert_snapshot;

use crate::run::{fixture, folder, podreach, podreach_with};

#[test]
fn standard_input() {
    let run = podreach_with(&["list", "-", "-o", "json"], &fixture("blocks.yaml"));
    assert_eq!((run.code, run.out), (0, podreach("list blocks.yaml -o json").out));
    let policies: Vec<String> = ["2-deny-all", "3-db-netpol", "4-api-netpol", "5-web-netpol"]
        .iter()
        .map(|name| fixture(&format!("reference/{name}.yaml")))
        .collect();
    let run = podreach_with(&["list", "reference/1-app.yaml", "-"], &policies.join("---\n"));
    assert_eq!(run.out, podreach("list reference").out);
    let run = podreach_with(&["can", "web", "db", "reference/1-app.yaml", "-"], &policies.join("---\n"));
    assert!(run.out.contains("stdin:4"), "{}", run.out);
}

#[test]
fn folders() {
    let rows = podreach("list twins -o json").out;
    for peer in ["shop/web[Deployment]", "blog/web[Deployment]", "shop/cart[Pod]", "shop/cart[StatefulSet]"] {
        assert!(rows.contains(peer), "{peer} in {rows}");
    }
    assert_eq!(podreach("list twins").err, "");
    assert_eq!(podreach("list twins/a.yaml twins/b.json twins/nested/c.yml -o json").out, rows);
}

#[cfg(unix)]
#[test]
fn folders_that_link_to_themselves() {
    let folder = std::env::temp_dir().join(format!("podreach-link-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("inner")).unwrap();
    std::fs::write(folder.join("inner/a.yaml"), fixture("no-namespace.yaml")).unwrap();
    let _ = std::os::unix::fs::symlink(&folder, folder.join("inner/again"));
    let run = podreach_with(&["list", folder.to_str().unwrap(), "-o", "json"], "");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(run.out, podreach("list no-namespace.yaml -o json").out);
}

/// A search reads regular files only; a pipe would keep it waiting for ever. Who names a pipe wants it read.
#[cfg(unix)]
#[test]
fn pipes_and_devices_in_folders() {
    let folder = std::env::temp_dir().join(format!("podreach-pipe-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("text"), fixture("no-namespace.yaml")).unwrap();
    std::os::unix::fs::symlink(folder.join("text"), folder.join("a.yaml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.join("b.yaml")).unwrap();
    let pipe = folder.join("c.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let run = podreach_with(&["list", folder.to_str().unwrap(), "-o", "json", "--strict"], "");
    let path = pipe.to_str().unwrap().to_owned();
    let named = std::thread::spawn(move || podreach_with(&["list", &path, "-o", "json"], ""));
    std::fs::write(&pipe, fixture("blocks.yaml")).unwrap();
    let named = named.join().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!((run.code, run.out), (0, podreach("list no-namespace.yaml -o json").out), "{}", run.err);
    for name in ["b.yaml", "c.json"] {
        assert!(run.err.contains(&format!("{name}` is skipped: it is no regular file")), "{}", run.err);
    }
    assert_eq!((named.code, named.out), (0, podreach("list blocks.yaml -o json").out), "{}", named.err);
}

#[test]
fn folders_that_are_nested_too_deep() {
    let folder = std::env::temp_dir().join(format!("podreach-deep-{}", std::process::id()));
    let mut deep = folder.clone();
    (0..32).for_each(|_| deep.push("d"));
    std::fs::create_dir_all(deep.join("e/f")).unwrap();
    std::fs::write(deep.join("a.yaml"), fixture("no-namespace.yaml")).unwrap();
    std::fs::write(deep.join("e/b.yaml"), fixture("blocks.yaml")).unwrap();
    let run = podreach_with(&["list", folder.to_str().unwrap(), "-o", "json"], "");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!((run.code, run.out), (0, podreach("list no-namespace.yaml -o json").out), "{}", run.err);
    let skipped = format!(
        "warning: the folder `{}` is skipped: it is nested more than 32 levels deep\n",
        deep.join("e").display()
    );
    assert_eq!(run.err, skipped);
}

#[test]
fn paths_that_cannot_be_read() {
    assert_snapshot!("missing_path", podreach("list nothing-here.yaml").text());
    let run = podreach("list nothing-here.yaml blocks.yaml");
    assert_eq!((run.code, run.out), (0, podreach("list blocks.yaml").out));
    assert!(run.err.contains("cannot read `nothing-here.yaml`"), "{}", run.err);
}

/// Half an input is an error for whoever wants none.
#[test]
fn strict_counts_what_cannot_be_read() {
    assert_eq!(podreach("list blocks.yaml --strict").code, 0);
    let run = podreach("list nothing-here.yaml blocks.yaml --strict");
    assert_eq!((run.code, run.out), (1, podreach("list blocks.yaml").out));
    assert_eq!(podreach("can a 1.1.1.1 any-address.yaml nothing-here.yaml --strict").code, 1);
    assert_eq!(podreach("can a 1.1.1.1 any-address.yaml nothing-here.yaml").code, 0);
    let folder = std::env::temp_dir().join(format!("podreach-bytes-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("a.yaml"), fixture("no-namespace.yaml")).unwrap();
    std::fs::write(folder.join("b.yaml"), b"a: \xff\xfe").unwrap();
    let run = |more: &[&str]| podreach_with(&[&["list", folder.to_str().unwrap()], more].concat(), "");
    let (plain, strict) = (run(&[]), run(&["--strict"]));
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!((plain.code, strict.code), (0, 1), "{}", strict.err);
    assert!(strict.err.contains("b.yaml:1:4") && strict.err.contains("the byte 0xFF is not UTF-8"), "{}", strict.err);
}

#[test]
fn documents_that_cannot_be_read() {
    assert_snapshot!("broken", podreach("list broken.yaml").text());
    assert_eq!(podreach("list broken.yaml --strict").code, 1);
    assert_snapshot!("refused", podreach("list refused.yaml").text());
    assert_eq!(podreach("list refused.yaml --strict").code, 1);
    assert_eq!(podreach("can a 1.1.1.1 refused.yaml --strict").code, 1);
    assert_eq!(podreach("can a 1.1.1.1 refused.yaml").code, 0);
    assert_eq!(podreach("explain a 1.1.1.1 refused.yaml --strict").code, 1);
    assert_eq!(podreach("list reference --strict").code, 0);
    let garbage = podreach("list garbage.yaml");
    assert_eq!((garbage.code, garbage.out.as_str()), (2, ""), "{}", garbage.err);
    assert_eq!(podreach_with(&["list", "-"], "").code, 2);
}

/// An input that is not about Kubernetes has no answer, not even an empty one.
#[test]
fn documents_that_are_no_objects() {
    for text in
        ["a: 1\n", "[1, 2]\n", "hello\n---\na: {kind: Pod}\n", "kind: Pod\nmetadata: {name: a}\n", "# nothing\n"]
    {
        for format in ["txt", "json", "full", "csv", "md", "dot"] {
            let run = podreach_with(&["list", "-", "-o", format], text);
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
            assert!(run.err.ends_with("error: no document could be decoded\n"), "{}", run.err);
        }
    }
    let list = |text: &str| podreach_with(&["list", "-", "-o", "json"], text);
    let good = [
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        "apiVersion: v1\nkind: List\nitems: []\n",
        "apiVersion: example.com/v1\nkind: Widget\n---\na: 1\n",
        "kind: NetworkPolicy\nmetadata: {name: a}\n",
    ];
    for text in good {
        let run = list(text);
        assert_eq!((run.code, run.out.as_str()), (0, "[]\n"), "{text}{}", run.err);
    }
}

#[test]
fn long_lines_and_long_lists_are_cut() {
    let policy = r#"{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "p", "namespace": "x"}, "spec": {"podSelector": {}, "ingress": [{"ports": [{"port": 70000}]}]}}"#;
    let list = format!(r#"{{"apiVersion": "v1", "kind": "List", "items": [{}]}}"#, [policy; 150].join(", "));
    let run = podreach_with(&["list", "-"], &list);
    assert_eq!(run.code, 0);
    assert!(run.err.contains("--> stdin:1:") && run.err.lines().all(|line| line.len() < 250), "{}", run.err);
    assert!(run.err.matches("error[").count() <= 100 && run.err.contains(" more errors and warnings"), "{}", run.err);
    assert_snapshot!("long_line", run.err.lines().take(6).collect::<Vec<_>>().join("\n"));
}

#[test]
fn diagnostics_in_color() {
    assert!(podreach("list refused.yaml --color always").err.contains('\u{1b}'));
    assert!(!podreach("list refused.yaml").err.contains('\u{1b}'));
}

#[test]
fn bad_usage() {
    assert_eq!(podreach("list").code, 2);
    assert_eq!(podreach("can web reference").code, 2);
    assert_eq!(podreach("list reference -o yaml").code, 2);
    assert_eq!(podreach("frobnicate reference").code, 2);
    assert_eq!(podreach("list reference --color sometimes").code, 2);
    insta::assert_snapshot!("help", podreach("--help").text());
    insta::assert_snapshot!("help_can", podreach("can --help").text());
    assert_eq!(podreach("list --help").code, 0);
    assert!(podreach("--version").out.starts_with("podreach "));
}

/// A port or a namespace that cannot exist is a slip, and no reason to answer "denied".
#[test]
fn arguments_that_can_mean_nothing() {
    let says = |arguments: &[&str], message: &str| {
        let run = podreach_with(arguments, "");
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.starts_with("error: ") && run.err.contains(message), "{arguments:?}: {}", run.err);
    };
    says(&["can", "web", "api", "--port", "", "reference"], "port `` is neither a number nor a name");
    says(&["can", "web", "api", "--port", "80-90", "reference"], "port `80-90` is a range");
    says(&["can", "web", "api", "--port", "HTTP", "reference"], "port `HTTP` is neither a number nor a name");
    says(&["list", "reference", "-n", ""], "`` is not a valid namespace name");
    says(&["list", "reference", "-n", "kube_system"], "`kube_system` is not a valid namespace name");
    says(&["explain", "web", "api", "reference", "-n", "a/b"], "`a/b` is not a valid namespace name");
    says(&["link", "encode", "reference", "-n", "A"], "`A` is not a valid namespace name");
    says(&["link", "encode", "reference", "--base", ""], "base `` is no address of a page");
    says(&["link", "encode", "reference", "--base", "example.com/p"], "starts with `http://` or `https://`");
}

#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_podreach"))
        .args(["list", "reference", "-o", "full"])
        .current_dir(folder())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Nobody may be listening to what is said on standard error; the answer and its exit code stay the same.
#[cfg(target_os = "linux")]
#[test]
fn a_closed_or_full_standard_error_is_no_error() {
    use std::process::{Command, Stdio};
    for arguments in
        ["list refused.yaml -o json", "list nothing-here.yaml", "can 10.0.0.4 a kubectl.yaml", "frobnicate"]
    {
        let expected = podreach(arguments);
        let run = |stderr: Stdio| {
            let child = Command::new(env!("CARGO_BIN_EXE_podreach"))
                .args(arguments.split(' '))
                .current_dir(folder())
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(stderr)
                .spawn();
            let output = child.unwrap().wait_with_output().unwrap();
            (output.status.code(), String::from_utf8(output.stdout).unwrap())
        };
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        assert_eq!(run(full.into()), (Some(expected.code), expected.out.clone()), "{arguments}");
        let (reader, closed) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(run(closed.into()), (Some(expected.code), expected.out), "{arguments}");
    }
}
