//! What the fuzzer starts from, and every such text with something cut out, is analysed without a panic. `cargo fuzz`
//! explores further (see `fuzz/`).

#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test may panic: that is how it fails")]

use std::path::Path;

use podreach_properties::analysis;

fn run(text: &str) {
    analysis(text, 4);
}

/// Texts of a folder; of large ones the start is enough.
fn texts(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn seeds_and_their_ruins() {
    for text in texts("fuzz/seeds") {
        run(&text);
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            run(&text[..at]);
            run(&text[at..]);
        }
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for at in 0..lines.len() {
            let without: String =
                lines.iter().enumerate().filter(|(line, _)| *line != at).map(|(_, line)| *line).collect();
            run(&without);
            let doubled: String = lines
                .iter()
                .enumerate()
                .flat_map(|(line, text)| std::iter::repeat_n(*text, 1 + usize::from(line == at)))
                .collect();
            run(&doubled);
        }
    }
}

#[test]
fn examples_cut_at_every_line() {
    for text in texts("web/examples").into_iter().chain((1..=5).map(podreach_testkit::reference::step)) {
        for (at, _) in text.match_indices('\n') {
            run(&text[..at]);
        }
    }
}
