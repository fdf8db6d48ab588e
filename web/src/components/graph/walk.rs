//! Where the arrow keys lead: the cards are one stop for Tab, and inside the graph focus goes from card to card.

use leptos::prelude::document;
use podreach_eval::view::{NodeId, NodeKind};
use wasm_bindgen::JsCast;
use web_sys::SvgElement;

use super::scene::Scene;
use super::transform::Bounds;

/// Height of the part of a box that can be pressed: its header.
const HEADER: f64 = 36.0;
/// How much less a step to the side counts than one straight on.
const ASIDE: f64 = 2.5;

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Left,
    Right,
    Up,
    Down,
}

impl Way {
    /// The direction of a key.
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        match key {
            "ArrowLeft" => Some(Self::Left),
            "ArrowRight" => Some(Self::Right),
            "ArrowUp" => Some(Self::Up),
            "ArrowDown" => Some(Self::Down),
            _ => None,
        }
    }

    /// How far on and how far aside a step of this direction leads; none where it leads back.
    fn distance(self, from: Bounds, to: Bounds) -> Option<(f64, f64)> {
        let middle = |bounds: Bounds| (bounds.x + bounds.width / 2.0, bounds.y + bounds.height / 2.0);
        let ((x, y), (to_x, to_y)) = (middle(from), middle(to));
        let (on, aside) = match self {
            Self::Left => (x - to_x, y - to_y),
            Self::Right => (to_x - x, y - to_y),
            Self::Up => (y - to_y, x - to_x),
            Self::Down => (to_y - y, x - to_x),
        };
        // What lies beside and hardly further on is not in this direction.
        (on > 1.0 && on * 4.0 > aside.abs()).then_some((on, aside.abs()))
    }
}

/// Everything that can be walked to, with its place: cards, and the headers of boxes.
fn places(scene: &Scene) -> Vec<(&NodeId, Bounds)> {
    let header = |rect: Bounds| Bounds { height: HEADER.min(rect.height), ..rect };
    let boxes = scene.namespaces.iter().map(|found| (&found.id, header(found.rect)));
    scene.nodes.iter().map(|node| (&node.id, node.rect)).chain(boxes).collect()
}

/// The nearest card or box in a direction.
pub(crate) fn next(scene: &Scene, from: &NodeId, way: Way) -> Option<NodeId> {
    let places = places(scene);
    let (_, start) = places.iter().find(|(id, _)| *id == from)?;
    let cost = |(on, aside): (f64, f64)| ASIDE.mul_add(aside, on);
    let there = places.iter().filter(|(id, _)| *id != from);
    let found = there.filter_map(|(id, bounds)| Some((cost(way.distance(*start, *bounds)?), *id)));
    found.min_by(|left, right| left.0.total_cmp(&right.0)).map(|(_, id)| id.clone())
}

/// The card that Tab comes to: where focus was last, else what is selected, else the first that is not outside.
pub(crate) fn stop(scene: &Scene, last: Option<&NodeId>, selected: Option<&NodeId>) -> Option<NodeId> {
    let is_there = |id: &&NodeId| scene.bounds_of(id).is_some();
    let first = || {
        let inside = scene.nodes.iter().find(|node| node.kind != NodeKind::External);
        inside.or_else(|| scene.nodes.first()).map(|node| node.id.clone())
    };
    last.filter(is_there).or_else(|| selected.filter(is_there)).cloned().or_else(first)
}

/// Puts focus on a card, or on the name of a box.
pub(crate) fn focus(id: &NodeId) {
    let selector = format!(".graph__drawing [data-node=\"{}\"]", quoted(&id.to_string()));
    let Some(holder) = document().query_selector(&selector).ok().flatten() else { return };
    let name = holder.query_selector(".namespace__name").ok().flatten();
    if let Ok(target) = name.unwrap_or(holder).dyn_into::<SvgElement>() {
        let _ = target.focus();
    }
}

/// A text inside the quotes of a selector.
fn quoted(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_/".contains(letter);
    text.chars()
        .map(|letter| if plain(letter) { letter.to_string() } else { format!("\\{:x} ", u32::from(letter)) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Bounds {
        Bounds { x, y, width: 100.0, height: 50.0 }
    }

    #[test]
    fn any_id_can_be_looked_for() {
        assert_eq!(quoted("shop/web-1"), "shop/web-1");
        assert_eq!(quoted("rep:a/b=\"c\\"), "rep\\3a a/b\\3d \\22 c\\5c ");
    }

    #[test]
    fn the_arrows_lead_to_what_lies_there() {
        let here = at(200.0, 200.0);
        assert!(Way::Right.distance(here, at(400.0, 210.0)).is_some());
        assert!(Way::Right.distance(here, at(0.0, 200.0)).is_none(), "it lies behind");
        assert!(Way::Right.distance(here, at(210.0, 600.0)).is_none(), "it lies below");
        assert!(Way::Down.distance(here, at(210.0, 600.0)).is_some());
        assert_eq!(Way::Up.distance(here, at(230.0, 100.0)), Some((100.0, 30.0)));
        assert_eq!((Way::of_key("ArrowUp"), Way::of_key("x")), (Some(Way::Up), None));
    }
}
