//! What can be asked for. What is not known is an error: a slip must not start a build of minutes with other settings.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// The project's chores; each sets up what it needs and is missing.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", disable_version_flag = true)]
pub(crate) struct Arguments {
    /// The chore.
    #[command(subcommand)]
    pub(crate) chore: Chore,
}

/// A chore.
#[derive(Debug, Subcommand, PartialEq, Eq)]
pub(crate) enum Chore {
    /// Build the page as it is shipped, serve it, and print its address
    Serve {
        /// Port to listen on; 0 takes a free one
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Build sooner: neither small nor fast
        #[arg(long)]
        dev: bool,
    },
    /// Check everything that CI checks
    Test {
        /// Only this step
        #[arg(long, value_name = "STEP")]
        only: Vec<Step>,
        /// All steps but this one
        #[arg(long, value_name = "STEP", conflicts_with = "only")]
        skip: Vec<Step>,
    },
    /// Write the page to dist/
    Dist {
        /// The path that the page is served under
        #[arg(long, value_name = "PATH", default_value = "/podreach/", value_parser = public_url)]
        public_url: String,
        /// Accept the sizes of this build: later ones may be 2 % larger
        #[arg(long)]
        record_sizes: bool,
    },
    /// Run benchmarks, and print their ratios
    Bench {
        /// Measure the shipped page in Chromium instead, and run Lighthouse
        #[arg(long, conflicts_with_all = ["filter", "arguments"])]
        chromium: bool,
        /// Only benchmarks with this in their name
        filter: Option<String>,
        /// Further arguments for criterion
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Write docs/findings/, which the files of findings hold
    Docs,
    /// Run other people's cases, and print a table
    Conformance {
        /// The folder of cases
        folder: Option<PathBuf>,
        /// Only cases with this in their name
        name: Option<String>,
    },
}

/// A step of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// Formatting
    Fmt,
    /// No dependency asks for a newer Rust than this project does
    Msrv,
    /// Spelling
    Typos,
    /// Licences, bans and sources of dependencies
    Deny,
    /// Lints
    Clippy,
    /// Unit and integration tests
    Unit,
    /// Examples in the documentation
    Doc,
    /// Other people's cases
    Cases,
    /// The page's own logic, in a browser
    Wasm,
    /// The shipped page, driven as a person would
    E2e,
}

/// A path that starts and ends with a slash.
fn public_url(text: &str) -> Result<String, String> {
    if text.starts_with('/') && text.ends_with('/') {
        Ok(text.to_owned())
    } else {
        Err("it has to start and end with `/`".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Chore, String> {
        let words = std::iter::once("xtask").chain(words.split_whitespace());
        Arguments::try_parse_from(words).map(|found| found.chore).map_err(|error| error.to_string())
    }

    #[test]
    fn chores_and_their_flags() {
        assert_eq!(parse("serve"), Ok(Chore::Serve { port: 8080, dev: false }));
        assert_eq!(parse("serve --dev --port 0"), Ok(Chore::Serve { port: 0, dev: true }));
        assert_eq!(parse("test"), Ok(Chore::Test { only: vec![], skip: vec![] }));
        assert_eq!(parse("test --only unit"), Ok(Chore::Test { only: vec![Step::Unit], skip: vec![] }));
        let skip = vec![Step::Wasm, Step::E2e];
        assert_eq!(parse("test --skip wasm --skip e2e"), Ok(Chore::Test { only: vec![], skip }));
        assert_eq!(parse("dist"), Ok(Chore::Dist { public_url: "/podreach/".into(), record_sizes: false }));
        let dist = Chore::Dist { public_url: "/".into(), record_sizes: true };
        assert_eq!(parse("dist --public-url / --record-sizes"), Ok(dist));
        assert_eq!(parse("bench"), Ok(Chore::Bench { chromium: false, filter: None, arguments: vec![] }));
        assert_eq!(parse("bench --chromium"), Ok(Chore::Bench { chromium: true, filter: None, arguments: vec![] }));
        let arguments = vec!["--measurement-time".to_owned(), "2".to_owned()];
        assert_eq!(
            parse("bench growth -- --measurement-time 2"),
            Ok(Chore::Bench { chromium: false, filter: Some("growth".into()), arguments })
        );
        assert_eq!(parse("conformance"), Ok(Chore::Conformance { folder: None, name: None }));
        let (folder, name) = (Some("a".into()), Some("b".into()));
        assert_eq!(parse("conformance a b"), Ok(Chore::Conformance { folder, name }));
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        for words in [
            "",
            "srve",
            "serve --relase",
            "serve --release",
            "serve 8080",
            "serve --port",
            "serve --port x",
            "serve --port 70000",
            "serve --dev=yes",
            "test unit",
            "test --only nothing",
            "test --only unit --skip doc",
            "test --only",
            "test --onyl unit",
            "dist --public_url /x/",
            "dist --public-url x",
            "dist /podreach/",
            "dist --dev",
            "bench --measurement-time 2",
            "bench a b",
            "bench --chromium growth",
            "conformance a b c",
            "conformance --folder a",
            "--version",
        ] {
            assert!(parse(words).is_err(), "{words}");
        }
    }
}
