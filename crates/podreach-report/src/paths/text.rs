//! Ingress paths as text for terminals.

use std::fmt;

use podreach_eval::query::{IngressPath, Outcome, SourceVerdict};
use podreach_eval::{Analysis, explain};

use super::PathsDoc;
use crate::Printer;
use crate::explanation::headline;
use crate::style::{Ink, VerdictStyle, ink};
use crate::text::Text;

/// Parts of the outside named for a path.
const PARTS: usize = 6;

fn source(analysis: &Analysis, from: &SourceVerdict) -> String {
    let id = &analysis.endpoint(from.source).id;
    from.addresses.as_ref().map_or_else(|| id.clone(), |addresses| format!("{} (in {id})", addresses.label()))
}

pub(crate) fn text(doc: &PathsDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let PathsDoc { analysis, name, style, .. } = *doc;
    let all = || doc.all().map(|(_, path)| path);
    let (count, open) = (all().count(), all().filter(|path| path.is_allowed()).count());
    let depends = all().filter(|path| path.outcome == Outcome::Depends).count();
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
        _ => writeln!(
            text,
            "  {count} paths lead there, {open} of them open; {depends} depend on what the input leaves open."
        ),
    }?;
    for path in all() {
        text.append(&path_text(analysis, path, style));
    }
    text.append(&doc.context.text(style));
    out.text(&text)
}

fn path_text(analysis: &Analysis, path: &IngressPath, style: VerdictStyle) -> Text {
    let (word, color) = match path.outcome {
        Outcome::Allowed => ("open", Ink::Good),
        Outcome::Depends => ("depends", Ink::Strong),
        Outcome::Denied => ("closed", Ink::Bad),
    };
    let title = explain::path(analysis, path);
    let word = format!("{word:<7}");
    let mut out = Text::new();
    out.blank();
    let _ = writeln!(out, "  {}  {}", ink(&word, color, style.color), ink(&title, Ink::Strong, style.color));
    for front in path.fronts.iter().filter(|front| front.outcome != Outcome::Allowed) {
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
    for (outcome, says) in [(Outcome::Allowed, "allows"), (Outcome::Depends, "may allow"), (Outcome::Denied, "denies")]
    {
        let from: Vec<&SourceVerdict> = path.sources.iter().filter(|one| one.verdict.outcome() == outcome).collect();
        let Some(first) = from.first() else { continue };
        let names: Vec<String> = from.iter().take(PARTS).map(|one| source(analysis, one)).collect();
        let more = from.len().saturating_sub(PARTS);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(out, "           {says} {}{more}", names.join(", "));
        if outcome != Outcome::Allowed {
            let _ = writeln!(out, "             {}", explain::summary(analysis, &first.verdict));
        }
    }
    for note in &path.notes {
        let _ = writeln!(out, "           note: {}", explain::path_note(note));
    }
    out
}
