//! How the picture looks. Colours stand in the document as plain values, light first and dark for whoever prefers it:
//! many programs that read SVG know no variables. Every selector starts at the picture, so that a page which takes it in
//! keeps its own look.

use std::fmt::Write as _;

/// Names, light and dark, as the page has them.
const TOKENS: &[(&str, &str, &str)] = &[
    ("canvas", "#f6f5f1", "#0f1113"),
    ("surface", "#ffffff", "#17191c"),
    ("sunk", "#efede7", "#1f2226"),
    ("line", "#e2dfd7", "#2c3035"),
    ("edge", "#8a857a", "#737983"),
    ("hatch", "#edeae2", "#1b1e21"),
    ("ink-2", "#57534a", "#aeaba4"),
    ("ink", "#1a1916", "#eeece7"),
    ("allow-soft", "#e2f3ea", "#10322a"),
    ("allow", "#0a7350", "#52cf9e"),
    ("open-soft", "#faefd9", "#362a10"),
    ("open", "#8f5300", "#e6b052"),
    ("block", "#b81f36", "#ff8d97"),
];

const SANS: &str = "Inter,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans',sans-serif";
const MONO: &str =
    "'JetBrains Mono',ui-monospace,'SF Mono','Cascadia Code',Menlo,Consolas,'DejaVu Sans Mono',monospace";

/// A look: selectors with declarations, first colours by names of tokens, then everything else.
#[derive(Clone, Copy)]
pub(super) struct Look {
    colours: &'static [(&'static str, &'static str)],
    shapes: &'static [(&'static str, &'static str)],
}

/// Of everything.
const COMMON: Look = Look {
    colours: &[
        ("text", "fill:@ink"),
        (".ground", "fill:@canvas"),
        (".rule", "stroke:@line"),
        (".quiet", "fill:@ink-2"),
    ],
    shapes: &[("text", "font-family:@sans;font-size:12px"), (".mono", "font-family:@mono")],
};

/// Of the graph.
pub(super) const GRAPH: Look = Look { colours: GRAPH_COLOURS, shapes: GRAPH_SHAPES };

/// Of verdicts.
pub(super) const VERDICT: Look = Look { colours: VERDICT_COLOURS, shapes: VERDICT_SHAPES };

const GRAPH_COLOURS: &[(&str, &str)] = &[
    (".hatch__ground", "fill:@canvas"),
    (".hatch__line", "stroke:@hatch"),
    (".note__box", "fill:@surface;stroke:@line"),
    (".namespace__box", "fill:@surface;stroke:@line"),
    (".names text", "stroke:@surface"),
    (".namespace__box--open", "fill:@open-soft;stroke:@open"),
    (".namespace__name--open", "fill:@open;stroke:none"),
    (".names .isolation text,.names text.is-on-soft", "stroke:none"),
    (".node__card.is-unlike", "stroke:@open"),
    (".node__unlike", "fill:@open"),
    (".node__chevron", "stroke:@ink"),
    (".badge__box,.reach__box", "fill:@allow-soft;stroke:@allow"),
    (".badge__first,.badge__second,.reach__ports", "fill:@allow"),
    (".reach__arrow", "stroke:@allow"),
    (".edge__casing", "stroke:@canvas"),
    (".is-alike .node__card,.is-alike .node__under", "fill:@surface;stroke:@edge"),
    (".node__card,.node__under,.pill__box,.whole__card", "fill:@surface;stroke:@edge"),
    (".node__card.node__part", "fill:@sunk;stroke:@line"),
    (".node--representative .node__card", "fill:url(#podreach-hatch)"),
    (".node__shore,.plate__box", "fill:@sunk;stroke:@edge"),
    (".node__globe,.plate__arrow", "stroke:@ink-2"),
    (".isolation__box", "fill:@sunk"),
    (".isolation__shackle", "stroke:@ink"),
    (".isolation__body", "fill:@ink"),
    (".isolation.is-open .isolation__box,.isolation.is-open .isolation__body", "fill:none;stroke:@open"),
    (".isolation.is-open .isolation__shackle", "stroke:@open"),
    (".isolation.is-open .isolation__word", "fill:@open"),
    (".edge.is-allowed .edge__line", "stroke:@allow"),
    (".edge.is-allowed .edge__head", "fill:@allow;stroke:@allow"),
    (".edge.is-open .edge__line", "stroke:@open"),
    (".edge.is-open .edge__head", "fill:@canvas;stroke:@open"),
    (".edge.is-depends .edge__line", "stroke:@ink-2"),
    (".edge.is-depends .edge__head", "fill:@canvas;stroke:@ink-2"),
    (".edge.is-blocked .edge__line,.edge__bar,.edge__chevron", "stroke:@block"),
    (".edge.is-added .edge__line", "stroke:@allow"),
    (".edge.is-added .edge__head", "fill:@allow;stroke:@allow"),
    (".edge.is-removed .edge__line", "stroke:@block"),
    (".edge.is-changed .edge__line", "stroke:@open"),
    (".edge.is-changed .edge__head", "fill:@open;stroke:@open"),
    (".chip__box", "fill:@surface"),
    (".chip.is-allowed .chip__box", "stroke:@allow"),
    (".chip.is-allowed .chip__text", "fill:@allow"),
    (".chip.is-open .chip__box", "stroke:@open"),
    (".chip.is-open .chip__text", "fill:@open"),
    (".chip.is-depends .chip__box", "stroke:@ink-2"),
    (".chip.is-depends .chip__text", "fill:@ink-2"),
    (".chip.is-blocked .chip__box", "stroke:@block"),
    (".chip.is-blocked .chip__text", "fill:@block"),
    (".chip.is-added .chip__box", "stroke:@allow"),
    (".chip.is-added .chip__text", "fill:@allow"),
    (".chip.is-removed .chip__box", "stroke:@block"),
    (".chip.is-removed .chip__text", "fill:@block"),
    (".chip.is-changed .chip__box", "stroke:@open"),
    (".chip.is-changed .chip__text", "fill:@open"),
];

