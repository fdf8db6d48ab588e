//! The page's class names say whose they are: a component's begin with the name of its folder, so that no two share one. Sizes
//! of text and of the room around it follow the browser's text size.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::{files, root};

/// Blocks of `styles/primitives.css`, which every component may use.
const PRIMITIVES: [&str; 10] =
    ["badge", "button", "dialog", "foreign", "icon", "line-link", "link", "segments", "skip", "visually-hidden"];

/// Blocks that a component has besides those of its own name, and why.
const MORE: [(&str, &[&str], &str); 2] = [
    ("app", &["page"], "the frame around all components; `styles/layout.css` says where they stand"),
    (
        "graph",
        &["chip", "edge", "hatch", "isolation", "namespace", "node", "pill", "plate", "whole"],
        "marks of the picture, as `podreach-picture` and the SVG of reports call them",
    ),
];

/// Blocks that are drawn on a grid of their own, and hairlines: their sizes are no sizes of text.
const DRAWN: [&str; 3] = ["examples-sketch", "inspector-strip", "splitter"];

/// What a class is a part or a kind of: `a` of `a__b`, `a--b` and `a`.
fn block(class: &str) -> &str {
    let end = ["__", "--"].iter().filter_map(|mark| class.find(mark)).min();
    end.and_then(|end| class.get(..end)).unwrap_or(class)
}

/// Whether a class tells a state (`is-open`, `has-sources`); what it looks like depends on the class beside it.
fn is_state(class: &str) -> bool {
    class.starts_with("is-") || class.starts_with("has-")
}

/// Whether a class is the component's own.
fn is_own(component: &str, class: &str) -> bool {
    let block = block(class);
    let begins = block.strip_prefix(component).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    begins || MORE.iter().any(|(name, blocks, _)| *name == component && blocks.contains(&block))
}

fn may_use(component: &str, class: &str) -> bool {
    is_state(class) || is_own(component, class) || PRIMITIVES.contains(&block(class))
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '-' || character == '_'
}

