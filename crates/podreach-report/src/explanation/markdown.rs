//! An explanation as Markdown: the verdict, then each end with its walk through the tiers and a table of rules.

use std::fmt::{self, Write};

use podreach_eval::explain::{self, Lookup};
use podreach_eval::query::{DirectionReason, DirectionVerdict, Outcome, Verdict};

use super::verdict_text::test;
use super::{ExplainDoc, decisions, guarded, names};
use crate::Printer;
use crate::answer::{Answer, titled};
use crate::markdown::{cell, code, code_cell, connections, prose};
use crate::reasoning::{direction_words, items, sentence, steps, walks, word};

pub(crate) fn markdown(explanation: &ExplainDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let sentence = explanation.sentence();
    if let Some(sentence) = &sentence {
        writeln!(out, "## {}: {}", headword(explanation.outcome), prose(sentence))?;
    }
    for answer in explanation.answers() {
        if let Some(route) = &answer.route {
            writeln!(out, "\n{}", prose(route))?;
        }
        if let Some(verdict) = answer.verdict {
            let level = if sentence.is_some() { "\n###" } else { "##" };
            one(out, level, explanation, &answer, verdict)?;
        }
    }
    out.write_str(&explanation.context.markdown())
}

const fn headword(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "Allowed",
        Outcome::Denied => "Denied",
        Outcome::Depends => "Depends",
    }
}

fn one(
    out: &mut dyn Write,
    level: &str,
    explanation: &ExplainDoc<'_>,
    answer: &Answer<'_>,
    verdict: &Verdict,
) -> fmt::Result {
    let analysis = explanation.analysis;
    writeln!(out, "{level} {}: {}\n", headword(verdict.outcome()), prose(&titled(analysis, verdict, answer.called())))?;
    let [source, destination] = names(analysis, answer, verdict).map(code);
    writeln!(out, "{source} → {destination}: {}\n", connections(&verdict.connections.list_notation()))?;
    for line in verdict.depends.iter().flat_map(|found| explain::depends(analysis, found)) {
        writeln!(out, "Depends: {}\n", prose(&line))?;
    }
    writeln!(out, "{}", prose(&explain::summary(analysis, verdict)))?;
    for decision in decisions(verdict) {
        end(out, explanation, answer, decision)?;
    }
    for caveat in &verdict.caveats {
        writeln!(out, "\n> Note: {}", caveat.text())?;
    }
    let [_, destination] = answer.called();
    if let Some(test) = test(analysis, verdict, destination) {
        writeln!(out, "\nTest it: {}\n", code(&test.command))?;
        for Lookup { word, meaning, command } in &test.lookups {
            writeln!(out, "- {}: {}, see {}", code(word), prose(meaning), code(command))?;
        }
        for note in &test.notes {
            // Of our own words, and addresses.
            writeln!(out, "- {note}")?;
        }
    }
    Ok(())
}

fn end(
    out: &mut dyn Write,
    explanation: &ExplainDoc<'_>,
    answer: &Answer<'_>,
    decision: &DirectionVerdict,
) -> fmt::Result {
    let analysis = explanation.analysis;
    let (word, _) = word(decision);
    let (name, sentence) = (guarded(analysis, answer, decision), sentence(analysis, decision));
    writeln!(
        out,
        "\n**{} {}: {word}.** {}",
        podreach_eval::explain::capitalized(direction_words(decision)),
        code(&name),
        prose(&sentence)
    )?;
    if decision.reason == DirectionReason::UnknownPort {
        return Ok(());
    }
    if walks(decision) {
        out.write_char('\n')?;
        for (step, number) in steps(analysis, decision).iter().zip(1..) {
            let end = if step.decides { "decides" } else { "passes" };
            writeln!(out, "{number}. **{}** {end}: {}", step.tier, prose(&step.text))?;
        }
    }
    let items = items(analysis, explanation.sources, decision, true, usize::MAX);
    if items.is_empty() {
        return Ok(());
    }
    out.write_str("\n| | policy, rule | says | where |\n|---|---|---|---|\n")?;
    for item in items {
        let (title, place) = (code_cell(&item.title), code_cell(&item.place));
        writeln!(out, "| {} | {title} | {} | {place} |", item.mark, cell(&item.words))?;
    }
    Ok(())
}
