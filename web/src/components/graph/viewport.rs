//! Pan, zoom and fit: the part of the drawing that is seen.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::web_sys::{Element, PointerEvent, WheelEvent};
use wasm_bindgen::JsCast;

use super::transform::{Bounds, Transform};
use crate::resized::on_resize;

/// A press that moves less than this is a click.
const CLICK_SLACK: f64 = 4.0;
/// How far an arrow key moves the drawing.
const STEP: f64 = 60.0;
/// Factor of one press of `+`.
const ZOOM: f64 = 1.25;
/// At first sight a drawing is not smaller than this, so that it can be read; what then has no room is a drag away.
const LEGIBLE: f64 = 0.8;
/// It may be as small as this where all of it is in sight then: names still have 9 pixels.
const LEGIBLE_WHOLE: f64 = 0.7;
/// Where somebody asks for all of it, it may be as small as this.
const SMALLEST_FIT: f64 = 0.05;
/// Below this scale names cannot be read.
const READABLE: f64 = 0.45;

/// State of the viewport. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Viewport {
    /// Where the drawing lies.
    pub(crate) transform: RwSignal<Transform>,
    /// Size of the panel in pixels.
    pub(crate) size: RwSignal<(f64, f64)>,
    /// Size of the view around the panel in pixels. Unlike that of the panel, it does not depend on what is said beside a picture.
    pub(crate) view: RwSignal<(f64, f64)>,
    /// Whether sizes are known, which they are as soon as the panel is in the document. One that is hidden has none.
    pub(crate) measured: RwSignal<bool>,
    /// How much of the panel's right side and of its foot lies beneath other things, in pixels.
    covered: StoredValue<(f64, f64)>,
    /// Whether the last pointer press moved the drawing, so that its click is none.
    pub(crate) dragged: StoredValue<bool>,
    /// Whether a drag is under way.
    pub(crate) dragging: RwSignal<bool>,
    /// Whether the person moved or zoomed by hand; their place is then kept.
    touched: RwSignal<bool>,
    bounds: StoredValue<Bounds>,
    /// The card that stands for most of the drawing, where there is one.
    main: StoredValue<Option<Bounds>>,
    pointers: StoredValue<Vec<(i32, f64, f64)>>,
    pub(crate) panel: NodeRef<Div>,
}

