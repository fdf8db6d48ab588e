//! A policy or a rule as a small card: what it does, its name, its words, where it is written.

use podreach_picture::measure::{self, Font};

use super::wrap::{Setting, paragraph, wrap};
use super::xml::{Xml, number};
use crate::reasoning::Item;

const MARK: Font = Font::bold(11.0);
const NAME: Setting = Setting { class: "card__name", font: Font::bold(12.5), line: 18.0 };
const WORDS: Setting = Setting { class: "card__words", font: Font::sans(12.0), line: 17.0 };
const PLACE: Setting = Setting { class: "card__place mono quiet", font: Font::mono(11.0), line: 17.0 };
const PADDING: f64 = 14.0;

/// Draws a card from its upper left corner; answers where it ends below.
pub(super) fn rule_card(xml: &mut Xml, item: &Item, (x, y): (f64, f64), width: f64) -> f64 {
    let room = width - 2.0 * PADDING;
    let mark = measure::width(item.mark, MARK) + 6.0;
    let lines = |setting: Setting, room: f64, text: &str| wrap(text, setting.font, room).len() as f64 * setting.line;
    let inside =
        lines(NAME, room - mark, &item.title) + lines(WORDS, room, &item.words) + lines(PLACE, room, &item.place);
    let height = inside + 18.0;
    xml.tag("g").attr("class", &format!("card is-{}", item.mark.replace(' ', "-"))).around(|xml| {
        xml.rect("card__box", (x, y), (width, height), 7.0);
        // Solid where something is decided, dashed where a rule only came close.
        let (from, to) = (number(y + 6.0), number(y + height - 6.0));
        xml.path("card__bar", &format!("M{} {from}V{to}", number(x + 2.0)));
        let left = x + PADDING;
        xml.label("card__mark", left, y + 9.0 + NAME.line * 0.72, item.mark);
        let mut below = paragraph(xml, NAME, (left + mark, y + 9.0), room - mark, &item.title);
        below = paragraph(xml, WORDS, (left, below), room, &item.words);
        paragraph(xml, PLACE, (left, below), room, &item.place);
    });
    xml.line();
    y + height
}
