//! The page as a whole.

use leptos::prelude::*;
use podreach_session::worker::message::Times;
use wasm_bindgen::JsCast;

use super::compare::{CompareState, LinkDialog, PreviewDialog};
use super::empty::EmptyScreen;
use super::export::Printed;
use super::header::Header;
use super::inspector::InspectorPanel;
use super::instead::instead;
use super::keys;
use super::links::Picked;
use super::preview::ProposalBar;
use super::problems::{self, FindingState};
use super::share::{ShareDialog, ShareState};
use super::sheet::{BottomNav, Sheet};
use super::soon::{Soon, Turns};
use super::sources::{DropZone, SourcesPanel};
use super::splitter::Splitter;
use super::toast::ToastBar;
use super::view::ViewPanel;
use super::view::registry;
use super::works::WorksDialog;
use crate::components::visible::escaped;
use crate::frame::Frame;
use crate::state::{AppState, Panel};
use crate::{address, embed, keep, opening, updates};

/// Everything.
#[component]
pub(crate) fn App() -> impl IntoView {
    let state = AppState::new(registry::ids());
    let frame = Frame::new();
    provide_context(state);
    provide_context(frame);
    provide_context(ShareState::new());
    provide_context(Turns::new());
    let printed = Printed::new();
    provide_context(printed);
    let compare = CompareState::new(state);
    provide_context(compare);
    let finding = FindingState::new(state);
    provide_context(finding);
    view! {
        <Soon>{opening::start(state)}</Soon>
        <Soon>{follow(state, printed, compare, finding)}</Soon>
        <Soon><Shell /></Soon>
    }
}

/// Keeps and follows what is open.
fn follow(state: AppState, printed: Printed, compare: CompareState, finding: FindingState) {
    if address::is_embedded() {
        embed::start(state);
    } else {
        keep::start(state);
    }
    keys::listen(state, printed, compare);
    problems::keys::listen(state, finding);
    updates::start(state);
    Effect::new(move |_| {
        let title = escaped(&state.written.title.get()).into_owned();
        document().set_title(&if state.written.tabs.with(|_| state.written.is_empty()) {
            "Podreach".to_owned()
        } else {
            format!("{title} - Podreach")
        });
    });
}

/// What is seen. It is hidden behind what stands there before the page until it can take the place of that.
#[component]
fn Shell() -> impl IntoView {
    let (state, frame, turns): (AppState, Frame, Turns) = (expect_context(), expect_context(), expect_context());
    let (compare, printed): (CompareState, Printed) = (expect_context(), expect_context());
    let finding: FindingState = expect_context();
    let instead = instead(state, finding);
    let embedded = address::is_embedded();
    let empty = Memo::new(move |_| state.written.tabs.with(|_| state.written.is_empty()));
    let panel = move || match state.chosen.panel.get() {
        Panel::Sources => "sources",
        Panel::View => "view",
        Panel::Why => "why",
    };
    let lists_changes = move || compare.lists.get() && state.compares();
    let has_selection = move || {
        state.chosen.picked.with(|picked| *picked != Picked::Nothing)
            || lists_changes()
            || problems::is_shown(state, finding)
    };
    let elapsed = move || state.analysed.settled().filter(|_| turns.is_done()).map(|elapsed| format!("{elapsed:.1}"));
    // For benchmarks: where the worker's time went.
    let stages = move || {
        let Times { reading, evaluating, answering } = state.analysed.times.get();
        format!("reading {reading:.1}, evaluating {evaluating:.1}, answering {answering:.1}")
    };
    // It is seen with the rest, so that its turn comes before that.
    let bottom = (!embedded).then(|| view! { <Soon><BottomNav /></Soon> });
    view! {
        {move || (!embedded && !empty.get()).then(|| view! {
            <button type="button" class="skip" on:click=move |_| skip_to_view(state)>"Skip to the view"</button>
        })}
        // What is dropped is taken from the first moment.
        {(!embedded).then(|| view! { <DropZone /> })}
        {(!embedded).then(|| view! { <Soon><Header /></Soon> })}
        <main
            class="page"
            class:is-embedded=embedded
            class:is-empty=move || empty.get()
            class:has-selection=has_selection
            class:has-sources=move || frame.sources.open.get()
            class:has-inspector=move || frame.inspector.open.get()
            data-panel=panel
            data-analysis-ms=elapsed
            data-stages-ms=stages
            style=("--bar-height", move || format!("{}px", frame.bar.get()))
            style=("--sources-width", move || format!("{}px", frame.sources.width.get()))
            style=("--inspector-width", move || format!("{}px", frame.inspector.width.get()))
        >
            {(!embedded).then(|| view! {
                <Soon><SourcesPanel /></Soon>
                <Soon><Splitter side=frame.sources name="Width of the sources" from_left=true /></Soon>
            })}
            <Soon>
                {move || if empty.get() && !embedded { view! { <EmptyScreen /> }.into_any() } else { view! { <ViewPanel /> }.into_any() }}
            </Soon>
            <Soon>{reveal()}</Soon>
            {move || (!empty.get()).then(|| view! {
                {(!embedded).then(|| view! { <Splitter side=frame.inspector name="Width of the inspector" from_left=false /> })}
                <div class="page__inspector"><Soon><InspectorPanel instead=instead /></Soon></div>
                <Soon><Sheet /></Soon>
            })}
        </main>
        {(!embedded).then(|| view! { <ProposalBar docked=true /> })}
        {bottom}
        {(!embedded).then(|| view! {
            <Soon><ShareDialog /></Soon>
            <Soon><LinkDialog /></Soon>
            <Soon><WorksDialog /></Soon>
        })}
        <Soon><PreviewDialog /></Soon>
        <Soon><ToastBar /></Soon>
        <Soon>{printed.view()}</Soon>
    }
}

/// Removes what stands there before the page, which uncovers the page.
fn reveal() {
    if let Some(waiting) = document().get_element_by_id("starting") {
        waiting.remove();
    }
}

/// Puts focus on the tab of the view that is shown.
fn skip_to_view(state: AppState) {
    state.chosen.panel.set(Panel::View);
    request_animation_frame(move || {
        let tab = document().query_selector(".view__tab[aria-selected=true]").ok().flatten();
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = tab.focus();
        }
    });
}
