//! A switch of a policy or a rule, and what it opens and closes to switch it off.

use leptos::prelude::*;
use podreach_eval::policy::Off;
use podreach_session::page::WithoutPolicy;

use crate::components::visible::escaped;
use crate::state::AppState;

/// `web-netpol`, `web-netpol, ingress rule 2`.
pub(super) fn name(off: &Off) -> String {
    match off.rule {
        Some((direction, index)) => format!("{}, {} rule {}", off.name, direction.as_str(), u64::from(index) + 1),
        None => off.name.clone(),
    }
}

/// The switch. The text stays as it is.
#[component]
pub(crate) fn OffSwitch(
    off: Off,
    /// Whether it says beforehand what it would do. It takes an evaluation.
    #[prop(optional)]
    tells: bool,
) -> impl IntoView {
    let state: AppState = expect_context();
    let label = escaped(&name(&off)).into_owned();
    let is_off = {
        let off = off.clone();
        Memo::new(move |_| state.written.off.with(|all| all.contains(&off)))
    };
    let press = {
        let off = off.clone();
        move |_| state.switch(&off, is_off.get_untracked())
    };
    let says = move || (tells || is_off.get()).then(|| view! { <Effects off=off.clone() is_off=is_off /> });
    view! {
        <span class="compare-switch">
            <button
                type="button"
                role="switch"
                class="compare-toggle"
                aria-checked=move || (!is_off.get()).to_string()
                aria-label=label
                title=move || if is_off.get() { "Switch it on" } else { "Switch it off; the YAML stays as it is" }
                on:click=press
            >
                <span class="compare-toggle__track" aria-hidden="true"></span>
            </button>
            {says}
        </span>
    }
}

#[component]
fn Effects(off: Off, is_off: Memo<bool>) -> impl IntoView {
    let state: AppState = expect_context();
    let effect = state.analysed.ask(move || WithoutPolicy { off: off.clone(), most: 0 });
    let says = move || {
        let words = effect.with(|effect| effect.as_ref().map(|effect| effect.pairs.words.clone()));
        match (is_off.get(), words) {
            (true, Some(words)) => format!("off, {words}"),
            (true, None) => "off".to_owned(),
            (false, Some(words)) => format!("without it: {words}"),
            (false, None) => String::new(),
        }
    };
    view! { <span class="compare-switch__says">{says}</span> }
}
