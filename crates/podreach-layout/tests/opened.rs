//! What opens stands next to where its card stood, and what it stood among keeps its place.

#![expect(clippy::indexing_slicing, reason = "a test that fails there has found something")]

use podreach_layout::{Edge, Group, Layout, LayoutInput, Node, Place, Rect, Sheet, Size, layout};

fn card(id: &str, place: Place) -> Node {
    Node { id: id.into(), place, size: Size::new(150.0, 60.0), ..Node::default() }
}

fn boxed(id: &str) -> Group {
    Group { id: id.into(), label_width: 80.0, ..Group::default() }
}

fn line(from: usize, to: usize) -> Edge {
    Edge { from, to, ..Edge::default() }
}

const VIEW: Size = Size { width: 1200.0, height: 800.0 };

/// Three cards in a row that nothing above or below them touches, as parts of a family, and a line between two others.
fn family(opened: bool) -> LayoutInput {
    let mut groups = vec![Group { family: true, ..boxed("family") }];
    let mut nodes = vec![
        card("one", Place::InGroup(0)),
        card("two", Place::InGroup(0)),
        card("three", Place::InGroup(0)),
        card("web", Place::Free),
        card("db", Place::Free),
        card("cache", Place::Free),
    ];
    if opened {
        groups.push(boxed("two"));
        nodes[1] = card("two/pod", Place::InGroup(1));
    }
    let edges = vec![line(3, 4), line(3, 0), line(3, 2), line(3, 5)];
    LayoutInput { groups, nodes, edges, max_width: VIEW.width, sheet: None, compact: false }
}

/// Cards without lines in the column beside the rows.
fn column(opened: bool) -> LayoutInput {
    let mut nodes: Vec<Node> = (0..9).map(|at| card(&format!("alone-{at}"), Place::Free)).collect();
    nodes.extend(["web", "api", "db"].map(|id| card(id, Place::Free)));
    let mut groups = Vec::new();
    if opened {
        groups.push(boxed("alone-4"));
        nodes[4] = card("alone-4/pod", Place::InGroup(0));
    }
    LayoutInput {
        groups,
        nodes,
        edges: vec![line(9, 10), line(10, 11)],
        max_width: VIEW.width,
        sheet: None,
        compact: false,
    }
}

/// A picture, the one after something in it has opened, and the one after that has closed again.
fn opened(input: fn(bool) -> LayoutInput) -> [Layout; 3] {
    let sheet = |before| Some(Sheet { view: VIEW, before });
    let first = layout(&LayoutInput { sheet: sheet(None), ..input(false) });
    let second = layout(&LayoutInput { sheet: sheet(first.arranged.clone()), ..input(true) });
    let third = layout(&LayoutInput { sheet: sheet(second.arranged.clone()), ..input(false) });
    [first, second, third]
}

fn distance(one: &Rect, other: &Rect) -> f64 {
    let gap = |(low, high): (f64, f64), (other_low, other_high): (f64, f64)| {
        (other_low - high).max(low - other_high).max(0.0)
    };
    let across = gap((one.x, one.x + one.width), (other.x, other.x + other.width));
    across + gap((one.y, one.y + one.height), (other.y, other.y + other.height))
}

#[test]
fn what_opens_in_a_box_stands_next_to_the_box() {
    let [first, second, third] = opened(family);
    let own = second.groups[1];
    assert!(distance(&own, &second.groups[0]) < 80.0, "{own:?} of {:?}", second.groups[0]);
    for other in [0, 2] {
        let place = |picture: &Layout| {
            let (card, around) = (picture.nodes[other].rect, picture.groups[0]);
            (card.x - around.x, card.y - around.y)
        };
        assert_eq!(place(&first), place(&second), "card {other} stays in its box");
    }
    assert_eq!(first.nodes, third.nodes);
}

#[test]
fn what_opens_in_a_column_stays_between_its_neighbours() {
    let [first, second, third] = opened(column);
    let own = second.groups[0];
    let was = first.nodes[4].rect;
    assert!((own.y - was.y).abs() < 80.0, "{own:?} was {was:?}");
    for (at, node) in second.nodes.iter().enumerate().take(9).filter(|(at, _)| *at != 4) {
        let (now, before) = (node.rect, first.nodes[at].rect);
        if at < 4 {
            assert_eq!((now.x, now.y), (before.x, before.y), "card {at} before it stays");
        } else {
            assert!(now.y >= own.y + own.height, "card {at} after it stands below it: {now:?}, {own:?}");
        }
    }
    assert_eq!(first.nodes, third.nodes);
}
