//! The inspector's page of a finding: what is wrong and where, what settles it, and how to allow it.

use leptos::prelude::*;
use podreach_picture::wording::grouped;
use podreach_session::page::findings::{Place, Row};
use podreach_syntax::Severity;

use super::fixes::Fixes;
use super::row::{capital, look, title};
use super::state::{FindingState, TITLE};
use crate::address::is_embedded;
use crate::components::inspector::{Block, LineLink, code_spans, line_link};
use crate::components::visible::escaped;
use crate::state::{AppState, Panel};

/// Places listed before the rest is unfolded, and at most.
const FIRST: usize = 8;
const PLACES: usize = 500;

/// The page.
#[component]
pub(crate) fn FindingPage() -> impl IntoView {
    let finding: FindingState = expect_context();
    move || finding.row.get().map(page)
}

fn page(row: Row) -> impl IntoView {
    let state: AppState = expect_context();
    let (name, count) = (title(&row), row.places.len());
    let at = Memo::new(move |_| {
        state.chosen.finding.with(|key| key.as_ref().map_or(0, |key| key.at)).min(count.saturating_sub(1))
    });
    let fixes = row.places.iter().any(|place| place.fixes);
    let (severity, places) = (row.severity, StoredValue::new(row.places));
    let said = StoredValue::new(row.said);
    let place = move || places.with_value(|places| places.get(at.get()).cloned());
    let now = move || {
        let which = place().map_or(0, |place| place.said as usize);
        said.with_value(|said| said.get(which).cloned())
    };
    let line = move || place().filter(|place| place.line > 0).map(|place| place.line);
    let (code, own) = (row.code.clone(), row.code.to_string());
    // What the API server rejects is not allowed by a comment.
    let can_be_silenced = severity != Severity::Error && !row.name.is_empty();
    let silence = move || {
        line().filter(|_| can_be_silenced).map(|line| view! {
            <p class="problems-page__hint">
                "Intended? Write " <code>{format!("# podreach: allow {code}")}</code> " and the reason at the end of line " {line} ", or above it."
            </p>
        })
    };
    let documentation = (!row.name.is_empty()).then(|| {
        let href = format!("findings/#{}", row.name);
        view! { <p><a class="problems-page__documentation" target="_blank" rel="noopener" href=href>{format!("Documentation of {}", row.code)}</a></p> }
    });
    let has_fix = Memo::new(move |_| fixes && place().is_some_and(|place| place.fixes));
    view! {
        <article class=format!("problems-page is-{}", severity.as_str()) data-finding-page=row.code.clone()>
            <header class="problems-page__head">
                <p class="problems-page__code">
                    {look(severity).draw()} {capital(severity.as_str())} " " <code>{row.code.clone()}</code>
                    <span class="problems-page__where">{move || place().and_then(|place| place_link(state, place))}</span>
                </p>
                <h2 class="problems-page__title" id=TITLE tabindex="-1">{name}</h2>
                {move || now().map(|said| view! {
                    <p class="problems-page__says">{code_spans(&capital(&said.message))} "."</p>
                    {said.help.map(|help| view! { <p class="problems-page__help">{code_spans(&capital(&help))} "."</p> })}
                })}
            </header>
            {(count > 1).then(|| view! { <Block title="Places"><Places places=places at=at code=StoredValue::new(own) severity=severity /></Block> })}
            <Related />
            {move || has_fix.get().then(|| view! { <Block title="Fix"><Fixes /></Block> })}
            {silence}
            {documentation}
        </article>
    }
}

/// The line of a place, which is one of the text as it is now.
fn place_link(state: AppState, place: Place) -> Option<impl IntoView> {
    let Place { line, span, file, .. } = place;
    let span = span?;
    let line = if file.is_some() { format!(":{line}") } else { format!("line {line}") };
    let whole = format!("{}{line}", file.as_deref().unwrap_or_default());
    let show = move || {
        state.chosen.panel.set(Panel::Sources);
        state.reveal_at(state.analysed.newest_untracked(|sources| sources.place(span)), true);
    };
    Some(line_link(file, line, whole, (!is_embedded()).then_some(show)))
}

/// All places; the one that the page is about stands out.
#[component]
fn Places(
    places: StoredValue<Vec<Place>>,
    at: Memo<usize>,
    code: StoredValue<String>,
    severity: Severity,
) -> impl IntoView {
    let state: AppState = expect_context();
    let unfolded = RwSignal::new(false);
    let count = places.with_value(Vec::len);
    let go = move |place: usize| {
        let row = state.analysed.findings.with_untracked(|found| {
            code.with_value(|code| {
                found.rows.iter().find(|row| row.code == **code && row.severity == severity).cloned()
            })
        });
        if let Some(row) = row {
            state.select_finding(&row, place);
        }
    };
    let button = move |(number, place): (usize, Place)| {
        let label = if place.line == 0 { "everywhere".to_owned() } else { place.label.clone() };
        view! {
            <li>
                <button
                    type="button"
                    class="problems-page__place"
                    title=escaped(&place.label).into_owned()
                    aria-label=escaped(&format!("line {label}")).into_owned()
                    aria-current=move || (at.get() == number).then_some("true")
                    on:click=move |_| go(number)
                >
                    {crate::components::visible::shown(&label)}
                </button>
            </li>
        }
    };
    let beyond = count.saturating_sub(PLACES);
    view! {
        <ul class="problems-page__places">
            {move || {
                let most = if unfolded.get() { PLACES } else { FIRST };
                places.with_value(|places| places.iter().take(most).cloned().enumerate().map(button).collect_view())
            }}
            {move || (!unfolded.get() && count > FIRST).then(|| view! {
                <li>
                    <button
                        type="button"
                        class="problems-page__place"
                        aria-label=format!("{} more places", grouped(count - FIRST))
                        on:click=move |_| unfolded.set(true)
                    >
                        "+" {grouped(count - FIRST)}
                    </button>
                </li>
            })}
            {move || (unfolded.get() && beyond > 0).then(|| view! { <li>{format!("and {} more", grouped(beyond))}</li> })}
        </ul>
    }
}

/// Further places, with what is to be said there.
#[component]
fn Related() -> impl IntoView {
    let state: AppState = expect_context();
    let related = Memo::new(move |_| state.chosen.about.with(|about| about.related.clone()));
    move || {
        let related = related.get();
        (!related.is_empty()).then(|| {
            view! {
                <Block title="See also">
                    <ul class="problems-page__related">
                        {related.into_iter().map(|(message, span)| view! {
                            <li><span>{code_spans(&message)}</span> <LineLink span=span /></li>
                        }).collect_view()}
                    </ul>
                </Block>
            }
        })
    }
}
