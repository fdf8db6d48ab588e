//! The wasm32 target of the compiler.
//!
//! `rustup target add` is the ordinary way. Where the download is not to be had, Debian's `rustc-web` is a compiler with the
//! library's source beside it: the library is built once and put into a sysroot of our own. `PODREACH_WASM_FALLBACK=1`
//! takes the second way at once, so that both stay tested.
//!
//! A page as it is shipped is built with a standard library that is made for size: every type that is sorted has a copy of the
//! sorting functions, and those of the ordinary library are a seventh of the worker. The library is compiled once for each
//! compiler, into the same kind of sysroot.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::say;
use crate::command::{Failure, Run};
use crate::profile::Profile;
use crate::{paths, stamp};

const TARGET: &str = "wasm32-unknown-unknown";
/// What the library is built with: short sorting functions, and no tables for fast numbers.
const FEATURES: &str = "optimize_for_size";

/// What a build for wasm needs in its environment; empty for the ordinary way.
#[derive(Clone, Debug, Default)]
pub(crate) struct WasmTarget {
    /// Variables for cargo.
    pub(crate) env: Vec<(String, OsString)>,
}

/// Makes the target usable, as far as a profile needs it.
pub(crate) fn wasm_target(profile: Profile) -> Result<WasmTarget, Failure> {
    let forced = std::env::var_os("PODREACH_WASM_FALLBACK").is_some_and(|value| value == "1");
    if forced || !has_ordinary() {
        return fallback();
    }
    match profile {
        Profile::Quick => Ok(WasmTarget::default()),
        Profile::Release => small(),
    }
}

/// Whether the compiler has the target, or gets it.
fn has_ordinary() -> bool {
    let has = || sysroot("rustc").is_ok_and(|sysroot| has_target(&sysroot));
    has() || {
        paths::which("rustup").is_some() && {
            say("adding the wasm32 target", "2 seconds");
            Run::new("rustup").args(["target", "add", TARGET]).run().is_ok() && has()
        }
    }
}

/// The ordinary compiler with a library made for size. Where that cannot be built, the library is the ordinary one.
fn small() -> Result<WasmTarget, Failure> {
    let source = sysroot("rustc")?.join("lib/rustlib/src/rust/library");
    let has_source = || source.join("std").is_dir();
    if !has_source() && paths::which("rustup").is_some() {
        say("adding the source of the standard library", "2 seconds");
        let _ = Run::new("rustup").args(["component", "add", "rust-src"]).run();
    }
    let made = if has_source() {
        library("rustc", "cargo", &source)
    } else {
        Err(Failure::new("its source is missing (`rustup component add rust-src`)"))
    };
    match made {
        Ok(sysroot) => {
            let flags = format!("--cfg=erase_components --sysroot {}", sysroot.display());
            Ok(WasmTarget { env: vec![("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS".to_owned(), flags.into())] })
        }
        Err(failure) => {
            println!("no standard library made for size: {failure}. What is built is larger than what is shipped.");
            Ok(WasmTarget::default())
        }
    }
}

/// The sysroot of a compiler with a library made for size, which is built where it is missing.
fn library(rustc: &str, cargo: &str, source: &Path) -> Result<PathBuf, Failure> {
    let (_, version) = Run::new(rustc).args(["-vV"]).output()?;
    let folder = paths::cache().join(format!("sysroot-{:016x}", stamp::fnv(format!("{version}{FEATURES}").as_bytes())));
    let done = folder.join("done.txt");
    if !done.is_file() {
        say("building the standard library for wasm32", "1 minute");
        build_library(rustc, cargo, source, &folder)?;
        std::fs::write(&done, &version)?;
    }
    Ok(folder)
}

fn sysroot(rustc: &str) -> Result<PathBuf, Failure> {
    let (ok, text) = Run::new(rustc).args(["--print", "sysroot"]).output()?;
    if ok {
        Ok(PathBuf::from(text.trim()))
    } else {
        Err(Failure::new(format!("`{rustc} --print sysroot` failed: {text}")))
    }
}

fn has_target(sysroot: &Path) -> bool {
    let library = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    std::fs::read_dir(library).is_ok_and(|mut entries| entries.next().is_some())
}

