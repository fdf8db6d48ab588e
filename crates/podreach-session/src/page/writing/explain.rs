//! What stands at a place of a text: what the field does, and what it selects now.

use std::borrow::Cow;

use podreach_eval::kinds::schema::Shape;
use podreach_eval::sets::Selector;
use podreach_syntax::Span;
use serde::{Deserialize, Serialize};

use super::docs::sentence;
use super::loose::Step;
use super::object::{Object, keys};
use super::offers::{OPERATORS, holders, protocol_of, selector_of};
use super::scope::{Among, among, counted, pods_of, receivers};
use crate::evaluation::Evaluation;

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explain {
    /// The document, or a part of it around the place.
    pub text: String,
    /// The place: a byte of the text.
    pub offset: u32,
}

/// What there is to say about a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// What it is about: bytes of the text.
    pub from: u32,
    /// One past its last byte.
    pub to: u32,
    /// The field: `spec.podSelector`.
    pub title: String,
    /// What it does; empty where there are no words for it.
    pub sentence: Cow<'static, str>,
    /// What it means for the input as it is now: `selects 3 workloads: api, db, web`.
    pub now: Vec<String>,
}

/// Answers with what there is to say; with nothing about what is not part of an object that is read.
pub(in crate::page) fn answer(asked: Explain, evaluation: &Evaluation) -> Option<Explanation> {
    let entry = Object::entry_at(&asked.text, asked.offset as usize)?;
    let object = Object::around(&asked.text, &entry.path, &evaluation.options().default_namespace);
    let path = object.within(&entry.path);
    let place = object.place(path)?;
    let range = if entry.key.is_empty() { entry.value.clone() } else { entry.key.clone() };
    let in_value = !entry.value.is_empty() && (asked.offset as usize) >= entry.value.start;
    let range = if in_value { entry.value.clone() } else { range };
    let field = place.field?;
    let mut said = sentence(field.holder, field.name).map_or(Cow::Borrowed(""), Cow::Borrowed);
    if in_value && field.name == "operator" {
        let word = object.value(path).unwrap_or("");
        if let Some((_, meaning)) = OPERATORS.iter().find(|(operator, _)| *operator == word) {
            said = Cow::Owned(format!("{word}: {meaning}."));
        }
    }
    let now = Now { object: &object, evaluation, path, shape: place.shape };
    let now = now.lines((field.holder, field.name), place.of);
    if said.is_empty() && now.is_empty() {
        return None;
    }
    Some(Explanation { from: range.start as u32, to: range.end as u32, title: dotted(path), sentence: said, now })
}

/// `spec.ingress[0].from`.
fn dotted(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
            Step::Item(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

struct Now<'a> {
    object: &'a Object<'a>,
    evaluation: &'a Evaluation,
    path: &'a [Step],
    shape: Shape,
}

impl Now<'_> {
    /// What the field means for the input.
    fn lines(&self, field: (&str, &str), of: &str) -> Vec<String> {
        let analysis = &self.evaluation.analysis;
        match field {
            (_, "podSelector" | "namespaceSelector" | "namespaces") if of == "LabelSelector" => {
                self.selected(self.path)
            }
            ("LabelSelector" | "LabelSelectorRequirement", _) => self.inside_selector(),
            (_, "selector") if matches!(of, "LabelSelector") => self.selected(self.path),
            ("ServiceSpec", "selector") => {
                let labels = self.object.labels(&keys(&["spec", "selector"]));
                let selector = Selector::new(labels, Span::default());
                self.words(&selector, &keys(&["spec", "selector"]))
            }
            ("ObjectMeta", "labels") if matches!(self.shape, Shape::Value) => self.same_label(),
            (_, "pods" | "subject") => {
                let holder = if field.1 == "pods" {
                    self.path.split_last().map_or(&[][..], |(_, before)| before)
                } else {
                    self.path
                };
                let pods = pods_of(analysis, self.object, holder);
                vec![format!("selects {}", Among::Pods(pods).words())]
            }
            (_, "port" | "targetPort" | "namedPort" | "destinationNamedPort" | "number" | "containerPort") => {
                self.port()
            }
            ("ObjectMeta", "namespace") => {
                let name = self.object.value(self.path).unwrap_or("");
                let pods = super::scope::workloads(analysis).filter(|pod| pod.namespace.as_deref() == Some(name));
                let known = analysis.namespaces.iter().any(|found| &*found.name == name);
                known.then(|| format!("has {}", Among::Pods(pods.collect()).words())).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn words(&self, selector: &Selector, path: &[Step]) -> Vec<String> {
        let found = among(&self.evaluation.analysis, self.object, path);
        found.map(|among| format!("selects {}", among.matching(selector).words())).into_iter().collect()
    }

    fn selected(&self, path: &[Step]) -> Vec<String> {
        self.words(&self.object.selector(path), path)
    }

    /// A requirement of a selector: what it selects by itself, and what all of the selector does.
    fn inside_selector(&self) -> Vec<String> {
        let Some((selector, inside)) = selector_of(self.path) else { return Vec::new() };
        let whole = self.selected(selector);
        let own = match inside {
            [first, Step::Key(key)] if first.key() == Some("matchLabels") => {
                let mut labels = self.object.labels(&[selector, std::slice::from_ref(first)].concat());
                labels.retain(|one| *one.key == **key);
                self.words(&Selector::new(labels, Span::default()), selector)
            }
            _ => Vec::new(),
        };
        match (own.first(), whole.first()) {
            (Some(own), Some(all)) if own != all => vec![format!("this label {own}"), format!("the selector {all}")],
            _ => whole,
        }
    }

    fn same_label(&self) -> Vec<String> {
        let holder = self.path.split_last().map_or(&[][..], |(_, before)| before);
        let mut labels = self.object.labels(holder);
        labels.retain(|one| self.path.last().and_then(Step::key) == Some(&*one.key));
        let selector = Selector::new(labels, Span::default());
        let pods = super::scope::workloads(&self.evaluation.analysis).filter(|pod| selector.matches(&pod.labels));
        vec![format!("on {}", Among::Pods(pods.collect()).words())]
    }

    /// Who declares the port.
    fn port(&self) -> Vec<String> {
        let written = self.object.value(self.path).unwrap_or("");
        if written.is_empty() {
            return Vec::new();
        }
        let protocol = protocol_of(self.object, self.path);
        let ports = holders(receivers(&self.evaluation.analysis, self.object, self.path));
        let mut lines = Vec::new();
        for ((name, number, of), pods) in ports {
            let is_meant = name == Some(written) || number.to_string() == written;
            if is_meant && protocol.is_none_or(|wanted| wanted == of) {
                let names: Vec<String> = pods.iter().map(|pod| (*pod).to_owned()).collect();
                let called = name.map(|name| format!(" {name}")).unwrap_or_default();
                lines.push(format!("{} {number}{called}: declared by {}", of.as_str(), counted("workload", &names)));
            }
        }
        if lines.is_empty() {
            lines.push("no workload of the input that this is about declares it".to_owned());
        }
        lines
    }
}
