//! The left panel: texts as tabs, the editor, choices about them, and what is wrong with them.

mod asking;
mod drop;
mod editor;
mod element;
mod lighting;
mod namespace;
mod options;
mod tabs;
mod tools;

use leptos::prelude::*;

use super::icons::Icon;
use super::problems::ProblemList;
use super::soon::Soon;
use crate::frame::Frame;
use crate::state::AppState;
pub(crate) use drop::DropZone;
use editor::Editor;
use options::SourceOptions;
use tabs::TabBar;
use tools::{EditorTools, Tools};

/// The panel; closed, it is a strip that opens it.
#[component]
pub(crate) fn SourcesPanel() -> impl IntoView {
    let frame: Frame = expect_context();
    let state: AppState = expect_context();
    let problems = move || state.analysed.findings.with(|findings| findings.problems());
    let tools = Tools::new();
    view! {
        <section class="sources" aria-label="Sources">
            <Soon><TabBar /></Soon>
            <Soon><SourceOptions /></Soon>
            <Soon><EditorTools tools=tools /></Soon>
            <Soon><Editor tools=tools /></Soon>
            <Soon><ProblemList /></Soon>
        </section>
        <button
            type="button"
            class="sources-strip"
            aria-label="Open the sources"
            title="Open the sources"
            on:click=move |_| frame.sources.open.set(true)
        >
            {Icon::Panel.draw()}
            <span class="sources-strip__name">"Sources"</span>
            {move || (problems() > 0).then(|| view! { <span class="sources-strip__count">{Icon::Warning.draw()} {problems()}</span> })}
        </button>
    }
}
