//! A short message at the bottom.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use super::icons::Icon;
use crate::components::visible::shown;
use crate::state::{Action, AppState};
use crate::updates;

/// Milliseconds that good news without an action stays.
const STAYS: u32 = 6_000;

/// The message, when there is one.
#[component]
pub(crate) fn ToastBar() -> impl IntoView {
    let state: AppState = expect_context();
    let timer = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |_| {
        let passing =
            state.session.toast.with(|toast| toast.as_ref().is_some_and(|toast| !toast.bad && toast.action.is_none()));
        let goes = passing.then(|| Timeout::new(STAYS, move || state.session.toast.set(None)));
        timer.set_value(goes);
    });
    let act = move |action: &Action| {
        match action {
            Action::Back(id) => state.open_work(id, false),
            Action::ShowWorks => state.session.shows_works.set(true),
            Action::Reload => updates::take(),
            Action::Undo => state.undo_applied(),
        }
        state.session.toast.set(None);
    };
    view! {
        <div class="toast-area" role="status">
            {move || state.session.toast.get().map(|toast| view! {
                <div class="toast" class:is-bad=toast.bad>
                    <span class="toast__text">{shown(&toast.text)}</span>
                    {toast.action.map(|action| {
                        let name = match &action {
                            Action::Back(_) => "Back to your work",
                            Action::ShowWorks => "Show",
                            Action::Reload => "Reload",
                            Action::Undo => "Undo",
                        };
                        view! { <button type="button" class="button button--small" on:click=move |_| act(&action)>{name}</button> }
                    })}
                    <button
                        type="button"
                        class="button button--icon"
                        aria-label="Dismiss"
                        on:click=move |_| state.session.toast.set(None)
                    >
                        {Icon::Close.draw()}
                    </button>
                </div>
            })}
        </div>
    }
}
