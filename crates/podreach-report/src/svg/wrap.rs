//! Texts in lines that fit a width.

use podreach_picture::measure::{self, Font};

use super::xml::Xml;

/// Style of a paragraph: its class, the font of that class, the height of a line in pixels.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    pub(super) class: &'static str,
    pub(super) font: Font,
    pub(super) line: f64,
}

/// Breaks a text at blanks, and words that are wider than the room anywhere.
pub(super) fn wrap(text: &str, font: Font, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if measure::width(&longer, font) <= room {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for character in word.chars() {
            line.push(character);
            if measure::width(&line, font) > room && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(character);
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Draws a text from its upper left corner in lines of at most a width; answers where it ends below.
pub(super) fn paragraph(xml: &mut Xml, setting: Setting, (x, y): (f64, f64), room: f64, text: &str) -> f64 {
    let mut bottom = y;
    for line in wrap(text, setting.font, room) {
        bottom += setting.line;
        xml.label(setting.class, x, bottom - setting.line * 0.28, &line);
    }
    bottom
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FONT: Font = Font::sans(12.0);

    #[test]
    fn lines_break_at_blanks_and_long_words_anywhere() {
        assert_eq!(wrap("one two three", FONT, measure::width("one two", FONT)), ["one two", "three"]);
        assert_eq!(wrap("aaaaaa", FONT, measure::width("aaa", FONT)), ["aaa", "aaa"]);
        assert!(wrap(" ", FONT, 10.0).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_lines_fit(text in "[a-zA-Zäß日 .,=/-]{0,80}", room in 20.0_f64..300.0) {
            let lines = wrap(&text, FONT, room);
            let letters = |text: &str| text.chars().filter(|character| !character.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            for line in lines {
                prop_assert!(measure::width(&line, FONT) <= room || line.chars().count() == 1);
            }
        }
    }
}
