//! The strip of a connection: source, egress verdict, ingress verdict, destination.

use podreach_eval::query::{DirectionReason, DirectionVerdict, Verdict};
use podreach_picture::measure::{self, Font};

use super::xml::{Xml, number};

/// Height of the strip.
pub(super) const HEIGHT: f64 = 88.0;
const NAME: Font = Font::bold(13.0);
const NAME_ROOM: f64 = 240.0;
const PADDING: f64 = 20.0;

/// The state of one direction: blocked, allowed by a rule, or open because nothing isolates.
pub(super) const fn standing(direction: &DirectionVerdict) -> &'static str {
    match (direction.allowed, direction.reason) {
        (false, _) => "blocked",
        (true, DirectionReason::Rules) => "allowed",
        (true, _) => "open",
    }
}

/// Draws a verdict as a line with a sign for each direction, `width` pixels wide from its upper left corner.
pub(super) fn strip(xml: &mut Xml, (x, y): (f64, f64), width: f64, verdict: &Verdict, names: [&str; 2]) {
    let middle = y + 38.0;
    let [source, destination] = names.map(|name| measure::fit(name, NAME, NAME_ROOM));
    let box_width = |name: &str| measure::width(name, NAME).ceil() + 28.0;
    let left = x + PADDING + box_width(&source);
    let right = x + width - PADDING - box_width(&destination);
    let (first, second) = (left + (right - left) * 0.32, left + (right - left) * 0.68);
    let (egress, ingress) = (standing(&verdict.egress), standing(&verdict.ingress));
    let whole = match (verdict.allowed, egress, ingress) {
        (false, ..) => "blocked",
        (true, "open", "open") => "open",
        (true, ..) => "allowed",
    };
    // A blocked direction ends the path there; the line to the destination then only shows where it would have gone.
    let start = match (egress, whole) {
        ("blocked", _) => "blocked",
        (_, "blocked") => egress,
        _ => whole,
    };
    let between = if egress == "blocked" { "blocked" } else { start };
    let between = if whole == "blocked" && ingress != "blocked" { "blocked" } else { between };
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
    for (at, state, word) in [(first, egress, "egress"), (second, ingress, "ingress")] {
        sign(xml, (at, middle), state);
        xml.label_amid("strip__word quiet", at, middle + 32.0, word);
    }
}

/// The sign of a direction. It shows the verdict without colour: a tick, a cross, an empty ring where nothing isolates.
pub(super) fn sign(xml: &mut Xml, (x, y): (f64, f64), state: &str) {
    let sign = match state {
        "allowed" => format!("M{} {}l3 3 5 -6", number(x - 4.0), number(y + 0.5)),
        "blocked" => format!("M{} {}l7 7m0 -7l-7 7", number(x - 3.5), number(y - 3.5)),
        _ => String::new(),
    };
    xml.tag("g").attr("class", &format!("strip__direction is-{state}")).around(|xml| {
        xml.tag("circle").num("cx", x).num("cy", y).num("r", 9.5).done();
        if !sign.is_empty() {
            xml.tag("path").attr("d", &sign).done();
        }
    });
}
