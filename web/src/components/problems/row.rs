//! A finding in the list: sign, words, how often, where.

use leptos::prelude::*;
use podreach_picture::wording::grouped;
use podreach_session::page::findings::{Place, Row};
use podreach_syntax::Severity;

use super::state::{FindingState, is_of};
use crate::components::icons::Icon;
use crate::components::inspector::code_spans;
use crate::components::visible::{escaped, shown};
use crate::state::AppState;

/// Places that a row names, and letters of their labels that there is room for; the page of the finding has all.
const NAMED: usize = 2;
const ROOM: usize = 9;

/// How many places a row names.
fn named(places: &[Place]) -> usize {
    let first = || places.iter().take(NAMED);
    if first().map(|place| place.label.len()).sum::<usize>() > ROOM { 1 } else { first().count() }
}

/// The title as it is drawn: what somebody wrote is in the message of a finding that has no name.
pub(crate) fn title(row: &Row) -> AnyView {
    if row.name.is_empty() { code_spans(&row.title).into_any() } else { row.title.clone().into_any() }
}

/// The sign of a severity.
pub(crate) const fn look(severity: Severity) -> Icon {
    match severity {
        Severity::Error => Icon::Error,
        Severity::Warning => Icon::Warning,
        Severity::Note => Icon::Note,
    }
}

