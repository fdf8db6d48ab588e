//! Labels of the built-in examples: none covers another one, a name or a count of a namespace, and few are missing.

use std::path::Path;

use podreach_eval::{GraphOptions, Options, analyze};
use podreach_picture::measure::{Font, width};
use podreach_picture::scene::{LineState, Scene};
use podreach_picture::{Arrangement, Bounds, Picked, arrange};
use podreach_syntax::Sources;

fn overlap(one: &Bounds, other: &Bounds) -> bool {
    one.x + 1.0 < other.x + other.width
        && other.x + 1.0 < one.x + one.width
        && one.y + 1.0 < other.y + other.height
        && other.y + 1.0 < one.y + one.height
}

/// Texts of the headers, as the page draws them.
fn headers(scene: &Scene) -> Vec<(String, Bounds)> {
    let of = |namespace: &podreach_picture::scene::SceneNamespace| {
        let (rect, note) = (namespace.rect, width(&namespace.note, Font::sans(11.0)));
        let name = Bounds {
            x: rect.x + 16.0,
            y: rect.y + 14.0,
            width: width(&namespace.name, Font::bold(12.0)),
            height: 13.0,
        };
        let right = Bounds { x: rect.x + rect.width - 14.0 - note, y: rect.y + 14.0, width: note, height: 13.0 };
        [(namespace.name.clone(), name), (namespace.note.clone(), right)]
    };
    scene.namespaces.iter().flat_map(of).filter(|(text, _)| !text.is_empty()).collect()
}

#[test]
fn no_label_of_an_example_covers_another() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/examples");
    let (mut labels, mut missing) = (0, 0);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| (path.display().to_string(), std::fs::read_to_string(path).unwrap());
    let steps = (1..=5).map(|number| (format!("step {number}"), podreach_testkit::reference::step(number)));
    for (path, text) in files.iter().map(read).chain(steps) {
        let analysis = analyze(&Sources::single("a.yaml", text), &Options::default());
        let view = analysis.graph_view(&GraphOptions::default());
        let selections = view.nodes.iter().map(|node| Picked::Node(node.id.clone())).chain([Picked::Nothing]);
        for (selected, compact) in selections.flat_map(|picked| [(picked.clone(), false), (picked, true)]) {
            let show_blocked = selected != Picked::Nothing;
            let options =
                Arrangement { compact, show_services: true, show_blocked, selected, ..Arrangement::default() };
            let scene = arrange::scene(&view, &options);
            let mut texts = headers(&scene);
            for edge in &scene.edges {
                let Some(chip) = &edge.chip else {
                    missing += usize::from(edge.facts.state != LineState::Blocked);
                    continue;
                };
                labels += 1;
                for (text, taken) in &texts {
                    assert!(!overlap(&chip.rect, taken), "{path} {options:?}: {} over {text}", chip.text);
                }
                texts.push((chip.text.clone(), chip.rect));
            }
        }
    }
    assert!(labels > 1000 && missing * 50 < labels, "{missing} of {labels} are missing");
}
