//! Sizes of the panels, kept from visit to visit.

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;

const KEY: &str = "podreach.frame";
/// Narrowest and widest side panel, in CSS pixels.
pub(crate) const RANGE: (f64, f64) = (240.0, 720.0);

/// Widths of the side panels and whether they are open. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) sources: Side,
    pub(crate) inspector: Side,
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
        let kept: [(f64, bool); 2] = LocalStorage::get(KEY).unwrap_or([(360.0, true), (328.0, true)]);
        let [sources, inspector] = kept.map(Side::new);
        let frame = Self { sources, inspector };
        Effect::new(move |before: Option<()>| {
            let now = [sources, inspector].map(|side| (side.width.get(), side.open.get()));
            if before.is_some() {
                // Without storage the sizes are as they were first, which is no loss.
                let _ = LocalStorage::set(KEY, now);
            }
        });
        frame
    }
}
