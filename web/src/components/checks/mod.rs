//! What to look at before trusting the picture: objects that take no part, and findings with advice.

use leptos::prelude::*;
use podreach_picture::wording::grouped;
use podreach_session::page::findings::{NotChecked, Place, Row};
use podreach_session::page::{Checks, ChecksAnswer, LeftOut, RejectedEntry};

use super::icons::Icon;
use super::inspector::{LineLink, code_spans, line_link};
use super::problems::{capital, look, title};
use super::tour::{ProbeList, TourPage};
use crate::address::is_embedded;
use crate::components::visible::shown;
use crate::state::{AppState, Panel};

/// Places of one finding listed at most.
const PLACES: usize = 24;
/// Entries drawn at most per part.
const SHOWN: usize = 200;

/// The list.
#[component]
pub(crate) fn CheckList() -> impl IntoView {
    let state: AppState = expect_context();
    let (checks, known) = state.analysed.ask_known(|| Checks);
    // What is said about the text is said about the newest one, also while the picture is behind it.
    let findings = state.analysed.findings;
    view! {
        <div class="checks" class:is-waiting=move || !known.get()>
            <ProbeList />
            <div class="checks__tour"><TourPage /></div>
            {move || {
                let ChecksAnswer { rejected, left_out } = checks.get();
                let findings = findings.get();
                let (complete, not_checked) = (findings.complete, findings.not_checked.clone());
                let (findings, beyond) = (findings.rows.clone(), findings.left_out);
                let fine = complete && state.analysed.is_known.get() && findings.is_empty() && rejected.is_empty() && left_out.is_empty();
                view! {
                    {fine.then(|| view! {
                        <section class="checks__section checks__fine">
                            <h2 class="checks__title">"No findings"</h2>
                            <p>"All objects were read and are valid."</p>
                        </section>
                    })}
                    {(!rejected.is_empty()).then(|| rejected_view(rejected))}
                    // A second list of checks stands beside it where there is room.
                    <div class="checks__columns">
                        {(!findings.is_empty()).then(|| findings_view(state, findings, beyond))}
                    </div>
                    {(!not_checked.is_empty()).then(|| not_checked_view(not_checked))}
                    {(!left_out.is_empty()).then(|| left_out_view(left_out))}
                }
            }}
        </div>
    }
}

/// The line of a finding, which is one of the text as it is now.
fn line_button(state: AppState, place: Place) -> Option<impl IntoView> {
    let Place { source, line, span, file, .. } = place;
    let span = span?;
    let file = file.map(|_| source);
    let line = if file.is_some() { format!(":{line}") } else { format!("line {line}") };
    let whole = format!("{}{line}", file.as_deref().unwrap_or_default());
    let reveal = move || state.reveal_in(&untrack(|| state.analysed.newest(Clone::clone)), span);
    Some(line_link(file, line, whole, (!is_embedded()).then_some(reveal)))
}

fn rejected_view(rejected: Vec<RejectedEntry>) -> impl IntoView {
    view! {
        <section class="checks__section">
            <h2 class="checks__title">"Rejected as invalid"</h2>
            <p class="checks__says">
                "These policies are invalid and are not evaluated. A client that drops unknown fields would apply something else."
            </p>
            <ul class="checks__list">
                {rejected.into_iter().take(SHOWN).map(|entry| view! {
                    <li class="checks-item is-error">
                        {Icon::Error.draw()}
                        <div class="checks-item__text">
                            <b>{shown(&entry.name)}</b>
                            <p class="checks-item__help">
                                {code_spans(&match entry.lenient {
                                    Some(sentence) => format!("Without the unknown fields: {sentence}"),
                                    None => "Nothing is left of it without the invalid parts.".to_owned(),
                                })}
                            </p>
                        </div>
                        <LineLink span=entry.span />
                    </li>
                }).collect_view()}
            </ul>
        </section>
    }
}

