//! Where lines pass over each other: the upper one gets a casing, so that it is seen which goes on.

use std::fmt::Write as _;

use podreach_layout::{Point, Route};

/// Half the length of a casing: room for both strokes of a line and a little ground beside.
const HALF: f64 = 5.0;
/// With more lines than this nobody follows one of them, and all of their crossings would be many.
const MANY: usize = 400;

/// Path data of the casings of each line. Lines of one source that run together do not pass over each other.
pub(crate) fn casings(routes: &[Route], sources: &[usize]) -> Vec<String> {
    let mut casings = vec![String::new(); routes.len()];
    if routes.len() > MANY {
        return casings;
    }
    for (at, (upper, casing)) in routes.iter().zip(&mut casings).enumerate() {
        for (lower, source) in routes.iter().zip(sources).take(at) {
            if sources.get(at) == Some(source) {
                continue;
            }
            for own in upper.points.windows(2) {
                for other in lower.points.windows(2) {
                    if let ([one, two], [three, four]) = (own, other)
                        && let Some(point) = crossing((*one, *two), (*three, *four))
                    {
                        piece(casing, point, (one.y - two.y).abs() < 0.1);
                    }
                }
            }
        }
    }
    casings
}

/// Where a horizontal and a vertical piece cross, if both go on at either side.
fn crossing(one: (Point, Point), other: (Point, Point)) -> Option<Point> {
    let is_flat = |piece: (Point, Point)| (piece.0.y - piece.1.y).abs() < 0.1;
    let (flat, steep) = match (is_flat(one), is_flat(other)) {
        (true, false) => (one, other),
        (false, true) => (other, one),
        _ => return None,
    };
    let (x, y) = (steep.0.x, flat.0.y);
    let inside = |low: f64, high: f64, value: f64| low.min(high) + 2.0 < value && value < low.max(high) - 2.0;
    (inside(flat.0.x, flat.1.x, x) && inside(steep.0.y, steep.1.y, y)).then_some(Point { x, y })
}

fn piece(casing: &mut String, at: Point, is_flat: bool) {
    let (x, y) = ((at.x * 10.0).round() / 10.0, (at.y * 10.0).round() / 10.0);
    let _ = if is_flat {
        write!(casing, "M{} {y}h{}", x - HALF, 2.0 * HALF)
    } else {
        write!(casing, "M{x} {}v{}", y - HALF, 2.0 * HALF)
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(points: &[(f64, f64)]) -> Route {
        Route { points: points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect(), ..Route::default() }
    }

    #[test]
    fn the_later_line_passes_over_the_earlier_one() {
        let routes = [route(&[(0.0, 50.0), (100.0, 50.0)]), route(&[(50.0, 0.0), (50.0, 100.0)])];
        assert_eq!(casings(&routes, &[0, 1]), ["", "M50 45v10"]);
        // A comb does not pass over itself.
        assert_eq!(casings(&routes, &[0, 0]), ["", ""]);
        // Nor does a line that ends where another one runs.
        let meets = [route(&[(0.0, 50.0), (100.0, 50.0)]), route(&[(50.0, 0.0), (50.0, 50.0)])];
        assert_eq!(casings(&meets, &[0, 1]), ["", ""]);
    }
}
