//! Lines that would go and lines that would come.

use leptos::prelude::*;
use podreach_picture::wording::grouped;
use podreach_session::hunks::Hunk;

use crate::components::visible::shown;
use crate::state::AppState;

/// Lines drawn at most.
const LINES: usize = 60;

/// The lines of a change, removed ones before those that replace them.
#[component]
pub(crate) fn Diff(hunks: Vec<Hunk>) -> impl IntoView {
    let state: AppState = expect_context();
    let several = hunks.windows(2).any(|pair| matches!(pair, [one, other] if one.source != other.source));
    let name = |hunk: &Hunk| {
        state.analysed.newest_untracked(|sources| sources.get(hunk.source).map(|source| source.name().to_owned()))
    };
    let mut lines: Vec<(u32, &'static str, String, Option<String>)> = Vec::new();
    for hunk in &hunks {
        let file = if several { name(hunk) } else { None };
        let line = |number: u32, what: &'static str, text: &String| (number, what, text.clone(), file.clone());
        lines.extend(hunk.removed.iter().zip(hunk.line..).map(|(text, number)| line(number, "removed", text)));
        lines.extend(hunk.added.iter().zip(hunk.line..).map(|(text, number)| line(number, "added", text)));
    }
    let more = lines.len().saturating_sub(LINES);
    view! {
        <div class="diff" tabindex="0" role="group" aria-label="Lines that change"><ol>
            {lines.into_iter().take(LINES).map(|(number, what, text, file)| view! {
                <li class=format!("diff__line is-{what}")>
                    <span class="diff__number">{file.map(|file| view! { {shown(&file)} " " })} {number}</span>
                    <span class="diff__sign" aria-hidden="true">{if what == "added" { "+" } else { "\u{2212}" }}</span>
                    <span class="visually-hidden">{what} " "</span>
                    <code class="diff__text">{shown(&text)}</code>
                </li>
            }).collect_view()}
            {(more > 0).then(|| view! { <li class="diff__more">{format!("and {} more lines", grouped(more))}</li> })}
        </ol></div>
    }
}
