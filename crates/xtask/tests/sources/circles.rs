//! No circle between rooms: the files and folders directly below `src`, and those below the page's components.
//!
//! An arrow is a path that code of one room writes to another, `crate::other::…` or `super::other::…`. Names that the root of a
//! crate re-exports are no arrows, and neither is what tests use.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::{files, root};

/// What a room uses.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The modules around the code of a file, from the root of the crate on: `a/b.rs` and `a/b/mod.rs` are `a`, `b`.
fn modules(file: &Path, source: &Path) -> Vec<String> {
    let within = file.strip_prefix(source).unwrap().with_extension("");
    let names = within.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    if names.last().is_some_and(|last| last == "mod") || names == ["lib"] || names == ["main"] {
        names.pop();
    }
    names
}

/// The code of a file without comments, without texts and without the tests at its end.
fn code(text: &str) -> String {
    let lines = text.lines().collect::<Vec<_>>();
    let tests = lines.windows(2).position(|pair| {
        let [attribute, item] = pair else { return false };
        attribute.trim() == "#[cfg(test)]" && item.starts_with("mod ") && item.ends_with('{')
    });
    let mut code = String::new();
    for line in lines.iter().take(tests.unwrap_or(lines.len())) {
        let line = line.split("//").next().unwrap_or_default();
        // What stands between quotes is text; two escapes are enough for the sources.
        let line = line.replace("\\\"", "").replace("'\"'", "");
        code.extend(line.split('"').step_by(2));
        code.push('\n');
    }
    code
}

/// The first words of what follows a `::`: one, or those of a group in braces.
fn heads(rest: &str) -> Vec<String> {
    let word =
        |text: &str| -> String { text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let Some(group) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let (mut depth, mut heads, mut start) = (0_usize, Vec::new(), 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                heads.push(word(group.get(start..at).unwrap_or_default()));
                start = at + 1;
                if character == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    heads
}

/// The paths that code in some modules writes, from the root of the crate on, each with the next word behind `known`.
fn paths(code: &str, around: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find("::") {
        let before = rest.get(..at).unwrap_or_default();
        let word: String = before.chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '$').collect();
        let word: String = word.chars().rev().collect();
        rest = rest.get(at + 2..).unwrap_or_default();
        let continues = before.strip_suffix(word.as_str()).is_some_and(|start| start.ends_with("::"));
        let mut base = match word.as_str() {
            "crate" => Vec::new(),
            "super" if !continues => around.split_last().map_or_else(Vec::new, |(_, outer)| outer.to_vec()),
            _ => continue,
        };
        while let Some(more) = rest.strip_prefix("super::") {
            base.pop();
            rest = more;
        }
        for head in heads(rest) {
            let mut path = base.clone();
            path.push(head.clone());
            // One word more, for those who ask about a folder: `crate::components::graph`.
            let behind = rest.strip_prefix(&head).and_then(|behind| behind.strip_prefix("::"));
            match behind {
                Some(behind) => found.extend(heads(behind).into_iter().map(|next| [path.clone(), vec![next]].concat())),
                None => found.push(path),
            }
        }
    }
    found
}

/// The modules that a file declares for tests alone.
fn modules_of_tests(text: &str, around: &[String]) -> Vec<Vec<String>> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let declared = lines.windows(2).filter_map(|pair| {
        let [attribute, item] = pair else { return None };
        let is_for_tests = attribute.starts_with("#[cfg(") && attribute.contains("test");
        let name = item.rsplit_once("mod ")?.1.strip_suffix(';')?;
        is_for_tests.then(|| [around, &[name.to_owned()]].concat())
    });
    declared.collect()
}

