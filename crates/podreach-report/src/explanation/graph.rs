//! An explanation as a graph: source, the two gates, destination; beside each gate the policies and rules that matter.

use std::fmt::{self, Write};

use podreach_eval::reach::DirectionVerdict;

use super::{Explanation, gates, names};
use crate::escape;
use crate::reasoning::{Item, items, steps, walks, way, word};

/// The two notations.
trait Notation {
    fn node(&self, out: &mut dyn Write, id: &str, shape: Shape, label: &str, good: Option<bool>) -> fmt::Result;
    fn edge(&self, out: &mut dyn Write, from: &str, to: &str, label: &str, line: Line) -> fmt::Result;
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    End,
    Gate,
    Rule,
}

/// Lines differ in style, so that nobody depends on colours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// What was asked takes this way.
    IngressPath,
    /// It ends here.
    Blocked,
    /// A rule that matters.
    Rule,
    /// A rule that does not match.
    Miss,
}

pub(super) fn dot(out: &mut dyn Write, explanation: &Explanation<'_>) -> fmt::Result {
    crate::dot::begin(out)?;
    graph(out, explanation, &Dot)?;
    out.write_str("}\n")
}

pub(super) fn mermaid(out: &mut dyn Write, explanation: &Explanation<'_>) -> fmt::Result {
    out.write_str("flowchart LR\n")?;
    graph(out, explanation, &Mermaid)?;
    out.write_str("  classDef good stroke:#1a7f37\n  classDef bad stroke:#cf222e,stroke-width:3px\n")
}

fn graph(out: &mut dyn Write, explanation: &Explanation<'_>, notation: &dyn Notation) -> fmt::Result {
    let analysis = explanation.analysis;
    for (answer, number) in explanation.answers.iter().zip(0_usize..) {
        let Some(verdict) = &answer.verdict else { continue };
        let [source, destination] = names(analysis, answer, verdict);
        let [from, to] = ["s", "d"].map(|end| format!("{end}{number}"));
        notation.node(out, &from, Shape::End, source, None)?;
        let mut before = (from, true);
        for gate in gates(verdict) {
            let id = format!("{}{number}", way(gate));
            gate_node(out, explanation, gate, &id, notation)?;
            notation.edge(out, &before.0, &id, "", if before.1 { Line::IngressPath } else { Line::Blocked })?;
            before = (id, before.1 && gate.allowed);
        }
        notation.node(out, &to, Shape::End, destination, Some(verdict.allowed))?;
        let line = if verdict.allowed { Line::IngressPath } else { Line::Blocked };
        notation.edge(out, &before.0, &to, &verdict.connections.list_notation(), line)?;
    }
    Ok(())
}

fn gate_node(
    out: &mut dyn Write,
    explanation: &Explanation<'_>,
    gate: &DirectionVerdict,
    id: &str,
    notation: &dyn Notation,
) -> fmt::Result {
    let analysis = explanation.analysis;
    let (word, _) = word(gate);
    let mut label = format!("{}: {word}", way(gate));
    if walks(gate) {
        for step in steps(analysis, gate) {
            let end = if step.decides { "decides" } else { "passes on" };
            label += &format!("; {} {end}", step.tier);
        }
    }
    notation.node(out, id, Shape::Gate, &label, Some(gate.allowed))?;
    let items = items(analysis, explanation.sources, gate, true, usize::MAX);
    for (item, at) in items.iter().zip(0_usize..) {
        let Item { title, place, words, mark, .. } = item;
        let rule = format!("{id}_{at}");
        notation.node(out, &rule, Shape::Rule, &format!("{title} ({place}): {words}"), None)?;
        let line = if *mark == "no match" { Line::Miss } else { Line::Rule };
        notation.edge(out, &rule, id, mark, line)?;
    }
    Ok(())
}

struct Dot;

impl Notation for Dot {
    fn node(&self, out: &mut dyn Write, id: &str, shape: Shape, label: &str, good: Option<bool>) -> fmt::Result {
        let look = match shape {
            Shape::End => "shape=box, style=rounded",
            Shape::Gate => "shape=diamond, style=solid",
            Shape::Rule => "shape=note, style=solid",
        };
        let color = match good {
            Some(true) => ", color=\"#1a7f37\"",
            Some(false) => ", color=\"#cf222e\", penwidth=3",
            None => "",
        };
        writeln!(out, "  {id} [label={}, {look}{color}];", escape::dot(label))
    }

    fn edge(&self, out: &mut dyn Write, from: &str, to: &str, label: &str, line: Line) -> fmt::Result {
        let look = match line {
            Line::IngressPath => "style=bold",
            Line::Blocked => "style=dashed, color=\"#cf222e\"",
            Line::Rule => "style=solid",
            Line::Miss => "style=dotted",
        };
        writeln!(out, "  {from} -> {to} [label={}, {look}];", escape::dot(label))
    }
}

struct Mermaid;

impl Notation for Mermaid {
    fn node(&self, out: &mut dyn Write, id: &str, shape: Shape, label: &str, good: Option<bool>) -> fmt::Result {
        let (open, close) = match shape {
            Shape::End => ("(", ")"),
            Shape::Gate => ("{{", "}}"),
            Shape::Rule => ("[", "]"),
        };
        let class = match good {
            Some(true) => ":::good",
            Some(false) => ":::bad",
            None => "",
        };
        writeln!(out, "  {id}{open}{}{close}{class}", escape::mermaid(label))
    }

    fn edge(&self, out: &mut dyn Write, from: &str, to: &str, label: &str, line: Line) -> fmt::Result {
        let arrow = match line {
            Line::IngressPath => "==>",
            Line::Rule => "-->",
            Line::Blocked | Line::Miss => "-.->",
        };
        let label = if label.is_empty() { String::new() } else { format!("|{}|", escape::mermaid(label)) };
        writeln!(out, "  {from} {arrow}{label} {to}")
    }
}
