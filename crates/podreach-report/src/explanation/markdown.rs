//! An explanation as Markdown: the verdict, then each end with its walk through the tiers and a table of rules.

use std::fmt::{self, Write};

use podreach_eval::explain::{self, Lookup};
use podreach_eval::reach::{DirectionReason, DirectionVerdict, Outcome, Verdict};

use super::{Answer, Explanation, gates, guarded, names};
use crate::markdown::{cell, code, code_cell, connections, prose};
use crate::reasoning::{items, sentence, steps, walks, way, word};
use crate::verdict::{test, titled};

pub(super) fn markdown(out: &mut dyn Write, explanation: &Explanation<'_>) -> fmt::Result {
    if let Some(sentence) = &explanation.sentence {
        writeln!(out, "## {}: {}", headword(explanation.outcome), prose(sentence))?;
    }
    for answer in explanation.answers {
        if let Some(way) = &answer.way {
            writeln!(out, "\n{}", prose(way))?;
        }
        if let Some(verdict) = &answer.verdict {
            one(out, explanation, answer, verdict)?;
        }
    }
    Ok(())
}

const fn headword(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "Allowed",
        Outcome::Denied => "Denied",
        Outcome::Depends => "Depends",
    }
}

fn one(out: &mut dyn Write, explanation: &Explanation<'_>, answer: &Answer, verdict: &Verdict) -> fmt::Result {
    let analysis = explanation.analysis;
    let level = if explanation.sentence.is_some() { "\n###" } else { "##" };
    writeln!(
        out,
        "{level} {}: {}\n",
        headword(verdict.outcome()),
        prose(&titled(analysis, verdict, answer.ends.each_ref().map(Option::as_deref)))
    )?;
    let [source, destination] = names(analysis, answer, verdict).map(code);
    writeln!(out, "{source} → {destination}: {}\n", connections(&verdict.connections.list_notation()))?;
    for line in verdict.depends.iter().flat_map(|found| explain::depends(analysis, found)) {
        writeln!(out, "Depends: {}\n", prose(&line))?;
    }
    writeln!(out, "{}", prose(&explain::summary(analysis, verdict)))?;
    for gate in gates(verdict) {
        end(out, explanation, answer, gate)?;
    }
    for caveat in &verdict.caveats {
        writeln!(out, "\n> Note: {}", caveat.text())?;
    }
    let [_, destination] = &answer.ends;
    if let Some(test) = test(analysis, verdict, destination.as_deref()) {
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

fn end(out: &mut dyn Write, explanation: &Explanation<'_>, answer: &Answer, gate: &DirectionVerdict) -> fmt::Result {
    let analysis = explanation.analysis;
    let (word, _) = word(gate);
    let (name, sentence) = (guarded(analysis, answer, gate), sentence(analysis, gate));
    writeln!(out, "\n**{} {}: {word}.** {}", capital(way(gate)), code(&name), prose(&sentence))?;
    if gate.reason == DirectionReason::UnknownPort {
        return Ok(());
    }
    if walks(gate) {
        out.write_char('\n')?;
        for (step, number) in steps(analysis, gate).iter().zip(1..) {
            let end = if step.decides { "decides" } else { "passes on" };
            writeln!(out, "{number}. **{}** {end}: {}", step.tier, prose(&step.text))?;
        }
    }
    let items = items(analysis, explanation.sources, gate, true, usize::MAX);
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

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
