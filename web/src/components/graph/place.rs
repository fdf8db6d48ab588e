//! Places.
use super::card::Card;
use super::edges::Line;
use super::scene::At;
use super::transform::Bounds;
use podreach_eval::view::GraphView;

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct NodePlace {
    pub(crate) rect: Bounds,
    pub(crate) pills: Vec<At>,
    pub(crate) inset: f64,
}
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct End {
    pub(crate) at: At,
    pub(crate) dx: f64,
    pub(crate) dy: f64,
}
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RoutePlace {
    pub(crate) path: String,
    pub(crate) start: End,
    pub(crate) end: End,
    pub(crate) chip: Option<Bounds>,
    pub(crate) bounds: Bounds,
}
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Placed {
    pub(crate) bounds: Bounds,
    pub(crate) namespaces: Vec<Bounds>,
    pub(crate) nodes: Vec<NodePlace>,
    pub(crate) routes: Vec<RoutePlace>,
}
pub(crate) fn place(_: &GraphView, _: &[Card], _: &[Line], _: bool) -> Placed {
    Placed::default()
}
