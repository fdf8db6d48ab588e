//! What changed between two folded ends, or around a card, above what the inspector says of it.

use leptos::prelude::*;
use podreach_eval::view::{Differences, NodeId};
use podreach_session::page::{ComparedBundle, ComparedBundleAnswer};

use super::changes::rows;
use super::says::{Sign, sign};
use crate::components::links::{Links, Picked};
use crate::state::AppState;

/// What changed of the selected bundle or card; nothing where none is selected or nothing is compared.
#[component]
pub(crate) fn ComparedBundleBlock() -> impl IntoView {
    let state: AppState = expect_context();
    let links = Links::from_context();
    let ends = Memo::new(move |_| if state.compared.is_on() { ends(links.selected()) } else { None });
    move || {
        ends.get().map(|(from, to)| {
            let is_pair = to.is_some();
            let answer = state.analysed.ask(move || ComparedBundle {
                from: from.clone(),
                to: to.clone(),
                picture: state.chosen.pictured.get(),
            });
            move || answer.get().map(|found| block(found, is_pair))
        })
    }
}

/// The ends that may stand for several workloads.
fn ends(picked: Picked) -> Option<(NodeId, Option<NodeId>)> {
    match picked {
        Picked::Edge { from, to } => Some((from, Some(to))),
        Picked::Node(id @ (NodeId::Group(_) | NodeId::Namespace(_) | NodeId::Other(_))) => Some((id, None)),
        Picked::Node(_) | Picked::Policy(_) | Picked::Nothing => None,
    }
}

fn block(found: ComparedBundleAnswer, is_pair: bool) -> impl IntoView {
    let ComparedBundleAnswer { differs, list, rest } = found;
    let nothing = if is_pair { "These connections are as they were." } else { "Nothing changed here." };
    let all = differs.map_or(0, |differs| differs.all);
    view! {
        <div class="compare-pair" data-compared="">
            <section class="compare-page__part">
                <h3 class="compare-page__heading">"Compared with the baseline"</h3>
                {differs.is_none().then(|| view! { <p class="compare-page__hint">"Counting the pairs would take too long."</p> })}
                {(differs.is_some() && all == 0).then(|| view! { <p class="compare-page__hint">{nothing}</p> })}
                {differs.filter(|_| all > 0).map(counts)}
                {rows(list, rest)}
            </section>
        </div>
    }
}

/// `opens 12`, `closes 3`, each with its sign.
fn counts(differs: Differences) -> impl IntoView {
    let count = |what: Sign, word: &'static str, number: u64| {
        (number > 0).then(|| view! { <span class=format!("compare-count {}", what.class())>{sign(what)} {format!("{word} {number}")}</span> })
    };
    view! {
        <p class="compare-pair__counts">
            {count(Sign::Opened, "opens", differs.opens)}
            {count(Sign::Closed, "closes", differs.closes)}
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_several_is_asked_about() {
        let id = |text: &str| NodeId::parse(text);
        let edge = Picked::Edge { from: id("namespace:a"), to: id("a/b") };
        assert_eq!(ends(edge), Some((id("namespace:a"), Some(id("a/b")))));
        assert_eq!(ends(Picked::Node(id("namespace:a"))), Some((id("namespace:a"), None)));
        assert_eq!(ends(Picked::Node(id("a/b"))), None);
        assert_eq!(ends(Picked::Nothing), None);
    }
}
