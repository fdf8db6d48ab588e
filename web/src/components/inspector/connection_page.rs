//! The inspector's page about a connection.

use leptos::prelude::*;
use podreach_eval::explain::ClusterTest;
use podreach_eval::query::Outcome;
use podreach_session::page::inspector::{Connection, OtherWay, Standing};

use super::ask::AskPort;
use super::parts::{Block, DirectionBlock, code_spans, port_row, sign};
use super::strip::ConnectionStrip;
use super::suggest::WhatWould;
use crate::components::command::CopyBlock;
use crate::components::links::Links;
use crate::components::visible::shown;

/// Verdict, decisions, ports, the reverse direction, and the command that tests the claim.
#[component]
pub(crate) fn ConnectionPage(connection: Connection) -> impl IntoView {
    let strip = connection.clone();
    let verdict = connection.outcome.as_str();
    let (from, to) = (connection.from.clone(), connection.to.clone());
    let what_would = match connection.outcome {
        Outcome::Denied => Some(true),
        Outcome::Allowed => Some(false),
        Outcome::Depends => None,
    }
    .map(|allow| view! { <WhatWould allow=allow from=from to=to /> });
    view! {
        <article class=format!("inspector__page is-{}", connection.standing.word()) data-verdict=verdict>
            <header class="inspector__verdict">
                <h2 class="inspector__title">{code_spans(&connection.title)}</h2>
                {connection.depends.iter().map(|line| view! { <p class="inspector__summary inspector__facts">{code_spans(line)}</p> }).collect_view()}
                {(!connection.depends.is_empty()).then(|| view! { <p class="inspector__hint">"Without these facts, as follows:"</p> })}
                <p class="inspector__summary">{code_spans(&connection.summary)}</p>
            </header>
            {left_out(&connection.left_out)}
            <ConnectionStrip connection=strip />
            <DirectionBlock section=connection.egress />
            <DirectionBlock section=connection.ingress />
            {what_would}
            <Block title="Ports">
                <div class="inspector-ports">
                    {connection.ports.iter().map(port_row).collect_view()}
                    <AskPort from=connection.from to=connection.to />
                </div>
            </Block>
            {connection.reverse.map(|other| view! { <Block title="Reverse direction">{reverse(other)}</Block> })}
            {(!connection.caveats.is_empty()).then(|| view! {
                <Block title="Assumptions">
                    <ul class="inspector-caveats">
                        {connection.caveats.iter().map(|caveat| view! { <li>{caveat.clone()}</li> }).collect_view()}
                    </ul>
                </Block>
            })}
            {connection.test.map(cluster_test)}
        </article>
    }
}

/// What the answer leaves out: it could be another one with it.
fn left_out(sentences: &[String]) -> Option<impl IntoView + use<>> {
    let items = sentences.iter().map(|sentence| view! { <li>{code_spans(sentence)}</li> }).collect_view();
    (!sentences.is_empty()).then(|| {
        view! {
            <section class="inspector__section inspector-left-out" data-left-out="">
                <h3 class="inspector__heading">"Left out of this answer"</h3>
                <ul class="inspector-caveats">{items}</ul>
            </section>
        }
    })
}

/// The command that tests the claim, how to find the words in it that only the cluster knows, and what to expect.
fn cluster_test(test: ClusterTest) -> impl IntoView {
    let lookups = test.lookups.into_iter().map(|found| {
        view! { <p><code>{found.word}</code>" is "{found.meaning}":"</p><CopyBlock text=found.command /> }
    });
    let notes: Vec<_> = test.notes.iter().map(|note| view! { <li>{code_spans(note)}</li> }).collect();
    view! {
        <Block title="Verify with kubectl">
            <CopyBlock text=test.command />
            {lookups.collect_view()}
            <ul class="inspector-caveats">{notes}</ul>
        </Block>
    }
}

fn reverse(other: OtherWay) -> impl IntoView {
    let links = Links::from_context();
    let says =
        if other.standing == Standing::Allowed { code_spans(&other.says).into_any() } else { shown(&other.says) };
    view! {
        <button
            type="button"
            class=format!("inspector-port inspector-port--button is-{}", other.standing.word())
            on:click=move |_| links.select_edge(other.from.clone(), other.to.clone())
        >
            <span>{shown(&other.label)}</span>
            <span class="inspector-port__says">{sign(other.standing)} <span>{says}</span></span>
        </button>
    }
}
