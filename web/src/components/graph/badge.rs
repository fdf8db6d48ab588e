//! Small marks that cards and the legend share: isolation badges, port pills, Service plates, arrow heads.

use leptos::prelude::*;
use podreach_picture::marks;

use super::card::{CardBadge, ISOLATION_HEIGHT, ISOLATION_WIDTH, Lock, OUT_EXTRA, PILL_HEIGHT, Pill, Plate};
use crate::components::visible::{drawn, escaped};
use podreach_picture::measure;

/// A lock with the word of its direction: closed on grey when isolated, open and dotted when not.
pub(crate) fn isolation(x: f64, y: f64, out: bool, isolated: bool) -> impl IntoView {
    let (word, width) = if out { ("out", ISOLATION_WIDTH + OUT_EXTRA) } else { ("in", ISOLATION_WIDTH) };
    let state = if isolated { "is-closed" } else { "is-open" };
    let shackle = marks::shackle(x, y, isolated);
    view! {
        <g class=format!("isolation {state}")>
            <rect class="isolation__box" x=x y=y width=width height=ISOLATION_HEIGHT rx="5" />
            <path class="isolation__shackle" d=shackle />
            <rect class="isolation__body" x=x + 7.5 y=y + 8.0 width="7.800" height="6" rx="1.400" />
            <text class="isolation__word" x=x + 21.0 y=y + 13.5>{word}</text>
        </g>
    }
}

/// How far from a chip the sign of a finding stands, to its middle.
pub(crate) const FINDING: f64 = 11.0;

/// The sign of what a finding is about, by its middle.
pub(crate) fn finding(x: f64, y: f64) -> impl IntoView {
    view! { <path class="graph__sign" d="M0 -6.500l7 12.500h-14zM0 -2v3.500M0 3.800v.2" transform=format!("translate({x} {y})") /> }
}

/// A lock of a card that folds something, with its words.
pub(crate) fn lock(lock: &Lock) -> impl IntoView + use<> {
    let (x, y) = (lock.x, lock.y);
    let state = if lock.isolated { "is-closed" } else { "is-open" };
    view! {
        <g class=format!("isolation {state}")>
            <rect class="isolation__box" x=x y=y width=lock.width height=ISOLATION_HEIGHT rx="5" />
            <path class="isolation__shackle" d=marks::shackle(x, y, lock.isolated) />
            <rect class="isolation__body" x=x + 7.5 y=y + 8.0 width="7.800" height="6" rx="1.400" />
            <text class="isolation__word" x=x + 21.0 y=y + 13.5>{lock.text.clone()}</text>
        </g>
    }
}

/// What a card says in place of lines.
pub(crate) fn everyone(badge: &CardBadge) -> impl IntoView + use<> {
    let (x, y) = (badge.x, badge.y);
    view! {
        <g class="node__badge">
            <rect class="node__badge-box" x=x y=y width=badge.width height=badge.height rx="6" />
            <text class="node__badge-text node__badge-text--first" x=x + 8.0 y=y + 13.0>{drawn(&badge.first)}</text>
            <text class="node__badge-text" x=x + 8.0 y=y + 26.0>{drawn(&badge.second)}</text>
        </g>
    }
}

/// A port with the Services in front of it. `x` and `y` are the corner of the whole, plates included.
pub(crate) fn pill(pill: &Pill, x: f64, y: f64) -> impl IntoView + use<> {
    let plates = pill.plates.iter().map(|plate| plate_group(plate, x, y)).collect_view();
    let left = x + pill.x;
    let middle = y + PILL_HEIGHT / 2.0 + 4.0;
    let protocol_at = left + 13.0 + measure::width(&pill.port, super::card::PILL);
    view! {
        <g class="pill">
            {plates}
            <rect class="pill__box" x=left y=y width=pill.width height=PILL_HEIGHT rx="6" />
            <text class="pill__port" x=left + 8.0 y=middle>{drawn(&pill.port)}</text>
            <text class="pill__protocol" x=protocol_at y=middle>{pill.protocol.clone()}</text>
        </g>
    }
}

/// The element of a Service. A plate without width only stands for a Service that a number counts.
fn plate_group(plate: &Plate, x: f64, y: f64) -> impl IntoView + use<> {
    let shape = (plate.width > 0.0).then(|| plate_shape(x + plate.x, y, plate.width, &plate.text));
    let id = plate.is_node.then(|| plate.id.to_string());
    let kind = plate.is_node.then(|| plate.kind());
    let title = escaped(&plate.id.to_string()).into_owned();
    view! {
        // A part of the card, which is a button itself; the inspector offers the card's Services to the keyboard.
        <g class=format!("plate is-{}", plate.kind()) data-node=id data-kind=kind data-service=plate.id.to_string()>
            {leptos::svg::title().child(title)}
            {shape}
        </g>
    }
}

/// The grey plate of a Service: what is dialled, and an arrow to what stands behind.
fn plate_shape(x: f64, y: f64, width: f64, text: &str) -> impl IntoView + use<> {
    let (shape, arrow) = (marks::plate_outline(x, y, width), marks::plate_arrow(x, y, width));
    view! {
        <path class="plate__box" d=shape />
        <text class="plate__port" x=x + 8.0 y=y + 15.0>{drawn(text)}</text>
        <path class="plate__arrow" d=arrow />
    }
}
