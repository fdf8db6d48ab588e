//! The `podreach` command: reads manifests, asks the evaluator, prints the answer.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what a command is for")]

mod args;
mod input;
mod link;
mod list;
mod outcome;
mod question;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use outcome::Outcome;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are asked for; everything else is bad usage.
            let _ = error.print();
            return if error.use_stderr() { Outcome::Usage.into() } else { Outcome::Fine.into() };
        }
    };
    let outcome = match &arguments.command {
        Command::List(arguments) => list::run(arguments),
        Command::Can(arguments) => question::can(arguments),
        Command::Explain(arguments) => question::explain(arguments),
        Command::Link(arguments) => link::run(arguments),
    };
    outcome
        .unwrap_or_else(|message| {
            eprintln!("error: {message}");
            Outcome::Usage
        })
        .into()
}
