//! Sizes of the panels, kept from visit to visit.

use leptos::prelude::*;

use crate::storage;

const KEY: &str = "podreach.frame";
/// Narrowest and widest side panel, in CSS pixels.
pub(crate) const RANGE: (f64, f64) = (240.0, 720.0);

/// Widths of the side panels and whether they are open. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) sources: Side,
    pub(crate) inspector: Side,
    /// Height of the bar between tabs and view, in pixels; the inspector of a narrow window leaves it free.
    pub(crate) bar: RwSignal<f64>,
}

/// A side panel.
#[derive(Clone, Copy)]
pub(crate) struct Side {
    pub(crate) width: RwSignal<f64>,
    pub(crate) open: RwSignal<bool>,
}

impl Side {
    fn new((width, open): (f64, bool)) -> Self {
        Self { width: RwSignal::new(width.clamp(RANGE.0, RANGE.1)), open: RwSignal::new(open) }
    }

    /// Changes the width within bounds; dragging far below the least width closes the panel.
    pub(crate) fn resize(self, width: f64) {
        self.open.set(width > RANGE.0 * 0.6);
        self.width.set(width.clamp(RANGE.0, RANGE.1));
    }
}

impl Frame {
    /// The sizes of the last visit.
    pub(crate) fn new() -> Self {
        let kept = storage::get(KEY).and_then(|text| read(&text)).unwrap_or([(360.0, true), (328.0, true)]);
        let [sources, inspector] = kept.map(Side::new);
        let frame = Self { sources, inspector, bar: RwSignal::new(0.0) };
        Effect::new(move |before: Option<()>| {
            let now = [sources, inspector].map(|side| (side.width.get(), side.open.get()));
            if before.is_some() {
                // Without storage the sizes are as they were first, which is no loss.
                let _ = storage::set(KEY, &write(now));
            }
        });
        frame
    }
}

/// `360 open 328 closed`.
fn write(sides: [(f64, bool); 2]) -> String {
    sides.map(|(width, open)| format!("{width:.0} {}", if open { "open" } else { "closed" })).join(" ")
}

fn read(text: &str) -> Option<[(f64, bool); 2]> {
    let mut words = text.split(' ');
    let mut side = || Some((f64::from(words.next()?.parse::<u32>().ok()?), words.next()? == "open"));
    Some([side()?, side()?])
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn sizes_come_back() {
        let sides = [(360.0, true), (240.0, false)];
        assert_eq!(read(&write(sides)), Some(sides));
        for broken in ["", "360", "[[360.0,true],[328.0,true]]", "NaN open 3 open"] {
            assert_eq!(read(broken), None, "{broken}");
        }
    }
}
