//! Which findings the list shows: all, or those of one severity, with their counts.

use leptos::prelude::*;
use podreach_picture::wording::grouped;
use podreach_syntax::Severity;

use super::row::look;
use super::state::{FindingState, focus};
use crate::state::AppState;

/// A choice: its severity, none for all, and how many findings there are.
type Choice = (Option<Severity>, usize);

/// The choices. A severity without findings has none.
fn choices([errors, warnings, notes]: [usize; 3]) -> Vec<Choice> {
    let all = [(None, errors + warnings + notes)];
    let some = [(Severity::Error, errors), (Severity::Warning, warnings), (Severity::Note, notes)];
    let some = some.into_iter().filter(|(_, count)| *count > 0).map(|(severity, count)| (Some(severity), count));
    all.into_iter().chain(some).collect()
}

fn id(severity: Option<Severity>) -> String {
    format!("findings-{}", severity.map_or("all", Severity::as_str))
}

/// The choices as one stop, with arrows among them.
#[component]
pub(super) fn SeverityFilter() -> impl IntoView {
    let state: AppState = expect_context();
    let finding: FindingState = expect_context();
    let all = Memo::new(move |_| state.analysed.findings.with(|found| choices(found.counts)));
    let go = move |forward: bool| {
        let all = all.get_untracked();
        let at = all.iter().position(|(severity, _)| *severity == finding.filter.get_untracked()).unwrap_or(0);
        let next = if forward { at + 1 } else { at + all.len().saturating_sub(1) };
        if let Some((severity, _)) = all.get(next % all.len().max(1)) {
            finding.filter.set(*severity);
            focus(&id(*severity));
        }
    };
    let key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => {
            event.prevent_default();
            go(true);
        }
        "ArrowLeft" | "ArrowUp" => {
            event.prevent_default();
            go(false);
        }
        _ => {}
    };
    let choice = move |(severity, count): Choice| {
        let is_chosen = move || finding.filter.get() == severity;
        let word = severity.map_or("finding", Severity::as_str);
        let name = format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        let name = if severity.is_none() { format!("All, {name}") } else { name };
        view! {
            <button
                type="button"
                role="radio"
                class=format!("problems-filter__item is-{word}")
                id=id(severity)
                aria-label=name.clone()
                title=name
                aria-checked=move || is_chosen().to_string()
                tabindex=move || if is_chosen() { "0" } else { "-1" }
                on:click=move |_| finding.filter.set(severity)
            >
                {severity.map_or_else(|| "All".into_any(), |severity| look(severity).draw().into_any())}
                " " {grouped(count)}
            </button>
        }
    };
    view! {
        <div class="problems-filter" role="radiogroup" aria-label="Severity" on:keydown=key>
            {move || {
                let all = all.get();
                (all.len() > 1).then(|| all.into_iter().map(choice).collect_view())
            }}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_severity_without_findings_is_no_choice() {
        assert_eq!(choices([0, 3, 2]), [(None, 5), (Some(Severity::Warning), 3), (Some(Severity::Note), 2)]);
        assert_eq!(choices([0, 0, 0]), [(None, 0)]);
    }
}
