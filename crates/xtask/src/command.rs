//! Running programs, with their failures in plain words.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::paths;

/// Why a chore stopped.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// A program to run in the checkout.
#[derive(Debug)]
pub(crate) struct Run {
    command: Command,
    shown: String,
    path: Vec<PathBuf>,
}

impl Run {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(&program);
        command.current_dir(paths::root());
        Self { command, shown: program.as_ref().to_string_lossy().into_owned(), path: Vec::new() }
    }

    pub(crate) fn cargo<const N: usize>(arguments: [&str; N]) -> Self {
        // Cargo sets these for what it runs; a cargo inside would take them for its own.
        let mut run = Self::new("cargo").args(arguments);
        for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "RUSTUP_TOOLCHAIN_SOURCE"] {
            run.command.env_remove(name);
        }
        run
    }

    pub(crate) fn args<T: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = T>) -> Self {
        for argument in arguments {
            self.shown.push(' ');
            self.shown.push_str(&argument.as_ref().to_string_lossy());
            self.command.arg(argument);
        }
        self
    }

    pub(crate) fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn envs(mut self, list: &[(String, OsString)]) -> Self {
        for (name, value) in list {
            self.command.env(name, value);
        }
        self
    }

    pub(crate) fn current_dir(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Puts folders in front of PATH.
    pub(crate) fn path(mut self, folders: &[PathBuf]) -> Self {
        self.path.extend_from_slice(folders);
        self
    }

    fn prepare(&mut self) {
        if self.path.is_empty() {
            return;
        }
        let old = std::env::var_os("PATH").unwrap_or_default();
        let all = self.path.iter().cloned().chain(std::env::split_paths(&old));
        if let Ok(joined) = std::env::join_paths(all) {
            self.command.env("PATH", joined);
        }
    }

    /// Runs with output passed on.
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        self.prepare();
        let status =
            self.command.status().map_err(|error| Failure::new(format!("cannot run `{}`: {error}", self.shown)))?;
        if status.success() { Ok(()) } else { Err(Failure::new(format!("`{}` failed ({status})", self.shown))) }
    }

    /// Runs and returns standard output and success; errors of the program itself are in the text.
    pub(crate) fn output(mut self) -> Result<(bool, String), Failure> {
        self.prepare();
        let output =
            self.command.output().map_err(|error| Failure::new(format!("cannot run `{}`: {error}", self.shown)))?;
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        Ok((output.status.success(), text))
    }

    /// Runs with output passed on and kept.
    pub(crate) fn tee(mut self) -> Result<(bool, String), Failure> {
        use std::io::{BufRead as _, BufReader};
        use std::process::Stdio;
        self.prepare();
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Failure::new(format!("cannot run `{}`: {error}", self.shown)))?;
        let mut kept = String::new();
        if let Some(out) = child.stdout.take() {
            for line in BufReader::new(out).lines() {
                let line = line.unwrap_or_default();
                println!("{line}");
                kept.push_str(&line);
                kept.push('\n');
            }
        }
        let status = child.wait()?;
        Ok((status.success(), kept))
    }
}
