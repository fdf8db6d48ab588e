//! The list under the editor.

use leptos::prelude::*;
use podreach_picture::wording::grouped;

use super::filter::SeverityFilter;
use super::row::{id, new_row, row};
use super::state::{FindingState, is_of};
use crate::state::{AppState, ViewId};

/// The view that has all of them, also those that the list has no room for.
pub(crate) const ALL: ViewId = ViewId("checks");

/// A row for each finding. The list is one stop: arrows go from row to row, Enter opens the page of the finding.
#[component]
pub(crate) fn ProblemList() -> impl IntoView {
    let state: AppState = expect_context();
    let finding: FindingState = expect_context();
    let found = state.analysed.findings;
    let rows = Memo::new(move |_| finding.rows(state));
    let nothing = Memo::new(move |_| found.with(|found| found.rows.is_empty()));
    let active = move || {
        let key = state.chosen.finding.get()?;
        rows.with(|rows| rows.iter().find(|row| is_of(row, &key)).map(id))
    };
    Effect::new(move |_| {
        if let Some(id) = active() {
            request_animation_frame(move || bring(&id));
        }
    });
    let key = move |event: leptos::ev::KeyboardEvent| {
        let rows = rows.get_untracked();
        let end = match event.key().as_str() {
            "ArrowDown" => {
                finding.step(state, true);
                None
            }
            "ArrowUp" => {
                finding.step(state, false);
                None
            }
            "Home" => rows.first(),
            "End" => rows.last(),
            "Enter" | " " => {
                if state.chosen.finding.with_untracked(Option::is_none) {
                    finding.step(state, true);
                }
                FindingState::open(state);
                None
            }
            _ => return,
        };
        if let Some(row) = end {
            state.select_finding(row, 0);
        }
        event.prevent_default();
    };
    let set_aside = move || {
        state.analysed.summary.with(|summary| {
            let (rejected, unsupported) = (summary.rejected, summary.unsupported);
            let mut parts = Vec::new();
            if rejected > 0 {
                parts.push(format!("{rejected} rejected"));
            }
            if unsupported > 0 {
                parts.push(format!("{unsupported} of unsupported kinds"));
            }
            parts
        })
    };
    view! {
        <section class="problems" aria-label="Findings">
            <div class="problems__head">
                <h2 class="problems__title">"Findings"</h2>
                <span class="problems__summary">{move || if nothing.get() { found.with(|found| found.summary.clone()) } else { String::new() }}</span>
                <SeverityFilter />
            </div>
            <p class="visually-hidden" role="status">{move || finding.spoken.get()}</p>
            {move || (!nothing.get()).then(|| view! {
                <ul class="problems__list" role="listbox" aria-label="Findings" tabindex="0" aria-activedescendant=active on:keydown=key>
                    {move || rows.get().into_iter().map(|found| row(state, found)).collect_view()}
                    {move || finding.new_rows(state).iter().map(new_row).collect_view()}
                </ul>
            })}
            {move || {
                let left_out = found.with(|found| found.left_out);
                (left_out > 0).then(|| view! { <p class="problems__more">{format!("and {} more", grouped(left_out))}</p> })
            }}
            {move || {
                let parts = set_aside();
                (!parts.is_empty()).then(|| view! {
                    <p class="problems__more">
                        {format!("Left out: {}. ", parts.join(", "))}
                        <button type="button" class="link" on:click=move |_| state.chosen.view.set(ALL)>
                            "See which"
                        </button>
                    </p>
                })
            }}
        </section>
    }
}

/// Scrolls a row into sight.
fn bring(id: &str) {
    let Some(row) = document().get_element_by_id(id) else { return };
    let Some(list) = row.parent_element() else { return };
    let (place, room) = (row.get_bounding_client_rect(), list.get_bounding_client_rect());
    let beyond = (place.bottom() - room.bottom()).max(0.0) + (place.top() - room.top()).min(0.0);
    if beyond.abs() >= 1.0 {
        list.set_scroll_top(list.scroll_top() + beyond.ceil() as i32);
    }
}
