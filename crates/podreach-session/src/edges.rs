//! Inputs at the edges of what is cut, read by itself and kept: a session answers what evaluating them by itself answers.

use podreach_eval::{Options, analyze};
use podreach_syntax::{Limits, Sources};

use crate::Session;
use crate::evaluation::Evaluation;
use crate::tests::{said, sources};

/// What a session answers is what evaluating each of these inputs by itself answers, one after the other.
fn same(limits: Limits, inputs: &[Sources]) -> Vec<String> {
    let options = Options { limits, ..Options::default() };
    let mut found = Vec::new();
    for block in [1, 40, 32 << 10] {
        let mut session = Session::with_blocks(2, block);
        for (at, alone) in inputs.iter().enumerate() {
            let Evaluation { sources, analysis, .. } = session.evaluate(alone.clone(), &options);
            let [now, expected] = [said(&analysis, &sources), said(&analyze(alone, &options), alone)];
            if now != expected {
                let texts: Vec<_> = alone.iter().map(|(_, source)| source.text()).collect();
                found.push(format!("block {block}, input {at}: {texts:?}\n{now}\n--- expected\n{expected}"));
            }
        }
    }
    found
}

fn all_same(inputs: &[Vec<Vec<u8>>]) {
    let sources = |files: &Vec<Vec<u8>>| {
        let mut sources = Sources::new();
        for (at, file) in files.iter().enumerate() {
            sources.add_bytes(["a.yaml", "b.yaml", "a.yaml"][at % 3], file.clone());
        }
        sources
    };
    let inputs: Vec<Sources> = inputs.iter().map(sources).collect();
    let found = same(Limits::PAGE, &inputs);
    assert!(found.is_empty(), "{}", found.join("\n========\n"));
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\nspec: {}\n";

/// A mistake is explained from the lines of its document alone, however the source is cut.
#[test]
fn mistakes_are_explained_from_their_document() {
    let texts = [
        "a: [\n---\n\ta: 1\n".to_owned(),
        "a: [\n--- \n\ta: 1\n".to_owned(),
        "a: 'x\n--- b:c\nd: 1\n".to_owned(),
        "a: 1\nb\n--- b:c\nd: 1\n".to_owned(),
        "\u{feff}\ta: [\n---\nb: 1\n".to_owned(),
        "\u{feff}a:b\nc: 1\n---\nb: 1\n".to_owned(),
        "\u{feff}\ta:b\nc: ]\n".to_owned(),
        "{\"a\":1} {\"b\" \"c\" 1}\n".to_owned(),
        "{\"a\":1} {x: [}, y: ]}\n".to_owned(),
        "{a:1} {\"b\": 'x' 'y': c:d}\n{e: 1}".to_owned(),
        "{a:1} {? a:b c\n}\n".to_owned(),
        "--- \ta: [\n---\nb: 1\n".to_owned(),
        "---\ta:b\nc: ]\r\n---\r\n\tb: 1\n".to_owned(),
        "%YAML 1.2\n---\n{a: 1} {b: 2}\n{c: ]}\n---\n\ta: 1\n".to_owned(),
        "a: 1\r\nb\r\n---\r\n\tx: 1\r\n".to_owned(),
    ];
    let inputs: Vec<_> = texts.iter().map(|text| vec![text.clone().into_bytes()]).collect();
    all_same(&inputs);
    let inputs: Vec<_> = texts.iter().map(|text| vec![format!("{POD}---\n{text}---\n{POD}").into_bytes()]).collect();
    all_same(&inputs);
}

/// What looks like a list of kubectl and is none.
#[test]
fn lists_that_are_broken_around_their_items() {
    let item = "        {\n            \"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\"}\n        }\n";
    let json =
        |tail: &str| vec![format!("{{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n{item}{tail}").into_bytes()];
    let pod = POD.trim().replace('\n', "\n  ");
    let yaml = |tail: &str| vec![format!("apiVersion: v1\nitems:\n- {pod}\n- {pod}\nkind: List\n{tail}").into_bytes()];
    all_same(&[
        json("    ],\n    \"kind\": \"List\"\n}\n}\n"),
        json("    ]\n    \"kind\": \"List\",\n    \"metadata\": {\n    }\n}\n"),
        json("    ],\n    \"kind\": \"List\"\n    \"metadata\": {\n    }\n}\n"),
        json("    ],,\n    \"kind\": \"List\",\n    \"metadata\": {\n    }\n}\n"),
        json("    ],\n    \"k ind\": \"List\",\n    \"metadata\": {\n    }\n}\n"),
        json("    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n    }\n}\n"),
        json("    ],\n    \"kind\": \"List\",\n    \"resourceVersion\": \"\"\n}\n}\n"),
        json(
            "    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n        \"resourceVersion\": \"\"\n        \"selfLink\": \"\"\n    }\n}\n",
        ),
        yaml("metadata:\nmetadata:\n"),
        yaml("  resourceVersion: \"\"\n"),
        yaml("metadata:\n  selfLink: \"\"\n  selfLink: \"\"\n"),
        yaml("metadata:\n  resourceVersion: \"\"\n  selfLink: \"\"\n"),
        yaml("metadata:\n  selfLink: \"\"\n  resourceVersion: \"\"\n"),
        yaml("metadata:\n  selfLink: \"\"\nmetadata:\n"),
    ]);
}

/// Aliases that are too many for a block or an item alone, or for what others left of the input's.
#[test]
fn aliases_at_their_limits() {
    let many = |count: usize| vec!["1"; count].join(",");
    let mut inputs = Vec::new();
    for aliases in (1..80).step_by(3) {
        let aliases = vec!["*a"; aliases].join(",");
        let text = format!("a: &a [{}]\nb: [{aliases}]\nc: '{{{{ x }}}}'\nd: ]\n", many(30));
        inputs.push(Sources::single("a.yaml", format!("{text}---\n{POD}")));
    }
    // All but so many of the 100,000 nodes that any input may use.
    let most = |left: usize| {
        let aliases = vec!["*x"; 98].join(",");
        format!("x: &x [{}]\ny: [{aliases}]\nz: &z [{}]\n", many(999), many(999 - left))
    };
    for left in [10, 30, 60, 100, 200, 400] {
        let item = |name: &str| {
            format!(
                "        {{\n            \"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {{\"name\": \"{name}\"}}, \"a\": &y [{}], \"b\": *y\n        }}",
                many(20)
            )
        };
        let list = format!(
            "{{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n{},\n{}\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {{\n    }}\n}}\n",
            item("a"),
            item("b")
        );
        let rendered = format!("a: &a [{}]\nb: [*a, *a]\nc: '{{{{ x }}}}'\nd: ]\n", many(20));
        let text = format!("{}---\n{list}---\n{rendered}---\n{rendered}---\n{POD}", most(left));
        inputs.push(Sources::single("a.yaml", text));
    }
    let found = same(Limits { alias_factor: 1, ..Limits::PAGE }, &inputs);
    let count = found.len();
    let short = |text: &String| text.replace(&many(1000), "…").chars().take(4000).collect::<String>();
    assert!(found.is_empty(), "{count}: {}", short(&found[0]));
    let found = same(Limits::PAGE, &inputs[..27]);
    assert!(found.is_empty(), "{}", found[0]);
}

/// Bytes that are no characters, marks of byte orders, and sources that change places.
#[test]
fn damaged_bytes_and_swapped_sources() {
    let utf16 = |text: &str| {
        let units = std::iter::once(0xfeff_u16).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    };
    let damaged = |text: &str| text.bytes().map(|byte| if byte == b'@' { 0xe9 } else { byte }).collect::<Vec<u8>>();
    let other = POD.replace("name: a", "name: @");
    let text = format!("\u{feff}{POD}# @\n---\n{other}---\n{POD}# @\n--- # @ @\n# @\n---\na: [@\n---\n\tb: @\n");
    let list = format!(
        "apiVersion: v1\nitems:\n- {}\n- {}\nkind: List\n",
        POD.trim().replace('\n', "\n  "),
        other.trim().replace('\n', "\n  ")
    );
    let mut odd = utf16(&text);
    odd.extend([0x00, 0xd8, b'x', 0, 7]);
    let crlf = text.replace('\n', "\r\n");
    let clean = text.replace('@', "é");
    all_same(&[
        vec![damaged(&text), damaged(&list), utf16(&text)],
        vec![utf16(&text), damaged(&list), damaged(&text)],
        vec![odd.clone(), clean.clone().into_bytes()],
        vec![clean.into_bytes(), odd, damaged(&crlf)],
        vec![Vec::new(), damaged(&crlf), utf16(&list)],
        vec![b"PK\x03\x04".to_vec(), b"\xff\0\xfe\0".to_vec(), list.replace('@', "c").into_bytes()],
        vec![list.replace('@', "\u{fffd}").into_bytes(), damaged(&list)],
        vec![damaged(&list)],
    ]);
}

/// Objects in braces that share a directive are not read over and over.
#[test]
fn objects_behind_a_directive_are_read_once() {
    let object = "{\"kind\": \"Pod\", \"apiVersion\": \"v1\", \"metadata\": {\"name\": \"a\"}}\n";
    let text = format!("%YAML 1.2\n---\n{}", object.repeat(200));
    let mut session = Session::with_blocks(2, 100);
    let work = session.evaluate(Sources::single("a.yaml", text.as_str()), &Options::default()).work;
    assert!(work.read <= work.bytes, "{work:?}");
    all_same(&[
        vec![text.clone().into_bytes()],
        vec![format!("{text}---\n{POD}").into_bytes()],
        vec![text.into_bytes()],
    ]);
}

/// Limits that are reached before, in and behind a list that is read item by item.
#[test]
fn limits_at_the_edges_of_lists() {
    let item = |object: &str| format!("- {}\n", object.trim().replace('\n', "\n  "));
    let deep = "apiVersion: v1\nkind: Pod\nmetadata: {name: deep}\nspec: {a: [{b: [{c: {d: [[1]]}}]}]}";
    let nested = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: nested}";
    let yaml = |items: &[&str]| {
        let items: String = items.iter().map(|object| item(object)).collect();
        format!("apiVersion: v1\nitems:\n{items}kind: List\nmetadata:\n  resourceVersion: \"\"\n")
    };
    let json = |items: &[&str]| {
        let items: Vec<_> =
            items.iter().map(|object| format!("        {{\n            {object}\n        }}")).collect();
        let head = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n";
        let tail =
            "\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n        \"resourceVersion\": \"\"\n    }\n}\n";
        format!("{head}{}{tail}", items.join(",\n"))
    };
    let pod = "\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"j\"}";
    let far = format!("{pod}, \"spec\": {{\"a\": [{{\"b\": [[[1]]]}}]}}");
    let lists = [
        yaml(&[POD, deep, nested, POD]),
        yaml(&[POD, "a: 1\na: 2", POD]),
        yaml(&[POD, "3", POD]),
        yaml(&[POD, "{{ x }}", POD]),
        yaml(&[POD, "a: {{ x }}", POD]),
        yaml(&[POD, "kind: '{{ x }}'", POD]),
        yaml(&[POD, "? [a]\n: 1", POD]),
        yaml(&[POD, "a: |+\n  x\n\n", POD]),
        yaml(&[POD, "- b: 1", POD]),
        yaml(&[POD, "a:\n\tb: 1", POD]),
        yaml(&[POD, "a:\r  b: 1\r# x", POD]),
        json(&[pod, &far, pod]),
        json(&[pod, "\"a\": \"x\n        },\n        {\n \"", pod]),
        json(&[pod, "\"a\":\t1, \"a\": 2", pod]),
        json(&[pod, "\"a\": &x 1", "\"a\": *x"]),
        json(&[pod, "\"a\": {{ x }}", pod]),
    ];
    let mut inputs = Vec::new();
    for (at, list) in lists.iter().enumerate() {
        let end = if at % 2 == 0 { list.clone() } else { list.replace('\n', "\r\n") };
        let mut sources = Sources::single("chart/values.yaml", format!("{POD}--- # x\n{list}---\n{POD}"));
        sources
            .add("chart/values.yaml", format!("\u{feff}{end}\n---\n[{{{pod}}}, [{{{pod}}}], {{{pod}}}] {{{pod}}}\n"));
        sources.add(["chart/Chart.yaml", "x/Chart.yaml", "b.yaml"][at % 3], "name: c\nversion: 1\n");
        inputs.push(sources);
    }
    let edges = [0, 1, 2, 3, 5, 6].map(|documents| Limits { documents, ..Limits::PAGE }).into_iter();
    let depths = [2, 3, 6, 7, 8, 9, 10].map(|depth| Limits { depth, ..Limits::PAGE });
    let bytes = [400, 800].map(|bytes| Limits { bytes, ..Limits::PAGE });
    for limits in edges.chain(depths).chain(bytes) {
        let found = same(limits, &inputs);
        assert!(found.is_empty(), "{limits:?}: {}", found[0]);
    }
}

