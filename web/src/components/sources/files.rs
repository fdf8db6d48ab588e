//! Files that a person opens or drops: read here, sent nowhere.

use gloo_file::File;
use gloo_file::futures::read_as_bytes;
use podreach_syntax::Limits;
use wasm_bindgen_futures::spawn_local;
use web_sys::FileList;

use crate::state::AppState;

/// Reads the files and adds them to the sources.
pub(crate) fn open(state: AppState, list: &FileList) {
    let files: Vec<File> = (0..list.length()).filter_map(|at| list.get(at)).map(File::from).collect();
    spawn_local(async move {
        let mut read = Vec::new();
        let mut failed = Vec::new();
        for file in files {
            if file.size() > Limits::PAGE.bytes {
                failed.push(format!("{} is larger than {} MiB", file.name(), Limits::PAGE.bytes >> 20));
                continue;
            }
            match read_as_bytes(&file).await.map(String::from_utf8) {
                Ok(Ok(text)) => read.push((file.name(), text)),
                Ok(Err(_)) => failed.push(format!("{} is not text in UTF-8", file.name())),
                Err(_) => failed.push(format!("{} could not be read", file.name())),
            }
        }
        read.sort_by(|left, right| left.0.cmp(&right.0));
        if !read.is_empty() {
            state.add(read);
        }
        if !failed.is_empty() {
            state.say(format!("{}.", failed.join("; ")), true);
        }
    });
}
