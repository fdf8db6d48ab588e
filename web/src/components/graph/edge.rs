//! An edge: line, ends, and the chip that names its ports.

use leptos::prelude::*;
use podreach_eval::view::PairChange;
use podreach_picture::marks;

use super::changed;
use super::scene::{Chip, LineEnd, SceneEdge};
use crate::components::visible::drawn;

/// Line and ends, and a wide invisible line that is easier to hit.
pub(crate) fn line(edge: &SceneEdge) -> impl IntoView + use<> {
    let ends = edge.ends.iter().map(end).collect_view();
    let casing = (!edge.casing.is_empty()).then(|| view! { <path class="edge__casing" d=edge.casing.clone() /> });
    view! {
        {casing}
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

/// The label. What changed has a box for each of its signs.
pub(crate) fn chip(chip: &Chip, change: Option<PairChange>) -> AnyView {
    if change.is_some() {
        return changed::chip(chip).into_any();
    }
    let rect = chip.rect;
    let [ports, count] = chip.text_places();
    let text = |class: &'static str, (x, y): (f64, f64), text: &str| {
        (!text.is_empty()).then(|| view! { <text class=class x=x y=y text-anchor="middle">{drawn(text)}</text> })
    };
    view! {
        <rect class="chip__box" x=rect.x y=rect.y width=rect.width height=rect.height rx="6" />
        {text("chip__text", ports, &chip.text)}
        {text("chip__count", count, &chip.count)}
    }
    .into_any()
}
