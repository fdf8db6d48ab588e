//! Suggestions as text: what is done at each end, what it opens and closes besides, and the lines that change.

use std::fmt;

use podreach_eval::suggest::{Besides, EndChange, Goal, Suggestion, Suggestions};
use podreach_syntax::hunks::hunks;

use super::{SuggestedPair, SuggestionsDoc};
use crate::Printer;
use crate::escape::plain;
use crate::style::{Ink, ink};
use crate::text::Text;

/// Pairs that are opened or closed besides and shown.
const SHOWN: usize = 8;

pub(crate) fn text(doc: &SuggestionsDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let mut text = Text::new();
    for pair in &doc.pairs {
        of_pair(doc, pair, &mut text)?;
    }
    out.text(&text)
}

fn of_pair(doc: &SuggestionsDoc<'_>, pair: &SuggestedPair, out: &mut Text) -> fmt::Result {
    let verb = doc.goal.as_str();
    let on = if pair.question.is_empty() { String::new() } else { format!(" on {}", pair.question) };
    let title = format!("{verb} {} to reach {}{on}", pair.source, pair.destination);
    let found = match &pair.suggestions {
        Suggestions::AlreadySo => {
            let word = if doc.goal == Goal::Allow { "allowed" } else { "denied" };
            return writeln!(out, "{}: it is {word} already", plain(&title));
        }
        Suggestions::NoSuchPort => {
            return writeln!(out, "{}: the destination has no such port", plain(&title));
        }
        Suggestions::Found(found) if found.is_empty() => {
            return writeln!(out, "{}: no change of policies was found that does it", plain(&title));
        }
        Suggestions::Found(found) => found,
    };
    writeln!(out, "{}", ink(&plain(&title), Ink::Strong, doc.color))?;
    for (number, suggestion) in (1..).zip(found) {
        out.blank();
        one(doc, number, suggestion, out)?;
    }
    Ok(())
}

fn one(doc: &SuggestionsDoc<'_>, number: usize, suggestion: &Suggestion, out: &mut Text) -> fmt::Result {
    let lines = if suggestion.lines == 1 { "1 line".to_owned() } else { format!("{} lines", suggestion.lines) };
    writeln!(out, "{number}. {lines}")?;
    let end = |change: &Option<EndChange>| match change {
        Some(EndChange { title, code: Some(code), .. }) => format!("{title} ({code})"),
        Some(EndChange { title, .. }) => title.clone(),
        None if doc.goal == Goal::Allow => "allows it already".into(),
        None => "stays as it is".into(),
    };
    writeln!(out, "   egress:  {}", plain(&end(&suggestion.egress)))?;
    writeln!(out, "   ingress: {}", plain(&end(&suggestion.ingress)))?;
    besides(out, "opens", &suggestion.opens)?;
    besides(out, "closes", &suggestion.closes)?;
    for lines in hunks(doc.sources, &suggestion.edits) {
        let name = doc.sources.get(lines.source).map_or("", |source| source.name());
        let place = format!("{name}:{}", lines.line);
        writeln!(out, "   {}", ink(&plain(&place), Ink::Faint, doc.color))?;
        for (sign, color, lines) in [("-", Ink::Bad, &lines.removed), ("+", Ink::Good, &lines.added)] {
            for line in lines {
                writeln!(out, "   {} {}", ink(sign, color, doc.color), plain(line))?;
            }
        }
    }
    Ok(())
}

fn besides(out: &mut Text, word: &str, moved: &Besides) -> fmt::Result {
    if moved.count == 0 {
        return writeln!(out, "   {word} nothing else");
    }
    writeln!(out, "   also {word} {}:", moved.count)?;
    for one in moved.listed.iter().take(SHOWN) {
        writeln!(out, "     {} -> {}: {}", plain(&one.source), plain(&one.destination), one.connections)?;
    }
    if moved.count > SHOWN {
        writeln!(out, "     and {} more", moved.count - SHOWN)?;
    }
    Ok(())
}
