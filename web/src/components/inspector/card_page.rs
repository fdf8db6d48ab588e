//! The inspector's page about a card that stands for several workloads, and about a box of a folded picture.

use leptos::prelude::*;
use podreach_eval::view::{Isolated, NodeId, WayIn};
use podreach_picture::wording::{endpoints_words, grouped};
use podreach_session::page::inspector::{CardAnswer, CardOf};

use super::parts::{Block, code_spans};
use crate::components::links::Links;
use crate::components::visible::shown;
use crate::state::AppState;

/// What a card or a box stands for.
#[component]
pub(crate) fn CardPage(node: NodeId) -> impl IntoView {
    let links = Links::from_context();
    let answer = card_of(node.clone());
    move || {
        let node = node.clone();
        match answer.get() {
            Known::Waiting => ().into_any(),
            Known::Gone => {
                view! { <p class="inspector__hint">"What was selected is no longer in the picture."</p> }.into_any()
            }
            Known::Card(card) => view! {
                <article class="inspector__page">
                    <header class="inspector__verdict">
                        <h2 class="inspector__title">{shown(&card.title)}</h2>
                        <p class="inspector__sentence">{shown(&card.says)}</p>
                    </header>
                    {switches(links, &node, &card)}
                    {parts(links, &card)}
                    {members(links, &card)}
                </article>
            }
            .into_any(),
        }
    }
}

/// What there is to say about a namespace as a card, before its workloads and policies.
#[component]
pub(crate) fn CardParts(node: NodeId) -> impl IntoView {
    let links = Links::from_context();
    let answer = card_of(node.clone());
    move || match answer.get() {
        Known::Card(card) => Some(view! {
            {switches(links, &node, &card)}
            {parts(links, &card)}
        }),
        Known::Waiting | Known::Gone => None,
    }
}

/// What is known of a card.
#[derive(Clone, Debug, Default, PartialEq)]
enum Known {
    #[default]
    Waiting,
    Gone,
    Card(Box<CardAnswer>),
}

/// Asks about a card of the picture that is shown.
fn card_of(node: NodeId) -> Memo<Known> {
    let state: AppState = expect_context();
    let (answer, known) = state.analysed.ask_known(move || {
        let picture = state.chosen.pictured.get();
        CardOf { node: node.clone(), picture }
    });
    Memo::new(move |_| match (answer.get(), known.get()) {
        (Some(card), _) => Known::Card(Box::new(card)),
        (None, true) => Known::Gone,
        (None, false) => Known::Waiting,
    })
}

fn switches(links: Links, node: &NodeId, card: &CardAnswer) -> Option<impl IntoView + use<>> {
    let node = node.clone();
    let (opens, closes) = (card.opens, card.closes);
    (opens || closes).then(|| {
        view! {
            <div class="inspector-switches">
                <button
                    type="button"
                    class="button button--small"
                    on:click=move |_| if opens { links.open_card(&node) } else { links.close_card(&node) }
                >
                    {if opens { "Open" } else { "Close" }}
                </button>
            </div>
        }
    })
}

fn parts(links: Links, card: &CardAnswer) -> impl IntoView + use<> {
    let unlike = card
        .unlike
        .iter()
        .map(|says| view! { <li><span aria-hidden="true">"≠"</span> <span>{code_spans(says)}</span></li> });
    let unlike = unlike.collect_view();
    let badges = card.badges.iter().map(|says| view! { <li>{code_spans(says)}</li> }).collect_view();
    let has = |list: &[String]| !list.is_empty();
    let changed = changed(card);
    let changed = changed.into_iter().map(|says| view! { <li>{says}</li> }).collect::<Vec<_>>();
    view! {
        {(!changed.is_empty()).then(|| view! { <Block title="Since the baseline"><ul class="inspector-undrawn">{changed}</ul></Block> })}
        {isolation(card.ingress, card.egress)}
        {ways_in(links, &card.ways_in)}
        {has(&card.unlike).then(|| view! { <Block title="Stands out"><ul class="inspector-unlike">{unlike}</ul></Block> })}
        {has(&card.badges).then(|| view! { <Block title="Not drawn as lines"><ul class="inspector-undrawn">{badges}</ul></Block> })}
    }
}

/// What differs from the baseline inside a card.
fn changed(card: &CardAnswer) -> Vec<String> {
    let (added, removed) = card.existence;
    let lacking = [(added, "added"), (removed, "removed")].into_iter().filter(|(count, _)| *count > 0);
    let lacking =
        lacking.map(|(count, what)| format!("{} workload{} {what}", grouped(count), if count == 1 { "" } else { "s" }));
    let inside = (!card.inside.is_empty()).then(|| format!("Between its members: {}", card.inside));
    lacking.chain(inside).collect()
}