/// The rooms below a folder of a crate's sources, and what each uses.
fn arrows(source: &Path, folder: &[String]) -> Arrows {
    let texts: Vec<(Vec<String>, String)> =
        files(source, "rs").iter().map(|file| (modules(file, source), fs::read_to_string(file).unwrap())).collect();
    let of_tests: Vec<Vec<String>> = texts.iter().flat_map(|(around, text)| modules_of_tests(text, around)).collect();
    let is_for_tests = |around: &[String]| of_tests.iter().any(|module| around.starts_with(module));
    let inside = |path: &[String]| path.strip_prefix(folder).and_then(|rest| rest.first()).cloned();
    let shipped: Vec<(&Vec<String>, String)> =
        texts.iter().filter(|(around, _)| !is_for_tests(around)).map(|(around, text)| (around, code(text))).collect();
    let mut arrows: Arrows =
        shipped.iter().filter_map(|(around, _)| Some((inside(around)?, BTreeSet::new()))).collect();
    for (around, code) in &shipped {
        let Some(room) = inside(around) else { continue };
        let others = paths(code, around).into_iter().filter_map(|path| inside(&path));
        let others: BTreeSet<String> = others.filter(|other| *other != room && arrows.contains_key(other)).collect();
        arrows.entry(room).or_default().extend(others);
    }
    arrows
}

/// Rooms that lead back to themselves, with all that lie on the way.
fn circles(arrows: &Arrows) -> BTreeSet<Vec<String>> {
    let reached = |from: &String| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(room) = next.pop() {
            for other in arrows.get(room).into_iter().flatten() {
                if seen.insert(other.clone()) {
                    next.push(other);
                }
            }
        }
        seen
    };
    let all: BTreeMap<&String, BTreeSet<String>> = arrows.keys().map(|room| (room, reached(room))).collect();
    let on_one = |room: &String| {
        let back = |other: &&String| {
            all.get(room).is_some_and(|seen| seen.contains(*other))
                && all.get(other).is_some_and(|seen| seen.contains(room))
        };
        all.keys().copied().filter(back).cloned().collect::<Vec<String>>()
    };
    arrows.keys().map(on_one).filter(|circle| !circle.is_empty()).collect()
}

#[test]
fn paths_are_read() {
    let around = ["a".to_owned(), "b".to_owned()];
    let read = |code: &str| paths(code, &around).iter().map(|path| path.join("::")).collect::<Vec<_>>();
    assert_eq!(read("use crate::{x, y::{z, w}, self};"), ["x", "y", "self"]);
    assert_eq!(read("use super::x::Y; crate::c::d(super::super::e::F)"), ["a::x::Y", "c::d", "e::F"]);
    assert_eq!(read("use std::fs; vector::<u8>();"), Vec::<String>::new());
    assert_eq!(code("a \"super::x\" b // crate::c\n#[cfg(test)]\nmod tests {\ncrate::d\n}\n").trim_end(), "a  b");
}

#[test]
fn a_circle_is_found() {
    let arrows: Arrows = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("e", "e2")]
        .map(|(from, to)| (from.to_owned(), BTreeSet::from([to.to_owned()])))
        .into();
    assert_eq!(circles(&arrows), BTreeSet::from([["a", "b", "c"].map(str::to_owned).to_vec()]));
}

#[test]
fn rooms_do_not_know_each_other_in_circles() {
    let packages = fs::read_dir(root().join("crates")).unwrap().map(|package| package.unwrap().path());
    let sources: Vec<PathBuf> = packages.chain([root().join("web")]).map(|package| package.join("src")).collect();
    let mut found = Vec::new();
    let page = root().join("web/src");
    let places = sources.iter().map(|source| (source.clone(), Vec::new()));
    for (source, folder) in places.chain([(page, vec!["components".to_owned()])]) {
        let arrows = arrows(&source, &folder);
        let place = source.join(folder.join("/"));
        let place = place.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        for circle in circles(&arrows) {
            let among = |room: &String| {
                let others: Vec<&str> =
                    arrows[room].iter().filter(|other| circle.contains(other)).map(String::as_str).collect();
                format!("    {room} uses {}", others.join(", "))
            };
            let lines: Vec<String> = circle.iter().map(among).collect();
            found.push(format!("{place}:\n{}", lines.join("\n")));
        }
    }
    assert!(found.is_empty(), "circles of rooms:\n{}", found.join("\n"));
}
