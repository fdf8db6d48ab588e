//! Places for cards, boxes and lines: the scene's cards and lines in the words of the layout, and its answer back.

use podreach_eval::view::{BoxKind, FoldKind, GraphView, NamespaceView, NodeId, NodeKind, NodeView};
use podreach_layout::{
    Arranged, Edge, Group, LayoutInput, Node, Place, Point, Port, Rect, Route, Sheet, Side, Size, layout,
};

use crate::arrangement::Arrangement;
use crate::bounds::Bounds;
use crate::card::{self, Card, PADDING, STRIP};
use crate::casing;
use crate::edges::Line;
use crate::headers::{NAME, NOTE, header};
use crate::measure;
use crate::scene::At;
use crate::wholes;

/// Corners of lines.
const RADIUS: f64 = 10.0;
/// A picture of a small screen is about this wide, that of a large one at least as wide as the second.
const WIDTHS: (f64, f64) = (420.0, 980.0);
/// No picture gets wider than this by itself.
const WIDEST: f64 = 3200.0;
/// Room for a picture in a usual window, and in a small one.
const ROOM: ((f64, f64), (f64, f64)) = ((1030.0, 745.0), (366.0, 640.0));

/// Where a node stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct NodePlace {
    pub(crate) rect: Bounds,
    /// Corners of pills, from the node's own corner.
    pub(crate) pills: Vec<At>,
    /// Where its text starts.
    pub(crate) inset: f64,
}

/// Where a line ends; `dx`, `dy` point towards the node.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct End {
    pub(crate) at: At,
    pub(crate) dx: f64,
    pub(crate) dy: f64,
}

/// Where a line runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RoutePlace {
    pub(crate) path: String,
    pub(crate) start: End,
    pub(crate) end: End,
    pub(crate) chip: Option<Bounds>,
    /// Which form of the chip that is.
    pub(crate) form: usize,
    pub(crate) bounds: Bounds,
    pub(crate) casing: String,
}

/// All places.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Placed {
    pub(crate) bounds: Bounds,
    pub(crate) namespaces: Vec<Bounds>,
    pub(crate) nodes: Vec<NodePlace>,
    pub(crate) routes: Vec<RoutePlace>,
    /// Places for the next picture, if this one folds something.
    pub(crate) arranged: Option<Arranged>,
}

/// Gives everything a place. Lines that exist for the moment only move no card.
pub(crate) fn place(
    view: &GraphView,
    cards: &[Card],
    lines: &[Line],
    options: &Arrangement,
    before: Option<&Arranged>,
) -> Placed {
    let compact = options.compact;
    let folds = card::folds(view);
    let group = |(at, namespace): (usize, &NamespaceView)| {
        let header = header(view, at, namespace);
        let own = measure::width(&header.name, NAME);
        Group {
            id: namespace.id.to_string(),
            label_width: own.max(header.needs - 32.0),
            // A small screen has no notes; other boxes than namespaces have them in a row of their own.
            note_width: if compact || header.height > 0.0 { 0.0 } else { measure::width(&header.note, NOTE) },
            header: header.height,
            aside: namespace.kind == BoxKind::Open,
            family: namespace.kind == BoxKind::Family,
        }
    };
    let (usual, small) = ROOM;
    let room = match options.room {
        (width, height) if width > 0 && height > 0 => (f64::from(width), f64::from(height)),
        _ if compact => small,
        _ => usual,
    };
    let input = LayoutInput {
        groups: view.namespaces.iter().enumerate().map(group).collect(),
        nodes: view
            .nodes
            .iter()
            .zip(cards)
            .zip(wholes::numbers(view))
            .map(|((node, card), number)| layout_node(layout_id(node), node.kind, node.namespace, card, number))
            .collect(),
        edges: lines.iter().map(layout_edge).collect(),
        max_width: if compact { WIDTHS.0 } else { width_for(cards) },
        compact,
        sheet: folds.then(|| Sheet { view: Size::new(room.0, room.1), before: before.cloned() }),
    };
    let picture = layout(&input);
    let nodes = picture.nodes.iter().map(|placed| NodePlace {
        rect: bounds(placed.rect),
        pills: placed.ports.iter().map(|pill| At { x: pill.x - placed.rect.x, y: pill.y - placed.rect.y }).collect(),
        inset: PADDING + placed.inset,
    });
    let sources: Vec<usize> = lines.iter().map(|line| line.from).collect();
    let casings = if folds { casing::casings(&picture.edges, &sources) } else { vec![String::new(); lines.len()] };
    Placed {
        bounds: bounds(picture.bounds),
        namespaces: picture.groups.iter().copied().map(bounds).collect(),
        nodes: nodes.collect(),
        arranged: picture.arranged.clone(),
        routes: picture.edges.iter().zip(casings).map(|(route, casing)| route_place(route, casing)).collect(),
    }
}

