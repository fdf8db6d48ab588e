//! A small writer of XML: every element that it opens it closes, and every text goes through the escaper.

use std::fmt::Write as _;

use podreach_syntax::visible;

/// Escapes a text for content and for attributes in double quotes. What cannot be seen is written by its number, which also
/// covers what XML 1.0 does not have at all (2.2 Characters) and white space that attributes lose (3.3.3).
fn escape(out: &mut String, text: &str) {
    for character in visible(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

/// A document in the making.
#[derive(Default)]
pub(super) struct Xml {
    out: String,
}

impl Xml {
    /// Starts an element; it ends with [`Tag::done`], [`Tag::text`] or [`Tag::around`].
    pub(super) fn tag(&mut self, name: &'static str) -> Tag<'_> {
        self.out.push('<');
        self.out.push_str(name);
        Tag { xml: self, name }
    }

    /// A group with a class and what is in it, on lines of its own.
    pub(super) fn layer(&mut self, class: &str, draw: impl FnOnce(&mut Self)) {
        self.tag("g").attr("class", class).around(|xml| {
            xml.line();
            draw(xml);
        });
        self.line();
    }

    /// A text at a point.
    pub(super) fn label(&mut self, class: &str, x: f64, y: f64, text: &str) {
        self.tag("text").attr("class", class).num("x", x).num("y", y).text(text);
    }

    /// A text that ends at a point.
    pub(super) fn label_before(&mut self, class: &str, x: f64, y: f64, text: &str) {
        self.tag("text").attr("class", class).num("x", x).num("y", y).attr("text-anchor", "end").text(text);
    }

    /// A text around a point.
    pub(super) fn label_amid(&mut self, class: &str, x: f64, y: f64, text: &str) {
        self.tag("text").attr("class", class).num("x", x).num("y", y).attr("text-anchor", "middle").text(text);
    }

    /// Takes in what was drawn apart.
    pub(super) fn append(&mut self, other: Self) {
        self.out.push_str(&other.out);
    }

    /// A path.
    pub(super) fn path(&mut self, class: &str, data: &str) {
        self.tag("path").attr("class", class).attr("d", data).done();
    }

    /// A rounded rectangle; `at` is its corner, `size` its width and height.
    pub(super) fn rect(&mut self, class: &str, at: (f64, f64), size: (f64, f64), radius: f64) {
        self.tag("rect").attr("class", class).at(at).size(size).num("rx", radius).done();
    }

    /// A line break between elements.
    pub(super) fn line(&mut self) {
        self.out.push('\n');
    }

    /// The finished text.
    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// An element whose attributes are being written.
#[must_use = "an element has to be ended"]
pub(super) struct Tag<'a> {
    xml: &'a mut Xml,
    name: &'static str,
}

impl Tag<'_> {
    /// An attribute; its name is known to be one.
    pub(super) fn attr(self, name: &'static str, value: &str) -> Self {
        let _ = write!(self.xml.out, " {name}=\"");
        escape(&mut self.xml.out, value);
        self.xml.out.push('"');
        self
    }

    /// An attribute that may be missing.
    pub(super) fn attrs(self, attribute: Option<(&'static str, String)>) -> Self {
        match attribute {
            Some((name, value)) => self.attr(name, &value),
            None => self,
        }
    }

    /// A number, to a hundredth.
    pub(super) fn num(self, name: &'static str, value: f64) -> Self {
        let value = number(value);
        let _ = write!(self.xml.out, " {name}=\"{value}\"");
        self
    }

    /// Its corner.
    pub(super) fn at(self, (x, y): (f64, f64)) -> Self {
        self.num("x", x).num("y", y)
    }

    /// Its size.
    pub(super) fn size(self, (width, height): (f64, f64)) -> Self {
        self.num("width", width).num("height", height)
    }

    /// Ends it without content.
    pub(super) fn done(self) {
        self.xml.out.push_str("/>");
    }

    /// Ends it with a text.
    pub(super) fn text(self, text: &str) {
        self.xml.out.push('>');
        escape(&mut self.xml.out, text);
        let _ = write!(self.xml.out, "</{}>", self.name);
    }

    /// Ends it with a text of several lines.
    pub(super) fn lines(self, text: &str) {
        self.xml.out.push('>');
        for line in text.split_inclusive('\n') {
            escape(&mut self.xml.out, line.trim_end_matches('\n'));
            self.xml.out.push_str(if line.ends_with('\n') { "\n" } else { "" });
        }
        let _ = write!(self.xml.out, "</{}>", self.name);
    }

    /// Ends it with what is drawn inside.
    pub(super) fn around(self, draw: impl FnOnce(&mut Xml)) {
        self.xml.out.push('>');
        draw(self.xml);
        let _ = write!(self.xml.out, "</{}>", self.name);
    }
}

/// A hundredth of a pixel is fine enough; minus nothing is nothing.
pub(super) fn number(value: f64) -> f64 {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded.is_finite() { rounded + 0.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!([1.0, 0.1 + 0.2, -0.001, f64::NAN].map(|value| number(value).to_string()), ["1", "0.3", "0", "0"]);
    }

    proptest! {
        /// Whatever the text, a parser reads its visible form back from content and from attributes.
        #[test]
        fn texts_survive(text in any::<String>()) {
            let mut xml = Xml::default();
            xml.tag("a").attr("b", &text).text(&text);
            let out = xml.finish();
            let document = roxmltree::Document::parse(&out).unwrap();
            let expected = visible(&text).into_owned();
            prop_assert_eq!(document.root_element().attribute("b"), Some(expected.as_str()));
            prop_assert_eq!(document.root_element().text().unwrap_or_default(), expected);
        }
    }

    #[test]
    fn markup_in_a_text_stays_text() {
        let mut xml = Xml::default();
        let hostile = "</text><script>alert('1')</script>\" onload=\"x\u{0}\u{b}]]>\r\n\t&amp;";
        xml.tag("text").attr("class", hostile).text(hostile);
        let out = xml.finish();
        let document = roxmltree::Document::parse(&out).unwrap();
        assert_eq!(document.root_element().attributes().len(), 1);
        assert_eq!(document.root_element().text(), Some(&*visible(hostile)));
    }
}
