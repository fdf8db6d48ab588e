//! What to say where not everything is drawn, and where a graph cannot help.

use leptos::prelude::*;
use podreach_picture::wording::grouped;
use podreach_session::page::PictureAnswer;

use crate::components::links::Links;

/// A note on the drawing. Where there is more than a graph can show, it leads to the matrix.
#[component]
pub(super) fn LeftOut(picture: ReadSignal<PictureAnswer>, compact: Memo<bool>) -> impl IntoView {
    let links = Links::from_context();
    let says = Memo::new(move |_| picture.with(|picture| says(picture, compact.get())));
    let crowded = Memo::new(move |_| picture.with(|picture| picture.folding.is_crowded));
    let matrix = move || {
        crowded.get().then(|| {
            view! {
                " "
                <button type="button" class="button button--small" on:click=move |_| links.open_matrix()>
                    "Open the matrix"
                </button>
            }
        })
    };
    move || {
        let says = says.get();
        (!says.is_empty()).then(|| view! { <p class="graph__note" role="status">{says} {matrix}</p> })
    }
}

/// What is not drawn, and where to see it; empty where everything is.
fn says(PictureAnswer { scene, folding }: &PictureAnswer, compact: bool) -> String {
    let mut says = Vec::new();
    if scene.left_out > 0 {
        says.push(format!(
            "{} nodes are drawn and {} are not: find a name or a namespace to see it.",
            grouped(scene.nodes.len()),
            grouped(scene.left_out)
        ));
    }
    let lines = |count: usize| format!("{} line{}", grouped(count), if count == 1 { "" } else { "s" });
    let act = if compact { "tap" } else { "select" };
    if folding.is_crowded && scene.undrawn > 0 {
        says.push(format!(
            "Too dense for a graph: {} not drawn. The matrix shows every pair; {act} a card for its own lines.",
            lines(scene.undrawn)
        ));
    } else if folding.is_crowded {
        says.push(
            "Too dense for a graph: it hides most connections in its cards. The matrix shows every pair.".to_owned(),
        );
    } else if scene.undrawn > 0 {
        says.push(format!("{} more: {act} a card for its own.", lines(scene.undrawn)));
    }
    says.join(" ")
}

#[cfg(test)]
mod tests {
    use podreach_eval::view::FoldingView;
    use podreach_picture::scene::Scene;

    use super::*;

    #[test]
    fn what_is_not_drawn_is_said_and_where_to_see_it() {
        let of = |undrawn, is_crowded| PictureAnswer {
            scene: Scene { undrawn, ..Scene::default() },
            folding: FoldingView { is_crowded, ..FoldingView::default() },
        };
        assert_eq!(says(&of(0, false), false), "");
        assert!(says(&of(0, true), false).starts_with("Too dense for a graph: "));
        assert_eq!(says(&of(3, false), true), "3 lines more: tap a card for its own.");
        assert_eq!(
            says(&of(440_001, true), false),
            "Too dense for a graph: 440,001 lines not drawn. The matrix shows every pair; select a card for its own lines."
        );
    }
}