/// Many cards make a picture that is wider than high rather than one that is very high.
fn width_for(cards: &[Card]) -> f64 {
    let area: f64 = cards.iter().map(|card| (card.width + 60.0) * (card.height + 110.0)).sum();
    (area * 3.0).sqrt().clamp(WIDTHS.1, WIDEST)
}

/// The id of a node in the layout: a namespace has that of its box, closed or open.
fn layout_id(node: &NodeView) -> String {
    let is_namespace = node.fold.as_ref().is_some_and(|fold| fold.kind == FoldKind::Namespace);
    match &node.id {
        NodeId::Group(name) if is_namespace => NodeId::Namespace(name.clone()).to_string(),
        id => id.to_string(),
    }
}

fn layout_node(id: String, kind: NodeKind, namespace: Option<usize>, card: &Card, whole: Option<usize>) -> Node {
    let place = match (kind, namespace) {
        (NodeKind::External, _) => Place::Shore,
        (_, Some(namespace)) => Place::InGroup(namespace),
        (_, None) => Place::Free,
    };
    let ports = card.pills.iter().map(|pill| Port { width: pill.width, lead: pill.x });
    let strip = if whole.is_some() { STRIP } else { 0.0 };
    let size = Size::new(card.width, card.height + strip);
    Node { id, place, size, ports: ports.collect(), card: whole }
}

fn layout_edge(line: &Line) -> Edge {
    let mut forms = line.chip.iter().map(|form| Size::new(form.width, form.height));
    let label = forms.next();
    Edge { from: line.from, to: line.to, port: line.lands_on, label, shorter: forms.collect(), weight: line.weight }
}

fn route_place(route: &Route, casing: String) -> RoutePlace {
    let (start, end) = (route.points.first(), route.points.last());
    RoutePlace {
        path: route.path(RADIUS),
        start: line_end(start, route.source_side),
        end: line_end(end, route.target_side),
        chip: route.label.map(bounds),
        form: route.form,
        casing,
        bounds: bounds(route.bounds()),
    }
}

fn line_end(point: Option<&Point>, side: Side) -> End {
    let (dx, dy) = side.outward();
    let at = point.map_or(At::default(), |point| At { x: point.x, y: point.y });
    End { at, dx: -dx, dy: -dy }
}

fn bounds(rect: Rect) -> Bounds {
    Bounds { x: rect.x, y: rect.y, width: rect.width, height: rect.height }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::{CardOptions, PILL_HEIGHT, card};
    use crate::edges::edges;
    use podreach_eval::{GraphOptions, Options, analyze};
    use podreach_syntax::Sources;

    fn reference(compact: bool) -> (GraphView, Vec<Card>, Vec<Line>, Placed) {
        let yaml = podreach_testkit::reference::step(5);
        let view =
            analyze(&Sources::single("all.yaml", yaml), &Options::default()).graph_view(&GraphOptions::default());
        let options = CardOptions { compact, show_services: true, ..CardOptions::default() };
        let cards: Vec<Card> = view.nodes.iter().map(|node| card(node, options)).collect();
        let names: Vec<String> = view.nodes.iter().map(|node| node.title.clone()).collect();
        let choices = Arrangement { compact, show_services: true, ..Arrangement::default() };
        let lines = edges(&view, &names, &choices).lines;
        let placed = place(&view, &cards, &lines, &choices, None);
        (view, cards, lines, placed)
    }

    #[test]
    fn lines_land_on_their_pills() {
        for compact in [false, true] {
            let (_, cards, lines, placed) = reference(compact);
            let mut landed = 0;
            for (line, route) in lines.iter().zip(&placed.routes) {
                let Some(pill) = line.lands_on else { continue };
                let (node, end) = (&placed.nodes[line.to], route.end);
                let corner = node.pills[pill];
                let (x, y) = (node.rect.x + corner.x, node.rect.y + corner.y);
                let card_pill = &cards[line.to].pills[pill];
                assert!((x..=x + card_pill.x + card_pill.width).contains(&end.at.x), "{route:?}");
                assert!((y..=y + PILL_HEIGHT).contains(&end.at.y), "{route:?}");
                assert!((end.dx.abs() + end.dy.abs() - 1.0).abs() < 1e-9);
                landed += 1;
            }
            assert!(landed > 4);
        }
    }

    #[test]
    fn cards_stand_in_their_boxes_and_chips_on_their_lines() {
        let (view, _, lines, placed) = reference(false);
        for (node, place) in view.nodes.iter().zip(&placed.nodes) {
            if let (Some(namespace), false) = (node.namespace, node.kind == NodeKind::External) {
                let around = placed.namespaces[namespace].around(place.rect);
                assert_eq!(around, placed.namespaces[namespace], "{}", node.id);
            }
        }
        for (line, route) in lines.iter().zip(&placed.routes) {
            assert!(route.path.starts_with('M'));
            assert_eq!(!line.chip.is_empty(), route.chip.is_some(), "{}", line.label);
        }
    }
}
