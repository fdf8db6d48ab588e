//! What of the folded matrix is in sight, kept in step with scrolling and with the size of its window.

use leptos::html::Div;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::geometry::{Geometry, Window};
use crate::resized::on_resize;

/// Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Sight {
    pub(crate) place: NodeRef<Div>,
    pub(crate) window: RwSignal<Window>,
    /// Width of the panel that it is in, in rem; 0 before that is known.
    room: RwSignal<f64>,
    pub(crate) geometry: Memo<Geometry>,
}

/// How many pixels a rem has.
fn rem() -> f64 {
    let style = document().document_element().and_then(|root| window().get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    // The browser's way to read a number: Rust's brings 20 kB of tables.
    size.map(|size| js_sys::Number::parse_float(&size)).filter(|size| *size > 0.0).unwrap_or(16.0)
}

/// Whether the page is used with fingers.
fn by_touch() -> bool {
    window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|found| found.matches())
}

impl Sight {
    /// Before anything is drawn.
    pub(crate) fn new() -> Self {
        let (window, room) = (RwSignal::new(Window::default()), RwSignal::new(0.0));
        let touch = by_touch();
        let geometry = Memo::new(move |_| Geometry::new(room.get(), touch));
        let sight = Self { place: NodeRef::new(), window, room, geometry };
        sight.watch();
        sight
    }

    /// Looks where the matrix is scrolled to.
    pub(crate) fn look(self) {
        if let Some(place) = self.place.try_get_untracked().flatten() {
            self.measure(&place);
        }
    }

    fn measure(self, place: &HtmlElement) {
        let rem = rem();
        let found = Window {
            x: f64::from(place.scroll_left()) / rem,
            y: f64::from(place.scroll_top()) / rem,
            width: f64::from(place.client_width()) / rem,
            height: f64::from(place.client_height()) / rem,
        };
        if found.width > 0.0 && found != self.window.get_untracked() {
            self.window.set(found);
        }
        // A matrix of few rows is no wider than they are, and has the room of its panel all the same.
        let room = place.parent_element().map_or(0.0, |panel| f64::from(panel.client_width()) / rem);
        if room > 0.0 && room.total_cmp(&self.room.get_untracked()).is_ne() {
            self.room.set(room);
        }
    }

    fn watch(self) {
        Effect::new(move |_| {
            let Some(place) = self.place.get() else { return };
            self.measure(&place);
            on_resize(&place, move || self.look());
            if let Some(panel) = place.parent_element() {
                on_resize(&panel, move || self.look());
            }
        });
    }

    /// Scrolls so that a cell is in sight.
    #[expect(clippy::cast_possible_truncation, reason = "pixels are far fewer")]
    pub(crate) fn reveal(self, row: Option<usize>, column: Option<usize>) {
        let Some(place) = self.place.get_untracked() else { return };
        let (x, y) = self.geometry.get_untracked().reveal(self.window.get_untracked(), row, column);
        let rem = rem();
        place.set_scroll_left((x * rem).round() as i32);
        place.set_scroll_top((y * rem).round() as i32);
        self.look();
    }
}
