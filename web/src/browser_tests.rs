//! Tests of the page's logic where it runs: in a browser.

use any_spawner::Executor;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use podreach_link::{Shared, SharedSource};
use podreach_picture::Picked;
use podreach_session::page::Graph;
use podreach_syntax::Severity;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::components::view::registry;
use crate::offsets::to_utf16;
use crate::state::AppState;
use crate::storage;
use crate::works::{self, Start};

wasm_bindgen_test_configure!(run_in_browser);

const POLICY: &str = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5984}]}]
";

/// A page's state. It lives as long as the owner.
fn state() -> (Owner, AppState) {
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let state = owner.with(|| AppState::new(registry::ids()));
    (owner, state)
}

fn with_state(test: impl FnOnce(AppState)) {
    let (owner, state) = state();
    owner.with(|| test(state));
}

/// Waits for an answer to what was written.
async fn answered(state: AppState) {
    for _ in 0..400 {
        TimeoutFuture::new(5).await;
        if state.analysed.elapsed.get_untracked().is_some() {
            return;
        }
    }
    panic!("there is no answer");
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
async fn a_link_restores_sources_and_selection() {
    let (owner, state) = state();
    state.restore(shared(POLICY));
    assert_eq!(state.analysed.elapsed.get_untracked(), None, "the view is behind the text");
    answered(state).await;
    let view = owner.with(|| state.analysed.ask(Graph::default));
    TimeoutFuture::new(50).await;
    let has_node = view.with_untracked(|view| view.nodes.iter().any(|node| node.id == "rep:default/app=db".into()));
    assert!(has_node);
    let edge = Picked::Edge { from: "rep:default/app=api".into(), to: "rep:default/app=db".into() };
    for picked in [edge, Picked::Policy(0)] {
        state.chosen.picked.set(picked.clone());
        TimeoutFuture::new(50).await;
        let link = state.shared();
        assert!(link.selection.is_some(), "{picked:?}");
        state.restore(Shared::default());
        assert!(state.written.is_empty());
        assert_eq!(state.chosen.picked.get_untracked(), Picked::Nothing);
        state.restore(link);
        answered(state).await;
        assert_eq!(state.chosen.picked.get_untracked(), picked);
    }
}

#[wasm_bindgen_test]
async fn typing_that_breaks_the_text_keeps_the_picture() {
    let (owner, state) = state();
    state.restore(shared(POLICY));
    answered(state).await;
    let view = owner.with(|| state.analysed.ask(Graph::default));
    TimeoutFuture::new(50).await;
    let nodes = view.with_untracked(|view| view.nodes.len());
    assert!(nodes > 0);
    let tab = state.written.active.get_untracked();
    state.edit(tab, &format!("{POLICY}  {{"));
    assert_eq!(state.analysed.elapsed.get_untracked(), None, "the view is behind the text");
    answered(state).await;
    assert!(state.analysed.stale.get_untracked());
    assert_eq!(view.with_untracked(|view| view.nodes.len()), nodes);
    let errors = state
        .analysed
        .findings
        .with_untracked(|findings| findings.rows.iter().filter(|found| found.severity == Severity::Error).count());
    assert!(errors > 0);
    state.edit(tab, POLICY);
    answered(state).await;
    assert!(!state.analysed.stale.get_untracked());
}

#[wasm_bindgen_test]
fn line_ends_of_files_become_those_of_the_editor() {
    with_state(|state| {
        state.add(&[("dos.yaml".into(), POLICY.replace('\n', "\r\n"))]);
        assert_eq!(state.written.tabs.with_untracked(|tabs| tabs[0].text.to_string()), POLICY);
    });
}

#[wasm_bindgen_test]
fn work_is_kept_and_set_aside() {
    with_state(|state| {
        for id in works::others().into_iter().map(|entry| entry.id).chain([works::own_id()]) {
            works::remove(&id);
        }
        assert!(matches!(works::start_with(), Start::Empty));
        works::write(&works::own_id(), &shared(POLICY), "mine").unwrap();
        let Start::Own(kept, title) = works::start_with() else { panic!("no work") };
        assert_eq!((kept.sources[0].text.as_str(), title.as_str()), (POLICY, "mine"));
        assert_eq!(state.set_aside(&kept), None, "the same work needs no second copy");
        let aside = state.set_aside(&shared("other: 1\n")).unwrap();
        assert_eq!(works::read(&aside).unwrap().0.sources[0].text, POLICY);
        let again = state.set_aside(&shared("other: 1\n")).unwrap();
        assert_eq!(works::others().len(), 1, "the same work is kept once");
        works::remove(&works::own_id());
        let Start::Last(last, title) = works::start_with() else { panic!("no work") };
        assert_eq!((last.sources[0].text.as_str(), title.as_str()), (POLICY, "mine"));
        assert!(works::read(&again).is_none(), "it has moved to this window");
        storage::set(&format!("podreach.work.{}", works::own_id()), "1\nmine\n#v1.broken").unwrap();
        assert!(matches!(works::start_with(), Start::Empty), "what cannot be read is no work");
        works::remove(&works::own_id());
    });
}

#[wasm_bindgen_test]
fn the_one_work_of_older_versions_is_found() {
    let fragment = podreach_link::encode_fragment(&shared(POLICY)).unwrap();
    works::remove(&works::own_id());
    storage::set("podreach.work", &format!("\"{fragment}\"")).unwrap();
    storage::set("podreach.title", "\"old\"").unwrap();
    let Start::Last(work, title) = works::start_with() else { panic!("no work") };
    assert_eq!((work.sources[0].text.as_str(), title.as_str()), (POLICY, "old"));
    works::remove(&works::own_id());
}

#[wasm_bindgen_test]
fn the_step_of_a_tour_travels_and_survives_an_edit() {
    with_state(|state| {
        state.open_example(0, 1);
        assert!(untrack(|| state.written.is_untouched()));
        let tab = state.written.active.get_untracked();
        let text = state.written.tabs.with_untracked(|tabs| tabs[0].text.to_string());
        state.edit(tab, &format!("{text}# edited\n"));
        assert_eq!(state.written.example.get_untracked(), Some((0, 1)));
        assert!(!untrack(|| state.written.is_untouched()));
        let link = state.shared();
        state.restore(Shared::default());
        assert_eq!(state.written.example.get_untracked(), None);
        state.restore(link);
        assert_eq!(state.written.example.get_untracked(), Some((0, 1)));
        assert_eq!(state.written.title.get_untracked(), "Three-tier app on AKS");
        state.edit(state.written.active.get_untracked(), "kind: Pod\n");
        assert_eq!(state.written.example.get_untracked(), None);
    });
}
