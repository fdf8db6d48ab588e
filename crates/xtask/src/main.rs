//! The project's chores: `serve`, `test`, `dist`, `bench`, `conformance`. Each sets up what it needs and is missing.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what a command is for")]

mod arguments;
mod bench;
mod build;
mod chromium;
mod command;
mod conformance;
mod findings;
mod msrv;
mod paths;
mod precache;
mod profile;
mod server;
mod setup;
mod sizes;
mod stamp;
mod test;
mod worker;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Chore};
use command::Failure;

fn main() -> ExitCode {
    let outcome = match Arguments::parse().chore {
        Chore::Serve { port, dev } => serve(port, dev),
        Chore::Test { only, skip } => test::run(&only, &skip),
        Chore::Dist { public_url, record_sizes } => dist(&public_url, record_sizes),
        Chore::Bench { chromium: true, .. } => chromium::run(),
        Chore::Bench { filter, arguments, .. } => bench::run(filter.iter().chain(&arguments)),
        Chore::Docs => findings::write(),
        Chore::Conformance { folder, name } => conformance(folder, name.as_deref()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn serve(port: u16, dev: bool) -> Result<(), Failure> {
    let (profile, folder) = if dev {
        (profile::Profile::Quick, "target/podreach-page-dev")
    } else {
        (profile::Profile::Release, "target/podreach-page")
    };
    let out = build::page(profile, "/podreach/", &paths::root().join(folder))?;
    let server = server::Server::start(&out, "/podreach/", port)?;
    println!("Podreach is at http://localhost:{}/podreach/ (stop with Ctrl-C)", server.port());
    server.wait();
    Ok(())
}

fn conformance(folder: Option<std::path::PathBuf>, name: Option<&str>) -> Result<(), Failure> {
    let (ok, _) = conformance::run(folder.unwrap_or_else(conformance::folder), name)?;
    if ok { Ok(()) } else { Err(Failure::new("cases differ that CONFORMANCE.md does not explain")) }
}

fn dist(public_url: &str, record_sizes: bool) -> Result<(), Failure> {
    let out = build::page(profile::Profile::Release, public_url, &paths::root().join("dist"))?;
    let sizes = sizes::Sizes::of(&out)?;
    println!("{}", sizes.report());
    if record_sizes { sizes::record(&sizes) } else { sizes::check(&sizes) }
}
