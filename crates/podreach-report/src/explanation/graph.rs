//! An explanation as a graph: source, the checks of egress and ingress, destination; beside each check the policies and
//! rules that matter.

use std::fmt::{self, Write};

use podreach_eval::query::{DirectionVerdict, Verdict};

use super::{ExplainDoc, decisions, names};
use crate::Printer;
use crate::answer::Answer;
use crate::graph::{Cluster, Dot, Edge, GraphDoc, Line, Mermaid, Node, NodeId, Notation, Piece, Shape};
use crate::reasoning::{Item, items, steps, walks, word};

pub(crate) fn dot(explanation: &ExplainDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    write(out, explanation, &mut Dot)
}

pub(crate) fn mermaid(explanation: &ExplainDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    write(out, explanation, &mut Mermaid::default())
}

fn write(out: &mut dyn Write, explanation: &ExplainDoc<'_>, notation: &mut dyn Notation) -> fmt::Result {
    let verdicts = explanation.answers().zip(0_usize..);
    let verdicts = verdicts.filter_map(|(answer, number)| Some((answer.verdict?, answer, number)));
    let pieces = verdicts.flat_map(|(verdict, answer, number)| of_verdict(explanation, &answer, verdict, number));
    GraphDoc::new(pieces).write(out, notation)
}

fn of_verdict<'a>(
    explanation: &ExplainDoc<'_>,
    answer: &Answer<'_>,
    verdict: &Verdict,
    number: usize,
) -> Vec<Piece<'a>> {
    let [source, destination] = names(explanation.analysis, answer, verdict).map(str::to_owned);
    let [from, to] = ["s", "d"].map(|end| NodeId::Word(format!("{end}{number}")));
    let mut pieces = vec![node(from.clone(), source, Shape::End, None)];
    let mut before = (from, true);
    for decision in decisions(verdict) {
        let id = format!("{}{number}", decision.direction.as_str());
        check(&mut pieces, explanation, decision, &id);
        let (id, line) = (NodeId::Word(id), if before.1 { Line::Path } else { Line::Blocked });
        pieces.push(edge(before.0, id.clone(), String::new(), line));
        before = (id, before.1 && decision.allowed);
    }
    pieces.push(node(to.clone(), destination, Shape::End, Some(verdict.allowed)));
    let line = if verdict.allowed { Line::Path } else { Line::Blocked };
    pieces.push(edge(before.0, to, verdict.connections.list_notation(), line));
    pieces
}

/// The check at one end, with the policies and rules that matter.
fn check(pieces: &mut Vec<Piece<'_>>, explanation: &ExplainDoc<'_>, decision: &DirectionVerdict, id: &str) {
    let (word, _) = word(decision);
    let mut label = format!("{}: {word}", decision.direction.as_str());
    if walks(decision) {
        for step in steps(explanation.analysis, decision) {
            let end = if step.decides { "decides" } else { "passes" };
            label += &format!("; {} {end}", step.tier);
        }
    }
    pieces.push(node(NodeId::Word(id.to_owned()), label, Shape::Check, Some(decision.allowed)));
    let items = items(explanation.analysis, explanation.sources, decision, true, usize::MAX);
    for (Item { title, place, words, mark, .. }, at) in items.into_iter().zip(0_usize..) {
        let rule = NodeId::Word(format!("{id}_{at}"));
        pieces.push(node(rule.clone(), format!("{title} ({place}): {words}"), Shape::Rule, None));
        let line = if mark == "no match" { Line::Miss } else { Line::Effect };
        pieces.push(edge(rule, NodeId::Word(id.to_owned()), mark.to_owned(), line));
    }
}

fn node(id: NodeId<'_>, label: String, shape: Shape, good: Option<bool>) -> Piece<'_> {
    Piece::Cluster(Cluster { namespace: None, nodes: vec![Node { id, label: label.into(), shape, good }] })
}

fn edge<'a>(from: NodeId<'a>, to: NodeId<'a>, label: String, line: Line) -> Piece<'a> {
    Piece::Edge(Edge { from, to, label: label.into(), line })
}