/// Other options, charts that come and go, names that change; and what was answered before still stands.
#[test]
fn earlier_answers_stay_what_they_were() {
    let pod = |name: &str| POD.replace("name: a, namespace: b", &format!("name: {name}"));
    let list = |names: &[&str]| {
        let items = names.iter().map(|name| format!("- {}\n", pod(name).trim().replace('\n', "\n  ")));
        format!("apiVersion: v1\nitems:\n{}kind: List\n", items.collect::<String>())
    };
    let long = list(&["a", "b", "c", "d"]);
    let values = format!("a: 1\n---\n{}---\nx: ]\n", pod("v"));
    let inputs: [&[(&str, &str)]; 9] = [
        &[("chart/values.yaml", &values), ("a.yaml", &long)],
        &[("chart/values.yaml", &values), ("a.yaml", &long), ("chart/Chart.yaml", "name: x")],
        &[("a.yaml", &long), ("chart/values.yaml", &values)],
        &[("b.yaml", &long), ("a.yaml", &long), ("a.yaml", &values)],
        &[("a.yaml", &values), ("b.yaml", &long), ("a.yaml", &long)],
        &[],
        &[("kustomization.yaml", &values), ("a.yaml", ""), ("a.yaml", "---\n---\n# x")],
        &[("a.yaml", &list(&["d", "c", "e", "b"])), ("kustomization.yaml", &values)],
        &[("a.yaml", &format!("Warning: x\n{long}```\n{long}```\n%YAML 1.2\n{long}"))],
    ];
    for block in [1, 60, 500] {
        let mut session = Session::with_blocks(3, block);
        let mut answers = Vec::new();
        for (at, files) in inputs.iter().chain(inputs.iter().rev()).enumerate() {
            let texts: Vec<_> = files.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
            let namespace = if at % 4 < 2 { "default" } else { "other" };
            let limits = Limits { documents: if at % 6 == 5 { 3 } else { 100 }, ..Limits::PAGE };
            let options = Options { limits, default_namespace: namespace.into(), ..Options::default() };
            let alone = sources(&texts);
            let expected = said(&analyze(&alone, &options), &alone);
            answers.push((session.evaluate(alone, &options), expected));
            for (answer, expected) in &answers {
                assert_eq!(said(&answer.analysis, &answer.sources), *expected);
            }
        }
    }
}
