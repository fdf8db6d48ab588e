//! Filters that are set, each with its value and a way to take it back.

use leptos::prelude::*;
use podreach_eval::view::{FoldFilter, LineState};
use podreach_session::page::Rules;

use crate::components::icons::Icon;
use crate::components::visible::{escaped, shown};
use crate::state::AppState;

/// A filter that is set.
#[derive(Clone, Debug, PartialEq)]
struct Chip {
    kind: Kind,
    value: String,
}

/// What a filter is about.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Namespace,
    Label,
    Port,
    State,
    Policy,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Namespace => "Namespace",
            Self::Label => "Label",
            Self::Port => "Port",
            Self::State => "State",
            Self::Policy => "Policy",
        }
    }

    /// Takes the filter back.
    fn clear(self, filter: &mut FoldFilter) {
        match self {
            Self::Namespace => filter.namespaces.clear(),
            Self::Label => filter.labels.clear(),
            Self::Port => filter.port = None,
            Self::State => filter.state = None,
            Self::Policy => filter.policy = None,
        }
    }
}

/// The word of a state, as lines have it.
pub(super) const fn state_word(state: LineState) -> &'static str {
    match state {
        LineState::Allowed => "allowed by a rule",
        LineState::Open => "open: no policy selects these",
        LineState::Depends => "depends",
    }
}

fn chips(filter: &FoldFilter, policy: Option<String>) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut chip = |kind, value: String| chips.push(Chip { kind, value });
    if !filter.namespaces.is_empty() {
        let names: Vec<&str> = filter.namespaces.iter().map(String::as_str).collect();
        chip(Kind::Namespace, several(&names));
    }
    if !filter.labels.is_empty() {
        let labels: Vec<String> = filter.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        chip(Kind::Label, several(&labels));
    }
    if let Some((protocol, port)) = filter.port {
        chip(Kind::Port, format!("{protocol} {port}"));
    }
    if let Some(state) = filter.state {
        chip(Kind::State, state_word(state).to_owned());
    }
    if filter.policy.is_some() {
        chip(Kind::Policy, policy.unwrap_or_default());
    }
    chips
}

/// `shop`, `shop or data`, `shop or 3 others`.
fn several(values: &[&str]) -> String {
    match values {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} or {two}"),
        [first, rest @ ..] => format!("{first} or {} others", rest.len()),
    }
}

/// A chip for every filter that is set.
#[component]
pub(super) fn Chips() -> impl IntoView {
    let state: AppState = expect_context();
    let filter = state.chosen.filter;
    let has_policy = Memo::new(move |_| filter.with(|filter| filter.policy.is_some()));
    view! {
        {move || if has_policy.get() {
            view! { <PolicyChips /> }.into_any()
        } else {
            let chips = Memo::new(move |_| filter.with(|filter| chips(filter, None)));
            view! { {move || chip_list(state, chips.get())} }.into_any()
        }}
    }
}

/// The same where a policy is among them, whose name is asked for.
#[component]
fn PolicyChips() -> impl IntoView {
    let state: AppState = expect_context();
    let rules = state.analysed.ask(|| Rules);
    let chips = Memo::new(move |_| {
        state.chosen.filter.with(|filter| {
            let wanted = filter.policy.map(|policy| policy.0 as usize);
            let name = rules.with(|rules| {
                let mut rows = rules.ingress.iter().chain(&rules.egress);
                rows.find(|row| Some(row.policy) == wanted).map(|row| row.name.clone())
            });
            chips(filter, name)
        })
    });
    move || chip_list(state, chips.get())
}

fn chip_list(state: AppState, chips: Vec<Chip>) -> Option<impl IntoView + use<>> {
    let chip = move |Chip { kind, value }: Chip| {
        let name = format!("Remove the filter {}: {}", kind.word(), escaped(&value));
        view! {
            <li class="filters-chip">
                <span>{kind.word()} ": " <b>{shown(&value)}</b></span>
                <button
                    type="button"
                    class="filters-chip__clear"
                    aria-label=name
                    on:click=move |_| state.chosen.filter.update(|filter| kind.clear(filter))
                >
                    {Icon::Close.draw()}
                </button>
            </li>
        }
    };
    (!chips.is_empty()).then(
        || view! { <ul class="filters__chips" aria-label="Filters">{chips.into_iter().map(chip).collect_view()}</ul> },
    )
}

#[cfg(test)]
mod tests {
    use podreach_eval::sets::Protocol;

    use super::*;

    #[test]
    fn every_filter_has_a_chip_that_takes_it_back() {
        let mut filter = FoldFilter {
            namespaces: ["a", "b", "c"].map(str::to_owned).into(),
            labels: [("app".to_owned(), "web".to_owned())].into(),
            port: Some((Protocol::Udp, 53)),
            state: Some(LineState::Open),
            ..FoldFilter::default()
        };
        let said: Vec<String> =
            chips(&filter, None).iter().map(|chip| format!("{} {}", chip.kind.word(), chip.value)).collect();
        assert_eq!(
            said,
            ["Namespace a or 2 others", "Label app=web", "Port UDP 53", "State open: no policy selects these"]
        );
        for chip in chips(&filter, None) {
            chip.kind.clear(&mut filter);
        }
        assert!(filter.is_empty());
    }
}
