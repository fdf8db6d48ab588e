//! Asking about a port that no row shows.

use leptos::prelude::*;
use podreach_eval::query::PortQuery;
use podreach_eval::sets::Protocol;
use podreach_eval::view::NodeId;
use podreach_session::page::Ask;

use super::parts::port_row;
use crate::state::AppState;

/// Protocol and port in, verdict out, as the person types.
#[component]
pub(crate) fn AskPort(from: NodeId, to: NodeId) -> impl IntoView {
    let state: AppState = expect_context();
    let (protocol, set_protocol) = signal(Protocol::Tcp);
    let (text, set_text) = signal(String::new());
    let answer = state.analysed.ask(move || Ask {
        from: from.clone(),
        to: to.clone(),
        protocol: protocol.get(),
        port: read_port(&text.get()),
    });
    let wrong = move || !text.get().trim().is_empty() && read_port(&text.get()).is_none();
    view! {
        <div class="inspector-port inspector-ask">
            <select
                class="inspector-ask__protocol"
                aria-label="Protocol"
                on:change=move |event| {
                    if let Some(chosen) = Protocol::from_name(&event_target_value(&event)) {
                        set_protocol.set(chosen);
                    }
                }
            >
                <option value="TCP">"TCP"</option>
                <option value="UDP">"UDP"</option>
                <option value="SCTP">"SCTP"</option>
            </select>
            <input
                class="inspector-ask__port"
                type="text"
                maxlength="15"
                autocomplete="off"
                spellcheck="false"
                placeholder="check another port"
                aria-label="Check another port"
                aria-invalid=move || wrong().then_some("true")
                on:input=move |event| set_text.set(event_target_value(&event))
                prop:value=text
            />
        </div>
        <div class="inspector-ask__answer" aria-live="polite">
            {move || answer.get().map(|row| port_row(&row))}
            {move || wrong().then(|| view! {
                <p class="inspector__hint">"a port is a number from 1 to 65535 or the name of a container port"</p>
            })}
        </div>
    }
}

/// A port number, or a name as Kubernetes allows it.
fn read_port(text: &str) -> Option<PortQuery> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().filter(|number| *number > 0).map(PortQuery::Number);
    }
    let known = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let letter = text.bytes().any(|byte| byte.is_ascii_lowercase());
    let dashes = text.starts_with('-') || text.ends_with('-') || text.contains("--");
    (known && letter && !dashes && text.len() <= 15).then(|| PortQuery::Name(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_numbers_or_names() {
        assert_eq!(read_port(" 80 "), Some(PortQuery::Number(80)));
        assert_eq!(read_port("http"), Some(PortQuery::Name("http".into())));
        for wrong in ["", "0", "65536", "99999999999", "HTTP", "a b", "a-name-that-is-too-long", "80-90", "-a", "a--b"]
        {
            assert_eq!(read_port(wrong), None, "{wrong}");
        }
    }
}