/// A style sheet without comments and texts.
fn code_of_styles(text: &str) -> String {
    let mut rest = text;
    let mut code = String::new();
    while let Some((before, comment)) = rest.split_once("/*") {
        code.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    code.push_str(rest);
    code.split('"').step_by(2).collect()
}

/// Declarations that give text, or the room around it, a size in pixels. One pixel is a hairline.
fn sizes_in_pixels(text: &str) -> Vec<String> {
    let in_pixels = |value: &str| {
        let mut numbers =
            value.split([' ', '/', '(', ',']).filter_map(|part| part.trim_end_matches(')').strip_suffix("px"));
        numbers.any(|number| number.parse::<f64>().is_ok_and(|number| number.abs() > 1.0))
    };
    let mut found = Vec::new();
    for rule in code_of_styles(text).split('}') {
        let Some((before, declarations)) = parts_of_rule(rule) else { continue };
        let drawn = classes_of_styles(before).iter().any(|class| {
            let block = block(class);
            DRAWN.contains(&block) || MORE.iter().any(|(name, blocks, _)| *name == "graph" && blocks.contains(&block))
        });
        for (property, value) in declarations.split(';').filter_map(|one| one.trim().split_once(':')) {
            let sized =
                ["font", "line-height", "padding", "margin", "gap"].iter().any(|name| property.starts_with(name));
            if sized && !drawn && in_pixels(value.trim()) {
                found.push(format!("{} {{ {property}:{value} }}", before.trim()));
            }
        }
    }
    found
}

/// The selectors of a rule and what it declares.
fn parts_of_rule(rule: &str) -> Option<(&str, &str)> {
    let (before, declarations) = rule.rsplit_once('{')?;
    Some((before.rsplit('{').next().unwrap_or(before), declarations))
}

/// The classes that a style sheet names: what follows a dot and begins with a letter, outside comments and texts.
fn classes_of_styles(text: &str) -> BTreeSet<String> {
    let code = code_of_styles(text);
    let names = code.split('.').skip(1).map(|after| after.chars().take_while(|c| is_name(*c)).collect::<String>());
    names.filter(|name| name.starts_with(|first: char| first.is_ascii_lowercase())).collect()
}

/// The classes that a component writes: in `class="…"`, in `class=format!("…")`, in `class:name`, and in any text, words with
/// a part (`a__b`).
fn classes_of_code(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in text.lines().take_while(|line| line.trim() != "#[cfg(test)]") {
        let literals: Vec<&str> = line.split('"').collect();
        for pair in literals.chunks(2) {
            let [before, literal] = pair else { continue };
            let is_class = before.ends_with("class=") || before.ends_with("class=format!(");
            // What is filled in later belongs to the word that it ends.
            let words = literal.split_whitespace().map(|word| word.split('{').next().unwrap_or_default());
            let is_part = |word: &&str| word.split_once("__").is_some_and(|(block, _)| !block.is_empty());
            let words = words.filter(|word| !word.is_empty() && word.chars().all(is_name));
            found.extend(words.filter(|word| is_class || is_part(word)).map(str::to_owned));
        }
        let toggled =
            line.split("class:").skip(1).map(|after| after.chars().take_while(|c| is_name(*c)).collect::<String>());
        found.extend(toggled.filter(|name| !name.is_empty()));
    }
    found
}

/// The name of the component that a file belongs to: its folder below `components`, or its own name there.
fn component(file: &Path, components: &Path) -> String {
    let within = file.strip_prefix(components).unwrap();
    let first = within.components().next().unwrap();
    Path::new(first.as_os_str()).file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn classes_are_read() {
    let read = |set: BTreeSet<String>| set.into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(
        read(classes_of_styles("/* .x */ .a__b:is(.c, d.e) { margin: .5rem; background: url(\"f.g\"); }")),
        "a__b c e"
    );
    let code = "<p class=\"a is-b\" class:has-c=d title=\"e f\" class=format!(\"g--{h}\")> let i = \"j__k\";";
    assert_eq!(read(classes_of_code(code)), "a g-- has-c is-b j__k");
    for (component, class, may) in [
        ("rules", "rules", true),
        ("rules", "rules__row--wide", true),
        ("rules", "rules-action__sign", true),
        ("rules", "rulesome", false),
        ("rules", "matrix__cell", false),
        ("rules", "button--small", true),
        ("rules", "is-open", true),
        ("graph", "edge__line", true),
        ("rules", "edge__line", false),
    ] {
        assert_eq!(may_use(component, class), may, "{component} {class}");
    }
}

#[test]
fn classes_say_whose_they_are() {
    let components = root().join("web/src/components");
    let mut wrong = Vec::new();
    let (mut styles, mut code) = (0, 0);
    for (extension, read) in [("css", classes_of_styles as fn(&str) -> BTreeSet<String>), ("rs", classes_of_code)] {
        for file in files(&components, extension) {
            let component = component(&file, &components);
            let classes = read(&fs::read_to_string(&file).unwrap());
            *(if extension == "css" { &mut styles } else { &mut code }) += classes.len();
            wrong.extend(
                classes
                    .iter()
                    .filter(|class| !may_use(&component, class))
                    .map(|class| format!("{}: {class}", file.display())),
            );
        }
    }
    assert!(styles > 200 && code > 200, "{styles} {code}");
    assert!(
        wrong.is_empty(),
        "classes that neither begin with their component's name nor are primitives:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn primitives_are_those_of_the_list() {
    let text = fs::read_to_string(root().join("web/styles/primitives.css")).unwrap();
    let classes = classes_of_styles(&text);
    let blocks: BTreeSet<&str> = classes.iter().map(|class| block(class)).filter(|block| !is_state(block)).collect();
    assert_eq!(blocks, BTreeSet::from(PRIMITIVES));
    let components = root().join("web/src/components");
    for file in files(&components, "css") {
        let name = component(&file, &components);
        assert!(
            file.ends_with(format!("{name}/{name}.css")),
            "{} has another name than its folder, so no build finds it",
            file.display()
        );
    }
}

#[test]
fn sizes_follow_the_browsers_text_size() {
    assert_eq!(
        sizes_in_pixels("@media (x) { .a { border: 2px; padding: 0 1px 0.5rem } }\n.b { font: 12px/1rem c; }").len(),
        1
    );
    assert_eq!(sizes_in_pixels(".graph .node__title { font-size: 15px; }"), Vec::<String>::new());
    let mut found = Vec::new();
    for file in
        files(&root().join("web/src/components"), "css").into_iter().chain(files(&root().join("web/styles"), "css"))
    {
        let sizes = sizes_in_pixels(&fs::read_to_string(&file).unwrap());
        found.extend(sizes.into_iter().map(|size| format!("{}: {size}", file.display())));
    }
    assert!(found.is_empty(), "sizes in pixels, where `rem` follows the browser's text size:\n{}", found.join("\n"));
}