fn findings_view(state: AppState, findings: Vec<Row>, left_out: usize) -> impl IntoView {
    view! {
        <section class="checks__section">
            <h2 class="checks__title">"Findings"</h2>
            <ul class="checks__list">{findings.into_iter().map(|found| finding(state, found)).collect_view()}</ul>
            {(left_out > 0).then(|| view! { <p class="checks__says">{format!("and {} more", grouped(left_out))}</p> })}
        </section>
    }
}

/// A finding, once, with every place that it is about.
fn finding(state: AppState, found: Row) -> impl IntoView {
    let (name, help) = (title(&found), found.help().map(capital));
    let first = || Some(format!("Line {}: {}", found.places.first()?.label, found.said.first()?.message));
    let message = found.message().map(capital).or_else(first);
    let name = if is_embedded() {
        view! { <b class="checks-item__title">{name}</b> }.into_any()
    } else {
        let row = found.clone();
        let select = move |_| {
            state.select_finding(&row, 0);
            state.chosen.panel.set(Panel::Why);
        };
        view! { <button type="button" class="checks-item__title" on:click=select>{name}</button> }.into_any()
    };
    let places: Vec<Place> = found.places.into_iter().filter(|place| place.span.is_some()).collect();
    let several = places.len() > 1;
    let more = places.len().saturating_sub(PLACES);
    let mut links = places.into_iter().take(PLACES).map(|place| line_button(state, place)).collect::<Vec<_>>();
    let alone = if several { None } else { links.pop() };
    view! {
        <li class=format!("checks-item is-{}", found.severity.as_str())>
            {look(found.severity).draw()}
            <div class="checks-item__text">
                {name}
                {message.map(|message| view! { <p class="checks-item__message">{code_spans(&message)}</p> })}
                {help.map(|help| view! { <p class="checks-item__help">{code_spans(&help)}</p> })}
                {several.then(|| view! {
                    <p class="checks-item__places">
                        {links}
                        {(more > 0).then(|| view! { <span>{format!("and {} more", grouped(more))}</span> })}
                    </p>
                })}
            </div>
            <span class="checks-item__code">{found.code}</span>
            {alone}
        </li>
    }
}

/// What was not looked for, and what that would take.
fn not_checked_view(all: Vec<NotChecked>) -> impl IntoView {
    view! {
        <section class="checks__section">
            <h2 class="checks__title">"Not checked"</h2>
            {all.into_iter().map(|NotChecked { needs, lints }| {
                let codes = lints.iter().map(|(code, _)| &**code).collect::<Vec<_>>().join(", ");
                let names = lints.iter().map(|(_, name)| &**name).collect::<Vec<_>>().join(", ");
                view! { <p class="checks__says" title=names>{format!("For want of {needs}: {codes}")}</p> }
            }).collect_view()}
        </section>
    }
}

fn left_out_view(left_out: Vec<LeftOut>) -> impl IntoView {
    view! {
        <section class="checks__section">
            <h2 class="checks__title">"Ignored kinds"</h2>
            <p class="checks__says">"These objects are not evaluated. Most kinds do not change who reaches whom; policies of other kinds do."</p>
            <ul class="checks__list">
                {left_out.into_iter().map(left_out_group).collect_view()}
            </ul>
        </section>
    }
}

/// A kind with its objects, folded.
fn left_out_group(group: LeftOut) -> impl IntoView {
    let count = group.objects.len();
    let more = count.saturating_sub(SHOWN);
    view! {
        <li class="checks-item is-note">
            {Icon::Document.draw()}
            <details class="checks-item__text">
                <summary>
                    <b>{shown(&group.kind)}</b>
                    " "
                    <span class="checks-item__version">{shown(&group.api_version)}</span>
                    " "
                    <span class="badge">{count}</span>
                </summary>
                <ul class="checks__objects">
                    {group.objects.into_iter().take(SHOWN).map(|(name, span)| view! {
                        <li>
                            <span class="checks__name">{if name.is_empty() { "without a name".into_any() } else { shown(&name) }}</span>
                            <LineLink span=span />
                        </li>
                    }).collect_view()}
                    {(more > 0).then(|| view! { <li>{format!("and {} more", grouped(more))}</li> })}
                </ul>
            </details>
        </li>
    }
}
