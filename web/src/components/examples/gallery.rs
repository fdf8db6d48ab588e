//! Cards of all examples, each with a small drawing.

use leptos::prelude::*;

use crate::components::soon::Soon;
use crate::examples::catalogue::{EXAMPLES, Example, Sketch};
use crate::state::AppState;

/// The cards.
#[component]
pub(crate) fn Gallery(
    /// Called when something was chosen.
    #[prop(optional)]
    chosen: Option<Callback<()>>,
) -> impl IntoView {
    let state: AppState = expect_context();
    let open = move |at: usize, step: usize| {
        state.open_example(at, step);
        if let Some(chosen) = chosen {
            chosen.run(());
        }
    };
    view! {
        <ul class="examples-gallery">
            {EXAMPLES
                .iter()
                .enumerate()
                .map(|(at, example)| view! {
                    <Soon>
                        <li class="examples-gallery__card" class:is-first=at == 0>
                            <button type="button" class="examples-gallery__open" on:click=move |_| open(at, 0)>
                                {sketch(&example.sketch)}
                                <b class="examples-gallery__title">{example.title}</b>
                                <span class="examples-gallery__says">{example.says}</span>
                            </button>
                            {step_buttons(example, move |step| open(at, step))}
                        </li>
                    </Soon>
                })
                .collect_view()}
        </ul>
    }
}

/// A button per step, where there are several.
fn step_buttons(
    example: &'static Example,
    open: impl Fn(usize) + Copy + Send + Sync + 'static,
) -> Option<impl IntoView> {
    let several = example.steps.len() > 1;
    several.then(|| {
        view! {
            <div class="examples-gallery__steps" role="group" aria-label=format!("Steps of {}", example.title)>
                {example
                    .steps
                    .iter()
                    .enumerate()
                    .map(|(at, step)| view! {
                        <button type="button" class="examples-gallery__step" title=step.name on:click=move |_| open(at)>
                            {at + 1}
                            <span class="visually-hidden">{format!(": {}", step.name)}</span>
                        </button>
                    })
                    .collect_view()}
            </div>
        }
    })
}

fn sketch(sketch: &'static Sketch) -> impl IntoView {
    view! {
        <svg class="examples-sketch" viewBox="0 0 264 116" aria-hidden="true">
            {sketch.lines.iter().map(|(path, state)| line(path, state)).collect_view()}
            {sketch
                .boxes
                .iter()
                .map(|(x, y, width, text, dashed)| view! {
                    <g class="examples-sketch__box" class:is-dashed=*dashed>
                        <rect x=*x y=*y width=*width height="22" rx="6" />
                        <text x=x + width / 2 y=y + 15 text-anchor="middle">{*text}</text>
                    </g>
                })
                .collect_view()}
        </svg>
    }
}

/// A line with the end that its state has, at the last point of its path. All paths end to the right or upwards.
fn line(path: &'static str, state: &'static str) -> impl IntoView {
    let end = end_of(path);
    let (x, y, upwards) = end;
    let head = match (state, upwards) {
        ("blocked", false) => format!("M{x} {}v12", y - 6),
        ("blocked", true) => format!("M{} {y}h12", x - 6),
        (_, false) => format!("M{x} {}l6 4l-6 4z", y - 4),
        (_, true) => format!("M{} {y}l4 -6l4 6z", x - 4),
    };
    view! {
        <g class=format!("examples-sketch__line is-{state}")>
            <path class="examples-sketch__path" d=path />
            <path class="examples-sketch__end" d=head />
        </g>
    }
}

/// The last point of a path made of `M`, `H`, `V`, `v` and arcs, and whether it is reached upwards.
fn end_of(path: &str) -> (i32, i32, bool) {
    let (mut x, mut y, mut upwards) = (0, 0, false);
    let mut rest = path;
    while let Some(command) = rest.chars().next() {
        let after = rest.get(1..).unwrap_or("");
        let length = after.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(after.len());
        let (numbers, next) = after.split_at_checked(length).unwrap_or((after, ""));
        let numbers: Vec<i32> = numbers.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        match (command, numbers.as_slice()) {
            ('M', [to_x, to_y]) => (x, y) = (*to_x, *to_y),
            ('H', [to_x]) => (x, upwards) = (*to_x, false),
            ('V', [to_y]) => (y, upwards) = (*to_y, true),
            ('v', [by]) => y += by,
            ('a', [.., by_x, by_y]) => (x, y) = (x + by_x, y + by_y),
            _ => {}
        }
        rest = next;
    }
    (x, y, upwards)
}

#[cfg(test)]
mod tests {
    use super::*;
    use podreach_eval::{Options, analyze};
    use podreach_picture::measure::{self, Font};
    use podreach_syntax::{Severity, Sources};

    #[test]
    fn every_example_is_read_without_an_error() {
        for example in EXAMPLES {
            for step in example.steps {
                let analysis = analyze(&Sources::single(example.file, step.yaml), &Options::default());
                let errors: Vec<_> =
                    analysis.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
                assert!(errors.is_empty(), "{} {}: {errors:?}", example.title, step.name);
                assert!(analysis.documents > 0, "{} {}", example.title, step.name);
            }
        }
    }

    #[test]
    fn ends_of_paths() {
        assert_eq!(end_of("M66 58H82"), (82, 58, false));
        assert_eq!(end_of("M108 72V88a8 8 0 0 0 8 8H224a8 8 0 0 0 8 -8V76"), (232, 76, true));
        for (path, _) in EXAMPLES.iter().flat_map(|example| example.sketch.lines) {
            let (x, y, _) = end_of(path);
            assert!((1..264).contains(&x) && (1..116).contains(&y), "{path}");
        }
    }

    #[test]
    fn boxes_of_sketches_stand_apart_and_lines_end_outside() {
        for example in EXAMPLES {
            let boxes = example.sketch.boxes;
            for (at, (x, y, width, text, _)) in boxes.iter().enumerate() {
                assert!(*x >= 4 && x + width <= 260 && *y >= 4 && y + 22 <= 112, "{}: {text}", example.title);
                let letters = measure::width(text, Font::bold(10.5));
                assert!(letters + 4.0 <= f64::from(*width), "{}: {text} is {letters}", example.title);
                for (other_x, other_y, other_width, other, _) in boxes.iter().skip(at + 1) {
                    let apart =
                        x + width + 4 <= *other_x || other_x + other_width + 4 <= *x || (y - other_y).abs() >= 26;
                    assert!(apart, "{}: {text} and {other}", example.title);
                }
            }
            for (path, state) in example.sketch.lines {
                let (x, y, upwards) = end_of(path);
                let reach = if *state == "blocked" { 2 } else { 6 };
                let tip = if upwards { (x, y - reach) } else { (x + reach, y) };
                let inside = |point: (i32, i32)| {
                    let hit = |(x, y, width, _, _): &&(i32, i32, i32, &str, bool)| {
                        point.0 > *x && point.0 < x + width && point.1 > *y && point.1 < y + 22
                    };
                    boxes.iter().find(hit).map(|found| found.3)
                };
                assert_eq!(inside(tip), None, "{}: {path}", example.title);
            }
        }
    }
}
