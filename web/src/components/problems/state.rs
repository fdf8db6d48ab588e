//! What the list of findings, the page of one and the keys share: the selected finding and what the worker says about it.

use std::sync::Arc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use podreach_picture::Picked;
use podreach_session::page::findings::{Findings, Row};
use podreach_session::page::{About, AboutFinding, FindingAt, FixOffer, FixesOf};
use podreach_syntax::Severity;
use wasm_bindgen::JsCast;

use crate::state::{AppState, Panel};

/// A pause after the last change, so that typing is not talked into, in milliseconds.
const PAUSE: u32 = 500;

/// The id of the first button that fixes the selected finding.
pub(super) const FIX: &str = "finding-fix";
/// The id of the heading of the selected finding.
pub(super) const TITLE: &str = "finding-title";

/// Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct FindingState {
    /// The row of the selected finding.
    pub(crate) row: Memo<Option<Row>>,
    /// What settles it; none while that is not known.
    pub(super) fixes: RwSignal<Option<Vec<FixOffer>>>,
    /// The severity that the list shows; none for all.
    pub(super) filter: RwSignal<Option<Severity>>,
    /// What is said to screen readers.
    pub(super) spoken: RwSignal<String>,
    /// Whether the button that fixes gets the focus when it is there.
    wants_fix: StoredValue<bool>,
}

impl FindingState {
    pub(crate) fn new(state: AppState) -> Self {
        let row = Memo::new(move |_| {
            let key = state.chosen.finding.get()?;
            state.analysed.findings.with(|found| row_of(found, &key).cloned())
        });
        let finding = Self {
            row,
            fixes: RwSignal::new(None),
            filter: RwSignal::new(None),
            spoken: RwSignal::new(String::new()),
            wants_fix: StoredValue::new(false),
        };
        finding.ask(state);
        finding.follow(state);
        finding
    }

    /// Asks about the selected finding, once all findings about the text as it is now are known.
    fn ask(self, state: AppState) {
        let asked = StoredValue::new(0_u32);
        let ready = Memo::new(move |_| {
            let complete = state.analysed.findings.with(|found| found.complete);
            complete && state.analysed.elapsed.get().is_some() && !state.analysed.stale.get() && !state.proposed.is_on()
        });
        let key = move || state.chosen.finding.get().filter(|_| ready.get() && self.row.with(Option::is_some));
        Effect::new(move |_| {
            // Other findings are those of another text.
            state.analysed.findings.track();
            asked.update_value(|asked| *asked += 1);
            let number = asked.get_value();
            self.fixes.set(None);
            let Some(finding) = key() else { return };
            state.analysed.ask_once(FixesOf { finding }, move |fixes| {
                if asked.get_value() == number {
                    self.fixes.set(Some(fixes));
                    if self.wants_fix.get_value() {
                        self.wants_fix.set_value(false);
                        request_animation_frame(|| focus(FIX));
                    }
                }
            });
        });
        let about = StoredValue::new(0_u32);
        Effect::new(move |_| {
            state.analysed.findings.track();
            about.update_value(|asked| *asked += 1);
            let number = about.get_value();
            let Some(finding) = key() else {
                if state.chosen.about.with_untracked(|known| *known != About::default()) {
                    state.chosen.about.set(About::default());
                }
                return;
            };
            let picture = state.chosen.pictured.get();
            state.analysed.ask_once(AboutFinding { finding, picture }, move |found| {
                if about.get_value() == number {
                    state.chosen.about.set(found);
                }
            });
        });
    }

    /// What is no longer found is no longer selected; new counts are said.
    fn follow(self, state: AppState) {
        let timer = StoredValue::new_local(None::<Timeout>);
        Effect::new(move |_| {
            let (complete, counts, gone) = state.analysed.findings.with(|found| {
                let key = state.chosen.finding.get_untracked();
                let gone = key.is_some_and(|key| row_of(found, &key).is_none());
                let unshown =
                    self.filter.get_untracked().filter(|filter| found.rows.iter().all(|row| row.severity != *filter));
                if unshown.is_some() {
                    self.filter.set(None);
                }
                (found.complete, says(found), gone)
            });
            if complete && gone {
                state.chosen.finding.set(None);
            }
            if complete {
                let say = move || {
                    if self.spoken.try_with_untracked(|now| *now != counts) == Some(true) {
                        self.spoken.set(counts);
                    }
                };
                timer.set_value(Some(Timeout::new(PAUSE, say)));
            }
        });
    }

    /// The rows that the list shows.
    pub(super) fn rows(self, state: AppState) -> Vec<Row> {
        let filter = self.filter.get();
        let is_shown = |row: &&Row| filter.is_none_or(|filter| row.severity == filter);
        state.analysed.findings.with(|found| found.rows.iter().filter(is_shown).cloned().collect())
    }

    /// The rows that what is looked at would add.
    pub(super) fn new_rows(self, state: AppState) -> Vec<Row> {
        let filter = self.filter.get();
        let is_shown = |row: &&Row| filter.is_none_or(|filter| row.severity == filter);
        state.analysed.findings_after.with(|after| {
            let Some(after) = after.as_ref().filter(|after| after.complete) else { return Vec::new() };
            state.analysed.findings.with(|before| added(before, after).filter(is_shown).cloned().collect())
        })
    }

    /// Selects the next finding of the list, or the one before; all around.
    pub(super) fn step(self, state: AppState, forward: bool) {
        let rows = untrack(|| self.rows(state));
        let key = state.chosen.finding.get_untracked();
        let at = rows.iter().position(|row| key.as_ref().is_some_and(|key| is_of(row, key)));
        if let Some(row) = stepped(rows.len(), at, forward).and_then(|next| rows.get(next)) {
            state.select_finding(row, 0);
        }
    }

