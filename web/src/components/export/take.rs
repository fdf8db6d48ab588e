//! Asks the worker for a file, and gives it to the person.

use leptos::prelude::*;
use podreach_session::page::{Export, ExportFormat, ExportWhat, Exported};
use wasm_bindgen_futures::spawn_local;

use crate::state::{AppState, ViewId};
use crate::{clipboard, download};

/// What the view that is shown gives: its name, what it is, its formats. What has no form of its own gives nothing.
pub(super) fn of_view(state: AppState) -> Option<(&'static str, ExportWhat, &'static [ExportFormat])> {
    const TABLES: &[ExportFormat] = &[ExportFormat::Csv, ExportFormat::Markdown];
    let found = || state.chosen.find.get_untracked();
    match state.chosen.view.get() {
        ViewId("graph") => {
            let picture = state.chosen.pictured.get_untracked();
            Some((
                "The graph as shown",
                ExportWhat::Picture(Box::new(picture)),
                &[ExportFormat::Svg, ExportFormat::Png],
            ))
        }
        ViewId("matrix") => Some(("The matrix", ExportWhat::Matrix(found()), TABLES)),
        ViewId("rules") => Some(("The rules", ExportWhat::Rules, TABLES)),
        _ => None,
    }
}

/// Asks for a file. What cannot be written is said.
pub(super) fn ask(state: AppState, what: ExportWhat, format: ExportFormat, done: impl FnOnce(Exported) + 'static) {
    let title = state.written.title.get_untracked();
    state.analysed.ask_once(Export { what, format, title }, move |answer| match answer {
        Ok(file) => done(file),
        Err(why) => state.session.say(why, true),
    });
}

/// Saves a file.
pub(super) fn save(state: AppState, what: ExportWhat, format: ExportFormat) {
    ask(state, what, format, move |file| {
        if format == ExportFormat::Png {
            spawn_local(save_png(state, file));
        } else {
            download::save(&file.text, &file.media_type, &file.name);
            said(state, &file.name);
        }
    });
}

async fn save_png(state: AppState, file: Exported) {
    match download::png(&file.text).await {
        Some(blob) => {
            download::save_blob(&blob, &file.name);
            said(state, &file.name);
        }
        None => state.session.say("The browser cannot make a picture of this size. Take the SVG.", true),
    }
}

fn said(state: AppState, name: &str) {
    state.session.say(format!("Saved {name}."), false);
}

/// Copies the text for a pull request.
pub(super) fn copy_for_pull_request(state: AppState) {
    ask(state, ExportWhat::PullRequest, ExportFormat::Markdown, move |file| {
        spawn_local(async move {
            if clipboard::copy(&file.text).await {
                state.session.say("The Markdown is copied. Paste it into the pull request.", false);
            } else {
                download::save(&file.text, &file.media_type, &file.name);
                state.session.say(format!("The browser does not let the page copy. Saved {}.", file.name), true);
            }
        });
    });
}
