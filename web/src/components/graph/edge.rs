//! An edge: line, ends, and the chip that names its ports.

use leptos::prelude::*;

use super::scene::{Chip, Head, LineEnd, SceneEdge};

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
    let paths = match end.head {
        Head::Filled => vec![("edge__head", arrow(end))],
        Head::Hollow => vec![("edge__head edge__head--hollow", arrow(end))],
        Head::Bar => vec![("edge__bar", bar(end))],
        Head::Chevron => vec![("edge__chevron", chevron(end, 3.0))],
        Head::BarredChevron => vec![("edge__chevron", chevron(end, 9.0)), ("edge__bar", bar(end))],
        Head::Plain => Vec::new(),
    };
    paths.into_iter().map(|(class, path)| view! { <path class=class d=path /> }).collect_view()
}

fn arrow(end: &LineEnd) -> String {
    const LENGTH: f64 = 9.0;
    const HALF: f64 = 4.7;
    let LineEnd { at, dx, dy, .. } = end;
    let (bx, by) = (at.x - dx * LENGTH, at.y - dy * LENGTH);
    format!(
        "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
        at.x,
        at.y,
        bx - dy * HALF,
        by + dx * HALF,
        bx + dy * HALF,
        by - dx * HALF
    )
}

fn bar(end: &LineEnd) -> String {
    const HALF: f64 = 7.0;
    const BEFORE: f64 = 4.0;
    let LineEnd { at, dx, dy, .. } = end;
    let (x, y) = (at.x - dx * BEFORE, at.y - dy * BEFORE);
    format!("M{:.1} {:.1}L{:.1} {:.1}", x - dy * HALF, y + dx * HALF, x + dy * HALF, y - dx * HALF)
}

/// An open arrow: the way that would be gone.
fn chevron(end: &LineEnd, before: f64) -> String {
    const LENGTH: f64 = 6.0;
    const HALF: f64 = 5.0;
    let LineEnd { at, dx, dy, .. } = end;
    let (x, y) = (at.x - dx * before, at.y - dy * before);
    let (bx, by) = (x - dx * LENGTH, y - dy * LENGTH);
    format!("M{:.1} {:.1}L{x:.1} {y:.1}L{:.1} {:.1}", bx - dy * HALF, by + dx * HALF, bx + dy * HALF, by - dx * HALF)
}

/// The label.
pub(crate) fn chip(chip: &Chip) -> impl IntoView + use<> {
    let rect = chip.rect;
    view! {
        <rect class="chip__box" x=rect.x y=rect.y width=rect.width height=rect.height rx="6" />
        <text class="chip__text" x=rect.x + rect.width / 2.0 y=rect.y + rect.height / 2.0 + 4.0 text-anchor="middle">
            {chip.text.clone()}
        </text>
    }
}
