//! Tells whether a build would give what is there already: a stamp of everything that goes into the page and of what came out.
//!
//! Contents count and not times, so a checkout, a copy or a branch that is switched to and back costs no build.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::command::Failure;

/// Files and folders of the checkout that go into the page, or into the way it is built.
const INPUTS: [&str; 9] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates",
    "index.html",
    "package-lock.json",
    "package.json",
    "web",
];

/// Folders of a crate that do not: what is made by the build, and what only tests use.
const OTHERS: [&str; 5] = ["dist", "node_modules", "target", "tests", "benches"];

/// Environment variables that change what compilers do.
const VARIABLES: [&str; 4] = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTUP_TOOLCHAIN", "PODREACH_WASM_FALLBACK"];

/// A text that is the same exactly if the inputs are: one line each for settings, variables and files.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn of_inputs(root: &Path, settings: &[&str]) -> Result<String, Failure> {
    let mut text = String::new();
    for setting in settings {
        let _ = writeln!(text, "setting {setting}");
    }
    for name in VARIABLES {
        if let Some(value) = std::env::var_os(name) {
            let _ = writeln!(text, "variable {name} {}", value.to_string_lossy());
        }
    }
    for input in INPUTS {
        let path = root.join(input);
        if path.exists() {
            files(&path, &mut text, root)?;
        }
    }
    Ok(text)
}

/// The same for what a build made.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn of_output(out: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    files(out, &mut text, out)?;
    Ok(text)
}

/// One line for each file: its path, its length and a hash of its content.
fn files(path: &Path, text: &mut String, root: &Path) -> Result<(), Failure> {
    let failure = |error: std::io::Error| Failure::new(format!("cannot read `{}`: {error}", path.display()));
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(failure)?;
        let mut entries: Vec<PathBuf> =
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(failure)?;
        entries.sort();
        let of_crate = path.join("Cargo.toml").is_file();
        let skipped = |path: &PathBuf| {
            of_crate && path.file_name().and_then(OsStr::to_str).is_some_and(|name| OTHERS.contains(&name))
        };
        for entry in entries.iter().filter(|entry| !(entry.is_dir() && skipped(entry))) {
            files(entry, text, root)?;
        }
        return Ok(());
    }
    let bytes = std::fs::read(path).map_err(failure)?;
    let name = path.strip_prefix(root).unwrap_or(path).display();
    let _ = writeln!(text, "file {} {:016x} {name}", bytes.len(), fnv(&bytes));
    Ok(())
}

/// FNV-1a, which is enough to tell versions apart.
pub(crate) fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Where the stamp of a build is kept.
#[derive(Debug)]
pub(crate) struct Stamp {
    file: PathBuf,
}

impl Stamp {
    /// The stamp of a folder that a build writes to, in a folder of stamps.
    pub(crate) fn new(stamps: &Path, out: &Path) -> Self {
        Self { file: stamps.join(format!("{:016x}", fnv(out.as_os_str().as_encoded_bytes()))) }
    }

    /// Whether the folder holds what a build of these inputs made.
    pub(crate) fn fits(&self, inputs: &str, out: &Path) -> bool {
        let Ok(known) = std::fs::read_to_string(&self.file) else { return false };
        out.is_dir() && of_output(out).is_ok_and(|output| known == format!("{inputs}\n{output}"))
    }

    /// Forgets it, before a build begins: one that fails or is stopped leaves none.
    pub(crate) fn clear(&self) {
        let _ = std::fs::remove_file(&self.file);
    }

    /// Remembers what a build made of these inputs. They are those from before the build: what was edited meanwhile is new.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn write(&self, inputs: &str, out: &Path) -> Result<(), Failure> {
        let output = of_output(out)?;
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(&self.file, format!("{inputs}\n{output}"))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A checkout in small, and its page.
    struct Checkout(PathBuf);

    impl Checkout {
        fn new(name: &str) -> Self {
            let root = std::env::temp_dir().join(format!("podreach-stamp-{name}-{}", std::process::id()));
            let checkout = Self(root);
            for file in [
                "web/src/lib.rs",
                "web/Cargo.toml",
                "crates/a/Cargo.toml",
                "crates/a/src/lib.rs",
                "crates/a/src/tests/x.rs",
                "crates/a/tests/x.rs",
                "Cargo.lock",
                "README.md",
                "out/a.js",
            ] {
                checkout.write(file, "first");
            }
            checkout
        }

        fn write(&self, file: &str, text: &str) {
            let path = self.0.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }

        fn inputs(&self) -> String {
            of_inputs(&self.0, &["release"]).unwrap()
        }

        fn out(&self) -> PathBuf {
            self.0.join("out")
        }

        fn stamp(&self) -> Stamp {
            Stamp::new(&self.0.join("target/stamps"), &self.out())
        }

        /// What a start does; whether it built.
        fn start(&self) -> bool {
            let (stamp, inputs) = (self.stamp(), self.inputs());
            if stamp.fits(&inputs, &self.out()) {
                return false;
            }
            stamp.clear();
            self.write("out/a.js", &format!("{:016x}", fnv(inputs.as_bytes())));
            stamp.write(&inputs, &self.out()).unwrap();
            true
        }
    }

    impl Drop for Checkout {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn only_a_change_is_built() {
        let checkout = Checkout::new("change");
        assert!(checkout.start() && !checkout.start());
        // A file of the page, a new file, one that is gone, the lock file.
        checkout.write("web/src/lib.rs", "other");
        assert!(checkout.start() && !checkout.start());
        checkout.write("crates/a/src/new.rs", "");
        assert!(checkout.start() && !checkout.start());
        std::fs::remove_file(checkout.0.join("crates/a/src/new.rs")).unwrap();
        assert!(checkout.start() && !checkout.start());
        checkout.write("Cargo.lock", "2");
        assert!(checkout.start() && !checkout.start());
        checkout.write("crates/a/src/tests/x.rs", "2");
        assert!(checkout.start() && !checkout.start());
        // What is not part of it, and a file that is written again as it was.
        checkout.write("README.md", "2");
        checkout.write("crates/a/tests/x.rs", "2");
        checkout.write("web/dist/editor.js", "2");
        checkout.write("web/src/lib.rs", "other");
        assert!(!checkout.start());
    }

    #[test]
    fn what_was_built_has_to_be_there() {
        let checkout = Checkout::new("output");
        assert!(checkout.start());
        checkout.write("out/a.js", "edited");
        assert!(checkout.start() && !checkout.start());
        std::fs::remove_dir_all(checkout.out()).unwrap();
        assert!(checkout.start() && !checkout.start());
    }

    #[test]
    fn a_build_that_was_stopped_is_made_again() {
        let checkout = Checkout::new("stopped");
        assert!(checkout.start());
        checkout.stamp().clear();
        assert!(checkout.start());
        // Edited while it was built: the stamp is of the text before.
        let (stamp, before) = (checkout.stamp(), checkout.inputs());
        checkout.write("web/src/lib.rs", "meanwhile");
        stamp.write(&before, &checkout.out()).unwrap();
        assert!(checkout.start() && !checkout.start());
    }

    #[test]
    fn settings_are_inputs() {
        let checkout = Checkout::new("settings");
        let of = |settings: &[&str]| of_inputs(&checkout.0, settings).unwrap();
        assert_ne!(of(&["release"]), of(&["quick"]));
        assert_ne!(of(&["a", "b"]), of(&["a b"]));
    }
}
