//! Labels of what opened and closed beside a baseline: a filled box for what opened, a dashed one for what closed.

use leptos::prelude::*;
use podreach_picture::pieces::Mark;

use super::scene::Chip;
use crate::components::visible::drawn;

/// The boxes of a label, side by side.
pub(super) fn chip(chip: &Chip) -> impl IntoView + use<> {
    chip.pieces()
        .into_iter()
        .map(|piece| {
            let class = match piece.mark {
                Mark::Opened => "chip__piece is-opened",
                Mark::Closed => "chip__piece is-closed",
                Mark::Both => "chip__piece",
            };
            let (rect, middle) = (piece.rect, piece.rect.x + piece.rect.width / 2.0);
            view! {
                <g class=class>
                    <rect class="chip__box" x=rect.x y=rect.y width=rect.width height=rect.height rx="6" />
                    <text class="chip__text" x=middle y=rect.y + rect.height / 2.0 + 4.0 text-anchor="middle">{drawn(&piece.text)}</text>
                </g>
            }
        })
        .collect_view()
}
