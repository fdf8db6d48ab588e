//! Builds the worker beside the page: its own WebAssembly, with its glue and its entry in one script.

use std::path::{Path, PathBuf};

use crate::command::{Failure, Run};
use crate::profile::Profile;
use crate::setup::WasmTarget;
use crate::{paths, stamp};

/// Builds the worker into a folder that holds the page, and writes the names of its files into the page.
pub(crate) fn build(profile: Profile, target: &WasmTarget, folders: &[PathBuf], out: &Path) -> Result<(), Failure> {
    let root = paths::root();
    let (cargo_profile, folder) = match profile {
        Profile::Quick => ("dev", "debug"),
        Profile::Release => ("worker", "worker"),
    };
    Run::cargo([
        "build",
        "--package",
        "podreach-worker",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        cargo_profile,
    ])
    .envs(&target.env)
    .run()?;
    let built = root.join("target/wasm32-unknown-unknown").join(folder).join("podreach_worker.wasm");
    let room = root.join("target/podreach-worker");
    std::fs::create_dir_all(&room)?;
    let mut bindgen = Run::new("wasm-bindgen").args(["--target", "web", "--no-typescript", "--out-name", "glue"]);
    if profile == Profile::Release {
        // wasm-opt is not run: it makes the file a tenth smaller and the file as it is sent a tenth larger, since what it writes
        // packs worse than what the compiler does.
        bindgen = bindgen.args(["--remove-name-section", "--remove-producers-section"]);
    }
    bindgen.args(["--out-dir"]).args([&room]).args([&built]).path(folders).run()?;
    let wasm = room.join("glue_bg.wasm");
    std::fs::copy(root.join("web/worker/entry.js"), room.join("entry.js"))?;
    let script = room.join("worker.js");
    let mut esbuild = Run::new(root.join("node_modules/.bin/esbuild"))
        .args([&room.join("entry.js")])
        .args(["--bundle", "--log-level=warning", "--format=esm", "--target=es2022"])
        .args([format!("--outfile={}", script.display())]);
    if profile == Profile::Release {
        esbuild = esbuild.args(["--minify"]);
    }
    esbuild.run()?;
    let (script, wasm) = (named(&script, "js", out)?, named(&wasm, "wasm", out)?);
    let index = out.join("index.html");
    let html = std::fs::read_to_string(&index)?;
    let html = html.replace("data-js=\"worker.js\"", &format!("data-js=\"{script}\""));
    std::fs::write(index, html.replace("data-wasm=\"worker.wasm\"", &format!("data-wasm=\"{wasm}\"")))?;
    Ok(())
}

/// Copies a file under a name with a hash of its content, so that browsers may keep it.
fn named(file: &Path, extension: &str, out: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(file)?;
    let name = format!("podreach-worker-{:016x}.{extension}", stamp::fnv(&bytes));
    std::fs::write(out.join(&name), bytes)?;
    Ok(name)
}