/// With a capital first letter, unless it begins with what somebody wrote or with the name of a command.
pub(crate) fn capital(words: &str) -> String {
    if words.starts_with("kubectl ") {
        return words.to_owned();
    }
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The id of a row.
pub(super) fn id(row: &Row) -> String {
    format!("finding-{}-{}", row.code, row.severity.as_str())
}

/// `Warning L50, Service port in policy, line 54, fix available`.
fn name(row: &Row) -> String {
    let mut name = format!("{} {}, {}", capital(row.severity.as_str()), row.code, row.title);
    match row.places.as_slice() {
        [only] if only.line > 0 => name.push_str(&format!(", line {}", only.label)),
        [_] | [] => {}
        [first, ..] => name.push_str(&format!(", {} places, first line {}", row.places.len(), first.label)),
    }
    if row.places.iter().any(|place| place.fixes) {
        name.push_str(", fix available");
    }
    escaped(&name).into_owned()
}

/// The row.
pub(super) fn row(state: AppState, row: Row) -> impl IntoView {
    let first = row.places.first().cloned();
    let several = row.places.len() > 1;
    let more = row.places.len().saturating_sub(named(&row.places));
    let selected = {
        let row = row.clone();
        Memo::new(move |_| state.chosen.finding.with(|key| key.as_ref().is_some_and(|key| is_of(&row, key))))
    };
    let resolved = {
        let (code, severity) = (row.code.clone(), row.severity);
        move || {
            let is_gone = |found: &podreach_session::page::findings::Findings| {
                found.complete && found.rows.iter().all(|row| row.code != code || row.severity != severity)
            };
            state.analysed.findings_after.with(|after| after.as_ref().is_some_and(|after| is_gone(after)))
        }
    };
    let place = {
        let code = row.code.clone();
        // Of the first place, the row says where it is.
        move |(at, place): (usize, &Place)| {
            let own = at > 0;
            let (source, line) = (place.source.clone(), place.line);
            view! {
                <span
                    class="problems-row__place"
                    title=escaped(&place.label).into_owned()
                    data-place=at
                    data-problem=own.then(|| code.clone())
                    data-source=own.then_some(source)
                    data-line=own.then_some(line)
                >
                    {place.file.as_ref().map(|file| view! { <span class="problems-row__file">{shown(file)}</span> " " })}
                    {(line > 0).then_some(line)}
                </span>
            }
        }
    };
    let places = row.places.iter().take(named(&row.places)).enumerate().map(place).collect_view();
    let fixes = row.places.iter().any(|place| place.fixes);
    let click = {
        let row = row.clone();
        move |event: leptos::ev::MouseEvent| {
            let at = place_of(&event).unwrap_or(0);
            state.select_finding(&row, at);
            state.chosen.panel.set(crate::state::Panel::Why);
        }
    };
    let open = move |_| FindingState::open(state);
    view! {
        <li
            class=format!("problems-row is-{}", row.severity.as_str())
            id=id(&row)
            role="option"
            aria-selected=move || selected.get().to_string()
            aria-label=name(&row)
            title=escaped(row.message().unwrap_or(&row.title)).into_owned()
            data-problem=row.code.clone()
            data-source=first.as_ref().map(|place| place.source.clone())
            data-line=first.as_ref().map(|place| place.line)
            on:click=click
            on:dblclick=open
        >
            {look(row.severity).draw()}
            <span class="problems-row__text">
                <b class="problems-row__title">{title(&row)}</b>
                {row.message().filter(|message| *message != row.title).map(|message| view! { " " <span class="problems-row__message">{code_spans(message)}</span> })}
            </span>
            <span class="problems-row__end">
                {move || resolved().then(|| view! { <span class="badge">"resolved"</span> })}
                {fixes.then(|| Icon::Fix.draw())}
                {several.then(|| view! { <span class="badge">"\u{d7}" {grouped(row.places.len())}</span> })}
                <span class="problems-row__places">
                    {places}
                    {(more > 0).then(|| view! { <span>"+" {grouped(more)}</span> })}
                </span>
            </span>
        </li>
    }
}

/// A row that what is looked at would add. It cannot be opened before it is there.
pub(super) fn new_row(row: &Row) -> impl IntoView + use<> {
    let places = row.places.first().filter(|place| place.line > 0).map(|place| place.label.clone());
    view! {
        <li
            class=format!("problems-row problems-row--new is-{}", row.severity.as_str())
            role="option"
            aria-selected="false"
            aria-disabled="true"
            aria-label=format!("New: {}", name(row))
            title=escaped(row.message().unwrap_or(&row.title)).into_owned()
            data-new=row.code.clone()
        >
            {look(row.severity).draw()}
            <span class="problems-row__text">
                <b class="problems-row__title">{title(row)}</b>
                {row.message().filter(|message| *message != row.title).map(|message| view! { " " <span class="problems-row__message">{code_spans(message)}</span> })}
            </span>
            <span class="problems-row__end">
                <span class="badge">"new"</span>
                <span class="problems-row__places">{places.map(|place| escaped(&place).into_owned())}</span>
            </span>
        </li>
    }
}

/// The place of a row that an event happened on.
fn place_of(event: &web_sys::Event) -> Option<usize> {
    use wasm_bindgen::JsCast;
    let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    element.closest("[data-place]").ok()??.get_attribute("data-place")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use podreach_session::page::findings::Said;

    use super::*;

    #[test]
    fn a_row_has_a_name_that_says_it_all() {
        let place = |line: u32, fixes| Place {
            source: "a.yaml".to_owned(),
            line,
            span: None,
            label: line.to_string(),
            file: None,
            said: 0,
            fixes,
        };
        let said = Said { message: "TCP 80 is the port of the Service".to_owned(), help: None };
        let row = Row {
            code: Cow::Borrowed("L50"),
            name: Cow::Borrowed("service-port-in-policy"),
            title: "Service port in policy".to_owned(),
            severity: Severity::Warning,
            said: vec![said],
            places: vec![place(54, true)],
        };
        assert_eq!(name(&row), "Warning L50, Service port in policy, line 54, fix available");
        assert_eq!(["this peer", "`a` is", "kubectl takes"].map(capital), ["This peer", "`a` is", "kubectl takes"]);
        let twice = Row { places: vec![place(4, false), place(15, false)], ..row };
        assert_eq!(named(&twice.places), 2);
        assert_eq!(named(&[place(16832, false), place(16887, false)]), 1);
        assert_eq!(name(&twice), "Warning L50, Service port in policy, 2 places, first line 4");
    }
}
