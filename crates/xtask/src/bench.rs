//! Benchmarks, and the ratios that tell more than times do: twice the input, the engine against the naive oracle.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::{Failure, Run};
use crate::paths;

/// The file that keeps the results.
pub(crate) const FILE: &str = "BENCHMARKS.md";
/// The heading of its last part, which `chromium.rs` writes.
pub(crate) const HEADING: &str = "\n## In Chromium\n";

/// Runs the benchmarks; further words go to criterion (a filter, `--measurement-time 2`).
pub(crate) fn run<'a>(words: impl IntoIterator<Item = &'a String>) -> Result<(), Failure> {
    let words: Vec<&String> = words.into_iter().collect();
    for (package, bench) in
        [("podreach-eval", "analyze"), ("podreach-session", "session"), ("podreach-session", "picture")]
    {
        Run::cargo(["bench", "--package", package, "--bench", bench, "--"]).args(words.iter().copied()).run()?;
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| paths::root().join("target"), PathBuf::from);
    let mut times = BTreeMap::new();
    collect(&target.join("criterion"), &mut times, 0);
    let rows = rows(&times);
    println!("\n{}", table(&rows));
    // A part of the benchmarks says nothing about the others.
    if words.is_empty() {
        let file = paths::root().join(FILE);
        // The part that the browser's benchmarks write stays.
        let old = std::fs::read_to_string(&file).unwrap_or_default();
        let kept = old.find(HEADING).and_then(|at| old.get(at..)).unwrap_or_default();
        std::fs::write(&file, format!("{}{kept}", markdown(&times, &rows)))
            .map_err(|error| Failure::new(format!("{FILE}: {error}")))?;
        println!("\nwritten to {FILE}");
    }
    Ok(())
}

/// What is aimed at, in seconds, and why it may not be reached.
const AIMS: [(&str, f64, &str); 4] = [
    ("growth/dense/n", 1.0, "nothing of it is alike"),
    (
        "session/100000 pods/first",
        2.0,
        "with two cores, reading takes half of it and evaluating, on one of them, a third",
    ),
    ("session/100000 pods/edit", 0.1, "both texts are compared from end to end"),
    (
        "session/100000 pods/selector",
        0.1,
        "what is read is kept, but where a policy names other pods, all is evaluated anew",
    ),
];

/// Reads the mean time of every benchmark that has been run, by its full name, in nanoseconds.
fn collect(folder: &Path, times: &mut BTreeMap<String, f64>, depth: usize) {
    let read =
        |file: &str| -> Option<Value> { serde_json::from_str(&std::fs::read_to_string(folder.join(file)).ok()?).ok() };
    if folder.file_name().is_some_and(|name| name == "new")
        && let (Some(about), Some(estimates)) = (read("benchmark.json"), read("estimates.json"))
        && let Some(name) = about.get("full_id").and_then(Value::as_str)
        && let Some(mean) = estimates.pointer("/mean/point_estimate").and_then(Value::as_f64)
    {
        times.insert(name.to_owned(), mean);
    }
    if depth < 4
        && let Ok(entries) = std::fs::read_dir(folder)
    {
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_dir()) {
            collect(&path, times, depth + 1);
        }
    }
}

/// Pairs of benchmarks whose ratio means something: what is compared, the ratio, both times.
fn rows(times: &BTreeMap<String, f64>) -> Vec<[String; 3]> {
    let mut rows: Vec<[String; 3]> = Vec::new();
    for (name, time) in times {
        let other = if let Some(base) = name.strip_prefix("growth/").and_then(|name| name.strip_suffix("/2n")) {
            Some((format!("growth/{base}/n"), format!("{base}: twice the input takes")))
        } else if name.contains("/oracle/") {
            let pods = name.rsplit('/').next().unwrap_or_default();
            Some((name.replace("/oracle/", "/engine/"), format!("{pods} pods, all pairs: the naive oracle takes")))
        } else if let Some(base) = name.strip_prefix("session/").and_then(|name| name.strip_suffix("/first")) {
            Some((
                format!("session/{base}/edit"),
                format!("{base}: the first evaluation, against one after an edit, takes"),
            ))
        } else {
            let alone = name.strip_prefix("session/").and_then(|name| name.strip_suffix("/alone"));
            let words = |base| format!("{base}: one thread, against all cores, takes");
            alone.map(|base| (format!("session/{base}/first"), words(base)))
        };
        if let Some((other, words)) = other
            && let Some(base) = times.get(&other)
        {
            rows.push([words, format!("{:.2}x", time / base), format!("({} against {})", unit(*time), unit(*base))]);
        }
    }
    rows
}

fn table(rows: &[[String; 3]]) -> String {
    let width = rows.iter().map(|[words, ..]| words.chars().count()).max().unwrap_or(0);
    let line = |[words, ratio, times]: &[String; 3]| format!("{words:<width$}  {ratio:>7}  {times}");
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The file that keeps the last run.
fn markdown(times: &BTreeMap<String, f64>, rows: &[[String; 3]]) -> String {
    let mut text = "# Benchmarks\n\nWritten by `cargo xtask bench`. Times depend on the machine; ratios do less so. Clusters are those of the generator\n`podreach_testkit`: Deployments with their pods and Services, policies about one application each; `dense` has 240 namespaces\nof 10 pods and 20 policies, each with 5 peers in other namespaces, 5 blocks, 5 ports and 5 ranges.\n\n## Ratios\n\n| what | ratio | times |\n|---|---|---|\n".to_owned();
    for [what, ratio, both] in rows {
        text += &format!("| {what} | {ratio} | {} |\n", both.trim_matches(['(', ')']));
    }
    text += "\n## Aims\n\n| benchmark | aim | mean | |\n|---|---|---|---|\n";
    for (name, aim, why) in AIMS {
        let Some(time) = times.get(name) else { continue };
        let says = if *time <= aim * 1e9 { "reached" } else { why };
        text += &format!("| {name} | {} | {} | {says} |\n", unit(aim * 1e9), unit(*time));
    }
    text += "\n## Times\n\n| benchmark | mean |\n|---|---|\n";
    for (name, time) in times {
        text += &format!("| {name} | {} |\n", unit(*time));
    }
    text
}

fn unit(nanoseconds: f64) -> String {
    match nanoseconds {
        time if time >= 1e9 => format!("{:.2} s", time / 1e9),
        time if time >= 1e6 => format!("{:.1} ms", time / 1e6),
        time => format!("{:.1} µs", time / 1e3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_of_what_belongs_together() {
        let times = [
            ("growth/x/n", 2e6),
            ("growth/x/2n", 4e6),
            ("oracle/a/engine/9", 1e3),
            ("oracle/a/oracle/9", 2.5e3),
            ("session/y/edit", 1e6),
            ("session/y/first", 8e6),
        ];
        let times = times.map(|(name, time)| (name.to_owned(), time)).into();
        let rows = rows(&times);
        let lines: Vec<String> = table(&rows).lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 3);
        assert!(
            lines[0].starts_with("x: twice the input takes") && lines[0].contains("2.00x  (4.0 ms against 2.0 ms)")
        );
        assert!(lines[1].contains("2.50x"), "{lines:?}");
        assert!(lines[2].contains("8.00x"), "{lines:?}");
        let text = markdown(&times, &rows);
        assert!(text.contains("| 8.00x | 8.0 ms against 1.0 ms |\n") && text.contains("| growth/x/n | 2.0 ms |\n"));
    }
}
