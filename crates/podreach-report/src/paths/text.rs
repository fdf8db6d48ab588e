//! Ways in from outside as text for terminals.

use std::fmt;

use podreach_eval::query::{IngressPath, Outcome, SourceVerdict};
use podreach_eval::{Analysis, explain};

use super::PathsDoc;
use crate::Printer;
use crate::explanation::headline;
use crate::style::{Ink, VerdictStyle, ink};
use crate::text::Text;

/// Parts of the outside named for a way.
const PARTS: usize = 6;

fn source(analysis: &Analysis, leg: &SourceVerdict) -> String {
    let id = &analysis.endpoint(leg.source).id;
    leg.addresses.as_ref().map_or_else(|| id.clone(), |addresses| format!("{} (in {id})", addresses.label()))
}

pub(crate) fn text(doc: &PathsDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let PathsDoc { analysis, name, style, .. } = *doc;
    let all = || doc.all().map(|(_, way)| way);
    let (count, open) = (all().count(), all().filter(|way| way.is_allowed()).count());
    let depends = all().filter(|way| way.outcome == Outcome::Depends).count();
    let outcome = doc.outcome();
    let verb = match outcome {
        Outcome::Allowed => "can be reached",
        Outcome::Depends => "may be reached",
        Outcome::Denied => "cannot be reached",
    };
    let mut text = headline(outcome, &format!("{name} {verb} from outside"), style);
    match (count, depends) {
        (0, _) => writeln!(text, "  Nothing in the input leads there from outside."),
        (1, _) => writeln!(text, "  One path leads there."),
        (_, 0) => writeln!(text, "  {count} paths lead there, {open} of them open."),
        _ => writeln!(text, "  {count} paths lead there, {open} of them open; of {depends} the input does not tell."),
    }?;
    for way in all() {
        text.append(&way_text(analysis, way, style));
    }
    text.append(&doc.context.text(style));
    out.text(&text)
}

fn way_text(analysis: &Analysis, way: &IngressPath, style: VerdictStyle) -> Text {
    let (word, color) = match way.outcome {
        Outcome::Allowed => ("open", Ink::Good),
        Outcome::Depends => ("depends", Ink::Strong),
        Outcome::Denied => ("closed", Ink::Bad),
    };
    let path = explain::path(analysis, way);
    let word = format!("{word:<7}");
    let mut out = Text::new();
    out.blank();
    let _ = writeln!(out, "  {}  {}", ink(&word, color, style.color), ink(&path, Ink::Strong, style.color));
    for front in way.fronts.iter().filter(|front| front.outcome != Outcome::Allowed) {
        let verdict = &front.source.verdict;
        let id = &analysis.endpoint(verdict.destination).id;
        let port = explain::question_words(&verdict.question);
        let _ = match front.outcome {
            Outcome::Depends => writeln!(
                out,
                "           whether traffic from outside reaches {id}{port} depends on the address that it sees"
            ),
            _ => writeln!(out, "           traffic from outside does not reach {id}{port}"),
        };
        let _ = writeln!(out, "             {}", explain::summary(analysis, verdict));
    }
    for (told, says) in [(Outcome::Allowed, "allows"), (Outcome::Depends, "may allow"), (Outcome::Denied, "denies")] {
        let legs: Vec<&SourceVerdict> = way.sources.iter().filter(|leg| leg.verdict.outcome() == told).collect();
        let Some(first) = legs.first() else { continue };
        let names: Vec<String> = legs.iter().take(PARTS).map(|leg| source(analysis, leg)).collect();
        let more = legs.len().saturating_sub(PARTS);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(out, "           {says} {}{more}", names.join(", "));
        if told != Outcome::Allowed {
            let _ = writeln!(out, "             {}", explain::summary(analysis, &first.verdict));
        }
    }
    for note in &way.notes {
        let _ = writeln!(out, "           note: {}", explain::path_note(note));
    }
    out
}
