//! Places for cards, boxes and lines.

use podreach_eval::view::{GraphView, NodeKind};

use super::card::Card;
use super::edges::Line;
use super::scene::At;
use super::transform::Bounds;

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

pub(crate) fn place(view: &GraphView, cards: &[Card], lines: &[Line], _: bool) -> Placed {
    let mut placed = Placed::default();
    let mut nodes = vec![NodePlace::default(); cards.len()];
    let mut x = 0.0;
    let mut bottom: f64 = 0.0;
    let columns: Vec<Option<usize>> = (0..view.namespaces.len()).map(Some).chain([None]).collect();
    for column in columns {
        let mut y = 200.0;
        let mut width: f64 = 0.0;
        for (at, node) in view.nodes.iter().enumerate() {
            if node.namespace != column || node.kind == NodeKind::External {
                continue;
            }
            let card = &cards[at];
            let mut px = 20.0;
            let pills = card
                .pills
                .iter()
                .map(|pill| {
                    let here = At { x: px, y: -11.0 };
                    px += pill.whole_width() + 6.0;
                    here
                })
                .collect();
            nodes[at] = NodePlace {
                rect: Bounds { x: x + 40.0, y, width: card.width, height: card.height },
                pills,
                inset: 16.0,
            };
            width = width.max(card.width);
            y += card.height + 92.0;
        }
        if column.is_some() {
            placed.namespaces.push(Bounds { x, y: 140.0, width: width + 80.0, height: y - 200.0 });
        }
        x += width + 110.0;
        bottom = bottom.max(y);
    }
    let shores = view.nodes.iter().filter(|node| node.kind == NodeKind::External).count().max(1) as f64;
    let mut sx = 0.0;
    for (at, node) in view.nodes.iter().enumerate().filter(|(_, node)| node.kind == NodeKind::External) {
        let _ = node;
        let w = (x - 20.0) / shores - 10.0;
        nodes[at] = NodePlace {
            rect: Bounds { x: sx, y: 0.0, width: w, height: cards[at].height },
            pills: vec![],
            inset: 16.0,
        };
        sx += w + 10.0;
    }
    placed.routes = lines
        .iter()
        .map(|line| {
            let (a, b) = (nodes[line.from].rect, nodes[line.to].rect);
            let (ax, ay, bx, by) = (
                a.x + a.width / 2.0,
                a.y + if b.y > a.y { a.height } else { 0.0 },
                b.x + b.width / 2.0 + 30.0,
                b.y + if b.y > a.y { 0.0 } else { b.height },
            );
            let len = (bx - ax).hypot(by - ay).max(1.0);
            let (dx, dy) = ((bx - ax) / len, (by - ay) / len);
            let w = line.chip.as_ref().map_or(0.0, |chip| chip.1);
            RoutePlace {
                path: format!("M{ax} {ay}L{bx} {by}"),
                start: End { at: At { x: ax, y: ay }, dx: -dx, dy: -dy },
                end: End { at: At { x: bx, y: by }, dx, dy },
                chip: Some(Bounds { x: (ax + bx) / 2.0 - w / 2.0, y: (ay + by) / 2.0 - 11.0, width: w, height: 22.0 }),
                bounds: Bounds::default(),
            }
        })
        .collect();
    placed.nodes = nodes;
    placed.bounds = Bounds { x: -10.0, y: -10.0, width: x, height: bottom };
    placed
}
