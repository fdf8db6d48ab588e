//! The centre: one result, seen as a graph, a matrix, a table of rules, or a list of checks.

mod find;
mod steps;

use leptos::prelude::*;
use podreach_link::encode_fragment;

use super::checks::{CheckList, check_count};
use super::graph::GraphPanel;
use super::icons::Icon;
use super::matrix::MatrixPanel;
use super::rules::{RulesPanel, rule_count};
use crate::address::{base, is_embedded};
use crate::state::{AppState, ViewTab};
use find::FindBox;
use steps::StepBar;

/// Tabs, tools and the chosen view.
#[component]
pub(crate) fn ViewPanel() -> impl IntoView {
    let state: AppState = expect_context();
    view! {
        <section class="view" aria-label="View">
            <div class="view__bar">
                <ViewTabs />
                <div class="view__tools">
                    {move || (state.view_tab.get() == ViewTab::Graph).then(|| view! { <Switches /> })}
                    <FindBox />
                    {is_embedded().then(|| view! { <OpenInPodreach /> })}
                </div>
            </div>
            <StepBar />
            <StaleNote />
            <div class="view__body" role="tabpanel" id="view-body" aria-labelledby=move || tab_id(state.view_tab.get())>
                {move || match state.view_tab.get() {
                    ViewTab::Graph => view! { <GraphPanel /> }.into_any(),
                    ViewTab::Matrix => view! { <MatrixPanel /> }.into_any(),
                    ViewTab::Rules => view! { <RulesPanel /> }.into_any(),
                    ViewTab::Checks => view! { <CheckList /> }.into_any(),
                }}
            </div>
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

fn tab_id(tab: ViewTab) -> String {
    format!("tab-{}", tab.name().to_lowercase())
}

#[component]
fn ViewTabs() -> impl IntoView {
    let state: AppState = expect_context();
    let counts = Memo::new(move |_| state.analysis.with(|analysis| (rule_count(analysis), check_count(analysis))));
    let badge = move |tab: ViewTab| {
        let (rules, checks) = counts.get();
        let count = match tab {
            ViewTab::Rules => rules,
            ViewTab::Checks => checks,
            ViewTab::Graph | ViewTab::Matrix => 0,
        };
        (count > 0).then(|| view! { <span class="badge" aria-hidden="true">{count}</span> })
    };
    let step = move |by: usize| {
        let at = ViewTab::ALL.iter().position(|tab| *tab == state.view_tab.get_untracked()).unwrap_or(0);
        let next = ViewTab::ALL.get((at + by) % ViewTab::ALL.len()).copied().unwrap_or_default();
        state.view_tab.set(next);
        focus(&tab_id(next));
    };
    let key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "ArrowRight" => step(1),
        "ArrowLeft" => step(ViewTab::ALL.len() - 1),
        _ => {}
    };
    view! {
        <div class="view__tabs" role="tablist" aria-label="Views" on:keydown=key>
            {ViewTab::ALL
                .into_iter()
                .map(|tab| view! {
                    <button
                        type="button"
                        class="view__tab"
                        role="tab"
                        id=tab_id(tab)
                        aria-controls="view-body"
                        aria-selected=move || if state.view_tab.get() == tab { "true" } else { "false" }
                        tabindex=move || if state.view_tab.get() == tab { "0" } else { "-1" }
                        on:click=move |_| state.view_tab.set(tab)
                    >
                        {tab.name()}
                        {move || badge(tab)}
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

/// What the graph shows besides.
#[component]
fn Switches() -> impl IntoView {
    let state: AppState = expect_context();
    let has_services = Memo::new(move |_| state.analysis.with(|analysis| !analysis.services.is_empty()));
    let switch = |name: &'static str, title: &'static str, signal: RwSignal<bool>| {
        view! {
            <label class="switch" title=title>
                <input type="checkbox" prop:checked=move || signal.get() on:change=move |event| signal.set(event_target_checked(&event)) />
                <span class="switch__track" aria-hidden="true"></span>
                {name}
            </label>
        }
    };
    view! {
        {move || has_services.get().then(|| switch("Services", "Service ports before pod ports", state.show_services))}
        {switch("Show blocked", "Pairs that may not talk (b)", state.show_blocked)}
    }
}

/// Says that the picture is behind the text.
#[component]
fn StaleNote() -> impl IntoView {
    let state: AppState = expect_context();
    view! {
        {move || state.stale.get().then(|| view! {
            <p class="stale" role="status">
                "The text cannot be read at the moment. This is the last picture that could be drawn."
                <button type="button" class="link" on:click=move |_| state.analyse(false)>"Draw what can be read"</button>
            </p>
        })}
    }
}
