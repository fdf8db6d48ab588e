//! What to look at before trusting the picture: objects that take no part, and findings with advice.

use leptos::prelude::*;
use podreach_eval::Analysis;
use podreach_eval::explain::refused_sentence;
use podreach_syntax::{Diagnostic, Severity, Sources, Span};

use super::icons::Icon;
use super::inspector::code_spans;
use crate::state::AppState;

/// Entries drawn at most per part.
const SHOWN: usize = 200;

/// How many things there are to look at.
pub(crate) fn check_count(analysis: &Analysis) -> usize {
    let findings = analysis.diagnostics.iter().filter(|found| found.severity != Severity::Note).count();
    findings + analysis.refused.len()
}

/// A policy that takes no part.
#[derive(Clone, Debug, PartialEq)]
struct RefusedEntry {
    name: String,
    /// What a client that drops what it does not know would apply.
    lenient: Option<String>,
    span: Span,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Entries {
    findings: Vec<Diagnostic>,
    refused: Vec<RefusedEntry>,
    ignored: Vec<(String, Span)>,
}

fn entries(analysis: &Analysis, diagnostics: &[Diagnostic]) -> Entries {
    let mut findings: Vec<Diagnostic> = diagnostics.to_vec();
    findings.sort_by_key(|found| found.severity);
    let refused = analysis.refused.iter().map(|refused| RefusedEntry {
        name: format!("{}/{}", refused.meta.namespace, refused.meta.name.value),
        lenient: refused_sentence(refused),
        span: refused.meta.span,
    });
    let ignored = analysis.ignored.iter().map(|ignored| {
        let name = if ignored.name.is_empty() { String::new() } else { format!(" {}", ignored.name) };
        (format!("{}{name} ({})", ignored.kind, ignored.api_version), ignored.span)
    });
    Entries { findings, refused: refused.collect(), ignored: ignored.collect() }
}

/// The list.
#[component]
pub(crate) fn CheckList() -> impl IntoView {
    let state: AppState = expect_context();
    let found = Memo::new(move |_| {
        state.analysis.with(|analysis| state.findings.with(|findings| entries(analysis, &findings.1)))
    });
    view! {
        <div class="checks">
            {move || {
                let Entries { findings, refused, ignored } = found.get();
                let fine = findings.is_empty() && refused.is_empty();
                view! {
                    {fine.then(|| view! {
                        <section class="checks__section checks__fine">
                            <h2 class="checks__title">"Nothing to mend"</h2>
                            <p>"Every object was read, and the API server would take them all."</p>
                        </section>
                    })}
                    {(!refused.is_empty()).then(|| refused_view(state, refused))}
                    {(!findings.is_empty()).then(|| findings_view(state, findings))}
                    {(!ignored.is_empty()).then(|| ignored_view(state, ignored))}
                }
            }}
        </div>
    }
}

fn line(sources: &Sources, span: Span) -> String {
    let line = sources.line(span);
    match sources.get(span.source).filter(|_| sources.len() > 1) {
        Some(source) => format!("{}:{line}", source.name()),
        None => format!("line {line}"),
    }
}

fn line_button(state: AppState, span: Span) -> impl IntoView {
    let findings = state.findings.get_untracked();
    let label = line(&findings.0, span);
    view! {
        <button type="button" class="line-link" on:click=move |_| state.reveal_in(&state.findings.get_untracked().0, span)>{label}</button>
    }
}

fn refused_view(state: AppState, refused: Vec<RefusedEntry>) -> impl IntoView {
    view! {
        <section class="checks__section">
            <h2 class="checks__title">"Refused by the API server"</h2>
            <p class="checks__says">
                "These policies take no part in the picture: a cluster would not have them. A client that drops what it does not know would apply something else."
            </p>
            <ul class="checks__list">
                {refused.into_iter().take(SHOWN).map(|entry| view! {
                    <li class="check is-error">
                        {Icon::Error.draw()}
                        <div class="check__text">
                            <b>{entry.name}</b>
                            <p class="check__help">
                                {match entry.lenient {
                                    Some(sentence) => format!("Read leniently: {sentence}"),
                                    None => "Nothing sensible is left when it is read leniently.".to_owned(),
                                }}
                            </p>
                        </div>
                        {line_button(state, entry.span)}
                    </li>
                }).collect_view()}
            </ul>
        </section>
    }
}

fn findings_view(state: AppState, findings: Vec<Diagnostic>) -> impl IntoView {
    let left_out = findings.len().saturating_sub(SHOWN);
    view! {
        <section class="checks__section">
            <h2 class="checks__title">"Findings"</h2>
            <ul class="checks__list">
                {findings.into_iter().take(SHOWN).map(|found| {
                    let icon = match found.severity {
                        Severity::Error => Icon::Error,
                        Severity::Warning => Icon::Warning,
                        Severity::Note => Icon::Note,
                    };
                    view! {
                        <li class=format!("check is-{}", found.severity.as_str())>
                            {icon.draw()}
                            <div class="check__text">
                                <span class="check__message">{code_spans(&found.message)}</span>
                                {found.help.as_ref().map(|help| view! { <p class="check__help">{code_spans(help)}</p> })}
                            </div>
                            <span class="check__code">{found.code}</span>
                            {found.span.map(|span| line_button(state, span))}
                        </li>
                    }
                }).collect_view()}
            </ul>
            {(left_out > 0).then(|| view! { <p class="checks__says">{format!("and {left_out} more")}</p> })}
        </section>
    }
}

fn ignored_view(state: AppState, ignored: Vec<(String, Span)>) -> impl IntoView {
    let left_out = ignored.len().saturating_sub(SHOWN);
    view! {
        <section class="checks__section">
            <h2 class="checks__title">"Of kinds that are not read"</h2>
            <p class="checks__says">"They do not change who reaches whom, or their kind is not known here."</p>
            <ul class="checks__list">
                {ignored.into_iter().take(SHOWN).map(|(name, span)| view! {
                    <li class="check is-note">
                        {Icon::Document.draw()}
                        <div class="check__text">{name}</div>
                        {line_button(state, span)}
                    </li>
                }).collect_view()}
            </ul>
            {(left_out > 0).then(|| view! { <p class="checks__says">{format!("and {left_out} more")}</p> })}
        </section>
    }
}
