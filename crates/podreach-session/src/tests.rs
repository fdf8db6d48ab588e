//! A session that sees every edit answers what evaluating the last text by itself answers.

use podreach_eval::{Analysis, Options, analyze};
use podreach_report::{Format, ListDoc, render, render_diagnostics};
use podreach_syntax::{Limits, Sources};
use podreach_testkit::documents::inputs;
use proptest::prelude::*;

use crate::Session;
use crate::evaluation::Evaluation;

/// What stands between the documents of an input, or in their midst.
const ODD: [&str; 20] = [
    "\n---\n",
    "\n---\t\n",
    "---",
    "\n...\n",
    "# a comment\n",
    "\n%YAML 1.2\n---\n",
    "a: [",
    "\ta: 1\n",
    "}",
    "{\"kind\": \"Pod\"}",
    "kind: [&a {b: c}, *a, *a, *a]\n",
    "x: &x [*x, *x]\n",
    "[{apiVersion: v1, kind: Pod, metadata: {name: listed}}, 3]",
    "\nNAME: shop\nLAST DEPLOYED: today\nMANIFEST:\n---\n",
    "\nNOTES:\nlog in as admin\n",
    "\n```yaml\n",
    "\nError from server (Forbidden): pods is forbidden\n",
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamePrefix: x\n",
    "name: {{ .Values.name }}\n",
    "apiVersion: v2\nname: chart\nversion: 1\n",
];

/// A change of the texts.
#[derive(Clone, Debug)]
enum Edit {
    /// Takes away a share of the bytes at a share of the text, and puts in something.
    Replace(usize, f64, f64, String),
    /// Another source.
    Add(String, String),
    Remove(usize),
    Swap(usize, usize),
}

fn document() -> impl Strategy<Value = String> {
    let object = prop::collection::vec(any::<u8>(), 2..40).prop_map(|bytes| inputs(&bytes)[0].clone());
    prop_oneof![1 => list(), 6 => object, 3 => prop::sample::select(ODD.to_vec()).prop_map(str::to_owned)]
}

/// A list as kubectl prints it, as YAML or as JSON.
fn list() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        12 => Just(""),
        1 => prop::sample::select(vec!["&x ", "\"", "{{ x }}", "\n  - ", "\n- ", "# x\n", "|\n", "*x", "\t"])
    ];
    (prop::collection::vec(any::<u8>(), 2..60), odd, any::<bool>()).prop_map(|(bytes, odd, json)| {
        let objects: Vec<String> = inputs(&bytes)[0].split("\n---\n").map(str::to_owned).collect();
        let objects = objects.iter().map(|object| object.trim()).filter(|object| !object.is_empty());
        if json {
            let item = |object: &str| {
                let fields = object.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(object);
                format!("        {{\n            {fields}{odd}\n        }}")
            };
            let items: Vec<String> = objects.map(item).collect();
            let items = items.join(",\n");
            return format!(
                "\n---\n{{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n{items}\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {{\n        \"resourceVersion\": \"\"\n    }}\n}}\n---\n"
            );
        }
        let items: String = objects.map(|object| format!("- {object}\n{odd}")).collect();
        format!(
            "\n---\napiVersion: v1\nitems:\n{items}kind: List\nmetadata:\n  resourceVersion: \"\"\n---\n"
        )
    })
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(document(), 0..6).prop_map(|documents| documents.concat())
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a.yaml", "b.yaml", "chart/values.yaml", "chart/Chart.yaml"]).prop_map(str::to_owned)
}

fn edit() -> impl Strategy<Value = Edit> {
    let inserted = prop_oneof![
        2 => document(),
        1 => prop::sample::select(vec!["", "x", " ", "\n", "é"]).prop_map(str::to_owned)
    ];
    prop_oneof![
        8 => (0..4_usize, 0.0..1.0_f64, prop_oneof![Just(0.0), 0.0..0.1_f64], inserted)
            .prop_map(|(source, at, length, text)| Edit::Replace(source, at, length, text)),
        1 => (name(), text()).prop_map(|(name, text)| Edit::Add(name, text)),
        1 => (0..4_usize).prop_map(Edit::Remove),
        1 => (0..4_usize, 0..4_usize).prop_map(|(left, right)| Edit::Swap(left, right)),
    ]
}

