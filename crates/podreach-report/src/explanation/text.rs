//! An answer as text for terminals: the whole of it, then its parts.

use std::fmt;

use podreach_eval::ask::{Label, Part};
use podreach_eval::explain;
use podreach_eval::query::Outcome;

use super::verdict_text::{headline, service_text, verdict_text};
use super::{ExplainDoc, called};
use crate::Printer;
use crate::text::Text;

pub(crate) fn text(doc: &ExplainDoc<'_>, out: &mut Printer<'_>) -> fmt::Result {
    let mut text = match doc.parts.as_slice() {
        [Part::Pair { labels, verdict }] => verdict_text(doc, verdict, called(labels)),
        several if doc.of_services => of_services(doc, several)?,
        several => of_parts(doc, several)?,
    };
    text.append(&doc.context.text(doc.style));
    out.text(&text)
}

fn of_parts(doc: &ExplainDoc<'_>, parts: &[Part]) -> Result<Text, fmt::Error> {
    let ExplainDoc { analysis, asked, style, outcome, .. } = doc;
    let whole = if doc.is_mixed() { " as a whole" } else { "" };
    let mut text = headline(*outcome, &(asked.sentence(*outcome) + whole), *style);
    writeln!(text, "  {}.", doc.counted())?;
    for part in parts {
        text.blank();
        match part {
            Part::Pair { labels, verdict } => {
                text.append(&verdict_text(doc, verdict, called(labels)));
            }
            Part::Service { labels, service: at, verdicts } => {
                let [source, label] = called(labels);
                let id = analysis.services.get(*at).map_or("", |node| &node.id);
                let sentence = asked.between(
                    source.map_or(asked.source, Label::text),
                    label.map_or(id, Label::text),
                    part.outcome(),
                );
                text.append(&headline(part.outcome(), &sentence, *style));
                if verdicts.is_empty() {
                    writeln!(text, "  {}.", analysis.no_such_port(*at, id))?;
                }
                text.append(&service_text(doc, verdicts, source));
            }
        }
    }
    Ok(text)
}

/// A Service, or several that share an address.
fn of_services(doc: &ExplainDoc<'_>, parts: &[Part]) -> Result<Text, fmt::Error> {
    let ExplainDoc { asked, style, outcome, .. } = doc;
    let mut body = Text::new();
    let mut labels: Vec<String> = Vec::new();
    let (mut open, mut paths) = (0, 0);
    for part in parts {
        let Part::Service { labels: names, verdicts, .. } = part else { continue };
        let [source, label] = called(names);
        body.append(&service_text(doc, verdicts, source));
        labels.extend(label.map(|label| label.text().to_owned()).filter(|label| !labels.contains(label)));
        open += verdicts.iter().filter(|one| one.outcome() == Some(Outcome::Allowed)).count();
        paths += verdicts.iter().filter(|one| one.outcome().is_some()).count();
    }
    let destination = if labels.is_empty() { asked.destination.to_owned() } else { explain::list(&labels) };
    let mut text = headline(*outcome, &asked.between(asked.source, &destination, *outcome), *style);
    if open > 0 && open < paths {
        writeln!(text, "  Only {open} of {paths} paths are open; the backends of the Service differ.")?;
    }
    text.append(&body);
    Ok(text)
}
