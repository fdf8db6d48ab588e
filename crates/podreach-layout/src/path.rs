//! A route as SVG path data.

use std::fmt::Write as _;

use crate::geometry::{Point, Rect};
use crate::model::Route;

impl Route {
    /// Path data with corners rounded by at most this radius; a short piece rounds its corners less.
    pub fn path(&self, radius: f64) -> String {
        let mut path = String::new();
        let Some(first) = self.points.first() else { return path };
        let _ = write!(path, "M{} {}", number(first.x), number(first.y));
        for corner in self.points.windows(3) {
            let [before, at, after] = corner else { continue };
            let room = (length(*before, *at) / 2.0).min(length(*at, *after) / 2.0);
            let radius = radius.min(room);
            if radius < 0.5 {
                let _ = write!(path, "L{} {}", number(at.x), number(at.y));
                continue;
            }
            let (start, end) = (towards(*at, *before, radius), towards(*at, *after, radius));
            let _ = write!(
                path,
                "L{} {}Q{} {} {} {}",
                number(start.x),
                number(start.y),
                number(at.x),
                number(at.y),
                number(end.x),
                number(end.y)
            );
        }
        if let [.., last] = self.points.as_slice()
            && self.points.len() > 1
        {
            let _ = write!(path, "L{} {}", number(last.x), number(last.y));
        }
        path
    }

    /// The smallest rectangle around the line.
    pub fn bounds(&self) -> Rect {
        let boxes = self.points.iter().map(|point| Rect::new(point.x, point.y, 0.0, 0.0));
        boxes.reduce(|all, one| all.around(&one)).unwrap_or_default()
    }
}

fn length(from: Point, to: Point) -> f64 {
    (to.x - from.x).abs() + (to.y - from.y).abs()
}

fn towards(from: Point, to: Point, by: f64) -> Point {
    let share = by / length(from, to).max(by);
    Point { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
}

/// A tenth of a pixel is fine enough; whole numbers stay short.
fn number(value: f64) -> f64 {
    let tenths = (value * 10.0).round() / 10.0;
    // No negative zero in the text.
    tenths + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(points: &[(f64, f64)]) -> Route {
        Route { points: points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect(), ..Route::default() }
    }

    #[test]
    fn corners_are_rounded() {
        let path = route(&[(0.0, 0.0), (0.0, 50.0), (40.0, 50.0)]).path(10.0);
        assert_eq!(path, "M0 0L0 40Q0 50 10 50L40 50");
    }

    #[test]
    fn short_pieces_round_less() {
        let path = route(&[(0.0, 0.0), (0.0, 8.0), (40.0, 8.0)]).path(10.0);
        assert_eq!(path, "M0 0L0 4Q0 8 4 8L40 8");
        assert_eq!(route(&[(0.0, 0.0), (0.0, 0.0), (5.0, 0.0)]).path(10.0), "M0 0L0 0L5 0");
        assert_eq!(route(&[]).path(10.0), "");
    }
}