fn boundary(text: &str, share: f64) -> usize {
    let mut at = (share * text.len() as f64) as usize;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn apply(edit: Edit, texts: &mut Vec<(String, String)>) {
    match edit {
        Edit::Replace(source, at, length, new) => {
            if let Some((_, text)) = texts.get_mut(source) {
                let (start, end) = (boundary(text, at), boundary(text, (at + length).min(1.0)));
                text.replace_range(start..end, &new);
            }
        }
        Edit::Add(name, text) => texts.push((name, text)),
        Edit::Remove(source) if source < texts.len() => drop(texts.remove(source)),
        Edit::Swap(left, right) if left.max(right) < texts.len() => texts.swap(left, right),
        Edit::Remove(_) | Edit::Swap(..) => {}
    }
}

/// Everything that is said of an input: the connections with all rules, what is wrong, and in which order it is said.
pub(crate) fn said(analysis: &Analysis, sources: &Sources) -> String {
    let list = render(&ListDoc::new(analysis, sources), Format::Full).unwrap();
    let ordered: Vec<_> = analysis.diagnostics_by_importance().into_iter().cloned().collect();
    let [given, ordered] =
        [&analysis.diagnostics, &ordered].map(|found| render_diagnostics(found, sources, false).as_str().to_owned());
    format!("{} documents, {} objects\n{list}\n{given}\n{ordered}", analysis.documents, analysis.objects)
}

fn limits() -> impl Strategy<Value = Limits> {
    let few = |documents| Limits { documents, ..Limits::PAGE };
    prop_oneof![
        4 => Just(Limits::PAGE),
        1 => (0..12_usize).prop_map(few),
        1 => (0..2_usize).prop_map(|alias_factor| Limits { alias_factor, ..Limits::PAGE }),
        1 => (10..4000_u64).prop_map(|bytes| Limits { bytes, ..Limits::PAGE }),
    ]
}

pub(crate) fn sources(texts: &[(String, String)]) -> Sources {
    let mut sources = Sources::new();
    for (name, text) in texts {
        sources.add(name.as_str(), text.as_str());
    }
    sources
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_give_what_the_last_text_gives(
        first in prop::collection::vec((name(), text()), 1..3),
        edits in prop::collection::vec(edit(), 1..8),
        limits in limits(),
        threads in 1..4_usize,
        block in prop_oneof![Just(1_usize), 1..2000_usize],
    ) {
        let options = Options { limits, ..Options::default() };
        let mut session = Session::with_blocks(threads, block);
        let mut texts = first;
        for edit in std::iter::once(None).chain(edits.into_iter().map(Some)) {
            if let Some(edit) = edit {
                apply(edit, &mut texts);
            }
            let Evaluation { sources: read, analysis, .. } = session.evaluate(sources(&texts), &options);
            let alone = sources(&texts);
            prop_assert_eq!(said(&analysis, &read), said(&analyze(&alone, &options), &alone), "{:?}", texts);
        }
    }
}

/// A text of many policies: an edit of one reads little, and a line in front of all reads nothing else.
#[test]
fn an_edit_reads_what_it_changes() {
    use podreach_testkit::sized::{Size, yaml};

    let text = yaml(Size { pods: 400, replicas: 4, namespaces: 20, policies: 400 });
    let options = Options::default();
    let mut session = Session::new(2);
    let first = session.evaluate(Sources::single("a.yaml", text.as_str()), &options);
    assert!(first.work.read > text.len() / 2 && first.work.bytes == text.len(), "{:?}", first.work);
    let same = session.evaluate(Sources::single("a.yaml", text.as_str()), &options);
    assert_eq!(same.work.read, 0);
    let (head, tail) = text.split_at(text.rfind("port:").unwrap());
    let edited = format!("{head}port: 1 #{tail}");
    let after = session.evaluate(Sources::single("a.yaml", edited.as_str()), &options);
    assert!(after.work.read > 0 && after.work.read < 100_000, "{:?}", after.work);
    let before = session.evaluate(Sources::single("a.yaml", format!("# new\n---\n{edited}")), &options);
    assert!(before.work.read < 100_000, "{:?}", before.work);
    assert_eq!(before.analysis.policies.list.len(), 400);
    let line = |evaluation: &Evaluation| evaluation.sources.line(evaluation.analysis.policies.list[399].span);
    assert_eq!(line(&before), line(&after) + 2);
}
