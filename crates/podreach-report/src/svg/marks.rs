//! Small marks that cards and the legend share: isolation badges, port pills, Service plates.

use podreach_picture::card::{
    CardBadge, ISOLATION_HEIGHT, ISOLATION_WIDTH, Lock, OUT_EXTRA, PILL, PILL_HEIGHT, Pill, Plate,
};
use podreach_picture::{marks, measure};

use super::xml::Xml;

/// A lock with the word of its direction: closed on grey when isolated, open and dotted when not.
pub(super) fn isolation(xml: &mut Xml, (x, y): (f64, f64), out: bool, isolated: bool) {
    let (word, width) = if out { ("out", ISOLATION_WIDTH + OUT_EXTRA) } else { ("in", ISOLATION_WIDTH) };
    let state = if isolated { "isolation is-closed" } else { "isolation is-open" };
    xml.tag("g").attr("class", state).around(|xml| {
        xml.rect("isolation__box", (x, y), (width, ISOLATION_HEIGHT), 5.0);
        xml.path("isolation__shackle", &marks::shackle(x, y, isolated));
        xml.rect("isolation__body", (x + 7.5, y + 8.0), (7.8, 6.0), 1.4);
        xml.label("isolation__word", x + 21.0, y + 13.5, word);
    });
}

/// A lock of a card that folds something, with its words.
pub(super) fn lock(xml: &mut Xml, lock: &Lock) {
    let (x, y) = (lock.x, lock.y);
    let state = if lock.isolated { "isolation is-closed" } else { "isolation is-open" };
    xml.tag("g").attr("class", state).around(|xml| {
        xml.rect("isolation__box", (x, y), (lock.width, ISOLATION_HEIGHT), 5.0);
        xml.path("isolation__shackle", &marks::shackle(x, y, lock.isolated));
        xml.rect("isolation__body", (x + 7.5, y + 8.0), (7.8, 6.0), 1.4);
        xml.label("isolation__word", x + 21.0, y + 13.5, &lock.text);
    });
}

/// What a card says in place of lines.
pub(super) fn badge(xml: &mut Xml, badge: &CardBadge) {
    xml.tag("g").attr("class", "badge").around(|xml| {
        xml.rect("badge__box", (badge.x, badge.y), (badge.width, badge.height), 6.0);
        xml.label("badge__first", badge.x + 8.0, badge.y + 13.0, &badge.first);
        xml.label("badge__second", badge.x + 8.0, badge.y + 26.0, &badge.second);
    });
}

/// Both isolation badges of a card: ingress, then egress.
pub(super) fn isolation_pair(xml: &mut Xml, (x, y): (f64, f64), (ingress, egress): (bool, bool)) {
    isolation(xml, (x, y), false, ingress);
    isolation(xml, (x + ISOLATION_WIDTH + 5.0, y), true, egress);
}

/// A port with the Services in front of it; `x` and `y` are the corner of the whole, plates included.
pub(super) fn pill(xml: &mut Xml, pill: &Pill, (x, y): (f64, f64)) {
    for service in &pill.plates {
        plate(xml, service, (x, y));
    }
    let (left, baseline) = (x + pill.x, y + PILL_HEIGHT / 2.0 + 4.0);
    xml.rect("pill__box", (left, y), (pill.width, PILL_HEIGHT), 6.0);
    xml.label("pill__port", left + 8.0, baseline, &pill.port);
    xml.label("pill__protocol quiet", left + 13.0 + measure::width(&pill.port, PILL), baseline, &pill.protocol);
}

/// What is dialled, and an arrow to what stands behind. A plate without width only stands for a Service that a number
/// counts.
fn plate(xml: &mut Xml, plate: &Plate, (x, y): (f64, f64)) {
    let mut group = xml.tag("g").attr("class", &format!("plate is-{}", plate.kind()));
    if plate.is_node {
        group = group.attr("data-node", &plate.id.to_string()).attr("data-kind", plate.kind());
    }
    group.around(|xml| {
        xml.tag("title").text(&plate.id.to_string());
        if plate.width > 0.0 {
            let left = x + plate.x;
            xml.path("plate__box", &marks::plate_outline(left, y, plate.width));
            xml.label("plate__port quiet", left + 8.0, y + 15.0, &plate.text);
            xml.path("plate__arrow", &marks::plate_arrow(left, y, plate.width));
        }
    });
}
