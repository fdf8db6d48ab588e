//! The frame of a document: its size, its names for those who do not see it, its style, its ground.

use podreach_picture::Bounds;

use super::xml::{Xml, number};

/// What a document is called.
pub(super) struct Names<'a> {
    pub(super) title: &'a str,
    pub(super) description: &'a str,
}

/// A finished document around what is drawn.
pub(super) fn document(whole: Bounds, names: &Names<'_>, sheet: &str, draw: impl FnOnce(&mut Xml)) -> String {
    let mut xml = Xml::default();
    let view_box = [whole.x, whole.y, whole.width, whole.height].map(|value| number(value).to_string()).join(" ");
    xml.tag("svg")
        .attr("xmlns", "http://www.w3.org/2000/svg")
        .attr("class", "podreach")
        .size((whole.width, whole.height))
        .attr("viewBox", &view_box)
        .attr("role", "img")
        .attr("aria-labelledby", "podreach-title podreach-desc")
        .around(|xml| {
            xml.line();
            xml.tag("title").attr("id", "podreach-title").text(names.title);
            xml.line();
            xml.tag("desc").attr("id", "podreach-desc").text(names.description);
            xml.line();
            xml.tag("style").lines(sheet);
            xml.line();
            xml.rect("ground", (whole.x, whole.y), (whole.width, whole.height), 0.0);
            xml.line();
            draw(xml);
        });
    xml.line();
    xml.finish()
}
