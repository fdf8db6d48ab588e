//! The bar above the matrix: pairs by state with their numbers, the port, the order, which way round, how far it is folded.

use leptos::prelude::*;
use podreach_eval::view::{Level, MatrixOrder};

use super::chip::chip;
use super::choices::Choices;
use super::grid::Filter;
use super::numbers::exact;
use super::port;
use crate::state::AppState;

/// Orders with their names.
const ORDERS: [(MatrixOrder, &str, &str); 4] = [
    (MatrixOrder::Graph, "graph", "as in the graph"),
    (MatrixOrder::Name, "name", "by name"),
    (MatrixOrder::Egress, "egress", "by pairs, egress"),
    (MatrixOrder::Ingress, "ingress", "by pairs, ingress"),
];

/// Levels with their names.
const LEVELS: [(Option<Level>, &str, &str); 5] = [
    (None, "", "as far as needed"),
    (Some(Level::Alike), "alike", "namespaces alike"),
    (Some(Level::Namespaces), "namespaces", "namespaces"),
    (Some(Level::Stacks), "stacks", "workloads alike"),
    (Some(Level::Workloads), "workloads", "every workload"),
];

/// Pairs by filter; unknown when counting would take too long.
pub(crate) type Counts = Option<[u64; 5]>;

/// The bar.
#[component]
pub(crate) fn MatrixBar(
    choices: Choices,
    /// Pairs by filter.
    #[prop(into)]
    counts: Signal<Counts>,
    /// Whether rows are folded.
    #[prop(into)]
    folded: Signal<bool>,
    /// What rows and columns are.
    #[prop(into)]
    hint: Signal<String>,
) -> impl IntoView {
    let filter = choices.filter;
    // Most inputs say enough: this filter is there where it has something to show.
    let shows_depends = move || counts.get().map(|[.., depends]| depends) != Some(0) || filter.get() == Filter::Depends;
    view! {
        <div class="matrix__bar">
            <div class="segments" role="group" aria-label="Pairs shown">
                {Filter::ALL
                    .into_iter()
                    .enumerate()
                    .map(|(at, choice)| view! {
                        <button
                            type="button"
                            class="segments__item"
                            hidden=move || choice == Filter::Depends && !shows_depends()
                            aria-pressed=move || if filter.get() == choice { "true" } else { "false" }
                            on:click=move |_| filter.set(choice)
                        >
                            {choice.name()}
                            " "
                            <span class="segments__count">
                                {move || counts.get().and_then(|counts| counts.get(at).copied()).map(exact)}
                            </span>
                        </button>
                    })
                    .collect_view()}
            </div>
            <PortField />
            <label class="matrix__choice">
                "Sort "
                <select
                    class="matrix__select"
                    prop:value=move || ORDERS.iter().find(|one| one.0 == choices.order.get()).map(|one| one.1)
                    on:change=move |event| {
                        let value = event_target_value(&event);
                        if let Some((order, ..)) = ORDERS.iter().find(|one| one.1 == value) {
                            choices.order.set(*order);
                        }
                    }
                >
                    {ORDERS.map(|(_, value, name)| view! { <option value=value>{name}</option> }).collect_view()}
                </select>
            </label>
            {move || folded.get().then(|| view! { <LevelField choices=choices /> })}
            <button
                type="button"
                class="button button--small matrix__turn"
                aria-pressed=move || if choices.turned.get() { "true" } else { "false" }
                on:click=move |_| choices.turned.update(|turned| *turned = !*turned)
            >
                "Transpose"
            </button>
            <span class="matrix__hint">{hint}</span>
        </div>
    }
}

#[component]
fn LevelField(choices: Choices) -> impl IntoView {
    view! {
        <label class="matrix__choice">
            "Fold "
            <select
                class="matrix__select"
                prop:value=move || LEVELS.iter().find(|one| one.0 == choices.level.get()).map(|one| one.1)
                on:change=move |event| {
                    let value = event_target_value(&event);
                    if let Some((level, ..)) = LEVELS.iter().find(|one| one.1 == value) {
                        choices.level.set(*level);
                    }
                }
            >
                {LEVELS.map(|(_, value, name)| view! { <option value=value>{name}</option> }).collect_view()}
            </select>
        </label>
    }
}

/// A port to type, or the one that is asked about.
#[component]
fn PortField() -> impl IntoView {
    let state: AppState = expect_context();
    let wrong = RwSignal::new(false);
    let set = move |text: &str| {
        let found = port::read(text);
        wrong.set(found.is_none() && !text.trim().is_empty());
        if found.is_some() {
            state.chosen.filter.update(|filter| filter.port = found);
        }
    };
    let chosen = move || state.chosen.filter.with(|filter| filter.port).map(port::write);
    move || match chosen() {
        Some(text) => {
            let label = format!("Every port instead of {text}");
            let clear = move || state.chosen.filter.update(|filter| filter.port = None);
            chip(label, view! { "Port " <code>{text}</code> }, clear).into_any()
        }
        None => view! {
            <input
                class="matrix__port"
                type="text"
                size="9"
                maxlength="12"
                autocomplete="off"
                spellcheck="false"
                placeholder="Port"
                aria-label="Port"
                title="TCP 5432, 8080, UDP 53"
                aria-invalid=move || wrong.get().then_some("true")
                on:input=move |_| wrong.set(false)
                on:change=move |event| set(&event_target_value(&event))
            />
        }
        .into_any(),
    }
}
