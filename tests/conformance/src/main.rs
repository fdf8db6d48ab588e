//! Runs other people's cases through the public API and prints, per source, how many pass.
//!
//! A folder of cases holds `SOURCE/CASE/input/*.yaml` and `SOURCE/CASE/expected*.json`. A case that differs is listed in
//! `CONFORMANCE.md` with its reason, or it is a bug: then the exit code is 1.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what a command is for")]

mod case;
mod changes;
mod connections;
mod explained;
mod exposure;
mod judge;
mod pairs;
mod table;

use std::path::Path;
use std::process::ExitCode;

use judge::Outcome;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, rest @ ..] = arguments.as_slice() else {
        eprintln!("usage: podreach-conformance FOLDER [PART OF A CASE'S NAME]");
        return ExitCode::from(2);
    };
    let wanted = rest.first().map_or("", String::as_str);
    match run(Path::new(folder), wanted) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

/// Whether every case passes or is explained.
fn run(folder: &Path, wanted: &str) -> Result<bool, String> {
    let explained = explained::read()?;
    let mut table = table::Table::default();
    for case in case::all(folder)?.iter().filter(|case| case.name.contains(wanted)) {
        let outcome = match (judge::judge(case)?, explained.contains(&case.name)) {
            (Outcome::Fail(_), true) => Outcome::Explained,
            (Outcome::Pass, true) => Outcome::Fail("passes, though CONFORMANCE.md explains why it differs".into()),
            (outcome, _) => outcome,
        };
        if let Outcome::Fail(message) = &outcome {
            println!("{}: {message}", case.name);
        }
        table.add(case.source(), &outcome);
    }
    print!("{table}");
    Ok(table.failures() == 0)
}
