//! The gate strip: source, the gate it leaves by, the gate it enters by, destination.

use leptos::prelude::*;

use super::connection::{Connection, Standing};
use crate::components::graph::measure::{self, Font};

const WIDTH: f64 = 296.0;
const HEIGHT: f64 = 76.0;
const MIDDLE: f64 = 34.0;
const NAME_ROOM: f64 = 66.0;
/// Gates nearer than this have no room for their words side by side.
const WORDS: f64 = 56.0;
const NAME: Font = Font::bold(12.0);

/// Draws a connection as a line through two gates.
#[component]
pub(crate) fn GateStrip(connection: Connection) -> impl IntoView {
    let source = measure::fit(short(&connection.source), NAME, NAME_ROOM);
    let destination = measure::fit(short(&connection.destination), NAME, NAME_ROOM);
    let left = 16.0 + box_width(&source);
    let right = WIDTH - 16.0 - box_width(&destination);
    let (first, second) = (left + (right - left) * 0.32, left + (right - left) * 0.70);
    // Two words that would run into each other stand on two sides of the line.
    let above = second - first < WORDS;
    let (leaving, entering) = (connection.leaving.standing, connection.entering.standing);
    // A closed gate stops everything behind it; the line to the destination then only shows where it would have gone.
    let through = if leaving == Standing::Blocked || entering == Standing::Blocked {
        Standing::Blocked
    } else {
        connection.standing
    };
    let start = if leaving == Standing::Blocked { Standing::Blocked } else { connection.standing };
    let arrow = through != Standing::Blocked;
    let label = format!("{}: {} leaving, {} entering", connection.title, leaving.word(), entering.word());
    view! {
        <svg class="gate-strip" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=label>
            <path class=format!("gate-strip__line is-{}", start.word()) d=format!("M{left} {MIDDLE}H{first}") />
            <path class=format!("gate-strip__line is-{}", through.word()) d=format!("M{first} {MIDDLE}H{}", right - if arrow { 7.0 } else { 0.0 }) />
            {arrow.then(|| view! {
                <path
                    class=format!("gate-strip__arrow is-{}", through.word())
                    d=format!("M{right} {MIDDLE}l-9 -5.500v11z")
                />
            })}
            {end_box(16.0, &source)}
            {end_box(right, &destination)}
            {gate(first, leaving, "leaving", above)}
            {gate(second, entering, "entering", false)}
        </svg>
    }
}

/// Of a selector such as `app=api` the value tells the two ends apart; the key is mostly the same.
fn short(name: &str) -> &str {
    match name.split_once('=') {
        Some((_, value)) if !value.is_empty() && !value.contains([',', '=']) => value,
        _ => name,
    }
}

fn box_width(name: &str) -> f64 {
    measure::width(name, NAME) + 20.0
}

fn end_box(x: f64, name: &str) -> impl IntoView + use<> {
    let width = box_width(name);
    let name = name.to_owned();
    view! {
        <rect class="gate-strip__end" x=x y=MIDDLE - 14.0 width=width height="28" rx="7" />
        <text class="gate-strip__name" x=x + width / 2.0 y=MIDDLE + 4.0 text-anchor="middle">{name}</text>
    }
}

fn gate(x: f64, standing: Standing, word: &'static str, above: bool) -> impl IntoView {
    let word_at = if above { MIDDLE - 16.0 } else { MIDDLE + 28.0 };
    // The sign tells the verdict without colour: a tick, a cross, an empty ring where nobody watches.
    let sign = match standing {
        Standing::Allowed => format!("M{} {}l3 3 5 -6", x - 4.0, MIDDLE + 0.5),
        Standing::Blocked => format!("M{} {}l7 7m0 -7l-7 7", x - 3.5, MIDDLE - 3.5),
        Standing::Open | Standing::Depends => String::new(),
    };
    view! {
        <g class=format!("gate-strip__gate is-{}", standing.word())>
            <circle cx=x cy=MIDDLE r="9.500" />
            <path d=sign />
            <text class="gate-strip__word" x=x y=word_at text-anchor="middle">{word}</text>
        </g>
    }
}
