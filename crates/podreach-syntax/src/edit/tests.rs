//! Edits of objects, by example.

use super::*;
use crate::fix::{Fix, apply};

/// The text with changes of its one object.
fn changed(text: &str, changes: impl FnOnce(&Written<'_>) -> Option<Vec<Change>>) -> Option<String> {
    let sources = Sources::single("a.yaml", text);
    let documents = crate::parse(&sources, &Limits::PAGE).documents;
    let object = Written::of(&sources, documents.first()?.span)?;
    let edits = object.edits(changes(&object)?)?;
    let placed = Fix { title: String::new(), edits }.placed(&sources);
    apply(&sources, &placed)?.iter().next().map(|(_, source)| source.text().to_owned())
}

fn peer() -> Content {
    Content::map([("namespaceSelector", Content::map([("matchLabels", Content::map([("team", "a")]))]))])
}

fn append(text: &str, path: &str, content: Content) -> String {
    changed(text, |object| Some(vec![object.append(Path::of(path), content)?])).unwrap_or_default()
}

#[test]
fn items_are_written_like_their_siblings() {
    for (text, expected) in [
        (
            "spec:\n  from: # who\n    - podSelector: {} # all\n      # deeper\n    # - other\n\n  ports: []\n",
            "spec:\n  from: # who\n    - podSelector: {} # all\n      # deeper\n    - namespaceSelector:\n        matchLabels:\n          team: a\n    # - other\n\n  ports: []\n",
        ),
        (
            "spec:\r\n    from:\r\n    -   podSelector:\r\n            matchLabels: {}\r\n",
            "spec:\r\n    from:\r\n    -   podSelector:\r\n            matchLabels: {}\r\n    -   namespaceSelector:\r\n            matchLabels:\r\n                team: a\r\n",
        ),
        (
            "spec: {from: [{podSelector: {}}]}",
            "spec: {from: [{podSelector: {}}, {namespaceSelector: {matchLabels: {team: a}}}]}",
        ),
        (
            "spec:\n  from:\n  - {podSelector: {matchLabels: {a: b}}}",
            "spec:\n  from:\n  - {podSelector: {matchLabels: {a: b}}}\n  - {namespaceSelector: {matchLabels: {team: a}}}",
        ),
        (
            "spec: { from: [ { podSelector: {} } ] }\n",
            "spec: { from: [ { podSelector: {} }, { namespaceSelector: { matchLabels: { team: a } } } ] }\n",
        ),
        (
            "{\"spec\":{\"from\":[{\"a\":{}}]}}",
            "{\"spec\":{\"from\":[{\"a\":{}},{\"namespaceSelector\":{\"matchLabels\":{\"team\":\"a\"}}}]}}",
        ),
        (
            "{\n\t\"spec\": {\n\t\t\"from\": [\n\t\t\t{\n\t\t\t\t\"a\": {}\n\t\t\t}\n\t\t]\n\t}\n}\n",
            "{\n\t\"spec\": {\n\t\t\"from\": [\n\t\t\t{\n\t\t\t\t\"a\": {}\n\t\t\t},\n\t\t\t{\n\t\t\t\t\"namespaceSelector\": {\n\t\t\t\t\t\"matchLabels\": {\n\t\t\t\t\t\t\"team\": \"a\"\n\t\t\t\t\t}\n\t\t\t\t}\n\t\t\t}\n\t\t]\n\t}\n}\n",
        ),
        (
            "spec:\n  from: [] # nobody\n",
            "spec:\n  from: # nobody\n    - namespaceSelector:\n        matchLabels:\n          team: a\n",
        ),
        ("spec:\n  from:\n", "spec:\n  from:\n    - namespaceSelector:\n        matchLabels:\n          team: a\n"),
        ("spec:\n  a: 1", "spec:\n  a: 1\n  from:\n    - namespaceSelector:\n        matchLabels:\n          team: a"),
        (
            "a:\n- b\nspec: {}\n",
            "a:\n- b\nspec:\n  from:\n  - namespaceSelector:\n      matchLabels:\n        team: a\n",
        ),
    ] {
        assert_eq!(append(text, "spec.from", peer()), expected, "{text}");
    }
}

#[test]
fn entries_are_removed_with_their_comments() {
    let remove = |text: &str, path: &str| {
        changed(text, |_| Some(vec![Change::Remove { at: Path::of(path) }])).unwrap_or_default()
    };
    let block = "a:\n  # one\n  - 1 # x\n\n  # two\n  - b: 2\n    c: 3\n    # of two\n  # end\nd: 1\n";
    assert_eq!(remove(block, "a[0]"), "a:\n\n  # two\n  - b: 2\n    c: 3\n    # of two\n  # end\nd: 1\n");
    assert_eq!(remove(block, "a[1]"), "a:\n  # one\n  - 1 # x\n\n  # end\nd: 1\n");
    assert_eq!(remove(block, "a[1].b"), "a:\n  # one\n  - 1 # x\n\n  # two\n  - c: 3\n    # of two\n  # end\nd: 1\n");
    assert_eq!(remove(block, "d"), block.strip_suffix("d: 1\n").unwrap());
    assert_eq!(remove("a:\n- b: 1\n  # about c\n  c: 2\n", "a[0].b"), "a:\n-\n  # about c\n  c: 2\n");
    assert_eq!(remove("a: [1, 2, 3]", "a[0]"), "a: [2, 3]");
    assert_eq!(remove("a: [1, 2, 3]", "a[2]"), "a: [1, 2]");
    assert_eq!(remove("{\n  \"a\": 1,\n  \"b\": [\n    1\n  ]\n}\n", "b"), "{\n  \"a\": 1\n}\n");
    // The only one is for the caller to say.
    assert_eq!(remove("a: [1]", "a[0]"), "");
    assert_eq!(remove("a:\n- b: 1\n", "a[0].b"), "");
}

#[test]
fn values_are_replaced() {
    let set = |text: &str, path: &str, content: Content| {
        changed(text, |object| Some(vec![object.set(Path::of(path), content)?])).unwrap_or_default()
    };
    let list = || Content::list(["a", "80"]);
    assert_eq!(set("a: 1 # x\nb: 2\n", "a", list()), "a: # x\n  - a\n  - \"80\"\nb: 2\n");
    assert_eq!(set("a: [b] # x\nb: [c]\n", "a", list()), "a: [a, \"80\"] # x\nb: [c]\n");
    assert_eq!(set("a: # x\n# y\n- b: 1\n  c: 2\nb: 2\n", "a", list()), "a: # x\n# y\n- a\n- \"80\"\nb: 2\n");
    assert_eq!(set("a: # x\n# y\n- b: 1\n  c: 2\nb: 2\n", "a", Content::List(Vec::new())), "a: [] # x\n# y\nb: 2\n");
    assert_eq!(set("a:\n  b: |\n    x\n  c: 1\n", "a.b", "z".into()), "a:\n  b: z\n  c: 1\n");
    assert_eq!(
        set("a:\n- b\n-\n- c\n", "a[1]", Content::map([("x", list())])),
        "a:\n- b\n- x:\n  - a\n  - \"80\"\n- c\n"
    );
    assert_eq!(set("a: {b: , c: 'd'}\n", "a.b", "1".into()), "a: {b: '1', c: 'd'}\n");
    assert_eq!(set("a: null\n", "a.b.c", Content::Int(5)), "a:\n  b:\n    c: 5\n");
}

#[test]
fn what_is_not_safe_is_not_done() {
    for (text, path) in [
        ("a: &x\n  - 1\nb: *x\n", "a"),
        ("a: &x [1]\nb: *x\n", "b"),
        ("x: &x {a: [1]}\nz:\n  <<: *x\n  b: 1\n", "z.a"),
        ("a: !!set {b: 1}\n", "a"),
        ("a: text\n", "a"),
    ] {
        assert_eq!(append(text, path, "new".into()), "", "{text}");
    }
}

#[test]
fn an_object_is_found_in_its_document() {
    let text = "kind: List\nitems:\n  - kind: A\n    spec:\n      from:\n      - a\n    # end\n  - kind: B\n";
    let sources = Sources::single("a.yaml", text);
    let documents = crate::parse(&sources, &Limits::PAGE).documents;
    let item = &documents[0].root.get("items").unwrap().as_list().unwrap()[0];
    let object = Written::of(&sources, item.span).unwrap();
    let from = item.at(&["spec", "from"]).unwrap();
    let path = object.path_to(&sources, from.as_list().unwrap()[0].span).unwrap();
    assert_eq!(path, Path::of("spec.from[0]"));
    assert_eq!(object.path_to(&sources, item.entry("spec").unwrap().key.span), Some(Path::of("spec")));
    let edits = object.edits(object.append(Path::of("spec.from"), "b")).unwrap();
    let fix = Fix { title: String::new(), edits };
    let changed = apply(&sources, &fix.placed(&sources)).unwrap();
    let expected = text.replace("      - a\n", "      - a\n      - b\n");
    assert_eq!(changed.iter().next().unwrap().1.text(), expected);
}

#[test]
fn changes_are_made_together() {
    let text = "from:\n  - namespaceSelector: {}\n  - podSelector: {}\n  - ipBlock: {}\n";
    let changes = |object: &Written<'_>| {
        Some(vec![
            object.set(Path::of("from[0].podSelector"), Content::Map(Vec::new()))?,
            Change::Remove { at: Path::of("from[1]") },
            object.append(Path::of("from"), "x")?,
        ])
    };
    let expected = "from:\n  - namespaceSelector: {}\n    podSelector: {}\n  - ipBlock: {}\n  - x\n";
    assert_eq!(changed(text, changes).as_deref(), Some(expected));
}
