//! Everything that CI checks, step by step, with counts at the end.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::ValueEnum as _;

use crate::arguments::Step;
use crate::command::{Failure, Run};
use crate::{build, conformance, msrv, paths, server, setup, sizes};

/// Tests that a step ran.
#[derive(Clone, Debug, Default)]
struct Counts {
    passed: usize,
    failed: usize,
    /// Why it could not run here.
    skipped: Option<String>,
}

impl Counts {
    fn skipped(reason: impl Into<String>) -> Self {
        Self { skipped: Some(reason.into()), ..Self::default() }
    }
}

/// What a step does.
fn action(step: Step) -> fn() -> Result<Counts, Failure> {
    match step {
        Step::Fmt => fmt,
        Step::Msrv => msrv,
        Step::Typos => typos,
        Step::Deny => deny,
        Step::Clippy => clippy,
        Step::Unit => unit,
        Step::Doc => doc,
        Step::Cases => cases,
        Step::Wasm => wasm,
        Step::E2e => end_to_end,
    }
}

/// Runs the steps in order, up to the first that fails.
pub(crate) fn run(only: &[Step], skip: &[Step]) -> Result<(), Failure> {
    let mut rows: Vec<(String, Counts, Duration, bool)> = Vec::new();
    let mut failure = None;
    for step in Step::value_variants() {
        if !only.is_empty() && !only.contains(step) || skip.contains(step) {
            continue;
        }
        let name = step.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
        println!("== {name}");
        let start = Instant::now();
        let outcome = action(*step)();
        let counts = outcome.as_ref().cloned().unwrap_or_default();
        rows.push((name.clone(), counts, start.elapsed(), outcome.is_ok()));
        if let Err(error) = outcome {
            failure = Some(Failure::new(format!("step `{name}`: {error}")));
            break;
        }
    }
    println!("\nstep      result  passed  failed  seconds");
    for (name, counts, time, ok) in &rows {
        let (result, reason) = match (ok, &counts.skipped) {
            (false, _) => ("FAILED", String::new()),
            (true, Some(reason)) => ("skipped", format!("  {reason}")),
            (true, None) => ("ok", String::new()),
        };
        let seconds = time.as_secs_f64();
        println!("{name:<9} {result:<7} {:>6} {:>7} {seconds:>8.1}{reason}", counts.passed, counts.failed);
    }
    let passed: usize = rows.iter().map(|(_, counts, _, _)| counts.passed).sum();
    let failed: usize = rows.iter().map(|(_, counts, _, _)| counts.failed).sum();
    println!("{passed} passed, {failed} failed");
    failure.map_or(Ok(()), Err)
}

fn fmt() -> Result<Counts, Failure> {
    Run::cargo(["fmt", "--all", "--check"]).run().map(|()| Counts::default())
}

/// No dependency asks for a newer Rust.
fn msrv() -> Result<Counts, Failure> {
    msrv::check().map(|packages| Counts { passed: packages, ..Counts::default() })
}

/// Spelling, everywhere (`typos.toml`).
fn typos() -> Result<Counts, Failure> {
    with_wheels(|folder| Run::new(folder.join("typos")).run())
}

/// What dependencies may be (`deny.toml`), without the advisories, which are on GitHub.
fn deny() -> Result<Counts, Failure> {
    with_wheels(|folder| Run::cargo(["deny", "--locked", "check", "bans", "licenses", "sources"]).path(&[folder]).run())
}

/// Runs a tool that PyPI has, where it can be had.
fn with_wheels(run: impl FnOnce(PathBuf) -> Result<(), Failure>) -> Result<Counts, Failure> {
    match setup::wheels() {
        Ok(folder) => run(folder).map(|()| Counts::default()),
        Err(setup::Missing::Here(reason)) => Ok(Counts::skipped(reason)),
        Err(setup::Missing::Wrong(failure)) => Err(failure),
    }
}

fn clippy() -> Result<Counts, Failure> {
    let lint = Run::cargo(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]);
    lint.run().map(|()| Counts::default())
}

fn unit() -> Result<Counts, Failure> {
    let nextest = Run::cargo(["nextest", "--version"]).output().is_ok_and(|(ok, _)| ok);
    if nextest {
        let (ok, text) = Run::cargo(["nextest", "run", "--workspace", "--no-fail-fast", "--color=never"])
            .args(["--no-tests=pass"])
            .tee()?;
        return judge(ok, &text);
    }
    let (ok, text) = Run::cargo(["test", "--workspace", "--all-targets", "--no-fail-fast"]).tee()?;
    judge(ok, &text)
}

