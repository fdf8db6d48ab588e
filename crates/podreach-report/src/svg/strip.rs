//! The gate strip: source, the gate it leaves by, the gate it enters by, destination.

use podreach_eval::query::{DirectionReason, DirectionVerdict, Verdict};
use podreach_picture::measure::{self, Font};

use super::xml::{Xml, number};

/// Height of the strip.
pub(super) const HEIGHT: f64 = 88.0;
const NAME: Font = Font::bold(13.0);
const NAME_ROOM: f64 = 240.0;
const PADDING: f64 = 20.0;

/// How a gate stands: shut, opened by a rule, or watched by nobody.
pub(super) const fn standing(gate: &DirectionVerdict) -> &'static str {
    match (gate.allowed, gate.reason) {
        (false, _) => "blocked",
        (true, DirectionReason::Rules) => "allowed",
        (true, _) => "open",
    }
}

/// Draws a verdict as a line through two gates, `width` wide from its upper left corner.
pub(super) fn strip(xml: &mut Xml, (x, y): (f64, f64), width: f64, verdict: &Verdict, names: [&str; 2]) {
    let middle = y + 38.0;
    let [source, destination] = names.map(|name| measure::fit(name, NAME, NAME_ROOM));
    let box_width = |name: &str| measure::width(name, NAME).ceil() + 28.0;
    let left = x + PADDING + box_width(&source);
    let right = x + width - PADDING - box_width(&destination);
    let (first, second) = (left + (right - left) * 0.32, left + (right - left) * 0.68);
    let (leaving, entering) = (standing(&verdict.egress), standing(&verdict.ingress));
    let whole = match (verdict.allowed, leaving, entering) {
        (false, ..) => "blocked",
        (true, "open", "open") => "open",
        (true, ..) => "allowed",
    };
    // A shut gate stops everything behind it; the line to the destination then only shows where it would have gone.
    let start = match (leaving, whole) {
        ("blocked", _) => "blocked",
        (_, "blocked") => leaving,
        _ => whole,
    };
    let between = if leaving == "blocked" { "blocked" } else { start };
    let between = if whole == "blocked" && entering != "blocked" { "blocked" } else { between };
    xml.rect("strip__box", (x, y), (width, HEIGHT), 10.0);
    let mut line = |state: &str, from: f64, to: f64| {
        let path = format!("M{} {}H{}", number(from), number(middle), number(to));
        xml.path(&format!("strip__line is-{state}"), &path);
    };
    line(start, left, first);
    line(between, first, second);
    line(whole, second, if whole == "blocked" { right } else { right - 7.0 });
    if whole != "blocked" {
        let class = format!("strip__arrow is-{whole}");
        xml.path(&class, &format!("M{} {}l-10 -5.500v11z", number(right), number(middle)));
    }
    for (name, at) in [(&source, x + PADDING), (&destination, right)] {
        xml.rect("strip__end", (at, middle - 16.0), (box_width(name), 32.0), 8.0);
        xml.label_amid("strip__name", at + box_width(name) / 2.0, middle + 4.5, name);
    }
    for (at, state, word) in [(first, leaving, "egress"), (second, entering, "ingress")] {
        gate(xml, (at, middle), state);
        xml.label_amid("strip__word quiet", at, middle + 32.0, word);
    }
}

/// The sign of a gate. It tells the verdict without colour: a tick, a cross, an empty ring where nobody watches.
pub(super) fn gate(xml: &mut Xml, (x, y): (f64, f64), state: &str) {
    let sign = match state {
        "allowed" => format!("M{} {}l3 3 5 -6", number(x - 4.0), number(y + 0.5)),
        "blocked" => format!("M{} {}l7 7m0 -7l-7 7", number(x - 3.5), number(y - 3.5)),
        _ => String::new(),
    };
    xml.tag("g").attr("class", &format!("strip__gate is-{state}")).around(|xml| {
        xml.tag("circle").num("cx", x).num("cy", y).num("r", 9.5).done();
        if !sign.is_empty() {
            xml.tag("path").attr("d", &sign).done();
        }
    });
}
