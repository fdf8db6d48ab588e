//! Verdicts as text: the verdict first, then each end with its policies and rules and where they are written.

use std::fmt::Write as _;

use podreach_eval::policy::{Action, Direction};
use podreach_eval::reach::{Gate, GateReason, ServiceVerdict, Verdict};
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;

use crate::place::line;
use crate::style::{Ink, ink};

/// How a verdict is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerdictStyle {
    /// Every rule that matters and a command that tests the verdict, not only what decides.
    pub full: bool,
    /// Colours for terminals.
    pub color: bool,
}

/// Of the rules that do not match, a short text names this many.
const MISSES: usize = 2;

/// `allowed: web reaches api on TCP 3000`, in colour where wanted.
pub fn headline(allowed: bool, sentence: &str, style: VerdictStyle) -> String {
    let (word, color) = if allowed { ("allowed", Ink::Good) } else { ("denied", Ink::Bad) };
    format!("{}: {}\n", ink(word, color, style.color), ink(sentence, Ink::Strong, style.color))
}

/// A verdict for people. `ends` are what the person called the ends, where that says more than the ids do.
pub fn verdict_text(
    analysis: &Analysis,
    sources: &Sources,
    verdict: &Verdict,
    ends: [Option<&str>; 2],
    style: VerdictStyle,
) -> String {
    let [source, destination] = ends;
    let mut out = headline(verdict.allowed, &titled(analysis, verdict, ends), style);
    let ids = ids(analysis, verdict, ends).join(" -> ");
    let _ = writeln!(out, "  {}", ink(&ids, Ink::Faint, style.color));
    let _ = writeln!(out, "  {}", explain::summary(analysis, verdict));
    if !verdict.same_pod {
        for (gate, end) in [(&verdict.egress, source), (&verdict.ingress, destination)] {
            out.push_str(&gate_text(analysis, sources, gate, end, style));
        }
    }
    for caveat in &verdict.caveats {
        let _ = writeln!(out, "\n  note: {}", caveat.text());
    }
    if style.full
        && let Some(command) = explain::kubectl_test(analysis, verdict)
    {
        let _ = writeln!(out, "\n  test it: {}", command.replace("\\\n  ", ""));
    }
    out
}

/// The verdict in a sentence, with the ends as the person called them.
pub(crate) fn titled(analysis: &Analysis, verdict: &Verdict, [source, destination]: [Option<&str>; 2]) -> String {
    let mut title = explain::title(analysis, verdict);
    for (end, id) in [(source, verdict.source), (destination, verdict.destination)] {
        if let Some(end) = end {
            title = title.replacen(&explain::endpoint_name(analysis, id), end, 1);
        }
    }
    title
}

/// The ids of the ends, behind what the person called them where that is not the id.
pub(crate) fn ids(analysis: &Analysis, verdict: &Verdict, [source, destination]: [Option<&str>; 2]) -> [String; 2] {
    [(source, verdict.source), (destination, verdict.destination)].map(|(end, id)| {
        let id = &analysis.endpoint(id).id;
        end.filter(|end| *end != id).map_or_else(|| id.clone(), |end| format!("{end} (in {id})"))
    })
}

/// A policy or rule of a gate.
pub(crate) struct Item {
    /// What it does.
    pub(crate) mark: &'static str,
    color: Ink,
    /// Its name.
    pub(crate) title: String,
    /// Where it is written.
    pub(crate) place: String,
    /// What it says, or why it does not match.
    pub(crate) words: String,
}

/// What is to say about a gate as a whole.
pub(crate) fn gate_words(analysis: &Analysis, gate: &Gate) -> String {
    match gate.reason {
        GateReason::NotAPod => "Policies do not apply to what is not a pod.".to_owned(),
        _ => explain::gate_sentence(analysis, gate),
    }
}

/// Everything that matters at a gate.
pub(crate) fn gate_items(analysis: &Analysis, sources: &Sources, gate: &Gate) -> Vec<Item> {
    items(analysis, sources, gate, VerdictStyle { full: true, color: false })
}

