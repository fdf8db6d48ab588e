//! Tests of the page's logic where it runs: in a browser.

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use podreach_link::{Shared, SharedSource, encode_fragment};
use podreach_syntax::Severity;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::components::inspector::links::Picked;
use crate::keep;
use crate::offsets::to_utf16;
use crate::state::AppState;

wasm_bindgen_test_configure!(run_in_browser);

const POLICY: &str = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5984}]}]
";

fn with_state(test: impl FnOnce(AppState)) {
    let owner = Owner::new();
    owner.with(|| test(AppState::new()));
}

fn shared(text: &str) -> Shared {
    Shared { sources: vec![SharedSource { name: "a.yaml".into(), text: text.into() }], ..Shared::default() }
}

#[wasm_bindgen_test]
fn offsets_are_those_of_the_browser() {
    let text = "name: \"🚀 ä\"\nkind: x";
    let at = text.find("kind").unwrap() as u32;
    let here = js_sys::JsString::from(text).index_of("kind", 0);
    assert_eq!(to_utf16(text, at), here as u32);
    assert_eq!(to_utf16(text, text.len() as u32), js_sys::JsString::from(text).length());
}

#[wasm_bindgen_test]
fn a_link_restores_sources_and_selection() {
    with_state(|state| {
        let edge = Picked::Edge { from: "rep:default/app=api".into(), to: "rep:default/app=db".into() };
        state.restore(shared(POLICY));
        assert!(state.elapsed.get_untracked().is_some());
        assert!(state.view.with_untracked(|view| view.nodes.iter().any(|node| node.id == "rep:default/app=db")));
        state.picked.set(edge.clone());
        let link = state.shared();
        state.restore(Shared::default());
        assert!(state.is_empty());
        state.restore(link);
        assert_eq!(state.picked.get_untracked(), edge);
    });
}

#[wasm_bindgen_test]
fn typing_that_breaks_the_text_keeps_the_picture() {
    with_state(|state| {
        state.restore(shared(POLICY));
        let nodes = state.view.with_untracked(|view| view.nodes.len());
        let tab = state.active.get_untracked();
        state.edit(tab, &format!("{POLICY}  {{"));
        assert_eq!(state.elapsed.get_untracked(), None, "the view is behind the text");
        state.analyse(true);
        assert!(state.stale.get_untracked());
        assert_eq!(state.view.with_untracked(|view| view.nodes.len()), nodes);
        let errors = state
            .findings
            .with_untracked(|findings| findings.1.iter().filter(|found| found.severity == Severity::Error).count());
        assert!(errors > 0);
        state.edit(tab, POLICY);
        state.analyse(true);
        assert!(!state.stale.get_untracked());
    });
}

#[wasm_bindgen_test]
fn line_ends_of_files_become_those_of_the_editor() {
    with_state(|state| {
        state.add(vec![("dos.yaml".into(), POLICY.replace('\n', "\r\n"))]);
        assert_eq!(state.tabs.with_untracked(|tabs| tabs[0].text.to_string()), POLICY);
    });
}

#[wasm_bindgen_test]
fn work_is_kept_and_set_aside() {
    with_state(|state| {
        LocalStorage::clear();
        assert!(keep::stored().is_none());
        LocalStorage::set("podreach.work", encode_fragment(&shared(POLICY)).unwrap()).unwrap();
        LocalStorage::set("podreach.title", "mine").unwrap();
        let (kept, title) = keep::stored().unwrap();
        assert_eq!((kept.sources[0].text.as_str(), title.as_str()), (POLICY, "mine"));
        assert!(!keep::set_aside(state, &kept), "the same work needs no second copy");
        assert!(keep::set_aside(state, &shared("other: 1\n")));
        assert_eq!(keep::before().unwrap().0.sources[0].text, POLICY);
        LocalStorage::set("podreach.work", "#v1.broken").unwrap();
        assert!(keep::stored().is_none(), "what cannot be read is no work");
        LocalStorage::clear();
    });
}
