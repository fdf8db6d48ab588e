//! An edge: line, ends, and the chip that names its ports.

use leptos::prelude::*;
use podreach_picture::marks;

use super::scene::{Chip, LineEnd, SceneEdge};
use crate::components::visible::drawn;

/// Line and ends, and a wide invisible line that is easier to hit.
pub(crate) fn line(edge: &SceneEdge) -> impl IntoView + use<> {
    let ends = edge.ends.iter().map(end).collect_view();
    view! {
        <path class="edge__hit" d=edge.path.clone() />
        <path class="edge__halo" d=edge.path.clone() />
        <path class="edge__line" d=edge.path.clone() />
        {ends}
    }
}

/// An arrow head, a bar, or both.
pub(crate) fn end(end: &LineEnd) -> impl IntoView + use<> {
    marks::end_strokes(end).into_iter().map(|(class, path)| view! { <path class=class d=path /> }).collect_view()
}

/// The label.
pub(crate) fn chip(chip: &Chip) -> impl IntoView + use<> {
    let rect = chip.rect;
    view! {
        <rect class="chip__box" x=rect.x y=rect.y width=rect.width height=rect.height rx="6" />
        <text class="chip__text" x=rect.x + rect.width / 2.0 y=rect.y + rect.height / 2.0 + 4.0 text-anchor="middle">
            {drawn(&chip.text)}
        </text>
    }
}
