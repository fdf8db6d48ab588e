//! The editor in the page: shows the active text, hears what is typed, underlines problems, marks the rules that decide.

use std::sync::Arc;

use gloo_events::EventListener;
use leptos::html;
use leptos::prelude::*;
use podreach_picture::Picked;
use podreach_picture::wording::grouped;
use podreach_session::page::findings::FindingMark;
use podreach_session::page::{Deciding, DecidingPlace};
use podreach_syntax::{SourceId, Sources};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CustomEvent;

use super::asking::asking;
use super::element::{EditorElement, Mark, Ruled};
use super::lighting;
use super::tools::Tools;
use crate::offsets::Utf16;
use crate::state::{AppState, EDITABLE_BYTES, Tab};

/// The editor, and instead of it a note for texts that are too large for one.
#[component]
pub(crate) fn Editor(tools: Tools) -> impl IntoView {
    let state: AppState = expect_context();
    let cursor = state.chosen.cursor;
    let place = NodeRef::<html::Div>::new();
    // Rises when the element has loaded, so that everything is handed over again.
    let loads = RwSignal::new(0_u32);
    place.on_load(move |wrapper| listen(state, &wrapper, loads, cursor));
    let element = move || {
        loads.track();
        let wrapper = place.get()?;
        wrapper.query_selector("podreach-editor").ok().flatten().map(EditorElement::new)
    };
    let large =
        Memo::new(move |_| with_active(state, |tab| (tab.text.len() > EDITABLE_BYTES).then(|| size(tab))).flatten());
    Effect::new(move |_| {
        let Some(element) = element() else { return };
        with_active(state, |tab| {
            if tab.text.len() <= EDITABLE_BYTES {
                element.show(tab.id, &tab.text);
            }
        });
        state.written.tabs.with(|tabs| element.keep_only(&tabs.iter().map(|tab| tab.id).collect::<Vec<_>>()));
    });
    Effect::new(move |had_marks: Option<bool>| {
        let Some(element) = element() else { return false };
        let active = active_source(state);
        let findings = state.analysed.findings.get();
        let marks = state.analysed.newest(|sources| marks(sources, &findings.marks, active));
        let has_marks = !marks.is_empty();
        if has_marks || had_marks == Some(true) {
            // The editor looks where its cursor is, for which everything is laid out: once, with the rest of the frame.
            request_animation_frame(move || element.set_diagnostics(&marks));
        }
        has_marks
    });
    let asks = StoredValue::new_local(asking(state));
    Effect::new(move |_| {
        let Some(element) = element() else { return };
        asks.with_value(|ask| element.set_ask(ask.as_ref()));
    });
    let deciding = state.analysed.ask(move || Deciding { picked: marked(state) });
    let ruled = Memo::new(move |_| {
        let active = active_source(state);
        deciding.with(|places| state.analysed.sources(|sources| in_source(state, sources, places, active)))
    });
    Effect::new(move |_| {
        let Some(element) = element() else { return };
        ruled.with(|ruled| element.set_marks(ruled));
    });
    Effect::new(move |_| {
        let Some(element) = element() else { return };
        element.wrap(tools.wraps.get());
    });
    Effect::new(move |before: Option<bool>| {
        let Some(element) = element() else { return false };
        // Other tabs keep their folds.
        state.written.active.track();
        let folds = tools.folds.get();
        if folds {
            ruled.with(|ruled| element.fold_others(Some(ruled)));
        } else if before == Some(true) {
            element.fold_others(None);
        }
        folds
    });
    Effect::new(move |before: Option<u32>| {
        let asked = tools.finds.get();
        if before.is_some_and(|before| before != asked)
            && let Some(element) = untrack(element)
        {
            element.find();
        }
        asked
    });
    show_changes(state, element);
    lighting::follow(state, cursor);
    Effect::new(move |_| {
        let (Some(reveal), Some(element)) = (state.chosen.reveal.get(), element()) else { return };
        state.chosen.reveal.set(None);
        with_active_untracked(state, |tab| {
            if tab.id == reveal.tab {
                element.show(tab.id, &tab.text);
                element.reveal(reveal.from, reveal.to, reveal.focus);
            }
        });
    });
    let typed = move |event| state.edit(state.written.active.get_untracked(), &event_target_value(&event));
    view! {
        <div class="sources-editor" class:is-large=move || large.with(Option::is_some) node_ref=place>
            <podreach-editor label="YAML">
                <textarea
                    class="sources-editor__plain"
                    aria-label="YAML"
                    spellcheck="false"
                    autocapitalize="off"
                    placeholder="Paste policies, Deployments, Pods, Services, Namespaces: YAML or JSON, one document or many"
                    on:input=typed
                ></textarea>
            </podreach-editor>
            {move || large.get().map(|size| view! {
                <p class="sources-editor__large">{size} " are analysed, but are too much for the editor."</p>
            })}
        </div>
    }
}

