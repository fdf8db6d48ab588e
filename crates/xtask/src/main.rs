//! The project's chores: `serve`, `test`, `dist`, `bench`, `conformance`. Each sets up what it needs and is missing.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what a command is for")]

mod bench;
mod build;
mod command;
mod conformance;
mod paths;
mod server;
mod setup;
mod sizes;
mod test;

use std::process::ExitCode;

use command::Failure;

const USAGE: &str = "\
cargo xtask serve [--port N] [--release]    build the page, serve it, print its address
cargo xtask test [--only STEP] [--skip STEP]  everything that CI checks
cargo xtask dist [--public-url /podreach/]  write the page to dist/
cargo xtask bench [FILTER] [ARGS…]          benchmarks (criterion) and their ratios
cargo xtask conformance [FOLDER] [NAME]     other people's cases, as a table";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.split_first() {
        Some((&"serve", rest)) => serve(rest),
        Some((&"test", rest)) => test::run(rest),
        Some((&"dist", rest)) => dist(rest),
        Some((&"bench", rest)) => bench::run(rest),
        Some((&"conformance", rest)) => conformance(rest),
        Some((&("help" | "--help" | "-h"), _)) => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Failure::new(format!("unknown command\n{USAGE}"))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// The value behind an option.
fn option<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    let at = words.iter().position(|word| *word == name)?;
    words.get(at + 1).copied()
}

fn serve(words: &[&str]) -> Result<(), Failure> {
    let port = match option(words, "--port") {
        Some(text) => text.parse().map_err(|_| Failure::new(format!("`{text}` is not a port")))?,
        None => 8080,
    };
    let profile = if words.contains(&"--release") { build::Profile::Release } else { build::Profile::Quick };
    let out = build::page(profile, "/podreach/", &paths::root().join("target/podreach-page"))?;
    let server = server::Server::start(&out, "/podreach/", port)?;
    println!("Podreach is at http://localhost:{}/podreach/ (stop with Ctrl-C)", server.port());
    server.wait();
    Ok(())
}

fn conformance(words: &[&str]) -> Result<(), Failure> {
    let (ok, _) = conformance::run(words)?;
    if ok { Ok(()) } else { Err(Failure::new("cases differ that CONFORMANCE.md does not explain")) }
}

fn dist(words: &[&str]) -> Result<(), Failure> {
    let url = option(words, "--public-url").unwrap_or("/podreach/");
    if !url.starts_with('/') || !url.ends_with('/') {
        return Err(Failure::new(format!("`{url}` has to start and end with `/`")));
    }
    let out = build::page(build::Profile::Release, url, &paths::root().join("dist"))?;
    println!("{}", sizes::report(&out));
    Ok(())
}
