//! Widths of text without a DOM, from a table of character classes.
//!
//! The picture is laid out before it is drawn, and the font that a browser ends up with is not known. The table follows
//! DejaVu Sans, the widest of the usual system fonts, so that text rather has a little room to spare than none.

use podreach_syntax::visible;

/// Font and size of text on the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Font {
    size: f64,
    mono: bool,
    bold: bool,
}

impl Font {
    /// The proportional font.
    pub const fn sans(size: f64) -> Self {
        Self { size, mono: false, bold: false }
    }

    /// The proportional font, heavy.
    pub const fn bold(size: f64) -> Self {
        Self { size, mono: false, bold: true }
    }

    /// The fixed-width font.
    pub const fn mono(size: f64) -> Self {
        Self { size, mono: true, bold: false }
    }
}

/// Width of a text in pixels, with everything in it visible, as [`fit`] makes it.
pub fn width(text: &str, font: Font) -> f64 {
    visible(text).chars().map(|character| advance(character, font)).sum()
}

/// The text with everything in it visible, or as much of its start as fits with an ellipsis behind it.
pub fn fit(text: &str, font: Font, room: f64) -> String {
    let text = visible(text);
    if width(&text, font) <= room {
        return text.into_owned();
    }
    let mut left = room - advance('…', font);
    let mut short: String = text
        .chars()
        .take_while(|character| {
            left -= advance(*character, font);
            left >= 0.0
        })
        .collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// The same for a name: as much of its start and of its end as fits, since names that are alike mostly differ at their ends.
/// Keys of labels lose their prefix first, and a list keeps its start: `…/component=router,…`.
pub fn fit_name(text: &str, font: Font, room: f64) -> String {
    /// The part of the room that the end gets.
    const END: f64 = 0.55;
    if width(text, font) <= room {
        return visible(text).into_owned();
    }
    let text = without_prefixes(&visible(text));
    if text.contains(',') || width(&text, font) <= room {
        return fit(&text, font, room);
    }
    let left = room - advance('…', font);
    let as_much = |characters: &mut dyn Iterator<Item = char>, room: f64| {
        let mut left = room;
        let taken = characters.take_while(|character| {
            left -= advance(*character, font);
            left >= 0.0
        });
        taken.collect::<Vec<char>>()
    };
    let end = as_much(&mut text.chars().rev(), left * END);
    let end_width: f64 = end.iter().map(|character| advance(*character, font)).sum();
    let start = as_much(&mut text.chars(), left - end_width);
    start.into_iter().chain(['…']).chain(end.into_iter().rev()).collect()
}

/// Labels with `…` for what stands before the slash in their keys; other texts as they are.
fn without_prefixes(text: &str) -> String {
    let short = |label: &str| match label.split_once('=') {
        Some((key, value)) => {
            let name = key.rsplit_once('/').map_or_else(|| key.to_owned(), |(_, name)| format!("…/{name}"));
            format!("{name}={value}")
        }
        None => label.to_owned(),
    };
    text.split(',').map(short).collect::<Vec<_>>().join(",")
}

fn advance(character: char, font: Font) -> f64 {
    let wide = is_wide(character);
    if font.mono {
        return font.size * if wide { 1.204 } else { 0.602 };
    }
    let em = match character {
        'i' | 'l' | 'j' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'I' => 0.32,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 0.95,
        '=' | '+' | '<' | '>' | '~' | '×' | '✕' => 0.84,
        '0'..='9' => 0.64,
        'A'..='Z' => 0.7,
        _ if wide => 1.05,
        _ => 0.625,
    };
    font.size * em * if font.bold { 1.13 } else { 1.0 }
}

/// Whether a character takes two columns, as Chinese, Japanese, Korean and pictures do.
fn is_wide(character: char) -> bool {
    matches!(u32::from(character), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_width_text_is_as_long_as_its_characters() {
        assert!((width("TCP 80", Font::mono(10.0)) - 36.12).abs() < 1e-9);
        assert!(width("日本", Font::mono(10.0)) > width("abc", Font::mono(10.0)));
    }

    #[test]
    fn proportional_text_knows_narrow_from_wide() {
        assert!(width("iii", Font::sans(12.0)) < width("mmm", Font::sans(12.0)));
        assert!(width("web", Font::bold(12.0)) > width("web", Font::sans(12.0)));
    }

    #[test]
    fn long_text_ends_in_an_ellipsis_that_fits() {
        let font = Font::sans(12.0);
        let long = "a-very-long-workload-name-with-a-hash-5d8f7c9b6";
        let short = fit(long, font, 120.0);
        assert!(short.ends_with('…') && width(&short, font) <= 120.0);
        assert_eq!(fit("web", font, 120.0), "web");
        assert_eq!(fit("web", font, 0.0), "…");
    }

    #[test]
    fn names_keep_both_ends() {
        let font = Font::bold(13.5);
        let names = ["laa-information-exchange-development", "laa-information-exchange-production"];
        let [one, other] = names.map(|name| fit_name(name, font, 190.0));
        assert!(one != other && one.starts_with("laa-") && one.ends_with("lopment"), "{one} {other}");
        assert!(one.contains('…') && width(&one, font) <= 190.0);
        assert_eq!(fit_name("web", font, 190.0), "web");
        assert_eq!(fit_name("web", font, 0.0), "…");
        let label = "app.kubernetes.io/name=prometheus";
        assert_eq!(fit_name(label, font, 190.0), "…/name=prometheus");
        let list = ["alert-router", "prometheus"].map(|name| {
            fit_name(
                &format!("app.kubernetes.io/component={name},app.kubernetes.io/part-of=kube-prometheus"),
                font,
                240.0,
            )
        });
        assert!(
            list[0].starts_with("…/component=alert-router") && list[1].starts_with("…/component=prometheus"),
            "{list:?}"
        );
        assert!(fit_name("10.100.0.0/18, 10.100.64.0/20", font, 90.0).starts_with("10.100"));
    }

    /// Widths of DejaVu Sans, plain and bold, in ems.
    #[test]
    fn a_wide_font_fits() {
        for (text, plain, bold) in [
            ("prometheus-operator", 10.701, 12.114),
            ("app.kubernetes.io/name=api", 14.547, 16.345),
            ("every address outside the cluster", 16.754, 18.983),
            ("10.0.0.0/8 except 10.1.0.0/16", 14.852, 16.540),
        ] {
            let (estimate, heavy) = (width(text, Font::sans(1.0)), width(text, Font::bold(1.0)));
            assert!(plain <= estimate && estimate <= plain * 1.12, "{text}: {plain} of {estimate}");
            assert!(bold <= heavy && heavy <= bold * 1.12, "{text}: {bold} of {heavy}");
        }
    }
}
