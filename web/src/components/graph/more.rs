//! What is not seen: where the picture goes on, it fades at that edge, and a button says how many cards are there and leads to
//! them; what is not drawn at all is said.

use leptos::prelude::*;

use super::scene::Scene;
use super::transform::{Bounds, Transform};
use super::viewport::Viewport;

/// Where something lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Below,
    Right,
    Above,
    Left,
}

impl Side {
    const ALL: [Self; 4] = [Self::Below, Self::Right, Self::Above, Self::Left];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Right => "right",
            Self::Above => "above",
            Self::Left => "left",
        }
    }

    const fn arrow(self) -> &'static str {
        match self {
            Self::Below => "↓",
            Self::Right => "→",
            Self::Above => "↑",
            Self::Left => "←",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Right => "to the right",
            Self::Above => "above",
            Self::Left => "to the left",
        }
    }

    /// To the right and downwards.
    const fn way(self) -> (f64, f64) {
        match self {
            Self::Below => (0.0, 1.0),
            Self::Right => (1.0, 0.0),
            Self::Above => (0.0, -1.0),
            Self::Left => (-1.0, 0.0),
        }
    }
}

/// The card that stands for more than half of what the picture shows, if one does.
pub(crate) fn main_card(scene: &Scene) -> Option<Bounds> {
    let weight = |at: &super::scene::SceneNode| at.card.folded.as_ref().map_or(1, |folded| folded.workloads);
    let all: usize = scene.nodes.iter().map(weight).sum();
    let main = scene.nodes.iter().max_by_key(|node| weight(node))?;
    (scene.nodes.len() > 1 && weight(main) * 2 > all).then_some(main.rect)
}

/// How many cards lie on each side, in the order of [`Side::ALL`]. A card counts once, and does not if most of it is seen.
fn outside(rects: impl Iterator<Item = Bounds>, transform: Transform, panel: (f64, f64)) -> [usize; 4] {
    let mut counts = [0; 4];
    if panel.0 <= 0.0 {
        return counts;
    }
    for rect in rects {
        let Bounds { x, y, width, height } = transform.place(rect);
        let (x, y) = (x + width / 2.0, y + height / 2.0);
        let [below, right, above, left] = &mut counts;
        if y > panel.1 {
            *below += 1;
        } else if y < 0.0 {
            *above += 1;
        } else if x > panel.0 {
            *right += 1;
        } else if x < 0.0 {
            *left += 1;
        }
    }
    counts
}

fn counts(viewport: Viewport, scene: Memo<Scene>) -> Memo<[usize; 4]> {
    Memo::new(move |_| {
        let (transform, _) = (viewport.transform.get(), viewport.size.get());
        scene.with(|scene| outside(scene.nodes.iter().map(|node| node.rect), transform, viewport.free()))
    })
}

/// Fades where the picture goes on.
#[component]
pub(crate) fn Fades(viewport: Viewport, scene: Memo<Scene>) -> impl IntoView {
    let counts = counts(viewport, scene);
    let fade = |(side, count): (Side, usize)| {
        (count > 0).then(|| view! { <div class=format!("graph-more__fade graph-more__fade--{}", side.as_str()) aria-hidden="true"></div> })
    };
    move || Side::ALL.into_iter().zip(counts.get()).map(fade).collect_view()
}

/// Buttons that lead to what lies outside.
#[component]
pub(crate) fn MoreButtons(viewport: Viewport, scene: Memo<Scene>) -> impl IntoView {
    let counts = counts(viewport, scene);
    let button = move |(side, count): (Side, usize)| {
        let cards = if count == 1 { "card" } else { "cards" };
        view! {
            <button
                type="button"
                class="graph-more__button"
                aria-label=format!("{count} {cards} {}: show", side.words())
                on:click=move |_| viewport.turn(side.way())
            >
                <span aria-hidden="true">{side.arrow()}</span>
                {count}
                <span class="graph-more__words">{format!("more {}", side.words())}</span>
            </button>
        }
    };
    move || {
        let there: Vec<_> = Side::ALL.into_iter().zip(counts.get()).filter(|(_, count)| *count > 0).collect();
        (!there.is_empty())
            .then(|| view! { <div class="graph-more">{there.into_iter().map(button).collect_view()}</div> })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_outside_count_on_one_side() {
        let rect = |x: f64, y: f64| Bounds { x, y, width: 20.0, height: 10.0 };
        let rects = [
            rect(10.0, 10.0),
            rect(10.0, 200.0),
            rect(200.0, 200.0),
            rect(200.0, 10.0),
            rect(-50.0, 10.0),
            rect(10.0, 92.0),
        ];
        let at = |transform| outside(rects.into_iter(), transform, (100.0, 100.0));
        assert_eq!(at(Transform::default()), [2, 1, 0, 1]);
        assert_eq!(at(Transform { y: -100.0, ..Transform::default() }), [2, 0, 4, 0]);
        assert_eq!(outside(rects.into_iter(), Transform::default(), (0.0, 0.0)), [0; 4]);
    }
}
