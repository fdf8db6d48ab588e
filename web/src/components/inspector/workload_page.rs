//! The inspector's page about an endpoint.

use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_picture::wording::grouped;
use podreach_session::page::inspector::{PathRow, PeerRow, Peers, Selecting, ServiceRow, Standing, Workload};

use super::parts::{Block, LineLink, code_spans, label_chips, sign};
use crate::components::links::Links;
use crate::components::visible::{escaped, shown};

/// Policies, isolation, both lists of peers, Services.
#[component]
pub(crate) fn WorkloadPage(workload: Workload) -> impl IntoView {
    let links = Links::from_context();
    let id = workload.id.clone();
    let Workload {
        name,
        kind,
        labels,
        span,
        is_pod,
        host_network,
        policies,
        ingress,
        egress,
        reaches,
        reached_by,
        services,
        paths,
        ..
    } = workload;
    let reaches = peer_list(links, &id, reaches, true);
    let reached_by = peer_list(links, &id, reached_by, false);
    view! {
        <article class="inspector__page">
            <header class="inspector__verdict">
                <h2 class="inspector__title">{shown(&name)}</h2>
                <p class="inspector__summary">{shown(&kind)} " " {span.map(|span| view! { <LineLink span=span /> })}</p>
                {label_chips(&labels)}
            </header>
            {host_network.then(|| view! {
                <p class="inspector__note">
                    "Its pods share the network of their nodes. Most plugins apply no policy to them."
                </p>
            })}
            {is_pod.then(|| view! { <Block title="Isolation">{isolation("In", ingress)} {isolation("Out", egress)}</Block> })}
            {is_pod.then(|| view! { <Block title="Policies that select it">{policy_list(links, policies)}</Block> })}
            <Block title="Reaches">{reaches}</Block>
            <Block title="Is reached by">
                {reached_by}
                {is_pod.then(|| view! {
                    <p class="inspector__hint">"Traffic from its own node and from itself is always allowed."</p>
                })}
            </Block>
            {(!paths.is_empty()).then(|| view! { <Block title="Ingress paths from outside">{path_list(paths)}</Block> })}
            {(!services.is_empty()).then(|| view! { <Block title="Services">{service_list(links, services)}</Block> })}
        </article>
    }
}

/// Each path with its verdict, its steps and what else to know.
fn path_list(paths: Vec<PathRow>) -> impl IntoView {
    let row = |path: PathRow| {
        let notes = path
            .notes
            .into_iter()
            .map(|note| view! { <span class="inspector-path__note">{note}</span> })
            .collect_view();
        view! {
            <li class=format!("inspector-path is-{}", path.standing.word())>
                {sign(path.standing)}
                <span>
                    <span class="visually-hidden">{path.standing.word()} ": "</span>
                    <span class="inspector-path__hops">{shown(&path.hops.replace(" -> ", " → "))}</span>
                    {notes}
                </span>
            </li>
        }
    };
    view! { <ul class="inspector-paths">{paths.into_iter().map(row).collect_view()}</ul> }
}

fn isolation(word: &'static str, (standing, sentence): (Standing, String)) -> impl IntoView {
    // Isolation is no verdict: being isolated is neither good nor bad, so the badge is that of the card.
    let (state, says) =
        if standing == Standing::Blocked { ("is-closed", "isolated") } else { ("is-open", "not isolated") };
    view! {
        <div class="inspector-isolation">
            <span class=format!("inspector-isolation__badge {state}")>{word} ": " {says}</span>
            <p class="inspector__sentence">{code_spans(&sentence)}</p>
        </div>
    }
}

fn policy_list(links: Links, policies: Vec<Selecting>) -> AnyView {
    if policies.is_empty() {
        return view! { <p class="inspector__hint">"No policy selects it."</p> }.into_any();
    }
    let rows = policies
        .into_iter()
        .map(|policy| {
            let Selecting { index, name, directions, span } = policy;
            view! {
                <li class="inspector-entry">
                    <button type="button" class="inspector-entry__name" on:click=move |_| links.select_policy(index)>
                        {shown(&name)}
                    </button>
                    <span class="inspector-entry__says">{directions}</span>
                    <LineLink span=span />
                </li>
            }
        })
        .collect_view();
    view! { <ul class="inspector-entries">{rows}</ul> }.into_any()
}

fn peer_list(links: Links, own: &NodeId, peers: Peers, outgoing: bool) -> impl IntoView + use<> {
    let empty = peers.rows.is_empty();
    let rows = peers.rows.into_iter().map(|row| peer_row(links, own, row, outgoing)).collect_view();
    let mut rest = Vec::new();
    if peers.more > 0 {
        rest.push(format!("{} more", grouped(peers.more)));
    }
    if peers.blocked > 0 {
        rest.push(format!("{} blocked", peers.blocked));
    }
    view! {
        {empty.then(|| view! { <p class="inspector__hint">"Nothing shown here."</p> })}
        <ul class="inspector-entries">{rows}</ul>
        {(!rest.is_empty()).then(|| view! { <p class="inspector__hint">{format!("and {}", rest.join(", "))}</p> })}
    }
}

fn peer_row(links: Links, own: &NodeId, row: PeerRow, outgoing: bool) -> impl IntoView + use<> {
    let (from, to) = if outgoing { (own.clone(), row.id.clone()) } else { (row.id.clone(), own.clone()) };
    let place = if row.place == row.name { String::new() } else { row.place };
    let ports = if row.ports == "all" { "every port".to_owned() } else { row.ports };
    view! {
        <li>
            <button
                type="button"
                class=format!("inspector-entry inspector-entry--button is-{}", row.standing.word())
                title=escaped(&row.id.to_string()).into_owned()
                on:click=move |_| links.select_edge(from.clone(), to.clone())
            >
                <span class="inspector-entry__name">{shown(&row.name)}</span>
                <span class="inspector-entry__place">{shown(&place)}</span>
                <span class="inspector-entry__says inspector-entry__says--verdict">{sign(row.standing)} <code>{shown(&ports)}</code></span>
            </button>
        </li>
    }
}

fn service_list(links: Links, services: Vec<ServiceRow>) -> impl IntoView {
    let rows = services
        .into_iter()
        .map(|row| {
            let id = row.id;
            view! {
                <li>
                    <button type="button" class="inspector-entry inspector-entry--button" on:click=move |_| links.select_node(id.clone())>
                        <span class="inspector-entry__name">{shown(&row.name)}</span>
                        <span class="inspector-entry__says"><code>{shown(&row.ports)}</code></span>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="inspector-entries">{rows}</ul> }
}
