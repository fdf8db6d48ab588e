//! The inspector's page about all pairs between two folded ends.

use leptos::prelude::*;
use podreach_picture::wording::grouped;
use podreach_session::page::inspector::{Bundle, BundlePair, BundleState};

use super::parts::{Block, LineLink, code_spans, sign};
use crate::components::links::Links;
use crate::components::visible::shown;

/// How many of how many pairs are in which state, on which ports; the first pairs; the policies that decide.
#[component]
pub(crate) fn BundlePage(bundle: Bundle) -> impl IntoView {
    let links = Links::from_context();
    let listed = bundle.pairs.len() as u64;
    let more = bundle.all.unwrap_or(listed).saturating_sub(listed);
    let summary = summary(&bundle);
    let states = bundle.states.iter().map(state_row).collect_view();
    let pairs = bundle.pairs.into_iter().map(|pair| pair_row(links, pair)).collect_view();
    let policies = bundle.policies.into_iter().map(|(index, name, span)| {
        view! {
            <li class="inspector-bundle__policy">
                <button type="button" class="inspector-node" on:click=move |_| links.select_policy(index)>{shown(&name)}</button>
                <LineLink span=span />
            </li>
        }
    });
    let policies = policies.collect_view();
    let more_policies = match (bundle.more_policies, bundle.policies_whole) {
        (0, true) => None,
        (0, false) => Some("There may be others: only some of the pairs were asked.".to_owned()),
        (count, true) => Some(format!("and {} more", grouped(count))),
        (count, false) => Some(format!("and at least {} more", grouped(count))),
    };
    view! {
        <article class="inspector__page inspector-bundle" data-bundle="">
            <header class="inspector__verdict">
                <h2 class="inspector__title">{shown(&bundle.from)} " to " {shown(&bundle.to)}</h2>
                <p class="inspector__summary">{summary}</p>
            </header>
            {bundle.all.is_none().then(|| view! { <p class="inspector__hint">"Counting the pairs would take too long."</p> })}
            {bundle.all.is_some().then(|| view! { <Block title="Pairs"><div class="inspector-ports">{states}</div></Block> })}
            <Block title="Policies that decide">
                <ul class="inspector-bundle__policies">{policies}</ul>
                {more_policies.map(|more| view! { <p class="inspector__hint">{more}</p> })}
            </Block>
            <Block title="One by one">
                <div class="inspector-ports">{pairs}</div>
                {(more > 0).then(|| view! { <p class="inspector__hint">{format!("and {} more", grouped(more))}</p> })}
            </Block>
        </article>
    }
}

/// `12 of 768 pairs are connected.`
fn summary(bundle: &Bundle) -> String {
    let [from, to] = bundle.ends;
    let ends = format!("{} × {} workloads", grouped(from), grouped(to));
    let Some(all) = bundle.all else { return format!("{ends}.") };
    let blocked: u64 = bundle.states.iter().filter(|row| row.standing.word() == "blocked").map(|row| row.pairs).sum();
    format!("{} of {} pairs can connect; {ends}.", grouped(all - blocked), grouped(all))
}

fn state_row(row: &BundleState) -> impl IntoView + use<> {
    let ports = match row.ports.as_str() {
        "" => String::new(),
        "all" => " on every port".to_owned(),
        ports => format!(" on {ports}"),
    };
    view! {
        <div class=format!("inspector-port is-{}", row.standing.word()) data-state=row.standing.word() data-pairs=row.pairs>
            <b class="inspector-bundle__count">{row.pairs}</b>
            <span class="inspector-port__says">{sign(row.standing)} <span>{row.standing.word()} {code_spans(&ports)}</span></span>
        </div>
    }
}

fn pair_row(links: Links, pair: BundlePair) -> impl IntoView {
    let BundlePair { from, to, label, standing, ports } = pair;
    let says = if ports.is_empty() { standing.word().to_owned() } else { ports };
    view! {
        <button
            type="button"
            class=format!("inspector-port inspector-port--button is-{}", standing.word())
            on:click=move |_| links.select_edge(from.clone(), to.clone())
        >
            <span>{shown(&label)}</span>
            <span class="inspector-port__says">{sign(standing)} <span>{code_spans(&says)}</span></span>
        </button>
    }
}
