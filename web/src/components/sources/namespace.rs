//! The namespace of objects that name none: taken only when it can be one.

use leptos::ev;
use leptos::prelude::*;

use crate::state::AppState;

/// The field. What cannot be a namespace is marked, and the last good one stays.
#[component]
pub(crate) fn NamespaceField() -> impl IntoView {
    let state: AppState = expect_context();
    let bad = RwSignal::new(false);
    let field = NodeRef::<leptos::html::Input>::new();
    // Whatever sets the namespace anew shows it.
    Effect::new(move |_| {
        let name = state.namespace.get();
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
        if state.namespace.with_untracked(|known| known != name) {
            state.namespace.set(name.to_owned());
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
        <label class="options__namespace" title="Namespace of objects that name none">
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
            <p class="options__bad" id="namespace-bad" role="alert">
                "1 to 63 of a-z, 0-9 and -, no - at the ends; " <code>{state.namespace.get()}</code> " stays"
            </p>
        })}
    }
}

/// Whether the API server takes it as a namespace: a label of RFC 1123.
pub(crate) fn is_dns_label(name: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&name.len()) && name.bytes().all(inside) && !name.starts_with('-') && !name.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::is_dns_label;

    #[test]
    fn only_labels_are_namespaces() {
        for good in ["default", "a", "team-1", "0", &"x".repeat(63)] {
            assert!(is_dns_label(good), "{good}");
        }
        for bad in ["", "Bad NS!", "Team", "-a", "a-", "a.b", "ä", &"x".repeat(64)] {
            assert!(!is_dns_label(bad), "{bad}");
        }
    }
}