/// Links of the documentation lead somewhere, and its examples hold.
fn doc() -> Result<Counts, Failure> {
    Run::cargo(["doc", "--workspace", "--no-deps", "--quiet"]).env("RUSTDOCFLAGS", "-D warnings").run()?;
    let (ok, text) = Run::cargo(["test", "--workspace", "--doc"]).tee()?;
    judge(ok, &text)
}

/// Other people's cases, where they are at hand.
fn cases() -> Result<Counts, Failure> {
    if !conformance::folder().is_dir() {
        return Ok(Counts::skipped("there is no folder of cases beside the checkout"));
    }
    let (ok, text) = conformance::run(conformance::folder(), None)?;
    let counts = conformance_counts(&text);
    if ok { Ok(counts) } else { Err(Failure::new(format!("{} cases differ", counts.failed))) }
}

/// From the last row of the table: all, cases, pass, explained, fail, out of scope.
fn conformance_counts(text: &str) -> Counts {
    let row = text.lines().rev().find_map(|line| line.strip_prefix("all "));
    let numbers: Vec<usize> = row.unwrap_or_default().split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers.as_slice() {
        [_, pass, _, fail, _] => Counts { passed: *pass, failed: *fail, skipped: None },
        _ => Counts::default(),
    }
}

/// The page's own logic, in a real browser.
fn wasm() -> Result<Counts, Failure> {
    let target = setup::wasm_target(crate::profile::Profile::Quick)?;
    let browser = setup::browser()?;
    let folders = [setup::wasm_bindgen()?];
    let (ok, text) = Run::cargo(["test", "--package", "podreach-web", "--target", "wasm32-unknown-unknown"])
        .path(&folders)
        .envs(&target.env)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("CHROMEDRIVER", &browser.driver)
        .tee()?;
    judge(ok, &text)
}

/// The shipped build under a sub-path, driven as a person would.
fn end_to_end() -> Result<Counts, Failure> {
    let browser = setup::browser()?;
    let out = build::page(crate::profile::Profile::Release, "/podreach/", &paths::root().join("dist"))?;
    let sizes = sizes::Sizes::of(&out)?;
    println!("{}", sizes.report());
    sizes::check(&sizes)?;
    let server = server::Server::start(&out, "/podreach/", 0)?;
    let (ok, text) = Run::new(paths::root().join("node_modules/.bin/playwright"))
        .args(["test", "--config", "tests/e2e/playwright.config.ts"])
        .env("PODREACH_BASE_URL", format!("http://127.0.0.1:{}/podreach/", server.port()))
        .env("PODREACH_CHROMIUM", &browser.chromium)
        .env("PODREACH_DIST", &out)
        .tee()?;
    judge(ok, &text)
}

fn judge(ok: bool, text: &str) -> Result<Counts, Failure> {
    let counts = count(text);
    if ok { Ok(counts) } else { Err(Failure::new(format!("{} passed, {} failed", counts.passed, counts.failed))) }
}

/// Adds up what test runners print: `12 passed; 0 failed`, `12 passed (3s)`, `12 tests run: 12 passed`.
fn count(text: &str) -> Counts {
    let mut counts = Counts::default();
    for line in text.lines() {
        let words: Vec<&str> = line.split([' ', ';', ',', '(']).filter(|word| !word.is_empty()).collect();
        let summary = line.contains("test result:") || line.contains("tests run:") || is_playwright(line);
        for pair in words.windows(2).filter(|_| summary) {
            if let [number, word] = pair
                && let Ok(number) = number.parse::<usize>()
            {
                match *word {
                    "passed" => counts.passed += number,
                    "failed" => counts.failed += number,
                    _ => {}
                }
            }
        }
    }
    counts
}

fn is_playwright(line: &str) -> bool {
    let line = line.trim();
    line.split_once(' ').is_some_and(|(number, rest)| {
        number.parse::<usize>().is_ok() && (rest.starts_with("passed") || rest.starts_with("failed"))
    })
}

#[cfg(test)]
mod tests {
    use super::{conformance_counts, count};

    #[test]
    fn counts_of_cases() {
        let text = "source cases\nnp-guard  4 1 1 1 1\nall   619    306   10  2   303\n";
        let found = conformance_counts(text);
        assert_eq!((found.passed, found.failed), (306, 2));
    }

    #[test]
    fn counts_of_all_runners() {
        let text = "test result: ok. 12 passed; 1 failed; 0 ignored;\n  7 passed (3.2s)\n  Summary [ 1.0s] 3 tests run: 3 passed, 0 skipped\nfound 9 passed things";
        let found = count(text);
        assert_eq!((found.passed, found.failed), (22, 1));
    }
}
