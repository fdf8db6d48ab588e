//! Menus of values to filter by. They lie in the top layer, so that nothing cuts them, and ask for values when they open.

use leptos::prelude::*;
use podreach_eval::view::{FoldFilter, LineState};
use podreach_picture::wording::grouped;
use podreach_session::page::{FacetKind, FacetValue, Facets};
use wasm_bindgen::JsCast;

use super::chips::state_word;
use crate::components::icons::Icon;
use crate::components::visible::shown;
use crate::state::AppState;

/// Whether a popover that an event is about is open now.
fn is_open(event: &web_sys::Event) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.matches(":popover-open").unwrap_or(false))
}

/// A button, and what it opens.
#[component]
fn Menu(
    name: &'static str,
    id: &'static str,
    open: RwSignal<bool>,
    is_set: Signal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=format!("button button--small filters-menu__button {id}")
            class:is-set=move || is_set.get()
            popovertarget=id
        >
            {name}
            {Icon::Down.draw()}
        </button>
        <div
            id=id
            class=format!("filters-menu {id}-menu")
            popover="auto"
            role="dialog"
            aria-label=format!("Filter by {}", name.to_lowercase())
            on:toggle=move |event| open.set(is_open(&event))
        >
            {move || open.get().then(|| children())}
        </div>
    }
}

/// Values of the input, the most frequent first, with a field to find others.
#[component]
pub(super) fn FacetMenu(kind: FacetKind, name: &'static str, id: &'static str) -> impl IntoView {
    let state: AppState = expect_context();
    let open = RwSignal::new(false);
    let is_set = Signal::derive(move || state.chosen.filter.with(|filter| is_filtered(filter, kind)));
    view! {
        <Menu name=name id=id open=open is_set=is_set>
            <Values kind=kind name=name />
        </Menu>
    }
}

#[component]
fn Values(kind: FacetKind, name: &'static str) -> impl IntoView {
    let state: AppState = expect_context();
    let text = RwSignal::new(String::new());
    let answer = state.analysed.ask(move || Facets { kind, text: text.get() });
    let row = move |value: FacetValue, title: String, workloads: usize| {
        let pressed = {
            let value = value.clone();
            move || state.chosen.filter.with(|filter| has(filter, &value)).to_string()
        };
        view! {
            <li>
                <button
                    type="button"
                    class="filters-menu__value"
                    aria-pressed=pressed
                    on:click=move |_| state.chosen.filter.update(|filter| toggle(filter, &value))
                >
                    <span class="filters-menu__title">{shown(&title)}</span>
                    <span class="filters-menu__count">{grouped(workloads)}</span>
                </button>
            </li>
        }
    };
    let field = format!("Find a {}", name.to_lowercase());
    view! {
        <input
            class="filters-menu__field"
            type="search"
            aria-label=field.clone()
            placeholder=field
            autocomplete="off"
            spellcheck="false"
            autofocus
            on:input=move |event| text.set(event_target_value(&event))
        />
        <ul class="filters-menu__values">
            {move || answer.get().rows.into_iter().map(|facet| row(facet.value, facet.title, facet.workloads)).collect_view()}
        </ul>
        {move || {
            let (shown, count) = answer.with(|answer| (answer.rows.len(), answer.count));
            if shown == 0 {
                Some("The input has none.".to_owned())
            } else {
                (count > shown).then(|| format!("and {} more: type a part of it", grouped(count - shown)))
            }
            .map(|says| view! { <p class="filters-menu__more">{says}</p> })
        }}
    }
}

/// The states of lines.
#[component]
pub(super) fn StateMenu() -> impl IntoView {
    let state: AppState = expect_context();
    let open = RwSignal::new(false);
    let is_set = Signal::derive(move || state.chosen.filter.with(|filter| filter.state.is_some()));
    let row = move |value: LineState| {
        view! {
            <li>
                <button
                    type="button"
                    class="filters-menu__value"
                    aria-pressed=move || state.chosen.filter.with(|filter| filter.state == Some(value)).to_string()
                    on:click=move |_| state.chosen.filter.update(|filter| {
                        filter.state = if filter.state == Some(value) { None } else { Some(value) };
                    })
                >
                    <span class="filters-menu__title">{state_word(value)}</span>
                </button>
            </li>
        }
    };
    view! {
        <Menu name="State" id="filters-state" open=open is_set=is_set>
            <ul class="filters-menu__values">
                {[LineState::Allowed, LineState::Open, LineState::Depends].map(row).into_iter().collect_view()}
            </ul>
        </Menu>
    }
}

fn is_filtered(filter: &FoldFilter, kind: FacetKind) -> bool {
    match kind {
        FacetKind::Namespace => !filter.namespaces.is_empty(),
        FacetKind::Label => !filter.labels.is_empty(),
        FacetKind::Port => filter.port.is_some(),
        FacetKind::Policy => filter.policy.is_some(),
    }
}

fn has(filter: &FoldFilter, value: &FacetValue) -> bool {
    match value {
        FacetValue::Namespace(name) => filter.namespaces.contains(name),
        FacetValue::Label(key, value) => filter.labels.contains(&(key.clone(), value.clone())),
        FacetValue::Port(protocol, port) => filter.port == Some((*protocol, *port)),
        FacetValue::Policy(policy) => filter.policy == Some(*policy),
    }
}

/// Sets a value, or takes it back. There are several namespaces and labels, of which one has to hold; one port and one policy.
fn toggle(filter: &mut FoldFilter, value: &FacetValue) {
    let is_set = has(filter, value);
    match value {
        FacetValue::Namespace(name) if is_set => {
            filter.namespaces.remove(name);
        }
        FacetValue::Namespace(name) => {
            filter.namespaces.insert(name.clone());
        }
        FacetValue::Label(key, value) if is_set => {
            filter.labels.remove(&(key.clone(), value.clone()));
        }
        FacetValue::Label(key, value) => {
            filter.labels.insert((key.clone(), value.clone()));
        }
        FacetValue::Port(protocol, port) => filter.port = (!is_set).then_some((*protocol, *port)),
        FacetValue::Policy(policy) => filter.policy = (!is_set).then_some(*policy),
    }
}

#[cfg(test)]
mod tests {
    use podreach_eval::policy::PolicyId;
    use podreach_eval::sets::Protocol;

    use super::*;

    #[test]
    fn a_value_is_set_and_taken_back() {
        let values = [
            (FacetKind::Namespace, FacetValue::Namespace("shop".to_owned())),
            (FacetKind::Label, FacetValue::Label("app".to_owned(), "web".to_owned())),
            (FacetKind::Port, FacetValue::Port(Protocol::Tcp, 80)),
            (FacetKind::Policy, FacetValue::Policy(PolicyId(3))),
        ];
        for (kind, value) in values {
            let mut filter = FoldFilter::default();
            toggle(&mut filter, &value);
            assert!(has(&filter, &value) && is_filtered(&filter, kind), "{value:?}");
            toggle(&mut filter, &value);
            assert!(filter.is_empty(), "{value:?}");
        }
        let mut filter = FoldFilter::default();
        for port in [80, 443] {
            toggle(&mut filter, &FacetValue::Port(Protocol::Tcp, port));
        }
        assert_eq!(filter.port, Some((Protocol::Tcp, 443)));
    }
}
