//! What holds for every picture.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that fails there has found something")]

use podreach_layout::{
    Edge, Group, Layout, LayoutInput, Node, Place, Point, Port, Rect, Sheet, Side, Size, Weight, layout,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

fn place(groups: usize) -> impl Strategy<Value = Place> {
    prop_oneof![
        1 => Just(Place::Shore),
        1 => Just(Place::Free),
        8 => (0..groups.max(1)).prop_map(Place::InGroup),
    ]
}

fn node(groups: usize) -> impl Strategy<Value = Node> {
    let ports = prop::collection::vec((40.0..90.0_f64, prop_oneof![Just(0.0), 30.0..70.0_f64]), 0..3);
    (place(groups), 100.0..260.0_f64, 46.0..110.0_f64, ports).prop_map(|(place, width, height, ports)| Node {
        id: String::new(),
        place,
        size: Size::new(width, height),
        ports: ports.into_iter().map(|(width, lead)| Port { width, lead }).collect(),
        card: None,
    })
}

fn edge(nodes: usize) -> impl Strategy<Value = Edge> {
    let weight = prop_oneof![5 => Just(Weight::Strong), 2 => Just(Weight::Weak), 1 => Just(Weight::Overlay)];
    let label = prop::option::of((30.0..150.0_f64).prop_map(|width| Size::new(width, 22.0)));
    (0..nodes, 0..nodes, prop::option::of(0..2_usize), label, weight).prop_map(|(from, to, port, label, weight)| Edge {
        from,
        to,
        port,
        label,
        weight,
        ..Edge::default()
    })
}

fn input(most_nodes: usize, most_edges: usize) -> impl Strategy<Value = LayoutInput> {
    (1..6_usize, 1..=most_nodes, any::<bool>()).prop_flat_map(move |(groups, nodes, compact)| {
        let groups_of = prop::collection::vec(40.0..300.0_f64, groups);
        let nodes_of = prop::collection::vec(node(groups), nodes);
        let edges_of = prop::collection::vec(edge(nodes), 0..=most_edges);
        (groups_of, nodes_of, edges_of).prop_map(move |(groups, mut nodes, edges)| {
            for (at, node) in nodes.iter_mut().enumerate() {
                node.id = format!("{at:03}");
                if node.place == Place::Shore {
                    node.ports.clear();
                }
            }
            let group = |(at, label_width): (usize, f64)| Group { id: at.to_string(), label_width, ..Group::default() };
            LayoutInput {
                groups: groups.into_iter().enumerate().map(group).collect(),
                nodes,
                edges,
                max_width: if compact { 420.0 } else { 980.0 },
                compact,
                ..LayoutInput::default()
            }
        })
    })
}

fn is_inside(outer: &Rect, inner: &Rect) -> bool {
    let close = 0.01;
    outer.x <= inner.x + close
        && outer.y <= inner.y + close
        && outer.right() >= inner.right() - close
        && outer.bottom() >= inner.bottom() - close
}

fn piece(pair: &[Point]) -> Rect {
    let (from, to) = (pair[0], pair[1]);
    Rect::new(from.x.min(to.x), from.y.min(to.y), (from.x - to.x).abs(), (from.y - to.y).abs())
}

/// Whether a line piece runs through the inside of a card.
fn cuts(card: &Rect, piece: &Rect) -> bool {
    let inside = card.grown(-1.0);
    piece.x < inside.right() && piece.right() > inside.x && piece.y < inside.bottom() && piece.bottom() > inside.y
}

fn check_boxes(input: &LayoutInput, picture: &Layout) {
    for (at, one) in picture.nodes.iter().enumerate() {
        for other in &picture.nodes[at + 1..] {
            assert!(!one.rect.overlaps(&other.rect), "{one:?} and {other:?} overlap");
        }
        assert!(is_inside(&picture.bounds, &one.rect));
    }
    for (at, one) in picture.groups.iter().enumerate() {
        for other in &picture.groups[at + 1..] {
            assert!(!one.overlaps(other), "{one:?} and {other:?} overlap");
        }
    }
    for (node, placed) in input.nodes.iter().zip(&picture.nodes) {
        for (group, rect) in picture.groups.iter().enumerate() {
            if node.place == Place::InGroup(group) {
                assert!(is_inside(rect, &placed.rect), "{placed:?} is not in {rect:?}");
                assert!(placed.ports.iter().all(|port| is_inside(rect, port)));
            } else {
                assert!(!rect.overlaps(&placed.rect), "{placed:?} is in {rect:?}");
            }
        }
    }
}

fn touches(rect: &Rect, side: Side, point: Point) -> bool {
    let close = 0.01;
    let within = |value: f64, low: f64, high: f64| low - close <= value && value <= high + close;
    match side {
        Side::Top => within(point.y, rect.y, rect.y) && within(point.x, rect.x, rect.right()),
        Side::Bottom => within(point.y, rect.bottom(), rect.bottom()) && within(point.x, rect.x, rect.right()),
        Side::Left => within(point.x, rect.x, rect.x) && within(point.y, rect.y, rect.bottom()),
        Side::Right => within(point.x, rect.right(), rect.right()) && within(point.y, rect.y, rect.bottom()),
    }
}

fn check_routes(input: &LayoutInput, picture: &Layout) {
    for (edge, route) in input.edges.iter().zip(&picture.edges) {
        let (source, target) = (&picture.nodes[edge.from], &picture.nodes[edge.to]);
        assert!(route.points.len() >= 2, "{edge:?} has no way");
        let port = edge.port.and_then(|port| target.ports.get(port)).filter(|_| edge.from != edge.to);
        assert!(touches(&source.rect, route.source_side, route.points[0]), "{route:?} does not start at {source:?}");
        let end = *route.points.last().unwrap();
        assert!(touches(port.unwrap_or(&target.rect), route.target_side, end), "{route:?} does not end at {target:?}");
        for pair in route.points.windows(2) {
            let straight = (pair[0].x - pair[1].x).abs() < 0.06 || (pair[0].y - pair[1].y).abs() < 0.06;
            assert!(straight, "{route:?} is slanted");
            for placed in &picture.nodes {
                assert!(!cuts(&placed.rect, &piece(pair)), "{route:?} of {edge:?} cuts {placed:?}");
            }
        }
        for point in &route.points {
            assert!(point.x.is_finite() && point.y.is_finite());
        }
    }
    for (edge, label) in input.edges.iter().zip(&picture.edges).filter_map(|(edge, route)| Some((edge, route.label?))) {
        assert!(picture.nodes.iter().all(|node| !node.rect.overlaps(&label)), "{label:?} covers a card");
        assert!(edge.weight == Weight::Overlay || is_inside(&picture.bounds, &label));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same on a sheet, whatever stands beside its rows, and when it is drawn again after a card has changed its size.
    #[test]
    fn nothing_overlaps_on_a_sheet(input in input(16, 24), aside in any::<bool>(), family in any::<bool>(), grows in 0..16_usize) {
        let mut input = input;
        if let Some(first) = input.groups.first_mut() {
            (first.aside, first.family, first.header) = (aside, family, 68.0);
        }
        input.sheet = Some(Sheet { view: Size::new(1030.0, 745.0), before: None });
        let picture = layout(&input);
        check_boxes(&input, &picture);
        check_routes(&input, &picture);
        if input.compact {
            return Ok(());
        }
        if let Some(node) = input.nodes.get_mut(grows).filter(|node| node.place != Place::Shore) {
            (node.size.height, node.size.width) = (node.size.height + 100.0, node.size.width + 300.0);
        }
        input.sheet = Some(Sheet { view: Size::new(1030.0, 745.0), before: picture.arranged.clone() });
        let again = layout(&input);
        check_boxes(&input, &again);
        check_routes(&input, &again);
        let placed = input.nodes.iter().zip(picture.nodes.iter().zip(&again.nodes));
        for (_, (before, after)) in placed.filter(|(node, _)| node.place != Place::Shore) {
            assert!(after.rect.x >= before.rect.x - 0.01, "{before:?} moved left: {after:?}");
            assert!(after.rect.y >= before.rect.y - 0.01, "{before:?} moved up: {after:?}");
        }
    }

    #[test]
    fn nothing_overlaps_and_lines_go_round(input in input(24, 40)) {
        let picture = layout(&input);
        check_boxes(&input, &picture);
        check_routes(&input, &picture);
    }

    #[test]
    fn passing_lines_move_nothing(input in input(16, 30)) {
        let with = layout(&input);
        let is_passing = |edge: &Edge| edge.weight == Weight::Overlay;
        let lasting = LayoutInput {
            edges: input.edges.iter().filter(|edge| !is_passing(edge)).cloned().collect(),
            ..input.clone()
        };
        let without = layout(&lasting);
        prop_assert_eq!(&with.nodes, &without.nodes);
        prop_assert_eq!(&with.groups, &without.groups);
        prop_assert_eq!(with.bounds, without.bounds);
        let kept = input.edges.iter().zip(&with.edges).filter(|(edge, _)| !is_passing(edge)).map(|(_, route)| route);
        prop_assert!(kept.eq(without.edges.iter()));
    }

    #[test]
    fn the_same_input_gets_the_same_picture(input in input(16, 30)) {
        prop_assert_eq!(layout(&input), layout(&input));
    }
}

#[test]
fn many_lines_are_still_round_the_cards() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..6 {
        let input = input(120, 900).new_tree(&mut runner).unwrap().current();
        let picture = layout(&input);
        check_boxes(&input, &picture);
        check_routes(&input, &picture);
    }
}

#[test]
fn strange_numbers_do_no_harm() {
    for length in [f64::NAN, f64::INFINITY, -5.0, 0.0, 1e300] {
        let node = |place| Node {
            id: "n".into(),
            place,
            size: Size::new(length, length),
            ports: vec![Port { width: length, lead: length }; 3],
            card: None,
        };
        let input = LayoutInput {
            groups: vec![Group { id: "g".into(), label_width: length, ..Group::default() }],
            nodes: [Place::Shore, Place::Free, Place::InGroup(0), Place::InGroup(0), Place::InGroup(9)]
                .map(node)
                .into(),
            edges: (0..7)
                .flat_map(|from| (0..7).map(move |to| (from, to)))
                .map(|(from, to)| Edge {
                    from,
                    to,
                    port: Some(to),
                    label: Some(Size::new(length, 5.0)),
                    ..Edge::default()
                })
                .collect(),
            max_width: length,
            compact: false,
            ..LayoutInput::default()
        };
        let picture = layout(&input);
        let numbers = [picture.bounds.x, picture.bounds.y, picture.bounds.width, picture.bounds.height];
        assert!(numbers.iter().all(|number| number.is_finite()), "{numbers:?}");
        for route in &picture.edges {
            assert!(route.points.iter().all(|point| point.x.is_finite() && point.y.is_finite()));
        }
    }
}

#[test]
fn nothing_is_a_picture_too() {
    let picture = layout(&LayoutInput::default());
    assert!(picture.nodes.is_empty() && picture.edges.is_empty());
    let empty = LayoutInput {
        groups: vec![Group { id: "empty".into(), label_width: 80.0, ..Group::default() }],
        ..LayoutInput::default()
    };
    assert!(layout(&empty).groups[0].width >= 80.0);
}

/// How long lines of different edges lie on top of each other.
fn shared_length(picture: &Layout) -> f64 {
    let mut pieces = Vec::new();
    for (at, route) in picture.edges.iter().enumerate() {
        pieces.extend(route.points.windows(2).map(|pair| (at, piece(pair))));
    }
    let mut shared = 0.0;
    for (at, (owner, one)) in pieces.iter().enumerate() {
        for (_, other) in pieces[at + 1..].iter().filter(|(of, _)| of != owner) {
            let across = one.right().min(other.right()) - one.x.max(other.x);
            let down = one.bottom().min(other.bottom()) - one.y.max(other.y);
            let (close, along) = if across > down { (-down, across) } else { (-across, down) };
            // Lines nearer than this look like one.
            if (-0.01..2.5).contains(&close) && along > 6.0 {
                shared += along;
            }
        }
    }
    shared
}

#[test]
fn lines_rarely_lie_on_each_other() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut shared, mut whole) = (0.0, 0.0);
    for _ in 0..200 {
        let mut input = input(12, 16).new_tree(&mut runner).unwrap().current();
        input.edges.iter_mut().for_each(|edge| edge.weight = edge.weight.min(Weight::Weak));
        // Two lines from a card to itself are the same line.
        input.edges.retain(|edge| edge.from != edge.to);
        let picture = layout(&input);
        let part = shared_length(&picture);
        shared += part;
        whole += picture
            .edges
            .iter()
            .flat_map(|route| route.points.windows(2))
            .map(|pair| piece(pair).width + piece(pair).height)
            .sum::<f64>();
    }
    assert!(shared < whole / 50.0, "{shared} of {whole} is shared");
}

