//! The steps of an example, while one is open.

use leptos::prelude::*;

use crate::components::icons::Icon;
use crate::examples::catalogue::EXAMPLES;
use crate::state::AppState;

/// Where in the example the person is: all steps by number, what this one says, a way back and on.
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
                            title="Step back (Alt ←)"
                            disabled=step == 0
                            on:click=move |_| { state.turn_step(true); }
                        >
                            {Icon::Left.draw()}
                        </button>
                        <ol class="view-steps__all" aria-label="Steps">
                            {example.steps.iter().enumerate().map(|(number, one)| view! {
                                <li>
                                    <button
                                        type="button"
                                        class="view-steps__number"
                                        aria-label=format!("Step {}: {}", number + 1, one.name)
                                        title=one.name
                                        aria-current=(number == step).then_some("step")
                                        on:click=move |_| state.open_example(at, number)
                                    >
                                        {number + 1}
                                    </button>
                                </li>
                            }).collect_view()}
                        </ol>
                        <span class="view-steps__count">{format!("{} of {}", step + 1, last + 1)}</span>
                        <button
                            type="button"
                            class="button button--icon"
                            aria-label="Step on"
                            title="Step on (Alt →)"
                            disabled=step == last
                            on:click=move |_| { state.turn_step(false); }
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
