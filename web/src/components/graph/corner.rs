//! In which corner of the panel something may lie: where nothing is drawn that has to be read.

use podreach_eval::view::BoxKind;

use super::scene::Scene;
use super::transform::{Bounds, Transform};

/// Between what lies there and the borders of the panel.
const GAP: f64 = 12.0;
/// Height of the header of a box.
const HEADER: f64 = 46.0;

/// A corner of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Corner {
    /// The usual one.
    BottomLeft,
    BottomRight,
    TopRight,
    TopLeft,
}

impl Corner {
    const ALL: [Self; 4] = [Self::BottomLeft, Self::BottomRight, Self::TopRight, Self::TopLeft];

    pub(crate) const fn is_right(self) -> bool {
        matches!(self, Self::BottomRight | Self::TopRight)
    }

    pub(crate) const fn is_top(self) -> bool {
        matches!(self, Self::TopLeft | Self::TopRight)
    }

    fn rect(self, panel: (f64, f64), (width, height): (f64, f64)) -> Bounds {
        Bounds {
            x: if self.is_right() { panel.0 - GAP - width } else { GAP },
            y: if self.is_top() { GAP } else { panel.1 - GAP - height },
            width,
            height,
        }
    }
}

/// The corner for something of this size: one where it covers no card, name or label, and best no line. Once a person has moved
/// the drawing, it may cover some; before that there is none then. It stays in the corner where it was as long as that is no
/// worse.
pub(crate) fn choose(
    scene: &Scene,
    transform: Transform,
    panel: (f64, f64),
    size: (f64, f64),
    (before, moved): (Option<Corner>, bool),
) -> Option<Corner> {
    if size.0.mul_add(2.0, 3.0 * GAP) > panel.0 || size.1.mul_add(2.0, 3.0 * GAP) > panel.1 {
        return None;
    }
    let read = readable(scene).map(|rect| transform.place(rect)).collect::<Vec<_>>();
    let lines = scene
        .edges
        .iter()
        .flat_map(|edge| &edge.ends)
        .map(|end| transform.place(Bounds { x: end.at.x - 4.0, y: end.at.y - 4.0, width: 8.0, height: 8.0 }));
    let lines = lines.collect::<Vec<_>>();
    let covers = |corner: Corner| {
        let own = corner.rect(panel, size);
        let count = |rects: &[Bounds]| rects.iter().filter(|rect| overlap(own, **rect)).count();
        (count(&read), count(&lines))
    };
    let corners = before.into_iter().chain(Corner::ALL);
    let best = corners.map(|corner| (covers(corner), corner)).min_by_key(|(covers, _)| *covers);
    best.filter(|((read, _), _)| *read == 0 || moved).map(|(_, corner)| corner)
}

/// What has to be read: cards, headers of boxes, labels of lines.
fn readable(scene: &Scene) -> impl Iterator<Item = Bounds> {
    let cards = scene.nodes.iter().map(|node| {
        // Pills stand out above.
        Bounds { y: node.rect.y - 14.0, height: node.rect.height + 14.0, ..node.rect }
    });
    let wholes = scene.wholes.iter().map(|whole| whole.rect);
    let headers = scene.namespaces.iter().map(|one| match one.kind {
        BoxKind::Open => one.rect,
        BoxKind::Namespace | BoxKind::Family => Bounds { height: HEADER.min(one.rect.height), ..one.rect },
    });
    let chips = scene.edges.iter().filter_map(|edge| edge.chip.as_ref()).map(|chip| chip.rect);
    cards.chain(wholes).chain(headers).chain(chips)
}

fn overlap(one: Bounds, other: Bounds) -> bool {
    const AIR: f64 = 4.0;
    one.x < other.x + other.width + AIR
        && other.x < one.x + one.width + AIR
        && one.y < other.y + other.height + AIR
        && other.y < one.y + one.height + AIR
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::graph::scene::SceneNamespace;

    const PANEL: (f64, f64) = (800.0, 600.0);
    const SIZE: (f64, f64) = (164.0, 110.0);

    fn with_boxes(places: &[(f64, f64)]) -> Scene {
        let namespaces = places.iter().map(|(x, y)| SceneNamespace {
            id: "namespace:a".into(),
            full_name: String::new(),
            name: String::new(),
            note: String::new(),
            kind: BoxKind::Namespace,
            closes: false,
            by_labels: false,
            rect: Bounds { x: *x, y: *y, width: 100.0, height: 40.0 },
        });
        Scene { namespaces: namespaces.collect(), ..Scene::default() }
    }

    #[test]
    fn nothing_that_is_read_is_covered() {
        let choose = |scene: &Scene, before, moved| choose(scene, Transform::default(), PANEL, SIZE, (before, moved));
        assert_eq!(choose(&with_boxes(&[]), None, false), Some(Corner::BottomLeft));
        assert_eq!(choose(&with_boxes(&[(50.0, 540.0)]), None, false), Some(Corner::BottomRight));
        let full = [(50.0, 540.0), (700.0, 540.0), (700.0, 50.0), (50.0, 50.0)];
        assert_eq!(choose(&with_boxes(&full), None, false), None);
        // Once the picture was moved, it is there anyway, and stays where it was.
        assert_eq!(choose(&with_boxes(&full), Some(Corner::TopLeft), true), Some(Corner::TopLeft));
        assert_eq!(choose(&with_boxes(&full), None, true), Some(Corner::BottomLeft));
        assert_eq!(choose(&with_boxes(&[]), Some(Corner::TopRight), true), Some(Corner::TopRight));
    }

    #[test]
    fn small_panels_have_no_corners() {
        let scene = with_boxes(&[]);
        assert_eq!(choose(&scene, Transform::default(), (300.0, 600.0), SIZE, (None, true)), None);
    }
}
