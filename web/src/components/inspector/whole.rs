//! The overview of an input that is too large to be seen at once: isolation, ways in, what stands out, what is not drawn.

use leptos::prelude::*;
use podreach_eval::view::Undrawn;
use podreach_picture::wording::grouped;
use podreach_session::page::Shape;

use super::card_page::{isolation, ways_in};
use super::parts::{Block, code_spans};
use crate::components::links::Links;
use crate::components::visible::shown;
use crate::state::AppState;

/// Rows of each list.
const LISTED: usize = 12;

/// Everything that the picture says of the whole.
#[component]
pub(crate) fn WholePage() -> impl IntoView {
    let links = Links::from_context();
    let state: AppState = expect_context();
    let folding = state.analysed.ask(|| Shape);
    move || {
        let folding = folding.get();
        if folding.workloads == 0 {
            return None;
        }
        let unusual = folding.unusual.iter().take(LISTED).map(|one| {
            let id = one.node.clone();
            view! {
                <li>
                    <span aria-hidden="true">"≠"</span>
                    <span>
                        <button type="button" class="inspector-row__name" on:click=move |_| links.select_node(id.clone())>{shown(&one.name)}</button>
                        " " {code_spans(&one.says)}
                    </span>
                </li>
            }
        });
        let unusual = unusual.collect_view();
        let more = folding.unusual.len().saturating_sub(LISTED);
        let has = |empty: bool| !empty;
        Some(view! {
            {isolation(folding.ingress, folding.egress)}
            {ways_in(links, &folding.ways_in)}
            {has(folding.unusual.is_empty()).then(|| view! {
                <Block title="Stands out">
                    <ul class="inspector-unlike">{unusual}</ul>
                    {(more > 0).then(|| view! { <p class="inspector__hint">{format!("and {} more", grouped(more))}</p> })}
                </Block>
            })}
            {not_drawn(links, &folding.undrawn)}
        })
    }
}

/// What a small picture says of the whole: what is not drawn. Everything else can be looked at.
#[component]
pub(crate) fn NotDrawn() -> impl IntoView {
    let links = Links::from_context();
    let state: AppState = expect_context();
    let folding = state.analysed.ask(|| Shape);
    move || folding.with(|folding| not_drawn(links, &folding.undrawn))
}

fn not_drawn(links: Links, undrawn: &[Undrawn]) -> Option<impl IntoView + use<>> {
    let rows = undrawn.iter().map(|one| {
        let name = match one.node.clone() {
            Some(id) => view! {
                <button type="button" class="inspector-row__name" on:click=move |_| links.select_node(id.clone())>{shown(&one.says)}</button>
            }
            .into_any(),
            None => view! { <span>{shown(&one.says)}</span> }.into_any(),
        };
        view! { <li class="inspector-row">{name} <code>{shown(&one.amount)}</code></li> }
    });
    let rows = rows.collect_view();
    (!undrawn.is_empty()).then(|| {
        view! {
            <Block title="Not drawn as lines"><ul class="inspector-rows">{rows}</ul></Block>
        }
    })
}