impl Viewport {
    /// A viewport that has seen nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            transform: RwSignal::new(Transform::default()),
            size: RwSignal::new((0.0, 0.0)),
            view: RwSignal::new((0.0, 0.0)),
            measured: RwSignal::new(false),
            covered: StoredValue::new((0.0, 0.0)),
            dragged: StoredValue::new(false),
            dragging: RwSignal::new(false),
            touched: RwSignal::new(false),
            bounds: StoredValue::new(Bounds::default()),
            main: StoredValue::new(None),
            pointers: StoredValue::new(Vec::new()),
            panel: NodeRef::new(),
        }
    }

    /// Keeps sizes in step with the panel and the view around it.
    pub(crate) fn watch_size(self) {
        Effect::new(move |_| {
            let Some(panel) = self.panel.get() else { return };
            let view = panel.closest(".view").ok().flatten().unwrap_or_else(|| panel.clone().into());
            let measure = {
                let (panel, view) = (panel.clone(), view.clone());
                move || {
                    renew(self.size, &panel);
                    renew(self.view, &view);
                    if !self.measured.get_untracked() {
                        self.measured.set(true);
                    }
                }
            };
            // The picture waits for it, and not for the next frame.
            measure();
            on_resize(&panel, measure.clone());
            on_resize(&view, measure);
        });
    }

    /// Whether the panel has not gone with its view.
    pub(crate) fn is_there(self) -> bool {
        self.size.try_get_untracked().is_some()
    }

    /// Tells how large the drawing is now. It is fitted when it is new, or when nobody has moved it and it changed.
    /// `main` is the card that has to be in sight, if any.
    pub(crate) fn drawing_changed(self, bounds: Bounds, main: Option<Bounds>, is_new: bool) {
        self.bounds.set_value(bounds);
        self.main.set_value(main);
        if is_new {
            self.touched.set(false);
        }
        self.look_for_covers();
        if !self.touched.get_untracked() {
            self.fit();
        }
    }

    /// Shows the whole drawing, or its top where it would be too small to be read.
    pub(crate) fn fit(self) {
        // What lies on the panel for a while makes the drawing smaller rather than hiding half of it.
        let ((width, height), free) = (self.size.get_untracked(), self.free());
        let share = (free.0 / width.max(1.0)).min(free.1 / height.max(1.0)).clamp(0.0, 1.0);
        if free.0 > 0.0 {
            let (whole, part) = (LEGIBLE_WHOLE * share, LEGIBLE * share);
            self.transform.set(Transform::first_sight(
                self.bounds.get_value(),
                self.main.get_value(),
                free,
                (whole, part),
            ));
        }
    }

    /// Looks what lies on the panel: the inspector where it slides over the view, tools where windows are low. Whether that
    /// changed.
    pub(crate) fn look_for_covers(self) -> bool {
        let Some(panel) = self.panel.get_untracked() else { return false };
        let rect = panel.get_bounding_client_rect();
        let seen = |selector: &str| {
            let found = document().query_selector(selector).ok().flatten()?;
            let style = window().get_computed_style(&found).ok().flatten()?;
            let visible = style.get_property_value("visibility").is_ok_and(|value| value == "visible");
            Some(found.get_bounding_client_rect()).filter(|found| visible && found.width() > 0.0)
        };
        let beside = |found: &web_sys::DomRect| {
            found.left() > rect.left() && found.left() < rect.right() && found.top() < rect.bottom()
        };
        let cover = |selector: &str| seen(selector).filter(beside).map_or(0.0, |found| rect.right() - found.left());
        let right = cover(".page__inspector").max(cover(".find__popup"));
        let foot = seen(".graph__bar").map_or(0.0, |found| (rect.bottom() - found.top()).max(0.0));
        let covered = (right.min(rect.width() * 0.6), foot.min(rect.height() * 0.4));
        let changed = self.covered.get_value() != covered;
        self.covered.set_value(covered);
        changed
    }

    /// Size of the part of the panel on which nothing lies.
    pub(crate) fn free(self) -> (f64, f64) {
        let ((width, height), (right, foot)) = (self.size.get_untracked(), self.covered.get_value());
        if width > 0.0 { ((width - right).max(1.0), (height - foot).max(1.0)) } else { (0.0, 0.0) }
    }

    /// Fits again what nobody has moved, when something has come to lie on the panel or has gone.
    pub(crate) fn covers_changed(self) {
        if self.look_for_covers() && !self.touched.get_untracked() {
            self.fit();
        }
    }

    /// Shows the whole drawing and forgets where the person had been.
    pub(crate) fn fit_again(self) {
        self.touched.set(false);
        let size = self.free();
        if size.0 > 0.0 {
            self.transform.set(Transform::fit(self.bounds.get_value(), size, SMALLEST_FIT));
        }
    }

    /// Whether a person moved or zoomed the drawing; follows.
    pub(crate) fn is_touched(self) -> bool {
        self.touched.get()
    }

    /// Moves by most of the panel: `right` and `down` are -1, 0 or 1.
    pub(crate) fn turn(self, (right, down): (f64, f64)) {
        const PAGE: f64 = 0.75;
        let (width, height) = self.free();
        self.pan((-right * width * PAGE, -down * height * PAGE));
    }

    /// Brings a part of the drawing into the middle.
    pub(crate) fn focus_on(self, bounds: Bounds) {
        self.touched.set(true);
        self.transform.set(Transform::focus(bounds, self.free()));
    }

    /// Brings a point of the drawing into the middle, at the same scale.
    pub(crate) fn center_on(self, (x, y): (f64, f64)) {
        self.touched.set(true);
        let ((width, height), Transform { scale, .. }) = (self.free(), self.transform.get_untracked());
        self.transform.set(Transform { x: width / 2.0 - x * scale, y: height / 2.0 - y * scale, scale });
    }

    /// Goes back to where the drawing lay before a search.
    pub(crate) fn go_back(self, (transform, touched): (Transform, bool)) {
        self.touched.set(touched);
        self.transform.set(transform);
    }

    /// Where the drawing lies, and whether a person put it there.
    pub(crate) fn place(self) -> (Transform, bool) {
        (self.transform.get_untracked(), self.touched.get_untracked())
    }

    /// Shows a part of the drawing so that it can be read, wherever the person is.
    pub(crate) fn find(self, bounds: Bounds) {
        if self.transform.get_untracked().scale < READABLE {
            self.focus_on(bounds);
        } else {
            self.show_whole(bounds);
        }
    }

    /// Shows all of a part of the drawing: where it has no room, at another scale.
    pub(crate) fn show_whole(self, bounds: Bounds) {
        let ((width, height), scale) = (self.free(), self.transform.get_untracked().scale);
        if bounds.width * scale > width - 24.0 || bounds.height * scale > height - 24.0 {
            self.focus_on(bounds);
        } else {
            self.reveal(bounds);
        }
    }

    /// Moves the drawing as little as needed to show a part of it.
    pub(crate) fn reveal(self, bounds: Bounds) {
        let (width, height) = self.free();
        let now = self.transform.get_untracked();
        let need = |start: f64, length: f64, offset: f64, room: f64| {
            let (low, high) = (start * now.scale + offset, (start + length) * now.scale + offset);
            if low < 12.0 {
                12.0 - low
            } else if high > room - 12.0 {
                (room - 12.0 - high).max(12.0 - low)
            } else {
                0.0
            }
        };
        let by = (need(bounds.x, bounds.width, now.x, width), need(bounds.y, bounds.height, now.y, height));
        if width > 0.0 && by != (0.0, 0.0) {
            self.transform.set(Transform { x: now.x + by.0, y: now.y + by.1, ..now });
        }
    }

    /// Zooms about the middle of the panel.
    pub(crate) fn zoom_in(self) {
        self.zoom(ZOOM);
    }

    /// Zooms out about the middle of the panel.
    pub(crate) fn zoom_out(self) {
        self.zoom(1.0 / ZOOM);
    }

    fn zoom(self, factor: f64) {
        let (width, height) = self.size.get_untracked();
        self.zoom_at(factor, (width / 2.0, height / 2.0));
    }

    fn zoom_at(self, factor: f64, point: (f64, f64)) {
        self.touched.set(true);
        self.transform.update(|transform| *transform = transform.zoomed(factor, point));
    }

    fn pan(self, by: (f64, f64)) {
        self.touched.set(true);
        let (bounds, size) = (self.bounds.get_value(), self.size.get_untracked());
        self.transform.update(|transform| *transform = transform.moved(by, bounds, size));
    }

    /// The wheel moves; with Ctrl (and so a pinch on a touch pad) it zooms.
    pub(crate) fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        // Lines and pages are turned into pixels.
        let unit = match event.delta_mode() {
            1 => 16.0,
            2 => 400.0,
            _ => 1.0,
        };
        let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
        if event.ctrl_key() || event.meta_key() {
            self.zoom_at((-dy * 0.004).exp().clamp(0.5, 2.0), self.point(event.client_x(), event.client_y()));
        } else if event.shift_key() && dx == 0.0 {
            self.pan((-dy, 0.0));
        } else {
            self.pan((-dx, -dy));
        }
    }

    /// A pointer goes down.
    pub(crate) fn press(self, event: &PointerEvent) {
        if event.button() > 1 {
            return;
        }
        let mut known = self.pointers.get_value();
        known.retain(|pointer| pointer.0 != event.pointer_id());
        if known.is_empty() {
            self.dragged.set_value(false);
        }
        known.push((event.pointer_id(), f64::from(event.client_x()), f64::from(event.client_y())));
        self.pointers.set_value(known);
    }

    /// A pointer moves: one pans, two pinch.
    pub(crate) fn drag(self, event: &PointerEvent) {
        let before = self.pointers.get_value();
        let Some(at) = before.iter().position(|pointer| pointer.0 == event.pointer_id()) else { return };
        let Some((_, x, y)) = before.get(at).copied() else { return };
        if event.buttons() == 0 {
            // The button went up outside the window: the drag is over.
            self.release(event);
            return;
        }
        let (new_x, new_y) = (f64::from(event.client_x()), f64::from(event.client_y()));
        if !self.dragged.get_value() && (new_x - x).hypot(new_y - y) < CLICK_SLACK {
            return;
        }
        if !self.dragged.get_value() {
            self.dragged.set_value(true);
            self.dragging.set(true);
            // From here on the drawing, which listens, wants to hear of the pointer wherever it goes.
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if let Some(drawing) = target.and_then(|target| target.closest(".graph__drawing").ok().flatten()) {
                let _ = drawing.set_pointer_capture(event.pointer_id());
            }
        }
        match before.as_slice() {
            [_] => self.pan((new_x - x, new_y - y)),
            [first, second] => {
                let other = if at == 0 { second } else { first };
                let (old, new) = ((x - other.1).hypot(y - other.2), (new_x - other.1).hypot(new_y - other.2));
                let middle = self.point((f64::midpoint(new_x, other.1)) as i32, (f64::midpoint(new_y, other.2)) as i32);
                self.pan(((new_x - x) / 2.0, (new_y - y) / 2.0));
                if old > 1.0 {
                    self.zoom_at((new / old).clamp(0.5, 2.0), middle);
                }
            }
            _ => {}
        }
        self.pointers.update_value(|pointers| {
            if let Some(pointer) = pointers.get_mut(at) {
                *pointer = (event.pointer_id(), new_x, new_y);
            }
        });
    }

    /// A pointer goes up, or away.
    pub(crate) fn release(self, event: &PointerEvent) {
        self.pointers.update_value(|pointers| pointers.retain(|pointer| pointer.0 != event.pointer_id()));
        if self.pointers.with_value(Vec::is_empty) {
            self.dragging.set(false);
        }
    }

    /// Keys of the focused drawing; whether the key was one of them.
    pub(crate) fn key(self, event: &ev::KeyboardEvent) -> bool {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return false;
        }
        match event.key().as_str() {
            "+" | "=" => self.zoom_in(),
            "-" | "_" => self.zoom_out(),
            "0" => self.fit_again(),
            "ArrowLeft" => self.pan((STEP, 0.0)),
            "ArrowRight" => self.pan((-STEP, 0.0)),
            "ArrowUp" => self.pan((0.0, STEP)),
            "ArrowDown" => self.pan((0.0, -STEP)),
            _ => return false,
        }
        event.prevent_default();
        true
    }

    /// A point of the window as a point of the panel.
    fn point(self, x: i32, y: i32) -> (f64, f64) {
        let corner = self.panel.get_untracked().map(|panel| panel.get_bounding_client_rect());
        corner.map_or((f64::from(x), f64::from(y)), |rect| (f64::from(x) - rect.left(), f64::from(y) - rect.top()))
    }
}

/// Takes over the size of an element. One behind another tab has none; what is drawn waits for it.
fn renew(size: RwSignal<(f64, f64)>, element: &Element) {
    let now = (f64::from(element.client_width()), f64::from(element.client_height()));
    if now.0 > 0.0 && now != size.get_untracked() {
        size.set(now);
    }
}