/// Room for lanes in one row may leave a street of another one too narrow; a line that took it finds another way.
#[test]
#[expect(clippy::unreadable_literal, reason = "an input that was found")]
fn a_street_that_gets_too_narrow_is_left() {
    let input = LayoutInput {
        groups: vec![
            Group { id: "0".into(), label_width: 154.3836871824364, note_width: 0.0, ..Group::default() },
            Group { id: "1".into(), label_width: 218.49810841020582, note_width: 0.0, ..Group::default() },
        ],
        nodes: vec![
            Node {
                id: "000".into(),
                place: Place::InGroup(0),
                size: Size { width: 146.23817896424848, height: 46.0 },
                ports: vec![],
                card: None,
            },
            Node {
                id: "001".into(),
                place: Place::InGroup(0),
                size: Size { width: 100.0, height: 102.15914371468106 },
                ports: vec![Port { width: 87.89011468026814, lead: 0.0 }],
                card: None,
            },
        ],
        edges: vec![
            Edge { from: 0, to: 1, port: None, label: None, weight: Weight::Strong, ..Edge::default() },
            Edge { from: 0, to: 1, port: None, label: None, weight: Weight::Strong, ..Edge::default() },
            Edge { from: 0, to: 1, port: None, label: None, weight: Weight::Strong, ..Edge::default() },
            Edge { from: 1, to: 0, port: None, label: None, weight: Weight::Strong, ..Edge::default() },
            Edge { from: 0, to: 1, port: None, label: None, weight: Weight::Strong, ..Edge::default() },
            Edge { from: 1, to: 0, port: None, label: None, weight: Weight::Strong, ..Edge::default() },
            Edge { from: 0, to: 1, port: None, label: None, weight: Weight::Strong, ..Edge::default() },
            Edge { from: 0, to: 1, port: None, label: None, weight: Weight::Strong, ..Edge::default() },
            Edge { from: 1, to: 0, port: None, label: None, weight: Weight::Strong, ..Edge::default() },
        ],
        max_width: 420.0,
        compact: true,
        ..LayoutInput::default()
    };
    let picture = layout(&input);
    check_boxes(&input, &picture);
    check_routes(&input, &picture);
}

