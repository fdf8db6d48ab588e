//! A step of an example as text, for links and storage, and how long a person who edits it is still at it.

use std::collections::BTreeSet;

use super::catalogue::{EXAMPLES, Step};
use crate::offsets::normalized;

/// Example and step by their places.
pub(crate) type Tour = (usize, usize);

/// `three-tier.yaml 2`; steps count from 1.
pub(crate) fn write((example, step): Tour) -> Option<String> {
    EXAMPLES.get(example).map(|example| format!("{} {}", example.file, step + 1))
}

/// The opposite; none for what this version does not have.
pub(crate) fn read(text: &str) -> Option<Tour> {
    let (file, step) = text.rsplit_once(' ')?;
    let example = EXAMPLES.iter().position(|example| example.file == file)?;
    let step = step.parse::<usize>().ok()?.checked_sub(1)?;
    found((example, step)).map(|_| (example, step))
}

/// The step itself.
pub(crate) fn found((example, step): Tour) -> Option<&'static Step> {
    EXAMPLES.get(example)?.steps.get(step)
}

/// Whether a text is the step's own.
pub(crate) fn is_untouched(tour: Tour, text: &str) -> bool {
    found(tour).is_some_and(|step| normalized(step.yaml) == text)
}

/// Whether a text still is about the step: at least half of the step's lines are in it.
pub(crate) fn is_about(tour: Tour, text: &str) -> bool {
    let Some(step) = found(tour) else { return false };
    let lines: BTreeSet<&str> = text.lines().map(str::trim).collect();
    let own: BTreeSet<&str> = step.yaml.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    own.iter().filter(|line| lines.contains(*line)).count() * 2 >= own.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_comes_back() {
        let steps = |at: usize| 0..EXAMPLES[at].steps.len();
        for tour in (0..EXAMPLES.len()).flat_map(|at| steps(at).map(move |step| (at, step))) {
            assert_eq!(read(&write(tour).unwrap()), Some(tour));
        }
        for unknown in ["", "three-tier.yaml", "three-tier.yaml 0", "three-tier.yaml 99", "none.yaml 1"] {
            assert_eq!(read(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn an_edit_stays_in_the_step_and_another_text_leaves_it() {
        let text = normalized(found((0, 4)).unwrap().yaml);
        assert!(is_untouched((0, 4), &text) && is_about((0, 4), &text));
        let edited = text.replace("port: 80", "port: 8080");
        assert!(!is_untouched((0, 4), &edited) && is_about((0, 4), &edited));
        assert!(!is_about((0, 4), "kind: Pod\n") && !is_about((0, 4), ""));
    }
}
