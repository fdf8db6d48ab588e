//! Cards of pictures that fold something: sheets beneath, name, lines, badges, locks, ways out.

use leptos::prelude::*;
use podreach_picture::marks;

use super::badge;
use super::card::{Folded, ISOLATION_HEIGHT, Reach, SHEET};
use super::scene::SceneNode;
use crate::components::visible::drawn;

/// Where text starts.
const LEFT: f64 = 11.0;

/// The card, from its own corner.
pub(crate) fn card(node: &SceneNode, folded: &Folded) -> impl IntoView + use<> {
    let (card, folded) = (node.card.clone(), folded.clone());
    let width = node.rect.width;
    let height = node.rect.height - SHEET * folded.sheets as f64;
    let round = if folded.is_small { 10.0 } else { 12.0 };
    let sheets = (1..=folded.sheets).rev().map(|sheet| {
        let by = sheet as f64;
        view! { <rect class="node__under" x=4.0 * by y=SHEET * by width=width - 8.0 * by height=height rx=round /> }
    });
    let opens = folded.opens && !folded.is_small;
    let chevron = opens.then(|| {
        view! {
            <g data-fold="open">
                <rect class="node__switch" x=width - 34.0 y=folded.title_y - 20.0 width="32" height="32" rx="8" />
                <path class="node__chevron" d=marks::chevron_right(width - 16.0, folded.title_y - 9.5) />
            </g>
        }
    });
    let count_x = width - LEFT - if opens { 18.0 } else { 0.0 };
    let lines = folded.lines.iter().map(|line| {
        let class = match (line.is_unlike, line.is_changed) {
            (true, _) => "node__unlike",
            (_, true) => "node__changed",
            _ => "node__note",
        };
        view! { <text class=class x=LEFT y=line.y>{drawn(&line.text)}</text> }
    });
    let title = if folded.is_small { "node__title node__title--workload" } else { "node__title node__title--folded" };
    view! {
        {sheets.collect_view()}
        <rect class="node__card" class:is-unlike=folded.is_unlike width=width height=height rx=round />
        <text class=title x=LEFT y=folded.title_y>{drawn(&card.title)}</text>
        {chevron}
        <text class="node__note" x=count_x y=folded.title_y text-anchor="end">{card.count.clone()}</text>
        {lines.collect_view()}
        {card.badges.iter().map(badge::everyone).collect_view()}
        {folded.locks.iter().map(badge::lock).collect_view()}
        {folded.reach.as_ref().map(reach)}
    }
}

/// The ports on which rules let it reach the whole outside.
pub(crate) fn reach(reach: &Reach) -> impl IntoView + use<> {
    let (x, y) = (reach.x, reach.y);
    view! {
        <g class="node__reach">
            <rect class="node__reach-box" x=x y=y width=reach.width height=ISOLATION_HEIGHT rx="5" />
            <path class="node__reach-arrow" d=marks::arrow_out(x + 6.0, y + 5.0) />
            <text class="node__reach-ports" x=x + 18.0 y=y + 13.5>{drawn(&reach.text)}</text>
        </g>
    }
}
