//! What is written twice is shown in both places.

use podreach_eval::{Options, analyze};
use podreach_report::render_diagnostics;
use podreach_syntax::Sources;

fn rendered(files: &[(&str, &str)]) -> String {
    let mut sources = Sources::new();
    for (name, text) in files {
        sources.add(*name, *text);
    }
    let analysis = analyze(&sources, &Options::default());
    render_diagnostics(&analysis.diagnostics, &sources, false).as_str().to_owned()
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c}]}\n";

#[test]
fn the_first_of_two_objects_is_shown() {
    let expected = "\
note[L14]: Pod `a` in `default` is defined twice, with the same content
 --> b.yaml:4:18
  |
4 | metadata: {name: a}
  |                  ^
  |
 ::: a.yaml:3:18
  |
3 | metadata: {name: a}
  |                  - the first one is here
  |
  = help: the definitions are identical, so that nothing is lost

";
    assert_eq!(rendered(&[("a.yaml", POD), ("b.yaml", &format!("\n{POD}"))]), expected);
    // The same file given twice: the label belongs to the first.
    let same = expected.replace("b.yaml:4", "a.yaml:3").replace("\n4 |", "\n3 |");
    assert_eq!(rendered(&[("a.yaml", POD), ("a.yaml", POD)]), same);
}

#[test]
fn the_first_of_two_keys_is_shown() {
    let apart = POD.replace("spec: {", "spec:\n  nodeName: a\n  nodeName: b\n  x: {");
    let text = rendered(&[("a.yaml", &apart)]);
    assert!(text.contains("--> a.yaml:6:3") && text.contains("::: a.yaml:5:3"), "{text}");
    assert!(text.contains("\n5 |   nodeName: a\n  |   -------- the first one is here and is dropped\n"), "{text}");
    let together = POD.replace("spec: {", "spec: {nodeName: a, nodeName: b, ");
    let text = rendered(&[("a.yaml", &together)]);
    assert!(!text.contains(":::") && text.contains("  |        the first one is here and is dropped\n"), "{text}");
}

/// Of a line that is too long to be shown, what is around the first place is.
#[test]
fn the_first_is_shown_in_a_long_line_too() {
    let pod = |note: &str| {
        format!(
            r#"{{"apiVersion": "v1", "kind": "Pod", "metadata": {{"name": "a", "annotations": {{"x": "{note}"}}}}, "spec": {{"containers": [{{"name": "c"}}]}}}}"#
        )
    };
    let list = format!(r#"{{"apiVersion": "v1", "kind": "List", "items": [{}, {}]}}"#, pod(&"y".repeat(400)), pod(""));
    let text = rendered(&[("a.json", &list)]);
    assert!(text.contains("--> a.json:1:636"), "{text}");
    let note = " = note: the first one is here, at a.json:1:105, in `: [{\"apiVersion\": \"v1\", \"kind\": \"Pod\", ";
    assert!(text.contains(note), "{text}");
    let mixed = rendered(&[("a.json", &list), ("b.yaml", POD)]);
    assert!(mixed.contains("another one is here, at a.json:1:636, in `"), "{mixed}");
}