/// How many are isolated in each direction: as bars, with their numbers beside them.
pub(super) fn isolation(ingress: Isolated, egress: Isolated) -> impl IntoView {
    let bar = |name: &'static str, Isolated { isolated, open }: Isolated| {
        let all = (isolated + open).max(1);
        // In hundredths: at least one where there is any.
        let part = if open == 0 { 0 } else { (100 * open / all).max(1) };
        let says = if open == 0 {
            format!("{} isolated", grouped(isolated))
        } else {
            format!("{} isolated, {} open", grouped(isolated), grouped(open))
        };
        view! {
            <div class="inspector-bar">
                <dt>{name}</dt>
                <dd>
                    <svg class="inspector-bar__drawing" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                        <rect class="inspector-bar__isolated" width=100 - part height="6" />
                        <rect class="inspector-bar__open" x=100 - part width=part height="6" />
                    </svg>
                    {says}
                </dd>
            </div>
        }
    };
    (ingress.isolated + ingress.open > 0).then(|| {
        view! {
            <Block title="Isolation"><dl class="inspector-bars">{bar("in", ingress)} {bar("out", egress)}</dl></Block>
        }
    })
}

/// By what the outside gets in: by rules one by one, by nothing that isolates in one row.
pub(super) fn ways_in(links: Links, ways: &[WayIn]) -> Option<impl IntoView + use<>> {
    const LISTED: usize = 12;
    let all: usize = ways.iter().map(|way| way.workloads).sum();
    let missing: usize = ways.iter().map(|way| way.representatives).sum();
    let ruled: Vec<&WayIn> = ways.iter().filter(|way| way.by_rule).collect();
    let more = ruled.len().saturating_sub(LISTED);
    let row = |way: &WayIn| {
        let id = way.node.clone();
        let ports = match way.workloads {
            1 => way.ports.clone(),
            _ => format!("{}: {}", way.ports, endpoints_words(way.workloads, way.representatives)),
        };
        view! {
            <li class="inspector-row">
                <button type="button" class="inspector-row__name" on:click=move |_| links.select_node(id.clone())>{shown(&way.name)}</button>
                <code>{shown(&ports)}</code>
            </li>
        }
    };
    let open: Vec<(NodeId, String)> = ways
        .iter()
        .filter(|way| !way.by_rule)
        .map(|way| {
            let count = endpoints_words(way.workloads, way.representatives);
            (way.node.clone(), if way.workloads == 1 { way.name.clone() } else { format!("{}: {count}", way.name) })
        })
        .collect();
    let rows = ruled.into_iter().take(LISTED).map(row).collect_view();
    let unruled = || ways.iter().filter(|way| !way.by_rule);
    let open_count: usize = unruled().map(|way| way.workloads).sum();
    let open_words = endpoints_words(open_count, unruled().map(|way| way.representatives).sum());
    (all > 0).then(|| {
        view! {
            <Block title=format!("Reachable from outside: {}", endpoints_words(all, missing))>
                <ul class="inspector-rows">{rows}</ul>
                {(more > 0).then(|| view! { <p class="inspector__hint">{format!("and {} more by rules", grouped(more))}</p> })}
                {(open_count > 0).then(|| view! {
                    <p class="inspector__hint">{format!("Ingress not isolated, on every port: {open_words}")}</p>
                    {super::parts::node_buttons(links, open)}
                })}
            </Block>
        }
    })
}

fn members(links: Links, card: &CardAnswer) -> Option<impl IntoView + use<>> {
    let more = card.member_count.saturating_sub(card.members.len());
    let row = |(id, name, note): &(NodeId, String, String)| {
        let id = id.clone();
        view! {
            <li class="inspector-row">
                <button type="button" class="inspector-row__name" on:click=move |_| links.go_to(&id)>{shown(name)}</button>
                <span>{shown(note)}</span>
            </li>
        }
    };
    let rows = card.members.iter().map(row).collect_view();
    let title = format!("Members: {}", grouped(card.member_count));
    (!card.members.is_empty()).then(|| view! {
        <Block title=title>
            <ul class="inspector-rows">{rows}</ul>
            {(more > 0).then(|| view! { <p class="inspector__hint">{format!("and {} more: Find knows all of them", grouped(more))}</p> })}
        </Block>
    })
}
