//! The inspector's pages about a Service, a namespace and a policy.

use leptos::prelude::*;
use podreach_eval::policy::{Direction, Off};
use podreach_eval::view::NodeId;
use podreach_picture::wording::grouped;
use podreach_session::page::inspector::{
    EntryModel, NamespaceModel, PolicyModel, Requests, RuleCard, RuleSection, ServiceModel, Standing,
};

use super::card_page::CardParts;
use super::parts::{Block, LineLink, Rule, code_spans, label_chips, node_buttons, sign};
use crate::components::compare::OffSwitch;
use crate::components::links::Links;
use crate::components::visible::shown;

/// Ports, targets and backends of a Service.
#[component]
pub(crate) fn ServicePage(service: ServiceModel) -> impl IntoView {
    let links = Links::from_context();
    let rows = service
        .ports
        .into_iter()
        .map(
            |(port, target)| view! { <div class="inspector-port"><code>{shown(&port)}</code><span>"leads to " {shown(&target)}</span></div> },
        )
        .collect_view();
    let alone = service.backends.is_empty();
    view! {
        <article class="inspector__page">
            <header class="inspector__verdict">
                <h2 class="inspector__title">{shown(&service.name)}</h2>
                <p class="inspector__summary">{shown(&service.kind)} " " <LineLink span=service.span /></p>
            </header>
            <p class="inspector__sentence">{service.says}</p>
            <Block title="Ports"><div class="inspector-ports">{rows}</div></Block>
            {(!alone).then(|| view! { <Block title="Backends">{node_buttons(links, service.backends)}</Block> })}
        </article>
    }
}

/// Requests of an Ingress, a Route or a Gateway, and where they go.
#[component]
pub(crate) fn EntryPage(entry: EntryModel) -> impl IntoView {
    let links = Links::from_context();
    let row = |found: Requests| {
        view! {
            <li class="inspector-request">
                <code>{shown(&found.what)}</code>
                <span class=format!("inspector-request__says is-{}", found.standing.word())>
                    {(found.standing == Standing::Blocked).then(|| sign(found.standing))}
                    <span>{shown(&found.says)}</span>
                </span>
            </li>
        }
    };
    let rows = entry.requests.into_iter().map(row).collect_view();
    let alone = entry.backends.is_empty();
    view! {
        <article class="inspector__page">
            <header class="inspector__verdict">
                <h2 class="inspector__title">{shown(&entry.name)}</h2>
                <p class="inspector__summary">{shown(&entry.kind)} " " <LineLink span=entry.span /></p>
            </header>
            <p class="inspector__sentence">{shown(&entry.says)}</p>
            <Block title="Requests">
                <ul class="inspector-requests">{rows}</ul>
                {(entry.more > 0).then(|| view! { <p class="inspector__hint">{format!("and {} more", grouped(entry.more))}</p> })}
            </Block>
            {(!alone).then(|| view! { <Block title="Leads to">{node_buttons(links, entry.backends)}</Block> })}
        </article>
    }
}

/// Workloads and policies of a namespace.
#[component]
pub(crate) fn NamespacePage(namespace: NamespaceModel) -> impl IntoView {
    let links = Links::from_context();
    let says = if namespace.declared {
        "Namespace"
    } else {
        "Namespace; its object is not in your YAML, so only the label that Kubernetes sets is known"
    };
    let policies = namespace
        .policies
        .into_iter()
        .map(|(index, name, isolates)| {
            view! {
                <li class="inspector-entry">
                    <button type="button" class="inspector-entry__name" on:click=move |_| links.select_policy(index)>{shown(&name)}</button>
                    <span class="inspector-entry__says">"isolates " {isolates}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <article class="inspector__page">
            <header class="inspector__verdict">
                <h2 class="inspector__title">{shown(&namespace.name)}</h2>
                <p class="inspector__summary">{says}</p>
                {label_chips(&namespace.labels)}
            </header>
            <CardParts node=NodeId::namespace(&namespace.name) />
            <Block title="Workloads">{node_buttons(links, namespace.workloads)}</Block>
            <Block title="Policies"><ul class="inspector-entries">{policies}</ul></Block>
        </article>
    }
}

/// Whom a policy selects and what each rule adds.
#[component]
pub(crate) fn PolicyPage(policy: PolicyModel) -> impl IntoView {
    let links = Links::from_context();
    let nobody = policy.selected.is_empty();
    view! {
        <article class="inspector__page">
            <header class="inspector__verdict">
                <h2 class="inspector__title">{shown(&policy.name)}</h2>
                <p class="inspector__summary">{shown(&policy.kind)} " " <LineLink span=policy.span /></p>
                <OffSwitch off=policy.object.clone() tells=true />
            </header>
            <p class="inspector__sentence">{code_spans(&policy.sentence)}</p>
            <Block title="Selects">
                {if nobody {
                    view! { <p class="inspector__hint">"Nothing shown here."</p> }.into_any()
                } else {
                    node_buttons(links, policy.selected).into_any()
                }}
            </Block>
            {policy.sections.into_iter().map(|section| rules(section, policy.object.clone())).collect_view()}
        </article>
    }
}

fn rules(section: RuleSection, object: Off) -> impl IntoView {
    let direction = if section.heading == "Ingress" { Direction::Ingress } else { Direction::Egress };
    let offs = (0_u32..).map(move |index| object.clone().at(direction, index));
    let switched = |(card, off): (RuleCard, Off)| {
        let is_off = card.off;
        view! { <div class="inspector-switched" class:is-off=is_off><OffSwitch off=off /> <Rule card=card /></div> }
    };
    view! {
        <Block title=section.heading>
            {(!section.sentence.is_empty()).then(|| view! { <p class="inspector__sentence">{section.sentence}</p> })}
            {section.rules.into_iter().zip(offs).map(switched).collect_view()}
        </Block>
    }
}
