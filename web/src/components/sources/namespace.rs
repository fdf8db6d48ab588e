//! The namespace of objects that name none: taken only when it can be one.

use leptos::ev;
use leptos::prelude::*;
use podreach_eval::is_dns_label;

use crate::state::AppState;

/// The field. What cannot be a namespace is marked, and the last good one stays.
#[component]
pub(crate) fn NamespaceField() -> impl IntoView {
    let state: AppState = expect_context();
    let bad = RwSignal::new(false);
    let field = NodeRef::<leptos::html::Input>::new();
    // Whatever sets the namespace anew shows it.
    Effect::new(move |_| {
        let name = state.written.namespace.get();
        if let Some(input) = field.get() {
            input.set_value(&name);
            bad.set(false);
        }
    });
    let change = move |event: ev::Event| {
        let written = event_target_value(&event);
        let name = match written.trim() {
            "" => "default",
            name => name,
        };
        bad.set(!is_dns_label(name));
        if !is_dns_label(name) {
            return;
        }
        if let Some(input) = field.get_untracked() {
            input.set_value(name);
        }
        if state.written.namespace.with_untracked(|known| known != name) {
            state.written.namespace.set(name.to_owned());
            state.options_changed();
        }
    };
    // A mended name is no longer called bad, before it is taken.
    let input = move |event: ev::Event| {
        if bad.get_untracked() && is_dns_label(event_target_value(&event).trim()) {
            bad.set(false);
        }
    };
    view! {
        <label class="sources-options__namespace" title="Namespace of objects that name none">
            "Default namespace"
            <input
                node_ref=field
                type="text"
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                aria-invalid=move || if bad.get() { "true" } else { "false" }
                aria-describedby=move || bad.get().then_some("namespace-bad")
                on:change=change
                on:input=input
            />
        </label>
        {move || bad.get().then(|| view! {
            <p class="sources-options__bad" id="namespace-bad" role="alert">
                "1 to 63 of a-z, 0-9 and -, no - at the ends; " <code>{state.written.namespace.get()}</code> " stays"
            </p>
        })}
    }
}
