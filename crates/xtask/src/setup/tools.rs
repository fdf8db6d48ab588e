//! Rust tools: trunk, and wasm-bindgen at the version in the lock file.

use std::ffi::OsStr;
use std::path::PathBuf;

use super::say;
use crate::command::{Failure, Run};
use crate::paths;

/// The newest trunk that builds with the Rust this project asks for.
const TRUNK: &str = "0.21.14";

/// The folder that holds trunk.
pub(crate) fn trunk() -> Result<PathBuf, Failure> {
    install("trunk", TRUNK, &["--locked", "--no-default-features"], "4 minutes")
}

/// The folder that holds wasm-bindgen and its test runner.
pub(crate) fn wasm_bindgen() -> Result<PathBuf, Failure> {
    let lock = std::fs::read_to_string(paths::root().join("Cargo.lock"))?;
    let version =
        locked_version(&lock, "wasm-bindgen").ok_or_else(|| Failure::new("Cargo.lock names no wasm-bindgen"))?;
    // Its own lock file names a crate that is not served any more, so it is resolved anew.
    install("wasm-bindgen-cli", &version, &[], "3 minutes")
}

/// The version of a crate in a lock file.
fn locked_version(lock: &str, name: &str) -> Option<String> {
    let wanted = format!("name = \"{name}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == wanted)?;
    Some(lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

fn install(name: &str, version: &str, flags: &[&str], usually: &str) -> Result<PathBuf, Failure> {
    let tool = Tool { name, version, root: paths::cache().join("tools").join(format!("{}-{version}", short(name))) };
    let path = std::env::var_os("PATH").unwrap_or_default();
    tool.install(&path, |tool| compile(tool, flags, usually))
}

/// Compiles a tool from source.
fn compile(tool: &Tool<'_>, flags: &[&str], usually: &str) -> Result<(), Failure> {
    say(&format!("compiling {} {}", tool.name, tool.version), usually);
    // A tool that runs for seconds is not worth minutes of optimising.
    Run::cargo(["install", tool.name])
        .args(["--version", &format!("={}", tool.version), "--root"])
        .args([&tool.root])
        .args(flags)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_TARGET_DIR", paths::cache().join("build"))
        .current_dir(&std::env::temp_dir())
        .run()
}

/// The program of a package.
fn short(name: &str) -> &str {
    name.strip_suffix("-cli").unwrap_or(name)
}

/// A package with a program, and the folder that it is kept in.
struct Tool<'a> {
    name: &'a str,
    version: &'a str,
    root: PathBuf,
}

impl Tool<'_> {
    /// The folder that holds the program, which is put there when it is missing: ready-made where `cargo-binstall` is on the
    /// search path and has it, else compiled.
    fn install(&self, path: &OsStr, compile: impl FnOnce(&Self) -> Result<(), Failure>) -> Result<PathBuf, Failure> {
        let bin = self.root.join("bin");
        if !self.is_there() && !self.ready_made(path) {
            compile(self)?;
        }
        Ok(bin)
    }

    fn program(&self) -> PathBuf {
        self.root.join("bin").join(short(self.name)).with_extension(std::env::consts::EXE_EXTENSION)
    }

    fn is_there(&self) -> bool {
        self.program().is_file()
    }

    /// Fetches the program as its project or others have built it; whether it is there afterwards and runs.
    fn ready_made(&self, path: &OsStr) -> bool {
        let Some(binstall) = paths::which_in(path, "cargo-binstall") else { return false };
        say(&format!("fetching {} {} with cargo-binstall", self.name, self.version), "10 seconds");
        // It compiles when it finds nothing; that is done here, with settings that take less time.
        let fetched = Run::new(binstall)
            .args(["--no-confirm", "--disable-strategies", "compile", "--root"])
            .args([&self.root])
            .args([format!("{}@{}", self.name, self.version)])
            .env("CARGO_INSTALL_ROOT", &self.root)
            .current_dir(&std::env::temp_dir())
            .run();
        // One that was built for another system is there and does not run.
        let runs = || Run::new(self.program()).args(["--version"]).output().is_ok_and(|(ok, _)| ok);
        if fetched.is_ok() && self.is_there() && runs() {
            return true;
        }
        println!("setup: there is no ready-made {} {} for this system", self.name, self.version);
        let _ = std::fs::remove_file(self.program());
        false
    }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn finds_the_locked_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }

    /// A folder with a `cargo-binstall` that does what a script says.
    #[cfg(unix)]
    struct StandIn(PathBuf);

    #[cfg(unix)]
    impl StandIn {
        fn new(name: &str, script: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("podreach-binstall-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            let file = folder.join("cargo-binstall");
            std::fs::write(&file, format!("#!/bin/sh\n{script}")).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
            Self(folder)
        }

        /// Installs a tool; whether it was compiled.
        fn install(&self) -> bool {
            let tool = Tool { name: "wasm-bindgen-cli", version: "1.2.3", root: self.0.join("root") };
            let mut compiled = false;
            let bin = tool.install(self.0.as_os_str(), |tool| {
                compiled = true;
                std::fs::create_dir_all(tool.root.join("bin"))?;
                Ok(std::fs::write(tool.program(), "compiled")?)
            });
            assert_eq!(bin.unwrap(), self.0.join("root/bin"));
            assert!(self.0.join("root/bin/wasm-bindgen").is_file());
            compiled
        }

        /// What `cargo-binstall` was called with, a line for each time.
        fn calls(&self) -> Vec<String> {
            let text = std::fs::read_to_string(self.0.join("calls")).unwrap_or_default();
            text.lines().map(str::to_owned).collect()
        }
    }

    #[cfg(unix)]
    impl Drop for StandIn {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    /// Notes its arguments, and puts a program where `--root` says.
    #[cfg(unix)]
    const SCRIPT: &str = r#"
here=$(dirname "$0")
echo "$@" >> "$here/calls"
while [ $# -gt 0 ]; do
  if [ "$1" = --root ]; then root=$2; fi
  shift
done
/bin/mkdir -p "$root/bin"
printf '#!/bin/sh\necho wasm-bindgen 1.2.3\n' > "$root/bin/wasm-bindgen"
/bin/chmod 755 "$root/bin/wasm-bindgen"
"#;

    #[cfg(unix)]
    #[test]
    fn tools_come_ready_made_where_that_is_possible() {
        let stand_in = StandIn::new("ready", SCRIPT);
        assert!(!stand_in.install() && !stand_in.install());
        let root = stand_in.0.join("root").display().to_string();
        let expected = format!("--no-confirm --disable-strategies compile --root {root} wasm-bindgen-cli@1.2.3");
        assert_eq!(stand_in.calls(), [expected], "and only once");
    }

    #[cfg(unix)]
    #[test]
    fn tools_are_compiled_where_none_is_ready_made() {
        // It fails; it says that all is well and brings nothing; it brings a program that does not run.
        for (name, script) in [
            ("fails", "exit 1\n".to_owned()),
            ("nothing", "exit 0\n".to_owned()),
            ("foreign", SCRIPT.replace("echo wasm-bindgen 1.2.3", "exit 126")),
        ] {
            let stand_in = StandIn::new(name, &script);
            assert!(stand_in.install() && !stand_in.install(), "{name}");
        }
        // A file of that name that cannot be run is none.
        let stand_in = StandIn::new("plain", SCRIPT);
        std::fs::set_permissions(stand_in.0.join("cargo-binstall"), std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(stand_in.install() && stand_in.calls().is_empty());
    }
}