const GRAPH_SHAPES: &[(&str, &str)] = &[
    (".node__labels,.pill__port,.pill__protocol,.plate__port,.chip__text", "font-family:@mono"),
    (".hatch__line", "stroke-width:3"),
    (".namespace__box", "fill-opacity:.62;stroke-width:1.25"),
    (".namespace__name,.whole__name", "font-weight:640"),
    (".namespace__note,.whole__note,.node__note,.node__labels,.isolation__word,.legend__sample", "font-size:11px"),
    (".namespace__box--open", "fill-opacity:.55;stroke-width:2.25;stroke-dasharray:.1 5;stroke-linecap:round"),
    (".namespace__box--family", "stroke-width:1.25"),
    (".node__card.is-unlike", "stroke-width:1.75"),
    (".node__unlike", "font-size:11px;font-weight:620"),
    (".node__chevron", "fill:none;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round"),
    (".badge__first,.badge__second", "font-size:10.5px"),
    (".badge__first", "font-weight:620"),
    (".reach__ports", "font-family:@mono;font-size:11px;font-weight:600"),
    (".reach__arrow", "fill:none;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round"),
    (".edge__casing", "fill:none;stroke-width:6"),
    (".chip__count", "font-size:10.5px"),
    (".heading", "font-size:20px;font-weight:650;letter-spacing:-.012em"),
    (".names text", "paint-order:stroke;stroke-width:5;stroke-linejoin:round"),
    (".node__title", "font-size:15px;font-weight:650;letter-spacing:-.012em"),
    (".node__title--small", "font-size:13px;font-weight:620;letter-spacing:0"),
    (".node__title--folded", "font-size:13.5px"),
    (".node__title--workload", "font-size:12px;letter-spacing:0"),
    (".node__subtitle", "font-size:11.5px"),
    (".node__count", "font-weight:560"),
    (".node__globe", "fill:none;stroke-width:1.4"),
    (".node--representative .node__card", "stroke-width:1.5;stroke-dasharray:5 4"),
    (".isolation__word", "font-weight:600"),
    (".isolation__shackle", "fill:none;stroke-width:1.4;stroke-linecap:round"),
    (".isolation.is-open .isolation__box", "stroke-width:1.25;stroke-dasharray:1.5 2.5;stroke-linecap:round"),
    (".isolation.is-open .isolation__body", "stroke-width:1.3"),
    (".pill__box,.plate__box", "stroke-width:1.25"),
    (".pill__port", "font-weight:600"),
    (".pill__protocol", "font-weight:500;font-size:10px"),
    (".plate__port", "font-weight:500;font-size:11px"),
    (".plate__arrow", "fill:none;stroke-width:1.4"),
    (".edge__line", "fill:none;stroke-width:1.75;stroke-linejoin:round"),
    (".edge__head", "stroke-linejoin:round;stroke-width:1"),
    (".edge__bar", "fill:none;stroke-width:3.25;stroke-linecap:round"),
    (".edge__chevron", "fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round"),
    (".edge.is-open .edge__line", "stroke-width:2.5;stroke-dasharray:.1 5;stroke-linecap:round"),
    (".edge.is-open .edge__head", "stroke-width:1.6"),
    (".edge.is-depends .edge__line", "stroke-dasharray:9 3 2 3"),
    (".edge.is-blocked .edge__line", "stroke-dasharray:7 5"),
    (".edge.is-removed .edge__line", "stroke-dasharray:7 5"),
    (".edge.is-changed .edge__line", "stroke-width:3"),
    (".edge.is-quiet .edge__line", "stroke-width:1.6;stroke-opacity:.5"),
    (".edge.is-quiet .edge__head", "stroke-opacity:.7"),
    (".chip__box", "stroke-width:1.25"),
    (".chip__text", "font-weight:560;font-size:11.5px"),
    (".chip.is-open .chip__box", "stroke-width:1.5;stroke-dasharray:1.5 3;stroke-linecap:round"),
    (".chip.is-depends .chip__box", "stroke-dasharray:6 2 1 2"),
    (".chip.is-blocked .chip__box", "stroke-dasharray:5 3"),
    (".chip.is-removed .chip__box", "stroke-dasharray:5 3"),
    (".chip.is-changed .chip__box", "stroke-width:2"),
];

