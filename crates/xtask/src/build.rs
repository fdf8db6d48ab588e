//! Builds the page: editor and styles with esbuild, the rest with trunk.

use std::path::{Path, PathBuf};

use crate::command::{Failure, Run};
use crate::profile::Profile;
use crate::stamp::{self, Stamp};
use crate::{findings, paths, precache, setup, worker};

/// Builds the page for a sub-path and returns its folder. Where nothing has changed since the last time, that is all.
pub(crate) fn page(profile: Profile, public_url: &str, out: &Path) -> Result<PathBuf, Failure> {
    let (_, compiler) = Run::new("rustc").args(["-vV"]).output()?;
    let settings = [&format!("{profile:?}"), public_url, &compiler];
    let inputs = stamp::of_inputs(paths::root(), &settings)?;
    let stamp = Stamp::new(&paths::root().join("target/podreach-stamps"), out);
    if stamp.fits(&inputs, out) {
        println!("the page is up to date");
        return Ok(out.to_owned());
    }
    stamp.clear();
    let target = setup::wasm_target(profile)?;
    std::fs::create_dir_all(paths::root().join("target"))?;
    std::fs::write(made_with(), &target.made_with)?;
    let folders = [setup::trunk()?, setup::wasm_bindgen()?, setup::node_modules()?];
    bundle(profile)?;
    println!("building the page (usually {})", profile.usually());
    let mut trunk = Run::new("trunk").args(["build", "--public-url", public_url, "--dist"]).args([out]);
    if profile == Profile::Release {
        trunk = trunk.args(["--release", "--cargo-profile", "wasm"]);
    }
    trunk.path(&folders).envs(&target.env).env("NO_COLOR", "true").run()?;
    name_editor(out)?;
    if profile == Profile::Release {
        minify_glue(out)?;
    }
    worker::build(profile, &target, &folders, out)?;
    findings::page(out)?;
    precache::write(out, profile == Profile::Release)?;
    stamp.write(&inputs, out)?;
    Ok(out.to_owned())
}

/// The file that says what the last page was made with.
pub(crate) fn made_with() -> PathBuf {
    paths::root().join("target/podreach-made-with.txt")
}

/// Bundles the editor and the styles into `web/dist`, where trunk takes them from.
fn bundle(profile: Profile) -> Result<(), Failure> {
    let esbuild = paths::root().join("node_modules/.bin/esbuild");
    let out = paths::root().join("web/dist");
    std::fs::create_dir_all(&out)?;
    let run = |entry: &str, file: &str, more: &[&str]| {
        let mut run = Run::new(&esbuild).args([entry, "--bundle", "--log-level=warning"]).args(more);
        run = run.args([format!("--outfile={}", out.join(file).display())]);
        if profile == Profile::Release { run.args(["--minify"]).run() } else { run.run() }
    };
    run("web/editor/index.js", "editor.js", &["--format=esm", "--target=es2022"])?;
    let entry = out.join("index.css");
    std::fs::write(&entry, styles(&paths::root().join("web"))?)?;
    run(&entry.display().to_string(), "podreach.css", &[])
}

/// What the page's styles are made of: those that all components stand on, then the file of each component, which stands in its
/// folder under the folder's name.
fn styles(web: &Path) -> Result<String, Failure> {
    let mut text = "@import \"../styles/index.css\";\n".to_owned();
    let entries = std::fs::read_dir(web.join("src/components"))?.collect::<Result<Vec<_>, _>>()?;
    let mut names: Vec<String> = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    for name in names {
        let file = format!("src/components/{name}/{name}.css");
        if web.join(&file).is_file() {
            text.push_str(&format!("@import \"../{file}\";\n"));
        }
    }
    Ok(text)
}

/// Trunk copies the editor as it is; its name gets a hash of its content, so that browsers may keep it.
fn name_editor(out: &Path) -> Result<(), Failure> {
    let editor = out.join("editor.js");
    let bytes = std::fs::read(&editor)?;
    let name = format!("editor-{:016x}.js", stamp::fnv(&bytes));
    for entry in std::fs::read_dir(out)? {
        let path = entry?.path();
        let old = path.file_name().and_then(|name| name.to_str()).is_some_and(|file| file.starts_with("editor-"));
        if old {
            std::fs::remove_file(path)?;
        }
    }
    std::fs::rename(&editor, out.join(&name))?;
    let index = out.join("index.html");
    let html = std::fs::read_to_string(&index)?;
    std::fs::write(index, html.replace("data-editor=\"editor.js\"", &format!("data-editor=\"{name}\"")))?;
    Ok(())
}

/// Makes the script between the page and its WebAssembly small, which trunk cannot, and names it by what it is then.
fn minify_glue(out: &Path) -> Result<(), Failure> {
    let index = out.join("index.html");
    let html = std::fs::read_to_string(&index)?;
    let old = html.split_once("data-js=\"podreach-web-").and_then(|(_, rest)| rest.split_once('"'));
    let old = old.map(|(name, _)| format!("podreach-web-{name}"));
    let old = old.ok_or_else(|| Failure::new("index.html does not say which script starts the page"))?;
    let small = paths::root().join("target/podreach-glue.js");
    Run::new(paths::root().join("node_modules/.bin/esbuild"))
        .args([out.join(&old)])
        .args(["--minify", "--format=esm", "--target=es2022", "--log-level=warning"])
        .args([format!("--outfile={}", small.display())])
        .run()?;
    let bytes = std::fs::read(&small)?;
    let name = format!("podreach-web-{:016x}.js", stamp::fnv(&bytes));
    std::fs::remove_file(out.join(&old))?;
    std::fs::write(out.join(&name), bytes)?;
    std::fs::write(index, html.replace(&old, &name))?;
    Ok(())
}
