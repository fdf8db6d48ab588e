//! The steps of an example, while one is open.

use leptos::prelude::*;

use crate::components::icons::Icon;
use crate::examples::catalogue::EXAMPLES;
use crate::state::AppState;

/// Where in the example the person is, with a way back and on.
#[component]
pub(crate) fn StepBar() -> impl IntoView {
    let state: AppState = expect_context();
    view! {
        {move || {
            let (at, step) = state.written.example.get()?;
            let example = EXAMPLES.get(at)?;
            let shown = example.steps.get(step)?;
            let last = example.steps.len() - 1;
            let several = last > 0;
            Some(view! {
                <div class="view-steps">
                    {several.then(|| view! {
                        <button
                            type="button"
                            class="button button--icon"
                            aria-label="Step back"
                            disabled=step == 0
                            on:click=move |_| state.open_example(at, step.saturating_sub(1))
                        >
                            {Icon::Left.draw()}
                        </button>
                        <span class="view-steps__count">{format!("{} of {}", step + 1, last + 1)}</span>
                        <button
                            type="button"
                            class="button button--icon"
                            aria-label="Step on"
                            disabled=step == last
                            on:click=move |_| state.open_example(at, (step + 1).min(last))
                        >
                            {Icon::Right.draw()}
                        </button>
                    })}
                    <p class="view-steps__says" role="status" title=format!("{} {}", shown.name, shown.says)><b>{shown.name}</b> " " {shown.says}</p>
                    {move || (!state.written.is_untouched()).then(|| view! {
                        <button type="button" class="button button--small view-steps__again" on:click=move |_| state.open_example(at, step)>
                            "Undo my edits"
                        </button>
                    })}
                </div>
            })
        }}
    }
}