const VERDICT_COLOURS: &[(&str, &str)] = &[
    (".strip__box", "fill:@sunk;stroke:@line"),
    (".strip__end", "fill:@surface;stroke:@edge"),
    (".strip__line.is-allowed", "stroke:@allow"),
    (".strip__line.is-open", "stroke:@open"),
    (".strip__line.is-blocked", "stroke:@block"),
    (
        ".strip__arrow.is-allowed,.strip__direction.is-allowed circle,.heading.is-allowed,.is-allows .card__mark",
        "fill:@allow",
    ),
    (".strip__arrow.is-open,.heading.is-open", "fill:@open"),
    (".strip__direction.is-blocked circle,.heading.is-blocked,.is-denies .card__mark", "fill:@block"),
    (".strip__direction.is-open circle", "fill:@canvas;stroke:@open"),
    (".strip__direction path", "stroke:@surface"),
    (".card__box", "fill:@surface;stroke:@line"),
    (".card__bar", "stroke:@edge"),
    (".is-allows .card__bar", "stroke:@allow"),
    (".is-denies .card__bar,.is-no-match .card__bar", "stroke:@block"),
];

const VERDICT_SHAPES: &[(&str, &str)] = &[
    (".title", "font-size:20px;font-weight:650;letter-spacing:-.012em"),
    (".ids", "font-size:11.5px"),
    (".sentence", "font-size:13px"),
    (".heading", "font-size:14px;font-weight:640"),
    (".strip__name", "font-size:13px;font-weight:620"),
    (".strip__word,.card__mark", "font-size:11px"),
    (".strip__line", "fill:none;stroke-width:2.5"),
    (".strip__line.is-blocked", "stroke-dasharray:6 5"),
    (".strip__line.is-open", "stroke-dasharray:.1 5;stroke-linecap:round"),
    (".strip__direction.is-open circle", "stroke-width:1.75;stroke-dasharray:2 2.5"),
    (".strip__direction path", "fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round"),
    (".card__bar", "fill:none;stroke-width:3;stroke-linecap:round"),
    (".is-no-match .card__bar", "stroke-dasharray:4 6"),
    (".card__mark", "font-weight:640"),
    (".card__name", "font-size:12.5px;font-weight:620"),
    (".card__place", "font-size:11px"),
];

/// The style sheet of a look; where it is always light, without the colours of the dark.
pub(super) fn style_sheet(look: Look, always_light: bool) -> String {
    let mut sheet = String::from("\n");
    let fonts = |text: &str| text.replace("@sans", SANS).replace("@mono", MONO);
    rules(&mut sheet, COMMON.shapes, fonts);
    rules(&mut sheet, look.shapes, fonts);
    let themes: &[bool] = if always_light { &[false] } else { &[false, true] };
    for &dark in themes {
        sheet.push_str(if dark { "@media (prefers-color-scheme: dark) {\n" } else { "" });
        rules(&mut sheet, COMMON.colours, |text| with_tokens(text, dark));
        rules(&mut sheet, look.colours, |text| with_tokens(text, dark));
        sheet.push_str(if dark { "}\n" } else { "" });
    }
    sheet
}

fn rules(sheet: &mut String, rules: &[(&str, &str)], colour: impl Fn(&str) -> String) {
    for (selectors, declarations) in rules {
        let selectors: Vec<String> = selectors.split(',').map(|selector| format!(".podreach {selector}")).collect();
        let _ = writeln!(sheet, "{} {{ {} }}", selectors.join(", "), colour(declarations));
    }
}

fn with_tokens(text: &str, dark: bool) -> String {
    let value = |(_, light, night): &(&str, &'static str, &'static str)| if dark { *night } else { *light };
    TOKENS.iter().fold(text.to_owned(), |text, token| text.replace(&format!("@{}", token.0), value(token)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_is_known_and_is_that_of_the_page() {
        let sheet = style_sheet(GRAPH, false) + &style_sheet(VERDICT, false);
        assert!(!sheet.replace("@media", "").contains('@'), "{sheet}");
        let page = include_str!("../../../../web/styles/tokens.css");
        for (name, light, dark) in TOKENS {
            assert!(page.contains(&format!("--{name}: light-dark({light}, {dark});")), "{name}");
        }
    }
}
