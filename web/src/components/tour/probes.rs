//! The probes of a tour: commands that show on a cluster what a step says, with what each of them does at every step.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::clipboard;
use crate::components::icons::Icon;
use crate::examples::catalogue::EXAMPLES;
use crate::examples::probes::{self, Probe};
use crate::state::AppState;

/// What a probe does.
const fn outcome(answers: bool) -> &'static str {
    if answers { "answers" } else { "times out" }
}

/// The list; nothing where the example that is open has no probes.
#[component]
pub(crate) fn ProbeList() -> impl IntoView {
    let state: AppState = expect_context();
    move || {
        let (at, step) = state.written.example.get()?;
        let example = EXAMPLES.get(at)?;
        let found = probes::of(example.file);
        (!found.is_empty()).then(|| table(state, found, step, example.steps.len()))
    }
}

fn copy(state: AppState, text: String) {
    spawn_local(async move {
        if clipboard::copy(&text).await {
            state.session.say("Copied.", false);
        } else {
            state.session.say("The browser does not let the page copy. Select the command and copy it.", true);
        }
    });
}

fn table(state: AppState, found: &'static [Probe], step: usize, steps: usize) -> impl IntoView {
    let all = found.iter().map(|probe| format!("{}\n", probe.command)).collect::<String>();
    view! {
        <section class="tour-probes" aria-labelledby="tour-probes-title">
            <div class="tour-probes__head">
                <h2 class="tour-probes__title" id="tour-probes-title">"Prove it on a cluster"</h2>
                <button type="button" class="button button--small" on:click=move |_| copy(state, all.clone())>
                    {Icon::Clipboard.draw()}
                    "Copy all"
                </button>
            </div>
            <div class="tour-probes__frame" tabindex="0" role="group" aria-labelledby="tour-probes-title">
                <table class="tour-probes__table">
                    <thead>
                        <tr>
                            <th scope="col">"Connection"</th>
                            {(0..steps).map(|at| view! { <th scope="col" class="tour-probes__step" class:is-now=at == step><span class="visually-hidden">"Step "</span>{at + 1}</th> }).collect_view()}
                            <th scope="col">{format!("At step {}", step + 1)}</th>
                            <th scope="col">"Probe"</th>
                            <th scope="col"><span class="visually-hidden">"Copy"</span></th>
                        </tr>
                    </thead>
                    <tbody>{found.iter().map(|probe| row(state, probe, step)).collect_view()}</tbody>
                </table>
            </div>
            <p class="tour-probes__says">
                "The probes need curl in the image. Where it is missing, add a container for tests: "
                <code>"kubectl debug POD -it --image=curlimages/curl -- sh"</code>
            </p>
        </section>
    }
}

fn row(state: AppState, probe: &'static Probe, step: usize) -> impl IntoView {
    let now = probe.answers.get(step).copied().unwrap_or(false);
    let cells = probe.answers.iter().enumerate().map(|(at, answers)| {
        let icon = if *answers { Icon::Check } else { Icon::Close };
        view! {
            <td class="tour-probes__step" class:is-now=at == step class:is-answer=*answers>
                {icon.draw()}
                <span class="visually-hidden">{outcome(*answers)}</span>
            </td>
        }
    });
    let name = format!("Copy the probe from {} to {}", probe.from, probe.to);
    view! {
        <tr>
            <th scope="row">{probe.from} " → " {probe.to}</th>
            {cells.collect_view()}
            <td class="tour-probes__now" class:is-answer=now>{outcome(now)}</td>
            <td><code class="tour-probes__command">{probe.command}</code></td>
            <td>
                <button type="button" class="button button--ghost" aria-label=name.clone() title=name on:click=move |_| copy(state, probe.command.to_owned())>
                    {Icon::Clipboard.draw()}
                </button>
            </td>
        </tr>
    }
}
