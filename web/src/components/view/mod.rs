//! The centre: one result, seen in one of the views of the registry.

pub(crate) mod registry;
mod steps;

use leptos::prelude::*;
use podreach_link::encode_fragment;

use super::compare::CompareBar;
use super::filters::{FilterBar, FilterButton};
use super::find::FindBox;
use super::help::HelpDialog;
use super::icons::Icon;
use super::preview::ProposalBar;
use super::soon::Soon;
use crate::address::{base, is_embedded};
use crate::state::{AppState, ViewId};
use crate::worker::Trouble;
use registry::VIEWS;
use steps::StepBar;

/// Tabs, tools and the chosen view.
#[component]
pub(crate) fn ViewPanel() -> impl IntoView {
    let state: AppState = expect_context();
    let shown = move || registry::row(state.chosen.view.get());
    view! {
        <section class="view" aria-label="View">
            <div class="view__bar">
                <ViewTabs />
                <Soon>
                    <div class="view__tools">
                        {move || shown().and_then(|view| view.tools).map(|tools| tools())}
                        <FilterButton />
                        <FindBox />
                        {is_embedded().then(|| view! { <OpenInPodreach /> })}
                    </div>
                </Soon>
            </div>
            <Soon><StepBar /><BehindNote /></Soon>
            <Soon><CompareBar /></Soon>
            <ProposalBar docked=false />
            <Soon><FilterBar /></Soon>
            <div class="view__body" role="tabpanel" id="view-body" aria-labelledby=move || tab_id(state.chosen.view.get())>
                <Soon>{move || shown().map(|view| (view.body)())}</Soon>
            </div>
            <Soon><HelpDialog /></Soon>
        </section>
    }
}

/// In a frame of another page: the same, with editor and all, in a window of its own.
#[component]
fn OpenInPodreach() -> impl IntoView {
    let state: AppState = expect_context();
    let href = move || {
        state.watch_work();
        let shared = untrack(|| state.shared());
        // More than a link may hold is not to be had in a frame either.
        encode_fragment(&shared).map_or_else(|_| base(), |fragment| format!("{}#{fragment}", base()))
    };
    view! {
        <a class="button button--small" target="_blank" rel="noopener" href=href title="Open in Podreach, with the sources">
            {Icon::Link.draw()}
            <span class="view__open-words">"Open in Podreach"</span>
        </a>
    }
}

fn tab_id(view: ViewId) -> String {
    format!("tab-{}", view.0)
}

#[component]
fn ViewTabs() -> impl IntoView {
    let state: AppState = expect_context();
    let counts = Memo::new(move |_| {
        let findings = state.analysed.findings.get();
        state
            .analysed
            .summary
            .with(|summary| VIEWS.iter().map(|view| (view.badge)(summary, &findings)).collect::<Vec<_>>())
    });
    let badge = move |at: usize| {
        let count = counts.with(|counts| counts.get(at).copied().unwrap_or(0));
        (count > 0).then(|| view! { <span class="badge" aria-hidden="true">{count}</span> })
    };
    let step = move |places: usize| {
        if let Some(next) = registry::after(state.chosen.view.get_untracked(), places) {
            state.chosen.view.set(next.id);
            focus(&tab_id(next.id));
        }
    };
    let key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "ArrowRight" => step(1),
        "ArrowLeft" => step(VIEWS.len() - 1),
        _ => {}
    };
    view! {
        <div class="view__tabs" role="tablist" aria-label="Views" on:keydown=key>
            {VIEWS
                .iter()
                .enumerate()
                .map(|(at, view)| view! {
                    <button
                        type="button"
                        class="view__tab"
                        role="tab"
                        id=tab_id(view.id)
                        aria-controls="view-body"
                        aria-selected=move || if state.chosen.view.get() == view.id { "true" } else { "false" }
                        tabindex=move || if state.chosen.view.get() == view.id { "0" } else { "-1" }
                        on:click=move |_| state.chosen.view.set(view.id)
                    >
                        {view.name}
                        {move || badge(at)}
                    </button>
                })
                .collect_view()}
        </div>
    }
}

fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    let element = document().get_element_by_id(id).and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// Says that the picture is behind the text, and why.
#[component]
fn BehindNote() -> impl IntoView {
    let state: AppState = expect_context();
    let reading = Memo::new(move |_| {
        let (read, bytes) = state.analysed.reading.get()?;
        Some((100 * read / bytes.max(1)).min(100))
    });
    let trouble = move || {
        let says = match state.analysed.trouble.get()? {
            Trouble::NotLoaded => "The evaluator could not be loaded. Check the connection, then try again.",
            Trouble::OtherVersion => "Podreach was updated. Reload the page; your sources are kept.",
            Trouble::Stopped => {
                "The evaluator stopped over this input, twice. Your sources are kept: change them, or try again."
            }
        };
        Some(view! {
            <p class="view-behind is-bad" role="alert">
                {says}
                <button type="button" class="link" on:click=move |_| state.analyse(false)>"Try again"</button>
            </p>
        })
    };
    view! {
        {trouble}
        {move || reading.get().map(|percent| view! {
            <p class="view-behind">
                <progress class="view-behind__progress" max="100" value=percent aria-label="Reading the sources"></progress>
                {format!("Reading the sources: {percent} %")}
            </p>
        })}
        {move || state.analysed.stale.get().then(|| view! {
            <p class="view-behind" role="status">
                "The YAML has errors. This is the last valid graph."
                <button type="button" class="link" on:click=move |_| state.analyse(false)>"Show the valid part"</button>
            </p>
        })}
    }
}
