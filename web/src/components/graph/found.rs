//! What a search finds in the picture: counts on the cards that stand for several workloads.

use std::collections::BTreeSet;

use leptos::prelude::*;
use podreach_eval::view::NodeId;
use podreach_picture::measure::{self, Font};
use podreach_picture::wording::grouped;
use podreach_session::page::{FoundAnswer, FoundCard};

use super::scene::Scene;

/// Words of a count.
const COUNT: Font = Font::bold(11.0);
/// Height of a count, and room beside its words.
const HEIGHT: f64 = 20.0;
const PAD: f64 = 8.0;

/// The cards with something that is found.
pub(crate) fn nodes(found: &FoundAnswer) -> BTreeSet<NodeId> {
    found.cards.iter().map(|card| card.node.clone()).collect()
}

/// What a count says.
fn says(card: &FoundCard) -> String {
    let verb = if card.found == 1 { "matches" } else { "match" };
    format!("{} of {} {verb}", grouped(card.found), grouped(card.of))
}

/// Counts on the upper border of cards, clear of their names.
#[component]
pub(crate) fn FoundLayer(scene: Memo<Scene>, found: ReadSignal<FoundAnswer>) -> impl IntoView {
    let counts = move || {
        let place = |card: &FoundCard| scene.with(|scene| scene.node(&card.node).map(|node| node.rect));
        let several = |card: &&FoundCard| card.of > 1;
        found.with(|found| {
            let cards = found.cards.iter().filter(several);
            cards.filter_map(|card| Some((says(card), place(card)?))).collect::<Vec<_>>()
        })
    };
    let count = |(says, rect): (String, super::transform::Bounds)| {
        let width = measure::width(&says, COUNT) + 2.0 * PAD;
        let (x, y) = (rect.x + rect.width - width - 6.0, rect.y - HEIGHT + 5.0);
        view! {
            <g class="graph__found">
                <rect class="graph__found-box" x=x y=y width=width height=HEIGHT rx=HEIGHT / 2.0 />
                <text class="node__found" x=x + PAD y=y + 14.0>{says}</text>
            </g>
        }
    };
    view! { <g class="graph__counts" pointer-events="none">{move || counts().into_iter().map(count).collect_view()}</g> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_says_how_many_of_how_many() {
        let card = |found, of| FoundCard { node: "shop/web".into(), found, of };
        assert_eq!(says(&card(3, 41)), "3 of 41 match");
        assert_eq!(says(&card(1, 1240)), "1 of 1,240 matches");
    }
}
