//! What settles a finding: each change with what it opens and closes, and the button that makes it.

use leptos::prelude::*;
use podreach_session::Effect as Opens;
use podreach_session::page::FixOffer;

use super::row::capital;
use super::state::{FIX, FindingState};
use crate::address::is_embedded;
use crate::components::diff::Diff;
use crate::components::inspector::code_spans;
use crate::state::AppState;

/// The changes of the selected finding.
#[component]
pub(super) fn Fixes() -> impl IntoView {
    let state: AppState = expect_context();
    let finding: FindingState = expect_context();
    move || match finding.fixes.get() {
        None => view! { <p class="problems-page__hint">"Working out what the fix opens and closes."</p> }.into_any(),
        Some(all) => {
            all.into_iter().enumerate().map(|(at, offer)| offer_view(state, at, offer)).collect_view().into_any()
        }
    }
}

/// `opens 1, closes 1`.
fn words(effect: Option<Opens>) -> String {
    match effect {
        None => "What it opens and closes is not known.".to_owned(),
        Some(Opens { safe: true, .. }) => "Opens and closes nothing.".to_owned(),
        Some(Opens { opens, closes, .. }) => format!("opens {opens}, closes {closes}"),
    }
}

fn offer_view(state: AppState, at: usize, offer: FixOffer) -> impl IntoView {
    let FixOffer { title, edits, hunks, effect } = offer;
    let safe = effect.is_some_and(|effect| effect.safe);
    let name = capital(&title);
    let press = move |_| {
        let is_now = if safe { state.apply_edits(&edits, "Fixed.") } else { state.propose(&title, edits.clone()) };
        if !is_now {
            state.session.say("The text has changed; nothing was fixed.", true);
        }
    };
    let describes = format!("{FIX}-says-{at}");
    view! {
        <div class="problems-fix" data-fix=if safe { "safe" } else { "unsafe" }>
            <h4 class="problems-fix__title">{code_spans(&name)}</h4>
            <Diff hunks=hunks />
            <div class="problems-fix__foot">
                {(!is_embedded()).then(|| view! {
                    <button type="button" class="button button--small" class:button--primary=safe id=(at == 0).then_some(FIX) aria-describedby=describes.clone() on:click=press>
                        {if safe { "Fix" } else { "Fix\u{2026}" }}
                    </button>
                })}
                <span class="problems-fix__says" id=describes.clone()>{words(effect)}</span>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_is_said_in_words() {
        assert_eq!(words(Some(Opens { opens: 1, closes: 2, safe: false })), "opens 1, closes 2");
        assert_eq!(words(Some(Opens { opens: 0, closes: 0, safe: true })), "Opens and closes nothing.");
        assert_eq!(words(None), "What it opens and closes is not known.");
    }
}
