//! Measures the shipped page in Chromium, and runs Lighthouse. What is measured is in `tests/bench`; here are the inputs, the
//! aims, and the part of BENCHMARKS.md that keeps the results.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::bench::{FILE, HEADING};
use crate::command::{Failure, Run};
use crate::sizes::Sizes;
use crate::{build, paths, setup};

/// Inputs by their names, and what the generator is asked for: those of `podreach_testkit::benched`.
const INPUTS: [(&str, &str); 6] = [
    ("12 pods", "12 1 3 8"),
    ("400 pods", "400 1 20 420"),
    ("2000 pods", "2000 4 100 500"),
    ("10000 pods", "10000 5 200 2000"),
    ("100000 pods", "100000 10 1000 10000"),
    ("dense", "dense 240 10 20"),
];

/// What a value is aimed at.
#[derive(Clone, Copy, Debug)]
enum Aim {
    Most(f64),
    Least(f64),
}

/// Aims by the beginnings of names; where one is missed, why.
const AIMS: [(&str, Aim, &str); 15] = [
    (
        "first load, page that can be typed into",
        Aim::Most(350.0),
        "nine tenths are one WebAssembly with the views of everything, two thirds of it code that builds them; none is loaded later",
    ),
    (
        "first load, without the editor",
        Aim::Most(750.0),
        "the worker has one WebAssembly for evaluating, pictures, comparing, completion and all exports; B-trees and iterators are compiled for each type",
    ),
    ("paste to first picture, 2000 pods", Aim::Most(500.0), "of it, `reading` on one thread takes most"),
    (
        "first analysis, 10000 pods",
        Aim::Most(500.0),
        "one thread reads all texts, and what it calls is compiled meanwhile",
    ),
    (
        "analysis after an edit, 10000 pods",
        Aim::Most(100.0),
        "the worker gets the whole text, and answers anew what the page asks",
    ),
    (
        "key press to picture, p95",
        Aim::Most(50.0),
        "evaluating, answering and drawing follow each other on two threads",
    ),
    ("longest task, moving", Aim::Most(50.0), "the picture is painted anew while it is moved"),
    (
        "longest task",
        Aim::Most(50.0),
        "the first picture is put into the document in one piece, and what draws it is compiled meanwhile",
    ),
    ("frame p95, 400 pods", Aim::Most(17.0), "`main thread per frame` says what of it is work of the page"),
    ("frame p95, 2000 pods", Aim::Most(17.0), "`main thread per frame` says what of it is work of the page"),
    ("frame p95, 10000 pods", Aim::Most(34.0), "`main thread per frame` says what of it is work of the page"),
    ("layout shift", Aim::Most(0.02), "parts of the page are not yet in the skeleton"),
    ("first contentful paint", Aim::Most(1_000.0), "style sheet and first script come before it"),
    ("Lighthouse desktop", Aim::Least(95.0), "see the audits that the command prints"),
    (
        "Lighthouse mobile",
        Aim::Least(95.0),
        "the page is drawn in some thirty tasks of 10 to 25 ms, a quarter of it compiling; each counts four times, and beyond 50 ms it blocks",
    ),
];

/// An input that the aims for a browser do not speak of.
const BEYOND: &str = "100000 pods";

/// One value that was measured.
#[derive(Clone, Debug, PartialEq)]
struct Measured {
    name: String,
    value: f64,
    unit: String,
}

/// Measures, prints, and writes the part of BENCHMARKS.md.
pub(crate) fn run() -> Result<(), Failure> {
    let browser = setup::browser()?;
    setup::node_modules()?;
    let dist = build::page(crate::profile::Profile::Release, "/podreach/", &paths::root().join("dist"))?;
    let folder = paths::root().join("target/podreach-bench");
    let inputs = inputs(&folder)?;
    let results = folder.join("chromium.json");
    println!("measuring in Chromium (usually 8 minutes)");
    Run::new("node")
        .args([paths::root().join("tests/bench/main.mjs"), dist.clone(), results.clone()])
        .args(&inputs)
        .env("PODREACH_CHROMIUM", &browser.chromium)
        .run()?;
    let loads = Sizes::of(&dist)?.kilobytes();
    let loads = loads.map(|(name, value)| Measured { name: name.to_owned(), value, unit: "kB gzipped".to_owned() });
    let mut measured = Vec::from(loads);
    measured.extend(read(&std::fs::read_to_string(&results)?)?);
    let file = paths::root().join(FILE);
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let part = part(&measured, &text);
    println!("{part}");
    let native = text.split_once(HEADING).map_or(text.as_str(), |(before, _)| before);
    std::fs::write(file, format!("{native}{HEADING}{part}"))?;
    println!("written to {FILE}");
    Ok(())
}

