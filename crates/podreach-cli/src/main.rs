//! The `podreach` command: reads manifests, asks the evaluator, prints the answer.

mod args;
mod diff;
mod fixing;
mod input;
mod link;
mod lint;
mod list;
mod names;
mod outcome;
mod plugin;
mod question;
mod read;
mod stderr;
mod stdout;
mod suggest;
mod usage;
mod ways;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use outcome::Outcome;
use stderr::eprint_line;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::explain(&error).into(),
    };
    let outcome = match &arguments.command {
        Command::List(arguments) => list::run(arguments),
        Command::Can(arguments) => question::can(arguments),
        Command::Explain(arguments) => question::explain(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Ways(arguments) => ways::run(arguments),
        Command::Lint(arguments) => lint::run(arguments),
        Command::Suggest(arguments) => suggest::run(arguments),
        Command::Link(arguments) => link::run(arguments),
    };
    outcome
        .unwrap_or_else(|message| {
            eprint_line(&format!("error: {message}"));
            Outcome::Usage
        })
        .into()
}