fn size(tab: &Tab) -> String {
    let lines = tab.text.bytes().filter(|byte| *byte == b'\n').count() + 1;
    format!("{:.1} MB in {} lines", tab.text.len() as f64 / 1e6, grouped(lines))
}

fn with_active<T>(state: AppState, read: impl FnOnce(&Tab) -> T) -> Option<T> {
    let active = state.written.active.get();
    state.written.tabs.with(|tabs| tabs.iter().find(|tab| tab.id == active).map(read))
}

fn with_active_untracked<T>(state: AppState, read: impl FnOnce(&Tab) -> T) -> Option<T> {
    let active = state.written.active.get_untracked();
    state.written.tabs.with_untracked(|tabs| tabs.iter().find(|tab| tab.id == active).map(read))
}

/// The active text as the analysis numbers it.
fn active_source(state: AppState) -> SourceId {
    let active = state.written.active.get();
    let at = state.written.tabs.with(|tabs| tabs.iter().position(|tab| tab.id == active));
    SourceId(at.unwrap_or(0) as u32)
}

fn listen(
    state: AppState,
    wrapper: &web_sys::HtmlDivElement,
    loads: RwSignal<u32>,
    cursor: RwSignal<Option<(u32, u32)>>,
) {
    EventListener::new(wrapper, "podreach-input", move |event| {
        let Some(detail) = event.dyn_ref::<CustomEvent>().map(CustomEvent::detail) else { return };
        let field = |name: &str| js_sys::Reflect::get(&detail, &JsValue::from(name)).ok()?.as_string();
        if let (Some(id), Some(value)) = (field("id").and_then(|id| id.parse().ok()), field("value")) {
            state.edit(id, &value);
        }
    })
    .forget();
    EventListener::new(wrapper, "podreach-cursor", move |event| {
        let Some(detail) = event.dyn_ref::<CustomEvent>().map(CustomEvent::detail) else { return };
        let field = |name: &str| js_sys::Reflect::get(&detail, &JsValue::from(name)).ok();
        let id = field("id").and_then(|id| id.as_string()?.parse().ok());
        cursor.set(id.zip(field("at").and_then(|at| at.as_f64()).map(|at| at as u32)));
    })
    .forget();
    EventListener::new(wrapper, "podreach-ready", move |_| loads.update(|loads| *loads += 1)).forget();
}

fn marks(sources: &Sources, found: &[FindingMark], active: SourceId) -> Vec<Mark> {
    let Some(source) = sources.get(active) else { return Vec::new() };
    let mut units = Utf16::new(source.text());
    let here = found.iter().map(|found| (found, sources.place(found.span))).filter(|(_, at)| at.source == active);
    here.map(|(found, at)| {
        let (severity, message) = (found.severity.as_str(), found.message.clone());
        Mark { from: units.at(at.start), to: units.at(at.end), severity, message }
    })
    .collect()
}

fn in_source(state: AppState, sources: &Sources, places: &[DecidingPlace], active: SourceId) -> Vec<Ruled> {
    let Some(text) = with_active(state, |tab| Arc::clone(&tab.text)) else { return Vec::new() };
    let mut units = Utf16::new(&text);
    let places = places.iter().map(|found| (state.written_place(sources.place(found.span)), found.sign));
    let here = places.filter(|(place, _)| place.source == active);
    here.map(|(place, sign)| Ruled { from: units.at(place.start), to: units.at(place.end), sign: sign.as_str() })
        .collect()
}

/// What the editor marks the rules of: the line that is pointed at, or else what is selected.
fn marked(state: AppState) -> Picked {
    match state.chosen.pointed.get() {
        edge @ Picked::Edge { .. } => edge,
        _ => state.chosen.picked.get(),
    }
}

/// Shows the lines of a change that is looked at.
fn show_changes(state: AppState, element: impl Fn() -> Option<EditorElement> + Copy + 'static) {
    Effect::new(move |had: Option<bool>| {
        let Some(element) = element() else { return false };
        let active = active_source(state);
        let hunks = state.proposed.with.with(|with| {
            let all = with.as_ref().map(|proposal| proposal.hunks.iter().filter(|hunk| hunk.source == active));
            all.into_iter().flatten().cloned().collect::<Vec<_>>()
        });
        if !hunks.is_empty() || had == Some(true) {
            element.set_changes(&hunks);
        }
        !hunks.is_empty()
    });
}
