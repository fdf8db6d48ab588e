//! The bar, and the button that brings it where there is little to filter.

use leptos::prelude::*;
use podreach_eval::view::Level;
use podreach_picture::wording::{endpoints_words, grouped};
use podreach_session::page::FacetKind;

use super::chips::Chips;
use super::crumbs::Crumbs;
use super::levels::Levels;
use super::menu::{FacetMenu, StateMenu};
use super::nearby::Nearby;
use crate::components::icons::Icon;
use crate::frame::Frame;
use crate::resized::on_resize;
use crate::state::{AppState, Drawn, ViewId};

/// Up to so many workloads, everything is drawn and can be found by looking.
const FEW: usize = 12;

/// Whether an input is large enough for the bar.
fn is_large(drawn: &Drawn) -> bool {
    drawn.folds || drawn.folding.workloads + drawn.folding.aside > FEW || drawn.folding.level != Level::Workloads
}

/// Whether something is chosen that the bar has to say.
fn is_chosen(state: AppState) -> bool {
    let chosen = state.chosen;
    !chosen.filter.with(podreach_eval::view::FoldFilter::is_empty)
        || chosen.focus.with(Option::is_some)
        || chosen.level.get().is_some()
        || !chosen.opened.with(Vec::is_empty)
}

/// Whether the view that is shown can be filtered, and whether it is the graph.
fn filtered(view: ViewId) -> (bool, bool) {
    (matches!(view.0, "graph" | "matrix" | "rules"), view.0 == "graph")
}

/// Where the person is, what is drawn, and what that depends on.
#[component]
pub(crate) fn FilterBar() -> impl IntoView {
    let state: AppState = expect_context();
    let large = Memo::new(move |_| state.chosen.drawn.with(is_large));
    let shown = Memo::new(move |_| {
        filtered(state.chosen.view.get()).0 && (large.get() || is_chosen(state) || state.chosen.shows_filters.get())
    });
    let is_graph = Memo::new(move |_| filtered(state.chosen.view.get()).1);
    let focused = Memo::new(move |_| state.chosen.focus.with(Option::is_some));
    let frame: Frame = expect_context();
    let place = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        let Some(bar) = place.get() else { return };
        let measured = bar.clone();
        on_resize(&bar, move || frame.bar.set(f64::from(measured.offset_height())));
    });
    let bar = move || {
        view! {
            <div node_ref=place class="filters" class:has-menus=move || state.chosen.shows_filters.get() role="group" aria-label="What is shown">
                {move || is_graph.get().then(|| view! {
                    <Crumbs />
                    <p class="filters__drawn">{move || match state.chosen.hits.get() {
                        Some(hits) => state.chosen.drawn.with(|drawn| found_words(drawn, hits)),
                        None => state.chosen.drawn.with(drawn_words),
                    }}</p>
                })}
                <div class="filters__tools">
                {move || is_graph.get().then(|| {
                    if focused.get() { view! { <Nearby /> }.into_any() } else { view! { <Levels /> }.into_any() }
                })}
                <div class="filters__menus">
                    <FacetMenu kind=FacetKind::Namespace name="Namespace" id="filters-namespace" />
                    <FacetMenu kind=FacetKind::Label name="Label" id="filters-label" />
                    <FacetMenu kind=FacetKind::Port name="Port" id="filters-port" />
                    <StateMenu />
                    <FacetMenu kind=FacetKind::Policy name="Policy" id="filters-policy" />
                </div>
                </div>
                <Chips />
            </div>
        }
    };
    move || shown.get().then(bar)
}

/// How much is drawn, and how much is not: `2,000 workloads: 19 cards, 20 lines`.
fn drawn_words(drawn: &Drawn) -> String {
    let count = |count: usize, what: &str| format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" });
    let (cards, lines) = (count(drawn.cards, "card"), count(drawn.lines, "line"));
    let folding = &drawn.folding;
    if folding.aside > 0 {
        let all = count(folding.workloads + folding.aside, "workload");
        return format!(
            "{} of {all}: {cards}, {lines}; {} at the side",
            grouped(folding.workloads),
            grouped(folding.aside)
        );
    }
    format!("{}: {cards}, {lines}", endpoints_words(folding.workloads, folding.representatives))
}

/// What a search finds: `16 of 2,000 workloads found, on 2 cards`.
fn found_words(drawn: &Drawn, (found, cards): (usize, usize)) -> String {
    let all = grouped(drawn.folding.workloads + drawn.folding.aside);
    let on = match cards {
        0 => "on no card".to_owned(),
        1 => "on 1 card".to_owned(),
        cards => format!("on {} cards", grouped(cards)),
    };
    let aside = match drawn.folding.aside {
        0 => String::new(),
        aside => format!("; {} at the side", grouped(aside)),
    };
    format!("{} found of {all} workloads, {on}{aside}", grouped(found))
}

/// Shows the bar, or hides it again.
#[component]
pub(crate) fn FilterButton() -> impl IntoView {
    let state: AppState = expect_context();
    let shows = state.chosen.shows_filters;
    let can = Memo::new(move |_| filtered(state.chosen.view.get()).0);
    let large = Memo::new(move |_| state.chosen.drawn.with(is_large));
    move || {
        can.get().then(|| {
            view! {
                <button
                    type="button"
                    class="button button--icon filters-button"
                    class:is-large=move || large.get()
                    aria-label="Filter"
                    title="Filter"
                    aria-expanded=move || shows.get().to_string()
                    on:click=move |_| shows.update(|shown| *shown = !*shown)
                >
                    {Icon::Funnel.draw()}
                </button>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use podreach_eval::view::FoldingView;

    use super::*;

    #[test]
    fn what_is_left_out_is_said() {
        let folding = FoldingView { workloads: 2000, ..FoldingView::default() };
        let drawn = Drawn { cards: 19, lines: 20, folding, ..Drawn::default() };
        assert_eq!(drawn_words(&drawn), "2,000 workloads: 19 cards, 20 lines");
        let folding = FoldingView { workloads: 14, representatives: 2, ..FoldingView::default() };
        let drawn = Drawn { cards: 14, lines: 9, folding, ..Drawn::default() };
        assert_eq!(drawn_words(&drawn), "12 workloads, 2 not in your YAML: 14 cards, 9 lines");
        let folding = FoldingView { workloads: 41, aside: 1959, ..FoldingView::default() };
        let drawn = Drawn { cards: 12, lines: 1, folding, ..Drawn::default() };
        assert_eq!(drawn_words(&drawn), "41 of 2,000 workloads: 12 cards, 1 line; 1,959 at the side");
    }

    #[test]
    fn what_is_found_is_counted() {
        let folding = FoldingView { workloads: 1900, aside: 100, ..FoldingView::default() };
        let drawn = Drawn { folding, ..Drawn::default() };
        assert_eq!(found_words(&drawn, (16, 2)), "16 found of 2,000 workloads, on 2 cards; 100 at the side");
        assert_eq!(found_words(&drawn, (1, 1)), "1 found of 2,000 workloads, on 1 card; 100 at the side");
    }

    #[test]
    fn a_small_input_has_no_bar() {
        let drawn =
            |workloads| Drawn { folding: FoldingView { workloads, ..FoldingView::default() }, ..Drawn::default() };
        assert!(!is_large(&drawn(12)) && is_large(&drawn(13)));
        assert!(is_large(&Drawn { folds: true, ..drawn(3) }));
        let left = FoldingView { workloads: 3, aside: 10, ..FoldingView::default() };
        assert!(is_large(&Drawn { folding: left, ..Drawn::default() }), "what is left out is said");
    }
}
