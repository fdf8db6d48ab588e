//! Files of tools that make manifests: kustomizations, and charts of Helm. What stands beside them is not what is applied.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::node::{Entry, Node, Tool};
use crate::source::Sources;
use crate::span::Span;

/// Fields of a kustomization that change objects, or make or fetch some. Source: the reference of kustomize's fields.
const CHANGES: [&str; 24] = [
    "namespace",
    "namePrefix",
    "nameSuffix",
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "labels",
    "commonLabels",
    "commonAnnotations",
    "replacements",
    "vars",
    "replicas",
    "images",
    "components",
    "bases",
    "helmCharts",
    "helmChartInflationGenerator",
    "configMapGenerator",
    "secretGenerator",
    "generators",
    "transformers",
    "configurations",
    "generatorOptions",
    "crds",
];

/// At most this many fields, or further files, are named.
const NAMED: usize = 4;

/// The folders of an input that hold a Helm chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charts(BTreeSet<String>);

impl Charts {
    /// The folders of sources with these names.
    pub fn of(sources: &Sources) -> Self {
        let names = sources.iter().map(|(_, source)| parts(source.name()));
        Self(names.filter(|(_, file)| *file == "Chart.yaml").map(|(folder, _)| folder.to_owned()).collect())
    }
}

/// A file of a tool, with what it does.
#[derive(Clone, Debug)]
pub struct ToolFile {
    tool: Tool,
    span: Span,
    message: String,
}

/// Recognises such files.
#[derive(Debug)]
pub(crate) struct Unbuilt<'a> {
    charts: &'a Charts,
    pub(crate) found: Vec<ToolFile>,
}

impl<'a> Unbuilt<'a> {
    pub(crate) const fn new(charts: &'a Charts) -> Self {
        Self { charts, found: Vec::new() }
    }

    /// The tool that a document is for.
    pub(crate) fn tool(&mut self, source: &str, root: &Node) -> Option<Tool> {
        let (folder, file) = parts(source);
        let text = |key: &str| root.get(key).and_then(Node::as_str);
        let (version, kind) = (text("apiVersion").unwrap_or(""), text("kind"));
        let of_kustomize = version.starts_with("kustomize.config.k8s.io/");
        let named = matches!(file, "kustomization.yaml" | "kustomization.yml" | "Kustomization");
        if of_kustomize && matches!(kind, Some("Kustomization" | "Component")) || named && kind.is_none() {
            self.note(Tool::Kustomize, changes(root), root);
            return Some(Tool::Kustomize);
        }
        if kind.is_some() || root.get("metadata").is_some() {
            return None;
        }
        if matches!(version, "v1" | "v2") && text("name").is_some() && root.get("version").is_some()
            || file == "Chart.yaml"
        {
            let message = "this is a Helm chart: what is applied is rendered from its templates and values";
            self.note(Tool::Helm, message.into(), root);
            return Some(Tool::Helm);
        }
        let of_chart = file.starts_with("values") || matches!(file, "requirements.yaml");
        (of_chart && self.charts.0.contains(folder)).then_some(Tool::Helm)
    }

    fn note(&mut self, tool: Tool, message: String, root: &Node) {
        let entries = root.as_map().unwrap_or(&[]);
        let changing = entries.iter().find(|entry| is_change(entry));
        let span = changing.or(entries.first()).map_or(root.span, |entry| entry.key.span);
        self.found.push(ToolFile { tool, span, message });
    }
}

/// One diagnostic for each tool, about all of its files in the order of the input.
pub fn tool_files(files: &[ToolFile]) -> Vec<Diagnostic> {
    let mut by_tool: BTreeMap<Tool, Vec<&ToolFile>> = BTreeMap::new();
    for file in files {
        by_tool.entry(file.tool).or_default().push(file);
    }
    let of_tool = |(tool, found): (Tool, Vec<&ToolFile>)| {
        let (first, others) = found.split_first()?;
        let help = match tool {
            Tool::Kustomize => "build it and read the result: `kubectl kustomize DIR | podreach list -`",
            Tool::Helm => "render it and read the result: `helm template DIR | podreach list -`",
        };
        let left = others.len().saturating_sub(NAMED);
        let help = if left == 0 { help.to_owned() } else { format!("{help} ({left} more files are like this one)") };
        let warning = Diagnostic::warning("S07", first.span, &*first.message).help(help);
        Some(others.iter().take(NAMED).fold(warning, |all, file| all.related(file.span, "the same holds here")))
    };
    by_tool.into_iter().filter_map(of_tool).collect()
}

/// The folder and the last part of a source's name.
fn parts(name: &str) -> (&str, &str) {
    name.rsplit_once(['/', '\\']).unwrap_or(("", name))
}

fn is_change(entry: &Entry) -> bool {
    CHANGES.contains(&&*entry.key.value) && !entry.value.is_null()
}

/// What a kustomization does to the files beside it.
fn changes(root: &Node) -> String {
    let entries = root.as_map().unwrap_or(&[]).iter();
    let names: Vec<String> =
        entries.filter(|entry| is_change(entry)).map(|entry| format!("`{}`", entry.key.value)).collect();
    let (shown, more) = names.split_at(names.len().min(NAMED));
    let shown = shown.join(", ");
    match (names.is_empty(), more.len()) {
        (true, _) => {
            "this is a kustomization: only what its `resources` name is applied, and other files here are not".into()
        }
        (false, 0) => format!("this kustomization sets {shown}, so what is applied differs from the files here"),
        (false, more) => {
            format!(
                "this kustomization sets {shown} and {more} more fields, so what is applied differs from the files here"
            )
        }
    }
}