/// A card of the left column gets wider than the column: the rows make way.
#[test]
fn what_grows_left_of_the_rows_pushes_them() {
    let card = |id: &str, place: Place, width: f64, height: f64| Node {
        id: id.into(),
        place,
        size: Size::new(width, height),
        ..Node::default()
    };
    let view = Size::new(1030.0, 745.0);
    let mut input = LayoutInput {
        groups: vec![Group { id: "0".into(), label_width: 267.0, header: 68.0, ..Group::default() }, Group::default()],
        nodes: vec![
            card("000", Place::InGroup(1), 231.0, 77.0),
            card("001", Place::InGroup(0), 208.0, 66.0),
            card("002", Place::Shore, 197.0, 48.0),
            card("003", Place::InGroup(1), 252.0, 109.0),
            card("004", Place::InGroup(1), 118.0, 48.0),
            card("005", Place::Free, 212.0, 87.0),
            card("006", Place::InGroup(1), 185.0, 96.0),
            card("007", Place::Free, 210.0, 70.0),
            card("008", Place::Shore, 246.0, 82.0),
            card("009", Place::InGroup(0), 256.0, 98.0),
        ],
        edges: vec![Edge { from: 7, to: 4, ..Edge::default() }, Edge { from: 4, to: 3, ..Edge::default() }],
        max_width: 980.0,
        sheet: Some(Sheet { view, before: None }),
        ..LayoutInput::default()
    };
    let picture = layout(&input);
    let arranged = picture.arranged.clone().unwrap();
    assert_eq!(arranged.columns[0].iter().map(|slot| slot.ids.clone()).collect::<Vec<_>>(), [[["007"]]]);
    input.nodes[7].size.width += 300.0;
    input.sheet = Some(Sheet { view, before: Some(arranged) });
    let again = layout(&input);
    check_boxes(&input, &again);
    check_routes(&input, &again);
    let left = |picture: &Layout, node: usize| picture.nodes[node].rect.x;
    assert!((left(&again, 7) - left(&picture, 7)).abs() < 0.01);
    for node in [0, 3, 4, 6] {
        assert!((left(&again, node) - left(&picture, node) - 300.0).abs() < 0.01, "{:?}", again.nodes[node]);
    }
    // Closed again, everything is where it was.
    input.nodes[7].size.width -= 300.0;
    input.sheet = Some(Sheet { view, before: again.arranged });
    assert_eq!(layout(&input).nodes, picture.nodes);
}
