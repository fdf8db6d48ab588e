//! What would allow a denied connection, or deny an allowed one: complete changes, each looked at before it is written.

use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_session::page::{Suggest, Suggested, SuggestedChange};

use super::parts::{Block, code_spans};
use crate::address::is_embedded;
use crate::components::diff::Diff;
use crate::state::AppState;

/// A button that looks for changes, and what was found.
#[component]
pub(super) fn WhatWould(
    /// Whether the connection is to pass.
    allow: bool,
    from: NodeId,
    to: NodeId,
) -> impl IntoView {
    let state: AppState = expect_context();
    let asked = RwSignal::new(false);
    let found: RwSignal<Option<Suggested>> = RwSignal::new(None);
    let title = if allow { "What would allow it" } else { "What would deny it" };
    let ask = move |_| {
        asked.set(true);
        let question = Suggest { allow, from: from.clone(), to: to.clone() };
        state.analysed.ask_once(question, move |answer| {
            found.try_set(Some(answer));
        });
    };
    view! {
        <Block title=title>
            {move || (!asked.get() && !state.proposed.is_on()).then(|| view! {
                <button type="button" class="button button--small" on:click=ask.clone()>"Find the smallest change"</button>
            })}
            {move || (!asked.get() && state.proposed.is_on()).then(|| view! { <p class="inspector__hint">"Apply or cancel the preview first."</p> })}
            <div class="inspector-suggest" aria-live="polite" data-suggestions="">
                {move || (asked.get() && found.with(Option::is_none)).then(|| view! {
                    <p class="inspector__hint">"Trying changes, and what each opens and closes."</p>
                })}
                {move || found.get().map(|answer| answered(state, answer))}
            </div>
        </Block>
    }
}

fn answered(state: AppState, Suggested { says, cards }: Suggested) -> impl IntoView {
    let mut cards = cards.into_iter();
    let first = cards.next().map(|one| card(state, one));
    let others: Vec<SuggestedChange> = cards.collect();
    view! {
        {(!says.is_empty()).then(|| view! { <p class="inspector__sentence">{says}</p> })}
        {first}
        {others.into_iter().map(|one| {
            let lines = if one.lines == 1 { "1 line".to_owned() } else { format!("{} lines", one.lines) };
            let title = one.title.clone();
            view! {
                <details class="inspector-suggest__other">
                    <summary>{code_spans(&title)} " " <span class="inspector__hint">{lines}</span></summary>
                    {card(state, one)}
                </details>
            }
        }).collect_view()}
    }
}

fn card(state: AppState, change: SuggestedChange) -> impl IntoView {
    let SuggestedChange { title, ends: [egress, ingress], opens, closes, edits, hunks, .. } = change;
    let preview = move |_| {
        if !state.propose(&title, edits.clone()) {
            state.session.say("The text has changed; select the connection again.", true);
        }
    };
    view! {
        <div class="inspector-suggest__card" data-suggestion="">
            <dl class="inspector-suggest__ends">
                <dt>"Egress"</dt><dd>{code_spans(&egress)}</dd>
                <dt>"Ingress"</dt><dd>{code_spans(&ingress)}</dd>
            </dl>
            {besides("Opens", opens)}
            {besides("Closes", closes)}
            <div class="inspector-suggest__diff"><Diff hunks=hunks /></div>
            {(!is_embedded()).then(|| view! {
                <button type="button" class="button button--small" on:click=preview>"Preview\u{2026}"</button>
            })}
        </div>
    }
}

fn besides(word: &'static str, pairs: Vec<String>) -> impl IntoView {
    if pairs.is_empty() {
        return view! { <p class="inspector__hint">{word} " nothing else."</p> }.into_any();
    }
    view! {
        <p class="inspector__hint">{word} " besides:"</p>
        <ul class="inspector-caveats">{pairs.iter().map(|pair| view! { <li>{code_spans(pair)}</li> }).collect_view()}</ul>
    }
    .into_any()
}
