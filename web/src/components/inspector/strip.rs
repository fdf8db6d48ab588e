//! The strip of a connection: source, egress verdict, ingress verdict, destination.

use leptos::prelude::*;
use podreach_picture::measure::{self, Font};
use podreach_session::page::inspector::{Connection, Standing};

use crate::components::visible::{drawn, escaped};

const WIDTH: f64 = 296.0;
const HEIGHT: f64 = 76.0;
const MIDDLE: f64 = 34.0;
/// Free between the two ends, for the signs of both directions and the arrow, in pixels.
const SIGNS: f64 = 80.0;
/// Beside the strip, and in both boxes around their names.
const AROUND: f64 = 2.0 * SIDE + 2.0 * 20.0;
/// Free beside the strip.
const SIDE: f64 = 10.0;
/// Signs nearer than this have no room for their words side by side.
const WORDS: f64 = 56.0;
const NAME: Font = Font::bold(12.0);

/// Draws a connection as a line with a sign for each direction.
#[component]
pub(crate) fn ConnectionStrip(connection: Connection) -> impl IntoView {
    let (source, destination) = (escaped(&connection.source), escaped(&connection.destination));
    let (source, destination) = names(short(&source), short(&destination));
    let left = SIDE + box_width(&source);
    let right = WIDTH - SIDE - box_width(&destination);
    let (first, second) = (left + (right - left) * 0.32, left + (right - left) * 0.70);
    // Two words that would run into each other stand on two sides of the line.
    let above = second - first < WORDS;
    let (egress, ingress) = (connection.egress.standing, connection.ingress.standing);
    // A blocked direction ends the path there; the line to the destination then only shows where it would have gone.
    let through = if egress == Standing::Blocked || ingress == Standing::Blocked {
        Standing::Blocked
    } else {
        connection.standing
    };
    let start = if egress == Standing::Blocked { Standing::Blocked } else { connection.standing };
    let arrow = through != Standing::Blocked;
    let label = format!("{}: egress {}, ingress {}", escaped(&connection.title), egress.word(), ingress.word());
    view! {
        <svg class="inspector-strip" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=label>
            <path class=format!("inspector-strip__line is-{}", start.word()) d=format!("M{left} {MIDDLE}H{first}") />
            <path class=format!("inspector-strip__line is-{}", through.word()) d=format!("M{first} {MIDDLE}H{}", right - if arrow { 7.0 } else { 0.0 }) />
            {arrow.then(|| view! {
                <path
                    class=format!("inspector-strip__arrow is-{}", through.word())
                    d=format!("M{right} {MIDDLE}l-9 -5.500v11z")
                />
            })}
            {end_box(SIDE, &source, &connection.source)}
            {end_box(right, &destination, &connection.destination)}
            {direction_sign(first, egress, "egress", above)}
            {direction_sign(second, ingress, "ingress", false)}
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

/// Both names, cut only where they have no room side by side: the shorter one gets what it needs, the other the rest. Of names
/// that start alike the start goes, so that they differ.
fn names(source: &str, destination: &str) -> (String, String) {
    let room = WIDTH - AROUND - SIGNS;
    let width = |name: &str| measure::width(name, NAME);
    if width(source) + width(destination) <= room {
        return (source.to_owned(), destination.to_owned());
    }
    let (source, destination) = without_common_start(source, destination);
    let (source, destination) = (source.as_str(), destination.as_str());
    let half = room / 2.0;
    let (left, right) = match (width(source) <= half, width(destination) <= half) {
        (true, _) => (width(source), room - width(source)),
        (false, true) => (room - width(destination), width(destination)),
        (false, false) => (half, half),
    };
    (measure::fit(source, NAME, left), measure::fit(destination, NAME, right))
}

/// Replaces the words that both names start with by an ellipsis, if there are any and something is left of both.
fn without_common_start(one: &str, other: &str) -> (String, String) {
    let words = |name: &str| name.split_inclusive(['-', '.', '/', '=']).map(str::to_owned).collect::<Vec<_>>();
    let (left, right) = (words(one), words(other));
    let most = left.len().min(right.len()).saturating_sub(1);
    let common = left.iter().zip(&right).take(most).take_while(|(left, right)| left == right).count();
    let rest = |words: &[String]| format!("…{}", words.get(common..).unwrap_or(&[]).concat());
    if common == 0 { (one.to_owned(), other.to_owned()) } else { (rest(&left), rest(&right)) }
}

fn box_width(name: &str) -> f64 {
    measure::width(name, NAME) + 20.0
}

fn end_box(x: f64, name: &str, whole: &str) -> impl IntoView + use<> {
    let width = box_width(name);
    let (name, whole) = (name.to_owned(), escaped(whole).into_owned());
    view! {
        <g>
        {leptos::svg::title().child(whole)}
        <rect class="inspector-strip__end" x=x y=MIDDLE - 14.0 width=width height="28" rx="7" />
        <text class="inspector-strip__name" x=x + width / 2.0 y=MIDDLE + 4.0 text-anchor="middle">{drawn(&name)}</text>
        </g>
    }
}

fn direction_sign(x: f64, standing: Standing, word: &'static str, above: bool) -> impl IntoView {
    let word_at = if above { MIDDLE - 16.0 } else { MIDDLE + 28.0 };
    // The sign tells the verdict without colour: a tick, a cross, a question mark, an empty ring where nobody watches.
    let sign = match standing {
        Standing::Allowed => format!("M{} {}l3 3 5 -6", x - 4.0, MIDDLE + 0.5),
        Standing::Blocked => format!("M{} {}l7 7m0 -7l-7 7", x - 3.5, MIDDLE - 3.5),
        Standing::Depends => {
            format!("M{} {}a2.6 2.6 0 1 1 3.6 2.4c-.8 .4-1 .8-1 1.7M{x} {}v.4", x - 2.6, MIDDLE - 2.4, MIDDLE + 4.8)
        }
        Standing::Open => String::new(),
    };
    view! {
        <g class=format!("inspector-strip__direction is-{}", standing.word())>
            <circle cx=x cy=MIDDLE r="9.500" />
            <path d=sign />
            <text class="inspector-strip__word" x=x y=word_at text-anchor="middle">{word}</text>
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_use_the_room_that_there_is() {
        assert_eq!(names("web", "checkoutservice"), ("web".into(), "checkoutservice".into()));
        let (left, right) = names("argocd-application-controller", "argocd-repo-server");
        assert_ne!(left, right);
        assert!(left.starts_with("…app") && right.starts_with("…repo"), "{left} {right}");
        let (left, right) = names("a-very-long-name-of-a-workload", "b");
        assert!(left.starts_with("a-very-long") && left.ends_with('…') && right == "b", "{left}");
        for (one, other) in [("any other pod in default", "any other pod in shop"), ("x", "y"), ("same", "same")] {
            let (left, right) = names(one, other);
            let both = measure::width(&left, NAME) + measure::width(&right, NAME);
            assert!(both <= WIDTH - AROUND - SIGNS, "{left} {right}");
        }
    }
}
