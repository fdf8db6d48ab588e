//! Where the drawing lies in its panel: pan and zoom as plain numbers.

pub(crate) use podreach_picture::Bounds;

/// Smallest and largest scale that a person can choose.
const SCALES: (f64, f64) = (0.05, 3.0);
/// Nothing is drawn larger than this by itself: the first on ordinary screens, the second on very wide ones.
const LARGEST_FITS: (f64, f64) = (1.15, 1.7);
/// A panel of this width gets drawings of their own size.
const ORDINARY_WIDTH: f64 = 1000.0;
/// Panels narrower than this are scrolled.
const SCROLLED: f64 = 560.0;
/// Free space around a fitted drawing.
const MARGIN: f64 = 20.0;

/// Screen = drawing * `scale` + (`x`, `y`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Transform {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) scale: f64,
}

impl Default for Transform {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, scale: 1.0 }
    }
}

impl Transform {
    /// Shows all of `bounds` in a panel of this size. A drawing that would become unreadable keeps `smallest` as its scale
    /// and shows its top.
    pub(crate) fn fit(bounds: Bounds, panel: (f64, f64), smallest: f64) -> Self {
        let (width, height) = ((panel.0 - 2.0 * MARGIN).max(1.0), (panel.1 - 2.0 * MARGIN).max(1.0));
        if bounds.width <= 0.0 || bounds.height <= 0.0 {
            return Self::default();
        }
        let largest = (panel.0 / ORDINARY_WIDTH).clamp(LARGEST_FITS.0, LARGEST_FITS.1);
        // A small screen is scrolled down anyway: what is too high for it is at least as wide as it.
        let high = height / bounds.height;
        let high = if high < smallest && panel.0 < SCROLLED { 1.0 } else { high };
        let scale = (width / bounds.width).min(high).min(largest).max(smallest);
        let slack = |room: f64, length: f64| ((room - length * scale) / 2.0).max(0.0);
        Self {
            x: MARGIN + slack(width, bounds.width) - bounds.x * scale,
            y: MARGIN + slack(height, bounds.height).min(40.0) - bounds.y * scale,
            scale,
        }
    }

    /// Puts the middle of `bounds` into the middle of the panel, at a scale at which it can be read.
    pub(crate) fn focus(bounds: Bounds, panel: (f64, f64)) -> Self {
        let room =
            ((panel.0 - 4.0 * MARGIN) / bounds.width.max(1.0)).min((panel.1 - 4.0 * MARGIN) / bounds.height.max(1.0));
        let scale = room.clamp(SCALES.0, 1.25);
        Self {
            x: panel.0 / 2.0 - (bounds.x + bounds.width / 2.0) * scale,
            y: panel.1 / 2.0 - (bounds.y + bounds.height / 2.0) * scale,
            scale,
        }
    }

    /// Zooms by a factor; what is at `point` of the panel stays there.
    #[must_use]
    pub(crate) fn zoomed(self, factor: f64, point: (f64, f64)) -> Self {
        let scale = (self.scale * factor).clamp(SCALES.0, SCALES.1);
        let real = scale / self.scale;
        Self { x: point.0 - (point.0 - self.x) * real, y: point.1 - (point.1 - self.y) * real, scale }
    }

    /// Moves the drawing; some of it always stays in the panel.
    #[must_use]
    pub(crate) fn moved(self, by: (f64, f64), bounds: Bounds, panel: (f64, f64)) -> Self {
        const KEPT: f64 = 60.0;
        let hold = |value: f64, start: f64, length: f64, room: f64| {
            let (low, high) = (KEPT - (start + length) * self.scale, room - KEPT - start * self.scale);
            if low > high { value } else { value.clamp(low, high) }
        };
        Self {
            x: hold(self.x + by.0, bounds.x, bounds.width, panel.0),
            y: hold(self.y + by.1, bounds.y, bounds.height, panel.1),
            scale: self.scale,
        }
    }

    /// For the `transform` of the drawing's group.
    pub(crate) fn css(self) -> String {
        format!("translate({:.2}px, {:.2}px) scale({:.4})", self.x, self.y, self.scale)
    }

    /// The scale for people.
    pub(crate) fn percent(self) -> String {
        format!("{:.0} %", self.scale * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { x: 10.0, y: 20.0, width: 400.0, height: 200.0 };

    #[test]
    fn fitted_drawings_lie_inside_the_panel() {
        let view = Transform::fit(BOUNDS, (240.0, 400.0), 0.1);
        assert!((view.scale - 0.5).abs() < 1e-9);
        assert!((view.x + BOUNDS.x * view.scale - MARGIN).abs() < 1e-9);
        assert!(view.y + BOUNDS.y * view.scale >= MARGIN);
    }

    #[test]
    fn small_drawings_are_not_blown_up_and_large_ones_stay_readable() {
        assert!(Transform::fit(BOUNDS, (4000.0, 4000.0), 0.1).scale <= LARGEST_FITS.1);
        assert!(Transform::fit(BOUNDS, (752.0, 700.0), 0.1).scale <= LARGEST_FITS.0);
        let view = Transform::fit(BOUNDS, (100.0, 100.0), 0.5);
        assert!((view.scale - 0.5).abs() < 1e-9 && view.y + BOUNDS.y * view.scale >= MARGIN);
        assert_eq!(Transform::fit(Bounds::default(), (100.0, 100.0), 0.5), Transform::default());
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let view = Transform { x: 5.0, y: 7.0, scale: 1.0 };
        let zoomed = view.zoomed(2.0, (50.0, 60.0));
        let before = ((50.0 - view.x) / view.scale, (60.0 - view.y) / view.scale);
        let after = ((50.0 - zoomed.x) / zoomed.scale, (60.0 - zoomed.y) / zoomed.scale);
        assert!((before.0 - after.0).abs() < 1e-9 && (before.1 - after.1).abs() < 1e-9);
        assert!((view.zoomed(1000.0, (0.0, 0.0)).scale - SCALES.1).abs() < 1e-9);
    }

    #[test]
    fn the_drawing_cannot_be_lost() {
        let view = Transform::default().moved((1e6, -1e6), BOUNDS, (300.0, 300.0));
        assert!(view.x <= 300.0 && view.y + BOUNDS.y + BOUNDS.height >= 59.0);
    }
}