/// What an action does, in a word.
pub(crate) const fn action_word(action: Action) -> &'static str {
    match action {
        Action::Allow => "allows",
        Action::Deny => "denies",
        Action::Pass => "passes",
    }
}

fn gate_text(analysis: &Analysis, sources: &Sources, gate: &Gate, end: Option<&str>, style: VerdictStyle) -> String {
    let way = match gate.direction {
        Direction::Egress => "leaving",
        Direction::Ingress => "entering",
    };
    let (word, color) = if gate.allowed { ("allowed", Ink::Good) } else { ("blocked", Ink::Bad) };
    let name = end.map_or_else(|| explain::endpoint_name(analysis, gate.endpoint), str::to_owned);
    let sentence = gate_words(analysis, gate);
    let mut out =
        format!("\n  {way} {}: {}. {sentence}\n", ink(&name, Ink::Strong, style.color), ink(word, color, style.color));
    if gate.reason == GateReason::UnknownPort {
        return out;
    }
    let items = items(analysis, sources, gate, style);
    let width = items.iter().map(|item| item.title.chars().count()).max().unwrap_or(0);
    for item in items {
        let mark = format!("{:<8}", item.mark);
        let place = ink(&item.place, Ink::Faint, style.color);
        let _ = writeln!(out, "    {}  {:<width$}  {place}", ink(&mark, item.color, style.color), item.title);
        let _ = writeln!(out, "              {}", item.words);
    }
    out
}

fn items(analysis: &Analysis, sources: &Sources, gate: &Gate, style: VerdictStyle) -> Vec<Item> {
    let mut items = Vec::new();
    if style.full || (!gate.allowed && gate.hits.is_empty()) {
        for policy in gate.isolating.iter().filter_map(|id| analysis.policy(*id)) {
            items.push(Item {
                mark: "isolates",
                color: Ink::Strong,
                title: policy.name.to_string(),
                place: line(sources, policy.name_span),
                words: explain::policy_sentence(policy),
            });
        }
    }
    for hit in &gate.hits {
        let color = match hit.action {
            Action::Allow => Ink::Good,
            Action::Deny => Ink::Bad,
            Action::Pass => Ink::Strong,
        };
        items.push(Item {
            mark: action_word(hit.action),
            color,
            title: explain::rule_title(analysis, hit.rule),
            place: analysis.rule(hit.rule).map(|rule| line(sources, rule.span)).unwrap_or_default(),
            words: explain::rule_sentence(analysis, hit.rule),
        });
    }
    let shown = if style.full { gate.misses.len() } else { MISSES };
    for miss in gate.misses.iter().take(shown) {
        items.push(Item {
            mark: "no match",
            color: Ink::Faint,
            title: explain::rule_title(analysis, miss.rule),
            place: analysis.rule(miss.rule).map(|rule| line(sources, rule.span)).unwrap_or_default(),
            words: explain::miss_sentence(analysis, gate, miss),
        });
    }
    items
}

/// Where a port of a Service leads: `TCP 8080 leads to default/api, pod port 3000`.
pub fn service_lead(analysis: &Analysis, answer: &ServiceVerdict) -> String {
    let backend = &analysis.endpoint(answer.backend).id;
    let way = format!("{} {} leads to {backend}", answer.protocol, answer.service_port);
    match (&answer.verdict, answer.target) {
        (Some(_), Some(target)) => format!("{way}, pod port {target}"),
        _ => format!("{way}, which declares no port of the target's name"),
    }
}

/// What a Service's ports and backends answer, for people.
pub fn service_text(
    analysis: &Analysis,
    sources: &Sources,
    verdicts: &[ServiceVerdict],
    ends: [Option<&str>; 2],
    style: VerdictStyle,
) -> String {
    let mut out = String::new();
    for answer in verdicts {
        let _ = writeln!(out, "\n{}", service_lead(analysis, answer));
        if let (Some(verdict), Some(_)) = (&answer.verdict, answer.target) {
            out.push_str(&verdict_text(analysis, sources, verdict, ends, style));
        }
    }
    out
}
