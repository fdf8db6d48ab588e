//! `diff`.

use insta::assert_snapshot;

use crate::run::{fixture, podreach, podreach_with};

#[test]
fn formats() {
    assert_snapshot!("diff_txt", podreach("diff diff/old diff/new").text());
    assert_snapshot!("diff_json", podreach("diff diff/old diff/new -o json").text());
    assert_snapshot!("diff_csv", podreach("diff diff/old diff/new -o csv").text());
    assert_snapshot!("diff_md", podreach("diff diff/old diff/new -o md").text());
    assert_snapshot!("diff_dot", podreach("diff diff/old diff/new -o dot").text());
    assert_snapshot!("diff_mermaid", podreach("diff diff/old diff/new -o mermaid").text());
    let svg = podreach("diff diff/old diff/new -o svg");
    assert!(svg.code == 1 && svg.out.contains("data-state=\"removed\""), "{}", svg.out);
}

#[test]
fn colours_are_asked_for() {
    let colored = podreach("diff diff/old diff/new --color always").out;
    assert!(colored.contains("\u{1b}[1;32m  + ") && colored.contains("\u{1b}[1;31m  - "), "{colored}");
    assert!(!podreach("diff diff/old diff/new").out.contains('\u{1b}'));
}

#[test]
fn the_same_twice_has_no_differences() {
    for format in ["txt", "json", "csv", "md", "dot", "mermaid", "svg"] {
        let same = podreach(&format!("diff reference reference -o {format}"));
        assert_eq!((same.code, same.err.as_str()), (0, ""), "{format}");
    }
    assert_eq!(podreach("diff reference reference").out, "no differences\n");
    assert_eq!(podreach("diff reference reference -o csv").out, "change,src,dst,before,after,cause\n");
    let json = podreach("diff reference reference -o json").json();
    assert_eq!((&json["version"], &json["connections"]), (&1.into(), &serde_json::json!([])));
}

/// A policy that is split in two alters nothing: the objects are named, and the exit code says that all is as it was.
#[test]
fn objects_alone_are_no_difference_of_connections() {
    let policy = |name: &str, port: u16| {
        format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {{podSelector: {{}}, ingress: [{{ports: [{{port: {port}}}]}}]}}\n"
        )
    };
    let pods = fixture("no-namespace.yaml");
    let (one, two) =
        (policy("one", 80).replace("[{port: 80}]", "[{port: 80}, {port: 81}]"), policy("one", 80) + &policy("two", 81));
    let folder = std::env::temp_dir().join(format!("podreach-diff-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let old = folder.join("old.yaml");
    std::fs::write(&old, pods.clone() + &one).unwrap();
    let run = podreach_with(&["diff", old.to_str().unwrap(), "-"], &(pods + &two));
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(run.code, 0, "{}", run.text());
    assert!(run.out.starts_with("no connection differs\n"), "{}", run.out);
    assert!(
        run.out.contains("~ NetworkPolicy default/one") && run.out.contains("+ NetworkPolicy default/two"),
        "{}",
        run.out
    );
}

#[test]
fn diagnostics_tell_the_sides_apart() {
    let run = podreach("diff broken.yaml reference");
    assert!(run.err.starts_with("OLD, `broken.yaml`:\nerror"), "{}", run.err);
    assert!(!run.err.contains("NEW"), "{}", run.err);
    let run = podreach("diff reference broken.yaml --strict");
    assert!(run.err.starts_with("NEW, `broken.yaml`:\nerror") && !run.err.contains("OLD"), "{}", run.err);
    assert_eq!(run.code, 1);
    assert_eq!(podreach("diff broken.yaml broken.yaml").code, 0);
    assert_eq!(podreach("diff broken.yaml broken.yaml --strict").code, 1);
}

#[test]
fn bad_usage() {
    for words in [
        "diff reference",
        "diff reference missing",
        "diff missing reference",
        "diff - -",
        "diff a b c",
        "diff reference garbage.yaml",
    ] {
        let run = podreach(words);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{words}: {}", run.err);
        assert!(!run.err.is_empty(), "{words}");
    }
    assert_eq!(podreach("diff - -").err, "error: only one of OLD and NEW can be standard input\n");
    assert!(podreach("diff missing reference").err.contains("OLD, `missing`"));
}

#[test]
fn choices_hold_for_both_sides() {
    let with = podreach("diff any-address.yaml any-address.yaml --ip-block-pods ignore");
    assert_eq!(with.out, "no differences\n");
    let moved = podreach("diff no-namespace.yaml no-namespace.yaml -n other");
    assert_eq!(moved.out, "no differences\n");
    let alone = podreach("diff reference/5-web-netpol.yaml reference/4-api-netpol.yaml --representatives");
    assert_eq!(alone.code, 1);
    assert!(alone.out.contains("rep:default/app=web"), "{}", alone.out);
}
