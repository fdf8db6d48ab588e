//! The editor in the page: shows the active text, hears what is typed, underlines problems, marks the rules that decide.

use gloo_events::EventListener;
use leptos::html;
use leptos::prelude::*;
use podreach_session::page::Deciding;
use podreach_session::page::findings::FindingMark;
use podreach_syntax::{SourceId, Sources, Span};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CustomEvent;

use super::element::{EditorElement, Mark};
use crate::offsets::Utf16;
use crate::state::{AppState, EDITABLE_BYTES, Tab};

/// The editor, and instead of it a note for texts that are too large for one.
#[component]
pub(crate) fn Editor() -> impl IntoView {
    let state: AppState = expect_context();
    let place = NodeRef::<html::Div>::new();
    // Rises when the element has loaded, so that everything is handed over again.
    let loads = RwSignal::new(0_u32);
    place.on_load(move |wrapper| listen(state, &wrapper, loads));
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
    Effect::new(move |_| {
        let Some(element) = element() else { return };
        let active = active_source(state);
        let findings = state.analysed.findings.get();
        state.analysed.newest(|sources| element.set_diagnostics(&marks(sources, &findings.marks, active)));
    });
    let deciding = state.analysed.ask(move || Deciding { picked: state.chosen.picked.get() });
    Effect::new(move |_| {
        let Some(element) = element() else { return };
        let active = active_source(state);
        let ranges = deciding.get();
        state.analysed.sources(|sources| element.set_marks(&in_source(sources, &ranges, active)));
    });
    Effect::new(move |_| {
        let (Some(reveal), Some(element)) = (state.chosen.reveal.get(), element()) else { return };
        state.chosen.reveal.set(None);
        with_active_untracked(state, |tab| {
            if tab.id == reveal.tab {
                element.show(tab.id, &tab.text);
                element.reveal(reveal.from, reveal.to);
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
    format!("{:.1} MB in {lines} lines", tab.text.len() as f64 / 1e6)
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

fn listen(state: AppState, wrapper: &web_sys::HtmlDivElement, loads: RwSignal<u32>) {
    EventListener::new(wrapper, "podreach-input", move |event| {
        let Some(detail) = event.dyn_ref::<CustomEvent>().map(CustomEvent::detail) else { return };
        let field = |name: &str| js_sys::Reflect::get(&detail, &JsValue::from(name)).ok()?.as_string();
        if let (Some(id), Some(value)) = (field("id").and_then(|id| id.parse().ok()), field("value")) {
            state.edit(id, &value);
        }
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

fn in_source(sources: &Sources, spans: &[Span], active: SourceId) -> Vec<(u32, u32)> {
    let Some(source) = sources.get(active) else { return Vec::new() };
    let mut units = Utf16::new(source.text());
    let places = spans.iter().map(|span| sources.place(*span)).filter(|place| place.source == active);
    places.map(|place| (units.at(place.start), units.at(place.end))).collect()
}
