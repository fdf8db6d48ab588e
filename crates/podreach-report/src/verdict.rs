//! Verdicts as text and JSON.

use std::fmt::Write as _;

use podreach_eval::reach::{Gate, ServiceVerdict, Verdict};
use podreach_eval::{Analysis, explain};
use podreach_syntax::{Sources, Span};
use serde_json::{Value, json};

use crate::full::{place, rule, rules};

/// How much a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictText {
    /// The verdict and the rules that decide.
    Short,
    /// Every rule that matters, both directions.
    Full,
}

/// A verdict for people.
pub fn verdict_text(analysis: &Analysis, sources: &Sources, verdict: &Verdict, text: VerdictText) -> String {
    let mut out = String::new();
    let word = if verdict.allowed { "allowed" } else { "denied" };
    let _ = writeln!(out, "{word}: {}", explain::title(analysis, verdict));
    let _ = writeln!(out, "  {}", explain::summary(analysis, verdict));
    for gate in [&verdict.egress, &verdict.ingress] {
        gate_text(&mut out, analysis, sources, gate, text);
    }
    for caveat in &verdict.caveats {
        let _ = writeln!(out, "  note: {}", caveat.text());
    }
    if text == VerdictText::Full
        && let Some(command) = explain::kubectl_test(analysis, verdict)
    {
        let _ = writeln!(out, "  test it: {}", command.replace("\\\n  ", ""));
    }
    out
}

fn gate_text(out: &mut String, analysis: &Analysis, sources: &Sources, gate: &Gate, text: VerdictText) {
    let way = match gate.direction {
        podreach_eval::policy::Direction::Egress => "leaving",
        podreach_eval::policy::Direction::Ingress => "entering",
    };
    let word = if gate.allowed { "allowed" } else { "blocked" };
    let name = explain::endpoint_name(analysis, gate.endpoint);
    let _ = writeln!(out, "  {way} {name}: {word}. {}", explain::gate_sentence(analysis, gate));
    for hit in &gate.hits {
        let line = |span: Span| at(sources, span);
        let place = analysis.rule(hit.rule).map(|rule| line(rule.span)).unwrap_or_default();
        let (title, words) = (explain::rule_title(analysis, hit.rule), explain::rule_sentence(analysis, hit.rule));
        let _ = writeln!(out, "    + {title} ({place}): {words}");
    }
    let shown = if text == VerdictText::Full { gate.misses.len() } else { 2 };
    for miss in gate.misses.iter().take(shown) {
        let place = analysis.rule(miss.rule).map(|rule| at(sources, rule.span)).unwrap_or_default();
        let title = explain::rule_title(analysis, miss.rule);
        let _ = writeln!(out, "    - {title} ({place}): {}", explain::miss_sentence(analysis, gate, miss));
    }
    if text == VerdictText::Full || !gate.allowed {
        for id in &gate.isolating {
            if let Some(policy) = analysis.policy(*id) {
                let (place, words) = (at(sources, policy.name_span), explain::policy_sentence(policy));
                let _ = writeln!(out, "    * {} ({place}): {words}", policy.name);
            }
        }
    }
}

fn at(sources: &Sources, span: Span) -> String {
    sources
        .get(span.source)
        .map_or_else(String::new, |source| format!("{}:{}", source.name(), source.line_column(span.start).line))
}

/// A verdict as JSON: `{src, dst, allowed, conn, state, title, summary, egress, ingress, caveats}`; a gate is `{allowed,
/// reason, isolating, rules, misses}`.
pub fn verdict_json(analysis: &Analysis, sources: &Sources, verdict: &Verdict) -> Value {
    let caveats: Vec<&str> = verdict.caveats.iter().map(|caveat| caveat.text()).collect();
    json!({
        "src": analysis.endpoint(verdict.source).id,
        "dst": analysis.endpoint(verdict.destination).id,
        "allowed": verdict.allowed,
        "conn": verdict.connections.list_notation(),
        "state": verdict.state.as_str(),
        "title": explain::title(analysis, verdict),
        "summary": explain::summary(analysis, verdict),
        "egress": gate_json(analysis, sources, &verdict.egress),
        "ingress": gate_json(analysis, sources, &verdict.ingress),
        "caveats": caveats,
    })
}

fn gate_json(analysis: &Analysis, sources: &Sources, gate: &Gate) -> Value {
    let isolating: Vec<Value> = gate
        .isolating
        .iter()
        .filter_map(|id| analysis.policy(*id))
        .map(|policy| json!({"kind": policy.kind, "namespace": policy.namespace, "name": policy.name, "at": place(sources, policy.name_span)}))
        .collect();
    let misses: Vec<Value> = gate
        .misses
        .iter()
        .map(|miss| json!({"rule": rule(analysis, sources, miss.rule), "why": explain::miss_sentence(analysis, gate, miss)}))
        .collect();
    json!({
        "allowed": gate.allowed,
        "conn": gate.connections.list_notation(),
        "reason": explain::gate_sentence(analysis, gate),
        "isolating": isolating,
        "rules": rules(analysis, sources, gate),
        "misses": misses,
    })
}

/// What a Service's ports and backends answer, for people.
pub fn service_text(analysis: &Analysis, sources: &Sources, verdicts: &[ServiceVerdict], text: VerdictText) -> String {
    let mut out = String::new();
    for answer in verdicts {
        let backend = explain::endpoint_name(analysis, answer.backend);
        let target = answer.target.map_or_else(|| "no such port".to_owned(), |port| format!("pod port {port}"));
        let _ = writeln!(out, "service port {} {} -> {backend}, {target}", answer.protocol, answer.service_port);
        if let Some(verdict) = &answer.verdict {
            out.push_str(&verdict_text(analysis, sources, verdict, text));
        }
    }
    out
}

/// The same as JSON.
pub fn service_json(analysis: &Analysis, sources: &Sources, verdicts: &[ServiceVerdict]) -> Value {
    verdicts
        .iter()
        .map(|answer| {
            json!({"servicePort": answer.service_port, "protocol": answer.protocol.as_str(),
                   "backend": analysis.endpoint(answer.backend).id, "targetPort": answer.target,
                   "verdict": answer.verdict.as_ref().map(|verdict| verdict_json(analysis, sources, verdict))})
        })
        .collect()
}