    /// Opens the page of the selected finding: it gets the focus.
    pub(super) fn open(state: AppState) {
        state.chosen.panel.set(Panel::Why);
        request_animation_frame(|| focus(TITLE));
    }

    /// Puts the focus on the button that fixes the selected finding, once it is there.
    pub(super) fn focus_fix(self) {
        self.wants_fix.set_value(true);
        if self.fixes.with_untracked(Option::is_some) {
            self.wants_fix.set_value(false);
            request_animation_frame(|| focus(FIX));
        }
    }

    /// The fixes of the line that the cursor stands in, else of the selected finding. False where there are none.
    pub(super) fn fixes_of_line(self, state: AppState) -> bool {
        tell_cursor();
        let found = state.chosen.cursor.get_untracked().and_then(|cursor| at_line(state, cursor));
        match found {
            Some((row, at)) => state.select_finding(&row, at),
            None if self.row.with_untracked(Option::is_some) => {}
            None => return false,
        }
        state.chosen.panel.set(Panel::Why);
        self.focus_fix();
        true
    }

    /// Cancels what is looked at, and goes back to where it began.
    pub(crate) fn cancel(self, state: AppState) {
        state.cancel_proposed();
        self.wants_fix.set_value(state.chosen.finding.with_untracked(Option::is_some));
    }
}

/// Has the editor say where the cursor is, also where it has not come to rest.
fn tell_cursor() {
    let Ok(Some(editor)) = document().query_selector("podreach-editor") else { return };
    let tell = js_sys::Reflect::get(&editor, &"tellCursor".into()).ok().and_then(|found| found.dyn_into().ok());
    if let Some(tell) = tell {
        let tell: js_sys::Function = tell;
        // Without an answer, the last place counts.
        let _ = tell.call0(&editor);
    }
}

/// The finding of the line of the cursor, one that can be fixed first.
fn at_line(state: AppState, (tab, units): (u32, u32)) -> Option<(Row, usize)> {
    let (source, line) = state.written.tabs.with_untracked(|tabs| {
        let at = tabs.iter().position(|found| found.id == tab)?;
        let text = &tabs.get(at)?.text;
        let before = text.get(..crate::offsets::to_bytes(text, units) as usize)?;
        Some((at as u32, before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1))
    })?;
    let findings: Arc<Findings> = state.analysed.findings.get_untracked();
    state.analysed.newest_untracked(|sources| {
        let is_here = |place: &podreach_session::page::findings::Place| {
            place.line == line && place.span.is_some_and(|span| sources.place(span).source.0 == source)
        };
        let places = findings.rows.iter().flat_map(|row| row.places.iter().enumerate().map(move |place| (row, place)));
        let mut here: Vec<(&Row, usize, bool)> =
            places.filter(|(_, (_, place))| is_here(place)).map(|(row, (at, place))| (row, at, place.fixes)).collect();
        here.sort_by_key(|(_, _, fixes)| !fixes);
        here.first().map(|(row, at, _)| ((*row).clone(), *at))
    })
}

/// Whether a row is that of a finding.
pub(super) fn is_of(row: &Row, key: &FindingAt) -> bool {
    row.code == key.code && Some(row.severity) == key.severity
}

fn row_of<'a>(found: &'a Findings, key: &FindingAt) -> Option<&'a Row> {
    found.rows.iter().find(|row| is_of(row, key))
}

/// The rows of findings that others do not have.
fn added<'a>(before: &'a Findings, after: &'a Findings) -> impl Iterator<Item = &'a Row> {
    let is_there = |row: &&Row| before.rows.iter().any(|old| old.code == row.code && old.severity == row.severity);
    after.rows.iter().filter(move |row| !is_there(row))
}

/// `6 findings: 3 warnings, 3 notes`.
fn says(found: &Findings) -> String {
    match found.counts.iter().sum::<usize>() {
        0 => "0 findings".to_owned(),
        1 => format!("1 finding: {}", found.summary),
        all => format!("{all} findings: {}", found.summary),
    }
}

/// The place in a list after another one, or before it; all around.
fn stepped(count: usize, at: Option<usize>, forward: bool) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (at, forward) {
        (Some(at), true) if at < last => at + 1,
        (_, true) => 0,
        (Some(at), false) if at > 0 => at - 1,
        (_, false) => last,
    })
}

/// Whether the page of a finding is what the inspector shows.
pub(crate) fn is_shown(state: AppState, finding: FindingState) -> bool {
    let nothing_picked = state.chosen.picked.with(|picked| *picked == Picked::Nothing);
    nothing_picked && !state.proposed.is_on() && finding.row.with(Option::is_some)
}

pub(super) fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_around() {
        assert_eq!(
            [stepped(3, None, true), stepped(3, Some(2), true), stepped(3, Some(0), true)],
            [Some(0), Some(0), Some(1)]
        );
        assert_eq!(
            [stepped(3, None, false), stepped(3, Some(0), false), stepped(3, Some(2), false)],
            [Some(2), Some(2), Some(1)]
        );
        assert_eq!(stepped(0, None, true), None);
    }

    #[test]
    fn counts_are_a_sentence() {
        let found = Findings { counts: [0, 3, 3], summary: "3 warnings, 3 notes".to_owned(), ..Findings::default() };
        assert_eq!(says(&found), "6 findings: 3 warnings, 3 notes");
        assert_eq!(says(&Findings::default()), "0 findings");
    }
}
