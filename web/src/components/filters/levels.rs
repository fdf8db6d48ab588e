//! How far the picture is folded. A level with more cards than can be read asks first, and offers the matrix.

use leptos::prelude::*;
use podreach_eval::view::Level;
use podreach_picture::wording::grouped;

use crate::components::dialog::Dialog;
use crate::state::{AppState, Drawn, ViewId};

/// More cards than this cannot be read at once.
const BUDGET: usize = 60;

/// The levels that are offered, coarsest first, with their numbers of cards.
fn levels(drawn: &Drawn) -> Vec<(Level, &'static str, usize)> {
    let [workloads, stacks, namespaces, alike] = drawn.folding.cards;
    let here = drawn.folding.level;
    let all = [
        (Level::Alike, "Alike", alike),
        (Level::Namespaces, "Namespaces", namespaces),
        (Level::Stacks, "Stacks", stacks),
        (Level::Workloads, "Workloads", workloads),
    ];
    // A level that has as many cards as a finer one says the same.
    let is_worth = |(level, _, cards): &(Level, &str, usize)| match level {
        _ if *level == here => true,
        Level::Alike => *cards < namespaces,
        Level::Stacks => *cards < workloads && *cards <= BUDGET,
        Level::Namespaces => *cards < workloads,
        Level::Workloads => true,
    };
    all.into_iter().filter(is_worth).collect()
}

/// A button for each level.
#[component]
pub(super) fn Levels() -> impl IntoView {
    let state: AppState = expect_context();
    let offered = Memo::new(move |_| state.chosen.drawn.with(levels));
    let here = Memo::new(move |_| state.chosen.drawn.with(|drawn| drawn.folding.level));
    let asked: RwSignal<Option<(Level, usize)>> = RwSignal::new(None);
    let choose = move |level: Level, cards: usize| {
        if state.chosen.level.get_untracked() == Some(level) {
            state.chosen.level.set(None);
        } else if cards > BUDGET && here.get_untracked() != level {
            asked.set(Some((level, cards)));
        } else {
            state.chosen.level.set(Some(level));
        }
    };
    let button = move |(level, name, cards): (Level, &'static str, usize)| {
        view! {
            <button
                type="button"
                class="segments__item"
                aria-pressed=move || (here.get() == level).to_string()
                on:click=move |_| choose(level, cards)
            >
                {name}
                " "
                <span class="segments__count">{grouped(cards)}</span>
            </button>
        }
    };
    view! {
        {move || {
            let offered = offered.get();
            (offered.len() > 1).then(|| view! {
                <div class="segments filters__levels" role="group" aria-label="Level of detail">
                    {offered.into_iter().map(button).collect_view()}
                </div>
            })
        }}
        <TooMany asked=asked />
    }
}

/// Asks before a picture is drawn that nobody can read.
#[component]
fn TooMany(asked: RwSignal<Option<(Level, usize)>>) -> impl IntoView {
    let state: AppState = expect_context();
    let count = move || asked.get().map_or_else(String::new, |(_, cards)| grouped(cards));
    view! {
        <Dialog
            open=Signal::derive(move || asked.get().is_some())
            close=Callback::new(move |()| asked.set(None))
            id="filters-many"
            title=Signal::derive(move || format!("Draw {} cards?", count()))
        >
            <p class="dialog__says">
                {format!("A picture can be read up to about {BUDGET} cards. The matrix takes any size; Find and a filter lead to what you look for.")}
            </p>
            <div class="dialog__actions">
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        state.chosen.level.set(asked.get_untracked().map(|(level, _)| level));
                        asked.set(None);
                    }
                >
                    {move || format!("Draw all {}", count())}
                </button>
                <button
                    type="button"
                    class="button button--primary"
                    on:click=move |_| {
                        asked.set(None);
                        state.chosen.view.set(ViewId("matrix"));
                    }
                >
                    "Open the matrix"
                </button>
            </div>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use podreach_eval::view::FoldingView;

    use super::*;

    #[test]
    fn levels_that_say_the_same_are_not_offered() {
        let of = |level, cards| {
            let folding = FoldingView { level, cards, ..FoldingView::default() };
            let offered = levels(&Drawn { folding, ..Drawn::default() });
            offered.into_iter().map(|(_, name, cards)| format!("{name} {cards}")).collect::<Vec<_>>()
        };
        assert_eq!(of(Level::Alike, [2000, 400, 100, 19]), ["Alike 19", "Namespaces 100", "Workloads 2000"]);
        assert_eq!(of(Level::Stacks, [60, 31, 9, 9]), ["Namespaces 9", "Stacks 31", "Workloads 60"]);
        assert_eq!(of(Level::Workloads, [5, 5, 5, 5]), ["Workloads 5"]);
    }
}