/// Writes the inputs where they are missing; their paths.
fn inputs(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    std::fs::create_dir_all(folder)?;
    let mut paths = Vec::new();
    for (name, words) in INPUTS {
        let path = folder.join(format!("{name}.yaml"));
        let example = ["run", "--quiet", "--package", "podreach-cli", "--example", "cluster", "--"];
        let (ok, text) = Run::cargo(example).args(words.split(' ')).output()?;
        if !ok {
            return Err(Failure::new(format!("the generator failed: {text}")));
        }
        std::fs::write(&path, text)?;
        paths.push(path);
    }
    Ok(paths)
}

fn read(text: &str) -> Result<Vec<Measured>, Failure> {
    let broken = |error| Failure::new(format!("the results cannot be read: {error}"));
    let rows: Vec<Value> = serde_json::from_str(text).map_err(broken)?;
    let measured = rows.iter().filter_map(|row| {
        let text = |key| row.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Measured { name: text("name")?, value: row.get("value")?.as_f64()?, unit: text("unit")? })
    });
    Ok(measured.collect())
}

/// The part of the file: values with their aims, and WebAssembly against native.
fn part(measured: &[Measured], native: &str) -> String {
    let mut text = "\nWritten by `cargo xtask bench --chromium`: the shipped page, served gzipped, with the same inputs. *Longest task* is the longest time\nthat the main thread of the page was busy without a pause, from a trace; *frame* the time between two frames while the picture is\nmoved and zoomed. A *first* analysis includes compiling what it calls; *compiled* is one of everything when that has\nbeen done. An *edit* changes a port of the last policy.\nInputs of more than 2 MiB are dropped as files, with their last policy in a file of its own, which is edited. *Reading*, *evaluating*\nand *answering* (folding, view and layout of the picture, and what else is shown) are times of the worker, *main thread* is all work\nof the page itself, which draws.\n\n| measured | value | aim | |\n|---|---|---|---|\n".to_owned();
    for one in measured {
        let aim = AIMS.iter().find(|(name, ..)| one.name.starts_with(name) && !one.name.ends_with(BEYOND));
        let (aim, says) = match aim {
            None => (String::new(), ""),
            Some((_, aim, why)) => {
                let (words, reached) = match aim {
                    Aim::Most(most) => (format!("<= {most} {}", one.unit), one.value <= *most),
                    Aim::Least(least) => (format!(">= {least} {}", one.unit), one.value >= *least),
                };
                (words, if reached { "reached" } else { *why })
            }
        };
        let row = format!("| {} | {} | {} | {says} |\n", one.name, value(one), aim.trim_end());
        text += &row;
    }
    let ratios: Vec<String> = measured.iter().filter_map(|one| ratio(one, native)).collect();
    if !ratios.is_empty() {
        text += "\n| WebAssembly against native, one thread | ratio | times |\n|---|---|---|\n";
        text += &ratios.concat();
    }
    text
}

fn value(one: &Measured) -> String {
    let digits = if one.value < 1.0 { 3 } else { usize::from(one.value < 100.0) };
    format!("{:.digits$} {}", one.value, one.unit).trim_end().to_owned()
}

/// A full analysis of the page against the native benchmark with the same input, from the table of times in the file.
fn ratio(one: &Measured, native: &str) -> Option<String> {
    let size = one.name.strip_prefix("full analysis, compiled, ")?;
    let start = format!("| session/{size}/alone | ");
    let words = native.lines().find_map(|line| line.strip_prefix(&start))?.trim_end_matches(['|', ' ']);
    let (number, unit) = words.split_once(' ')?;
    let time = number.parse::<f64>().ok()? * if unit == "s" { 1e3 } else { 1.0 };
    Some(format!("| {size}, full analysis | {:.2}x | {:.1} ms against {time:.1} ms |\n", one.value / time, one.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_aims_and_ratios() {
        let json = r#"[{"name":"first analysis, 10000 pods","value":800.04,"unit":"ms"},
            {"name":"full analysis, compiled, 10000 pods","value":800,"unit":"ms"},
            {"name":"Lighthouse mobile, SEO","value":100,"unit":""},{"name":"layout shift","value":0.0012,"unit":""}]"#;
        let measured = read(json).unwrap();
        let native = "| session/10000 pods/alone | 400.0 ms |\n| session/10000 pods/first | 252.3 ms |\n";
        let text = part(&measured, native);
        assert!(text.contains("| first analysis, 10000 pods | 800 ms | <= 500 ms | one thread reads"), "{text}");
        assert!(text.contains("| Lighthouse mobile, SEO | 100 | >= 95 | reached |"), "{text}");
        assert!(text.contains("| layout shift | 0.001 | <= 0.02 | reached |"), "{text}");
        assert!(text.contains("| 10000 pods, full analysis | 2.00x | 800.0 ms against 400.0 ms |"), "{text}");
        assert!(read("{").is_err());
    }

    #[test]
    fn native_times_in_seconds() {
        let one = Measured { name: "full analysis, compiled, 5 pods".into(), value: 3_000.0, unit: "ms".into() };
        assert!(ratio(&one, "| session/5 pods/alone | 1.50 s |").unwrap().contains("2.00x"));
        assert_eq!(ratio(&one, ""), None);
    }
}
