//! Verdicts as text: the verdict first, then each end with its policies and rules and where they are written.

use podreach_eval::ask::Label;
use podreach_eval::explain::{ClusterTest, Lookup};
use podreach_eval::query::{DirectionReason, DirectionVerdict, Outcome, ServiceVerdict, Verdict};
use podreach_eval::{Analysis, explain};
use podreach_syntax::Sources;

use super::ExplainDoc;
use crate::answer::{ids, titled};
use crate::escape::plain;
use crate::nearest::{self, Nearest};
use crate::reasoning::{direction_words, items, sentence, steps, walks, word};
use crate::style::{Ink, VerdictStyle, ink};
use crate::text::Text;

/// Of the rules that do not match, a short text names this many.
const MISSES: usize = 2;

/// `allowed: web reaches api on TCP 3000`, in colour where wanted.
pub(crate) fn headline(outcome: Outcome, sentence: &str, style: VerdictStyle) -> Text {
    let color = match outcome {
        Outcome::Allowed => Ink::Good,
        Outcome::Denied => Ink::Bad,
        Outcome::Depends => Ink::Strong,
    };
    let mut out = Text::new();
    let _ = writeln!(out, "{}: {}", ink(outcome.as_str(), color, style.color), ink(sentence, Ink::Strong, style.color));
    out
}

/// A verdict for people. `ends` are what the person called the ends, where that says more than the ids do.
pub(super) fn verdict_text(doc: &ExplainDoc<'_>, verdict: &Verdict, ends: [Option<&Label>; 2]) -> Text {
    let ExplainDoc { analysis, sources, style, .. } = doc;
    let style = *style;
    let [source, destination] = ends;
    let mut out = headline(verdict.outcome(), &titled(analysis, verdict, ends), style);
    let ids = ids(analysis, verdict, ends).join(" -> ");
    let _ = writeln!(out, "  {}", ink(&ids, Ink::Faint, style.color));
    for line in verdict.depends.iter().flat_map(|found| explain::depends(analysis, found)) {
        let _ = writeln!(out, "  {line}");
    }
    let _ = writeln!(out, "  {}", explain::summary(analysis, verdict));
    if !verdict.same_pod {
        for (decision, end) in [(&verdict.egress, source), (&verdict.ingress, destination)] {
            out.append(&direction_text(analysis, sources, decision, end, style));
            if style.full
                && let Some(nearest) = Nearest::of(analysis, doc.findings(), verdict, decision)
            {
                out.append(&nearest::text(analysis, sources, &nearest, style));
            }
        }
    }
    for caveat in &verdict.caveats {
        out.blank();
        let _ = writeln!(out, "  note: {}", caveat.text());
    }
    if style.full
        && let Some(test) = test(analysis, verdict, destination)
    {
        out.blank();
        let _ = writeln!(out, "  test it: {}", test.command);
        for Lookup { word, meaning, command } in &test.lookups {
            let _ = writeln!(out, "    {word}: {meaning}, see `{command}`");
        }
        for note in &test.notes {
            let _ = writeln!(out, "    {note}");
        }
    }
    out
}

/// A command that tests a verdict. Of addresses outside it dials the one that was asked about.
pub(super) fn test(analysis: &Analysis, verdict: &Verdict, destination: Option<&Label>) -> Option<ClusterTest> {
    let external = analysis.endpoint(verdict.destination).is_external();
    let asked = match destination.filter(|_| external) {
        Some(Label::Addresses { address, .. }) => *address,
        _ => None,
    };
    explain::cluster_test(analysis, verdict, asked)
}

fn direction_text(
    analysis: &Analysis,
    sources: &Sources,
    decision: &DirectionVerdict,
    end: Option<&Label>,
    style: VerdictStyle,
) -> Text {
    let (word, color) = word(decision);
    let name = end.map_or_else(|| explain::endpoint_name(analysis, decision.endpoint), |label| label.text().to_owned());
    let mut out = Text::new();
    out.blank();
    let _ = writeln!(
        out,
        "  {} {}: {}. {}",
        direction_words(decision),
        ink(&name, Ink::Strong, style.color),
        ink(word, color, style.color),
        sentence(analysis, decision)
    );
    if decision.reason == DirectionReason::UnknownPort {
        return out;
    }
    if walks(decision) {
        for (step, number) in steps(analysis, decision).iter().zip(1..) {
            let end = if step.decides { "decides" } else { "passes" };
            let tier = ink(step.tier, Ink::Strong, style.color);
            let _ = writeln!(out, "    {number}. {tier} {end}: {}", step.text);
        }
    }
    let misses = if style.full { decision.misses.len() } else { MISSES };
    let items = items(analysis, sources, decision, style.full, misses);
    let width = items.iter().map(|item| plain(&item.title).chars().count()).max().unwrap_or(0);
    for item in items {
        let mark = format!("{:<8}", item.mark);
        let place = ink(&item.place, Ink::Faint, style.color);
        let _ = writeln!(out, "    {}  {:<width$}  {place}", ink(&mark, item.ink, style.color), plain(&item.title));
        let _ = writeln!(out, "              {}", item.words);
    }
    out
}

/// What a Service's ports and backends answer, for people. `source` is what the person called the source, where that says
/// more than its id does.
pub(super) fn service_text(doc: &ExplainDoc<'_>, verdicts: &[ServiceVerdict], source: Option<&Label>) -> Text {
    let analysis = doc.analysis;
    let mut out = Text::new();
    for answer in verdicts {
        out.blank();
        let _ = writeln!(out, "{}", service_route(analysis, answer));
        if let (Some(verdict), Some(_)) = (&answer.verdict, answer.target) {
            let address = answer.address.map(|address| Label::address(analysis, address));
            out.append(&verdict_text(doc, verdict, [source, address.as_ref()]));
            if let (Some(address), Some(target), false) = (answer.address, answer.target, verdict.egress.allowed) {
                let help = "addresses of Services are translated before policies are evaluated";
                out.blank();
                let _ = writeln!(out, "  help: {help}; a rule has to name {address} and {} {target}", answer.protocol);
            }
        }
    }
    out
}

/// `TCP 80 leads to default/web, pod port 8080`.
pub(super) fn service_route(analysis: &Analysis, answer: &ServiceVerdict) -> String {
    let backend = match answer.address {
        Some(address) => analysis.address_label(address),
        None => analysis.endpoint(answer.backend).id.clone(),
    };
    let port = if answer.address.is_some() { "port" } else { "pod port" };
    let start = format!("{} {} leads to {backend}", answer.protocol, answer.service_port);
    match (&answer.verdict, answer.target) {
        (Some(_), Some(target)) => format!("{start}, {port} {target}"),
        _ => format!("{start}, which declares no port of the target's name and gets no connections"),
    }
}
