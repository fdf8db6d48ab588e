//! A place in the baseline, whose text is not in the editor: some lines around it, to be read.

use std::sync::Arc;

use leptos::prelude::*;

use super::state::CompareState;
use crate::components::dialog::Dialog;
use crate::components::visible::{escaped, shown};
use crate::state::AppState;

/// Lines before and after the one that is asked for.
const AROUND: usize = 12;

/// The dialog.
#[component]
pub(crate) fn PreviewDialog() -> impl IntoView {
    let state: AppState = expect_context();
    let compare: CompareState = expect_context();
    let open = Signal::derive(move || compare.preview.with(Option::is_some));
    let lines = move || {
        let Some((name, line)) = compare.preview.get() else { return Vec::new() };
        let text = |files: &[(String, Arc<str>)]| {
            files.iter().find(|(other, _)| *other == name).map_or_else(Vec::new, |(_, text)| around(text, line))
        };
        state.proposed.with.with(|proposal| match proposal {
            Some(proposal) => text(&proposal.before),
            None => {
                state.compared.with.with(|with| with.as_ref().map(|with| text(&with.side.files)).unwrap_or_default())
            }
        })
    };
    let title = Signal::derive(move || {
        let name = compare.preview.with(|place| place.as_ref().map(|(name, _)| name.clone()).unwrap_or_default());
        format!("Baseline: {}", escaped(&name))
    });
    let is_it =
        move |number: u32| compare.preview.with(|place| place.as_ref().is_some_and(|(_, line)| *line == number));
    let close = Callback::new(move |()| compare.preview.set(None));
    view! {
        <Dialog open=open close=close id="compare-preview-title" title=title>
            <ol class="compare-lines" tabindex="0" role="group" aria-label="Lines of the baseline">
                {move || lines().into_iter().map(|(number, text)| view! {
                    <li class="compare-lines__line" class:is-found=move || is_it(number) aria-current=move || is_it(number).then_some("true")>
                        <span class="compare-lines__number">{number}</span>
                        <code class="compare-lines__text">{shown(&text)}</code>
                    </li>
                }).collect_view()}
            </ol>
        </Dialog>
    }
}

/// Lines around one, with their numbers from 1.
fn around(text: &str, line: u32) -> Vec<(u32, String)> {
    let first = (line as usize).saturating_sub(AROUND + 1);
    let lines = text.lines().zip(1_u32..).skip(first).take(2 * AROUND + 1);
    lines.map(|(text, number)| (number, text.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn lines_around_a_line_have_its_numbers() {
        let text: String = (1..=100).map(|line| format!("{line}\n")).collect();
        let found = around(&text, 50);
        assert_eq!((found.len(), found[0].0, found[12].1.as_str()), (25, 38, "50"));
        assert_eq!(around(&text, 1)[0], (1, "1".to_owned()));
        assert!(around("", 1).is_empty());
    }
}