/// Debian's compiler with a sysroot that holds the library for wasm.
fn fallback() -> Result<WasmTarget, Failure> {
    let rustc = Path::new("/usr/bin/rustc");
    let source = library_source();
    if !rustc.is_file() || source.is_none() || !Path::new("/usr/bin/cargo").is_file() {
        install_packages()?;
    }
    let source = library_source().ok_or_else(missing)?;
    let sysroot = library("/usr/bin/rustc", "/usr/bin/cargo", &source)?;
    // These flags take the place of those in .cargo/config.toml, so the one there is said again.
    let flags = format!("--cfg=erase_components -C linker-flavor=wasm-ld --sysroot {}", sysroot.display());
    let env = vec![
        ("RUSTC".to_owned(), OsString::from(rustc)),
        ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER".to_owned(), host_bin()?.join("rust-lld").into_os_string()),
        ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS".to_owned(), flags.into()),
    ];
    Ok(WasmTarget { env })
}

fn library_source() -> Option<PathBuf> {
    let entries = std::fs::read_dir("/usr/src").ok()?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("library/vendor").is_dir() && path.join("library/std").is_dir())
        .collect();
    found.sort();
    found.pop()
}

/// Debian's compiler for the web.
fn install_packages() -> Result<(), Failure> {
    let installed = super::apt_install(&["rustc-web", "cargo-web", "rust-web-src"], "30 seconds")?;
    if installed { Ok(()) } else { Err(missing()) }
}

fn missing() -> Failure {
    Failure::new(format!(
        "the {TARGET} target is missing and cannot be downloaded. Run `rustup target add {TARGET}` where the network \
         allows it, or on Debian `sudo apt-get install rustc-web cargo-web rust-web-src`."
    ))
}

/// The folder with the linker that comes with the ordinary compiler.
fn host_bin() -> Result<PathBuf, Failure> {
    let library = sysroot("rustc")?.join("lib/rustlib");
    let entries = std::fs::read_dir(&library)?;
    let folders = entries.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    folders.into_iter().find(|folder| folder.join("rust-lld").is_file()).ok_or_else(|| {
        Failure::new("the compiler comes without rust-lld; install Rust with rustup (https://rustup.rs)")
    })
}

fn build_library(rustc: &str, cargo: &str, source: &Path, out: &Path) -> Result<(), Failure> {
    let work = paths::cache().join("sysroot-build");
    let _ = std::fs::remove_dir_all(&work);
    std::fs::create_dir_all(work.join("src"))?;
    std::fs::write(
        work.join("Cargo.toml"),
        "[package]\nname = \"sysroot\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n[workspace]\n",
    )?;
    std::fs::write(work.join("src/lib.rs"), "")?;
    // Link-time optimisation wants the library's bitcode.
    let flags =
        format!("-C embed-bitcode=yes -C linker={} -C linker-flavor=wasm-ld", host_bin()?.join("rust-lld").display());
    let mut build = Run::new(cargo);
    // Debian has the library's dependencies beside it.
    let vendor = source.join("vendor");
    if vendor.is_dir() {
        build = build.args(["--config", "source.crates-io.replace-with=\"v\"", "--config"]);
        build = build.args([format!("source.v.directory=\"{}\"", vendor.display())]).args(["--offline"]);
    }
    build
        .args(["build", "-Zbuild-std=std,panic_abort,test", "--release", "--target", TARGET])
        .args([format!("-Zbuild-std-features={FEATURES}")])
        .env("RUSTC", rustc)
        // The library can only be built with features that are not stable.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "s")
        .env("CARGO_TARGET_DIR", work.join("target"))
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags)
        .current_dir(&work)
        .run()?;
    let rustlib = out.join("lib/rustlib");
    let library = rustlib.join(TARGET).join("lib");
    let _ = std::fs::remove_dir_all(out);
    std::fs::create_dir_all(&library)?;
    for entry in std::fs::read_dir(work.join("target").join(TARGET).join("release/deps"))? {
        let path = entry?.path();
        if let (true, Some(name)) = (path.extension().is_some_and(|end| end == "rlib"), path.file_name()) {
            std::fs::copy(&path, library.join(name))?;
        }
    }
    // Build scripts and macros run on this machine and want its library, too.
    let host = sysroot(rustc)?.join("lib/rustlib");
    for entry in std::fs::read_dir(host)? {
        let path = entry?.path();
        if let (true, Some(name)) = (path.is_dir(), path.file_name())
            && name != TARGET
        {
            #[cfg(unix)]
            std::os::unix::fs::symlink(&path, rustlib.join(name))?;
        }
    }
    let _ = std::fs::remove_dir_all(&work);
    Ok(())
}
