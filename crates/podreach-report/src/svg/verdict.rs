//! Verdicts as a self-contained SVG: the sentence, the line through both decisions, and for each decision its tiers, its policies
//! and the rules that decide, with the places where they are written.

use podreach_eval::ask::Label;
use podreach_eval::policy::Direction;
use podreach_eval::query::{DirectionReason, DirectionVerdict, Verdict};
use podreach_eval::{Analysis, explain};
use podreach_picture::Bounds;
use podreach_picture::measure::{self, Font};
use podreach_syntax::Sources;

use super::frame::{Names, document};
use super::rules::rule_card;
use super::strip;
use super::style::{VERDICT, style_sheet};
use super::wrap::{Setting, paragraph};
use super::xml::Xml;
use crate::answer::{Answer, ids, titled};
use crate::reasoning::{items, sentence as direction_sentence, steps, walks};

const MARGIN: f64 = 24.0;
const WIDTH: f64 = 800.0;
const GAP: f64 = 24.0;
const TITLE: Setting = Setting { class: "title", font: Font::bold(20.0), line: 27.0 };
const IDS: Setting = Setting { class: "ids mono quiet", font: Font::mono(11.5), line: 18.0 };
const SENTENCE: Setting = Setting { class: "sentence", font: Font::sans(13.0), line: 20.0 };
const HEADING: Setting = Setting { class: "heading", font: Font::bold(14.0), line: 20.0 };
const SMALL: Setting = Setting { class: "small", font: Font::sans(12.0), line: 18.0 };

/// Draws the parts of an answer below each other. `sentence` sums up several; a single verdict speaks for itself.
pub(crate) fn verdicts_svg(
    analysis: &Analysis,
    sources: &Sources,
    sentence: Option<&str>,
    parts: &[Answer<'_>],
) -> String {
    let mut body = Xml::default();
    let mut y = 0.0;
    if let Some(sentence) = sentence {
        y = paragraph(&mut body, TITLE, (0.0, y), WIDTH, sentence) + GAP / 2.0;
    }
    for (part, at) in parts.iter().zip(0_u32..) {
        if sentence.is_some() || at > 0 {
            body.path("rule", &format!("M0 {y}H{WIDTH}"));
            y += GAP / 2.0;
        }
        if let Some(lead) = &part.route {
            y = paragraph(&mut body, SENTENCE, (0.0, y), WIDTH, lead) + 4.0;
        }
        if let Some(one) = part.verdict {
            y = verdict(&mut body, analysis, sources, (one, part.called()), y);
        }
        y += GAP;
        body.line();
    }
    let height = (y - GAP).max(GAP) + 2.0 * MARGIN;
    let whole = Bounds { x: -MARGIN, y: -MARGIN, width: WIDTH + 2.0 * MARGIN, height };
    let titles = parts.iter().filter_map(|part| Some(titled(analysis, part.verdict?, part.called())));
    let titles: Vec<String> = sentence.map(str::to_owned).into_iter().chain(titles).take(1).collect();
    let says = |part: &Answer<'_>| Some(explain::summary(analysis, part.verdict?));
    let says: Vec<String> = parts.iter().filter_map(says).collect();
    let names = Names { title: &titles.concat(), description: &says.join(" ") };
    document(whole, &names, &style_sheet(VERDICT, false), |xml| xml.append(body))
}

fn verdict(
    xml: &mut Xml,
    analysis: &Analysis,
    sources: &Sources,
    (verdict, ends): (&Verdict, [Option<&Label>; 2]),
    top: f64,
) -> f64 {
    let [source, destination] = [verdict.source, verdict.destination].map(|id| analysis.endpoint(id));
    let called = [ends[0].map_or(&*source.name, Label::text), ends[1].map_or(&*destination.name, Label::text)];
    let group = xml
        .tag("g")
        .attr("class", "verdict")
        .attr("data-verdict", verdict.outcome().as_str())
        .attr("data-from", &source.id)
        .attr("data-to", &destination.id);
    let mut y = top;
    group.around(|xml| {
        y = paragraph(xml, TITLE, (0.0, y), WIDTH, &titled(analysis, verdict, ends));
        y = paragraph(xml, IDS, (0.0, y), WIDTH, &ids(analysis, verdict, ends).join(" → ")) + 4.0;
        for line in verdict.depends.iter().flat_map(|found| explain::depends(analysis, found)) {
            y = paragraph(xml, SENTENCE, (0.0, y), WIDTH, &format!("Depends: {line}."));
        }
        y = paragraph(xml, SENTENCE, (0.0, y), WIDTH, &explain::summary(analysis, verdict)) + 14.0;
        if verdict.same_pod {
            return;
        }
        strip::strip(xml, (0.0, y), WIDTH, verdict, called);
        y += strip::HEIGHT + GAP;
        let column = (WIDTH - GAP) / 2.0;
        let mut decision =
            |decision, name, x| direction_column(xml, analysis, sources, (decision, name), (x, y), column);
        let left = decision(&verdict.egress, called[0], 0.0);
        y = decision(&verdict.ingress, called[1], column + GAP).max(left);
        for caveat in &verdict.caveats {
            y = paragraph(xml, SMALL, (0.0, y + 8.0), WIDTH, &format!("Note: {}.", caveat.text()));
        }
    });
    y
}

/// One end: whether it lets the traffic pass, and all that decides.
fn direction_column(
    xml: &mut Xml,
    analysis: &Analysis,
    sources: &Sources,
    (decision, name): (&DirectionVerdict, &str),
    (x, top): (f64, f64),
    width: f64,
) -> f64 {
    let direction = if decision.direction == Direction::Egress { "Egress from" } else { "Ingress to" };
    let state = strip::standing(decision);
    let word = if decision.allowed { "allowed" } else { "blocked" };
    let word_width = measure::width(word, HEADING.font) + 30.0;
    let heading = paragraph(xml, HEADING, (x, top), width - word_width - 8.0, &format!("{direction} {name}"));
    xml.label_before(&format!("heading is-{state}"), x + width, top + 15.0, word);
    strip::sign(xml, (x + width - word_width + 16.0, top + 10.0), state);
    let mut y = paragraph(xml, SMALL, (x, heading + 2.0), width, &direction_sentence(analysis, decision)) + 8.0;
    if decision.reason == DirectionReason::UnknownPort {
        return y;
    }
    if walks(decision) {
        for (step, number) in steps(analysis, decision).iter().zip(1_u32..) {
            let end = if step.decides { "decides" } else { "passes" };
            y = paragraph(xml, SMALL, (x, y), width, &format!("{number}. {} {end}: {}", step.tier, step.text));
        }
        y += 8.0;
    }
    for item in items(analysis, sources, decision, true, decision.misses.len()) {
        y = rule_card(xml, &item, (x, y), width) + 8.0;
    }
    y
}
